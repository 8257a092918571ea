/// apps/neat_run/sample/runs.hpp - the runs of a sample: every seed of every variant a run of its own on one thread, all
/// of them sharing one pool of threads; a run that is alone has the whole pool.
///
/// Results do not depend on the number of threads. [main thread]
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sample/directory.hpp"

namespace neat::app {

/// One configuration of a sample.
struct Variant {
  std::string name;             ///< "population.size=50"; empty when there is only one
  std::vector<Setting> varied;  ///< in which it differs from the others
  Config config;                ///< of the first seed
  std::shared_ptr<const Task> task;
  std::unique_ptr<SampleDirectory> directory;  ///< null: nothing is written
  std::vector<Outcome> outcomes;               ///< by seed; complete when go() returns true
};

class SampleRuns {
 public:
  /// `seeds` seeds from each variant's own on. REQUIRES: variants outlive it.
  SampleRuns(std::vector<Variant>& variants, std::size_t seeds, bool quiet);

  /// Runs what the variants' directories do not hold yet; false when it was interrupted. What is finished is in the
  /// directories at once. Throws neat::Error naming variant and seed when a run fails.
  bool go(unsigned threads);

  std::size_t size() const { return seeds_ * variants_.size(); }
  std::size_t done() const { return done_; }

 private:
  struct Item {
    std::size_t variant, seed;  ///< indices
  };

  std::vector<Item> missing();
  void go(const std::vector<Item>& items, Threads& pool);
  void run(Item item, Threads& threads, Evaluator& place);
  void keep(Variant& variant, Outcome outcome);
  void show();
  void end_line();  ///< of progress, so that other text begins on its own

  std::vector<Variant>& variants_;
  std::size_t seeds_;
  bool quiet_, line_open_ = false;
  std::mutex mutex_;
  std::size_t done_ = 0, solved_ = 0, begun_with_ = 0;
  double started_, shown_ = 0;
};

}  // namespace neat::app
