#include "neat/network/calibration.hpp"

#include <algorithm>
#include <vector>

#include "neat/network/pass.hpp"

namespace neat {
namespace {

std::vector<std::uint32_t> spread(const Rows& x) {
  const std::size_t count = std::min(kCalibrationRows, x.size());
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < count; ++i) rows.push_back(std::uint32_t(x.stored(i * x.size() / count)));
  return rows;
}

/// Of one batch, into workspace.statistics.
void measure(Network& network, const Rows& x, std::size_t from, std::size_t rows) {
  const Plan& plan = network.plan();
  Workspace& memory = network.workspace();
  ForwardPass pass;
  pass.rows = rows;
  pass.lanes = padded(rows);
  pass.values = values_behind_zeros(plan, pass.lanes, memory.activations);
  pass.scratch = memory.scratch.data();
  pass.statistics = memory.statistics.data();
  read_lanes(x, from, rows, 0, plan.inputs(), pass.lanes, pass.values);
  run(plan, network.parameters().data(), pass);
}

}  // namespace

std::size_t calibrate(Network& network, const Rows& x) {
  const Plan& plan = network.plan();
  if (plan.batch_statistics() == 0 || x.size() == 0) return 0;
  const std::vector<std::uint32_t> places = spread(x);
  Rows some = x;
  some.index = places;
  Workspace& memory = network.workspace();
  const std::size_t most = std::min(Network::kBatch, padded(some.size()));
  at_least(memory.scratch, plan.scratch() * most);
  at_least(memory.activations, (plan.recurrent() ? 2 : 1) * plan.features() * most);
  at_least(memory.statistics, plan.batch_statistics());
  std::vector<double> sums(plan.batch_statistics(), 0.0);
  for (std::size_t from = 0; from < some.size(); from += Network::kBatch) {
    const std::size_t rows = std::min(Network::kBatch, some.size() - from);
    measure(network, some, from, rows);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += double(rows) * double(memory.statistics[i]);
  }
  for (const PlanStep& step : plan.steps())
    if (step.normalisation == Normalisation::batch)
      for (std::size_t i = 0; i < 2 * std::size_t{step.channels}; ++i)
        network.parameters()[step.statistics + i] =
            float(sums[step.batch_statistics + i] / double(some.size()));
  return some.size();
}

}  // namespace neat
