/// neat/plugin/services.hpp - what the host offers, its random numbers, data sets and rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "neat/plugin/errors.hpp"

namespace neat {
namespace plugin NEAT_HIDDEN {

/// The extensions this wrapper uses; null where the host has none.
struct Services {
  explicit Services(const neat_host* host)
      : data(find<neat_data_service>(host, "neat.data/1")),
        network(find<neat_network_service>(host, "neat.network/1")),
        training(find<neat_training_service>(host, "neat.training/1")),
        models(find<neat_models_service>(host, "neat.models/1")),
        report(find<neat_report_service>(host, "neat.report/1")),
        math(find<neat_math_service>(host, "neat.math/1")) {
    require(network != nullptr && math != nullptr, "this host does not offer neat.network/1 and neat.math/1");
  }

  const neat_data_service* data;
  const neat_network_service* network;
  const neat_training_service* training;
  const neat_models_service* models;
  const neat_report_service* report;
  const neat_math_service* math;

 private:
  template <class Service>
  static const Service* find(const neat_host* host, const char* id) {
    return static_cast<const Service*>(host->extension(host, id));
  }
};

/// Deterministic random numbers of one stream (Philox4x32-10): the same on every machine.
class Random {
 public:
  Random(const neat_math_service* math, std::uint64_t stream) : math_(math), stream_(stream) {}

  std::uint32_t bits() {
    if (used_ == kBlock) {
      math_->random_bits(stream_, next_, block_, kBlock);
      next_ += kBlock;
      used_ = 0;
    }
    return block_[used_++];
  }
  double uniform() {  ///< [0, 1), 53 bits
    const std::uint64_t high = bits() >> 5, low = bits() >> 6;
    return static_cast<double>(high << 26 | low) * 0x1p-53;
  }
  double normal() { return math_->normal_quantile(uniform() + 0x1p-54); }  ///< N(0, 1)
  /// Unbiased in [0, count); 0 for count 0.
  std::uint32_t below(std::uint32_t count) {
    if (count == 0) return 0;
    const std::uint32_t rejected = (0U - count) % count;
    std::uint64_t product;
    do product = std::uint64_t{bits()} * count;
    while (static_cast<std::uint32_t>(product) < rejected);
    return static_cast<std::uint32_t>(product >> 32);
  }

 private:
  static constexpr std::uint32_t kBlock = 32;
  const neat_math_service* math_;
  std::uint64_t stream_, next_ = 0;
  std::uint32_t block_[kBlock], used_ = kBlock;
};

/// Rows the host keeps. A small value: copy it, keep it in the task.
class DataSet {
 public:
  DataSet() = default;
  DataSet(const Services* services, const neat_data_set* set) : set_(set) {
    auto description = sized<neat_data_description>();
    if (!call(services->data->describe, set, &description)) return;
    rows_ = description.rows;
    features_ = description.features;
    if (description.labels != nullptr) labels_ = {description.labels, rows_};
    if (description.values != nullptr) values_ = {description.values, rows_ * description.value_features};
  }

  std::size_t size() const { return rows_; }
  std::size_t features() const { return features_; }
  std::span<const std::uint32_t> labels() const { return labels_; }  ///< the host's copy; empty: has values
  std::span<const float> values() const { return values_; }
  const neat_data_set* handle() const { return set_; }

 private:
  const neat_data_set* set_ = nullptr;
  std::size_t rows_ = 0, features_ = 0;
  std::span<const std::uint32_t> labels_;
  std::span<const float> values_;
};

/// Some rows: all or a part of a data set, or plain floats [count x features]. Does not own what it points
/// to.
struct Rows : neat_rows {
  Rows(const DataSet& data) : Rows(data, 0, data.size()) {}
  Rows(const DataSet& data, std::size_t from, std::size_t rows)
      : neat_rows{data.handle(), nullptr, nullptr, from, rows, 0} {}
  Rows(const DataSet& data, std::span<const std::uint32_t> rows)
      : neat_rows{data.handle(), nullptr, rows.data(), 0, rows.size(), 0} {
    if (rows.empty()) index = &kNone;
  }
  Rows(std::span<const float> plain, std::size_t width)
      : neat_rows{nullptr, plain.data(), nullptr, 0, width == 0 ? 0 : plain.size() / width, width} {
    require(width != 0 && plain.size() % width == 0, "rows: the values are not whole rows");
  }

 private:
  static constexpr std::uint32_t kNone = 0;  ///< an empty list is no rows, not all rows
};

}  // namespace NEAT_HIDDEN
}  // namespace neat
