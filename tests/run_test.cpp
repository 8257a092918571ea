#include "neat/run/run.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "example_run.hpp"
#include "neat/run/history.hpp"

using namespace neat;
using namespace neat::test;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

template <class Action>
std::string refusal(ErrorCode code, Action action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.code() == code);
    return error.what();
  }
  return "accepted";
}

/// Ends after so many looks at the interrupt.
Surroundings interrupted_after(int looks) {
  Surroundings around;
  around.interrupted = [left = looks]() mutable { return left-- <= 0; };
  return around;
}

StopReason run_in(const std::filesystem::path& path, const Task& task, std::uint32_t generations,
                  Surroundings around = {}) {
  ExampleRun example(task, example_config(task, generations), std::move(around));
  example.run.keep_in(RunDirectory::create(path));
  return example.run.go();
}

StopReason resume_in(const std::filesystem::path& path, const Task& task, std::uint32_t generations,
                     Surroundings around = {}) {
  ExampleRun example(task, example_config(task, generations), std::move(around));
  example.run.resume(RunDirectory::open(path));
  return example.run.go();
}

void check_same(const std::filesystem::path& a, const std::filesystem::path& b) {
  for (const char* file : {"config.ini", "history.csv", "history.jsonl", "champion.genome"})
    CHECK(text_of(a / file) == text_of(b / file));
}

}  // namespace

TEST_CASE("run: interrupted anywhere and resumed, it leaves the bytes of an uninterrupted run") {
  const Folder here;
  const ExampleTask task;
  CHECK(run_in(here / "whole", task, 12) == StopReason::generations);
  for (int looks = 1; looks < 12; ++looks) {
    const auto path = here / ("cut" + std::to_string(looks));
    CHECK(run_in(path, task, 12, interrupted_after(looks)) == StopReason::interrupted);
    CHECK(count_lines(path / "history.jsonl") == static_cast<std::size_t>(looks));
    CHECK(resume_in(path, task, 12, interrupted_after(3)) != StopReason::none);
    CHECK(resume_in(path, task, 12) == StopReason::generations);
    check_same(here / "whole", path);
  }
}

TEST_CASE("run: interrupted before its first generation, it begins again") {
  const Folder here;
  const ExampleTask task;
  run_in(here / "whole", task, 3);
  CHECK(run_in(here / "cut", task, 3, interrupted_after(0)) == StopReason::interrupted);
  resume_in(here / "cut", task, 3);
  check_same(here / "whole", here / "cut");
}

TEST_CASE("run: what was finished before a plugin failed is saved") {
  const Folder here;
  ExampleTask task;
  run_in(here / "whole", task, 9);
  task.fails_in_ = 5;
  CHECK(contains(refusal(ErrorCode::plugin, [&] { run_in(here / "failed", task, 9); }), "failed on purpose"));
  CHECK(count_lines(here / "failed" / "history.jsonl") == 5);
  CHECK(std::filesystem::exists(here / "failed" / "checkpoint" / "000005.ckpt"));
  task.fails_in_ = 0xffff'ffffU;
  resume_in(here / "failed", task, 9);
  check_same(here / "whole", here / "failed");
}

TEST_CASE("run: goes on only with the task, version and data it began with") {
  const Folder here;
  ExampleTask task;
  run_in(here / "a", task, 3);
  task.data_ = {{"rows", "changed"}};
  CHECK(contains(refusal(ErrorCode::data, [&] { resume_in(here / "a", task, 5); }),
                 "the data of task example are not those it began with"));
  task.data_ = {{"rows", "abc"}};
  task.declared().version = "2.0";
  CHECK(
      contains(refusal(ErrorCode::data, [&] { resume_in(here / "a", task, 5); }),
               "it was made with example 1.0, this is example 2.0; install that version or start a new run"));
}

TEST_CASE("run: the champion is measured on the test partition once per champion, and its card says so") {
  const Folder here;
  const ExampleTask task;
  run_in(here / "a", task, 10);
  const io::GenomeFile file = io::load_genome(here / "a" / "champion.genome");
  const double train = file.card.metrics.at("train").at("mse"), test = file.card.metrics.at("test").at("mse");
  CHECK(test == 2 * train);
  CHECK(file.card.fitness == 4 - 4 * train);
  CHECK(file.card.test_touched >= 1);
  CHECK(file.card.test_touched <= 10);
  CHECK(file.card.data.at("rows") == "abc");
  CHECK(file.card.rows.at("test") == 4);
  CHECK_FALSE(contains(file.card.config, "[stop]"));
  const std::string csv = text_of(here / "a" / "history.csv");
  CHECK(contains(csv, "train_mse,test_mse,state_hash"));
}

TEST_CASE("run: solved is the task's word, and of the champion test where there is one") {
  ExampleTask task;
  task.solved_below_ = 100;
  const auto reason = [&] {
    ExampleRun example(task, example_config(task, 4));
    return example.run.go();
  };
  CHECK(reason() == StopReason::solved);
  task.declared().has_champion_test = true;
  CHECK(reason() == StopReason::generations);
  task.champion_test_answer_ = true;
  task.solved_below_ = 0;
  CHECK(reason() == StopReason::solved);
}

TEST_CASE("run: champion tests are counted apart, with their rows, and are as rare as is asked") {
  ExampleTask task;
  task.declared().has_champion_test = true;
  const auto last = [&](std::uint64_t every) {
    Config config = example_config(task, 30);
    config.stop.test_every = every;
    ExampleRun example(task, config);
    example.run.go();
    return example.run.history().back();
  };
  const HistoryLine all = last(0), some = last(60), one = last(1'000'000);
  CHECK(all.champion_tests > 5);  // every new champion
  CHECK(all.champion_test_rows == 4 * all.champion_tests);
  CHECK(some.champion_tests <= all.generation.budget.evaluations / 60 + 1);
  CHECK(some.champion_tests > 1);
  CHECK(some.champion_tests < all.champion_tests);
  CHECK(one.champion_tests == 1);
  CHECK(one.generation.budget.evaluations == all.generation.budget.evaluations);
  CHECK(one.state_hash == all.state_hash);
}

TEST_CASE("run: a champion whose test was put off takes it when it is due, though it is no longer new") {
  ExampleTask task;
  task.declared().has_champion_test = true;
  Config config = example_config(task, 200);
  config.stop.test_every = 100;
  std::uint64_t tests = 0;
  bool late = false;
  struct Listener : Recorder {
    Listener(std::uint64_t& before, bool& seen) : tests(before), late(seen) {}
    void write(const HistoryLine& line) override {
      late = late || (line.champion_tests > tests && !line.generation.new_champion);
      tests = line.champion_tests;
    }
    std::uint64_t& tests;
    bool& late;
  };
  ExampleRun example(task, config);
  example.run.add_recorder(std::make_unique<Listener>(tests, late));
  example.run.go();
  CHECK(late);
}

TEST_CASE("run: a resumed run counts champion tests, and puts them off, as an uninterrupted one") {
  ExampleTask task;
  task.declared().has_champion_test = true;
  const auto example = [&](std::uint32_t generations) {
    Config config = example_config(task, generations);
    config.stop.test_every = 50;
    return std::make_unique<ExampleRun>(task, config);
  };
  for (const std::uint32_t stop : {1U, 4U, 7U, 12U}) {
    CAPTURE(stop);
    const Folder here;
    const auto whole = example(20), second = example(20);
    auto first = example(stop);
    whole->run.keep_in(RunDirectory::create(here / "whole"));
    first->run.keep_in(RunDirectory::create(here / "parts"));
    whole->run.go();
    first->run.go();
    first.reset();
    second->run.resume(RunDirectory::open(here / "parts"));
    second->run.go();
    CHECK(whole->run.champion().tests > 1);
    check_same(here / "whole", here / "parts");
  }
}

TEST_CASE(
    "run: the best of a generation may take the champion test, and is the champion when it solves the task") {
  struct Late : ExampleTask {
    Evaluation evaluate(const EvaluationRequest& request, Worker& worker) const override {
      Evaluation evaluation = ExampleTask::evaluate(request, worker);
      if (request.champion_test) evaluation.solved = request.genome->lineage.birth >= 3;
      return evaluation;
    }
  } task;
  task.declared().has_champion_test = true;
  int weaker = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    Config config = example_config(task, 30);
    config.strategy.seed = seed;
    config.stop.test = Tested::generation;
    ExampleRun example(task, config);
    CHECK(example.run.go() == StopReason::solved);
    const Member& champion = example.run.state().champion;
    CHECK(example.run.history().size() == 4);
    CHECK(champion.genome->lineage.birth == 3);
    CHECK(example.run.history().back().generation.connections ==
          double(champion.genome->topology->enabled_connections()));
    CHECK(example.run.history().back().generation.line == champion.line);
    CHECK(champion.line.evaluations > 0);
    CHECK(example.run.champion().solved);
    CHECK(example.run.champion_file()->card.solved);
    CHECK(example.run.history().back().champion_fitness == champion.evaluation.fitness());
    for (const auto& member : example.run.state().members)
      weaker += member.evaluation.fitness() > champion.evaluation.fitness();
  }
  CHECK(weaker > 0);  // else nothing but new champions was ever tested
}

TEST_CASE(
    "run: going on behind a champion that is not the fittest, a resumed run is as an uninterrupted one") {
  struct Sometimes : ExampleTask {
    Evaluation evaluate(const EvaluationRequest& request, Worker& worker) const override {
      Evaluation evaluation = ExampleTask::evaluate(request, worker);
      if (request.champion_test) evaluation.solved = request.genome->lineage.id % 3 == 0;
      return evaluation;
    }
  } task;
  task.declared().has_champion_test = true;
  const auto example = [&](std::uint32_t generations) {
    Config config = example_config(task, generations);
    config.stop.test = Tested::generation;
    config.stop.target = false;
    return std::make_unique<ExampleRun>(task, config);
  };
  for (const std::uint32_t stop : {1U, 3U, 5U, 9U}) {
    CAPTURE(stop);
    const Folder here;
    const auto whole = example(15), second = example(15);
    auto first = example(stop);
    whole->run.keep_in(RunDirectory::create(here / "whole"));
    first->run.keep_in(RunDirectory::create(here / "parts"));
    whole->run.go();
    first->run.go();
    first.reset();
    second->run.resume(RunDirectory::open(here / "parts"));
    second->run.go();
    check_same(here / "whole", here / "parts");
  }
}

TEST_CASE("run: recorders hear every generation once; seconds come from the given clock") {
  struct Listener : Recorder {
    explicit Listener(std::vector<HistoryLine>& to) : lines(to) {}
    void write(const HistoryLine& line) override { lines.push_back(line); }
    std::vector<HistoryLine>& lines;
  };
  const ExampleTask task;
  double now = 100;
  Surroundings around;
  around.clock = [&] { return now += 0.25; };
  std::vector<HistoryLine> lines;
  ExampleRun example(task, example_config(task, 4), around);
  example.run.add_recorder(std::make_unique<Listener>(lines));
  example.run.go();
  REQUIRE(lines.size() == 4);
  for (std::uint32_t i = 0; i < 4; ++i) CHECK(lines[i].generation.number == i);
  CHECK(lines[0].seconds > 0);
  CHECK(lines[3].seconds > lines[2].seconds);
  CHECK(lines[3].seconds < 10);
  CHECK(lines[2].state_hash != lines[3].state_hash);
  CHECK(lines[0].generation.budget.evaluations == 12);
}

TEST_CASE("run: a warm start begins with the given genome and refuses one of another shape") {
  const Folder here;
  const ExampleTask task;
  run_in(here / "a", task, 15);
  const io::GenomeFile file = io::load_genome(here / "a" / "champion.genome");
  ExampleRun warm(task, example_config(task, 1));
  warm.run.start_from(file);
  warm.run.go();
  CHECK(warm.run.history().back().champion_fitness >= file.card.fitness);
  io::GenomeFile other = file;
  NodeGene input, output;
  input.role = Role::input;
  output.role = Role::output;
  output.id = 1;
  other.genome.topology = Topology::make({input, output}, {});
  other.genome.parameters.clear();
  ExampleRun wrong(task, example_config(task, 1));
  CHECK(contains(refusal(ErrorCode::data, [&] { wrong.run.start_from(other); }), "genome"));
}

TEST_CASE("run directory: never takes what is there already") {
  const Folder here;
  const ExampleTask task;
  run_in(here / "a", task, 1);
  CHECK(
      contains(refusal(ErrorCode::config, [&] { RunDirectory::create(here / "a"); }), "holds a run already"));
  CHECK(contains(refusal(ErrorCode::data, [&] { RunDirectory::open(here / "none"); }), "is not a directory"));
  std::filesystem::create_directory(here / "empty");
  CHECK(contains(refusal(ErrorCode::data, [&] { RunDirectory::open(here / "empty"); }),
                 "config.ini is missing"));
  CHECK(RunDirectory::create_next(here / "runs").path() == here / "runs" / "001");
  CHECK(RunDirectory::create_next(here / "runs").path() == here / "runs" / "002");
  const RunDirectory held = RunDirectory::open(here / "a");
  CHECK(contains(refusal(ErrorCode::run, [&] { RunDirectory::open(here / "a"); }), "a"));
}

TEST_CASE(
    "run: fitness at birth and the champion's metrics on training rows are in the history where they are "
    "measured") {
  const Folder here;
  ExampleTask task;
  task.declared().learns = task.declared().has_validation = true;
  const auto run_with = [&](const char* name, bool asked, std::uint32_t generations, bool resumed) {
    Config config = example_config(task, generations);
    config.strategy.strategy = "hybrid";
    config.strategy.parents.birth = config.train_metrics = asked;
    ExampleRun example(task, config, {});
    if (resumed)
      example.run.resume(RunDirectory::open(here / name));
    else
      example.run.keep_in(RunDirectory::create(here / name));
    example.run.go();
  };
  const auto last = [&](const char* name) {
    const std::string text = text_of(here / name / "history.jsonl");
    return nlohmann::json::parse(text.substr(text.rfind('\n', text.size() - 2) + 1));
  };
  run_with("asked", true, 9, false);
  run_with("part", true, 4, false);
  run_with("part", true, 9, true);
  check_same(here / "asked", here / "part");
  CHECK(last("asked")["train_mse"] == last("asked")["test_mse"].get<double>() / 2);  // as the task has it
  CHECK(last("asked")["best_birth_fitness"] == last("asked")["best_fitness"]);  // its lives change nothing
  CHECK(last("asked")["birth_fitness"] == doctest::Approx(last("asked")["mean_fitness"].get<double>()));
  run_with("plain", false, 9, false);
  for (const char* column : {"train_mse", "birth_fitness", "best_birth_fitness"})
    CHECK(last("plain")[column].is_null());
}
