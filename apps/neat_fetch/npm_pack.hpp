/// apps/neat_fetch/npm_pack.hpp - fetches a package's archive with `npm pack`, spawned without a shell. Runs no
/// script of the package. [main thread]
#pragma once

#include <filesystem>
#include <string>

namespace neat::app {

struct Packed {
  std::filesystem::path archive = {};  ///< the .tgz; empty when npm is absent or failed
  std::string why = {};                ///< then
};

/// Puts the archive of `package` (name@version) into `folder`, which is made anew.
Packed npm_pack(const std::string& package, const std::filesystem::path& folder);

}  // namespace neat::app
