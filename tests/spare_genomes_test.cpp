#include "neat/evolution/spare_genomes.hpp"

#include <doctest/doctest.h>

#include "random_genome.hpp"

using namespace neat;

namespace {

std::vector<Member> members(std::size_t count) {
  std::vector<Member> all(count);
  for (std::size_t i = 0; i < count; ++i)
    all[i].genome = std::make_shared<Genome>(test::random_genome(i + 1, false));
  return all;
}

}  // namespace

TEST_CASE("spare genomes: one that somebody still holds is left alone, the others are handed out once") {
  auto all = members(3);
  const auto kept = all[1].genome;
  const Genome before = *kept;
  const Genome* const first = all[0].genome.get();
  SpareGenomes spares;
  spares.collect(std::move(all));
  const auto again = spares.take(0), fresh = spares.take(0);
  CHECK(again.get() == first);
  CHECK(fresh.get() != first);
  const auto second = spares.take(1);
  CHECK(second != kept);
  CHECK(kept->topology == before.topology);
  CHECK(kept->parameters == before.parameters);
}

TEST_CASE("spare genomes: structures that nobody else has die with their genomes") {
  auto all = members(5);
  std::weak_ptr<const Topology> structure = all[4].genome->topology;
  SpareGenomes spares;
  spares.collect(std::move(all));
  CHECK(structure.expired());
}

TEST_CASE("spare genomes: places beyond those that died give new genomes, and members' room is kept") {
  SpareGenomes spares;
  CHECK(spares.take(7) != nullptr);
  spares.collect(members(4));
  const auto room = spares.take_members();
  CHECK(room.empty());
  CHECK(room.capacity() >= 4);
}
