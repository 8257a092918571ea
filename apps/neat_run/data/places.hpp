/// apps/neat_run/data/places.hpp - where data sets are kept and looked for. Reads the environment; writes
/// nothing.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/sources.hpp"

namespace neat::app {

/// Where `data get` puts data sets, each in its folder: `configured` (data.dir) unless empty, else
/// NEAT_DATA, else the XDG data directory (~/.local/share/neat). Throws neat::Error(config) when there is no
/// home folder either.
std::filesystem::path data_directory(const std::string& configured);

/// The share directory beside this program (PREFIX/share/neat/data of PREFIX/bin/neat-run): data sets of the
/// installation and the embedded samples.
std::filesystem::path share_directory();

/// Where a task looks for its data, in this order: the data directory, the share directory.
std::vector<std::filesystem::path> data_search_path(const std::string& configured);

enum class DataState { complete, sample, incomplete, missing };

/// Where a data set was found: the first complete one along `folders`, else its embedded sample, else what
/// there is. Files are judged by being there (plain or .gz) and, if plain, by their size.
struct FoundData {
  DataState state = DataState::missing;
  std::filesystem::path folder;  ///< empty when missing
};
FoundData find_data(const DataSource& source, const std::vector<std::filesystem::path>& folders);

}  // namespace neat::app
