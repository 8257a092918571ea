/// tasks/mnist/mnist.cpp - handwritten digits: a network learns on the training partition within its life,
/// and its fitness is its accuracy afterwards. See README.md.
#include <neat/plugin.hpp>

#include <utility>

#include "batch_life.hpp"
#include "copies.hpp"
#include "hybrid_presets.hpp"
#include "images/image_task.hpp"
#include "mnist_data.hpp"
#include "presets.hpp"

namespace {

using namespace neat::plugin;

constexpr neat::images::Classes kDigits{.count = 10, .noun = "digit"};
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

class Mnist : public neat::images::ImageTask {
 public:
  static constexpr Info info{
      .name = "mnist",
      .version = "1.0.0",
      .summary = "handwritten digits, 28 x 28; fitness is accuracy after learning in life",
      .has_validation = true,
      .has_test = true,
      .learns = true};
  static constexpr Option options[] = {
      neat::images::limit_option(55000),
      neat::images::train_rows_option(55000),
      integer("copies", "0", 0, 100,
              "of every training image, each moved in its own way, to learn from as well"),
      real("shift", "2", 0, 28, "of copies: pixels at most, to each side"),
      real("rotation", "10", 0, 180, "of copies: degrees at most, to each side"),
      choice("data", "auto", kDataChoices,
             "the full set, the embedded sample, or the sample if the full is absent"),
      neat::images::penalty_option(),
      choice("life", "learn", kLives,
             "learn: as [learning] says, fitness is the accuracy afterwards; best-batch: that of the "
             "Bio-Inspired Hybrid Optimizer, fitness is the best accuracy on a batch just learned"),
      integer("life_batch", "128", 1, 55000, "of best-batch: rows per step"),
      real("life_rate", "0.01", 1e-9, 100, "of best-batch: learning rate of the first step"),
      real("life_lowest_rate", "0.001", 1e-9, 100, "of best-batch: the rate falls linearly towards this"),
      integer("birth_images", "0", 0, 55000,
              "training images, of its own draw, that measure a newborn; 0: the partition of fitness"),
      neat::images::augment_shift_option(28),
      neat::images::augment_flip_option(),
      neat::images::augment_cutout_option(28)};
  static constexpr auto& objectives = neat::images::kObjectives;
  static constexpr auto& metrics = neat::images::kMetrics;
  static constexpr Preset presets[] = {
      {"quick", neat::mnist::kQuick, "the whole set: 97 % on the test set within 3 million training samples"},
      {"sample", neat::mnist::kSample, "the embedded sample, in about a minute"},
      {"model-selection", neat::mnist::kModelSelection,
       "structure and hyper-parameters evolve together, convolutions from two small ones on; the best are "
       "trained "
       "out: about a quarter of an hour on two cores"},
      {"regular", neat::mnist::kRegular, "the model to beat: 784-128-10 by Adam, 10 epochs, one life"},
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
  static constexpr Shape input{1, 28, 28}, output{kDigits.count};

  explicit Mnist(Host& host) : ImageTask(host, kDigits) {
    neat::mnist::Data data = read(host);
    const bool is_sample = data.is_sample;
    neat::images::Sets sets{std::move(data.train), std::move(data.test), data.validation_rows};
    const std::size_t learned = rows_learned(host, sets.learnable());
    const neat::mnist::Moves moves{static_cast<std::size_t>(host.integer("copies")), host.real("shift"),
                                   host.real("rotation")};
    if (moves.copies == 0) {
      add_train(host, sets.train, learned, learned);
    } else {
      add_train(host, neat::mnist::with_copies(sets.train, learned, moves, host),
                learned * (moves.copies + 1), learned);
    }
    add_judges(host, std::move(sets));
    best_batch_ = host.text("life") == "best-batch";
    life_ = {count(host, "life_batch"), host.real("life_rate"), host.real("life_lowest_rate")};
    birth_images_ = count(host, "birth_images");
    if (is_sample) {
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
    return ImageTask::evaluate(network, request);
  }

 private:
  static std::uint32_t count(const Host& host, const char* option) {
    return static_cast<std::uint32_t>(host.integer(option));
  }

  /// Metrics are those on the request's partition, which select nothing.
  Result live(Network& network, const Request& request) const {
    const auto lived = neat::mnist::live(network, train(), request, life_);
    if (lived.diverged) return {.diverged = true};
    const Measurement measured = network.measure(rows_of(request.partition), Loss::softmax_cross_entropy);
    return {.fitness = lived.accuracy - price(network),
            .rows = life_.batch,
            .metrics = {measured.accuracy, measured.loss}};
  }

  Result born(Network& network, const Request& request) const {
    const auto measured = neat::mnist::measure_some(network, train(), request, birth_images_);
    return {
        .fitness = measured.accuracy, .rows = birth_images_, .metrics = {measured.accuracy, measured.loss}};
  }

  const char* notice_ = "";
  bool best_batch_ = false;
  neat::mnist::BatchLife life_;
  std::uint32_t birth_images_ = 0;
};

}  // namespace

NEAT_PLUGIN(Mnist)
