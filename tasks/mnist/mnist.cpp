/// tasks/mnist/mnist.cpp - handwritten digits: a network learns on the training partition within its life,
/// and its fitness is its accuracy afterwards. See README.md.
#include <neat/plugin.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "batch_life.hpp"
#include "copies.hpp"
#include "hybrid_presets.hpp"
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
      integer("train_rows", "5000", 0, 55000,
              "of which metrics on the training partition are taken, its first; 0: all"),
      integer("copies", "0", 0, 100,
              "of every training image, each moved in its own way, to learn from as well"),
      real("shift", "2", 0, 28, "of copies: pixels at most, to each side"),
      real("rotation", "10", 0, 180, "of copies: degrees at most, to each side"),
      choice("data", "auto", kDataChoices,
             "the full set, the embedded sample, or the sample if the full is absent"),
      real("penalty", "0", 0, 1, "taken off fitness for every factor of 10 that a network is larger"),
      choice("life", "learn", kLives,
             "learn: as [learning] says, fitness is the accuracy afterwards; best-batch: that of the "
             "Bio-Inspired Hybrid Optimizer, fitness is the best accuracy on a batch just learned"),
      integer("life_batch", "128", 1, 55000, "of best-batch: rows per step"),
      real("life_rate", "0.01", 1e-9, 100, "of best-batch: learning rate of the first step"),
      real("life_lowest_rate", "0.001", 1e-9, 100, "of best-batch: the rate falls linearly towards this"),
      integer("birth_images", "0", 0, 55000,
              "training images, of its own draw, that measure a newborn; 0: the partition of fitness")};
  static constexpr Objective objectives[] = {maximise("accuracy")};
  static constexpr Metric metrics[] = {{"accuracy", "share of images classified right, in [0, 1]"},
                                       {"loss", "mean softmax cross-entropy, in nats"}};
  static constexpr Preset presets[] = {
      {"quick", neat::mnist::kQuick, "the whole set: 97 % on the test set within 3 million training samples"},
      {"sample", neat::mnist::kSample, "the embedded sample, in about a minute"},
      {"bio-hybrid-fast", neat::mnist::kBioHybridFast,
       "the Bio-Inspired Hybrid Optimizer as published: 10 children, lives of 150 steps, 50 generations"},
      {"bio-hybrid-balanced", neat::mnist::kBioHybridBalanced, "15 children, 200 steps, 40 generations"},
      {"bio-hybrid-deep", neat::mnist::kBioHybridDeep, "20 children, 250 steps, 30 generations"},
      {"bio-hybrid-v1", neat::mnist::kBioHybridV1,
       "its first predecessor: the best of 50 children learns for an epoch, then takes a step that is mostly "
       "noise"},
      {"bio-hybrid-adaptive-sigma", neat::mnist::kBioHybridAdaptiveSigma,
       "its second: a step, then an epoch; the step size follows the best child's fitness"},
      {"bio-hybrid-limited-perturbations", neat::mnist::kBioHybridLimitedPerturbations,
       "its third: noise on half the weights, and ranks upside down: the worst child weighs most"},
      {"hybrid", neat::mnist::kHybrid,
       "784-128-64-10 by twelve lineages that learn side by side and are averaged, 15.36 million samples"},
      {"hybrid-grown", neat::mnist::kHybridGrown,
       "from softmax regression: layers are added and widened while all learn, from moved copies as well"},
      {"sgd", neat::mnist::kSgd, "the same network and samples by plain SGD"}};
  static constexpr Shape input{1, 28, 28}, output{kClasses};

  explicit Mnist(Host& host) {
    neat::mnist::Data data = read(host);
    const std::size_t learnable = data.train.rows - data.validation_rows;
    const auto limit = static_cast<std::size_t>(host.integer("limit"));
    const std::size_t learned = limit == 0 ? learnable : std::min(limit, learnable);
    const neat::mnist::Moves moves{static_cast<std::size_t>(host.integer("copies")), host.real("shift"),
                                   host.real("rotation")};
    train_ = moves.copies == 0 ? add(host, "train", Partition::train, data.train, 0, learned)
                               : add(host, "train", Partition::train,
                                     neat::mnist::with_copies(data.train, learned, moves, host), 0,
                                     learned * (moves.copies + 1));
    const auto measured = static_cast<std::size_t>(host.integer("train_rows"));
    train_rows_ = measured == 0 ? learned : std::min(measured, learned);
    validation_ = add(host, "validation", Partition::validation, data.train, learnable, data.validation_rows);
    test_ = add(host, "test", Partition::test, data.test, 0, data.test.rows);
    test_pixels_ = std::move(data.test.pixels);
    math_ = &host.math();
    penalty_ = host.real("penalty");
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
    if (birth_images_ > 0 && !request.learn && !request.read_only) return born(network, request);
    if (best_batch_ && request.learn) return live(network, request);
    if (request.learn && network.train(train_).diverged != 0) return {.diverged = true};
    const Rows part = rows_of(request.partition);
    const std::uint64_t rows = part.count;
    const Measurement measured = network.measure(part, Loss::softmax_cross_entropy);
    if (!std::isfinite(measured.loss)) return {.diverged = true};
    if (request.partition == Partition::test) show(network);
    return {.fitness = measured.accuracy - price(network),
            .rows = rows,
            .metrics = {measured.accuracy, measured.loss}};
  }

 private:
  static std::uint32_t count(const Host& host, const char* option) {
    return static_cast<std::uint32_t>(host.integer(option));
  }

  double price(const Network& network) const {
    return penalty_ == 0 ? 0
                         : penalty_ * math_->log(static_cast<double>(network.parameters())) / math_->log(10);
  }

  /// Metrics are those on the request's partition, which select nothing.
  Result live(Network& network, const Request& request) const {
    const auto lived = neat::mnist::live(network, train_, request, life_);
    if (lived.diverged) return {.diverged = true};
    const Measurement measured = network.measure(rows_of(request.partition), Loss::softmax_cross_entropy);
    return {.fitness = lived.accuracy - price(network),
            .rows = life_.batch,
            .metrics = {measured.accuracy, measured.loss}};
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

  Rows rows_of(Partition partition) const {
    if (partition == Partition::train) return {train_, 0, train_rows_};
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
  std::size_t train_rows_ = 0;
  const neat_math_service* math_ = nullptr;
  double penalty_ = 0;
  neat::mnist::BatchLife life_;
  std::uint32_t birth_images_ = 0;
};

}  // namespace

NEAT_PLUGIN(Mnist)
