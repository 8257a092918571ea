#include "neat/platform/become.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "neat/base/error.hpp"

#ifdef _WIN32
#include <process.h>
#else
#include <unistd.h>
#endif

namespace neat::platform {

void become(const std::filesystem::path& program, std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
#ifdef _WIN32  // its exec returns to the shell at once: this process waits in its child's place
  const auto status = ::_spawnv(_P_WAIT, program.string().c_str(), arguments.data());
  if (status >= 0) std::exit(static_cast<int>(status));
#else
  ::execv(program.c_str(), arguments.data());
#endif
  throw Error(ErrorCode::system,
              program.string() + ": cannot be started: " + std::strerror(errno) + "; install neat again");
}

}  // namespace neat::platform
