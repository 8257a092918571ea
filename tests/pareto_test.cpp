#include "neat/evolution/pareto.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "neat/base/random.hpp"
#include "neat/evolution/species.hpp"
#include "random_genome.hpp"

using namespace neat;

namespace {

/// Few sizes and few values, so that there are ties of every kind; some diverged.
std::vector<Member> members_of(std::uint64_t seed) {
  Random random(seed, Purpose::test, 0, 0);
  std::vector<Member> members(1 + random.below(40));
  for (auto& member : members) {
    member.genome =
        std::make_shared<const Genome>(test::random_genome(random.below(8), false, int(random.below(30))));
    member.evaluation.objectives = {double(random.below(8))};
    if (random.chance(0.1)) member.evaluation.status = EvaluationStatus::diverged;
  }
  return members;
}

double size_of(const Member& member) {
  return complexity_of(*member.genome->topology, Complexity::connections);
}

/// By the definition.
bool dominates(const Member& a, const Member& b, bool maximise) {
  const double fa = directed_fitness(a.evaluation, maximise), fb = directed_fitness(b.evaluation, maximise);
  return a.evaluation.ok() && b.evaluation.ok() && fa >= fb && size_of(a) <= size_of(b) &&
         (fa > fb || size_of(a) < size_of(b));
}

/// Fronts by peeling: in the first are those that nobody dominates, in the next those that only these dominate.
std::vector<std::size_t> peeled(const std::vector<Member>& members, bool maximise) {
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  std::vector<std::size_t> front(members.size(), kNone);
  for (std::size_t f = 0; f < members.size(); ++f) {
    std::vector<std::size_t> next;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const bool beaten = std::ranges::any_of(members, [&](const Member& other) {
        return front[std::size_t(&other - members.data())] == kNone && dominates(other, members[i], maximise);
      });
      if (front[i] == kNone && !beaten && members[i].evaluation.ok()) next.push_back(i);
    }
    for (const std::size_t i : next) front[i] = f;
  }
  return front;
}

}  // namespace

TEST_CASE(
    "pareto: members come by the fronts that peeling by the definition gives; what diverged comes last") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto members = members_of(seed);
    const bool maximise = seed % 2 == 0;
    const auto front = peeled(members, maximise);
    auto order = pareto_order(members, Complexity::connections, maximise);
    REQUIRE(std::ranges::is_sorted(order, {}, [&](std::size_t i) { return front[i]; }));
    std::ranges::sort(order);
    for (std::size_t i = 0; i < order.size(); ++i) REQUIRE(order[i] == i);
  }
}

TEST_CASE("pareto: the front rises in both, nobody dominates one of it, and it ends with the best fitness") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto members = members_of(seed);
    const bool maximise = seed % 2 == 0;
    const auto front = pareto_front(members, Complexity::connections, maximise);
    for (std::size_t k = 0; k < front.size(); ++k) {
      const Member& one = members[front[k]];
      for (const auto& other : members) REQUIRE_FALSE(dominates(other, one, maximise));
      if (k == 0) continue;
      const Member& before = members[front[k - 1]];
      REQUIRE(size_of(before) < size_of(one));
      REQUIRE(directed_fitness(before.evaluation, maximise) < directed_fitness(one.evaluation, maximise));
    }
    const auto ok = std::ranges::count_if(members, [](const Member& m) { return m.evaluation.ok(); });
    REQUIRE(front.empty() == (ok == 0));
    if (ok > 0)
      CHECK(members[front.back()].evaluation.fitness() ==
            members[best_member(members, maximise)].evaluation.fitness());
  }
}

TEST_CASE("pareto: of a front the ends come first, then who has the most room") {
  std::vector<Member> members;
  for (const std::uint32_t width : {1U, 2U, 3U, 7U, 9U}) {  // as many parameters more as fitness
    auto variation = test::busy_variation(true);
    variation.genome.hidden_layers = {width};
    const Interface interface = test::small_interface(true);
    Innovations innovations(first_free_node(resolve(variation.genome, interface), interface));
    Random random(1, Purpose::test, 0, 0);
    Member member;
    member.genome =
        std::make_shared<const Genome>(test::minimal_genome(variation, interface, innovations, random));
    member.evaluation.objectives = {double(width)};
    members.push_back(member);
  }
  CHECK(pareto_order(members, Complexity::parameters, true) == std::vector<std::size_t>{0, 4, 3, 2, 1});
  CHECK(pareto_order(members, Complexity::parameters, false) == std::vector<std::size_t>{0, 1, 2, 3, 4});
}

TEST_CASE("pareto: the better half stays and has children") {
  SearchState state;
  state.members = members_of(7);
  StrategyOptions options;
  options.population.size = std::uint32_t(state.members.size());
  const SpeciesShare share = share_by_front(state, options, true);
  CHECK(share.offspring == state.members.size());
  CHECK(share.elites == std::max<std::size_t>(state.members.size() / 2, 1));
  CHECK(share.parents == share.elites);
  CHECK(share.ranked == pareto_order(state.members, Complexity::parameters, true));
}
