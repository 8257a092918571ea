/// data/on_demand.hpp - functions of a shared library that is loaded when one of them is first needed.
///
/// libcurl and libarchive bring thirty libraries with them, which takes longer than solving XOR; only fetching data
/// needs them. A build that does not know a library's run-time name links it as usual, and the functions are the linked
/// ones. Any thread.
#pragma once

#ifdef NEAT_LIBRARIES_ON_DEMAND

#include <boost/dll/shared_library.hpp>
#include <exception>
#include <string>

#include "neat/base/error.hpp"

namespace neat::app {

class OnDemand {
 public:
  /// Throws neat::Error(system) when `file` cannot be loaded. It stays loaded until the process ends.
  explicit OnDemand(const char* file) {
    try {
      using namespace boost::dll;
      library_ = new shared_library(file, load_mode::rtld_lazy | load_mode::search_system_folders);
    } catch (const std::exception& error) {
      throw Error(ErrorCode::system, std::string(file) + ": cannot be loaded (" + error.what() +
                                         "); install it, or put the data where it is looked for by hand");
    }
  }

  template <class Pointer>
  Pointer function(const char* name) const {
    return &library_->get<std::remove_pointer_t<Pointer>>(name);
  }

 private:
  boost::dll::shared_library* library_;
};

}  // namespace neat::app

/// The first member of a structure of a library's functions, and each of the others: NAME is FUNCTION.
#define NEAT_ON_DEMAND_LIBRARY(FILE) neat::app::OnDemand library_{FILE};
#define NEAT_ON_DEMAND(NAME, FUNCTION) \
  decltype(&::FUNCTION) NAME = library_.function<decltype(&::FUNCTION)>(#FUNCTION)

#else

#define NEAT_ON_DEMAND_LIBRARY(FILE)
#define NEAT_ON_DEMAND(NAME, FUNCTION) decltype(&::FUNCTION) NAME = &::FUNCTION

#endif
