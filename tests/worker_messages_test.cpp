#include "neat/evaluation/worker_messages.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <numeric>

#include "layer_reference.hpp"
#include "random_genome.hpp"

using namespace neat;
using namespace neat::test;

namespace {

EvaluationRequest request_of(std::uint64_t seed) {
  Genome genome = random_genome(seed, seed % 2 == 0);
  if (seed % 4 == 3) {
    genome.topology = RandomLayers(seed).make();
    genome.parameters.assign(genome.topology->parameter_count(), 0.5F);
  }
  genome.traits = {0.1, 0.8, 1e-4, 17, 1.25};
  genome.lineage = {seed + 1, {seed, seed / 2}, 9};
  EvaluationRequest request;
  request.genome = std::make_shared<const Genome>(std::move(genome));
  request.partition = Partition::validation;
  request.learn = request.champion_test = true;
  request.budget = 5000 + seed;
  request.schedule_step = 3;
  request.seed = ~seed;
  request.generation = 12;
  request.index = static_cast<std::uint32_t>(seed);
  return request;
}

std::vector<std::size_t> all_of(const std::vector<EvaluationRequest>& requests) {
  std::vector<std::size_t> places(requests.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  return places;
}

void check_same(const EvaluationRequest& a, const EvaluationRequest& b) {
  CHECK(a.genome->topology == b.genome->topology);  // interned: equal structures are one object
  CHECK(a.genome->parameters == b.genome->parameters);
  CHECK(a.genome->traits == b.genome->traits);
  CHECK(a.genome->lineage == b.genome->lineage);
  CHECK(a.partition == b.partition);
  CHECK(a.learn == b.learn);
  CHECK(a.read_only == b.read_only);
  CHECK(a.champion_test == b.champion_test);
  CHECK(a.report == b.report);
  CHECK(a.budget == b.budget);
  CHECK(a.schedule_step == b.schedule_step);
  CHECK(a.seed == b.seed);
  CHECK(a.generation == b.generation);
  CHECK(a.index == b.index);
}

WorkerAnswer full_answer() {
  WorkerAnswer answer;
  Evaluation& e = answer.evaluation;
  e.objectives = {1.5, -0.0};
  e.metrics = {0.1};
  e.solved = true;
  e.rows = 7;
  e.samples = 8;
  e.forward_flops = 9;
  e.backward_flops = 10;
  e.learning_gain = 0.25;
  e.learned = {1, 2, 3};
  e.report = {{ReportItem::Kind::image, "picture", std::string("\x89PNG\0", 5)}};
  return answer;
}

bool is_refused(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return std::string(error.what()).find("message cannot be read") != std::string::npos ||
           error.code() == ErrorCode::data;  // genes that are no topology
  }
  return false;
}

}  // namespace

TEST_CASE("worker messages: requests arrive as they were sent, and a topology travels once") {
  std::vector<EvaluationRequest> requests;
  for (std::uint64_t seed = 0; seed < 40; ++seed) requests.push_back(request_of(seed % 20));
  RequestWriter writer;
  RequestReader reader;
  const Message first = writer.write(requests, all_of(requests));
  const auto read = reader.read(first);
  REQUIRE(read.size() == requests.size());
  for (std::size_t i = 0; i < read.size(); ++i) check_same(read[i], requests[i]);
  const Message again = writer.write(requests, all_of(requests));
  CHECK(again.size() < first.size());
  CHECK(reader.read(again).size() == requests.size());
}

TEST_CASE("worker messages: places name which requests go") {
  std::vector<EvaluationRequest> requests{request_of(1), request_of(2), request_of(3)};
  const std::vector<std::size_t> places{2, 0};
  RequestWriter writer;
  RequestReader reader;
  const auto read = reader.read(writer.write(requests, places));
  REQUIRE(read.size() == 2);
  check_same(read[0], requests[2]);
  check_same(read[1], requests[0]);
}

TEST_CASE("worker messages: an answer arrives with every field") {
  const std::vector<WorkerAnswer> answers{full_answer(), {{}, "it rains", ErrorCode::data}};
  const auto read = parse_answers(answers_message(answers));
  REQUIRE(read.size() == 2);
  const Evaluation &a = read[0].evaluation, &b = answers[0].evaluation;
  CHECK(a.objectives == b.objectives);
  CHECK(std::signbit(a.objectives[1]));
  CHECK(a.metrics == b.metrics);
  CHECK(a.solved);
  CHECK(a.rows == 7);
  CHECK(a.samples == 8);
  CHECK(a.forward_flops == 9);
  CHECK(a.backward_flops == 10);
  CHECK(a.learning_gain == 0.25);
  CHECK(a.learned == b.learned);
  CHECK(a.report == b.report);
  CHECK(read[0].problem.empty());
  CHECK(read[1].problem == "it rains");
  CHECK(read[1].code == ErrorCode::data);
}

TEST_CASE("worker messages: setup and greeting arrive as they were sent") {
  const WorkerSetup setup{"a/b.so", "[run]\n", 3, 4, 1 << 20, {{"train", "ff"}}};
  const WorkerSetup read = parse_setup(setup_message(setup));
  CHECK(read.task == setup.task);
  CHECK(read.config == setup.config);
  CHECK(read.index == 3);
  CHECK(read.count == 4);
  CHECK(read.memory == 1 << 20);
  CHECK(read.data == setup.data);
  const WorkerGreeting greeting{"no", ErrorCode::system, {{"a", "b"}, {"c", "d"}}};
  const WorkerGreeting heard = parse_greeting(greeting_message(greeting));
  CHECK(heard.problem == "no");
  CHECK(heard.code == ErrorCode::system);
  CHECK(heard.data == greeting.data);
}

TEST_CASE("worker messages: bytes that end early or go on are refused, changed ones never crash") {
  const std::vector<EvaluationRequest> requests{request_of(4), request_of(5)};
  const Message request = RequestWriter().write(requests, all_of(requests));
  const Message answer = answers_message(std::vector{full_answer()});
  const auto read_request = [](const Message& bytes) { RequestReader().read(bytes); };
  const auto read_answer = [](const Message& bytes) { parse_answers(bytes); };
  const auto check = [](const Message& whole, const std::function<void(const Message&)>& read) {
    for (std::size_t size = 0; size < whole.size(); ++size)
      CHECK(is_refused([&] { read({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}); }));
    Message longer = whole;
    longer.push_back(std::byte{0});
    CHECK(is_refused([&] { read(longer); }));
    for (std::size_t at = 0; at < whole.size(); ++at) {
      Message changed = whole;
      changed[at] ^= std::byte{0xff};
      try {
        read(changed);
      } catch (const Error&) {
        continue;  // refused; anything else would end the test
      }
    }
  };
  check(request, read_request);
  check(answer, read_answer);
}
