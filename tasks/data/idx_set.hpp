/// tasks/data/idx_set.hpp - finds and reads the four IDX files of MNIST and its relatives, plain or gzip. [main thread]
///
/// A folder that holds some of the four files but not all is an error, never passed over in silence. Throws
/// neat::data::Error.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/labelled_images.hpp"

namespace neat::data {

/// What the files of a set must be.
struct IdxSet {
  const char* name;    ///< begins messages: "MNIST"
  const char* folder;  ///< below a data folder
  const char* remedy;  ///< ends messages: what to do about a file that is not right
  std::uint32_t train_rows, test_rows;
};

struct TrainAndTest {
  LabelledImages train, test;
};

/// Where `set` lies: FOLDER/set.folder of the first of `folders` that has it; empty where none does.
std::filesystem::path find_idx_set(const IdxSet& set, const std::vector<std::string>& folders);

TrainAndTest read_idx_set(const IdxSet& set, const std::filesystem::path& folder);

/// For messages about what is in none of them: "/a, /b".
std::string list_of(const std::vector<std::string>& folders);

}  // namespace neat::data
