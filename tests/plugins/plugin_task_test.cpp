#include "plugins/loader/plugin_task.hpp"

#include "fixtures.hpp"

namespace {

using namespace fixtures;

std::unique_ptr<neat::PluginTask> misbehaving(const std::string& mode) {
  return neat::load_task((kBad / "bad_misbehaving.so").string(), {}, with({{"mode", mode}}));
}

neat::EvaluationRequest learning() {
  neat::EvaluationRequest request = request_for(two_outputs());
  request.learn = true;
  request.budget = 100;
  return request;
}

/// The error of one evaluation in this mode, without the words that all of them start with.
std::string fault(const std::string& mode) {
  const auto task = misbehaving(mode);
  const std::string text = refusal([&] { evaluate(*task, learning()); });
  const std::string start = "task misbehaving: genome 7 of generation 3: ";
  CHECK(text.substr(0, start.size()) == start);
  return text.size() > start.size() ? text.substr(start.size()) : text;
}

std::unique_ptr<neat::PluginTask> probe(neat::TaskSettings settings = {}) {
  return neat::load_task((kFlavours / "probe_bare" / "plugin.so").string(), {}, std::move(settings));
}

}  // namespace

TEST_CASE("plugin task: without a fault it evaluates, learning or not") {
  const neat::Evaluation evaluation = evaluate(*misbehaving("none"), learning());
  CHECK(evaluation.ok());
  CHECK(evaluation.learned.empty());  // it never trained
  CHECK(evaluation.metrics == std::vector<double>{1.0});
}

TEST_CASE("plugin task: what goes wrong in creation is told in the plugin's words") {
  CHECK(refusal([] { misbehaving("create"); }) == "task misbehaving: it cannot be created: the moon is full");
  CHECK(holds(refusal([] { misbehaving("create_odd"); }), "threw something that is not a std::exception"));
  CHECK(holds(refusal([] { misbehaving("shape"); }),
              "its input shape is {0, 1, 1}; every extent must be at least 1"));
  CHECK(
      holds(refusal([] { misbehaving("label"); }), "data set: train: the label of row 1 is 2, not below 2"));
}

TEST_CASE("plugin task: damaged data is the data's fault, not the plugin's") {
  CHECK(refusal([] { misbehaving("data_file"); }, neat::ErrorCode::data) ==
        "task misbehaving: it cannot be created: file rows.bin: it ends early; fetch it again");
  const auto task = misbehaving("late_data_file");
  CHECK(holds(refusal([&] { evaluate(*task, learning()); }, neat::ErrorCode::data), "rows.bin: it is gone"));
}

TEST_CASE("plugin task: an exception names task, genome and generation") {
  CHECK(fault("evaluate") == "no such luck");
  CHECK(fault("evaluate_odd") == "threw something that is not a std::exception");
  CHECK(fault("long_text") == std::string(511, 'x'));
}

TEST_CASE("plugin task: an exception across the C boundary still ends in one sentence") {
  const auto task = neat::load_task((kBad / "bad_throws_across.so").string(), {});
  CHECK(holds(refusal([&] { evaluate(*task, request_for(xor_genome())); }),
              "it threw across the C boundary (out it goes), which plugin.h forbids"));
}

TEST_CASE("plugin task: a value that is not finite is an error of the plugin") {
  CHECK(fault("nan") ==
        "objective 'fitness' is not a number, or left unset; return finite values, or say that it diverged");
  CHECK(holds(fault("infinite"), "objective 'fitness' is infinite; "));
  CHECK(holds(fault("metric"), "metric 'one' is not a number"));
  CHECK(fault("count") == "the result has not one value per declared metric");
}

TEST_CASE("plugin task: plain C that fails silently, sets nothing or invents a status") {
  const auto task = neat::load_task((kBad / "bad_raw.so").string(), {});
  const auto at = [&](neat::Partition partition) {
    neat::EvaluationRequest request = request_for(xor_genome());
    request.partition = partition;
    return refusal([&] { evaluate(*task, request); });
  };
  CHECK(holds(at(neat::Partition::train), ": it gave no reason"));
  CHECK(holds(at(neat::Partition::validation), "objective 'fitness' is not a number, or left unset"));
  CHECK(holds(at(neat::Partition::test), "it returned a status that does not exist"));
}

TEST_CASE("plugin task: rows are refused where they do not belong") {
  CHECK(holds(fault("test_rows"),
              "data set test: they are of the test partition, and this request is not a test"));
  CHECK(holds(fault("train_on_test"), "they are of the test partition, and networks learn from train only"));
  CHECK(holds(fault("train_on_validation"),
              "they are of the validation partition, and networks learn from train only"));
  neat::EvaluationRequest test = request_for(two_outputs());
  test.partition = neat::Partition::test;
  CHECK(evaluate(*misbehaving("none"), test).ok());
  CHECK(holds(refusal([&] { evaluate(*misbehaving("train_on_test"), test); }),
              "networks learn from train only"));
}

TEST_CASE("plugin task: spans and rows are checked") {
  CHECK(holds(fault("y_size"), "y: it has 3 numbers, not 4"));
  CHECK(holds(fault("row_range"), "rows: data set train: [1, +2) is not within its 2 rows"));
  CHECK(holds(fault("list_range"), "rows: data set train: row 2 is not within its 2 rows"));
  CHECK(holds(fault("width"), "rows: they have 3 features, the network reads 2"));
  CHECK(holds(fault("late_data"), "data set: late: data sets are added in create only"));
  CHECK(holds(fault("model"), "model: within evaluate it is made beside the request's network"));
  CHECK(holds(fault("report"), "report: it needs a name"));
  CHECK(holds(fault("own_loss_fails"), "training: the task's loss failed: out of chalk"));
  CHECK(holds(fault("no_labels"), "targets: this loss needs a label per row and step, and there are none"));
  CHECK(holds(fault("weights"), "targets: a weight is negative or not finite; pass weights >= 0"));
}

TEST_CASE("plugin task: divergence is a status, seen by the host or said by the task") {
  for (const char* mode : {"diverge", "overflow", "says_diverged"}) {
    CAPTURE(std::string(mode));
    const neat::Evaluation evaluation = evaluate(*misbehaving(mode), learning());
    CHECK(evaluation.status == neat::EvaluationStatus::diverged);
    CHECK(evaluation.objectives.empty());
    CHECK(evaluation.metrics.empty());
    CHECK(evaluation.learned.empty());
    CHECK_FALSE(evaluation.solved);
  }
}

TEST_CASE("plugin task: a life keeps to its budget, and only a life is inherited") {
  const auto task = probe();
  neat::EvaluationRequest request = request_for(two_outputs());
  const neat::Evaluation still = evaluate(*task, request);
  CHECK(still.samples == 64);  // the clone's
  CHECK(still.learned.empty());
  CHECK(still.learning_gain == 0);
  request.learn = true;
  request.budget = 1000;
  const neat::Evaluation alive = evaluate(*task, request);
  CHECK(alive.samples == 64 + 1000);
  CHECK(alive.learned.size() == request.genome->parameters.size());
  CHECK(alive.learning_gain > 0);
  CHECK(alive.learning_gain == alive.metrics[6]);
  CHECK(alive.forward_flops > still.forward_flops);
  CHECK(still.backward_flops > 0);  // the clone's
  CHECK(alive.backward_flops > still.backward_flops);
  request.read_only = true;
  const neat::Evaluation sealed = evaluate(*task, request);
  CHECK(sealed.learned.empty());
  CHECK(sealed.objectives == alive.objectives);
  request.read_only = false;
  request.budget = 0;
  CHECK(evaluate(*task, request).learned.empty());
}

TEST_CASE("plugin task: traits and the run's configuration decide how a life goes") {
  auto slow = std::make_shared<neat::Genome>(*two_outputs());
  slow->traits.batch = 1;
  neat::EvaluationRequest request = request_for(slow);
  request.learn = true;
  request.budget = 50;
  const auto one = evaluate(*probe(), request);
  neat::TaskSettings adam;
  adam.life.optimiser.kind = neat::OptimiserKind::adam;
  const auto other = evaluate(*probe(adam), request);
  CHECK(one.learned != other.learned);
  auto request_of_batch = request;
  auto wide = std::make_shared<neat::Genome>(*slow);
  wide->traits.batch = 50;
  request_of_batch.genome = wide;
  CHECK(evaluate(*probe(), request_of_batch).learned != one.learned);
}

TEST_CASE("plugin task: an evaluation is a function of its request, in any order and on any worker") {
  const auto task = probe();
  auto genome = std::make_shared<neat::Genome>(*two_outputs());
  genome->traits.batch = 1;  // the order of rows is the order of steps
  std::vector<neat::EvaluationRequest> requests;
  for (std::uint32_t i = 0; i < 24; ++i) {
    requests.push_back(learning());
    requests.back().genome = genome;
    requests.back().index = i;
  }
  neat::Threads one(1), many(4);
  const auto alone = neat::ThreadedEvaluator(one).evaluate(requests, *task);
  const auto together = neat::ThreadedEvaluator(many).evaluate(requests, *task);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    CHECK(alone[i].objectives == together[i].objectives);
    CHECK(alone[i].learned == together[i].learned);
  }
  CHECK(alone[0].learned != alone[1].learned);  // each request has its own order of rows
}

TEST_CASE("plugin task: data sets are hashed for the model card") {
  const auto hashes = misbehaving("none")->data_hashes();
  REQUIRE(hashes.size() == 3);
  CHECK(hashes[0].first == "train");
  CHECK(hashes[0].second.size() == 64);
  CHECK(hashes[0].second != hashes[1].second);  // the partition is part of it
}
