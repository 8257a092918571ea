/// apps/neat_fetch/download.hpp - one file from an address (http, https, file) into a part file, going on where
/// an earlier attempt stopped. Slow or silent servers are given up after seconds, not minutes. libcurl stays
/// in download.cpp. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "neat/platform/part_file.hpp"

namespace neat::app {

using platform::PartFile;

/// Called now and then with the bytes that are there and those there will be (0: not known).
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

struct Download {
  bool ok = false;
  bool resumed = false;      ///< the part held bytes already, and more were added (or none were missing)
  bool unreachable = false;  ///< the server itself: no use in asking it for other files
  std::string why = {};      ///< when not ok
};

/// Appends what is missing of `address` to `part`; no more than `most` bytes in all. Failures of the network
/// are answers; no space or permission throws neat::Error(system).
Download download(const std::string& address, PartFile& part, std::uint64_t most, const Progress& progress);

}  // namespace neat::app
