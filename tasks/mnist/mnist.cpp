/// tasks/mnist/mnist.cpp - handwritten digits: a network learns on the training partition within its life,
/// and its fitness is its accuracy afterwards. See README.md.
#include <neat/plugin.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "mnist_data.hpp"
#include "mnist_report.hpp"

namespace {

using namespace neat::plugin;

using neat::mnist::kClasses;
using neat::mnist::kPixels;

constexpr std::size_t kMisreadShown = 24;
constexpr const char* kDataChoices[] = {"auto", "full", "sample"};

constexpr const char* kQuick = R"([population]
size = 12
[genome]
granularity = layer
layer_width = 128
[mutation]
weights = 0
layer_power = 0
add_node = 0.4
[species]
target = 3
[learning]
samples = 20000
rate = 0.1
momentum = 0.9
batch = 64
schedule = linear
[stop]
generations = 12
samples = 3000000
)";

constexpr const char* kSample = R"([mnist]
data = sample
[population]
size = 12
[genome]
granularity = layer
layer_width = 64
[mutation]
weights = 0
layer_power = 0
add_node = 0.4
[species]
target = 3
[learning]
samples = 8000
rate = 0.05
momentum = 0.9
batch = 64
schedule = linear
[stop]
generations = 8
)";

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
             "the full set, the embedded sample, or the sample if the full is absent")};
  static constexpr Objective objectives[] = {maximise("accuracy")};
  static constexpr Metric metrics[] = {{"accuracy", "share of images classified right, in [0, 1]"},
                                       {"loss", "mean softmax cross-entropy, in nats"}};
  static constexpr Preset presets[] = {
      {"quick", kQuick, "the whole set: 97 % on the test set within 3 million training samples"},
      {"sample", kSample, "the embedded sample, in about a minute"}};
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
    if (data.is_sample) {
      notice_ =
          "MNIST: the embedded sample (4,000 training, 1,000 validation, 1,000 test images) was used, not "
          "the "
          "whole set; `neat-run data get mnist` fetches that";
    }
  }

  const char* notice() const { return notice_; }

  Result evaluate(Network& network, const Request& request) const {
    if (request.learn && network.train(train_).diverged != 0) return {.diverged = true};
    const DataSet& data = rows_of(request.partition);
    const Measurement measured = network.measure(data, Loss::softmax_cross_entropy);
    if (!std::isfinite(measured.loss)) return {.diverged = true};
    if (request.partition == Partition::test) show(network);
    return {.fitness = measured.accuracy, .rows = data.size(), .metrics = {measured.accuracy, measured.loss}};
  }

 private:
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
};

}  // namespace

NEAT_PLUGIN(Mnist)
