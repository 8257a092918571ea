/// plugins/loader/plugin_task.hpp - a task behind the C ABI, as the core sees tasks.
///
/// evaluate is concurrent: all that one evaluation changes lies in its own account and worker. An error of
/// the plugin is neat::Error(plugin) `task NAME: genome N of generation G: why; what to do`.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "neat/base/error.hpp"
#include "neat/evaluation/task.hpp"
#include "plugins/loader/host.hpp"
#include "plugins/loader/library.hpp"
#include "plugins/loader/network_handle.hpp"

namespace neat {

class PluginTask : public Task {
 public:
  /// Creates the plugin's task; throws neat::Error with the plugin's own words. [main thread]
  PluginTask(const Library& library, TaskSettings settings);
  ~PluginTask() override;

  const TaskInfo& info() const override { return library_.info; }
  Shape input() const override { return input_; }
  Shape output() const override { return output_; }
  Evaluation evaluate(const EvaluationRequest& request, Worker& worker) const override;
  std::uint64_t block_rows(Partition partition) const override;
  std::vector<std::pair<std::string, std::string>> data_hashes() const override;
  std::string notice() const override { return notice_; }

  /// The options it was created with, complete.
  const std::map<std::string, std::string>& options() const { return host_.settings().options; }
  const std::filesystem::path& file() const { return library_.file; }

 private:
  void create();
  void read_shapes();
  Evaluation measure(const EvaluationRequest& request, Worker& worker, neat_network& network) const;
  std::int32_t call(const EvaluationRequest& request, const neat_request& asked, neat_result& result,
                    Evaluation& evaluation, neat_error* error) const;
  std::int32_t measure_part(const RowBlock& block, const neat_request& asked, neat_result& result,
                            Evaluation& evaluation, neat_error* error) const;
  void check_part(const EvaluationRequest& request, const Evaluation& evaluation) const;
  Evaluation conclude(const neat_result& result, Evaluation evaluation, neat_network& network) const;
  [[noreturn]] void refuse_evaluation(const EvaluationRequest& request, const std::string& why,
                                      ErrorCode code = ErrorCode::plugin) const;
  void check_fit(const EvaluationRequest& request) const;
  void check_finite(const EvaluationRequest& request, const Evaluation& evaluation) const;

  const Library& library_;
  Host host_;
  void* task_ = nullptr;
  Shape input_, output_;
  std::string notice_;
};

}  // namespace neat
