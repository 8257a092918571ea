#include "worker_command.hpp"

#include "neat/evaluation/worker.hpp"
#include "neat/platform/files.hpp"
#include "open_task.hpp"

namespace neat::app {
namespace {

/// What the task says while it is created, the host's own task has said already.
std::unique_ptr<Task> make_task(const WorkerSetup& setup, std::shared_ptr<DataMemory> memory) {
  const DeclaredTask declared{setup.task, describe(setup.task, {})};
  Config config = resolve_config(declared.info, parse_ini(setup.config, "the host's settings"));
  use_kernels(config);
  auto silent = std::make_shared<bool>(true);
  const auto log = [silent](LogLevel level, const std::string& text) {
    if (!*silent) write_log(level, text);
  };
  auto task = open_task(declared, config, log, std::move(memory));
  *silent = false;
  return task;
}

}  // namespace

std::filesystem::path worker_program() {
#ifdef __linux__
  return "/proc/self/exe";
#else
  return platform::executable_path();
#endif
}

int run_worker() {
  serve_worker(make_task);
  return 0;
}

}  // namespace neat::app
