#include "neat/evolution/strategy.hpp"

#include "neat/base/error.hpp"
#include "neat/evolution/es_strategy.hpp"
#include "neat/evolution/halving_strategy.hpp"
#include "neat/evolution/hybrid_strategy.hpp"
#include "neat/evolution/next_species.hpp"
#include "neat/evolution/population_strategy.hpp"
#include "neat/evolution/tuned_strategy.hpp"

namespace neat {

std::unique_ptr<Strategy> make_strategy(const StrategyOptions& options, const Problem& problem,
                                        Threads& threads) {
  const bool selects = options.strategy == "neat" || options.strategy == "pareto";
  if (selects && options.population.size < 2)
    throw Error(ErrorCode::config, "population.size = 1: strategy " + options.strategy +
                                       " selects among several; give it at least two");
  if (options.strategy == "neat")
    return std::make_unique<PopulationStrategy>(options, problem, threads, breed_species);
  if (options.strategy == "pareto")
    return std::make_unique<PopulationStrategy>(options, problem, threads, breed_front);
  if (options.strategy == "neat-cma") return std::make_unique<TunedStrategy>(options, problem, threads);
  if (options.strategy == "hybrid" || options.strategy == "fusion")
    return std::make_unique<HybridStrategy>(options, problem, threads);
  if (options.strategy == "halving") return std::make_unique<HalvingStrategy>(options, problem, threads);
  if (options.strategy == "es") return std::make_unique<EsStrategy>(options, problem, threads);
  if (options.strategy == "random-search")
    return std::make_unique<PopulationStrategy>(options, problem, threads, draw_random);
  throw Error(ErrorCode::config, "strategy: " + options.strategy +
                                     ": there is no such strategy; use one of neat, neat-cma, pareto, "
                                     "halving, hybrid, fusion, es, random-search");
}

std::uint64_t first_generation_size(const StrategyOptions& options, std::size_t parameters) {
  if (options.strategy != "neat-cma") return options.population.size;
  return options.tuning.species * std::uint64_t{lambda_of(options.tuning, parameters)};
}

}  // namespace neat
