#include "neat/run/verify.hpp"

#include <doctest/doctest.h>

#include "example_run.hpp"

using namespace neat;
using namespace neat::test;

namespace {

void make_run(const std::filesystem::path& path, const Task& task, std::uint32_t archive_every) {
  Config config = example_config(task, 12);
  config.checkpoint.archive_every = archive_every;
  ExampleRun example(task, config);
  example.run.keep_in(RunDirectory::create(path));
  example.run.go();
}

Verification verified(const std::filesystem::path& path, const Task& task, std::uint64_t generation,
                      bool from_start = false, unsigned thread_count = 1) {
  Threads threads(thread_count);
  ThreadedEvaluator evaluator(threads);
  return verify(path, task, example_config(task, 1), threads, evaluator, {}, generation, from_start);
}

/// The hash of one generation with its last digit changed.
void forge(const std::filesystem::path& csv, std::uint32_t generation) {
  std::string text = text_of(csv);
  std::size_t end = text.find('\n');
  for (std::uint32_t i = 0; i <= generation; ++i) end = text.find('\n', end + 1);
  char& digit = text[end - 1];
  digit = digit == '0' ? '1' : '0';
  std::ofstream(csv, std::ios::binary | std::ios::trunc) << text;
}

std::string refusal(ErrorCode code, const std::filesystem::path& path, const Task& task,
                    std::uint64_t generation) {
  try {
    verified(path, task, generation);
  } catch (const Error& error) {
    CHECK(error.code() == code);
    return error.what();
  }
  return "accepted";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("verify: every generation of a run has the hash its history says, from wherever it is begun") {
  const Folder here;
  const ExampleTask task;
  make_run(here / "archived", task, 4);
  make_run(here / "plain", task, 0);
  for (std::uint64_t generation = 0; generation < 12; ++generation) {
    const Verification archived = verified(here / "archived", task, generation, false, 2);
    CHECK_FALSE(archived.differs);
    CHECK(archived.from == generation / 4 * 4);
    CHECK(archived.verified == generation + 1 - archived.from);
    const Verification plain = verified(here / "plain", task, generation);
    CHECK_FALSE(plain.differs);
    CHECK(plain.from + plain.verified == generation + 1);
  }
  CHECK(verified(here / "archived", task, 11, true).verified == 12);
}

TEST_CASE("verify: names the first generation that differs, with both hashes") {
  const Folder here;
  const ExampleTask task;
  make_run(here / "a", task, 4);
  forge(here / "a" / "history.csv", 6);
  const Verification result = verified(here / "a", task, 7);
  CHECK(result.differs == 6);
  CHECK(result.from == 4);
  CHECK(result.verified == 2);
  CHECK(result.expected.substr(0, 63) == result.found.substr(0, 63));
  CHECK(result.expected != result.found);
  CHECK_FALSE(verified(here / "a", task, 11).differs);  // begins behind it
  CHECK(verified(here / "a", task, 11, true).differs == 6);
  forge(here / "a" / "history.csv", 3);
  CHECK(verified(here / "a", task, 5).differs == 3);  // the checkpoint is not of this history
}

TEST_CASE("verify: another program would be seen") {
  const Folder here;
  ExampleTask task;
  make_run(here / "a", task, 0);
  Threads threads(1);
  ThreadedEvaluator evaluator(threads);
  Config config = example_config(task, 1);
  config.strategy.mutation.weight_power *= 1.0001;
  CHECK(verify(here / "a", task, config, threads, evaluator, {}, 11, true).differs == 1);
}

TEST_CASE("verify: a damaged checkpoint is passed over and said, and a warm start begins with its genome") {
  const Folder here;
  const ExampleTask task;
  make_run(here / "a", task, 4);
  std::ofstream(here / "a" / "checkpoint" / "000008.ckpt", std::ios::binary | std::ios::trunc) << "torn";
  Threads threads(1);
  ThreadedEvaluator evaluator(threads);
  Surroundings around;
  std::string said;
  around.notice = [&](const std::string& text) { said += text; };
  const auto result = verify(here / "a", task, example_config(task, 1), threads, evaluator, around, 9, false);
  CHECK(result.from == 4);
  CHECK_FALSE(result.differs);
  CHECK(contains(said, "000008.ckpt"));
  ExampleRun warm(task, example_config(task, 5));
  warm.run.start_from(io::load_genome(here / "a" / "champion.genome"));
  warm.run.keep_in(RunDirectory::create(here / "warm"));
  warm.run.go();
  CHECK(verified(here / "warm", task, 4, true).verified == 5);
}

TEST_CASE("verify: what cannot be verified is refused") {
  const Folder here;
  ExampleTask task;
  make_run(here / "a", task, 0);
  CHECK(contains(refusal(ErrorCode::config, here / "a", task, 12), "has 12 of them, from 0"));
  CHECK(contains(refusal(ErrorCode::data, here / "nothing", task, 0), "is no history of a run"));
  task.declared().version = "2.0";
  CHECK(contains(refusal(ErrorCode::data, here / "a", task, 11),
                 "it was made with example 1.0, this is example 2.0"));
  std::ofstream(here / "a" / "history.csv", std::ios::app) << "99,1\n";
  CHECK(contains(refusal(ErrorCode::data, here / "a", task, 3), "line 14 is not that of generation 12"));
}

TEST_CASE("verify: a run whose champion was chosen by its champion test is repeated with it") {
  struct Late : ExampleTask {
    Evaluation evaluate(const EvaluationRequest& request, Worker& worker) const override {
      Evaluation evaluation = ExampleTask::evaluate(request, worker);
      if (request.champion_test) evaluation.solved = request.genome->lineage.birth >= 3;
      return evaluation;
    }
  } task;
  task.declared().has_champion_test = true;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    const Folder here;
    Config config = example_config(task, 12);
    config.strategy.seed = seed;
    config.stop.test = Tested::generation;
    config.stop.target = false;
    {
      ExampleRun example(task, config);
      example.run.keep_in(RunDirectory::create(here / "a"));
      example.run.go();
    }
    Threads threads(1);
    ThreadedEvaluator evaluator(threads);
    const Verification result = verify(here / "a", task, config, threads, evaluator, {}, 11, true);
    CHECK(result.verified == 12);
    CHECK_FALSE(result.differs);
  }
}
