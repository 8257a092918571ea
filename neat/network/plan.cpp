#include "neat/network/plan.hpp"

#include <algorithm>
#include <compare>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>
#include <queue>
#include <string>

#include "neat/base/error.hpp"
#include "neat/genome/node_places.hpp"
#include "neat/genome/shapes.hpp"

namespace neat {
namespace {

using Indices = std::vector<std::uint32_t>;

/// Lists of connection indices, one per node, side by side.
class Lists {
 public:
  /// Lists for `nodes` nodes: of each enabled connection c, c goes to the list of node_of[c].
  void fill(std::size_t nodes, const Topology& topology, const Indices& node_of) {
    const auto connections = topology.connections();
    first_.assign(nodes + 2, 0);
    for (std::size_t c = 0; c < connections.size(); ++c) first_[node_of[c] + 2] += connections[c].enabled;
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    items_.resize(first_.back());
    for (std::size_t c = 0; c < connections.size(); ++c)
      if (connections[c].enabled) items_[first_[node_of[c] + 1]++] = std::uint32_t(c);
  }
  std::span<const std::uint32_t> operator[](std::size_t node) const {
    return {items_.data() + first_[node], items_.data() + first_[node + 1]};
  }

 private:
  Indices first_, items_;
};

/// A topology's enabled connections by node index, in innovation order.
struct Wiring {
  Indices source, target;    ///< of each connection, as node indices
  Lists incoming, outgoing;  ///< of each node, as connection indices
  NodePlaces places;
};

/// In memory that is used again by its thread's next plan.
const Wiring& wire(const Topology& topology) {
  thread_local Wiring wiring;
  const auto connections = topology.connections();
  const std::size_t nodes = topology.nodes().size();
  wiring.places.fill(topology.nodes());
  wiring.source.resize(connections.size()), wiring.target.resize(connections.size());
  for (std::size_t c = 0; c < connections.size(); ++c) {
    wiring.source[c] = std::uint32_t(wiring.places.find(connections[c].source));
    wiring.target[c] = std::uint32_t(wiring.places.find(connections[c].target));
  }
  wiring.incoming.fill(nodes, topology, wiring.target);
  wiring.outgoing.fill(nodes, topology, wiring.source);
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

/// What decides which steps are run together, and in which order.
struct Place {
  std::uint32_t level = 0;  ///< the longest way from an input, in forward connections
  std::uint32_t kind = 0;   ///< of neurons: 1 + the activation; of all others 0
  std::uint32_t edges = 0;  ///< neurons of as many edges side by side: the loops over them end alike

  auto operator<=>(const Place&) const = default;
};

bool is_summing_neuron(const Topology& topology, const Wiring& wiring, std::uint32_t node) {
  const NodeGene& gene = topology.nodes()[node];
  return gene.shape.is_neuron() && gene.aggregation == Aggregation::sum &&
         std::ranges::all_of(wiring.incoming[node], [&](std::uint32_t c) {
           return topology.connections()[c].op.kind <= OperatorKind::dense &&
                  topology.nodes()[wiring.source[c]].shape.is_neuron();
         });
}

/// The place of every node; `order` is that of order_nodes.
std::vector<Place> find_places(const Topology& topology, const Wiring& wiring, const Indices& order) {
  std::vector<Place> places(topology.nodes().size());
  for (const std::uint32_t node : order) {
    Place& place = places[node];
    place.edges = std::uint32_t(wiring.incoming[node].size());
    if (is_summing_neuron(topology, wiring, node))
      place.kind = 1 + std::uint32_t(topology.nodes()[node].activation);
    for (const std::uint32_t c : wiring.incoming[node])
      if (!topology.connections()[c].recurrent)
        place.level = std::max(place.level, places[wiring.source[c]].level + 1);
  }
  return places;
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
    : inputs_(topology.inputs()),
      outputs_(topology.outputs()),
      parameters_(topology.parameter_count()),
      learned_(topology.learned_count()) {
  check_size("parameters", parameters_);
  edges_.reserve(topology.enabled_connections()), neuron_sources_.reserve(topology.enabled_connections());
  neuron_weights_.reserve(topology.enabled_connections()), steps_.reserve(topology.nodes().size());
  const Wiring& wiring = wire(topology);
  const Indices order = order_nodes(topology, wiring, find_live(topology, wiring));
  const std::vector<Place> places = find_places(topology, wiring, order);
  Indices computed, first(topology.nodes().size(), 0), step_of(topology.nodes().size(), 0);
  std::ranges::copy_if(order, std::back_inserter(computed),
                       [&](std::uint32_t node) { return computes(topology.nodes()[node]); });
  for (std::uint32_t i = 0; i < computed.size(); ++i) step_of[computed[i]] = i;
  Indices grouped = computed;
  std::ranges::stable_sort(grouped, {}, [&](std::uint32_t node) { return places[node]; });
  place_nodes(topology, order, grouped, first);
  for (const std::uint32_t node : computed)
    add_step(topology, node, wiring.incoming[node], wiring.source, first);
  const Place* last = nullptr;
  for (const std::uint32_t node : grouped) {
    const Place& place = places[node];
    const bool joins = last && place.kind > 0 && last->kind == place.kind && last->level == place.level;
    if (!joins) groups_.push_back({step_of[node], first[node], std::uint32_t(neuron_biases_.size()), 0});
    if (place.kind > 0) add_neuron(steps_[step_of[node]]);
    last = &place;
  }
  for (std::uint32_t i = 0; i < first.size(); ++i) {
    if (topology.nodes()[i].role != Role::output) continue;
    for (std::uint32_t k = 0; k < topology.nodes()[i].shape.size(); ++k)
      output_features_.push_back(first[i] + k);
  }
}

void Plan::place_nodes(const Topology& topology, const Indices& order, const Indices& computed,
                       Indices& first) {
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
  for (const std::uint32_t node : computed) place(node);
}

void Plan::add_neuron(PlanStep& step) {
  step.neuron = std::uint32_t(neuron_biases_.size());
  ++groups_.back().neurons;
  const auto behind = std::uint32_t(recurrent_ ? features_ : 0);
  for (const PlanEdge& edge : edges(step)) {
    neuron_sources_.push_back(edge.source + (edge.recurrent ? 0 : behind));
    neuron_weights_.push_back(edge.weights);
  }
  neuron_edges_.push_back(std::uint32_t(neuron_sources_.size()));
  neuron_biases_.push_back(step.bias);
}

void Plan::add_step(const Topology& topology, std::uint32_t node, std::span<const std::uint32_t> incoming,
                    const Indices& sources, const Indices& first) {
  const NodeGene& gene = topology.nodes()[node];
  PlanStep step;
  step.target = first[node];
  step.size = std::uint32_t(gene.shape.size());
  if (gene.bias) step.bias = std::uint32_t(topology.bias(node).offset);
  step.bias_span = gene.shape.height * gene.shape.width;
  step.channels = gene.shape.channels;
  step.activation = gene.activation;
  step.aggregation = gene.aggregation;
  step.dropout = gene.dropout;
  step.normalisation = gene.normalisation;
  if (gene.normalisation != Normalisation::none) {
    step.scale = std::uint32_t(topology.scale(node).offset);
    needs_blocks_ = true;
  }
  if (gene.normalisation == Normalisation::batch) {
    step.statistics = std::uint32_t(topology.statistics(node).offset);
    step.batch_statistics = std::uint32_t(batch_statistics_);
    batch_statistics_ += 2 * std::size_t{step.channels};
  }
  add_edges(topology, step, node, incoming, sources, first);
  steps_.push_back(step);
  count(step);
}

namespace {

/// Where the channels of a concat node's connections begin, disabled ones among them.
std::vector<std::uint32_t> parts_of(const Topology& topology, std::uint32_t node,
                                    std::span<const std::uint32_t> incoming) {
  std::vector<std::uint32_t> parts(incoming.size(), 0);
  const NodeGene& gene = topology.nodes()[node];
  if (gene.aggregation != Aggregation::concat) return parts;
  std::uint32_t channels = 0;
  for (std::uint32_t c = 0; c < topology.connections().size(); ++c) {
    const ConnectionGene& connection = topology.connections()[c];
    if (connection.target != gene.id) continue;
    const auto at = std::ranges::find(incoming, c);
    if (at != incoming.end()) parts[std::size_t(at - incoming.begin())] = channels;
    channels += topology.nodes()[topology.node_index(connection.source)].shape.channels;
  }
  return parts;
}

}  // namespace

void Plan::add_edges(const Topology& topology, PlanStep& step, std::uint32_t node,
                     std::span<const std::uint32_t> incoming, const Indices& sources, const Indices& first) {
  const NodeGene& gene = topology.nodes()[node];
  step.first_edge = std::uint32_t(edges_.size());
  step.edges = std::uint32_t(incoming.size());
  const bool concat = gene.aggregation == Aggregation::concat;
  const auto parts = concat ? parts_of(topology, node, incoming) : std::vector<std::uint32_t>{};
  for (std::size_t i = 0; i < incoming.size(); ++i) {
    const ConnectionGene& connection = topology.connections()[incoming[i]];
    const std::uint32_t source = sources[incoming[i]];
    PlanEdge edge;
    edge.op = connection.op;
    edge.recurrent = connection.recurrent;
    edge.source = first[source];
    edge.from = topology.nodes()[source].shape;
    edge.source_size = std::uint32_t(edge.from.size());
    edge.weights = std::uint32_t(topology.weights(incoming[i]).offset);
    edge.to = gene.shape;
    if (concat) edge.to.channels = edge.from.channels, edge.part = parts[i] * step.bias_span;
    edge.part_size = std::uint32_t(edge.to.size());
    edges_.push_back(edge);
    recurrent_ = recurrent_ || connection.recurrent;
    needs_blocks_ = needs_blocks_ || connection.op.kind > OperatorKind::dense;
  }
}

void Plan::count(const PlanStep& step) {
  flops_ += step.size * (step.bias == PlanStep::kNoBias ? 1ULL : 2ULL);
  if (step.normalisation != Normalisation::none) flops_ += 2ULL * step.size;
  for (const PlanEdge& edge : edges(step)) flops_ += neat::flops(edge.op, edge.from, edge.to);
  const bool contributions =
      step.aggregation == Aggregation::product || step.aggregation == Aggregation::maximum;
  const std::size_t normalised = step.normalisation == Normalisation::none ? 0 : step.size + step.channels;
  scratch_ =
      std::max(scratch_, step.size * (contributions ? 2 * std::size_t{step.edges} + 1 : 1) + normalised);
}

}  // namespace neat
