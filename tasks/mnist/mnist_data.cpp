#include "mnist_data.hpp"

namespace neat::mnist {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFiles[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                  "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

/// The two forms the data comes in.
struct Form {
  const char* folder;
  const char* remedy;
  std::uint32_t train_rows, validation_rows, test_rows;
  bool is_sample;
};
constexpr Form kFull{"mnist", "fetch it again with `neat-run data get mnist`", 60000, 5000, 10000, false};
constexpr Form kSample{
    "mnist-sample", "restore it from the repository or by installing neat again", 5000, 1000, 1000, true};

/// Does `folder` hold the data? Refuses one that holds a part of it.
bool holds(const fs::path& folder, const Form& form) {
  int there = 0;
  const char* absent = nullptr;
  for (const char* file : kFiles) {
    if (data::find_idx(folder, file).empty()) {
      absent = file;
    } else {
      ++there;
    }
  }
  if (there == 0 || absent == nullptr) return there > 0;
  throw data::Error("MNIST: " + (folder / absent).string() +
                    ": is missing, though other files of the set are there; " + form.remedy);
}

data::LabelledImages read_set(const fs::path& folder, const std::string& prefix,
                              const data::Expected& expected) {
  return data::read_images(data::find_idx(folder, prefix + "-images-idx3-ubyte"),
                           data::find_idx(folder, prefix + "-labels-idx1-ubyte"), expected);
}

Data read_form(const fs::path& folder, const Form& form) {
  data::Expected train{
      .set = "training", .rows = form.train_rows, .other_rows = form.test_rows, .remedy = form.remedy};
  data::Expected test{
      .set = "test", .rows = form.test_rows, .other_rows = form.train_rows, .remedy = form.remedy};
  return {read_set(folder, "train", train), read_set(folder, "t10k", test), form.validation_rows,
          form.is_sample};
}

std::string list(const std::vector<std::string>& folders) {
  std::string text;
  for (const std::string& folder : folders) text += (text.empty() ? "" : ", ") + folder;
  return text.empty() ? "no folder" : text;
}

}  // namespace

Data read_data(const std::vector<std::string>& folders, Choice choice) {
  for (const Form& form : {kFull, kSample}) {
    if (choice == Choice::full && form.is_sample) break;
    if (choice == Choice::sample && !form.is_sample) continue;
    for (const std::string& folder : folders) {
      if (const fs::path place = fs::path(folder) / form.folder; holds(place, form))
        return read_form(place, form);
    }
  }
  throw data::Error("MNIST: " + list(folders) + ": holds no " +
                    (choice == Choice::sample ? "mnist-sample" : "mnist") +
                    " folder with the data; fetch it with `neat-run data get mnist`");
}

}  // namespace neat::mnist
