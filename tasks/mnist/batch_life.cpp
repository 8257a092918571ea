#include "batch_life.hpp"

#include <algorithm>

namespace neat::mnist {
namespace {

using namespace plugin;

constexpr std::uint64_t kCheckEvery = 50;

void draw(Random& random, const DataSet& data, std::vector<std::uint32_t>& rows) {
  for (auto& row : rows) row = random.below(static_cast<std::uint32_t>(data.size()));
}

Training step_of(const BatchLife& life, std::uint64_t step, std::uint64_t steps) {
  const double left = 1 - static_cast<double>(step) / static_cast<double>(steps);
  Training training;
  training.samples = training.batch = life.batch;
  training.rate = life.lowest_rate + (life.rate - life.lowest_rate) * left;
  training.schedule = NEAT_SCHEDULE_CONSTANT;
  training.optimiser = NEAT_OPTIMISER_SGD;
  return training;
}

}  // namespace

Lived live(Network& network, const DataSet& train, const Request& request, const BatchLife& life) {
  const std::uint64_t steps = std::max<std::uint64_t>(1, request.budget / life.batch);
  Random random = request.random();
  std::vector<std::uint32_t> rows(life.batch);
  std::vector<float> best(network.parameters());
  Lived lived{-1, false};
  for (std::uint64_t step = 0; step < steps; ++step) {
    draw(random, train, rows);
    if (network.train(Rows(train, rows), step_of(life, step, steps)).diverged != 0) return {0, true};
    if (step % kCheckEvery != 0 && step + 1 != steps) continue;
    const double accuracy = network.measure(Rows(train, rows), Loss::softmax_cross_entropy).accuracy;
    if (accuracy <= lived.accuracy) continue;
    lived.accuracy = accuracy;
    network.read(best);
  }
  network.write(best);
  return lived;
}

Measurement measure_some(Network& network, const DataSet& train, const Request& request,
                         std::uint32_t count) {
  Random random = request.random();
  std::vector<std::uint32_t> rows(count);
  draw(random, train, rows);
  return network.measure(Rows(train, rows), Loss::softmax_cross_entropy);
}

}  // namespace neat::mnist
