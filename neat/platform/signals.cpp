#include "neat/platform/signals.hpp"

#include <csignal>

namespace neat::platform {
namespace {

std::atomic<bool> flag{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch lock-free atomics only");

extern "C" void neat_stop_handler(int) {
  flag.store(true);
  // Both, so that SIGTERM after SIGINT ends the process as well; signal() is async-signal-safe.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

void install(int number) {
#ifdef _WIN32
  std::signal(number, neat_stop_handler);
#else
  struct sigaction action {};
  action.sa_handler = neat_stop_handler;
  action.sa_flags = SA_RESTART;  // a write in progress goes on: the flag is looked at between pieces of work
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, nullptr);
#endif
}

}  // namespace

void install_stop_signals() {
  install(SIGINT);
  install(SIGTERM);
}

bool stop_requested() noexcept {
  return flag.load(std::memory_order_relaxed);
}
void request_stop() noexcept {
  flag.store(true);
}
void clear_stop() noexcept {
  flag.store(false);
}
const std::atomic<bool>& stop_flag() noexcept {
  return flag;
}

}  // namespace neat::platform
