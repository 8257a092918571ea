#include "terminal.hpp"

#include <chrono>
#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace neat::app {
namespace {

const auto kStart = std::chrono::steady_clock::now();

}  // namespace

bool standard_error_is_terminal() {
#ifdef _WIN32
  return _isatty(2) != 0;
#else
  return isatty(2) != 0;
#endif
}

double seconds_since_start() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - kStart).count();
}

}  // namespace neat::app
