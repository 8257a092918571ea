/// neat/evolution/spare_genomes.hpp - genomes that died, whose memory serves those that are born.
///
/// A population dies and is born again every generation, as often as its memory would be returned and asked for. Not
/// thread safe, but for `take` with different places.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "neat/evolution/state.hpp"

namespace neat {

class SpareGenomes {
 public:
  /// Takes the genomes of `members` that nobody else holds, in place of those kept so far. REQUIRES: they were made as
  /// Genome, not as const Genome.
  void collect(std::vector<Member>&& members);
  /// The genome kept at `place`, with values of no meaning; a new one when there is none.
  std::shared_ptr<Genome> take(std::size_t place);
  /// An empty vector, with room.
  std::vector<Member> take_members() { return std::move(members_); }

 private:
  std::vector<Member> members_;
  std::vector<std::shared_ptr<Genome>> spares_;
};

}  // namespace neat
