#include "neat/network/network.hpp"

#include <algorithm>

#include "neat/network/pass.hpp"

namespace neat {

Network::Network(std::shared_ptr<const Topology> topology, std::span<float> parameters, Workspace& workspace)
    : topology_(std::move(topology)),
      plan_(&Plan::of(*topology_)),
      parameters_(parameters),
      workspace_(&workspace) {}

void Network::forward(const Rows& x, std::span<float> y) {
  const std::size_t most = std::min(kBatch, padded(x.size()));
  ForwardPass pass;
  pass.scratch = at_least(workspace_->scratch, plan_->scratch() * most);
  at_least(workspace_->activations, (plan_->recurrent() ? 2 : 1) * plan_->features() * most);
  for (std::size_t from = 0; from < x.size(); from += kBatch) {
    const std::size_t rows = std::min(kBatch, x.size() - from);
    pass.lanes = padded(rows);
    pass.values = values_behind_zeros(*plan_, pass.lanes, workspace_->activations);
    read_lanes(x, from, rows, 0, plan_->inputs(), pass.lanes, pass.values);
    run(*plan_, parameters_.data(), pass);
    write_outputs(*plan_, pass.values, pass.lanes, rows, plan_->outputs(),
                  y.data() + from * plan_->outputs());
  }
}

void Network::step(std::span<const float> x, std::span<float> y) {
  ForwardPass pass;
  pass.lanes = plan_->needs_blocks() ? kLanes : 1;
  const std::size_t block = plan_->features() * pass.lanes;
  pass.scratch = at_least(workspace_->scratch, plan_->scratch() * pass.lanes);
  pass.values = at_least(workspace_->activations, block);
  if (plan_->recurrent()) {
    if (memory_.empty()) memory_.assign(2 * block, 0.0F);
    pass.previous = memory_.data();
    pass.values = memory_.data() + block;
  }
  if (pass.lanes == 1)
    std::copy_n(x.data(), plan_->inputs(), pass.values);
  else
    read_lanes(plain_rows(x, plan_->inputs()), 0, 1, 0, plan_->inputs(), pass.lanes, pass.values);
  run(*plan_, parameters_.data(), pass);
  write_outputs(*plan_, pass.values, pass.lanes, 1, plan_->outputs(), y.data());
  if (plan_->recurrent()) std::copy_n(pass.values, block, memory_.data());
}

void Network::reset() {
  std::ranges::fill(memory_, 0.0F);
}

}  // namespace neat
