#include "neat/run/fields.hpp"

#include <cmath>

#include "neat/run/section.hpp"
#include "neat/run/strategy_fields.hpp"

namespace neat {
namespace {

constexpr std::uint64_t kMax32 = 0xffff'ffffU, kMax64 = ~std::uint64_t{0};
constexpr std::uint64_t kTrillion = 1'000'000'000'000U;

Choices<Distribution> distributions() {
  return {{Distribution::normal, "normal"}, {Distribution::uniform, "uniform"}};
}

/// Text goes to an INI file and back: what the file cannot carry is refused where it is given.
std::string text_problem(std::string_view text) {
  for (const char c : text)
    if (c == '#' || static_cast<unsigned char>(c) < 0x20)
      return "holds '#' or a control character, which a file cannot carry";
  return {};
}

template <class Owner>
void text(Section<Owner>& section, const std::string& name, std::string Owner::*member,
          const std::string& range, const std::string& help) {
  const auto set = [=](Owner& owner, std::string_view value) {
    std::string problem = text_problem(value);
    if (problem.empty()) owner.*member = std::string(value);
    return problem;
  };
  section.add(name, range, help, set, [=](const Owner& owner) { return owner.*member; });
}

void add_run(std::vector<Field>& table) {
  Section<Config> run(table, "run", [](Config& c) -> Config& { return c; });
  text(run, "task", &Config::task, "a task's name", "what is evolved");
  text(run, "preset", &Config::preset, "one of the task's presets, or empty", "read before everything else");
  Section<StrategyOptions> strategy(table, "run", [](Config& c) -> StrategyOptions& { return c.strategy; });
  strategy.count("seed", &StrategyOptions::seed, {0, kMax64}, "names every random number of the run");
  const auto set = [](StrategyOptions& owner, std::string_view value) -> std::string {
    if (value != "neat" && value != "neat-cma" && value != "pareto" && value != "hybrid" &&
        value != "fusion" && value != "es" && value != "halving" && value != "random-search")
      return "is none of neat | neat-cma | pareto | halving | hybrid | fusion | es | random-search";
    owner.strategy = std::string(value);
    return {};
  };
  strategy.add("strategy", "neat | neat-cma | pareto | halving | hybrid | fusion | es | random-search",
               "how the population changes", set,
               [](const StrategyOptions& owner) { return owner.strategy; });
  run.choice(
      "kernels", &Config::kernels,
      {{kernels::Choice::automatic, "auto"},
       {kernels::Choice::ieee, "ieee"},
       {kernels::Choice::fma, "fma"},
       {kernels::Choice::v3, "v3"},
       {kernels::Choice::v4, "v4"}},
      "arithmetic of the networks: auto is fma where the processor has it; v3, v4: fma by AVX2, AVX-512");
  run.flag(
      "test_at_end", &Config::test_at_end,
      "the test partition is touched once, for the champion that the run ends with, not for every champion");
  run.flag("train_metrics", &Config::train_metrics,
           "champions are measured on the training rows as well, where fitness is measured on others");
  run.count("threads", &Config::threads, {0, 1024}, "0: one per processor; results do not depend on it")
      .unwritten();
}

void add_genome(std::vector<Field>& table) {
  using O = GenomeOptions;
  Section<O> genome(table, "genome", [](Config& c) -> O& { return c.strategy.genome; });
  const Choices<Granularity> granularities{
      {Granularity::automatic, "auto"}, {Granularity::neuron, "neuron"}, {Granularity::layer, "layer"}};
  const Choices<BiasKind> biases{{BiasKind::parameter, "parameter"},
                                 {BiasKind::input, "input"},
                                 {BiasKind::unconnected, "unconnected"},
                                 {BiasKind::none, "none"}};
  const auto activations = named<Activation>(12);
  genome.choice("granularity", &O::granularity, granularities,
                "what a gene is; auto: layer when the task learns and has more than 32 inputs");
  genome.list("activations", &O::activations, activations, "auto",
              "of hidden nodes, the first of new ones; auto: tanh for neurons, relu for layers");
  const auto set_output = [=](O& owner, std::string_view value) -> std::string {
    const Activation* activation = find_choice(activations, value);
    if (!activation && value != "auto") return "is none of " + list_of(activations) + " | auto";
    owner.output_activation_given = activation != nullptr;
    owner.output_activation = activation ? *activation : O{}.output_activation;
    return {};
  };
  const auto get_output = [=](const O& owner) {
    return owner.output_activation_given ? choice_name(activations, owner.output_activation)
                                         : std::string("auto");
  };
  genome.add("output_activation", list_of(activations) + " | auto",
             "of output nodes; auto: steep_tanh for neurons, identity where the task learns", set_output,
             get_output);
  genome.list("aggregations", &O::aggregations, named<Aggregation>(4), "",
              "of hidden neurons, the first of new ones");
  genome.list("operators", &O::operators, named<OperatorKind>(9), "auto",
              "which connections may appear; auto: what the granularity needs");
  const auto set_recurrent = [](O& owner, std::string_view value) -> std::string {
    const auto given = parse_switch(value);
    if (!given && value != "auto") return "is none of on | off | auto";
    owner.recurrent_given = given.has_value();
    owner.recurrent = given.value_or(false);
    return {};
  };
  const auto get_recurrent = [](const O& owner) -> std::string {
    return owner.recurrent_given ? (owner.recurrent ? "on" : "off") : "auto";
  };
  genome.add("recurrent", "on | off | auto",
             "growth may add recurrent connections; auto: where the task asks for memory", set_recurrent,
             get_recurrent);
  const auto set_layers = [](O& owner, std::string_view value) -> std::string {
    std::vector<StartLayer> layers;
    for (const auto& word : value == "none" ? std::vector<std::string>{} : split_list(value)) {
      const auto layer = parse_start_layer(word);
      if (!layer)
        return "has the word '" + word +
               "', which is no layer; write N units, convK:C, convK/S:C, depthwiseK, poolK, "
               "averageK, global, global_average or residualK";
      layers.push_back(*layer);
    }
    owner.hidden_layers = std::move(layers);
    return {};
  };
  const auto get_layers = [](const O& owner) {
    std::string text;
    for (const auto& layer : owner.hidden_layers) text += (text.empty() ? "" : ",") + text_of(layer);
    return text.empty() ? std::string("none") : text;
  };
  genome.add(
      "hidden_layers", "list of layers, or none",
      "that layered networks start with, in a chain from inputs to outputs, such as conv3:32,pool2,128",
      set_layers, get_layers);
  genome.choice("normalisation", &O::normalisation, named<Normalisation>(4), "of new convolutions");
  genome.choice("bias", &O::bias, biases, "where a neuron's constant term comes from")
      .flag("self_loops", &O::self_loops, "outputs start with a recurrent connection to themselves")
      .flag("connected", &O::connected, "inputs start wired to outputs")
      .real("initial_deviation", &O::initial_deviation, {0, 100},
            "of first weights; layers: times sqrt(1 / fan-in)")
      .choice("initial_distribution", &O::initial_distribution, distributions(),
              "of neurons' first weights; uniform: in +-initial_deviation")
      .count("start_nodes", &O::start_nodes, {0, 1000},
             "hidden neurons at the start, wired to all inputs and outputs")
      .flag("start_random", &O::start_random,
            "up to start_nodes of them, and a random part of the connections")
      .real("start_share", &O::start_share, kProbability, "of a random start's possible connections")
      .real("weight_limit", &O::weight_limit, {0, 1e6, true},
            "scalar weights and biases are clamped to +-this")
      .count("layer_width", &O::layer_width, {1, 65536}, "units of a new tensor node")
      .count("max_layer_width", &O::max_layer_width, {1, 65536}, "units at which widening stops")
      .count("max_nodes", &O::max_nodes, {1, 1000000}, "hidden nodes at which growth stops")
      .real("dropout", &O::dropout, {0, 1, false, true}, "of new tensor nodes, while learning")
      .count("channels", &O::channels, {1, 65536}, "of a new convolution that starts a branch")
      .count("max_flops", &O::max_flops, {0, kTrillion * 1000},
             "operations of one row, forwards, above which no network is made; 0: no limit")
      .count("max_bytes", &O::max_bytes, {0, kTrillion * 1000},
             "of memory to learn, above which no network is made; 0: no limit");
}

void add_mutation(std::vector<Field>& table) {
  using O = MutationOptions;
  Section<O>(table, "mutation", [](Config& c) -> O& { return c.strategy.mutation; })
      .real("weights", &O::weights, kProbability, "probability that a child's weights change at all")
      .real("weight_share", &O::weight_share, kProbability, "share of the weights that change")
      .real("weight_replace", &O::weight_replace, kProbability, "share of the changed that are drawn anew")
      .real("weight_power", &O::weight_power, {0, 100}, "standard deviation of a shift")
      .choice("weight_distribution", &O::weight_distribution, distributions(),
              "of shifts and of weights drawn anew; uniform: in +-power")
      .real("replace_power", &O::replace_power, {0, 100},
            "deviation of weights drawn anew; 0: genome.initial_deviation")
      .flag("exclusive", &O::exclusive, "a child has one structural mutation or other weights, not both")
      .real("layer_power", &O::layer_power, {0, 10},
            "deviation of noise on dense blocks, relative to their RMS")
      .real("add_connection", &O::add_connection, kProbability, "probability per child")
      .real("add_node", &O::add_node, kProbability, "probability per child: split a connection")
      .flag("split_bias", &O::split_bias, "a new node may split a connection from the bias input")
      .real("delete_connection", &O::delete_connection, kProbability, "probability per child")
      .real("delete_node", &O::delete_node, kProbability, "probability per child")
      .real("toggle", &O::toggle, kProbability,
            "probability per child: flip the enabled flag of one connection")
      .real("activation", &O::activation, kProbability,
            "probability per child: another of genome.activations")
      .real("aggregation", &O::aggregation, kProbability,
            "probability per child: another of genome.aggregations")
      .real("widen", &O::widen, kProbability,
            "probability per child: widen a tensor node, keeping the function")
      .real("narrow", &O::narrow, kProbability, "probability per child: drop a tensor node's weakest units")
      .real("widen_factor", &O::widen_factor, {1, 4, true}, "by which a tensor node is widened")
      .real("kernel", &O::kernel, kProbability,
            "probability per child: another kernel size, 1 to 7, of one convolution")
      .real("traits", &O::traits, kProbability, "probability per child, where traits.evolve is on")
      .flag("prune", &O::prune, "what leads nowhere after a deletion, or nothing leads to, is deleted too")
      .count("complexify", &O::complexify, {1, 1000000}, "generations before a phase of simplification")
      .count("simplify", &O::simplify, {0, 1000000},
             "generations of each such phase, in which additions and deletions change places; 0: none")
      .count("attempts", &O::attempts, {1, 1000}, "tries to find a free place for a connection");
}

void add_breeding(std::vector<Field>& table) {
  const Choices<TraitGene> genes{
      {TraitGene::rate, "rate"},           {TraitGene::momentum, "momentum"},
      {TraitGene::decay, "decay"},         {TraitGene::sigma, "sigma"},
      {TraitGene::batch, "batch"},         {TraitGene::optimiser, "optimiser"},
      {TraitGene::smoothing, "smoothing"}, {TraitGene::augmentation, "augmentation"}};
  Section<TraitOptions>(table, "traits", [](Config& c) -> TraitOptions& { return c.strategy.traits; })
      .flag("evolve", &TraitOptions::evolve, "traits.genes are inherited and mutate")
      .list("genes", &TraitOptions::genes, genes, "",
            "of learning and of mutation, where traits.evolve is on")
      .real("power", &TraitOptions::power, {0, 2, true}, "deviation of their log-normal step");
  Section<Traits>(table, "traits", [](Config& c) -> Traits& { return c.strategy.inheritance.initial; })
      .real("sigma", &Traits::sigma, {0, 1000, true},
            "scale of weight mutation at the start, relative to its power");
  using D = DistanceOptions;
  Section<D>(table, "distance", [](Config& c) -> D& { return c.strategy.distance; })
      .real("excess", &D::excess, {0, 100}, "weight of excess genes")
      .real("disjoint", &D::disjoint, {0, 100}, "weight of disjoint genes")
      .real("weights", &D::weights, {0, 100}, "weight of the mean difference of matching weights")
      .flag("normalise", &D::normalise, "divide gene counts by the larger genome's size");
  using C = CrossoverOptions;
  Section<C>(table, "crossover", [](Config& c) -> C& { return c.strategy.crossover; })
      .real("probability", &C::probability, kProbability, "that a child has two parents")
      .real("average", &C::average, kProbability, "that matching parameters are averaged instead of picked")
      .real("interspecies", &C::interspecies, kProbability, "that the second parent is of another species")
      .choice("enabled_from", &C::enabled_from,
              {{EnabledFrom::fitter, "fitter"}, {EnabledFrom::both, "both"}},
              "which parent says whether a matching connection is enabled")
      .real("disable", &C::disable, kProbability,
            "of both: that a connection is disabled which either parent has disabled");
}

void add_bounds(std::vector<Field>& table) {
  using O = StopOptions;
  Section<O> stop(table, "stop", [](Config& c) -> O& { return c.stop; });
  stop.count("generations", &O::generations, {0, kMax32 / 2}, "0: no bound")
      .flag("target", &O::target, "stop when the task says solved, or target_fitness is reached");
  const auto set = [](O& owner, std::string_view value) -> std::string {
    const auto number = parse_real(value);
    if (!number && !value.empty()) return "is neither a finite number nor empty";
    owner.target_fitness = number ? number_text(*number) : "";
    return {};
  };
  stop.add("target_fitness", "a number, or empty", "fitness of the champion that ends the run", set,
           [](const O& owner) { return owner.target_fitness; });
  stop.count("samples", &O::samples, {0, kTrillion * 1000000}, "training samples; 0: no bound")
      .count("evaluations", &O::evaluations, {0, kTrillion * 1000000}, "0: no bound")
      .count("rows", &O::rows, {0, kTrillion * 1000000}, "rows that fitness was measured on; 0: no bound")
      .count("flops", &O::flops, {0, kTrillion * 1000000}, "forward and backward operations; 0: no bound")
      .real("seconds", &O::seconds, {0, 1e9},
            "of running, earlier parts of a resumed run included; 0: no bound")
      .count("test_every", &O::test_every, {0, kTrillion},
             "evaluations between two champion tests, at least; a test that was put off is made up for")
      .choice("test", &O::test, {{Tested::champion, "champion"}, {Tested::generation, "generation"}},
              "who takes the task's champion test: new champions, or beside them the best of every "
              "generation's new "
              "networks");
  using R = RaceOptions;
  Section<R>(table, "race", [](Config& c) -> R& { return c.race; })
      .choice("mode", &R::mode,
              {{RaceMode::off, "off"}, {RaceMode::exact, "exact"}, {RaceMode::statistical, "statistical"}},
              "of tasks evaluated in blocks: stop measuring who cannot, or with confidence will not, be used")
      .real("confidence", &R::confidence, {0.5, 1, true, true}, "of one comparison of mode statistical")
      .count("blocks", &R::blocks, {2, 1000}, "into which an evaluation is cut, at most as many as rows");
  using C = CheckpointOptions;
  Section<C>(table, "checkpoint", [](Config& c) -> C& { return c.checkpoint; })
      .count("every", &C::every, {0, 1000000}, "generations; 0: only at the end")
      .count("archive_every", &C::archive_every, {0, 1000000},
             "generations between checkpoints that stay; 0: none");
  using I = IsolateOptions;
  Section<I>(table, "isolate", [](Config& c) -> I& { return c.isolate; })
      .flag("on", &I::on,
            "evaluate in worker processes: a plugin that crashes costs its evaluation, not the run")
      .count("memory", &I::memory, {0, 1U << 30}, "MiB that a worker may have; 0: no bound")
      .real("seconds", &I::seconds, {0, 1e6}, "that an evaluation may take; 0: no bound")
      .count("retries", &I::retries, {0, 100},
             "in a fresh worker, before an evaluation whose worker died is lost");
  Section<Config> data(table, "data", [](Config& c) -> Config& { return c; });
  text(data, "dir", &Config::data_dir, "a directory, or empty",
       "where data sets live; empty: NEAT_DATA, else the XDG place");
}

std::vector<Field> make_core_fields() {
  std::vector<Field> table;
  add_run(table);
  add_genome(table);
  add_mutation(table);
  add_breeding(table);
  add_strategies(table);
  add_bounds(table);
  return table;
}

std::string option_range(const TaskOption& option) {
  if (option.type == OptionType::boolean) return "on | off";
  if (option.type == OptionType::text) return "text";
  if (option.type == OptionType::choice) {
    std::string text;
    for (const auto& choice : option.choices) text += (text.empty() ? "" : " | ") + choice;
    return text;
  }
  const std::string kind = option.type == OptionType::integer ? "whole number" : "number";
  if (option.lowest > option.highest) return kind;
  return "[" + number_text(option.lowest) + ", " + number_text(option.highest) + "]";
}

bool within(const TaskOption& option, double value) {
  return option.lowest > option.highest || (value >= option.lowest && value <= option.highest);
}

/// The value in its canonical form, or nothing with the reason in `problem`.
std::string canonical(const TaskOption& option, std::string_view text, std::string& problem) {
  const std::string range = option_range(option);
  switch (option.type) {
    case OptionType::integer: {
      const auto value = parse_signed(text);
      if (!value)
        problem = "is not a whole number" + (range == "whole number" ? "" : " in " + range);
      else if (!within(option, static_cast<double>(*value)))
        problem = "is outside " + range;
      return value ? number_text(*value) : std::string{};
    }
    case OptionType::real: {
      const auto value = parse_real(text);
      if (!value)
        problem = "is not a finite number" + (range == "number" ? "" : "; give one in " + range);
      else if (!within(option, *value))
        problem = "is outside " + range;
      return value ? number_text(*value) : std::string{};
    }
    case OptionType::boolean: {
      const auto value = parse_switch(text);
      if (!value) problem = "is neither on nor off (also true, false, 1, 0)";
      return value.value_or(false) ? "true" : "false";  // the words of the plugin ABI
    }
    case OptionType::choice:
      for (const auto& choice : option.choices)
        if (choice == text) return choice;
      problem = "is none of " + range;
      return {};
    case OptionType::text:
      break;
  }
  problem = text_problem(text);
  return std::string(text);
}

}  // namespace

const std::vector<Field>& core_fields() {
  static const std::vector<Field> table = make_core_fields();
  return table;
}

std::vector<Field> task_fields(const TaskInfo& task) {
  std::vector<Field> table;
  for (const auto& option : task.options) {
    const auto set = [option](Config& config, std::string_view text) {
      std::string problem;
      std::string value = canonical(option, text, problem);
      if (problem.empty()) config.task_options[option.name] = std::move(value);
      return problem;
    };
    const auto get = [name = option.name](const Config& config) { return config.task_options.at(name); };
    table.push_back({task.name + "." + option.name, option_range(option), option.help, true, set, get});
  }
  return table;
}

std::string section_of(const std::string& key) {
  return key.substr(0, key.find('.'));
}

std::string name_of(const std::string& key) {
  const auto dot = key.find('.');
  return dot == std::string::npos ? std::string{} : key.substr(dot + 1);
}

}  // namespace neat
