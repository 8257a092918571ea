#include <cstdlib>
#include <iostream>
#include <string_view>

#include "command.hpp"
#include "neat/base/error.hpp"
#include "neat/platform/screen.hpp"
#include "neat/run/values.hpp"
#include "terminal.hpp"
#include "top/screen.hpp"

namespace neat::app {
namespace {

constexpr double kSeconds = 1, kLeastSeconds = 0.1, kMostSeconds = 3600;

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view(value);
}

/// What the locale says characters are; none set is ASCII (locale(7)).
bool shows_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value(environment(name));
    if (value.empty()) continue;
    for (char& c : value) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

double seconds_of(const Arguments& arguments) {
  if (!arguments.has("every")) return kSeconds;
  const std::string text = arguments.value("every");
  const auto seconds = parse_real(text);
  if (!seconds || *seconds < kLeastSeconds || *seconds > kMostSeconds)
    throw Error(ErrorCode::config, "--every " + text + ": is not a number of seconds in [0.1, 3600]");
  return *seconds;
}

/// Follows runs on a screen until told to quit.
class Follower {
 public:
  Follower(std::vector<FollowedRun>& runs, platform::Screen& screen, double every, TopStyle style)
      : runs_(runs), screen_(screen), every_(every), style_(style) {}

  /// The signal that ended it; 0: it was told to quit.
  int follow() {
    for (;;) {
      for (auto& run : runs_) run.refresh();
      const double due = seconds_since_start() + every_;
      for (double left = every_; left > 0; left = due - seconds_since_start()) {
        draw();
        const auto event = screen_.wait(left);
        if (quits(event)) return event.kind == platform::ScreenEvent::Kind::ended ? event.signal : 0;
      }
    }
  }

 private:
  void draw() {
    const auto size = screen_.size();
    style_.columns = size.columns;
    style_.rows = size.rows;
    screen_.show(top_screen(runs_, chosen_, style_));
  }

  bool quits(const platform::ScreenEvent& event) {
    using Kind = platform::ScreenEvent::Kind;
    if (event.kind == Kind::quit || event.kind == Kind::ended || event.kind == Kind::no_input) return true;
    if (event.key == "down" || event.key == "j" || event.key == "\t") chosen_ = (chosen_ + 1) % runs_.size();
    if (event.key == "up" || event.key == "k") chosen_ = (chosen_ + runs_.size() - 1) % runs_.size();
    return event.key == "q" || event.key == "Q";
  }

  std::vector<FollowedRun>& runs_;
  platform::Screen& screen_;
  double every_;
  TopStyle style_;
  std::size_t chosen_ = 0;
};

int print_once(const std::vector<FollowedRun>& runs, TopStyle style) {
  style.colour = style.keys = false;
  style.columns = 100;
  style.rows = 40;
  std::cout << top_screen(runs, 0, style) << '\n';
  for (std::size_t i = 1; i < runs.size(); ++i) {
    const std::vector<FollowedRun> one{runs[i]};
    std::cout << '\n' << top_screen(one, 0, style) << '\n';
  }
  return 0;
}

/// The screen is given back before the process ends.
int follow(std::vector<FollowedRun>& runs, double every, TopStyle style) {
  int signal = 0;
  {
    auto screen = platform::Screen::open();
    if (!screen) return print_once(runs, style);
    signal = Follower(runs, *screen, every, style).follow();
  }
  if (signal != 0) platform::end_by_signal(signal);
  return 0;
}

int top(const Arguments& arguments) {
  const double every = seconds_of(arguments);
  std::vector<FollowedRun> runs;
  for (const auto& directory : arguments.positional) runs.emplace_back(directory);
  if (arguments.has("json")) {
    std::cout << top_json(runs) << '\n';
    return 0;
  }
  TopStyle style;
  style.utf8 = shows_utf8();
  style.colour = environment("NO_COLOR").empty();
  return arguments.has("once") ? print_once(runs, style) : follow(runs, every, style);
}

}  // namespace

Command top_command() {
  Command command;
  command.name = "top";
  command.synopsis = "DIR... [--every SECONDS] [--once] [--json]";
  command.summary = "follow runs in a terminal";
  command.help =
      "Shows how far a run is, its champion, its population, what it spent and its curves, from the files of "
      "its\n"
      "directory alone: also over SSH, and for runs of another program. q or Ctrl-C quits; the run does not "
      "notice.\n"
      "Of several runs, the arrow keys choose the one that is shown in full. Without a terminal one snapshot "
      "is "
      "printed.\n"
      "NO_COLOR turns colours off; a locale that is not UTF-8 gets ASCII curves.\n";
  command.least = 1;
  command.most = 1000;
  command.options = {{"every", "SECONDS", "between two looks, 1 unless said"},
                     {"once", "", "print one snapshot and end"},
                     json_option()};
  command.run = top;
  return command;
}

}  // namespace neat::app
