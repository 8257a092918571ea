#include "neat/run/history.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "example_run.hpp"
#include "neat/run/recorders.hpp"
#include "neat/run/state_hash.hpp"
#include "neat/run/stop.hpp"
#include "neat/run/values.hpp"

using namespace neat;
using namespace neat::test;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

HistoryLine example_line() {
  HistoryLine line;
  line.generation.number = 3;
  line.generation.budget = {450, 1000, 77, 123456789000ULL, 12, 2, 1, 33};
  line.generation.line = {4, 80, 16, 5, 6, 0, 0, 0};
  line.generation.fitness_quantiles = {-1, 0, 0.05, 0.0625, kNone};
  line.generation.best_fitness = 0.1;
  line.generation.mean_fitness = kNone;
  line.generation.best_metrics = {1.0 / 3};
  line.generation.species = {{3, 120, 0.1}, {9, 30, kNone}};
  line.generation.diverged = 2;
  line.seconds = 12.5;
  line.champion_fitness = 0.1;
  line.test = {0.25};
  line.champion_tests = 6;
  line.champion_test_rows = 630;
  line.champion_test_rows_saved = 621;
  line.state_hash = "00ff";
  return line;
}

HistoryLine spent(std::uint32_t number, std::uint64_t evaluations, std::uint64_t samples, double seconds) {
  HistoryLine line;
  line.generation.number = number;
  line.generation.budget.evaluations = evaluations;
  line.generation.budget.samples = samples;
  line.seconds = seconds;
  line.champion_fitness = 1;
  return line;
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

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("history: has the columns of the design, the task's metrics by partition, and the hash last") {
  const ExampleTask task;
  CHECK(csv_header(task.info()) ==
        "generation,evaluations,samples_seen,rows,rows_saved,flops,forward_flops,backward_flops,seconds,best_"
        "fitness,"
        "mean_fitness,fitness_p10,fitness_p25,fitness_p50,fitness_p75,fitness_p90,champion_fitness,solved,"
        "species,"
        "nodes,connections,parameters,mean_nodes,mean_connections,sigma,population_diversity,learning_gain,"
        "diverged,lost,line_evaluations,line_samples,line_rows,line_flops,train_mse,test_mse,state_hash\n");
  TaskInfo info = task.info();
  info.has_validation = true;
  info.has_test = false;
  CHECK(contains(csv_header(info), "line_flops,validation_mse,train_mse,state_hash"));
  info.learns = true;
  CHECK(contains(csv_header(info), "line_flops,birth_fitness,best_birth_fitness,validation_mse,"));
  info.learns = false;
  info.has_champion_test = true;
  CHECK(contains(csv_header(info),
                 "line_flops,champion_tests,champion_test_rows,champion_test_rows_saved,validation_mse,train_"
                 "mse,state_hash"));
  CHECK(contains(csv_line(info, example_line()), ",16,11,6,630,621,0.3333333333333333,nan,00ff"));
}

TEST_CASE("history: numbers are written so that they read back to the same bits") {
  const ExampleTask task;
  CHECK(csv_line(task.info(), example_line()) ==
        "3,450,1000,77,33,123456789012,123456789000,12,12.5,0.1,nan,-1,0,0.05,0.0625,nan,0.1,0,2,0,0,0,0,0,0,"
        "0,0,"
        "2,0,4,80,16,11,0.3333333333333333,0.25,00ff\n");
  const auto json = nlohmann::json::parse(json_line(task.info(), example_line()));
  CHECK(json["flops"] == 123456789012ULL);
  CHECK(json["mean_fitness"].is_null());
  CHECK(json["train_mse"].get<double>() == 1.0 / 3);
  CHECK(json["state_hash"] == "00ff");
  CHECK(json["species_sizes"].dump() == "[[3,120,0.1],[9,30,null]]");
  CHECK(json.size() == history_columns(task.info()).size() + 1);
}

TEST_CASE("history: a champion that was never measured leaves its columns empty") {
  const ExampleTask task;
  HistoryLine line = example_line();
  line.test.clear();
  line.generation.best_metrics.clear();
  CHECK(contains(csv_line(task.info(), line), ",nan,nan,00ff\n"));
  CHECK(nlohmann::json::parse(json_line(task.info(), line))["test_mse"].is_null());
}

TEST_CASE("recorder: appends line by line and, reopened, keeps exactly the lines it is told") {
  const Folder here;
  const auto number = [](const HistoryLine& line) { return std::to_string(line.generation.number) + "\n"; };
  HistoryLine line;
  {
    FileRecorder recorder(here / "h", "n\n", 0, number);
    for (std::uint32_t i = 0; i < 4; ++i) {
      line.generation.number = i;
      recorder.write(line);
      CHECK(count_lines(here / "h") == i + 2);  // at once, not at the end
    }
  }
  std::ofstream(here / "h", std::ios::app) << "torn";
  CHECK(count_lines(here / "h") == 5);
  {
    FileRecorder recorder(here / "h", "n\n", 2, number);
    line.generation.number = 9;
    recorder.write(line);
  }
  CHECK(text_of(here / "h") == "n\n0\n1\n9\n");
  CHECK(contains(refusal(ErrorCode::data, [&] { FileRecorder(here / "h", "n\n", 7, number); }),
                 "has 4 lines where the checkpoint expects 8; restore the file or start a new run"));
  CHECK(contains(refusal(ErrorCode::data, [&] { FileRecorder(here / "h", "m\n", 1, number); }),
                 "has the columns of another task or version"));
}

TEST_CASE("recorder: a file that cannot be written is an error of the system that names it") {
  const std::string why = refusal(ErrorCode::system, [] {
    FileRecorder recorder("/dev/full", "", 0, [](const HistoryLine&) { return std::string("x\n"); });
    recorder.write({});
  });
  CHECK(contains(why, "/dev/full: cannot be"));
}

TEST_CASE("stop: each bound ends a run when it is reached, and not before") {
  const auto reason = [](StopOptions options, const HistoryLine& line, bool interrupted = false) {
    return Stop(options, Direction::maximise).reached(History(line.generation.number + 1, line), interrupted);
  };
  StopOptions none;
  none.generations = 0;
  CHECK(reason(none, spent(1000, 1, 1, 1)) == StopReason::none);
  CHECK(reason(none, spent(1000, 1, 1, 1), true) == StopReason::interrupted);
  StopOptions options = none;
  options.generations = 5;
  CHECK(reason(options, spent(3, 1, 1, 1)) == StopReason::none);
  CHECK(reason(options, spent(4, 1, 1, 1)) == StopReason::generations);
  CHECK(reason(options, spent(4, 1, 1, 1), true) == StopReason::generations);
  options = none;
  options.evaluations = 100;
  CHECK(reason(options, spent(1, 99, 1, 1)) == StopReason::none);
  CHECK(reason(options, spent(1, 100, 1, 1)) == StopReason::evaluations);
  options = none;
  options.samples = 100;
  CHECK(reason(options, spent(1, 1, 99, 1)) == StopReason::none);
  CHECK(reason(options, spent(1, 1, 100, 1)) == StopReason::samples);
  HistoryLine measured = spent(1, 1, 1, 1);
  measured.generation.budget.rows = 100;
  measured.generation.budget.forward_flops = 40;
  measured.generation.budget.backward_flops = 80;
  options = none;
  options.rows = 101;
  options.flops = 121;
  CHECK(reason(options, measured) == StopReason::none);
  options.flops = 120;
  CHECK(reason(options, measured) == StopReason::flops);
  options.rows = 100;
  CHECK(reason(options, measured) == StopReason::rows);
  options = none;
  options.seconds = 2;
  CHECK(reason(options, spent(1, 1, 1, 1.9)) == StopReason::none);
  CHECK(reason(options, spent(1, 1, 1, 2)) == StopReason::seconds);
  CHECK(Stop(none, Direction::maximise).reached(History{}, false) == StopReason::none);
  CHECK(Stop(none, Direction::maximise).reached(History{}, true) == StopReason::interrupted);
}

TEST_CASE("stop: the target is the task's word or a fitness in the task's direction") {
  HistoryLine line = spent(1, 1, 1, 1);
  line.champion_fitness = 0.5;
  const auto reached = [&](const StopOptions& options, Direction direction) {
    return Stop(options, direction).reached(History(2, line), false) == StopReason::solved;
  };
  StopOptions options;
  options.target_fitness = "0.6";
  CHECK_FALSE(reached(options, Direction::maximise));
  CHECK(reached(options, Direction::minimise));
  options.target_fitness = "0.5";
  CHECK(reached(options, Direction::maximise));
  line.champion_fitness = kNone;
  CHECK_FALSE(reached(options, Direction::maximise));
  CHECK_FALSE(reached(options, Direction::minimise));
  line.solved = true;
  CHECK(reached(options, Direction::maximise));
  options.target = false;
  CHECK_FALSE(reached(options, Direction::maximise));
}

TEST_CASE(
    "state hash: one that goes along with a search says what a fresh one says, for any number of threads") {
  const ExampleTask task;
  for (const unsigned count : {1U, 3U}) {
    Threads threads(count);
    StateHasher along(threads);
    for (std::uint32_t generations = 1; generations < 8; ++generations) {
      ExampleRun example(task, example_config(task, generations));
      example.run.go();
      const SearchState& state = example.run.state();
      CHECK(along.hash(state, "before") == state_hash(state, "before"));
    }
  }
}

TEST_CASE("state hash: is a function of content and chain, and every part of a search changes it") {
  const ExampleTask task;
  ExampleRun example(task, example_config(task, 6));
  example.run.go();
  const SearchState& state = example.run.state();
  const std::string hash = state_hash(state, "before");
  CHECK(hash.size() == 64);
  CHECK(state_hash(state, "before") == hash);
  CHECK(state_hash(state, "other") != hash);

  SearchState copied = state;  // the same genomes, in memory of their own
  for (auto& member : copied.members) member.genome = std::make_shared<Genome>(*member.genome);
  CHECK(state_hash(copied, "before") == hash);

  const auto changes = [&](auto change) {
    SearchState changed = state;
    change(changed);
    return state_hash(changed, "before") != hash;
  };
  const auto genome_changes = [&](auto change) {
    return changes([&](SearchState& s) {
      Genome genome = *s.members.back().genome;
      change(genome);
      s.members.back().genome = std::make_shared<Genome>(std::move(genome));
    });
  };
  CHECK(genome_changes([](Genome& g) { g.parameters[0] += 1e-6F; }));
  CHECK(genome_changes([](Genome& g) { g.traits.sigma *= 2; }));
  CHECK(genome_changes([](Genome& g) { ++g.lineage.birth; }));
  CHECK(changes([](SearchState& s) { ++s.generation; }));
  CHECK(changes([](SearchState& s) { s.threshold += 0.1; }));
  CHECK(changes([](SearchState& s) { ++s.budget.backward_flops; }));
  CHECK(changes([](SearchState& s) { std::swap(s.members[0], s.members[1]); }));
  CHECK(changes([](SearchState& s) { s.members[0].evaluation.objectives[0] += 1e-9; }));
  CHECK(changes([](SearchState& s) { ++s.members[0].species; }));
  CHECK(changes([](SearchState& s) { ++s.members[0].line.rows; }));
  CHECK(changes([](SearchState& s) { ++s.species[0].improved; }));
  CHECK(changes([](SearchState& s) { ++s.innovations.next_node; }));
  CHECK(changes([](SearchState& s) { s.champion.evaluation.learned = {1}; }));
  CHECK(changes([](SearchState& s) { s.champion.genome = nullptr; }));
}
