#include "image_task.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

namespace neat::images {

using namespace plugin;

namespace {

constexpr std::size_t kMisreadShown = 24;

}  // namespace

ImageTask::ImageTask(const Host& host, const Classes& classes)
    : classes_(classes), math_(&host.math()), penalty_(host.real("penalty")) {
  training_.shift = static_cast<std::uint32_t>(host.integer("augment_shift"));
  training_.flip = host.boolean("augment_flip");
  training_.cutout = static_cast<std::uint32_t>(host.integer("augment_cutout"));
}

std::size_t ImageTask::rows_learned(const Host& host, std::size_t learnable) {
  const auto limit = static_cast<std::size_t>(host.integer("limit"));
  return limit == 0 ? learnable : std::min(limit, learnable);
}

void ImageTask::add_train(const Host& host, const data::LabelledImages& images, std::size_t rows,
                          std::size_t measurable) {
  const auto measured = static_cast<std::size_t>(host.integer("train_rows"));
  train_rows_ = measured == 0 ? measurable : std::min(measured, measurable);
  train_ = add(host, "train", Partition::train, images, 0, rows);
}

void ImageTask::add_judges(const Host& host, Sets sets) {
  validation_ =
      add(host, "validation", Partition::validation, sets.train, sets.learnable(), sets.validation_rows);
  test_ = add(host, "test", Partition::test, sets.test, 0, sets.test.rows);
  test_images_ = std::move(sets.test);
}

void ImageTask::add_standardised(const Host& host, Sets sets) {
  const std::size_t learned = rows_learned(host, sets.learnable());
  values_ = standardised(std::span(sets.train.pixels).first(sets.learnable() * sets.train.features()));
  add_train(host, sets.train, learned, learned);
  add_judges(host, std::move(sets));
}

Result ImageTask::evaluate(Network& network, const Request& request) const {
  if (request.learn && network.train(train_, training_).diverged != 0) return {.diverged = true};
  const Rows part = rows_of(request.partition);
  const std::uint64_t rows = part.count;
  const Measurement measured = network.measure(part, Loss::softmax_cross_entropy);
  if (!std::isfinite(measured.loss)) return {.diverged = true};
  if (request.partition == Partition::test) show(network);
  return {.fitness = measured.accuracy - price(network),
          .rows = rows,
          .metrics = {measured.accuracy, measured.loss}};
}

double ImageTask::price(const Network& network) const {
  return penalty_ == 0 ? 0
                       : penalty_ * math_->log(static_cast<double>(network.parameters())) / math_->log(10);
}

Rows ImageTask::rows_of(Partition partition) const {
  if (partition == Partition::train) return {train_, 0, train_rows_};
  return partition == Partition::validation ? validation_ : test_;
}

/// Registers the rows [from, from + rows) of `images`.
DataSet ImageTask::add(const Host& host, const char* name, Partition partition,
                       const data::LabelledImages& images, std::size_t from, std::size_t rows) const {
  const std::size_t features = images.features();
  return host.add({.name = name,
                   .partition = partition,
                   .features = features,
                   .bytes = std::span(images.pixels).subspan(from * features, rows * features),
                   .scale = values_.scale,
                   .shift = values_.shift,
                   .labels = std::span(images.labels).subspan(from, rows),
                   .classes = static_cast<std::uint32_t>(classes_.count)});
}

void ImageTask::show(Network& network) const {
  std::vector<float> outputs(test_.size() * classes_.count);
  network.forward(test_, outputs);
  network.report(NEAT_REPORT_TABLE, "confusion", confusion_table(test_images_.labels, outputs, classes_));
  for (const auto& image : misread_images(test_images_, outputs, classes_, kMisreadShown))
    network.report(NEAT_REPORT_IMAGE, image.caption.c_str(), image.png);
}

}  // namespace neat::images
