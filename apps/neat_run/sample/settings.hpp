/// apps/neat_run/sample/settings.hpp - settings as data: in what two or more configurations differ, and the grid of an
/// ablation. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "neat/run/config.hpp"

namespace neat::app {

struct DifferingSetting {
  std::string key;
  std::vector<std::string> values;  ///< of each configuration, in order; empty where it has no such key
};

/// Keys that decide results and have not the same value everywhere, in the order of the files. Places, threads and
/// checkpoints decide nothing and are left out.
std::vector<DifferingSetting> differing_settings(const std::vector<std::vector<Setting>>& configurations);

/// One point of the grid: its name "KEY=VALUE,KEY=VALUE" and its settings.
struct GridPoint {
  std::string name;
  std::vector<Setting> settings;
};

/// All combinations of `KEY=a,b,c` words, the last key varying fastest; short names of keys are resolved. One point
/// without a name when there are no words. Throws neat::Error(config): no '=', no or equal values, a key given twice or
/// one that makes no variant.
std::vector<GridPoint> ablation_grid(const std::vector<std::string>& words);

}  // namespace neat::app
