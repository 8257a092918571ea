#include "neat/run/strategy_fields.hpp"

#include "neat/run/section.hpp"

namespace neat {
namespace {

constexpr std::uint64_t kMax32 = 0xffff'ffffU;
constexpr std::uint64_t kTrillion = 1'000'000'000'000U;

void add_population(std::vector<Field>& table) {
  Section<PopulationOptions>(
      table, "population", [](Config & c) -> auto& { return c.strategy.population; })
      .count("size", &PopulationOptions::size, {1, 1000000},
             "genomes in every generation; strategy neat needs two");
  using O = SpeciesOptions;
  Section<O>(table, "species", [](Config& c) -> O& { return c.strategy.species; })
      .count("target", &O::target, {1, 1000}, "species aimed for by adapting the threshold")
      .real("threshold", &O::threshold, {0, 1e6, true}, "compatibility threshold at the start")
      .real("threshold_step", &O::threshold_step, kProbability, "relative change per generation; 0: it stays")
      .count("stagnation", &O::stagnation, {1, 1000000},
             "generations without improvement before a species goes")
      .count("elitism", &O::elitism, {0, 1000}, "best species that never go")
      .count("refocus", &O::refocus, {0, 1000000},
             "generations without a better champion after which only the two best species have children; 0: "
             "never")
      .choice("sharing", &O::sharing, {{Sharing::above_worst, "above-worst"}, {Sharing::raw, "raw"}},
              "what offspring is shared out by: fitness above the population's worst, or as it is")
      .real("survival", &O::survival, {0, 1, true}, "share of a species that may be parents")
      .count("elites", &O::elites, {0, 1000}, "unchanged copies per species")
      .count("elites_from", &O::elites_from, {1, 1000000}, "size of a species from which it has elites")
      .flag("count_elites", &O::count_elites,
            "they count as evaluations, though they are not evaluated again")
      .count("restart", &O::restart, {0, 1000000},
             "generations without a better champion before all but it start anew; 0: never");
}

void add_tuning(std::vector<Field>& table) {
  using O = TuningOptions;
  const Choices<cma::Covariance> covariances{{cma::Covariance::diagonal, "diagonal"},
                                             {cma::Covariance::full, "full"}};
  Section<O>(table, "tuning", [](Config& c) -> O& { return c.strategy.tuning; })
      .choice("covariance", &O::covariance, covariances,
              "of a species' weights; full beyond 512 parameters: diagonal")
      .count("lambda", &O::lambda, {0, 1000000},
             "genomes drawn per species and generation; 0: 4 + floor(3 ln n); 1 is taken as 2")
      .count("species", &O::species, {1, 1000}, "species tuned side by side")
      .real("sigma", &O::sigma, {0, 1000, true}, "step size of the first species")
      .real("sigma_lowest", &O::sigma_lowest, {0, 1000, true},
            "step size of later ones: log-uniform from here")
      .real("sigma_highest", &O::sigma_highest, {0, 1000, true}, "to here")
      .real("sigma_floor", &O::sigma_floor, {0, 1000}, "the step size never falls below")
      .real("gain", &O::gain, kProbability, "relative gain of a species' best fitness that is progress")
      .real("patience", &O::patience, {0, 1e6},
            "generations without progress after which the first species sleeps")
      .real("patience_highest", &O::patience_highest, {0, 1e6},
            "the same of later ones: log-uniform from patience to here")
      .real("patience_size", &O::patience_size, {0, 1e6}, "times n / lambda generations more")
      .real("patience_woken", &O::patience_woken, {1, 100},
            "factor of the patience each time a species wakes")
      .count("archive", &O::archive, {1, 1000}, "best members of past species: the parents of new ones")
      .count("sleepers", &O::sleepers, {0, 1000}, "species that may wake again")
      .real("wake", &O::wake, kProbability, "that the next species is a sleeper")
      .real("restart", &O::restart, kProbability, "else that it is the minimal start again")
      .real("crossover", &O::crossover, kProbability, "else that it has two parents")
      .real("grow", &O::grow, kProbability, "that a child grows, else it tries its parent's topology anew")
      .count("epoch", &O::epoch, {0, 1000000},
             "species after which the archive is forgotten and the search starts anew; 0: never")
      .real("epoch_growth", &O::epoch_growth, {1, 10}, "times the epoch before: every epoch is longer")
      .count("tournament", &O::tournament, {1, 1000}, "members of the archive of which the best is a parent")
      .real("add_recurrent", &O::add_recurrent, kProbability,
            "where growth may be recurrent: that a child grows by a recurrent connection")
      .real("add_node", &O::add_node, kProbability, "else that it grows by nodes, else by a connection")
      .real("more_nodes", &O::more_nodes, {0, 10},
            "times its parent's hidden nodes: nodes that it grows by beside the first")
      .real("split", &O::split, kProbability,
            "that such a node splits a connection, else it is wired to all inputs")
      .real("shrink", &O::shrink, kProbability, "that a child that would grow loses a connection instead")
      .real("inherit", &O::inherit, kProbability, "that a child's weights start at its parent's, else at 0")
      .flag("inherit_steps", &O::inherit_steps, "such weights also have their parent's step sizes");
}

void add_noise_fields(std::vector<Field>& table) {
  using O = NoiseOptions;
  const Choices<StepControl> controls{{StepControl::fixed, "fixed"},       {StepControl::gain, "gain"},
                                      {StepControl::progress, "progress"}, {StepControl::success, "success"},
                                      {StepControl::credit, "credit"},     {StepControl::rise, "rise"}};
  Section<O> noise(table, "noise", [](Config& c) -> O& { return c.strategy.noise; });
  numbers(noise, "scales", &O::scales, {0, 1000}, "of the step size, side by side; none: no noise");
  numbers(noise, "shares", &O::shares, {0, 1000}, "of the children, by scale; none: equal ones");
  noise.real("density", &O::density, kProbability, "share of the parameters that noise changes")
      .count("focus", &NoiseOptions::focus, {0, 1000000},
             "generations that noise stays on one layer, then on the next; 0: it is on all")
      .flag("relative", &O::relative, "to the root mean square of a gene's parameters")
      .real("path", &O::path, {0, 10}, "of the evolution path that mutated children go on")
      .real("path_memory", &O::path_memory, {0, 1, false, true}, "of the path between generations")
      .real("sigma", &O::sigma, {0, 1000, true}, "step size at the start")
      .real("lowest", &O::lowest, {0, 1000, true}, "step size")
      .real("highest", &O::highest, {0, 1000, true}, "step size")
      .choice("control", &O::control, controls, "what the step size follows")
      .real("rise", &O::rise, {1, 10}, "factor where the step size rises")
      .real("fall", &O::fall, {0, 1, true}, "factor where it falls")
      .real("high", &O::high, {0, 1e6}, "mean gain of a life beyond which control gain lets it fall")
      .real("low", &O::low, {0, 1e6}, "mean gain under which control gain lets it rise")
      .count("window", &O::window, {1, 1000000},
             "generations without progress after which control progress lets it rise")
      .real("success", &O::success, {0, 1, true, true}, "share of better children that keeps it")
      .real("damping", &O::damping, {0.1, 1000}, "of control success")
      .real("credit", &O::credit, kProbability, "of the shares that goes to the best child's scale");
}

void add_parents(std::vector<Field>& table) {
  using P = ParentOptions;
  Section<P>(table, "parents", [](Config& c) -> P& { return c.strategy.parents; })
      .count("count", &P::count, {1, 1000}, "best, whose children are the next generation (hybrid)")
      .flag("plus", &P::plus, "parents stay and compete with their children")
      .count("unmutated", &P::unmutated, {0, 1000}, "children of each that only learn")
      .flag("birth", &P::birth, "fitness is also measured before learning")
      .flag("latest", &P::latest,
            "the champion is the best of the last generation, whatever was better before")
      .flag("common", &P::common, "children of a generation learn from the same rows in the same order");
  using F = FusionOptions;
  const Choices<FusionKind> kinds{{FusionKind::none, "none"},
                                  {FusionKind::average, "average"},
                                  {FusionKind::weighted, "weighted"},
                                  {FusionKind::greedy, "greedy"},
                                  {FusionKind::nearest, "nearest"}};
  Section<F>(table, "fusion", [](Config& c) -> F& { return c.strategy.fusion; })
      .choice("kind", &F::kind, kinds, "how members of a generation become one parent")
      .count("members", &F::members, {0, 1000000}, "best that take part; 0: all")
      .real("effective", &F::effective, {1, 1e6}, "number of parents that weights amount to (weighted)")
      .real("temperature", &F::temperature, {0, 1e9}, "of these weights; 0: as effective says")
      .count("neighbours", &F::neighbours, {1, 1000000}, "that nearest averages each of the best with")
      .flag("guard", &F::guard, "a fused genome that is worse than the best member is dropped")
      .real("margin", &F::margin, {0, 1e6}, "by which it may be worse")
      .count("from", &F::from, {0, kMax32 / 2}, "first generation that is fused");
}

void add_es(std::vector<Field>& table) {
  using E = EsOptions;
  const Choices<Utility> utilities{
      {Utility::standard, "standard"}, {Utility::rank, "rank"}, {Utility::best_last, "best-last"}};
  const Choices<Learner> learners{{Learner::centre, "centre"}, {Learner::best, "best"}};
  Section<E>(table, "es", [](Config& c) -> E& { return c.strategy.es; })
      .real("step", &E::step, {0, 1000},
            "over the deviation, times the mean of utility times noise of deviation 1")
      .choice("utility", &E::utility, utilities, "of a child: standardised fitness, or by rank")
      .choice("learner", &E::learner, learners,
              "who learns: the parent after its step, or the best child before")
      .count("every", &E::every, {1, 1000000}, "generations from one that learns to the next");
}

void add_pareto(std::vector<Field>& table) {
  using P = ParetoOptions;
  const Choices<Complexity> measures{{Complexity::parameters, "parameters"},
                                     {Complexity::connections, "connections"},
                                     {Complexity::nodes, "nodes"}};
  Section<P>(table, "pareto", [](Config& c) -> P& {
    return c.strategy.pareto;
  }).choice("complexity", &P::complexity, measures, "what strategy pareto weighs fitness against");
}

void add_halving(std::vector<Field>& table) {
  using H = HalvingOptions;
  Section<H>(table, "halving", [](Config& c) -> H& { return c.strategy.halving; })
      .count("rungs", &H::rungs, {1, 16},
             "rounds of lives in a generation; the better half of each cost class goes on")
      .real("growth", &H::growth, {1, 16}, "operations of a rung's lives over those of the one before")
      .count("flops", &H::flops, {0, kTrillion * 1000000},
             "operations of a life of the first rung, forwards and backwards; 0: learning.samples")
      .count("classes", &H::classes, {1, 64}, "powers of two of a row's operations that go on")
      .count("parents", &H::parents, {1, 1000}, "best of each class that have children")
      .flag("random", &H::random, "all children are random networks, and nothing is inherited")
      .count("generations", &H::generations, {1, kMax32 / 4}, "of search; the one behind them is the final")
      .count("finalists", &H::finalists, {1, 1000}, "that are trained out in the final")
      .count("final_flops", &H::final_flops, {0, kTrillion * 1000000},
             "operations of each of their lives; 0: there is no final")
      .flag("fresh", &H::fresh, "finalists start with new weights");
}

void add_learning(std::vector<Field>& table) {
  using I = InheritanceOptions;
  const Choices<Inherit> ways{{Inherit::lamarck, "lamarck"}, {Inherit::baldwin, "baldwin"}};
  Section<I>(table, "learning", [](Config& c) -> I& { return c.strategy.inheritance; })
      .flag("learn", &I::learn, "networks learn in life where the task allows it")
      .choice("inherit", &I::inherit, ways, "what was learned is inherited (lamarck) or not (baldwin)")
      .count("samples", &I::samples, {0, kTrillion}, "training samples per life")
      .count("ramp", &I::ramp, {0, kMax32 / 2},
             "first generations in which lives grow, in equal steps, to learning.samples")
      .count("anneal", &I::anneal, {0, kMax32 / 2},
             "generations over which the rate of lives falls to a hundredth (hybrid); 0: it stays");
  Section<Traits>(table, "learning", [](Config& c) -> Traits& { return c.strategy.inheritance.initial; })
      .real("rate", &Traits::learning_rate, {0, 100, true}, "highest learning rate")
      .real("momentum", &Traits::momentum, {0, 1, false, true}, "of SGD")
      .real("weight_decay", &Traits::weight_decay, {0, 1}, "decoupled, times the rate")
      .count("batch", &Traits::batch, {1, 65536}, "rows per step")
      .real("label_smoothing", &Traits::label_smoothing, {0, 1, false, true},
            "share of a label that is divided between all classes")
      .real("augmentation", &Traits::augmentation, {0, 4}, "what a task changes in its images, times this");
  Section<Optimiser::Options>(table, "learning",
                              [](Config& c) -> Optimiser::Options& { return c.life.optimiser; })
      .choice("optimiser", &Optimiser::Options::kind, named<OptimiserKind>(2), "of a life")
      .real("beta1", &Optimiser::Options::beta1, {0, 1, false, true}, "Adam's decay of the mean")
      .real("beta2", &Optimiser::Options::beta2, {0, 1, false, true}, "Adam's decay of the square")
      .real("epsilon", &Optimiser::Options::epsilon, {0, 1, true}, "Adam's floor")
      .flag("nesterov", &Optimiser::Options::nesterov, "SGD looks ahead along its momentum")
      .real("bias_rate", &Optimiser::Options::bias_rate, {0, 1000, true},
            "of biases, times that of all other parameters");
  Section<LifeOptions>(table, "learning", [](Config& c) -> LifeOptions& { return c.life; })
      .choice("schedule", &LifeOptions::schedule, named<ScheduleKind>(4), "of the learning rate over a life")
      .real("lowest_rate", &LifeOptions::lowest_rate, {0, 100}, "where a schedule ends that is not constant")
      .real("average", &LifeOptions::average, {0, 1, false, true},
            "of a life's steps, over which parameters are averaged at its end; 0: the last are taken");
}

}  // namespace

void add_strategies(std::vector<Field>& table) {
  add_population(table);
  add_tuning(table);
  add_noise_fields(table);
  add_parents(table);
  add_es(table);
  add_pareto(table);
  add_halving(table);
  add_learning(table);
}

}  // namespace neat
