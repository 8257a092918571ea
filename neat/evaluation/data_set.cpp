#include "neat/evaluation/data_set.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "neat/base/error.hpp"
#include "neat/base/sha256.hpp"

namespace neat {
namespace {

[[noreturn]] void refuse(const DataSet::Description& description, const std::string& why) {
  throw Error(ErrorCode::data,
              "data set: " + description.name + ": " + why + "; register whole and matching arrays");
}

std::size_t element_size(ElementType type) {
  return type == ElementType::u8 ? 1 : sizeof(float);
}

/// a * b * c, refused where a size_t does not hold it.
std::size_t bytes_of(const DataSet::Description& description, std::size_t a, std::size_t b, std::size_t c) {
  std::size_t product = 0;
  if (__builtin_mul_overflow(a, b, &product) || __builtin_mul_overflow(product, c, &product))
    refuse(description, "its size is beyond any memory");
  return product;
}

void check_shape(const DataSet::Description& description) {
  if (description.rows == 0) refuse(description, "it has no rows");
  if (description.rows > 0xffff'ffffU) refuse(description, "it has more than 2^32 - 1 rows");
  if (description.features == 0) refuse(description, "its rows have no features");
  if (!std::isfinite(description.scale) || !std::isfinite(description.shift))
    refuse(description, "its scale or shift is not finite");
}

void check_length(const DataSet::Description& description, const char* what, std::size_t given,
                  std::size_t expected) {
  if (given == expected) return;
  refuse(description, std::string("its ") + what + " are " + std::to_string(given) + " bytes, not " +
                          std::to_string(expected));
}

DataBytes copied(const DataBytes& given) {
  struct Arrays {
    std::vector<std::byte> x, targets;
  };
  auto arrays = std::make_shared<Arrays>();
  arrays->x.assign(given.x.begin(), given.x.end());
  arrays->targets.assign(given.targets.begin(), given.targets.end());
  return {arrays->x, arrays->targets, arrays};
}

/// `bytes` hold u32, at any alignment.
void check_labels(const DataSet::Description& description, std::span<const std::byte> bytes) {
  for (std::size_t row = 0; row < bytes.size() / sizeof(std::uint32_t); ++row) {
    std::uint32_t label = 0;
    std::memcpy(&label, bytes.data() + row * sizeof label, sizeof label);
    if (label >= description.classes)
      refuse(description, "the label of row " + std::to_string(row) + " is " + std::to_string(label) +
                              ", not below " + std::to_string(description.classes));
  }
}

/// `bytes` hold f32, at any alignment.
void check_finite(const DataSet::Description& description, const char* what,
                  std::span<const std::byte> bytes) {
  for (std::size_t element = 0; element < bytes.size() / sizeof(float); ++element) {
    float value = 0;
    std::memcpy(&value, bytes.data() + element * sizeof value, sizeof value);
    if (!std::isfinite(value))
      refuse(description, "element " + std::to_string(element) + " of its " + what + " is not finite");
  }
}

std::string hash_of(const DataSet::Description& description, std::span<const std::byte> x,
                    std::span<const std::byte> targets) {
  Sha256 hash;
  hash.add(description.name).add(std::uint64_t{static_cast<std::uint8_t>(description.partition)});
  hash.add(std::uint64_t{static_cast<std::uint8_t>(description.type)}).add(std::uint64_t{description.rows});
  hash.add(std::uint64_t{description.features}).add(double{description.scale}).add(double{description.shift});
  hash.add(std::uint64_t{description.target_features}).add(std::uint64_t{description.classes});
  hash.add(description.shard).add(x).add(targets);
  return hex(hash.finish());
}

}  // namespace

DataSet::DataSet(Description description, std::span<const std::byte> x, std::span<const std::byte> targets,
                 DataMemory* memory)
    : description_(std::move(description)) {
  check_shape(description_);
  check_length(
      description_, "inputs", x.size(),
      bytes_of(description_, description_.rows, description_.features, element_size(description_.type)));
  const std::size_t targets_per_row = std::max<std::size_t>(1, description_.target_features);
  check_length(description_, "targets", targets.size(),
               bytes_of(description_, description_.rows, targets_per_row, sizeof(float)));
  if (description_.target_features == 0)
    check_labels(description_, targets);
  else
    check_finite(description_, "targets", targets);
  if (description_.type == ElementType::f32) check_finite(description_, "inputs", x);
  hash_ = hash_of(description_, x, targets);
  const DataBytes given{x, targets, nullptr};
  bytes_ = memory == nullptr ? copied(given) : memory->keep(description_, hash_, given);
}

Rows DataSet::rows() const {
  Rows rows;
  rows.data = bytes_.x.data();
  rows.type = description_.type;
  rows.features = description_.features;
  rows.scale = description_.scale;
  rows.shift = description_.shift;
  rows.count = description_.rows;
  return rows;
}

Targets DataSet::targets() const {
  const std::size_t count = bytes_.targets.size() / sizeof(float);
  const void* const first = bytes_.targets.data();  // u32 or f32, as they were given
  if (description_.target_features == 0) return {{static_cast<const std::uint32_t*>(first), count}, {}, {}};
  return {{}, {static_cast<const float*>(first), count}, {}};
}

}  // namespace neat
