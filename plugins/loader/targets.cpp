#include "plugins/loader/targets.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "plugins/loader/host.hpp"
#include "plugins/loader/services.hpp"

namespace neat {
namespace {

void check_count(const char* what, std::uint64_t given, std::size_t expected) {
  if (given == expected) return;
  refuse(std::string("targets: there are ") + std::to_string(given) + " " + what + ", not " +
         std::to_string(expected) + "; pass one per row and step (values: and output)");
}

}  // namespace

Loss loss_of(std::uint32_t loss) {
  if (loss > NEAT_SQUARED) refuse("loss: " + std::to_string(loss) + " is none; pass a NEAT_ loss");
  return static_cast<Loss>(loss);
}

RowTargets::RowTargets(const neat_rows& rows, const neat_targets& own, const Rows& x, Loss loss,
                       std::size_t outputs, std::size_t time)
    : outputs_(outputs), time_(time) {
  if (loss == Loss::softmax_cross_entropy)
    take_labels(rows, own, x);
  else
    take_values(rows, own, x);
  take_weights(own, x);
}

void RowTargets::take_labels(const neat_rows& rows, const neat_targets& own, const Rows& x) {
  if (own.labels != nullptr) {
    check_count("labels", own.label_count, x.size() * time_);
    labels_.assign(own.labels, own.labels + own.label_count);
  } else {
    const auto all = rows.set == nullptr ? std::span<const std::uint32_t>() : rows.set->data.targets().labels;
    if (all.empty())
      refuse(
          "targets: this loss needs a label per row and step, and there are none; pass labels, or use "
          "another loss");
    for (std::size_t row = 0; row < x.size(); ++row) labels_.push_back(all[x.stored(row)]);
  }
  for (const std::uint32_t label : labels_)
    if (label >= outputs_)
      refuse("targets: label " + std::to_string(label) + " has no output, there are " +
             std::to_string(outputs_) + "; give the network one output per class");
}

void RowTargets::take_values(const neat_rows& rows, const neat_targets& own, const Rows& x) {
  if (own.values != nullptr) {
    check_count("values", own.value_count, x.size() * time_ * outputs_);
    values_.assign(own.values, own.values + own.value_count);
    return;
  }
  const auto all = rows.set == nullptr ? std::span<const float>() : rows.set->data.targets().values;
  if (all.empty())
    refuse("targets: this loss needs values and there are none; pass values, or use another loss");
  const std::size_t width = rows.set->data.description().target_features;
  if (width != outputs_ * time_)
    refuse("targets: the data set has " + std::to_string(width) + " values per row, the network " +
           std::to_string(outputs_) + " outputs; they must agree");
  for (std::size_t row = 0; row < x.size(); ++row) {
    const auto of_row = all.subspan(x.stored(row) * width, width);
    values_.insert(values_.end(), of_row.begin(), of_row.end());
  }
}

void RowTargets::take_weights(const neat_targets& own, const Rows& x) {
  total_weight_ = static_cast<double>(x.size() * time_);
  if (own.weights == nullptr) return;
  check_count("weights", own.weight_count, x.size() * time_);
  weights_.assign(own.weights, own.weights + own.weight_count);
  if (!std::all_of(weights_.begin(), weights_.end(),
                   [](float weight) { return weight >= 0 && std::isfinite(weight); }))
    refuse("targets: a weight is negative or not finite; pass weights >= 0");
  total_weight_ = std::accumulate(weights_.begin(), weights_.end(), 0.0);
  if (!(total_weight_ > 0)) refuse("targets: all weights are 0; pass a positive one");
}

Targets RowTargets::of(std::size_t from, std::size_t rows) const {
  const auto cut = [&](const auto& values, std::size_t per_row) {
    const std::span whole(values);
    return whole.empty() ? whole : whole.subspan(from * per_row, rows * per_row);
  };
  return {cut(labels_, time_), cut(values_, time_ * outputs_), cut(weights_, time_)};
}

}  // namespace neat
