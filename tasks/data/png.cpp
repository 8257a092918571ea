#include "png.hpp"

#include <png.h>

#include "labelled_images.hpp"

namespace neat::data {

std::string png(std::span<const std::uint8_t> pixels, std::uint32_t height, std::uint32_t width) {
  const std::size_t area = std::size_t{height} * width;
  if (area == 0 || (pixels.size() != area && pixels.size() != 3 * area))
    throw Error("image: " + std::to_string(pixels.size()) + " values are not " + std::to_string(height) +
                " x " + std::to_string(width) + " pixels; pass one or three for each");
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.height = height;
  image.width = width;
  image.format = pixels.size() == area ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = bytes.size();
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, nullptr) == 0)
    throw Error(std::string("image: it cannot be written as PNG: ") + image.message +
                "; report a smaller one");
  bytes.resize(size);
  return bytes;
}

}  // namespace neat::data
