#include <doctest/doctest.h>

#include "neat/evolution/strategy.hpp"
#include "neat/genome/mutation.hpp"

using namespace neat;

namespace {

/// Fitness without a meaning, so that only variation changes the mean complexity.
Generation advance(Strategy& strategy) {
  std::vector<Evaluation> evaluations;
  for (const auto& request : strategy.ask())
    evaluations.emplace_back().objectives = {double(request.genome->lineage.id * 7919 % 101)};
  return *strategy.tell(std::move(evaluations));
}

}  // namespace

TEST_CASE("phased search: networks grow in one phase, shrink in the next, and grow again") {
  Threads threads(2);
  StrategyOptions options;
  options.population.size = 60;
  options.seed = 4;
  options.mutation.complexify = 30;
  options.mutation.simplify = 15;
  const Problem problem{{2, 1, 1}, {1, 1, 1}, true, false, false, Partition::train};
  auto strategy = make_strategy(options, problem, threads);
  std::vector<double> connections;
  for (int g = 0; g < 135; ++g) connections.push_back(advance(*strategy).mean_connections);
  for (const std::size_t phase : {0U, 45U, 90U}) {
    CHECK(connections[phase + 29] > connections[phase] + 1);
    CHECK(connections[phase + 44] < connections[phase + 29] - 1);
  }
  auto resumed = make_strategy(options, problem, threads);
  resumed->restore(strategy->state());
  CHECK(advance(*resumed).mean_connections == advance(*strategy).mean_connections);
}

TEST_CASE("phased search: in a phase of simplification what adds and what deletes change places") {
  MutationOptions rates;
  rates.add_node = 0.1, rates.delete_node = 0.2, rates.add_connection = 0.3, rates.delete_connection = 0.4;
  rates.widen = 0.5, rates.narrow = 0.6, rates.toggle = 0.7;
  const MutationOptions other = simplifying(rates);
  CHECK(other.add_node == 0.2);
  CHECK(other.delete_node == 0.1);
  CHECK(other.add_connection == 0.4);
  CHECK(other.delete_connection == 0.3);
  CHECK(other.widen == 0.6);
  CHECK(other.narrow == 0.5);
  CHECK(other.toggle == 0.7);
}
