#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

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
/// Debian's copy of the set, which the task finds where no data folder has one.
const std::filesystem::path kDebian = "/usr/share/datasets/fashion-mnist";

std::unique_ptr<PluginTask> load(const std::vector<std::string>& folders,
                                 std::map<std::string, std::string> options = {}) {
  TaskSettings settings;
  settings.options = std::move(options);
  settings.data_folders = folders;
  return load_task("fashion_mnist", {NEAT_TASK_FOLDER}, settings);
}

/// Softmax regression; layout of its parameters: the biases, then the block [classes x pixels].
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

std::shared_ptr<const Genome> blank_genome() {
  return softmax_genome(std::vector<float>(kClasses * (kPixels + 1)));
}

Evaluation evaluate(const Task& task, const std::shared_ptr<const Genome>& genome, Partition partition) {
  Worker worker;
  return task.evaluate({.genome = genome, .partition = partition, .report = true, .seed = 1}, worker);
}

/// A set of the official extents; the label of row r is r % 10 and its first pixel, all others are 0.
void write_set(const Scratch& scratch, const std::string& prefix, std::uint32_t rows, bool packed = false) {
  Bytes labels(rows), pixels(std::size_t{rows} * kPixels);
  for (std::size_t row = 0; row < rows; ++row) {
    labels[row] = static_cast<std::uint8_t>(row % 10);
    pixels[row * kPixels] = labels[row];
  }
  const Bytes images = idx({rows, 28, 28}, pixels);
  const std::string name = "fashion-mnist/" + prefix + "-images-idx3-ubyte";
  scratch.write(packed ? name + ".gz" : name, packed ? gzip(images) : images);
  scratch.write("fashion-mnist/" + prefix + "-labels-idx1-ubyte", idx({rows}, labels));
}

void check_refusal(const Scratch& scratch, const std::string& part) {
  try {
    load({scratch.folder().string()});
    FAIL("was not refused");
  } catch (const Error& error) {
    CAPTURE(error.what());
    CHECK(error.code() == ErrorCode::data);
    CHECK(std::string(error.what()).starts_with("task fashion_mnist: it cannot be created: "));
    CHECK(std::string(error.what()).find(part) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("fashion_mnist: what it declares can be read without its data") {
  const TaskInfo info = describe("fashion_mnist", {NEAT_TASK_FOLDER});
  CHECK(info.learns);
  CHECK(info.has_validation);
  CHECK(info.has_test);
  CHECK(info.objectives.at(0).direction == Direction::maximise);
  CHECK(info.metrics.at(0).name == "accuracy");
  CHECK(info.metrics.at(1).name == "loss");
  CHECK(info.presets.at(0).name == "quick");
  REQUIRE(info.options.size() == 7);
  CHECK(info.options[0].name == "limit");
  CHECK(info.options[1].name == "train_rows");
  CHECK(info.options[2].name == "penalty");
  CHECK(info.options[3].name == "augment_shift");
  CHECK(info.options[4].name == "augment_flip");
  CHECK(info.options[5].name == "augment_cutout");
}

TEST_CASE(
    "fashion_mnist: the last 5,000 training rows are for validation, and limit leaves the others alone") {
  const Scratch scratch;
  write_set(scratch, "train", 60000);
  write_set(scratch, "t10k", 10000, true);
  const auto task = load({"/nowhere", scratch.folder().string()});
  CHECK(task->notice().empty());
  CHECK(evaluate(*task, blank_genome(), Partition::train).rows == 5000);  // fashion_mnist.train_rows
  CHECK(evaluate(*task, blank_genome(), Partition::validation).rows == 5000);
  CHECK(evaluate(*task, blank_genome(), Partition::test).rows == 10000);
  const auto all = load({scratch.folder().string()}, {{"train_rows", "0"}});
  CHECK(evaluate(*all, blank_genome(), Partition::train).rows == 55000);
  const auto limited = load({scratch.folder().string()}, {{"limit", "100"}});
  CHECK(evaluate(*limited, blank_genome(), Partition::train).rows == 100);
  const auto few = limited->data_hashes(), many = all->data_hashes();
  REQUIRE(few.size() == 3);
  CHECK(few[0] != many[0]);
  CHECK(few[1] == many[1]);
  CHECK(few[2] == many[2]);
}

TEST_CASE("fashion_mnist: pixels are read with mean 0 and deviation 1 over the training rows") {
  const Scratch scratch;
  write_set(scratch, "train", 60000);
  write_set(scratch, "t10k", 10000);
  const auto task = load({scratch.folder().string()}, {{"limit", "100"}});
  // Per row one pixel of 0 to 9, evenly; the others are 0.
  const double mean = 4.5 / kPixels, deviation = std::sqrt(28.5 / kPixels - mean * mean);
  std::vector<float> parameters(kClasses * (kPixels + 1));
  parameters[kClasses] = 1;  // the first pixel is the first class's output
  double loss = 0;
  for (int label = 0; label < 10; ++label) {
    const double output = (label - mean) / deviation;
    loss += (std::log(std::exp(output) + 9) - (label == 0 ? output : 0)) / 10;
  }
  const auto measured = evaluate(*task, softmax_genome(parameters), Partition::test);
  CHECK(measured.metrics[1] == doctest::Approx(loss).epsilon(1e-5));
}

TEST_CASE("fashion_mnist: with mirror_average a network is measured on the mean of image and mirror image") {
  const Scratch scratch;
  write_set(scratch, "train", 60000);
  write_set(scratch, "t10k", 10000);
  const auto task = load({scratch.folder().string()}, {{"limit", "100"}, {"mirror_average", "true"}});
  CHECK(task->data_hashes().size() == 6);
  const double mean = 4.5 / kPixels, deviation = std::sqrt(28.5 / kPixels - mean * mean);
  std::vector<float> parameters(kClasses * (kPixels + 1));
  parameters[kClasses] = -1;  // the first pixel, in the mirror a blank one, speaks against the first class
  double loss = 0;
  for (int label = 0; label < 10; ++label) {
    const double output = -((label - mean) / deviation + (0 - mean) / deviation) / 2;
    loss += (std::log(std::exp(output) + 9) - (label == 0 ? output : 0)) / 10;
  }
  for (const Partition partition : {Partition::train, Partition::validation, Partition::test}) {
    const auto measured = evaluate(*task, softmax_genome(parameters), partition);
    CHECK(measured.metrics[0] == doctest::Approx(0.2));  // the second class is taken for all but the first
    CHECK(measured.metrics[1] == doctest::Approx(loss).epsilon(1e-5));
  }
}

TEST_CASE(
    "fashion_mnist: the champion's test reports what is taken for what, by name, and the misread images") {
  const Scratch scratch;
  write_set(scratch, "train", 60000);
  write_set(scratch, "t10k", 10000);
  const auto task = load({scratch.folder().string()});
  const Evaluation evaluation = evaluate(*task, blank_genome(), Partition::test);
  REQUIRE(evaluation.report.size() == 1 + 24);
  CHECK(evaluation.report[0].name == "confusion");
  const auto table = nlohmann::json::parse(evaluation.report[0].bytes);
  CHECK(table["columns"][1] == "as T-shirt");
  CHECK(table["rows"][9] == nlohmann::json::parse(R"(["ankle boot", 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0])"));
  CHECK(evaluation.report[1].name == "misread: trouser read as T-shirt (row 1)");
  CHECK(evaluation.report[1].kind == ReportItem::Kind::image);
  CHECK(evaluation.fitness() == 0.1);
}

TEST_CASE("fashion_mnist: size costs what penalty says") {
  const Scratch scratch;
  write_set(scratch, "train", 60000);
  write_set(scratch, "t10k", 10000);
  const auto task = load({scratch.folder().string()}, {{"penalty", "0.01"}});
  const Evaluation evaluation = evaluate(*task, blank_genome(), Partition::validation);
  CHECK(evaluation.metrics[0] == 0.1);
  CHECK(evaluation.fitness() == doctest::Approx(0.1 - 0.01 * std::log10(7850)).epsilon(1e-9));
}

TEST_CASE("fashion_mnist: incomplete, swapped and damaged data are refused as data errors with the remedy") {
  const Scratch scratch;
  const std::string again = "; fetch it again with `neat-run data get fashion_mnist`";
  write_set(scratch, "train", 60000);
  check_refusal(scratch, "Fashion-MNIST: " + (scratch / "fashion-mnist/t10k-labels-idx1-ubyte").string() +
                             ": is missing, though other files of the set are there" + again);
  write_set(scratch, "t10k", 9999);
  check_refusal(scratch, "t10k-images-idx3-ubyte: holds 9999 images, the test set has 10000" + again);
  write_set(scratch, "t10k", 60000);
  check_refusal(scratch,
                "the training and test files are swapped: rename them, or fetch it again with `neat-run "
                "data get fashion_mnist`");
  write_set(scratch, "t10k", 10000);
  scratch.write("fashion-mnist/t10k-labels-idx1-ubyte", idx({10000}, Bytes(10000, 10)));
  check_refusal(scratch, "t10k-labels-idx1-ubyte: label 10 of row 0 is not below 10" + again);
  scratch.write("fashion-mnist/t10k-labels-idx1-ubyte", idx({10000}, Bytes(9000)));
  check_refusal(scratch, "t10k-labels-idx1-ubyte: is truncated: 9008 of 10008 bytes are there" + again);
}

TEST_CASE("fashion_mnist: without data it says where it looked and how to get it") {
  const Scratch scratch;
  if (std::filesystem::exists(kDebian)) {
    MESSAGE("skipped: Debian's package dataset-fashion-mnist is installed, and its copy is used");
    return;
  }
  check_refusal(scratch, "Fashion-MNIST: " + scratch.folder().string() +
                             ", /usr/share/datasets: holds no fashion-mnist folder with the data; fetch it "
                             "with `neat-run data get fashion_mnist`");
}

TEST_CASE("fashion_mnist: Debian's copy is found, and a network learns from it") {
  if (!std::filesystem::exists(kDebian)) {
    MESSAGE("skipped: Debian's package dataset-fashion-mnist is not installed");
    return;
  }
  const auto task = load({"/nowhere"});
  Worker worker;
  const Evaluation evaluation = task->evaluate({.genome = blank_genome(),
                                                .partition = Partition::validation,
                                                .learn = true,
                                                .budget = 4000,
                                                .seed = 1},
                                               worker);
  CHECK(evaluation.samples == 4000);
  CHECK(evaluation.fitness() > 0.7);
}
