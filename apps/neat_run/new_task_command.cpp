#include "command.hpp"
#include "neat/base/error.hpp"
namespace neat::app {
namespace {
int new_task(const Arguments&) {
  throw Error(ErrorCode::config, "new-task");
}
}  // namespace
Command new_task_command() {
  Command command;
  command.name = "new-task";
  command.run = new_task;
  return command;
}
}  // namespace neat::app
