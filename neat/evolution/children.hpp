/// neat/evolution/children.hpp - children between breeding and numbering, and how a brood of them is made.
///
/// Bred in parallel, numbered in one serial pass in child order, finished in parallel: the same children for any number of
/// threads.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "neat/base/threads.hpp"
#include "neat/evolution/reproduction.hpp"
#include "neat/genome/draft.hpp"

namespace neat {

/// A finished genome, or a draft whose structure is new.
struct Child {
  std::shared_ptr<Genome> genome;  ///< of no meaning while there is a draft
  std::unique_ptr<Draft> draft;

  Lineage& lineage() { return draft ? draft->lineage : genome->lineage; }
};

/// Makes a child of a genome that may be anything.
using Breed = std::function<void(std::size_t index, Child& child)>;

/// Appends `count` children to the brood, which wait for an evaluation. Their memory is `spares`' where that is not null.
void append_children(Brood& brood, std::size_t count, const Breed& breed, SpareGenomes* spares,
                     Innovations& innovations, GenomeId& next_genome, Threads& threads);

}  // namespace neat
