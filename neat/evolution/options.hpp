/// neat/evolution/options.hpp - how a population changes. Each field: default, range, effect.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "neat/evolution/cma_es.hpp"
#include "neat/genome/genome.hpp"
#include "neat/genome/options.hpp"

namespace neat {

/// [population]
struct PopulationOptions {
  std::uint32_t size = 150;  ///< [1, 1e6] genomes, exactly, in every generation
};

/// What the members of a species are worth when offspring is shared out: their fitness above the population's worst, or as
/// it is (and 0 below).
enum class Sharing : std::uint8_t { above_worst = 0, raw = 1 };

/// [species]
struct SpeciesOptions {
  std::uint32_t target = 10;      ///< [1, 1000] species aimed for by adapting the threshold
  double threshold = 3.0;         ///< (0, 1e6] compatibility threshold at the start
  double threshold_step = 0.1;    ///< [0, 1] relative change per generation; 0: the threshold stays
  std::uint32_t stagnation = 20;  ///< [1, 1e6] generations without improvement before a species goes
  std::uint32_t elitism = 2;      ///< [0, 1000] best species that never go; where all would go, all stay
  std::uint32_t refocus =
      0;  ///< [0, 1e6] generations without a better champion after which only the two best
          ///< species have children, once; 0: never
  Sharing sharing = Sharing::above_worst;
  double survival = 0.2;          ///< (0, 1] share of a species that may be parents
  std::uint32_t elites = 1;       ///< [0, 1000] unchanged copies per species...
  std::uint32_t elites_from = 5;  ///< [1, 1e6] ...of at least this size (the champion is always kept)
  bool count_elites = false;      ///< they count as evaluations, though they keep the one they have
  std::uint32_t restart =
      0;  ///< [0, 1e6] generations without a better champion before all but it start anew; 0: never
};

/// [learning]; a life's rate, momentum, decay and batch come from the genome's traits, which start at these.
enum class Inherit : std::uint8_t { lamarck = 0, baldwin = 1 };

struct InheritanceOptions {
  bool learn = true;  ///< networks learn in life where the task allows it
  Inherit inherit = Inherit::lamarck;
  std::uint64_t samples = 10000;  ///< [0, 1e12] training samples per life
  std::uint32_t anneal =
      0;  ///< [0, 1e9] generations over which the rate of lives falls linearly to a hundredth; 0: it stays
  std::uint32_t ramp = 0;  ///< [0, 1e9] first generations in which lives grow, in equal steps, to `samples`
  Traits initial;
};

/// [tuning]; of strategy neat-cma: a species is one topology whose weights CMA-ES tunes.
struct TuningOptions {
  cma::Covariance covariance =
      cma::Covariance::diagonal;  ///< diagonal: sep-CMA-ES; full beyond 512 parameters: diagonal
  std::uint32_t lambda = 0;       ///< 0: 4 + floor(3 ln n); else [2, 1e6] genomes per species and generation
  std::uint32_t species = 1;      ///< [1, 1000] species tuned side by side
  double sigma = 0.5;             ///< (0, 1000] step size of the first species
  double sigma_lowest = 0.5;      ///< (0, 1000] of later ones: log-uniform from here...
  double sigma_highest = 4;       ///< (0, 1000] ...to here
  double sigma_floor = 0.15;      ///< [0, 1000] the step size never falls below
  double gain = 0.01;             ///< [0, 1] relative gain of a species' best fitness that counts as progress
  double patience = 10;  ///< [0, 1e6] generations without progress after which the first species sleeps...
  double patience_highest = 10;  ///< [0, 1e6] ...later ones: log-uniform from `patience` to here...
  double patience_size = 2;      ///< [0, 1e6] ...and this many times n / lambda more
  double patience_woken = 1;     ///< [1, 100] factor of the patience each time that a species wakes
  std::uint32_t archive = 4;     ///< [1, 1000] best members of past species: the parents
  std::uint32_t sleepers = 6;    ///< [0, 1000] species that may wake again
  double wake = 0;               ///< [0, 1] that the next species is a sleeper
  double restart = 0.1;          ///< [0, 1] else that it is the minimal start again
  double crossover = 0.25;       ///< [0, 1] else that it has two parents
  double grow = 1;               ///< [0, 1] that a child grows, else it tries its parent's topology anew
  std::uint32_t epoch = 2;       ///< [0, 1e6] species after which all is forgotten; 0: never
  double epoch_growth = 1.5;     ///< [1, 10] times the epoch before: every epoch is longer
  std::uint32_t tournament = 2;  ///< [1, 1000] members of the archive of which the best is a parent
  double add_recurrent =
      0.9;  ///< [0, 1] where growth may be recurrent: that a child grows by such a connection...
  double add_node = 0.8;  ///< [0, 1] ...else that it grows by nodes, else by a connection
  double more_nodes =
      1;             ///< [0, 10] times its parent's hidden nodes: nodes that it grows by beside the first
  double split = 0;  ///< [0, 1] that such a node splits a connection, else it is wired to all inputs
  double shrink =
      0;  ///< [0, 1] that a child that would grow loses a connection instead, and what dangles then
  double inherit = 0.25;      ///< [0, 1] that a child's weights start at its parent's, else at 0
  bool inherit_steps = true;  ///< such weights also have their parent's step sizes, where it still sleeps
};

/// How the step size of noise changes between generations; the rules are step_size.hpp's.
enum class StepControl : std::uint8_t {
  fixed = 0,
  gain = 1,
  progress = 2,
  success = 3,
  credit = 4,
  rise = 5
};

/// [noise]; of strategy hybrid: children are parents with normal noise, at several scales at once.
struct NoiseOptions {
  std::vector<double> scales{0.3, 1, 3};  ///< [0, 1000] of the step size; empty: no noise
  std::vector<double> shares;             ///< [0, 1000] of the children, by scale; empty: equal ones
  double density = 1;                     ///< [0, 1] share of the parameters that noise changes
  std::uint32_t focus =
      0;                  ///< [0, 1e6] generations that noise stays on one gene, then on the next; 0: on all
  bool relative = false;  ///< to the root mean square of a gene's parameters
  double path = 0;        ///< [0, 10] of the evolution path that all but unmutated children go on
  double path_memory = 0.8;  ///< [0, 1) of the path between generations
  double sigma = 0.05;       ///< (0, 1000] step size at the start
  double lowest = 0.001;     ///< (0, 1000]
  double highest = 0.3;      ///< (0, 1000]
  StepControl control = StepControl::progress;
  double rise = 1.05;        ///< [1, 10] factor where it rises
  double fall = 0.95;        ///< (0, 1] factor where it falls
  double high = 0.02;        ///< [0, 1e6] mean gain of a life beyond which `gain` lets it fall...
  double low = 0.005;        ///< [0, 1e6] ...and under which it rises
  std::uint32_t window = 5;  ///< [1, 1e6] generations without progress after which `progress` lets it rise
  double success = 0.2;      ///< (0, 1) share of better children that keeps it
  double damping = 3;        ///< [0.1, 1000] of `success`
  double credit = 0.1;       ///< [0, 1] of the shares that goes to the best child's scale
};

/// [parents]; of strategy hybrid
struct ParentOptions {
  std::uint32_t count = 1;      ///< [1, 1000] best, whose children are the next generation
  bool plus = false;            ///< parents stay with their evaluation and compete with their children
  std::uint32_t unmutated = 1;  ///< [0, 1000] children of each that are its copies, and only learn
  bool birth = false;           ///< fitness is also measured before learning (control = gain asks for it)
  bool latest = false;  ///< the champion is the best of the last generation, whatever was better before
  bool common =
      false;  ///< children of a generation have the same random numbers in their lives, so the same rows
};

/// What children weigh in the step of strategy `es`; es_step.hpp has the formulas.
enum class Utility : std::uint8_t { standard = 0, rank = 1, best_last = 2 };
/// Who learns in strategy `es`: the parent after its step, or the best child, before the step is added to it.
enum class Learner : std::uint8_t { centre = 0, best = 1 };

/// [es]; of strategy es
struct EsOptions {
  double step =
      0.03;  ///< [0, 1000] over the deviation, times the mean over children of utility times noise of deviation 1
  Utility utility = Utility::rank;
  Learner learner = Learner::centre;
  std::uint32_t every = 1;  ///< [1, 1e6] generations from one that learns to the next
};

/// Which genomes of a generation become one.
enum class FusionKind : std::uint8_t { none = 0, average = 1, weighted = 2, greedy = 3, nearest = 4 };

/// [fusion]; of strategy hybrid
struct FusionOptions {
  FusionKind kind = FusionKind::none;
  std::uint32_t members = 0;  ///< [0, 1e6] best that take part; 0: all
  double effective =
      4;  ///< [1, 1e6] parents, by 1 / (sum of squared weights), that weights of `weighted` amount to
  double temperature = 0;        ///< [0, 1e9] of these weights; 0: as `effective` says
  std::uint32_t neighbours = 3;  ///< [1, 1e6] that `nearest` averages each of the best with
  bool guard = true;  ///< the fused genome is a parent only where its fitness is not worse than the best's...
  double margin = 0;  ///< [0, 1e6] ...by more than this
  std::uint32_t from = 0;  ///< [0, 1e9] first generation that is fused
};

/// What strategy `pareto` weighs fitness against.
enum class Complexity : std::uint8_t { parameters = 0, connections = 1, nodes = 2 };

/// [pareto]; of strategy pareto
struct ParetoOptions {
  Complexity complexity = Complexity::parameters;  ///< enabled connections, or hidden nodes
};

/// [halving]; of strategy halving. Cost classes are powers of two of the operations of one row.
struct HalvingOptions {
  std::uint32_t rungs =
      3;              ///< [1, 16] rounds of lives in a generation; the better half of each cost class goes on
  double growth = 2;  ///< [1, 16] operations of a rung's lives over those of the one before
  std::uint64_t flops =
      0;  ///< [0, 1e18] operations of a life of the first rung, forwards and backwards; 0: learning.samples each
  std::uint32_t classes = 3;      ///< [1, 64] that go on: those with the best fitness
  std::uint32_t parents = 2;      ///< [1, 1000] best of each class that have children
  bool random = false;            ///< all children are random networks: nothing is inherited but the ledger
  std::uint32_t generations = 8;  ///< [1, 1e6] of search; the one behind them is the final
  std::uint32_t finalists =
      2;  ///< [1, 1000] that are trained out in the final, the best of their classes first
  std::uint64_t final_flops = 0;  ///< [0, 1e18] operations of each of their lives; 0: there is no final
  bool fresh = false;             ///< they start it with new weights
};

/// Everything a strategy is composed of.
struct StrategyOptions {
  std::string strategy =
      "neat";  ///< neat | neat-cma | pareto | halving | hybrid | fusion | es | random-search
  std::uint64_t seed = 1;
  GenomeOptions genome;
  MutationOptions mutation;
  TraitOptions traits;
  DistanceOptions distance;
  CrossoverOptions crossover;
  PopulationOptions population;
  SpeciesOptions species;
  TuningOptions tuning;
  NoiseOptions noise;
  ParentOptions parents;
  FusionOptions fusion;
  EsOptions es;
  ParetoOptions pareto;
  HalvingOptions halving;
  InheritanceOptions inheritance;
};

}  // namespace neat
