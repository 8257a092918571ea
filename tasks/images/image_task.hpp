/// tasks/images/image_task.hpp - what tasks that classify images share: a network learns on the training partition within
/// its life, its fitness is its accuracy afterwards, and the champion's test shows what it takes for what.
///
/// A task derives from ImageTask, declares the options, the objectives and the metrics below, and
/// registers its images in its constructor. [evaluate: any worker; the rest: main thread]
#pragma once

#include <neat/plugin.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "data/labelled_images.hpp"
#include "images/pixel_values.hpp"
#include "images/report.hpp"

namespace neat::images {

inline constexpr plugin::Objective kObjectives[] = {plugin::maximise("accuracy")};
inline constexpr plugin::Metric kMetrics[] = {{"accuracy", "share of images classified right, in [0, 1]"},
                                              {"loss", "mean softmax cross-entropy, in nats"}};

/// The options that ImageTask reads, of a task whose training partition has `rows` rows.
constexpr plugin::Option limit_option(double rows) {
  return plugin::integer("limit", "0", 0, rows, "learn from the first N training rows only; 0: all");
}
constexpr plugin::Option train_rows_option(double rows) {
  return plugin::integer("train_rows", "5000", 0, rows,
                         "of which metrics on the training partition are taken, its first; 0: all");
}
constexpr plugin::Option penalty_option() {
  return plugin::real("penalty", "0", 0, 1,
                      "taken off fitness for every factor of 10 that a network is larger");
}
/// How images are changed each time they are learned from.
constexpr plugin::Option augment_shift_option(double side) {
  return plugin::integer("augment_shift", "0", 0, side - 1,
                         "pixels that an image is moved at most, each time it is learned from");
}
constexpr plugin::Option augment_flip_option() {
  return plugin::boolean("augment_flip", "false", "left and right change places every other time");
}
constexpr plugin::Option augment_cutout_option(double side) {
  return plugin::integer("augment_cutout", "0", 0, side,
                         "side of a square that is cut out, anywhere; 0: none");
}
constexpr plugin::Option mirror_option() {
  return plugin::boolean(
      "mirror_average", "false",
      "measured on the mean of the outputs for an image and its mirror image, at twice the work");
}

/// Images as they were read; the last of `train` are for validation.
struct Sets {
  data::LabelledImages train, test;
  std::size_t validation_rows = 0;

  std::size_t learnable() const { return train.rows - validation_rows; }
};

class ImageTask {
 public:
  plugin::Result evaluate(plugin::Network& network, const plugin::Request& request) const;

 protected:
  ImageTask(const plugin::Host& host, const Classes& classes);

  /// How many of `learnable` training rows `limit` leaves.
  static std::size_t rows_learned(const plugin::Host& host, std::size_t learnable);

  /// Registers the training partition: the first `rows` of `images`, of which metrics are taken on those that
  /// `train_rows` leaves of the first `measurable`.
  void add_train(const plugin::Host& host, const data::LabelledImages& images, std::size_t rows,
                 std::size_t measurable);
  /// Registers the validation rows and the test set, which is kept for the report.
  void add_judges(const plugin::Host& host, Sets sets);
  /// All of it, as `mirror_average` says; pixels are read so that those that can be learned from, whatever `limit` is,
  /// have mean 0 and deviation 1.
  void add_standardised(const plugin::Host& host, Sets sets);

  /// What size costs.
  double price(const plugin::Network& network) const;
  plugin::Rows rows_of(plugin::Partition partition) const;
  const plugin::DataSet& train() const { return train_; }
  /// As the run and the genome's traits say, with images changed as the options say.
  const plugin::Training& training() const { return training_; }

 private:
  plugin::DataSet add(const plugin::Host& host, const char* name, plugin::Partition partition,
                      const data::LabelledImages& images, std::span<const std::uint8_t> pixels,
                      std::size_t from) const;
  plugin::DataSet add_rows(const plugin::Host& host, const char* name, plugin::Partition partition,
                           const data::LabelledImages& images, std::size_t from, std::size_t rows) const;
  void add_mirrored(const plugin::Host& host, const Sets& sets);
  plugin::Measurement measured(plugin::Network& network, plugin::Partition partition) const;
  std::vector<float> logits(plugin::Network& network, plugin::Partition partition) const;
  void show(plugin::Network& network) const;

  Classes classes_;
  PixelValues values_;
  plugin::DataSet train_, validation_, test_;
  std::array<plugin::DataSet, 3> mirrored_;  ///< by partition: rows_of in the mirror; empty: not asked for
  data::LabelledImages test_images_;  ///< for the report; the host keeps its own copy in the kernels' layout
  std::size_t train_rows_ = 0;
  const neat_math_service* math_ = nullptr;
  double penalty_ = 0;
  plugin::Training training_;
};

}  // namespace neat::images
