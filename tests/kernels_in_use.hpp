/// tests/kernels_in_use.hpp - the kernels of one path for the length of a scope. [main thread]
#pragma once

#include "neat/network/kernels/paths.hpp"

namespace neat::test {

class InUse {
 public:
  explicit InUse(kernels::Path path) : before_(kernels::path()) { kernels::use(path); }
  ~InUse() { kernels::use(before_); }
  InUse(const InUse&) = delete;
  InUse& operator=(const InUse&) = delete;

 private:
  kernels::Path before_;
};

}  // namespace neat::test
