#include <exception>

#include "check/plugin_checks.hpp"
#include "check_command.hpp"
#include "neat/base/error.hpp"
#include "neat/platform/watched_process.hpp"
#include "neat/run/values.hpp"

namespace neat::app {
namespace {

Finding run_check(const PluginCheck& check, CheckSubject& subject) {
  try {
    return check.run(subject);
  } catch (const Error& error) {
    return {check.name, Verdict::failed, error.what(), check.remedy};
  } catch (const std::bad_alloc&) {
    return {check.name, Verdict::failed, "memory ran out", "allocate less, or fewer networks at a time"};
  }
}

std::size_t first_check(const Arguments& arguments) {
  const auto number = parse_unsigned(arguments.value("from", "0"));
  if (!number) throw Error(ErrorCode::config, "check-part: --from: is not a whole number; give one from 0");
  return static_cast<std::size_t>(*number);
}

int check_part(const Arguments& arguments) {
  platform::end_with_parent();
  CheckReport report;
  CheckSubject subject(arguments, check_seconds(arguments), report);
  const auto checks = plugin_checks();
  for (std::size_t i = first_check(arguments); i < checks.size(); ++i) {
    report.begin(checks[i].name);
    const Finding finding = run_check(checks[i], subject);
    report.found(finding);
    if (is_basic(finding.check) && finding.verdict == Verdict::failed) return 0;
    subject.config();  // between two checks: what is wrong with it is the user's, not the plugin's
  }
  return 0;
}

}  // namespace

Command check_part_command() {
  Command command;
  command.name = "check-part";
  command.synopsis = "PLUGIN --from N";
  command.summary = "the child of neat-run check: runs its checks from the N-th on";
  command.listed = false;
  command.least = command.most = 1;
  command.takes_keys = true;
  command.options = check_options_of_both();
  command.options.push_back({"from", "N", "the first check, from 0"});
  command.run = check_part;
  return command;
}

}  // namespace neat::app
