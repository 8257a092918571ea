/// tasks/fashion_mnist/fashion_mnist.cpp - pieces of clothing: a network learns on the training partition within its life,
/// and its fitness is its accuracy afterwards. See README.md.
#include <neat/plugin.hpp>

#include <string>
#include <utility>
#include <vector>

#include "data/idx_set.hpp"
#include "images/image_task.hpp"
#include "presets.hpp"

namespace {

using namespace neat::plugin;

constexpr const char* kNames[] = {"T-shirt", "trouser", "pullover", "dress", "coat",
                                  "sandal",  "shirt",   "sneaker",  "bag",   "ankle boot"};
constexpr neat::images::Classes kPieces{.count = 10, .noun = "piece", .names = kNames};

constexpr neat::data::IdxSet kSet{"Fashion-MNIST", "fashion-mnist",
                                  "fetch it again with `neat-run data get fashion_mnist`", 60000, 10000};
constexpr std::size_t kValidationRows = 5000;
/// Where Debian's package dataset-fashion-mnist puts its folder.
constexpr const char* kDebian = "/usr/share/datasets";

neat::images::Sets read_data(std::vector<std::string> folders) {
  folders.emplace_back(kDebian);
  const auto place = neat::data::find_idx_set(kSet, folders);
  if (place.empty())
    throw neat::data::Error(
        "Fashion-MNIST: " + neat::data::list_of(folders) +
        ": holds no fashion-mnist folder with the data; fetch it with `neat-run data get fashion_mnist`");
  neat::data::TrainAndTest sets = neat::data::read_idx_set(kSet, place);
  return {std::move(sets.train), std::move(sets.test), kValidationRows};
}

neat::images::Sets read(const Host& host) {
  try {
    return read_data(host.data_folders());
  } catch (const neat::data::Error& error) {
    fail_data(error.what());
  }
}

class FashionMnist : public neat::images::ImageTask {
 public:
  static constexpr Info info{
      .name = "fashion_mnist",
      .version = "1.0.0",
      .summary = "pieces of clothing, 28 x 28; fitness is accuracy after learning in life",
      .has_validation = true,
      .has_test = true,
      .learns = true};
  static constexpr Option options[] = {
      neat::images::limit_option(55000),   neat::images::train_rows_option(55000),
      neat::images::penalty_option(),      neat::images::augment_shift_option(28),
      neat::images::augment_flip_option(), neat::images::augment_cutout_option(28),
      neat::images::mirror_option()};
  static constexpr auto& objectives = neat::images::kObjectives;
  static constexpr auto& metrics = neat::images::kMetrics;
  static constexpr Preset presets[] = {
      {"quick", neat::fashion_mnist::kQuick, "dense layers grow within 3 million training samples"},
      {"model-selection", neat::fashion_mnist::kModelSelection,
       "structure and hyper-parameters evolve together, convolutions from two on; the best are trained out"}};
  static constexpr Shape input{1, 28, 28}, output{kPieces.count};

  explicit FashionMnist(Host& host) : ImageTask(host, kPieces) { add_standardised(host, read(host)); }
};

}  // namespace

NEAT_PLUGIN(FashionMnist)
