#include "reported.hpp"

#include <exception>
#include <iostream>
#include <new>

#include "neat/base/error.hpp"

namespace neat::app {
namespace {

int failed(const char* what, ErrorCode code) {
  std::cerr << "neat-run: " << what << '\n';
  return static_cast<int>(code);
}

/// What was printed must have arrived: a full disk behind standard output is an error.
int finished(int status) {
  std::cout.flush();
  if (!std::cout)
    throw Error(ErrorCode::system, "standard output: cannot be written; make room or choose another place");
  return status;
}

}  // namespace

int reported(const std::function<int()>& program) {
  try {
    return finished(program());
  } catch (const Error& error) {
    return failed(error.what(), error.code());
  } catch (const std::bad_alloc&) {
    return failed("out of memory; choose a smaller population or networks", ErrorCode::system);
  } catch (const std::exception& error) {
    return failed(error.what(), ErrorCode::run);
  }
}

}  // namespace neat::app
