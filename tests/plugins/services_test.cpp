// What the host offers, used by a real plugin and compared with the core's own numbers.
#include "plugins/loader/services.hpp"

#include <cmath>

#include "fixtures.hpp"
#include "neat/base/math.hpp"
#include "plugins/loader/network_handle.hpp"

namespace {

using namespace fixtures;

std::unique_ptr<neat::PluginTask> services(const std::string& mode) {
  return neat::load_task((kGood / "services.so").string(), {}, with({{"mode", mode}}));
}

neat::EvaluationRequest learning() {
  neat::EvaluationRequest request = request_for(two_outputs());
  request.learn = true;
  request.budget = 10000;
  return request;
}

neat::Evaluation run(const std::string& mode, const neat::EvaluationRequest& request = learning()) {
  return evaluate(*services(mode), request);
}

/// Two inputs, two outputs, each output fed its own past with weight 0.5.
std::shared_ptr<const neat::Genome> with_memory() {
  std::vector<neat::NodeGene> nodes(4);
  for (std::uint32_t i = 0; i < 4; ++i) {
    nodes[i].id = i;
    nodes[i].role = i < 2 ? neat::Role::input : neat::Role::output;
  }
  std::vector<neat::ConnectionGene> connections(4);
  for (std::uint32_t i = 0; i < 4; ++i) {
    connections[i].innovation = i + 1;
    connections[i].source = i < 2 ? i : i;
    connections[i].target = i < 2 ? i + 2 : i;
    connections[i].recurrent = i >= 2;
  }
  auto genome = std::make_shared<neat::Genome>();
  genome->topology = neat::Topology::make(nodes, connections);
  genome->parameters = {1, 2, 0.5F, 0.5F};
  return genome;
}

}  // namespace

TEST_CASE("services: step keeps memory, reset clears it") {
  const neat::Evaluation evaluation = run("step", request_for(with_memory()));
  // x = {0, 1} at every step: y0 is 0 and stays 0; use y1's twin through the mirrored input below.
  CHECK(evaluation.metrics == std::vector<double>{0, 0, 0});
  auto mirrored = std::make_shared<neat::Genome>(*with_memory());
  std::vector<neat::ConnectionGene> connections(mirrored->topology->connections().begin(),
                                                mirrored->topology->connections().end());
  connections[0].source = 1;  // output 0 reads the input that is 1
  connections[1].source = 0;
  mirrored->topology = neat::Topology::make(
      {mirrored->topology->nodes().begin(), mirrored->topology->nodes().end()}, connections);
  CHECK(run("step", request_for(mirrored)).metrics == std::vector<double>{1, 1.5, 1.75});
}

TEST_CASE("services: the gradient is the slope of the mean loss") {
  const neat::Evaluation evaluation = run("gradient");
  CHECK(evaluation.metrics[0] < 2e-3);
  CHECK(evaluation.metrics[1] == doctest::Approx(0.7).epsilon(0.3));
  CHECK(evaluation.metrics[2] > 0.1);
}

TEST_CASE("services: Hessian-vector products are symmetric and leave the parameters") {
  const neat::Evaluation evaluation = run("hessian");
  CHECK(evaluation.metrics[0] < 0.02 * std::abs(evaluation.metrics[1]) + 1e-3);
  CHECK(std::abs(evaluation.metrics[1]) > 1e-2);
  CHECK(evaluation.metrics[2] == 1);
}

TEST_CASE("services: a task's own loss descends as the same built-in loss does") {
  const neat::Evaluation own = run("own_loss"), weighted = run("weights"), listed = run("list"),
                         adam = run("adam");
  for (const neat::Evaluation* evaluation : {&own, &weighted, &listed, &adam}) {
    CHECK(evaluation->metrics[0] > 0);
    CHECK(evaluation->metrics[2] == 400);
    CHECK(evaluation->learned != two_outputs()->parameters);
  }
  CHECK(own.metrics[1] < 0.65);
  CHECK(weighted.learned != own.learned);
  CHECK(listed.learned != weighted.learned);
  CHECK(adam.learned != own.learned);
}

TEST_CASE("services: bytes are scaled, values are targets, half the squared distance is the loss") {
  const neat::Evaluation evaluation = run("squared");
  CHECK(evaluation.metrics[0] == doctest::Approx(evaluation.metrics[1]).epsilon(1e-6));
  CHECK(evaluation.metrics[2] < evaluation.metrics[1]);
}

TEST_CASE(
    "services: a model is the same made at creation or beside a network, learns, and is not inherited") {
  const neat::Evaluation fresh = run("model"), old = run("old_model");
  CHECK(fresh.metrics == old.metrics);
  CHECK(fresh.metrics[0] != 0);
  CHECK(fresh.metrics[1] < 0.1);
  CHECK(fresh.metrics[2] == 17);
  CHECK(fresh.learned.empty());
  CHECK(fresh.samples == 4000);
}

TEST_CASE(
    "services: parameters are read and written, and what is written is inherited where the request learns") {
  const neat::Evaluation evaluation = run("parameters");
  CHECK(evaluation.metrics == std::vector<double>{double{0.1F}, double{0.1F}, 22});
  REQUIRE_FALSE(evaluation.learned.empty());
  CHECK(evaluation.learned[0] == 9);
  CHECK(run("parameters", request_for(two_outputs())).learned.empty());
}

TEST_CASE("services: sequences are learned through time") {
  neat::EvaluationRequest request = request_for(with_memory());
  request.learn = true;
  request.budget = 1000;
  const neat::Evaluation evaluation = run("time", request);
  CHECK(evaluation.metrics[0] > 0);
  CHECK(evaluation.metrics[1] == 100);
}

TEST_CASE("services: random numbers are Philox keyed by the request's stream") {
  const neat::EvaluationRequest request = learning();
  const std::uint64_t stream =
      neat::Random(request.seed, neat::Purpose::task, request.generation, request.index).bits64();
  const auto block = neat::philox4x32(
      {0, 0, 0, 0}, {static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)});
  const neat::Evaluation evaluation = run("random", request);
  CHECK(evaluation.metrics[0] == block[0]);
  CHECK(evaluation.metrics[1] >= 0);
  CHECK(evaluation.metrics[1] < 1);
  neat::EvaluationRequest other = request;
  other.index = 1;
  CHECK(run("random", other).metrics != evaluation.metrics);
  std::vector<std::uint32_t> all(11), part(5);
  neat::math_service().random_bits(stream, 0, all.data(), all.size());
  neat::math_service().random_bits(stream, 6, part.data(), part.size());
  CHECK(std::equal(part.begin(), part.end(), all.begin() + 6));
}

TEST_CASE("services: mathematics is the core's, bit for bit") {
  using namespace neat;
  CHECK(run("mathematics").metrics ==
        std::vector<double>{math::log(2.5), math::sin(1.25) + math::cos(0.5), math::tanh(0.3)});
}

TEST_CASE("services: several objectives keep their directions") {
  const auto task = services("random");
  CHECK(task->info().objectives[1].direction == neat::Direction::minimise);
  CHECK(evaluate(*task, learning()).objectives == std::vector<double>{1, 2});
}

TEST_CASE("services: the champion's test is its own call and keeps its report; the notice stands") {
  const auto task = services("random");
  CHECK(task->info().has_champion_test);
  CHECK(task->notice() == "Two rows are made up.");
  neat::EvaluationRequest request = learning();
  CHECK_FALSE(evaluate(*task, request).solved);
  request.champion_test = true;
  CHECK(evaluate(*task, request).report.empty());
  request.report = true;
  const neat::Evaluation tested = evaluate(*task, request);
  CHECK(tested.solved);
  REQUIRE(tested.report.size() == 1);
  CHECK(tested.report[0].name == "outputs");
  CHECK(tested.report[0].bytes == "{\"columns\": [\"y\"], \"rows\": [[4]]}");
  CHECK(tested.report[0].kind == neat::ReportItem::Kind::table);
}

TEST_CASE("services: a model made at creation runs there, and is only cloned afterwards") {
  const neat::Host host{neat::TaskSettings{}};
  const std::uint32_t widths[] = {2, 3, 1}, activations[] = {NEAT_TANH, NEAT_IDENTITY};
  const neat_model description{sizeof description, 3, widths, activations, 1};
  neat_network *model = nullptr, *copy = nullptr;
  neat_error error;
  REQUIRE(neat::models_service().create(&host, nullptr, &description, &model, &error) == 0);
  const float x[] = {1, -1};
  const neat_rows rows{nullptr, x, nullptr, 0, 1, 2};
  float y = 0;
  const neat_network_service& network = neat::network_service();
  CHECK(network.forward(model, &rows, &y, 1, &error) == 0);
  CHECK(y != 0);
  host.close();
  CHECK(network.forward(model, &rows, &y, 1, &error) == 1);
  CHECK(holds(error.message, "it is a model made at creation; clone it beside the request's network"));
  CHECK(network.clone(model, nullptr, &copy, &error) == 1);
  CHECK(neat::models_service().create(&host, nullptr, &description, &copy, &error) == 1);
  network.free(model);
  CHECK(network.forward(nullptr, &rows, &y, 1, &error) == 1);
  CHECK(holds(error.message, "network: it is null"));
}

TEST_CASE("services: a model that cannot be is refused") {
  const neat::Host host{neat::TaskSettings{}};
  const auto refused = [&](std::vector<std::uint32_t> widths, std::vector<std::uint32_t> activations) {
    const neat_model description{sizeof description, static_cast<std::uint32_t>(widths.size()), widths.data(),
                                 activations.data(), 1};
    neat_network* model = nullptr;
    neat_error error;
    CHECK(neat::models_service().create(&host, nullptr, &description, &model, &error) == 1);
    return std::string(error.message);
  };
  CHECK(holds(refused({2}, {0}), "model: it has 1 layers of units; pass 2 to 64"));
  CHECK(holds(refused({2, 0}, {0}), "model: a layer is 0 wide; pass 1 to 65536"));
  CHECK(holds(refused({2, 1}, {3}), "model: activation 3 is none"));
  CHECK(holds(refused({2, 1}, {261}), "model: activation 261 is none"));
}

TEST_CASE("services: an unknown extension is absent, not an error") {
  CHECK(neat::find_service("neat.data/2") == nullptr);
  CHECK(neat::find_service("") == nullptr);
  CHECK(neat::find_service("neat.data/1") == &neat::data_service());
}
