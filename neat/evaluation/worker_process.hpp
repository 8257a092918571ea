/// neat/evaluation/worker_process.hpp - one worker process as its host sees it: started when it is needed, greeted, given
/// work, and replaced when it died. Private to neat/evaluation. One thread at a time.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "neat/evaluation/shared_data.hpp"
#include "neat/evaluation/task.hpp"
#include "neat/evaluation/worker_messages.hpp"
#include "neat/platform/channel.hpp"
#include "neat/platform/child.hpp"

namespace neat {

class WorkerProcess {
 public:
  /// Starts `program` with `words`; it is told `setup` and handed `data`. Throws neat::Error(system) when it cannot be
  /// started.
  WorkerProcess(std::filesystem::path program, std::vector<std::string> words, WorkerSetup setup,
                std::vector<SharedDataSet> data);

  /// Starts it where it does not run. Throws as the constructor does.
  void start();
  /// Waits until it is ready. Throws neat::Error with the worker's own words when it cannot be, and neat::Error(data)
  /// when its data are not `task`'s.
  void greet(const Task& task);

  struct Outcome {
    std::vector<WorkerAnswer> answers;  ///< one per place; empty when it died
    std::string death;                  ///< why the worker died; empty: it lives
  };
  /// Evaluates the requests at `places` within `seconds` (0: however long it takes). A worker that dies is not started
  /// again before the next call.
  Outcome evaluate(std::span<const EvaluationRequest> requests, std::span<const std::size_t> places,
                   double seconds, const Task& task);

 private:
  std::string end(platform::Arrival arrival, double seconds);
  bool is_sound(const WorkerAnswer& answer, const EvaluationRequest& request, const TaskInfo& info) const;
  bool read_answers(std::span<const EvaluationRequest> requests, std::span<const std::size_t> places,
                    const TaskInfo& info, std::vector<WorkerAnswer>& answers) const;

  std::filesystem::path program_;
  std::vector<std::string> words_;
  WorkerSetup setup_;
  std::vector<SharedDataSet> data_;
  platform::Child child_;
  platform::Channel channel_;
  RequestWriter writer_;
  Message received_;
  bool ready_ = false;
};

}  // namespace neat
