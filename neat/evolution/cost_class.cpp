#include "neat/evolution/cost_class.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "neat/evolution/species.hpp"
#include "neat/genome/cost.hpp"

namespace neat {
namespace {

using Indices = std::vector<std::size_t>;

/// Those that are ok, by class, best first.
std::map<std::uint32_t, Indices> ranked_classes(std::span<const Member> members,
                                                std::span<const std::size_t> candidates, bool maximise) {
  std::map<std::uint32_t, Indices> classes;
  for (const std::size_t i : candidates)
    if (members[i].evaluation.ok()) classes[cost_class(*members[i].genome->topology)].push_back(i);
  for (auto& [ignored, indices] : classes)
    std::ranges::stable_sort(indices, [&](std::size_t a, std::size_t b) {
      return directed_fitness(members[a].evaluation, maximise) >
             directed_fitness(members[b].evaluation, maximise);
    });
  return classes;
}

}  // namespace

std::uint32_t cost_class(const Topology& topology) {
  const double flops = cost_of(topology.nodes(), topology.connections()).flops;
  return flops < 1 ? 0 : std::uint32_t(std::ilogb(flops));
}

std::uint64_t samples_in_class(std::uint64_t flops, std::uint32_t cost_class) {
  const double of_row =
      3 * std::ldexp(1.0, int(cost_class) + 1);  // backwards costs twice as much as forwards
  return std::max<std::uint64_t>(1, std::uint64_t(double(flops) / of_row));
}

Indices better_halves(std::span<const Member> members, std::span<const std::size_t> candidates,
                      bool maximise) {
  Indices better;
  for (const auto& [ignored, indices] : ranked_classes(members, candidates, maximise))
    better.insert(better.end(), indices.begin(), indices.begin() + std::ptrdiff_t((indices.size() + 1) / 2));
  std::ranges::sort(better);
  return better;
}

Indices best_of_classes(std::span<const Member> members, std::span<const std::size_t> candidates,
                        std::size_t classes, std::size_t per_class, bool maximise) {
  std::vector<Indices> ranked;
  for (auto& [ignored, indices] : ranked_classes(members, candidates, maximise))
    ranked.push_back(std::move(indices));
  std::ranges::stable_sort(ranked, [&](const Indices& a, const Indices& b) {
    return directed_fitness(members[a.front()].evaluation, maximise) >
           directed_fitness(members[b.front()].evaluation, maximise);
  });
  Indices best;
  for (std::size_t rank = 0; rank < per_class; ++rank)
    for (std::size_t c = 0; c < std::min(classes, ranked.size()); ++c)
      if (rank < ranked[c].size()) best.push_back(ranked[c][rank]);
  return best;
}

}  // namespace neat
