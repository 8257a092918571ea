/// apps/neat_run/reported.hpp - the one place where an error ends: a line on standard error and an exit status. [main thread]
#pragma once

#include <functional>

namespace neat::app {

/// The exit status of `program`, which returns one or throws.
int reported(const std::function<int()>& program);

}  // namespace neat::app
