#include "neat/evaluation/worker_messages.hpp"

#include "targets.hpp"

namespace neat::fuzz {
namespace {

/// What is accepted says again what was read.
void read_as(std::byte kind, Bytes bytes) {
  const Message read(bytes.begin(), bytes.end());
  switch (std::to_integer<int>(kind) % 4) {
    case 0:
      return promise(setup_message(parse_setup(bytes)) == read, "another setup after a round trip");
    case 1:
      return promise(greeting_message(parse_greeting(bytes)) == read, "another greeting after a round trip");
    case 2:
      return promise(answers_message(parse_answers(bytes)) == read, "other answers after a round trip");
    default:
      for (const auto& request : RequestReader().read(bytes))
        promise(request.genome->parameters.size() == request.genome->topology->parameter_count(),
                "a genome of another size than its topology");
  }
}

}  // namespace

/// The first byte says which message it is.
void worker_messages(Bytes bytes) {
  if (bytes.empty()) return;
  try {
    read_as(bytes[0], bytes.subspan(1));
  } catch (const Error& error) {
    promise(error.code() == ErrorCode::run, "another code than run");
  }
}

}  // namespace neat::fuzz
