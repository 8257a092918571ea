#include "mnist_data.hpp"

#include "data/idx_set.hpp"

namespace neat::mnist {
namespace {

/// The two forms the data comes in.
struct Form {
  data::IdxSet set;
  std::uint32_t validation_rows;
  bool is_sample;
};
constexpr Form kFull{
    {"MNIST", "mnist", "fetch it again with `neat-run data get mnist`", 60000, 10000}, 5000, false};
constexpr Form kSample{
    {"MNIST", "mnist-sample", "restore it from the repository or by installing neat again", 5000, 1000},
    1000,
    true};

}  // namespace

Data read_data(const std::vector<std::string>& folders, Choice choice) {
  for (const Form& form : {kFull, kSample}) {
    if (choice == Choice::full && form.is_sample) break;
    if (choice == Choice::sample && !form.is_sample) continue;
    const auto place = data::find_idx_set(form.set, folders);
    if (place.empty()) continue;
    data::TrainAndTest sets = data::read_idx_set(form.set, place);
    return {std::move(sets.train), std::move(sets.test), form.validation_rows, form.is_sample};
  }
  throw data::Error("MNIST: " + data::list_of(folders) + ": holds no " +
                    (choice == Choice::sample ? "mnist-sample" : "mnist") +
                    " folder with the data; fetch it with `neat-run data get mnist`");
}

}  // namespace neat::mnist
