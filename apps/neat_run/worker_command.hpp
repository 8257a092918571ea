/// apps/neat_run/worker_command.hpp - neat-run as a worker process of another neat-run (--isolate): nothing that a user
/// would call, so no help lists it.
#pragma once

#include <filesystem>

namespace neat::app {

/// The first argument of such a process.
inline constexpr const char* kWorkerWord = "--worker";

/// What is started again: this very program, also when its file was replaced meanwhile.
std::filesystem::path worker_program();

/// Serves until the host is gone. Returns the exit status.
int run_worker();

}  // namespace neat::app
