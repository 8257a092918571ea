#include <doctest/doctest.h>
#include <png.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "images/mirror.hpp"
#include "images/pixel_values.hpp"
#include "images/report.hpp"

namespace {

using namespace neat::images;
using Bytes = std::vector<std::uint8_t>;

constexpr const char* kNames[] = {"bag", "coat"};
constexpr Classes kNamed{.count = 2, .noun = "piece", .names = kNames};
constexpr Classes kNumbered{.count = 3, .noun = "digit"};

/// What a PNG file holds, as libpng reads it in `format`.
Bytes pixels_of(const std::string& png, png_uint_32 format) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&image, png.data(), png.size()) != 0);
  CHECK(image.height == 1);
  CHECK(image.width == 2);
  CHECK(image.format == format);
  Bytes pixels(PNG_IMAGE_SIZE(image));
  REQUIRE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr) != 0);
  return pixels;
}

}  // namespace

TEST_CASE("image report: the confusion table counts labels by rows and what they were taken for by columns") {
  const std::vector<std::uint32_t> labels{0, 1, 1};
  const std::vector<float> outputs{1, 0, 0, 1, 5, 2};
  const auto table = nlohmann::json::parse(confusion_table(labels, outputs, kNamed));
  CHECK(table["title"] == "How often each piece of the test set was taken for which");
  CHECK(table["columns"] == nlohmann::json{"piece", "as bag", "as coat"});
  CHECK(table["rows"] == nlohmann::json::parse(R"([["bag", 1, 0], ["coat", 1, 1]])"));
}

TEST_CASE("image report: classes without names are numbers") {
  const std::vector<std::uint32_t> labels{2};
  const std::vector<float> outputs{0, 1, 0};
  CHECK(confusion_table(labels, outputs, kNumbered) ==
        "{\"title\": \"How often each digit of the test set was taken for which\", \"columns\": [\"digit\", "
        "\"as 0\", \"as 1\", \"as 2\"], \"rows\": [[0, 0, 0, 0], [1, 0, 0, 0], [2, 0, 1, 0]]}");
}

TEST_CASE(
    "image report: the widest margins are shown first, as many as are asked for, and nothing read right") {
  const neat::data::LabelledImages images{4, 1, 2, {0, 1, 2, 3, 4, 5, 6, 7}, {0, 1, 0, 1}};
  const std::vector<float> outputs{0, 1, 9, 0, 2, 1, 1, 0};
  const auto shown = misread_images(images, outputs, kNamed, 2);
  REQUIRE(shown.size() == 2);
  CHECK(shown[0].caption == "misread: coat read as bag (row 1)");
  CHECK(pixels_of(shown[0].png, PNG_FORMAT_GRAY) == Bytes{2, 3});
  CHECK(shown[1].caption == "misread: bag read as coat (row 0)");
  CHECK(misread_images(images, outputs, kNamed, 24).size() == 3);
}

TEST_CASE("image report: colours that a file keeps apart are side by side in the PNG") {
  neat::data::LabelledImages images{1, 1, 2, {10, 11, 20, 21, 30, 31}, {0}};
  images.channels = 3;
  const std::vector<float> outputs{0, 1};
  const auto shown = misread_images(images, outputs, kNamed, 1);
  CHECK(pixels_of(shown.at(0).png, PNG_FORMAT_RGB) == Bytes{10, 20, 30, 11, 21, 31});
}

TEST_CASE("pixel values: standardised pixels have mean 0 and deviation 1, those that are all alike are 0") {
  const Bytes pixels{0, 10, 20, 250};
  const PixelValues values = standardised(pixels);
  double sum = 0, squares = 0;
  for (const std::uint8_t pixel : pixels) {
    const double value = pixel * double(values.scale) + double(values.shift);
    sum += value;
    squares += value * value;
  }
  CHECK(std::abs(sum / 4) < 1e-6);
  CHECK(squares / 4 == doctest::Approx(1).epsilon(1e-6));
  const PixelValues alike = standardised(Bytes{7, 7});
  CHECK(7 * alike.scale + alike.shift == 0);
  CHECK(PixelValues{}.scale == 1.0F / 255);
}

TEST_CASE("mirror: left and right change places in every channel and row, and only there") {
  neat::data::LabelledImages images{
      .rows = 2, .height = 2, .width = 3, .pixels = {}, .labels = {0, 1}, .channels = 2};
  for (std::uint8_t i = 0; i < 24; ++i) images.pixels.push_back(i);
  CHECK(mirrored(images, 1, 1) == std::vector<std::uint8_t>{14, 13, 12, 17, 16, 15, 20, 19, 18, 23, 22, 21});
  CHECK(mirrored(images, 0, 2).size() == 24);
  CHECK(mirrored(images, 2, 0).empty());
}
