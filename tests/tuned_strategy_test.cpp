#include "neat/evolution/tuned_strategy.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "neat/base/error.hpp"
#include "neat/evolution/growth.hpp"
#include "neat/evolution/next_species.hpp"
#include "neat/genome/pruning.hpp"
#include "neat/network/network.hpp"
#include "neat/run/search_tape.hpp"
#include "neat/run/state_hash.hpp"

using namespace neat;

namespace {

constexpr Problem kXorProblem{{2, 1, 1}, {1, 1, 1}, true, false, false, Partition::train};

StrategyOptions tuned_options(std::uint64_t seed) {
  StrategyOptions options;
  options.strategy = "neat-cma";
  options.seed = seed;
  options.genome.bias = BiasKind::unconnected;
  options.genome.output_activation = Activation::steep_sigmoid;
  options.genome.output_activation_given = true;
  return options;
}

Evaluation evaluate_xor(const Genome& genome, double sign) {
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
  evaluation.objectives = {sign * fitness};
  return evaluation;
}

Generation advance(Strategy& strategy, double sign = 1) {
  std::vector<Evaluation> evaluations;
  for (const auto& request : strategy.ask()) evaluations.push_back(evaluate_xor(*request.genome, sign));
  return *strategy.tell(std::move(evaluations));
}

std::string hash_of(const Strategy& strategy) {
  return state_hash(strategy.state(), "");
}

SearchState read_back(const SearchState& state) {
  Tape tape;
  TapeWriter out(tape);
  put_search(out, state);
  TapeReader in(tape);
  SearchState again = take_search(in);
  in.end();
  return again;
}

}  // namespace

TEST_CASE("neat-cma: XOR is solved from every seed, in fewer than 1,000 evaluations on average") {
  Threads threads(1);
  std::uint64_t spent = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    auto strategy = make_strategy(tuned_options(seed), kXorProblem, threads);
    Generation generation = advance(*strategy);
    while (!generation.solved && generation.budget.evaluations < 20000) generation = advance(*strategy);
    CHECK(generation.solved);
    CHECK(strategy->state().champion.genome->topology->hidden_nodes() > 0);
    spent += generation.budget.evaluations;
  }
  CHECK(spent / 40 < 1000);
}

TEST_CASE("neat-cma: a minimised problem takes the same way as its mirror image") {
  Threads threads(1);
  Problem mirrored = kXorProblem;
  mirrored.maximise = false;
  auto a = make_strategy(tuned_options(3), kXorProblem, threads);
  auto b = make_strategy(tuned_options(3), mirrored, threads);
  for (int g = 0; g < 80; ++g) {
    advance(*a), advance(*b, -1);
    REQUIRE(a->state().members.size() == b->state().members.size());
    CHECK(a->state().members[0].genome->parameters == b->state().members[0].genome->parameters);
  }
}

TEST_CASE(
    "neat-cma: the state read back from a checkpoint's tape goes on to the same hashes, at any generation") {
  Threads one(1), four(4);
  for (const auto covariance : {cma::Covariance::diagonal, cma::Covariance::full})
    for (const int stop : {1, 7, 30, 90}) {
      StrategyOptions options = tuned_options(5);
      options.tuning.covariance = covariance;
      options.tuning.species = 2;
      auto whole = make_strategy(options, kXorProblem, one);
      for (int g = 0; g < stop; ++g) advance(*whole);
      auto resumed = make_strategy(options, kXorProblem, four);
      resumed->restore(read_back(whole->state()));
      CHECK(hash_of(*resumed) == hash_of(*whole));
      for (int g = 0; g < 40; ++g) {
        advance(*whole), advance(*resumed);
        REQUIRE(hash_of(*resumed) == hash_of(*whole));
      }
    }
}

TEST_CASE("neat-cma: asking twice asks the same") {
  Threads threads(1);
  auto strategy = make_strategy(tuned_options(8), kXorProblem, threads);
  for (int g = 0; g < 30; ++g) {
    const auto first = strategy->ask(), second = strategy->ask();
    REQUIRE(first.size() == second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
      CHECK(first[i].genome->parameters == second[i].genome->parameters);
      CHECK(first[i].genome->lineage == second[i].genome->lineage);
    }
    advance(*strategy);
  }
}

TEST_CASE(
    "neat-cma: archive and sleepers keep to their sizes, the archive best first; a champion never gets "
    "worse") {
  Threads threads(1);
  StrategyOptions options = tuned_options(2);
  options.tuning.archive = 3;
  options.tuning.epoch = 0;
  options.tuning.sleepers = 2;
  options.tuning.patience = options.tuning.patience_highest = 1;
  auto strategy = make_strategy(options, kXorProblem, threads);
  double best = -1e9;
  std::set<std::uint32_t> species;
  for (int g = 0; g < 300; ++g) {
    advance(*strategy);
    const SearchState& state = strategy->state();
    CHECK(state.tuning.archive.size() <= 3);
    CHECK(state.tuning.sleeping.size() <= 2);
    CHECK(state.tuning.active.size() == 1);
    CHECK(std::ranges::is_sorted(state.tuning.archive, std::ranges::greater{},
                                 [](const Member& m) { return m.evaluation.fitness(); }));
    CHECK(state.champion.evaluation.fitness() >= best);
    best = state.champion.evaluation.fitness();
    species.insert(state.species.front().id);
  }
  CHECK(species.size() > 20);
  CHECK(strategy->state().tuning.archive.size() == 3);
}

TEST_CASE("neat-cma: an epoch forgets the archive and starts minimal, and every epoch is longer") {
  Threads threads(1);
  StrategyOptions options = tuned_options(8);
  options.tuning.epoch = 3;
  options.tuning.epoch_growth = 1.5;
  options.tuning.restart = 0;
  options.tuning.patience = options.tuning.patience_size = 0;
  auto strategy = make_strategy(options, kXorProblem, threads);
  std::uint32_t last = 1;
  for (int g = 0; g < 2000 && last < 20; ++g) {
    advance(*strategy);
    const TuningState& tuning = strategy->state().tuning;
    const TunedSpecies& now = tuning.active.front();
    if (now.species.id == last) continue;
    last = now.species.id;
    const bool begins = last == 4 || last == 8 || last == 14;  // after 3, 4, 6 and 10 species
    CHECK(now.species.representative->topology->connections().size() > 0);
    CHECK((now.species.representative->topology->connections().size() == 2) == begins);
    CHECK(tuning.archive.empty() == begins);
    CHECK(tuning.sleeping.empty() == begins);
  }
  CHECK(last == 20);
}

TEST_CASE(
    "neat-cma: weights of a layer are drawn on the scale of their fan-in, those of neurons on their own") {
  Threads threads(1);
  StrategyOptions options = tuned_options(8);
  options.genome.granularity = Granularity::layer;
  const Problem problem{{100, 1, 1}, {20, 1, 1}, true, true, false, Partition::train};
  auto strategy = make_strategy(options, problem, threads);
  double squares = 0, count = 0;
  for (const auto& request : strategy->ask())
    for (const float w : request.genome->parameters) squares += double(w) * double(w), ++count;
  CHECK(std::sqrt(squares / count) == doctest::Approx(options.tuning.sigma / 10).epsilon(0.05));
}

TEST_CASE("neat-cma: the distribution is told of what was learned, where that is inherited") {
  Threads threads(1);
  const auto mean_after = [&](Inherit inherit) {
    StrategyOptions options = tuned_options(8);
    options.inheritance.inherit = inherit;
    Problem problem = kXorProblem;
    problem.learns = true;
    auto strategy = make_strategy(options, problem, threads);
    std::vector<Evaluation> evaluations;
    for (const auto& request : strategy->ask()) {
      evaluations.push_back(evaluate_xor(*request.genome, 1));
      evaluations.back().learned = Floats(request.genome->parameters.size(), 7.0F);
    }
    strategy->tell(std::move(evaluations));
    return strategy->state().tuning.active.front().distribution.mean;
  };
  for (const double x : mean_after(Inherit::lamarck)) CHECK(x == doctest::Approx(7));
  for (const double x : mean_after(Inherit::baldwin)) CHECK(std::abs(x) < 3);
}

TEST_CASE("neat-cma: patience waits for a network's size, unless gradients do the tuning") {
  Threads threads(1);
  const auto species_after = [&](bool learns, bool learn) {
    StrategyOptions options = tuned_options(8);
    options.tuning.patience_size = 1000;
    options.inheritance.learn = learn;
    Problem problem = kXorProblem;
    problem.learns = learns;
    auto strategy = make_strategy(options, problem, threads);
    for (int g = 0; g < 300; ++g) advance(*strategy);
    return strategy->state().species.front().id;
  };
  CHECK(species_after(true, true) > 2);
  CHECK(species_after(true, false) == 1);
  CHECK(species_after(false, true) == 1);
}

TEST_CASE(
    "neat-cma: inherited weights keep their parent's step sizes where that is asked, new ones have their "
    "own") {
  Threads threads(1);
  StrategyOptions options = tuned_options(8);
  options.tuning.epoch = 0;
  options.tuning.restart = options.tuning.crossover = options.tuning.sigma_floor = 0;
  options.tuning.inherit = 1;
  options.tuning.inherit_steps = true;
  auto strategy = make_strategy(options, kXorProblem, threads);
  std::uint32_t last = 1;
  int compared = 0;
  for (int g = 0; g < 600; ++g) {
    advance(*strategy);
    const TuningState& tuning = strategy->state().tuning;
    const TunedSpecies& now = tuning.active.front();
    if (std::exchange(last, now.species.id) == now.species.id) continue;
    const Genome& child = *now.species.representative;
    const auto parent = std::ranges::find_if(tuning.sleeping, [&](const TunedSpecies& s) {
      return s.best.genome->lineage.id == child.lineage.parents[0];
    });
    if (parent == tuning.sleeping.end()) continue;
    const auto step = [](const TunedSpecies& s, std::size_t i) {
      return s.distribution.sigma * std::sqrt(s.distribution.covariance[i]);
    };
    const auto numbers = child.topology->innovation_numbers();
    const auto before = parent->best.genome->topology->innovation_numbers();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto same = std::ranges::find(before, numbers[i]);
      const double wanted =
          same == before.end() ? now.distribution.sigma : step(*parent, std::size_t(same - before.begin()));
      CHECK(step(now, i) == doctest::Approx(wanted));
      ++compared;
    }
  }
  CHECK(compared > 50);
}

TEST_CASE("neat-cma: evaluations that are lost or diverged never end the search") {
  Threads threads(1);
  auto strategy = make_strategy(tuned_options(4), kXorProblem, threads);
  for (int g = 0; g < 60; ++g) {
    std::vector<Evaluation> evaluations(strategy->ask().size());
    for (auto& e : evaluations) e.status = g % 2 ? EvaluationStatus::lost : EvaluationStatus::diverged;
    const auto generation = strategy->tell(std::move(evaluations));
    REQUIRE(generation);
    CHECK(std::isfinite(strategy->state().tuning.active.front().distribution.sigma));
  }
  CHECK(strategy->state().tuning.archive.empty());
  CHECK(advance(*strategy).best_fitness > 0);
}

TEST_CASE("neat-cma: too few evaluations are refused") {
  Threads threads(1);
  auto strategy = make_strategy(tuned_options(4), kXorProblem, threads);
  const auto asked = strategy->ask().size();
  try {
    strategy->tell(std::vector<Evaluation>(asked - 1));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("5 evaluations for 6 requests") != std::string::npos);
  }
}

TEST_CASE(
    "growth: a wired node has every input and the bias as source, every output as target, and changes "
    "nothing yet") {
  const Interface interface { {3, 1, 1}, {2, 1, 1}, false, false };
  GenomeOptions genome;
  genome.bias = BiasKind::unconnected;
  genome = resolve(genome, interface);
  Innovations innovations(first_free_node(genome, interface));
  const auto topology = initial_topology(genome, interface, innovations);
  Random random(1, Purpose::test, 0, 0);
  const Genome parent{topology, initial_parameters(*topology, genome, random), {}, {}};
  const Variation variation{genome, {}, {}};
  std::set<NodeId> hidden;
  Genome child = parent;
  for (std::size_t count = 1; count <= 3; ++count) {
    Draft draft(child);
    REQUIRE(add_wired_node(draft, variation, random));
    draft.number(innovations);
    child = std::move(draft).finish();
    CHECK(child.topology->hidden_nodes() == count);
    CHECK(child.topology->connections().size() == 6 + count * 6);
  }
  const std::array<float, 6> x{1, 2, 3, -1, 0.5F, 0};
  std::array<float, 4> before{}, after{};
  Workspace workspace;
  Floats old = parent.parameters, grown = child.parameters;
  Network(parent.topology, old, workspace).forward(plain_rows(x, 3), before);
  Network(child.topology, grown, workspace).forward(plain_rows(x, 3), after);
  CHECK(before == after);
}

TEST_CASE("growth: more_nodes times the parent's hidden nodes come beside the first, up to max_nodes") {
  const Interface interface { {3, 1, 1}, {1, 1, 1}, false, false };
  for (const auto& [more, wanted] : {std::pair{0.0, std::array<std::size_t, 4>{1, 2, 3, 4}},
                                     std::pair{1.0, std::array<std::size_t, 4>{1, 3, 7, 10}}}) {
    GenomeOptions genome;
    genome.max_nodes = 10;
    genome = resolve(genome, interface);
    Innovations innovations(first_free_node(genome, interface));
    const auto topology = initial_topology(genome, interface, innovations);
    Random random(1, Purpose::test, 0, 0);
    Genome child{topology, initial_parameters(*topology, genome, random), {}, {}};
    TuningOptions options;
    options.add_node = 1;
    options.more_nodes = more;
    for (const std::size_t hidden : wanted) {
      child = grow(child, options, {genome, {}, {}}, innovations, random);
      CHECK(child.topology->hidden_nodes() == hidden);
    }
  }
}

TEST_CASE("growth: a child that shrinks has a connection less, and nothing that dangles") {
  const Interface interface { {3, 1, 1}, {1, 1, 1}, false, false };
  const GenomeOptions genome = resolve({}, interface);
  Innovations innovations(first_free_node(genome, interface));
  const auto topology = initial_topology(genome, interface, innovations);
  Random random(1, Purpose::test, 0, 0);
  TuningOptions options;
  options.add_node = 1;
  Genome child{topology, initial_parameters(*topology, genome, random), {}, {}};
  for (int i = 0; i < 3; ++i) child = grow(child, options, {genome, {}, {}}, innovations, random);
  REQUIRE(child.topology->hidden_nodes() == 7);
  options.shrink = 1;
  for (std::size_t left = child.topology->connections().size(); left > 1;) {
    child = grow(child, options, {genome, {}, {}}, innovations, random);
    CHECK(child.topology->connections().size() < left);
    left = child.topology->connections().size();
    Draft draft(child);
    CHECK(remove_dangling(draft) == 0);
  }
  CHECK(grow(child, options, {genome, {}, {}}, innovations, random).topology == child.topology);
}

TEST_CASE(
    "growth: recurrent connections take every place between hidden and output neurons once, and change "
    "nothing yet") {
  const Interface interface { {2, 1, 1}, {2, 1, 1}, false, true };
  GenomeOptions genome = resolve({}, interface);
  REQUIRE(genome.recurrent);
  Innovations innovations(first_free_node(genome, interface));
  const auto topology = initial_topology(genome, interface, innovations);
  Random random(1, Purpose::test, 0, 0);
  TuningOptions options;
  options.add_node = 1;
  options.add_recurrent = 0;
  const Genome start{topology, initial_parameters(*topology, genome, random), {}, {}};
  Genome child = grow(start, options, {genome, {}, {}}, innovations, random);
  CHECK_FALSE(child.topology->recurrent());
  const Genome parent = child;
  options.add_recurrent = 1;
  for (std::size_t count = 1; count <= 9; ++count) {  // two outputs and a hidden neuron
    child = grow(child, options, {genome, {}, {}}, innovations, random);
    CHECK(std::size_t(std::ranges::count(child.topology->connections(), true, &ConnectionGene::recurrent)) ==
          count);
    CHECK(child.topology->hidden_nodes() == 1);
  }
  const std::array<float, 4> x{1, 2, -3, 0.5F};
  std::array<float, 4> before{}, after{};
  Workspace workspace;
  Floats old = parent.parameters, grown = child.parameters;
  Network(parent.topology, old, workspace).forward(plain_rows(x, 2), before);
  Network(child.topology, grown, workspace).forward(plain_rows(x, 2), after);
  CHECK(before == after);
  child = grow(child, options, {genome, {}, {}}, innovations, random);
  CHECK(child.topology->hidden_nodes() > 1);  // no place is left: nodes instead
}
