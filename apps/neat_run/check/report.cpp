#include "check/report.hpp"

#include <algorithm>

#include "neat/base/error.hpp"
#include "neat/platform/watched_process.hpp"
#include "terminal.hpp"

namespace neat::app {
namespace {

constexpr double kBeat = 0.1;  // seconds between two
constexpr char kBegin = '>', kDoing = '.', kFound = '=', kAlive = '+';

}  // namespace

void CheckReport::say(char kind, const std::string& text) {
  std::string line = kind + text;
  std::replace(line.begin(), line.end(), '\n', ' ');
  const std::lock_guard lock(mutex_);
  if (!platform::report_line(line))
    throw Error(ErrorCode::config, "check-part: nobody listens; write neat-run check instead");
}

void CheckReport::begin(const std::string& check) {
  say(kBegin, check);
}
void CheckReport::doing(const std::string& what) {
  say(kDoing, what);
}
void CheckReport::found(const Finding& finding) {
  say(kFound, finding_json(finding));
}

void CheckReport::beat() {
  const double now = seconds_since_start();
  double last = beaten_.load(std::memory_order_relaxed);
  if (now - last < kBeat || !beaten_.compare_exchange_strong(last, now)) return;
  say(kAlive, {});
}

CheckLine parse_check_line(const std::string& line) {
  const std::string text = line.empty() ? "" : line.substr(1);
  switch (line.empty() ? kAlive : line.front()) {
    case kBegin:
      return {CheckLine::Kind::begin, text};
    case kDoing:
      return {CheckLine::Kind::doing, text};
    case kFound:
      return {CheckLine::Kind::found, text};
    default:
      return {CheckLine::Kind::beat, text};
  }
}

}  // namespace neat::app
