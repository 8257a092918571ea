/// neat/evaluation/shared_data.hpp - one copy of the data sets for a host and its worker processes: the host puts them into
/// shared memory as they are registered; a worker that registers the same ones is given those instead of a copy.
///
/// Data sets are the same when name and hash are. Filled while the task is created; afterwards any thread may read.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "neat/evaluation/data_set.hpp"
#include "neat/platform/shared_memory.hpp"

namespace neat {

/// One data set in shared memory: inputs, then targets.
struct SharedDataSet {
  std::string name, hash;
  std::shared_ptr<const platform::SharedMemory> memory;
};

/// The host's side.
class SharedData : public DataMemory {
 public:
  DataBytes keep(const DataSet::Description& description, const std::string& hash,
                 const DataBytes& given) override;

  const std::vector<SharedDataSet>& sets() const { return sets_; }

 private:
  std::vector<SharedDataSet> sets_;
};

/// A worker's side.
class HandedData : public DataMemory {
 public:
  explicit HandedData(std::vector<SharedDataSet> sets) : sets_(std::move(sets)) {}

  /// Throws neat::Error(data) where the host has no such data set.
  DataBytes keep(const DataSet::Description& description, const std::string& hash,
                 const DataBytes& given) override;

 private:
  std::vector<SharedDataSet> sets_;
};

}  // namespace neat
