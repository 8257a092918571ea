/// tasks/mnist/mnist.cpp - handwritten digits: a network learns on the training partition within its life,
/// and its fitness is its accuracy afterwards. See README.md.
#include <neat/plugin.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "batch_life.hpp"
#include "mnist_data.hpp"
#include "mnist_report.hpp"
#include "presets.hpp"

namespace {

using namespace neat::plugin;

using neat::mnist::kClasses;
using neat::mnist::kPixels;

constexpr std::size_t kMisreadShown = 24;
constexpr const char* kDataChoices[] = {"auto", "full", "sample"};

constexpr const char* kLives[] = {"learn", "best-batch"};

neat::mnist::Choice choice_of(std::string_view text) {
  if (text == "full") return neat::mnist::Choice::full;
  return text == "sample" ? neat::mnist::Choice::sample : neat::mnist::Choice::automatic;
}

neat::mnist::Data read(const Host& host) {
  try {
    return neat::mnist::read_data(host.data_folders(), choice_of(host.text("data")));
  } catch (const neat::data::Error& error) {
    fail_data(error.what());
  }
}

class Mnist {
 public:
  static constexpr Info info{
      .name = "mnist",
      .version = "1.0.0",
      .summary = "handwritten digits, 28 x 28; fitness is accuracy after learning in life",
      .has_validation = true,
      .has_test = true,
      .learns = true};
  static constexpr Option options[] = {
      integer("limit", "0", 0, 55000, "learn from the first N training rows only; 0: all"),
      choice("data", "auto", kDataChoices,
             "the full set, the embedded sample, or the sample if the full is absent"),
      choice("life", "learn", kLives,
             "learn: as [learning] says, fitness is the accuracy afterwards; best-batch: that of the "
             "Bio-Inspired Hybrid Optimizer, fitness is the best accuracy on a batch just learned"),
      integer("life_batch", "128", 1, 55000, "of best-batch: rows per step"),
      real("life_rate", "0.01", 0, 100, "of best-batch: learning rate of the first step"),
      real("life_lowest_rate", "0.001", 0, 100, "of best-batch: the rate falls linearly towards this"),
      integer("birth_images", "500", 1, 55000, "of best-batch: training images that measure a newborn")};
  static constexpr Objective objectives[] = {maximise("accuracy")};
  static constexpr Metric metrics[] = {{"accuracy", "share of images classified right, in [0, 1]"},
                                       {"loss", "mean softmax cross-entropy, in nats"}};
  static constexpr Preset presets[] = {
      {"quick", neat::mnist::kQuick, "the whole set: 97 % on the test set within 3 million training samples"},
      {"sample", neat::mnist::kSample, "the embedded sample, in about a minute"},
      {"bio-hybrid-fast", neat::mnist::kBioHybridFast,
       "the Bio-Inspired Hybrid Optimizer as published: 10 children, lives of 150 steps, 50 generations"},
      {"bio-hybrid-balanced", neat::mnist::kBioHybridBalanced, "15 children, 200 steps, 40 generations"},
      {"bio-hybrid-deep", neat::mnist::kBioHybridDeep, "20 children, 250 steps, 30 generations"}};
  static constexpr Shape input{1, 28, 28}, output{kClasses};

  explicit Mnist(Host& host) {
    neat::mnist::Data data = read(host);
    const std::size_t learnable = data.train.rows - data.validation_rows;
    const auto limit = static_cast<std::size_t>(host.integer("limit"));
    train_ = add(host, "train", Partition::train, data.train, 0,
                 limit == 0 ? learnable : std::min(limit, learnable));
    validation_ = add(host, "validation", Partition::validation, data.train, learnable, data.validation_rows);
    test_ = add(host, "test", Partition::test, data.test, 0, data.test.rows);
    test_pixels_ = std::move(data.test.pixels);
    best_batch_ = host.text("life") == "best-batch";
    life_ = {count(host, "life_batch"), host.real("life_rate"), host.real("life_lowest_rate")};
    birth_images_ = count(host, "birth_images");
    if (data.is_sample) {
      notice_ =
          "MNIST: the embedded sample (4,000 training, 1,000 validation, 1,000 test images) was used, not "
          "the "
          "whole set; `neat-run data get mnist` fetches that";
    }
  }

  const char* notice() const { return notice_; }

  Result evaluate(Network& network, const Request& request) const {
    if (best_batch_ && !request.read_only)
      return request.learn ? live(network, request) : born(network, request);
    if (request.learn && network.train(train_).diverged != 0) return {.diverged = true};
    const DataSet& data = rows_of(request.partition);
    const Measurement measured = network.measure(data, Loss::softmax_cross_entropy);
    if (!std::isfinite(measured.loss)) return {.diverged = true};
    if (request.partition == Partition::test) show(network);
    return {.fitness = measured.accuracy, .rows = data.size(), .metrics = {measured.accuracy, measured.loss}};
  }

 private:
  static std::uint32_t count(const Host& host, const char* option) {
    return static_cast<std::uint32_t>(host.integer(option));
  }

  /// Metrics are those on the request's partition, which select nothing.
  Result live(Network& network, const Request& request) const {
    const auto lived = neat::mnist::live(network, train_, request, life_);
    if (lived.diverged) return {.diverged = true};
    const Measurement measured = network.measure(rows_of(request.partition), Loss::softmax_cross_entropy);
    return {.fitness = lived.accuracy, .rows = life_.batch, .metrics = {measured.accuracy, measured.loss}};
  }

  Result born(Network& network, const Request& request) const {
    const auto measured = neat::mnist::measure_some(network, train_, request, birth_images_);
    return {
        .fitness = measured.accuracy, .rows = birth_images_, .metrics = {measured.accuracy, measured.loss}};
  }

  /// Registers the rows [from, from + rows) of `images`; grey values become [0, 1].
  static DataSet add(Host& host, const char* name, Partition partition,
                     const neat::data::LabelledImages& images, std::size_t from, std::size_t rows) {
    return host.add({.name = name,
                     .partition = partition,
                     .features = kPixels,
                     .bytes = std::span(images.pixels).subspan(from * kPixels, rows * kPixels),
                     .scale = 1.0F / 255,
                     .labels = std::span(images.labels).subspan(from, rows),
                     .classes = kClasses});
  }

  const DataSet& rows_of(Partition partition) const {
    if (partition == Partition::train) return train_;
    return partition == Partition::validation ? validation_ : test_;
  }

  void show(Network& network) const {
    std::vector<float> outputs(test_.size() * kClasses);
    network.forward(test_, outputs);
    const auto labels = test_.labels();
    network.report(NEAT_REPORT_TABLE, "confusion", neat::mnist::confusion_table(labels, outputs));
    for (const auto& digit : neat::mnist::misread_digits(labels, outputs, test_pixels_, kMisreadShown))
      network.report(NEAT_REPORT_IMAGE, digit.caption.c_str(), digit.png);
  }

  DataSet train_, validation_, test_;
  std::vector<std::uint8_t>
      test_pixels_;  ///< for the report; the host keeps its own copy in the kernels' layout
  const char* notice_ = "";
  bool best_batch_ = false;
  neat::mnist::BatchLife life_;
  std::uint32_t birth_images_ = 500;
};

}  // namespace

NEAT_PLUGIN(Mnist)
