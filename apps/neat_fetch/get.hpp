/// apps/neat_fetch/get.hpp - fetches one data set, shows how it goes on standard error, and answers on standard output.
/// [main thread]
#pragma once

#include <filesystem>
#include <string>

namespace neat::app {

struct Wish {
  std::string name;                 ///< of the data set
  std::filesystem::path directory;  ///< where data sets lie
  std::string address;  ///< a folder of the user's own, with its '/'; empty: the sources that are known
  bool json = false;
};

/// Throws neat::Error as fetch_data does, and for an unknown name.
void get(const Wish& wish);

}  // namespace neat::app
