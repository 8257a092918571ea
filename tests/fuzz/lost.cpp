#include "neat/base/error.hpp"
#include "neat/run/lost_file.hpp"
#include "targets.hpp"

namespace neat::fuzz {

void lost(Bytes bytes) {
  static MemoryFile file;
  std::vector<LostEvaluation> all;
  try {
    all = read_lost(file.holding(bytes));
  } catch (const Error& error) {
    return promise(error.code() == ErrorCode::data, "another code than data");
  }
  const auto path = file.holding({});
  append_lost(path, all);
  promise(read_lost(path) == all, "other evaluations after a round trip");
}

}  // namespace neat::fuzz
