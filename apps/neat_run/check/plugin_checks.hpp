/// apps/neat_run/check/plugin_checks.hpp - the checks of `neat-run check`, in the order in which they run in its child. Each looks
/// at one promise of docs/plugins.md and gives one finding; what it throws is a failure in the thrown words.
#pragma once

#include <span>
#include <string>

#include "check/subject.hpp"
#include "doctor/finding.hpp"

namespace neat::app {

struct PluginCheck {
  const char* name;
  Finding (*run)(CheckSubject&);
  const char* remedy;  ///< where `run` throws
};

std::span<const PluginCheck> plugin_checks();

/// Without these there is nothing else to check.
inline constexpr const char *kFileCheck = "file", *kCreateCheck = "create";
inline bool is_basic(const std::string& check) {
  return check == kFileCheck || check == kCreateCheck;
}
inline constexpr const char* kEvaluateCheck = "evaluate";

// What it declares (check_declared.cpp).
Finding check_file(CheckSubject& subject);
Finding check_create(CheckSubject& subject);
Finding check_options(CheckSubject& subject);
Finding check_presets(CheckSubject& subject);
Finding check_destroy(CheckSubject& subject);
// What it answers (check_results.cpp).
Finding check_evaluate(CheckSubject& subject);
Finding check_partitions(CheckSubject& subject);
Finding check_extremes(CheckSubject& subject);
Finding check_champion_test(CheckSubject& subject);
Finding check_report_items(CheckSubject& subject);
// The same answer to the same question (check_exact.cpp).
Finding check_repeat(CheckSubject& subject);
Finding check_order(CheckSubject& subject);
Finding check_threads(CheckSubject& subject);
Finding check_load(CheckSubject& subject);
Finding check_learning(CheckSubject& subject);
Finding check_environment(CheckSubject& subject);
// What it costs (check_cost.cpp).
Finding check_speed(CheckSubject& subject);
Finding check_memory(CheckSubject& subject);

}  // namespace neat::app
