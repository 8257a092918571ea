#include "check/plugin_checks.hpp"

#include <array>

namespace neat::app {
namespace {

constexpr const char* kOwnWords = "do what the message says";
constexpr const char* kFaulty = "let evaluate end without an error for every network";

constexpr std::array kChecks{
    PluginCheck{kFileCheck, check_file, kOwnWords},
    PluginCheck{kCreateCheck, check_create, kOwnWords},
    PluginCheck{"options", check_options, kOwnWords},
    PluginCheck{"presets", check_presets, "correct the preset, or take it out"},
    PluginCheck{kEvaluateCheck, check_evaluate, kFaulty},
    PluginCheck{"partitions", check_partitions, kFaulty},
    PluginCheck{"extreme weights", check_extremes, kFaulty},
    PluginCheck{"repeat", check_repeat, kFaulty},
    PluginCheck{"order", check_order, kFaulty},
    PluginCheck{"two threads", check_threads, kFaulty},
    PluginCheck{"load", check_load, kFaulty},
    PluginCheck{"learning", check_learning, kFaulty},
    PluginCheck{"champion test", check_champion_test, kFaulty},
    PluginCheck{"report", check_report_items, kFaulty},
    PluginCheck{"environment", check_environment, kFaulty},
    PluginCheck{"memory", check_memory, kFaulty},
    PluginCheck{"speed", check_speed, kFaulty},
    PluginCheck{"destroy", check_destroy, kOwnWords},
};

}  // namespace

std::span<const PluginCheck> plugin_checks() {
  return kChecks;
}

}  // namespace neat::app
