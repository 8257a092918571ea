#include "neat/evolution/children.hpp"

#include <utility>

#include "neat/evolution/chunks.hpp"

namespace neat {
namespace {

/// Numbers new structure and names the children, in their order. Returns which of them are drafts.
std::vector<std::size_t> number(std::vector<Child>& children, std::uint32_t generation,
                                Innovations& innovations, GenomeId& next_genome) {
  std::vector<std::size_t> drafts;
  for (std::size_t i = 0; i < children.size(); ++i) {
    Child& child = children[i];
    if (child.draft) {
      child.draft->number(innovations);
      drafts.push_back(i);
    }
    child.lineage().id = next_genome++;
    child.lineage().birth = generation;
  }
  return drafts;
}

}  // namespace

void append_children(Brood& brood, std::size_t count, const Breed& breed, SpareGenomes* spares,
                     Innovations& innovations, GenomeId& next_genome, Threads& threads) {
  std::vector<Child> children(count);
  for_each_chunk(threads, count, [&](std::size_t i, unsigned) {
    children[i].genome = spares ? spares->take(i) : std::make_shared<Genome>();
    breed(i, children[i]);
  });
  const std::vector<std::size_t> drafts = number(children, brood.generation, innovations, next_genome);
  threads.for_each(drafts.size(), [&](std::size_t k, unsigned) {
    Child& child = children[drafts[k]];
    *child.genome = std::move(*child.draft).finish();
  });
  brood.members.reserve(brood.members.size() + count);
  brood.unevaluated.reserve(count);
  for (Child& child : children) {
    brood.unevaluated.push_back(brood.members.size());
    brood.members.emplace_back().genome = std::move(child.genome);
  }
}

}  // namespace neat
