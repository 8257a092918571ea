#include "neat/evolution/strategy.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "neat/base/error.hpp"
#include "neat/network/network.hpp"
#include "random_genome.hpp"

using namespace neat;

namespace {

constexpr Problem kXorProblem{{2, 1, 1}, {1, 1, 1}, true, false, false, Partition::train};

Evaluation evaluate_xor(const Genome& genome) {
  constexpr std::array<float, 8> x{0, 0, 0, 1, 1, 0, 1, 1};
  constexpr std::array<float, 4> want{0, 1, 1, 0};
  Floats parameters = genome.parameters;
  Workspace workspace;
  Network network(genome.topology, parameters, workspace);
  std::array<float, 4> y{};
  network.forward(plain_rows(x, 2), y);
  Evaluation evaluation;
  double fitness = 4;
  evaluation.solved = true;
  for (std::size_t i = 0; i < 4; ++i) {
    const double error = double(y[i]) - double(want[i]);
    fitness -= error * error;
    evaluation.solved = evaluation.solved && (y[i] > 0.5F) == (want[i] > 0.5F);
  }
  evaluation.objectives = {fitness};
  evaluation.rows = 4;
  return evaluation;
}

std::vector<Evaluation> evaluate_all(const std::vector<EvaluationRequest>& requests) {
  std::vector<Evaluation> evaluations;
  for (const auto& request : requests) evaluations.push_back(evaluate_xor(*request.genome));
  return evaluations;
}

Generation advance(Strategy& strategy) {
  return *strategy.tell(evaluate_all(strategy.ask()));
}

void check_same(const SearchState& a, const SearchState& b) {
  REQUIRE(a.members.size() == b.members.size());
  CHECK(a.generation == b.generation);
  CHECK(a.threshold == b.threshold);
  CHECK(a.next_genome == b.next_genome);
  CHECK(a.species.size() == b.species.size());
  CHECK(a.budget.evaluations == b.budget.evaluations);
  for (std::size_t i = 0; i < a.members.size(); ++i) {
    const Genome &x = *a.members[i].genome, &y = *b.members[i].genome;
    CHECK(x.topology == y.topology);
    CHECK(std::ranges::equal(x.parameters, y.parameters));
    CHECK(x.lineage == y.lineage);
    CHECK(a.members[i].species == b.members[i].species);
  }
}

StrategyOptions small_options(std::uint64_t seed) {
  StrategyOptions options;
  options.seed = seed;
  options.population.size = 60;
  return options;
}

}  // namespace

TEST_CASE("strategy: neat solves XOR from a minimal start, with hidden nodes it grew itself") {
  Threads threads(1);
  int solved = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    auto strategy = make_strategy(small_options(seed), kXorProblem, threads);
    Generation generation = advance(*strategy);
    CHECK(strategy->state().champion.genome->topology->hidden_nodes() == 0);
    while (!generation.solved && generation.number < 300) generation = advance(*strategy);
    solved += generation.solved;
    CHECK(generation.mean_nodes > 0);
  }
  CHECK(solved == 10);
}

TEST_CASE("strategy: the population has its size in every generation, and its champion never gets worse") {
  Threads threads(2);
  for (const std::uint32_t size : {2U, 3U, 7U, 50U}) {
    for (const char* name : {"neat", "random-search"}) {
      StrategyOptions options = small_options(size);
      options.strategy = name;
      options.population.size = size;
      options.species.stagnation = 2;
      options.species.elitism = 1;
      auto strategy = make_strategy(options, kXorProblem, threads);
      double best = -std::numeric_limits<double>::infinity();
      for (int g = 0; g < 25; ++g) {
        const Generation generation = advance(*strategy);
        CHECK(strategy->state().members.size() == size);
        CHECK(strategy->state().champion.evaluation.fitness() >= best);
        CHECK(generation.best_fitness == strategy->state().champion.evaluation.fitness());
        best = strategy->state().champion.evaluation.fitness();
        CHECK(generation.number == std::uint32_t(g));
      }
    }
  }
}

TEST_CASE("strategy: any number of threads gives the same populations") {
  Threads one(1), four(4);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    auto a = make_strategy(small_options(seed), kXorProblem, one);
    auto b = make_strategy(small_options(seed), kXorProblem, four);
    for (int g = 0; g < 30; ++g) advance(*a), advance(*b);
    check_same(a->state(), b->state());
  }
}

TEST_CASE("strategy: restored from its state it goes on as if never interrupted") {
  Threads threads(2);
  for (const char* name : {"neat", "random-search"}) {
    StrategyOptions options = small_options(3);
    options.strategy = name;
    options.species.restart = 8;
    auto whole = make_strategy(options, kXorProblem, threads);
    for (int g = 0; g < 12; ++g) advance(*whole);
    const SearchState saved = whole->state();
    auto resumed = make_strategy(options, kXorProblem, threads);
    resumed->restore(saved);
    for (int g = 0; g < 30; ++g) advance(*whole), advance(*resumed);
    check_same(whole->state(), resumed->state());
  }
}

TEST_CASE("strategy: genome ids are unique and parents are of an earlier generation") {
  Threads threads(1);
  auto strategy = make_strategy(small_options(1), kXorProblem, threads);
  GenomeId known = 0;
  for (int g = 0; g < 20; ++g) {
    advance(*strategy);
    std::set<GenomeId> ids;
    for (const auto& member : strategy->state().members) {
      const Lineage& lineage = member.genome->lineage;
      ids.insert(lineage.id);
      if (lineage.birth == std::uint32_t(g)) CHECK(lineage.id > known);
      for (const GenomeId parent : lineage.parents) CHECK(parent < lineage.id);
    }
    CHECK(ids.size() == 60);
    known = strategy->state().next_genome - 1;
  }
}

TEST_CASE("strategy: elites keep their evaluation and are not asked about again") {
  Threads threads(1);
  auto strategy = make_strategy(small_options(1), kXorProblem, threads);
  std::uint64_t evaluations = 0;
  std::set<GenomeId> asked;
  for (int g = 0; g < 20; ++g) {
    const auto requests = strategy->ask();
    evaluations += requests.size();
    for (const auto& request : requests) CHECK(asked.insert(request.genome->lineage.id).second);
    CHECK(strategy->tell(evaluate_all(requests))->budget.evaluations == evaluations);
  }
  CHECK(evaluations < 20 * 60);
}

TEST_CASE("strategy: a diverged evaluation is the worst of its round and counted, even when all diverge") {
  Threads threads(1);
  auto strategy = make_strategy(small_options(1), kXorProblem, threads);
  for (int g = 0; g < 5; ++g) {
    auto evaluations = evaluate_all(strategy->ask());
    for (std::size_t i = 0; i < evaluations.size(); ++i)
      if (g == 0 || i % 2 == 0) evaluations[i].status = EvaluationStatus::diverged;
    const std::size_t asked = evaluations.size();
    const Generation generation = *strategy->tell(std::move(evaluations));
    CHECK(generation.diverged == (g == 0 ? asked : (asked + 1) / 2));
    CHECK(strategy->state().champion.evaluation.ok() == (g > 0));
    CHECK(strategy->state().members.size() == 60);
  }
}

TEST_CASE("strategy: minimising picks the smallest fitness") {
  Threads threads(1);
  Problem problem = kXorProblem;
  problem.maximise = false;
  auto strategy = make_strategy(small_options(2), problem, threads);
  double best = std::numeric_limits<double>::infinity();
  for (int g = 0; g < 15; ++g) {
    auto evaluations = evaluate_all(strategy->ask());
    for (auto& e : evaluations) e.objectives[0] = 4 - e.objectives[0], best = std::min(best, e.objectives[0]);
    strategy->tell(std::move(evaluations));
    CHECK(strategy->state().champion.evaluation.fitness() == best);
  }
  CHECK(best < 1);
}

TEST_CASE("strategy: what is learned in life is inherited by Lamarck and kept apart by Baldwin") {
  Threads threads(1);
  for (const Inherit inherit : {Inherit::lamarck, Inherit::baldwin}) {
    StrategyOptions options = small_options(1);
    options.inheritance.inherit = inherit;
    auto strategy = make_strategy(options, kXorProblem, threads);
    auto requests = strategy->ask();
    auto evaluations = evaluate_all(requests);
    for (auto& e : evaluations) e.learned.assign(requests[0].genome->parameters.size(), 7.0F);
    strategy->tell(std::move(evaluations));
    const bool lamarck = inherit == Inherit::lamarck;
    for (const auto& member : strategy->state().members) {
      CHECK((member.genome->parameters[0] == 7.0F) == lamarck);
      CHECK(member.evaluation.learned.empty());
    }
    CHECK(strategy->state().champion.evaluation.learned.empty() == lamarck);
  }
}

TEST_CASE("strategy: a warm start keeps the given genome as the first member and its innovation numbers") {
  Threads threads(1);
  auto source = make_strategy(small_options(1), kXorProblem, threads);
  for (int g = 0; g < 25; ++g) advance(*source);
  const auto ancestor = source->state().champion.genome;
  auto strategy = make_strategy(small_options(2), kXorProblem, threads);
  strategy->start_from(ancestor);
  const auto requests = strategy->ask();
  CHECK(requests[0].genome->topology == ancestor->topology);
  CHECK(std::ranges::equal(requests[0].genome->parameters, ancestor->parameters));
  strategy->tell(evaluate_all(requests));
  for (int g = 0; g < 15; ++g) advance(*strategy);
  for (const auto& member : strategy->state().members)
    for (const auto& gene : member.genome->topology->connections()) {
      const std::size_t i = ancestor->topology->connection_index(gene.innovation);
      if (i == ancestor->topology->connections().size()) continue;
      CHECK(ancestor->topology->connections()[i].source == gene.source);
      CHECK(ancestor->topology->connections()[i].target == gene.target);
    }
}

TEST_CASE("strategy: what does not fit is refused by name") {
  Threads threads(1);
  auto strategy = make_strategy(small_options(1), kXorProblem, threads);
  const auto wrong = std::make_shared<const Genome>(test::random_genome(1, false));
  CHECK_THROWS_WITH_AS(strategy->start_from(wrong), doctest::Contains("3 inputs and 2 outputs"), Error);
  StrategyOptions options;
  options.strategy = "neet";
  CHECK_THROWS_WITH_AS(make_strategy(options, kXorProblem, threads),
                       doctest::Contains("there is no such strategy"), Error);
  strategy->ask();
  CHECK_THROWS_WITH_AS(strategy->tell({}), doctest::Contains("0 evaluations for 60 requests"), Error);
}

TEST_CASE("strategy: after too long without a better champion all but it start anew") {
  Threads threads(1);
  StrategyOptions options = small_options(1);
  options.species.restart = 5;
  auto strategy = make_strategy(options, kXorProblem, threads);
  bool restarted = false;
  for (int g = 0; g < 60 && !restarted; ++g) {
    advance(*strategy);
    restarted = strategy->state().last_restart > 0;
  }
  REQUIRE(restarted);
  std::size_t minimal = 0;
  for (const auto& member : strategy->state().members)
    minimal += member.genome->topology->hidden_nodes() == 0;
  CHECK(minimal >= 59);
}

TEST_CASE(
    "strategy: asking changes nothing that is saved, so that a generation lost half-way can be asked for "
    "again") {
  Threads threads(1);
  StrategyOptions options = small_options(1);
  options.species.restart = 3;
  auto strategy = make_strategy(options, kXorProblem, threads);
  for (int g = 0; g < 40; ++g) {
    const SearchState before = strategy->state();
    auto requests = strategy->ask();
    if (g > 0) check_same(before, strategy->state());
    CHECK(before.last_restart == strategy->state().last_restart);
    auto again = make_strategy(options, kXorProblem, threads);
    again->restore(before);
    if (g > 0) {
      const auto repeated = again->ask();
      REQUIRE(repeated.size() == requests.size());
      for (std::size_t i = 0; i < requests.size(); ++i)
        CHECK(std::ranges::equal(repeated[i].genome->parameters, requests[i].genome->parameters));
    }
    strategy->tell(evaluate_all(requests));
  }
  CHECK(strategy->state().last_restart > 0);
}

TEST_CASE(
    "strategy: random search draws structures of many sizes, and parameters that no growth left behind") {
  Threads threads(2);
  StrategyOptions options = small_options(5);
  options.strategy = "random-search";
  const auto search = make_strategy(options, kXorProblem, threads);
  std::set<std::size_t> sizes;
  std::size_t ones = 0;
  for (int round = 0; round < 10; ++round) {
    advance(*search);
    for (const auto& member : search->state().members) {
      sizes.insert(member.genome->topology->hidden_nodes());
      ones += std::size_t(std::ranges::count(member.genome->parameters, 1.0F));  // a split leaves one
    }
  }
  CHECK(sizes.size() >= 4);
  CHECK(sizes.contains(0));
  CHECK(ones == 0);
}

#if defined(__GLIBC__)
TEST_CASE("strategy: a population that shares its structures costs little more than its parameters") {
  StrategyOptions options;
  options.population.size = 1000;
  const Problem problem{{25, 1, 1}, {40, 1, 1}, true, false, false, Partition::train};
  Threads threads(1);
  const std::size_t before = mallinfo2().uordblks;
  auto strategy = make_strategy(options, problem, threads);
  std::vector<Evaluation> evaluations(strategy->ask().size());
  for (std::size_t i = 0; i < evaluations.size(); ++i) evaluations[i].objectives = {double(i)};
  strategy->tell(std::move(evaluations));
  const std::size_t used = mallinfo2().uordblks - before;
  const std::size_t parameters = strategy->state().members.front().genome->parameters.size() * sizeof(float);
  CHECK(parameters == 1040 * sizeof(float));
  CHECK(used < options.population.size * (parameters + 1000));
}
#endif

TEST_CASE("strategy: elites count as evaluations where that is asked for, and nothing else changes") {
  Threads threads(1);
  StrategyOptions options = small_options(1);
  auto plain = make_strategy(options, kXorProblem, threads);
  options.species.count_elites = true;
  auto counting = make_strategy(options, kXorProblem, threads);
  for (std::uint64_t g = 1; g <= 20; ++g) {
    CHECK(advance(*counting).budget.evaluations == 60 * g);
    advance(*plain);
    CHECK(plain->state().members.back().genome->lineage == counting->state().members.back().genome->lineage);
    CHECK(plain->state().budget.rows == counting->state().budget.rows);
  }
  CHECK(plain->state().budget.evaluations < 60 * 20);
}

TEST_CASE("strategy: the options of NEAT's paper keep the promises of any: threads, restoring, size") {
  StrategyOptions options = small_options(3);
  options.genome.bias = BiasKind::input;
  options.genome.initial_distribution = options.mutation.weight_distribution = Distribution::uniform;
  options.genome.start_nodes = 5;
  options.genome.start_random = true;
  options.mutation.exclusive = true;
  options.mutation.split_bias = false;
  options.crossover.enabled_from = EnabledFrom::both;
  options.species.sharing = Sharing::raw;
  options.species.refocus = 3;
  options.species.elitism = 0;
  options.species.stagnation = 4;
  options.species.threshold_step = 0;
  Threads one(1), three(3);
  auto strategy = make_strategy(options, kXorProblem, one),
       other = make_strategy(options, kXorProblem, three);
  for (int g = 0; g < 30; ++g) {
    advance(*strategy);
    auto restored = make_strategy(options, kXorProblem, three);
    if (g > 0) restored->restore(other->state());
    if (g % 2 > 0) other = std::move(restored);
    advance(*other);
    CHECK(strategy->state().members.size() == 60);
    CHECK(strategy->state().threshold == options.species.threshold);
    check_same(strategy->state(), other->state());
  }
}

TEST_CASE(
    "strategy: where a child has structure or weights, one that has other structure keeps its weights") {
  StrategyOptions options = small_options(2);
  options.mutation.exclusive = true;
  options.mutation.add_node = 0.5;
  options.mutation.add_connection = options.mutation.toggle = options.mutation.activation = 0;
  options.mutation.delete_connection = options.mutation.delete_node = 0;
  options.crossover.probability = 0;
  Threads threads(1);
  auto strategy = make_strategy(options, kXorProblem, threads);
  advance(*strategy);
  const auto parents = strategy->state().members;
  int grown = 0, moved = 0;
  for (const auto& request : strategy->ask()) {
    const Genome& child = *request.genome;
    const auto parent = std::ranges::find_if(
        parents, [&](const Member& m) { return m.genome->lineage.id == child.lineage.parents[0]; });
    REQUIRE(parent != parents.end());
    const Genome& before = *parent->genome;
    const bool same = child.parameters[0] == before.parameters[0];
    CHECK((child.topology == before.topology || same));
    grown += child.topology != before.topology;
    moved += child.topology == before.topology && !std::ranges::equal(child.parameters, before.parameters);
  }
  CHECK(grown > 10);
  CHECK(moved > 10);
}
