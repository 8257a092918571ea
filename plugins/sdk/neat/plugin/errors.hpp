/// neat/plugin/errors.hpp - how a plugin says what went wrong, with and without exceptions; nothing is thrown
/// out of it.
#pragma once

#include <cstdint>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

#include "neat/plugin/declarations.hpp"

namespace neat {
namespace plugin NEAT_HIDDEN {

/// The first error of this thread's call, where there are no exceptions.
inline thread_local neat_error* open_error = nullptr;
/// What guard returns for it.
inline thread_local std::int32_t open_status = 0;

inline void record(neat_error* error, const char* why) {
  if (error != nullptr && error->message[0] == 0)
    std::snprintf(error->message, sizeof error->message, "%s", why);
}

/// Ends this call with an error that the user reads. Without exceptions it returns: return right after it.
#if defined(__cpp_exceptions)
[[noreturn]] inline void fail(const std::string& why) {
  throw std::runtime_error(why);
}
#else
inline void fail(const std::string& why) {
  record(open_error, why.empty() ? "failed" : why.c_str());
}
#endif

/// A data file is absent or damaged: for the user to mend, no fault of the plugin.
#if defined(__cpp_exceptions)
class DataError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
[[noreturn]] inline void fail_data(const std::string& why) {
  throw DataError(why);
}
#else
inline void fail_data(const std::string& why) {
  if (open_error != nullptr && open_error->message[0] == 0) open_status = NEAT_DATA_ERROR;
  fail(why);
}
#endif

/// Runs `body` so that nothing is thrown out of it: 0, or 1 or NEAT_DATA_ERROR with *error filled.
template <class Body>
std::int32_t guard(neat_error* error, Body&& body) noexcept {
  neat_error* const outer = std::exchange(open_error, error);
  const std::int32_t outer_status = std::exchange(open_status, 1);
  if (error != nullptr) error->message[0] = 0;
#if defined(__cpp_exceptions)
  try {
    body();
  } catch (const DataError& thrown) {
    open_status = NEAT_DATA_ERROR;
    record(error, thrown.what());
  } catch (const std::exception& thrown) {
    record(error, thrown.what()[0] == 0 ? "threw an exception without a text" : thrown.what());
  } catch (...) {
    record(error, "threw something that is not a std::exception");
  }
#else
  body();
#endif
  open_error = outer;
  const std::int32_t status = std::exchange(open_status, outer_status);
  return error != nullptr && error->message[0] != 0 ? status : 0;
}

/// Calls a service and fails with its error. False only where there are no exceptions.
template <class... P, class... A>
bool call(std::int32_t (*service)(P...), A... arguments) {
  neat_error error;
  error.message[0] = 0;
  if (service(arguments..., &error) == 0) return true;
  fail(error.message);
  return false;
}

inline bool require(bool holds, const char* why) {
  if (!holds) fail(why);
  return holds;
}

template <class Struct>
Struct sized() {
  Struct value{};
  value.struct_size = sizeof value;
  return value;
}

}  // namespace NEAT_HIDDEN
}  // namespace neat
