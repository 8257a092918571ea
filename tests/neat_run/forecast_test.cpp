#include "forecast/forecast.hpp"

#include <doctest/doctest.h>

#include "counting_task.hpp"
#include "neat/run/run.hpp"

using namespace neat;
using namespace neat::app;

namespace {

struct Both {
  Forecast forecast;
  HistoryLine line;
  std::size_t generations = 0;
};

std::optional<Forecast> forecast_of(const test::CountingTask& task, const Config& config,
                                    bool interrupted = false) {
  Threads threads(1);
  return forecast(
      task, config, threads,
      {nullptr, false, [&task] { return task.seconds(); }, [interrupted] { return interrupted; }});
}

/// A forecast and the run itself, on the task's own clock.
Both both(const test::Spending& spending, const Config& config) {
  const test::CountingTask task(spending), forecast_task(spending);
  Threads threads(1);
  ThreadedEvaluator evaluator(threads);
  Surroundings around;
  around.clock = [&task] { return task.seconds(); };
  Run run(task, config, threads, evaluator, around);
  run.go();
  return {forecast_of(forecast_task, config).value(), run.history().back(), run.history().size()};
}

void check_near(const Range& range, double real, double share) {
  CAPTURE(range.expected);
  CAPTURE(real);
  CHECK(std::abs(range.expected - real) <= share * real);
  CHECK(range.low <= range.expected);
  CHECK(range.expected <= range.high);
}

}  // namespace

TEST_CASE("forecast: the run lies within its range, with chance alone and with growth") {
  for (const double advantage : {0.0, 0.5, 1.0}) {
    double predicted = 0, real = 0;
    int within = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      Config config = test::small_config();
      config.strategy.seed = seed;
      const auto [forecast, line, generations] = both({1, 10, advantage, 1e-9, 1e-3}, config);
      const Budget& spent = line.generation.budget;
      CHECK(forecast.bound == "generations");
      CHECK(forecast.generations.expected == 10);
      check_near(forecast.evaluations, double(spent.evaluations), 0.1);
      check_near(forecast.samples, double(spent.samples), 0.1);
      check_near(forecast.rows, double(spent.rows), 0.1);
      const auto work = double(spent.forward_flops);
      within += forecast.forward_flops.low <= 1.1 * work && work <= 1.1 * forecast.forward_flops.high;
      predicted += forecast.forward_flops.expected;
      real += work;
    }
    CAPTURE(advantage);
    CHECK(within >= 7);
    if (advantage == 0.5) CHECK(std::abs(predicted - real) <= 0.3 * real);
  }
}

TEST_CASE("forecast: every bound is respected") {
  Config config = test::small_config();
  config.stop.generations = 1000;
  config.stop.samples = 30'000;
  const auto [samples, line, generations] = both({}, config);
  CHECK(samples.bound == "samples");
  check_near(samples.generations, double(generations), 0.2);
  CHECK(samples.samples.low >= 30'000);
  config.stop.samples = 0;
  config.stop.seconds = 5;
  const auto seconds = forecast_of(test::CountingTask(), config);
  CHECK(seconds->bound == "seconds");
  CHECK(seconds->seconds.expected == doctest::Approx(5).epsilon(0.1));
}

TEST_CASE("forecast: without any bound it is of one generation") {
  Config config = test::small_config();
  config.stop.generations = 0;
  const auto forecast = forecast_of(test::CountingTask(), config);
  CHECK(forecast->bound.empty());
  CHECK(forecast->generations.expected == 1);
  CHECK(forecast->evaluations.expected == 10);
}

TEST_CASE("forecast: a run of a million generations of a million genomes is foreseen at once") {
  Config config = test::small_config();
  config.strategy.population.size = 1'000'000;
  config.stop.generations = 1'000'000;
  const auto forecast = forecast_of(test::CountingTask(), config);
  CHECK(forecast->evaluations.expected > 0.5e12);
  CHECK(forecast->evaluations.expected <= 1e12);
  CHECK(forecast->memory_bytes.expected > 1e6 * forecast->first_parameters * sizeof(float));
}

TEST_CASE("forecast: an interrupt leaves nothing") {
  CHECK_FALSE(forecast_of(test::CountingTask(), test::small_config(), true));
}
