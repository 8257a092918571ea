/// neat/evaluation/data_set.hpp - the rows that a task registered once, kept by the host: inputs and targets
/// per partition, hashed. Immutable after registration; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "neat/genome/evaluation.hpp"
#include "neat/learning/loss.hpp"
#include "neat/network/rows.hpp"

namespace neat {

class DataMemory;

/// Inputs and targets of a data set as they lie in memory. The owner keeps them; null where somebody else does.
struct DataBytes {
  std::span<const std::byte> x, targets;
  std::shared_ptr<const void> owner;
};

class DataSet {
 public:
  struct Description {
    std::string name;  ///< unique within the task
    Partition partition = Partition::train;
    ElementType type = ElementType::f32;
    std::size_t rows = 0, features = 0;
    float scale = 1, shift = 0;
    std::uint32_t target_features = 0;  ///< 0: class labels (u32 per row); else f32 values per row
    std::uint32_t classes = 0;          ///< with labels: every label is below this
    std::uint64_t shard = 0;            ///< for lineage: which part of the data this is
  };

  /// Copies the arrays, or keeps them where `memory` says. Throws neat::Error(data) when a label is out of range or a
  /// length does not fit.
  DataSet(Description description, std::span<const std::byte> x, std::span<const std::byte> targets,
          DataMemory* memory = nullptr);

  const Description& description() const { return description_; }
  std::size_t size() const { return description_.rows; }
  Rows rows() const;  ///< all of them
  Targets targets() const;
  const std::string& hash() const { return hash_; }  ///< SHA-256 of description, inputs and targets, hex

 private:
  Description description_;
  DataBytes bytes_;
  std::string hash_;
};

/// Where data sets are kept when a copy of one's own will not do (shared_data.hpp).
class DataMemory {
 public:
  virtual ~DataMemory() = default;
  /// The bytes of `given`, kept by their owner; targets begin at a multiple of four.
  virtual DataBytes keep(const DataSet::Description& description, const std::string& hash,
                         const DataBytes& given) = 0;
};

}  // namespace neat
