/// tasks/cifar10/cifar10.cpp - small colour photographs: a network learns on the training partition within its life, and
/// its fitness is its accuracy afterwards. See README.md.
#include <neat/plugin.hpp>

#include <string>
#include <utility>
#include <vector>

#include "data/cifar10_files.hpp"
#include "data/idx_set.hpp"
#include "images/image_task.hpp"
#include "presets.hpp"

namespace {

using namespace neat::plugin;

constexpr const char* kNames[] = {"airplane", "automobile", "bird",  "cat",  "deer",
                                  "dog",      "frog",       "horse", "ship", "truck"};
constexpr neat::images::Classes kThings{.count = 10, .noun = "thing", .names = kNames};
constexpr std::size_t kValidationRows = 5000;

neat::data::Cifar read_data(const std::vector<std::string>& folders) {
  const auto place = neat::data::find_cifar(neat::data::kCifar10, folders);
  if (place.empty())
    throw neat::data::Error(
        "CIFAR-10: " + neat::data::list_of(folders) +
        ": holds no cifar10 folder with the data; fetch it with `neat-run data get cifar10`");
  return neat::data::read_cifar(neat::data::kCifar10, place);
}

neat::data::Cifar read(const Host& host) {
  try {
    return read_data(host.data_folders());
  } catch (const neat::data::Error& error) {
    fail_data(error.what());
  }
}

class Cifar10 : public neat::images::ImageTask {
 public:
  static constexpr Info info{
      .name = "cifar10",
      .version = "1.0.0",
      .summary = "colour photographs of ten things, 32 x 32; fitness is accuracy after learning in life",
      .has_validation = true,
      .has_test = true,
      .learns = true};
  static constexpr Option options[] = {
      neat::images::limit_option(45000),   neat::images::train_rows_option(45000),
      neat::images::penalty_option(),      neat::images::augment_shift_option(32),
      neat::images::augment_flip_option(), neat::images::augment_cutout_option(32),
      neat::images::mirror_option()};
  static constexpr auto& objectives = neat::images::kObjectives;
  static constexpr auto& metrics = neat::images::kMetrics;
  static constexpr Preset presets[] = {
      {"quick", neat::cifar10::kQuick, "dense layers grow within 3 million training samples"},
      {"model-selection", neat::cifar10::kModelSelection,
       "structure and hyper-parameters evolve together, convolutions from eight on; the best are trained "
       "out"},
      {"base-cnn", neat::cifar10::kBaseCnn, "the model to beat: three convolutions by Adam, one life"},
      {"base-cnn-recipe", neat::cifar10::kBaseCnnRecipe,
       "the same network with the training recipe that evolution may use"}};
  static constexpr Shape input{3, 32, 32}, output{kThings.count};

  explicit Cifar10(Host& host) : ImageTask(host, kThings) {
    neat::data::Cifar data = read(host);
    if (data.is_copy)
      notice_ =
          "CIFAR-10: the reconstructed copy was used, 93 of its 60,000 images decoded from JPEG; for the "
          "official "
          "files, remove it and run `neat-run data get cifar10`";
    add_standardised(host, {std::move(data.train), std::move(data.test), kValidationRows});
  }

  const char* notice() const { return notice_; }

 private:
  const char* notice_ = "";
};

}  // namespace

NEAT_PLUGIN(Cifar10)
