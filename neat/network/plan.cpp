#include "neat/network/plan.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <queue>
#include <string>

#include "neat/base/error.hpp"

namespace neat {
namespace {

using Indices = std::vector<std::uint32_t>;

/// A topology's enabled connections by node index, in innovation order.
struct Wiring {
  std::vector<std::uint32_t> source, target;  ///< of each connection, as node indices
  std::vector<Indices> incoming, outgoing;    ///< of each node, as connection indices
};

Wiring wire(const Topology& topology) {
  const auto connections = topology.connections();
  const std::size_t nodes = topology.nodes().size();
  Wiring wiring{Indices(connections.size()), Indices(connections.size()), std::vector<Indices>(nodes),
                std::vector<Indices>(nodes)};
  for (std::uint32_t i = 0; i < connections.size(); ++i) {
    if (!connections[i].enabled) continue;
    wiring.source[i] = std::uint32_t(topology.node_index(connections[i].source));
    wiring.target[i] = std::uint32_t(topology.node_index(connections[i].target));
    wiring.incoming[wiring.target[i]].push_back(i);
    wiring.outgoing[wiring.source[i]].push_back(i);
  }
  return wiring;
}

/// Which nodes reach an output through enabled connections, recurrent ones included.
std::vector<bool> find_live(const Topology& topology, const Wiring& wiring) {
  std::vector<bool> live(topology.nodes().size(), false);
  Indices waiting;
  for (std::uint32_t i = 0; i < live.size(); ++i) {
    if (topology.nodes()[i].role != Role::output) continue;
    live[i] = true;
    waiting.push_back(i);
  }
  while (!waiting.empty()) {
    const std::uint32_t node = waiting.back();
    waiting.pop_back();
    for (const std::uint32_t c : wiring.incoming[node]) {
      if (live[wiring.source[c]]) continue;
      live[wiring.source[c]] = true;
      waiting.push_back(wiring.source[c]);
    }
  }
  return live;
}

bool computes(const NodeGene& node) {
  return node.role == Role::output || node.role == Role::hidden;
}

/// Live nodes in an order in which every forward connection comes from an earlier one: of those that are
/// ready, the one with the lowest id.
Indices order_nodes(const Topology& topology, const Wiring& wiring, const std::vector<bool>& live) {
  Indices waiting_for(live.size(), 0), order;
  std::priority_queue<std::uint32_t, Indices, std::greater<>> ready;
  for (std::uint32_t i = 0; i < live.size(); ++i) {
    for (const std::uint32_t c : wiring.incoming[i]) waiting_for[i] += !topology.connections()[c].recurrent;
    if (live[i] && waiting_for[i] == 0) ready.push(i);
  }
  while (!ready.empty()) {
    const std::uint32_t node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const std::uint32_t c : wiring.outgoing[node]) {
      const std::uint32_t target = wiring.target[c];
      if (topology.connections()[c].recurrent || !live[target]) continue;
      if (--waiting_for[target] == 0) ready.push(target);
    }
  }
  return order;
}

void check_size(const char* what, std::size_t size) {
  if (size < std::numeric_limits<std::uint32_t>::max()) return;
  throw Error(ErrorCode::data, "plan: " + std::to_string(size) + " " + what +
                                   ": more than 32 bits can address; use a smaller network");
}

}  // namespace

const Plan& Plan::of(const Topology& topology) {
  const auto& kept =
      topology.derived([](const Topology& t) -> std::any { return std::make_shared<const Plan>(t); });
  return *std::any_cast<const std::shared_ptr<const Plan>&>(kept);
}

Plan::Plan(const Topology& topology)
    : inputs_(topology.inputs()), outputs_(topology.outputs()), parameters_(topology.parameter_count()) {
  check_size("parameters", parameters_);
  const Wiring wiring = wire(topology);
  const Indices order = order_nodes(topology, wiring, find_live(topology, wiring));
  Indices first(topology.nodes().size(), 0);
  place_nodes(topology, order, first);
  for (const std::uint32_t node : order)
    if (computes(topology.nodes()[node])) add_step(topology, node, wiring.incoming[node], first);
  for (std::uint32_t i = 0; i < first.size(); ++i) {
    if (topology.nodes()[i].role != Role::output) continue;
    for (std::uint32_t k = 0; k < topology.nodes()[i].shape.size(); ++k)
      output_features_.push_back(first[i] + k);
  }
}

void Plan::place_nodes(const Topology& topology, const Indices& order, Indices& first) {
  const auto place = [&](std::uint32_t node) {
    first[node] = std::uint32_t(features_);
    features_ += topology.nodes()[node].shape.size();
    check_size("features", features_);
  };
  for (std::uint32_t i = 0; i < first.size(); ++i)
    if (topology.nodes()[i].role == Role::input)
      place(i);  // all of them, so that a row of data is a row of features
  for (const std::uint32_t node : order)
    if (topology.nodes()[node].role == Role::bias) place(node);
  for (std::size_t feature = inputs_; feature < features_; ++feature) ones_.push_back(std::uint32_t(feature));
  for (const std::uint32_t node : order)
    if (computes(topology.nodes()[node])) place(node);
}

void Plan::add_step(const Topology& topology, std::uint32_t node, const Indices& incoming,
                    const Indices& first) {
  const NodeGene& gene = topology.nodes()[node];
  PlanStep step;
  step.target = first[node];
  step.size = std::uint32_t(gene.shape.size());
  if (gene.bias) step.bias = std::uint32_t(topology.bias(node).offset);
  step.bias_span = gene.shape.height * gene.shape.width;
  step.first_edge = std::uint32_t(edges_.size());
  step.edges = std::uint32_t(incoming.size());
  step.activation = gene.activation;
  step.aggregation = gene.aggregation;
  step.dropout = gene.dropout;
  for (const std::uint32_t c : incoming) {
    const ConnectionGene& connection = topology.connections()[c];
    const std::size_t source = topology.node_index(connection.source);
    edges_.push_back({connection.op.kind, connection.recurrent, first[source],
                      std::uint32_t(topology.nodes()[source].shape.size()),
                      std::uint32_t(topology.weights(c).offset)});
    recurrent_ = recurrent_ || connection.recurrent;
  }
  step.gathers = step.size == 1 &&
                 std::ranges::all_of(edges(step), [](const PlanEdge& e) { return e.source_size == 1; });
  steps_.push_back(step);
  count(step);
}

void Plan::count(const PlanStep& step) {
  flops_ += step.size * (step.bias == PlanStep::kNoBias ? 1ULL : 2ULL);
  for (const PlanEdge& edge : edges(step)) flops_ += 2ULL * step.size * edge.source_size;
  const bool contributions =
      step.aggregation == Aggregation::product || step.aggregation == Aggregation::maximum;
  scratch_ = std::max(scratch_, step.size * (contributions ? 2 * std::size_t{step.edges} + 1 : 1));
}

}  // namespace neat
