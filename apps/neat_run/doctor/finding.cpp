#include "doctor/finding.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "neat/base/error.hpp"

namespace neat::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kVerdicts{Verdict::ok, Verdict::warning, Verdict::failed, Verdict::not_applicable};

/// Plugins may say anything; what is not UTF-8 is replaced.
std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json as_json(const Finding& finding) {
  return {{"check", finding.check},
          {"verdict", name(finding.verdict)},
          {"detail", finding.detail},
          {"remedy", finding.remedy.empty() ? Json(nullptr) : Json(finding.remedy)}};
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size() + 2, width), ' ');
  return text;
}

}  // namespace

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return "ok";
    case Verdict::warning:
      return "warning";
    case Verdict::failed:
      return "failed";
    case Verdict::not_applicable:
      break;
  }
  return "not applicable";
}

bool parse(std::string_view text, Verdict& verdict) {
  for (const Verdict candidate : kVerdicts)
    if (name(candidate) == text) return verdict = candidate, true;
  return false;
}

bool any_failed(std::span<const Finding> findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.verdict == Verdict::failed; });
}

std::string findings_text(std::span<const Finding> findings) {
  std::size_t width = 0;
  for (const auto& finding : findings) width = std::max(width, finding.check.size() + 2);
  std::string text;
  for (const auto& finding : findings) {
    const std::string verdict(name(finding.verdict));
    text += padded(verdict, 16) + padded(finding.check, width) + finding.detail + '\n';
    if (!finding.remedy.empty()) text += std::string(16 + width, ' ') + "-> " + finding.remedy + '\n';
  }
  return text;
}

std::string summary_text(std::span<const Finding> findings) {
  std::string text;
  for (const Verdict verdict : kVerdicts) {
    const auto count = std::count_if(findings.begin(), findings.end(),
                                     [&](const Finding& finding) { return finding.verdict == verdict; });
    const bool many = verdict == Verdict::warning && count != 1;
    text += (text.empty() ? "" : ", ") + std::to_string(count) + ' ' + std::string(name(verdict)) +
            (many ? "s" : "");
  }
  return text;
}

std::string findings_json(std::span<const Finding> findings) {
  Json all = Json::array();
  for (const auto& finding : findings) all.push_back(as_json(finding));
  return dumped(all);
}

std::string finding_json(const Finding& finding) {
  return dumped(as_json(finding));
}

Finding parse_finding(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  Finding finding;
  if (!json.is_object() || !json.contains("check") || !json.contains("remedy") ||
      !parse(json.value("verdict", std::string{}), finding.verdict))
    throw Error(ErrorCode::run, "finding: " + text + ": is not one; the child was disturbed, run it again");
  finding.check = json.at("check").get<std::string>();
  finding.detail = json.value("detail", std::string{});
  if (json.at("remedy").is_string()) finding.remedy = json.at("remedy").get<std::string>();
  return finding;
}

}  // namespace neat::app
