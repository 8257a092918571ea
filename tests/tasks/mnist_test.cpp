#include <doctest/doctest.h>
#include <png.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>

#include "data/idx.hpp"
#include "neat/base/error.hpp"
#include "plugins/loader/loader.hpp"
#include "tasks/scratch.hpp"

namespace {

using namespace neat;
using neat::test::Bytes;
using neat::test::gzip;
using neat::test::idx;
using neat::test::Scratch;

constexpr std::size_t kPixels = 784, kClasses = 10;
const std::filesystem::path kSampleFolder = NEAT_SAMPLE_FOLDER;
using Images = data::LabelledImages;

std::unique_ptr<PluginTask> load(const std::vector<std::string>& folders,
                                 std::map<std::string, std::string> options = {}) {
  TaskSettings settings;
  settings.options = std::move(options);
  settings.data_folders = folders;
  return load_task("mnist", {NEAT_TASK_FOLDER}, settings);
}

std::unique_ptr<PluginTask> load_sample(std::map<std::string, std::string> options = {}) {
  return load({kSampleFolder.parent_path().string()}, std::move(options));
}

Images read_sample(const std::string& prefix) {
  return data::read_images(kSampleFolder / (prefix + "-images-idx3-ubyte.gz"),
                           kSampleFolder / (prefix + "-labels-idx1-ubyte.gz"), {.remedy = "-"});
}

/// Rows [from, to) of a set.
Images cut(const Images& all, std::size_t from, std::size_t to) {
  Images some{static_cast<std::uint32_t>(to - from), all.height, all.width, {}, {}};
  some.pixels.assign(all.pixels.begin() + long(from * kPixels), all.pixels.begin() + long(to * kPixels));
  some.labels.assign(all.labels.begin() + long(from), all.labels.begin() + long(to));
  return some;
}

/// Per class, the mean of its images as a template, and minus half its squared length as bias: the nearest mean.
/// Layout of a topology's parameters: the biases, then the block [classes x pixels].
std::vector<float> nearest_mean(const Images& images) {
  std::vector<double> sums(kClasses * kPixels), counts(kClasses);
  for (std::size_t row = 0; row < images.rows; ++row) {
    counts[images.labels[row]] += 1;
    for (std::size_t i = 0; i < kPixels; ++i) {
      sums[images.labels[row] * kPixels + i] += images.pixels[row * kPixels + i] / 255.0;
    }
  }
  std::vector<float> parameters(kClasses + kClasses * kPixels);
  for (std::size_t c = 0; c < kClasses; ++c) {
    double squares = 0;
    for (std::size_t i = 0; i < kPixels; ++i) {
      const double mean = sums[c * kPixels + i] / counts[c];
      parameters[kClasses + c * kPixels + i] = static_cast<float>(mean);
      squares += mean * mean;
    }
    parameters[c] = static_cast<float>(-squares / 2);
  }
  return parameters;
}

std::shared_ptr<const Genome> softmax_genome(const std::vector<float>& parameters) {
  NodeGene input{.id = 0, .role = Role::input, .shape = {1, 28, 28}};
  NodeGene output{.id = 1, .role = Role::output, .bias = true, .shape = {10, 1, 1}};
  ConnectionGene block{.innovation = 0, .source = 0, .target = 1, .op = {OperatorKind::dense}};
  auto genome = std::make_shared<Genome>();
  genome->topology = Topology::make({input, output}, {block});
  REQUIRE(genome->topology->parameter_count() == parameters.size());
  genome->parameters.assign(parameters.begin(), parameters.end());
  return genome;
}

/// What a PNG file of 28 x 28 grey values holds, as libpng reads it.
std::vector<std::uint8_t> pixels_of(const std::string& png) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&image, png.data(), png.size()) != 0);
  REQUIRE(image.width == 28);
  REQUIRE(image.height == 28);
  image.format = PNG_FORMAT_GRAY;
  std::vector<std::uint8_t> pixels(kPixels);
  REQUIRE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) != 0);
  return pixels;
}

struct Expectation {
  double accuracy = 0, loss = 0;
  double closest =
      1e300;  ///< smallest distance of the largest output to the next: how safe the accuracy is from rounding
};

/// The same measurement in plain double precision.
Expectation measure(const std::vector<float>& parameters, const Images& images) {
  Expectation expected;
  for (std::size_t row = 0; row < images.rows; ++row) {
    std::vector<double> y(kClasses);
    for (std::size_t c = 0; c < kClasses; ++c) {
      y[c] = parameters[c];
      for (std::size_t i = 0; i < kPixels; ++i) {
        y[c] += double(parameters[kClasses + c * kPixels + i]) * images.pixels[row * kPixels + i] / 255.0;
      }
    }
    const double own = y[images.labels[row]];
    const auto best = std::ranges::max_element(y);
    double total = 0;
    for (const double value : y) total += std::exp(value - *best);
    expected.loss += (*best + std::log(total) - own) / images.rows;
    expected.accuracy += (std::size_t(best - y.begin()) == images.labels[row] ? 1.0 : 0.0) / images.rows;
    std::ranges::sort(y);
    expected.closest = std::min(expected.closest, y[9] - y[8]);
  }
  return expected;
}

Evaluation evaluate(const Task& task, const std::shared_ptr<const Genome>& genome, Partition partition) {
  Worker worker;
  return task.evaluate({.genome = genome, .partition = partition, .seed = 1}, worker);
}

void check_refusal(const std::vector<std::string>& folders, const std::map<std::string, std::string>& options,
                   const std::string& part) {
  try {
    load(folders, options);
    FAIL("was not refused");
  } catch (const Error& error) {
    CAPTURE(error.what());
    CHECK(error.code() == ErrorCode::data);
    CHECK(std::string(error.what()).starts_with("task mnist: it cannot be created: "));
    CHECK(std::string(error.what()).find(part) != std::string::npos);
  }
}

/// A set with the extents of the official one: blank images, labels counting up.
void write_set(const Scratch& scratch, const std::string& prefix, std::uint32_t rows) {
  Bytes labels(rows);
  for (std::size_t row = 0; row < rows; ++row) labels[row] = static_cast<std::uint8_t>(row % 10);
  scratch.write("mnist/" + prefix + "-images-idx3-ubyte.gz",
                gzip(idx({rows, 28, 28}, Bytes(std::size_t{rows} * kPixels))));
  scratch.write("mnist/" + prefix + "-labels-idx1-ubyte", idx({rows}, labels));
}

}  // namespace

TEST_CASE("mnist: what it declares can be read without its data") {
  const TaskInfo info = describe("mnist", {NEAT_TASK_FOLDER});
  CHECK(info.learns);
  CHECK(info.has_validation);
  CHECK(info.has_test);
  CHECK(info.objectives.size() == 1);
  CHECK(info.objectives[0].direction == Direction::maximise);
  CHECK(info.metrics[0].name == "accuracy");
  CHECK(info.metrics[1].name == "loss");
  CHECK(info.presets[0].name == "quick");
  CHECK(info.presets[1].name == "sample");
}

TEST_CASE(
    "mnist: accuracy and loss of a hand-made classifier are those computed independently, per partition") {
  const Images all = read_sample("train"), test = read_sample("t10k");
  const auto parameters = nearest_mean(cut(all, 0, 4000));
  const auto genome = softmax_genome(parameters);
  const auto task = load_sample();
  const std::pair<Partition, Images> partitions[] = {{Partition::train, cut(all, 0, 4000)},
                                                     {Partition::validation, cut(all, 4000, 5000)},
                                                     {Partition::test, test}};
  for (const auto& [partition, images] : partitions) {
    const Expectation expected = measure(parameters, images);
    REQUIRE(expected.closest >
            1e-4);  // far beyond single precision, so that the accuracies must agree exactly
    const Evaluation evaluation = evaluate(*task, genome, partition);
    CHECK(evaluation.ok());
    CHECK(evaluation.rows == images.rows);
    CHECK(evaluation.samples == 0);
    CHECK(evaluation.fitness() == doctest::Approx(expected.accuracy).epsilon(1e-12));
    CHECK(evaluation.metrics[0] == evaluation.fitness());
    CHECK(evaluation.metrics[1] == doctest::Approx(expected.loss).epsilon(1e-5));
    CHECK(expected.accuracy > 0.7);
  }
}

TEST_CASE("mnist: the sample says so in a notice") {
  CHECK(load_sample()->notice().find("the embedded sample") != std::string::npos);
}

TEST_CASE("mnist: a network learns from the training partition within its budget") {
  const auto task = load_sample();
  const auto genome = softmax_genome(std::vector<float>(kClasses * (kPixels + 1)));
  Worker worker;
  const EvaluationRequest request{
      .genome = genome, .partition = Partition::validation, .learn = true, .budget = 4000, .seed = 1};
  const Evaluation evaluation = task->evaluate(request, worker);
  CHECK(evaluation.samples == 4000);
  CHECK(evaluation.learned.size() == genome->parameters.size());
  CHECK(evaluation.fitness() > 0.75);
  CHECK(evaluation.learning_gain > 0);
  auto learned = std::make_shared<Genome>(*genome);
  learned->parameters = evaluation.learned;
  CHECK(evaluate(*task, learned, Partition::validation).fitness() == evaluation.fitness());
}

TEST_CASE("mnist: limit takes the first training rows and leaves the other partitions alone") {
  const auto genome = softmax_genome(std::vector<float>(kClasses * (kPixels + 1)));
  const auto limited = load_sample({{"limit", "100"}}), all = load_sample();
  CHECK(evaluate(*limited, genome, Partition::train).rows == 100);
  CHECK(evaluate(*limited, genome, Partition::validation).rows == 1000);
  const auto few = limited->data_hashes(), many = all->data_hashes();
  REQUIRE(few.size() == 3);
  CHECK(few[0] != many[0]);
  CHECK(few[1] == many[1]);
  CHECK(few[2] == many[2]);
  CHECK(load_sample({{"limit", "55000"}})->data_hashes() == many);  // more than there are: all
}

TEST_CASE("mnist: the champion's test reports a confusion table that agrees with its accuracy") {
  const auto task = load_sample();
  const auto genome = softmax_genome(nearest_mean(cut(read_sample("train"), 0, 4000)));
  Worker worker;
  const EvaluationRequest request{.genome = genome, .partition = Partition::test, .report = true, .seed = 1};
  const Evaluation evaluation = task->evaluate(request, worker);
  REQUIRE(evaluation.report.size() >= 1);
  const ReportItem item = evaluation.report[0];
  CHECK(item.name == "confusion");
  const auto table = nlohmann::json::parse(item.bytes.begin(), item.bytes.end());
  REQUIRE(table["rows"].size() == kClasses);
  CHECK(table["columns"].size() == kClasses + 1);
  int right = 0;
  for (int digit = 0; digit < 10; ++digit) {
    const auto row = table["rows"][std::size_t(digit)].get<std::vector<int>>();
    CHECK(row[0] == digit);
    CHECK(std::accumulate(row.begin() + 1, row.end(), 0) == 100);
    right += row[std::size_t(digit) + 1];
  }
  CHECK(right / 1000.0 == evaluation.fitness());
}

TEST_CASE("mnist: the report shows the digits misread with the widest margin, as images of the right rows") {
  const auto task = load_sample();
  const auto genome = softmax_genome(nearest_mean(cut(read_sample("train"), 0, 4000)));
  Worker worker;
  const EvaluationRequest request{.genome = genome, .partition = Partition::test, .report = true, .seed = 1};
  const auto report = task->evaluate(request, worker).report;
  REQUIRE(report.size() == 1 + 24);
  const auto test = read_sample("t10k");
  for (std::size_t i = 1; i < report.size(); ++i) {
    CHECK(report[i].kind == ReportItem::Kind::image);
    unsigned label = 0, as = 0, row = 0;
    REQUIRE(std::sscanf(report[i].name.c_str(), "misread: %u read as %u (row %u)", &label, &as, &row) == 3);
    CHECK(label == test.labels.at(row));
    CHECK(label != as);
    CHECK(pixels_of(report[i].bytes) == cut(test, row, row + 1).pixels);
  }
}

TEST_CASE("mnist: the whole set is preferred, and its last 5,000 training rows are for validation") {
  const Scratch scratch;
  write_set(scratch, "train", 60000);
  write_set(scratch, "t10k", 10000);
  const auto genome = softmax_genome(std::vector<float>(kClasses * (kPixels + 1)));
  const auto task = load({scratch.folder().string(), kSampleFolder.parent_path().string()});
  CHECK(task->notice().empty());
  CHECK(evaluate(*task, genome, Partition::train).rows == 5000);  // mnist.train_rows
  CHECK(evaluate(*task, genome, Partition::validation).rows == 5000);
  CHECK(evaluate(*task, genome, Partition::test).rows == 10000);
  const auto sample =
      load({scratch.folder().string(), kSampleFolder.parent_path().string()}, {{"data", "sample"}});
  CHECK(evaluate(*sample, genome, Partition::test).rows == 1000);
}

TEST_CASE("mnist: absent, incomplete and swapped data are refused as data errors with the remedy") {
  const Scratch scratch;
  const std::string folder = scratch.folder().string();
  check_refusal(
      {folder}, {},
      "MNIST: " + folder + ": holds no mnist folder with the data; fetch it with `neat-run data get mnist`");
  check_refusal({folder, kSampleFolder.parent_path().string()}, {{"data", "full"}}, "holds no mnist folder");
  check_refusal({folder}, {{"data", "sample"}}, "holds no mnist-sample folder");
  write_set(scratch, "train", 60000);
  check_refusal(
      {folder, kSampleFolder.parent_path().string()}, {},
      "t10k-labels-idx1-ubyte: is missing, though other files of the set are there; fetch it again with "
      "`neat-run data get mnist`");
  write_set(scratch, "train", 10000);
  write_set(scratch, "t10k", 60000);
  check_refusal(
      {folder}, {},
      "train-images-idx3-ubyte.gz: holds 10000 images, the training set has 60000; the training and test "
      "files are swapped: rename them, or fetch it again with `neat-run data get mnist`");
}
