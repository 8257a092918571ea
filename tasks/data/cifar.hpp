/// tasks/data/cifar.hpp - reads CIFAR-10 in its binary form: per record one byte of label, then the red, the green and the
/// blue plane of 32 x 32 bytes each. Files may be plain or gzip.
///
/// What a file holds cannot be seen from its form, so a file is read only when its MD5 is a known one: the official file's,
/// or that of a copy whose results must be told apart. Throws neat::data::Error. [main thread]
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "data/labelled_images.hpp"

namespace neat::data {

struct CifarFile {
  const char *name, *official, *copy;  ///< MD5 in hex of its content, unpacked
};

/// What the files of a set must be; the last one is the test set.
struct CifarSet {
  std::span<const CifarFile> files;
  std::uint32_t records = 0;  ///< per file
  const char* remedy = "";    ///< ends messages: what to do about a file that is not right
};

struct Cifar {
  LabelledImages train, test;
  bool is_copy = false;  ///< at least one file is the copy's
};

/// Where the files lie: FOLDER/cifar10 or FOLDER/cifar10/cifar-10-batches-bin of the first of `folders` that has one of
/// them; empty where none does. One that holds a part of them is an error, never passed over in silence.
std::filesystem::path find_cifar(const CifarSet& set, const std::vector<std::string>& folders);

Cifar read_cifar(const CifarSet& set, const std::filesystem::path& folder);

}  // namespace neat::data
