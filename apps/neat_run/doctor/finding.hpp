/// apps/neat_run/doctor/finding.hpp - what check and doctor found: a verdict with its remedy, for people and as JSON
/// (docs/formats.md). Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace neat::app {

enum class Verdict { ok, warning, failed, not_applicable };
std::string_view name(Verdict verdict);
bool parse(std::string_view text, Verdict& verdict);

struct Finding {
  std::string check;  ///< what was looked at, in one or two words
  Verdict verdict = Verdict::ok;
  std::string detail;  ///< what was seen
  std::string remedy;  ///< what to do; empty where there is nothing to do
};

inline Finding passed(std::string check, std::string detail) {
  return {std::move(check), Verdict::ok, std::move(detail), {}};
}

bool any_failed(std::span<const Finding> findings);
/// One line each, with the remedy on a line of its own.
std::string findings_text(std::span<const Finding> findings);
/// "12 ok, 1 warning, 0 failed, 2 not applicable".
std::string summary_text(std::span<const Finding> findings);
/// An array of {check, verdict, detail, remedy} on one line; a remedy that there is none of is null.
std::string findings_json(std::span<const Finding> findings);

/// One finding as the object of such an array, and back. Throws neat::Error(run) when `text` is none.
std::string finding_json(const Finding& finding);
Finding parse_finding(const std::string& text);

}  // namespace neat::app
