/// tasks/data/png.hpp - pixels as a PNG file in memory, for reports. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace neat::data {

/// `pixels` are [height x width] grey values or [height x width x 3] red, green, blue. Throws neat::data::Error when
/// there are another number of them.
std::string png(std::span<const std::uint8_t> pixels, std::uint32_t height, std::uint32_t width);

}  // namespace neat::data
