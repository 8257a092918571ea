#include "image_task.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "images/mirror.hpp"

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
  train_ = add_rows(host, "train", Partition::train, images, 0, rows);
}

void ImageTask::add_judges(const Host& host, Sets sets) {
  validation_ =
      add_rows(host, "validation", Partition::validation, sets.train, sets.learnable(), sets.validation_rows);
  test_ = add_rows(host, "test", Partition::test, sets.test, 0, sets.test.rows);
  test_images_ = std::move(sets.test);
}

void ImageTask::add_standardised(const Host& host, Sets sets) {
  const std::size_t learned = rows_learned(host, sets.learnable());
  values_ = standardised(std::span(sets.train.pixels).first(sets.learnable() * sets.train.features()));
  add_train(host, sets.train, learned, learned);
  if (host.boolean("mirror_average")) add_mirrored(host, sets);
  add_judges(host, std::move(sets));
}

void ImageTask::add_mirrored(const Host& host, const Sets& sets) {
  const auto mirror = [&](const char* name, Partition partition, const data::LabelledImages& images,
                          std::size_t from, std::size_t rows) {
    mirrored_[std::size_t(partition)] =
        add(host, name, partition, images, mirrored(images, from, rows), from);
  };
  mirror("train in the mirror", Partition::train, sets.train, 0, train_rows_);
  mirror("validation in the mirror", Partition::validation, sets.train, sets.learnable(),
         sets.validation_rows);
  mirror("test in the mirror", Partition::test, sets.test, 0, sets.test.rows);
}

Result ImageTask::evaluate(Network& network, const Request& request) const {
  if (request.learn && network.train(train_, training_).diverged != 0) return {.diverged = true};
  const std::uint64_t rows = rows_of(request.partition).count;
  const Measurement measurement = measured(network, request.partition);
  if (!std::isfinite(measurement.loss)) return {.diverged = true};
  if (request.partition == Partition::test) show(network);
  return {.fitness = measurement.accuracy - price(network),
          .rows = rows,
          .metrics = {measurement.accuracy, measurement.loss}};
}

Measurement ImageTask::measured(Network& network, Partition partition) const {
  const DataSet& in_mirror = mirrored_[std::size_t(partition)];
  if (in_mirror.size() == 0) return network.measure(rows_of(partition), Loss::softmax_cross_entropy);
  return measure(logits(network, partition), in_mirror.labels(), classes_.count, *math_);
}

/// [rows x classes]; where `mirror_average` is on, the means of two.
std::vector<float> ImageTask::logits(Network& network, Partition partition) const {
  const Rows rows = rows_of(partition);
  const DataSet& in_mirror = mirrored_[std::size_t(partition)];
  std::vector<float> logits(rows.count * classes_.count);
  network.forward(rows, logits);
  if (in_mirror.size() == 0) return logits;
  std::vector<float> mirrored(logits.size());
  network.forward(in_mirror, mirrored);
  for (std::size_t i = 0; i < logits.size(); ++i) logits[i] = (logits[i] + mirrored[i]) / 2;
  return logits;
}

double ImageTask::price(const Network& network) const {
  return penalty_ == 0 ? 0
                       : penalty_ * math_->log(static_cast<double>(network.parameters())) / math_->log(10);
}

Rows ImageTask::rows_of(Partition partition) const {
  if (partition == Partition::train) return {train_, 0, train_rows_};
  return partition == Partition::validation ? validation_ : test_;
}

/// Registers `pixels`, of the rows of `images` from `from` on.
DataSet ImageTask::add(const Host& host, const char* name, Partition partition,
                       const data::LabelledImages& images, std::span<const std::uint8_t> pixels,
                       std::size_t from) const {
  const std::size_t features = images.features();
  return host.add({.name = name,
                   .partition = partition,
                   .features = features,
                   .bytes = pixels,
                   .scale = values_.scale,
                   .shift = values_.shift,
                   .labels = std::span(images.labels).subspan(from, pixels.size() / features),
                   .classes = static_cast<std::uint32_t>(classes_.count)});
}

DataSet ImageTask::add_rows(const Host& host, const char* name, Partition partition,
                            const data::LabelledImages& images, std::size_t from, std::size_t rows) const {
  const std::size_t features = images.features();
  return add(host, name, partition, images,
             std::span(images.pixels).subspan(from * features, rows * features), from);
}

void ImageTask::show(Network& network) const {
  const std::vector<float> outputs = logits(network, Partition::test);
  network.report(NEAT_REPORT_TABLE, "confusion", confusion_table(test_images_.labels, outputs, classes_));
  for (const auto& image : misread_images(test_images_, outputs, classes_, kMisreadShown))
    network.report(NEAT_REPORT_IMAGE, image.caption.c_str(), image.png);
}

}  // namespace neat::images
