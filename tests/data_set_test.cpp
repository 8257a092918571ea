#include "neat/evaluation/data_set.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "neat/base/error.hpp"

namespace {

using neat::DataSet;

template <class T>
std::span<const std::byte> bytes(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

DataSet::Description labelled(std::size_t rows, std::size_t features, std::uint32_t classes) {
  DataSet::Description description;
  description.name = "demo";
  description.rows = rows;
  description.features = features;
  description.classes = classes;
  return description;
}

const std::vector<float> kX{1, 2, 3, 4, 5, 6};
const std::vector<std::uint32_t> kLabels{0, 2, 1};

std::string refusal(const DataSet::Description& description, std::span<const std::byte> x,
                    std::span<const std::byte> targets) {
  try {
    const DataSet set(description, x, targets);
  } catch (const neat::Error& error) {
    CHECK(error.code() == neat::ErrorCode::data);
    return error.what();
  }
  return "(nothing was refused)";
}

}  // namespace

TEST_CASE("data set: it keeps its own copy of rows and labels") {
  std::vector<float> x = kX;
  const DataSet set(labelled(3, 2, 3), bytes(x), bytes(kLabels));
  x.assign(6, 0);
  CHECK(set.size() == 3);
  CHECK(set.rows().size() == 3);
  CHECK(set.rows().features == 2);
  CHECK(static_cast<const float*>(set.rows().data)[3] == 4);
  CHECK(std::vector<std::uint32_t>(set.targets().labels.begin(), set.targets().labels.end()) == kLabels);
  CHECK(set.targets().values.empty());
  CHECK(set.targets().weights.empty());
}

TEST_CASE("data set: bytes keep their scale and shift, values their width") {
  DataSet::Description description = labelled(2, 3, 0);
  description.type = neat::ElementType::u8;
  description.scale = 1.0F / 255;
  description.shift = -0.5F;
  description.target_features = 2;
  const std::vector<std::uint8_t> x{0, 1, 2, 253, 254, 255};
  const std::vector<float> values{1, 2, 3, 4};
  const DataSet set(description, bytes(x), bytes(values));
  CHECK(set.rows().type == neat::ElementType::u8);
  CHECK(set.rows().scale == 1.0F / 255);
  CHECK(set.rows().shift == -0.5F);
  CHECK(set.targets().values.size() == 4);
  CHECK(set.targets().labels.empty());
}

TEST_CASE("data set: the hash covers description, inputs and targets, and nothing else") {
  const auto hash = [](auto change) {
    DataSet::Description description = labelled(3, 2, 3);
    std::vector<float> x = kX;
    std::vector<std::uint32_t> labels = kLabels;
    change(description, x, labels);
    return DataSet(description, bytes(x), bytes(labels)).hash();
  };
  const std::string same = hash([](auto&, auto&, auto&) {});
  CHECK(same.size() == 64);
  CHECK(same == hash([](auto&, auto&, auto&) {}));
  CHECK(same != hash([](auto& d, auto&, auto&) { d.name = "other"; }));
  CHECK(same != hash([](auto& d, auto&, auto&) { d.partition = neat::Partition::test; }));
  CHECK(same != hash([](auto& d, auto&, auto&) { d.scale = 2; }));
  CHECK(same != hash([](auto& d, auto&, auto&) { d.shift = 2; }));
  CHECK(same != hash([](auto& d, auto&, auto&) { d.classes = 4; }));
  CHECK(same != hash([](auto& d, auto&, auto&) { d.shard = 1; }));
  CHECK(same != hash([](auto& d, auto&, auto&) { d.rows = 3, d.features = 2, d.name += "\x01"; }));
  CHECK(same != hash([](auto&, auto& x, auto&) { x[5] = 7; }));
  CHECK(same != hash([](auto&, auto&, auto& labels) { labels[0] = 1; }));
}

TEST_CASE("data set: what does not fit is refused by name") {
  CHECK(refusal(labelled(3, 2, 2), bytes(kX), bytes(kLabels)) ==
        "data set: demo: the label of row 1 is 2, not below 2; register whole and matching arrays");
  CHECK(refusal(labelled(0, 2, 3), {}, {}).find("it has no rows") != std::string::npos);
  CHECK(refusal(labelled(3, 0, 3), {}, bytes(kLabels)).find("its rows have no features") !=
        std::string::npos);
  CHECK(refusal(labelled(4, 2, 3), bytes(kX), bytes(kLabels)).find("its inputs are 24 bytes, not 32") !=
        std::string::npos);
  CHECK(refusal(labelled(2, 3, 3), bytes(kX), bytes(kLabels)).find("its targets are 12 bytes, not 8") !=
        std::string::npos);
  CHECK(refusal(labelled(3, std::numeric_limits<std::size_t>::max() / 8, 3), bytes(kX), bytes(kLabels))
            .find("its size is beyond any memory") != std::string::npos);
  CHECK(refusal(labelled(std::size_t{1} << 40, 1, 3), bytes(kX), bytes(kLabels)).find("2^32 - 1 rows") !=
        std::string::npos);
}

TEST_CASE("data set: numbers that are not finite are refused where they stand") {
  const float nan = std::nanf("");
  CHECK(refusal(labelled(3, 2, 3), bytes(std::vector<float>{1, 2, 3, nan, 5, 6}), bytes(kLabels))
            .find("element 3 of its inputs is not finite") != std::string::npos);
  DataSet::Description valued = labelled(3, 2, 0);
  valued.target_features = 1;
  CHECK(refusal(valued, bytes(kX), bytes(std::vector<float>{1, 2, HUGE_VALF}))
            .find("element 2 of its targets") != std::string::npos);
  DataSet::Description scaled = labelled(3, 2, 3);
  scaled.scale = nan;
  CHECK(refusal(scaled, bytes(kX), bytes(kLabels)).find("its scale or shift is not finite") !=
        std::string::npos);
}
