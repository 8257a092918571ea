/// tasks/mnist/mnist_data.hpp - finds and reads MNIST: the whole set, or the embedded sample. [main thread]
///
/// Order: FOLDER/mnist of every data folder, then FOLDER/mnist-sample of every data folder. A folder that
/// holds some of the four files but not all is an error, never passed over in silence. Throws
/// neat::data::Error.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/idx.hpp"

namespace neat::mnist {

enum class Choice { automatic, full, sample };

struct Data {
  data::LabelledImages train, test;  ///< `train` with the validation rows at its end
  std::uint32_t validation_rows =
      0;  ///< the last rows of `train`: 5,000 of the whole set, 1,000 of the sample
  bool is_sample = false;
};

Data read_data(const std::vector<std::string>& folders, Choice choice);

}  // namespace neat::mnist
