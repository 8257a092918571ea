#include "apps/neat_run/sample/outcome.hpp"

#include "targets.hpp"

namespace neat::fuzz {

void outcome(Bytes bytes) {
  app::Outcome outcome;
  try {
    outcome = app::parse_outcome(text_of(bytes));
  } catch (const Broken&) {
    throw;
  } catch (const std::runtime_error&) {
    return;
  }
  const std::string line = app::outcome_line(outcome);
  promise(app::outcome_line(app::parse_outcome(line)) == line, "another line after a round trip");
}

}  // namespace neat::fuzz
