/// apps/neat_run/check/subject.hpp - the plugin that `neat-run check` looks at, in the child: its task, networks to try on
/// it, and evaluations whose results can be compared to the last bit. [main thread, unless said]
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "check/report.hpp"
#include "neat/base/random.hpp"
#include "neat/base/threads.hpp"
#include "neat/run/config.hpp"
#include "open_task.hpp"

namespace neat::app {

/// What came of one evaluation: a result, or the plugin's error.
struct Observation {
  Evaluation evaluation;
  std::string error;                 ///< empty: there was none
  bool changed_environment = false;  ///< the floating-point environment was another one afterwards
};

/// The first thing in which two observations differ, as "fitness 0.5, then 0.25"; empty when there is none.
std::string difference(const Observation& first, const Observation& second, const TaskInfo& task);

using GenomePointer = std::shared_ptr<const Genome>;

class CheckSubject {
 public:
  /// Loads nothing yet. `seconds`: what all checks together should take.
  CheckSubject(const Arguments& arguments, double seconds, CheckReport& report);

  CheckReport& report() { return report_; }
  double seconds() const { return seconds_; }

  // Each is made when it is first asked for; throws what the loader or the plugin has to say.
  const DeclaredTask& declared();
  const TaskInfo& info() { return declared().info; }
  const Config& config();
  const PluginTask& task();
  const std::vector<GenomePointer>& genomes();  ///< grown from minimal ones; their ids are 1, 2, ...

  /// The configuration with these settings on top of the command line's.
  Config config_with(const std::vector<Setting>& more);
  std::unique_ptr<PluginTask> created(const Config& config);
  void destroy() { task_.reset(); }  ///< the task, not the plugin
  /// A minimal network for this task.
  GenomePointer minimal(const Task& task);

  /// How genome `index` is asked about; every other one learns, where the task does.
  EvaluationRequest request(std::size_t index);
  std::vector<EvaluationRequest> requests();
  std::uint64_t budget();  ///< training samples of a life here; 0 where nothing learns

  Observation evaluate(const Task& task, const EvaluationRequest& request, Worker& worker);  ///< [any worker]
  Observation evaluate(const EvaluationRequest& request) { return evaluate(task(), request, worker_); }
  /// One after the other on this thread.
  std::vector<Observation> evaluate_all(std::span<const EvaluationRequest> requests);
  /// The requests that give no error, with their outcomes, by the first look at them. At least one, or
  /// std::nullopt.
  struct Reference {
    std::vector<EvaluationRequest> requests;
    std::vector<Observation> outcomes;
    double seconds = 0;  ///< that one evaluation took, on the average
  };
  const std::optional<Reference>& reference();

 private:
  const Arguments& arguments_;
  double seconds_;
  CheckReport& report_;
  std::optional<DeclaredTask> declared_;
  std::optional<Config> config_;
  std::unique_ptr<PluginTask> task_;
  std::vector<GenomePointer> genomes_;
  std::optional<Reference> reference_;
  bool looked_ = false;
  Worker worker_;
};

}  // namespace neat::app
