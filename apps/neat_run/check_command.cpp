#include "check_command.hpp"

#include <iostream>
#include <optional>

#include "check/plugin_checks.hpp"
#include "check/report.hpp"
#include "neat/base/error.hpp"
#include "neat/platform/files.hpp"
#include "neat/platform/signals.hpp"
#include "neat/platform/watched_process.hpp"
#include "neat/run/values.hpp"
#include "terminal.hpp"
#include "units.hpp"

namespace neat::app {
namespace {

constexpr double kSeconds = 10, kTimeLimit = 60, kMemoryLimit = 8000;  // s, s, MB
constexpr std::size_t kMostDeaths = 3;

double positive(const Arguments& arguments, const std::string& option, double fallback) {
  if (!arguments.has(option)) return fallback;
  const auto number = parse_real(arguments.value(option));
  if (!number || *number <= 0 || *number > 1e6)
    throw Error(ErrorCode::config, "check: --" + option + " " + arguments.value(option) +
                                       ": is not a number above 0 and up to 1000000; give one");
  return *number;
}

/// Everything but --json, for the child.
std::vector<std::string> child_words(const Arguments& arguments, std::size_t from) {
  std::vector<std::string> words{platform::executable_path().string(), "check-part"};
  for (const auto& [option, values] : arguments.options)
    for (const auto& value : values)
      if (option != "json" && option != "time-limit" && option != "memory-limit")
        words.push_back("--" + option + "=" + value);
  for (const auto& setting : arguments.settings) words.push_back("--" + setting.key + "=" + setting.value);
  words.insert(words.end(), {"--from", std::to_string(from), "--", arguments.positional.front()});
  return words;
}

std::string first_line(const std::string& text) {
  return text.substr(0, std::min<std::size_t>(text.find('\n'), 200));
}

/// The last line that a dying child wrote on standard error: often its reason.
std::string last_words(const std::string& err) {
  const auto end = err.find_last_not_of('\n');
  if (end == std::string::npos) return {};
  const std::string text = err.substr(0, end + 1);
  const auto newline = text.rfind('\n');
  return "; its last words: " + first_line(newline == std::string::npos ? text : text.substr(newline + 1));
}

/// The checks so far, and where the child is.
class Checking {
 public:
  explicit Checking(const Arguments& arguments)
      : arguments_(arguments),
        time_limit_(positive(arguments, "time-limit", kTimeLimit)),
        memory_limit_(1e6 * positive(arguments, "memory-limit", kMemoryLimit)) {
    check_seconds(arguments);
  }

  /// False when it was interrupted.
  bool run() {
    while (findings_.size() < plugin_checks().size()) {
      if (futile()) {
        skip_rest();
        break;
      }
      const platform::WatchedEnd end = watch_child();
      if (end.how == platform::ChildEnd::stopped) return false;
      if (printed_.empty()) printed_ = first_line(end.out);
      printed_bytes_ += end.out_bytes;
      require_begun(end);
      if (futile()) continue;
      if (findings_.size() < plugin_checks().size())
        bury(end);
      else if (end.how != platform::ChildEnd::exited || end.code != 0)
        blame_the_end(end);
    }
    findings_.push_back(standard_output());
    return true;
  }

  const std::vector<Finding>& findings() const { return findings_; }
  /// For people: without those that were not begun.
  std::string text() const {
    std::vector<Finding> shown = findings_;
    const auto end = shown.end() - 1;
    shown.erase(end - static_cast<std::ptrdiff_t>(skipped_), end);
    const std::string skipped = skipped_ == 0 ? "" : std::to_string(skipped_) + " checks were not begun; ";
    return findings_text(shown) + skipped + summary_text(shown) + '\n';
  }
  bool loaded() const { return findings_.front().verdict != Verdict::failed; }

 private:
  platform::WatchedEnd watch_child() {
    begun_ = false;
    platform::Watch watch;
    watch.limits = {time_limit_, static_cast<std::uint64_t>(memory_limit_)};
    watch.clock = seconds_since_start;
    watch.stop = platform::stop_requested;
    watch.on_line = [this](const std::string& line) { take(line); };
    return platform::watch_program(child_words(arguments_, findings_.size()), watch);
  }

  void take(const std::string& text) {
    const CheckLine line = parse_check_line(text);
    if (line.kind == CheckLine::Kind::begin) begun_ = true, doing_.clear();
    if (line.kind == CheckLine::Kind::doing) doing_ = line.text;
    if (line.kind != CheckLine::Kind::found) return;
    findings_.push_back(parse_finding(line.text));
    begun_ = false;
  }

  /// Between two checks the child refuses what is wrong with the command line.
  void require_begun(const platform::WatchedEnd& end) const {
    const bool finished = findings_.size() == plugin_checks().size();
    if (begun_ || finished || end.how != platform::ChildEnd::exited || end.code == 0) return;
    const std::string prefix = "neat-run: ";
    const std::string said = first_line(end.err);
    throw Error(static_cast<ErrorCode>(end.code),
                said.starts_with(prefix) ? said.substr(prefix.size()) : said);
  }

  /// Nothing more can be learned: one of the first checks failed, or it dies again and again.
  bool futile() const {
    if (deaths_ >= kMostDeaths) return true;
    for (const auto& finding : findings_)
      if (is_basic(finding.check) && finding.verdict == Verdict::failed) return true;
    return died_evaluating_;
  }

  void skip_rest() {
    const auto checks = plugin_checks();
    const std::string why = died_evaluating_ || deaths_ >= kMostDeaths ? "evaluating it ended the process"
                            : loaded()                                 ? "the task cannot be created"
                                                                       : "it cannot be loaded";
    skipped_ = checks.size() - findings_.size();
    while (findings_.size() < checks.size())
      findings_.push_back({checks[findings_.size()].name, Verdict::not_applicable, why, {}});
  }

  /// The child ended within a check: that is its finding.
  void bury(const platform::WatchedEnd& end) {
    const std::string check = plugin_checks()[findings_.size()].name;
    ++deaths_;
    died_evaluating_ = check == kEvaluateCheck;
    const std::string where = doing_.empty() ? "" : " (" + doing_ + ")";
    findings_.push_back({check, Verdict::failed, death(end) + where + last_words(end.err), remedy(end)});
  }

  /// All checks were done, and then it died.
  void blame_the_end(const platform::WatchedEnd& end) {
    Finding& last = findings_.back();
    last = {last.check, Verdict::failed, "when the process ends, " + death(end) + last_words(end.err),
            "let nothing run after the task was destroyed: no threads, no destructors of static objects"};
  }

  std::string death(const platform::WatchedEnd& end) const {
    switch (end.how) {
      case platform::ChildEnd::signalled:
        return "it crashed: " + platform::signal_name(end.code);
      case platform::ChildEnd::silent:
        return "it did not end within " + number_text(time_limit_) + " s";
      case platform::ChildEnd::too_large:
        return "it used more than " + bytes_text(memory_limit_) + " of memory";
      default:
        return "it ended the process, with status " + std::to_string(end.code);
    }
  }

  std::string remedy(const platform::WatchedEnd& end) const {
    switch (end.how) {
      case platform::ChildEnd::silent:
        return "bound every loop, whatever the network answers; --time-limit gives it longer";
      case platform::ChildEnd::too_large:
        return "bound what it allocates; --memory-limit gives it more";
      case platform::ChildEnd::signalled:
        return "build it with -g and find the place: gdb --args neat-run evolve " +
               arguments_.positional.front() + " --threads 1 --out none";
      default:
        return "never call exit or abort: end an evaluation with neat::plugin::fail";
    }
  }

  Finding standard_output() const {
    constexpr const char* kName = "standard output";
    if (printed_bytes_ == 0) return passed(kName, "it prints nothing there");
    return {kName, Verdict::warning, "it prints there, which --json and scripts read: " + printed_,
            "use host.log, or standard error"};
  }

  const Arguments& arguments_;
  double time_limit_, memory_limit_;
  std::vector<Finding> findings_;
  bool begun_ = false, died_evaluating_ = false;
  std::size_t deaths_ = 0, skipped_ = 0;
  std::string doing_, printed_;
  std::uint64_t printed_bytes_ = 0;
};

int check(const Arguments& arguments) {
  platform::install_stop_signals();
  Checking checking(arguments);
  if (!checking.run()) {
    std::cerr << "neat-run: interrupted; nothing is said of the plugin\n";
    return kInterrupted;
  }
  const auto& findings = checking.findings();
  if (arguments.has("json"))
    std::cout << findings_json(findings) << '\n';
  else
    std::cout << checking.text();
  if (!checking.loaded()) return static_cast<int>(ErrorCode::plugin);
  return any_failed(findings) ? static_cast<int>(ErrorCode::run) : 0;
}

}  // namespace

std::vector<CommandOption> check_options_of_both() {
  return {{"config", "FILE", "settings from an INI file"},
          {"seconds", "S", "what the checks should take together (10)"},
          plugin_path_option()};
}

double check_seconds(const Arguments& arguments) {
  return positive(arguments, "seconds", kSeconds);
}

Command check_command() {
  Command command;
  command.name = "check";
  command.synopsis = "PLUGIN [--seconds S] [--KEY VALUE ...]";
  command.summary = "does a task plugin keep its promises";
  command.help =
      "PLUGIN is a file or a task's name. It is loaded and evaluated in a process of its own, so that a "
      "crash, a "
      "hang\n"
      "or a want of memory is a verdict: ok, warning, failed or not applicable, each with what to do about "
      "it. "
      "Looked at\n"
      "are its file, creation, options at their bounds, presets, partitions, results with extreme weights, "
      "the same\n"
      "results again, in another order, on several threads and under load, learning, memory and speed.\n"
      "Ends with 0 when nothing failed, 1 when something did, 3 when it cannot be loaded.\n";
  command.least = command.most = 1;
  command.takes_keys = true;
  command.options = check_options_of_both();
  command.options.push_back({"time-limit", "S", "seconds that one evaluation may take (60)"});
  command.options.push_back({"memory-limit", "MB", "memory that the process may use (8000)"});
  command.options.push_back(json_option());
  command.run = check;
  return command;
}

}  // namespace neat::app
