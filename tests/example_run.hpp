/// tests/example_run.hpp - a small task that needs no plugin, and a scratch folder, for the tests of neat/run.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "neat/base/error.hpp"
#include "neat/evaluation/evaluator.hpp"
#include "neat/run/run.hpp"

namespace neat::test {

/// Exclusive or with a test partition (the same rows, scaled) and, on request, a champion test.
class ExampleTask : public Task {
 public:
  ExampleTask() {
    info_.name = "example";
    info_.version = "1.0";
    info_.options = {{"bits", OptionType::integer, "2", 2, 2, {}, "of the input"}};
    info_.objectives = {{"fitness", Direction::maximise}};
    info_.metrics = {{"mse", "mean squared error"}};
    info_.presets = {{"tiny", "[population]\nsize = 12\n", "for tests"}};
    info_.has_test = true;
  }

  const TaskInfo& info() const override { return info_; }
  TaskInfo& declared() { return info_; }
  Shape input() const override { return {2, 1, 1}; }
  Shape output() const override { return {1, 1, 1}; }

  Evaluation evaluate(const EvaluationRequest& request, Worker& worker) const override {
    if (request.generation == fails_in_) throw Error(ErrorCode::plugin, "task example: it failed on purpose");
    Floats parameters = request.genome->parameters;
    Network network(request.genome->topology, parameters, worker.workspace);
    const float x[] = {0, 0, 0, 1, 1, 0, 1, 1}, want[] = {0, 1, 1, 0};
    float y[4];
    network.forward(plain_rows(x, 2), y);
    double error = 0;
    for (int i = 0; i < 4; ++i) error += static_cast<double>((y[i] - want[i]) * (y[i] - want[i]));
    if (request.partition == Partition::test) error *= 2;
    Evaluation evaluation;
    evaluation.objectives = {4 - error};
    evaluation.metrics = {error / 4};
    evaluation.rows = 4;
    evaluation.solved = request.champion_test ? champion_test_answer_ : error < solved_below_;
    evaluation.forward_flops = network.plan().flops() * 4;
    if (request.report)
      evaluation.report = {{ReportItem::Kind::table, request.champion_test ? "long" : "outputs",
                            "{\"columns\": [\"y\"], \"rows\": [[" + std::to_string(y[0]) + "]]}"}};
    return evaluation;
  }

  std::vector<std::pair<std::string, std::string>> data_hashes() const override { return data_; }

  std::uint32_t fails_in_ = 0xffff'ffffU;  ///< generation
  double solved_below_ = 0;
  bool champion_test_answer_ = false;
  std::vector<std::pair<std::string, std::string>> data_{{"rows", "abc"}};

 private:
  TaskInfo info_;
};

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "neat-run-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
    path_ = name;
  }
  ~Folder() {
    std::error_code none;
    std::filesystem::remove_all(path_, none);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline Config example_config(const Task& task, std::uint32_t generations) {
  Config config = resolve_config(task.info(), {{"run.preset", "tiny", "the test"}});
  config.stop.generations = generations;
  return config;
}

/// A run on two threads with what it needs.
struct ExampleRun {
  ExampleRun(const Task& task, const Config& config, Surroundings around = {})
      : threads(2), evaluator(threads), run(task, config, threads, evaluator, std::move(around)) {}

  Threads threads;
  ThreadedEvaluator evaluator;
  Run run;
};

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace neat::test
