#include "neat/genome/topology.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <string>
#include <tuple>
#include <unordered_map>

#include "neat/base/error.hpp"
#include "neat/genome/node_places.hpp"
#include "neat/genome/shapes.hpp"

namespace neat {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::data,
              "topology: " + what + "; the genome is damaged or was made by hand, use another one");
}

/// The finaliser of MurmurHash3.
std::uint64_t mix(std::uint64_t value) {
  value = (value ^ value >> 33) * 0xff51'afd7'ed55'8ccdULL;
  value = (value ^ value >> 33) * 0xc4ce'b9fe'1a85'ec53ULL;
  return value ^ value >> 33;
}

std::uint64_t hash_of(const NodeGene& n) {
  const std::uint64_t kinds = std::uint64_t(n.role) | std::uint64_t(n.activation) << 8 |
                              std::uint64_t(n.aggregation) << 16 | std::uint64_t(n.normalisation) << 24 |
                              std::uint64_t(n.bias) << 32;
  const std::uint64_t extents =
      std::uint64_t{n.shape.channels} << 32 ^ std::uint64_t{n.shape.height} << 16 ^ n.shape.width;
  return mix(kinds << 24 ^ mix(extents ^ std::bit_cast<std::uint32_t>(n.dropout)) ^ n.id);
}

std::uint64_t hash_of(const ConnectionGene& c) {
  const std::uint64_t kinds = std::uint64_t(c.enabled) | std::uint64_t(c.recurrent) << 1 |
                              std::uint64_t(c.op.kind) << 2 | std::uint64_t(c.op.kernel - 1U) << 48 |
                              std::uint64_t(c.op.stride - 1U) << 56;
  return mix((std::uint64_t{c.source} << 32 | c.target) * 0x9e37'79b9'7f4a'7c15ULL ^
             (std::uint64_t{c.innovation} << 8 | kinds));
}

/// A sum over the genes, whose ids tell them apart: no gene waits for the one before it.
std::uint64_t structural_hash(std::span<const NodeGene> nodes, std::span<const ConnectionGene> connections) {
  std::uint64_t hash = nodes.size() << 32 | connections.size();
  for (const auto& n : nodes) hash += hash_of(n);
  for (const auto& c : connections) hash += hash_of(c);
  return mix(hash);
}

bool may_be_target(Role role) {
  return role == Role::output || role == Role::hidden;
}

constexpr std::uint64_t kMostUnits = std::uint64_t{1} << 28;       // of one node
constexpr std::uint64_t kMostParameters = std::uint64_t{1} << 40;  // of one genome

/// Without the product of three extents, which may not fit.
bool is_too_large(const Shape& shape) {
  const std::uint64_t area = std::uint64_t{shape.height} * shape.width;
  return area > kMostUnits || shape.channels > kMostUnits / area;
}

[[noreturn]] void refuse_node(const NodeGene& node, const std::string& what) {
  refuse("node " + std::to_string(node.id) + what);
}

void check_nodes(std::span<const NodeGene> nodes) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto& n = nodes[i];
    if (i > 0 && nodes[i - 1].id == n.id) refuse_node(n, " is there twice");
    if (is_provisional(n.id)) refuse_node(n, " has a provisional id");
    if (n.shape.channels == 0 || n.shape.height == 0 || n.shape.width == 0)
      refuse_node(n, " has an empty shape");
    if (is_too_large(n.shape)) refuse_node(n, " is too large");
    if (!(n.dropout >= 0 && n.dropout < 1)) refuse_node(n, " has a dropout outside [0, 1)");
    if (n.normalisation != Normalisation::none && (n.shape.is_neuron() || !may_be_target(n.role)))
      refuse_node(n, " is normalised, but is a neuron or computes nothing");
  }
}

/// The ends of a connection as indices of nodes.
struct Ends {
  std::uint32_t source, target;
};

/// What one thread's checks work with; kept, since most topologies of a run are about as large as the last.
struct CheckMemory {
  NodePlaces places;
  std::vector<Ends> ends;                              ///< of each connection
  std::vector<std::uint32_t> first, targets, waiting;  ///< forward targets by source
  std::vector<std::uint32_t> seen;                     ///< by target and kind: the last source, plus one
};

[[noreturn]] void refuse_connection(const ConnectionGene& c, const std::string& what) {
  refuse("connection " + std::to_string(c.innovation) + what);
}

Ends check_connection(const ConnectionGene& c, std::span<const NodeGene> nodes, const NodePlaces& places) {
  if (is_provisional(c.innovation)) refuse_connection(c, " has a provisional number");
  const std::size_t s = places.find(c.source), t = places.find(c.target);
  if (s == nodes.size())
    refuse_connection(c, " leaves from node " + std::to_string(c.source) + ", which is not there");
  if (t == nodes.size())
    refuse_connection(c, " leads to node " + std::to_string(c.target) + ", which is not there");
  if (!may_be_target(nodes[t].role)) refuse_connection(c, " leads into an input or bias node");
  const bool neurons = nodes[s].shape.is_neuron() && nodes[t].shape.is_neuron();
  if (neurons && c.op == Operator{} && nodes[t].aggregation != Aggregation::concat)
    return {std::uint32_t(s), std::uint32_t(t)};
  if (const auto why = misfit(c.op, nodes[s].shape, nodes[t].shape, nodes[t].aggregation); !why.empty())
    refuse_connection(c, " " + why);
  if (c.recurrent && !neurons) refuse_connection(c, " is recurrent between nodes that are not neurons");
  if (c.recurrent && nodes[t].aggregation == Aggregation::concat)
    refuse_connection(c, " is recurrent and leads into a concat node");
  return {std::uint32_t(s), std::uint32_t(t)};
}

/// A file may claim blocks that no memory holds.
void check_parameters(std::span<const NodeGene> nodes, std::span<const ConnectionGene> connections,
                      std::span<const Ends> ends) {
  std::uint64_t parameters = 0;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    parameters += weight_count(connections[i].op, nodes[ends[i].source].shape, nodes[ends[i].target].shape);
    if (parameters > kMostParameters) refuse("it has more than 2^40 parameters");
  }
}

/// The channels of a concat node are those of its sources.
void check_concats(std::span<const NodeGene> nodes, std::span<const Ends> ends) {
  if (std::ranges::count(nodes, Aggregation::concat, &NodeGene::aggregation) == 0) return;
  std::vector<std::uint64_t> channels(nodes.size(), 0);
  for (const Ends& e : ends) channels[e.target] += nodes[e.source].shape.channels;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].aggregation == Aggregation::concat && channels[i] != nodes[i].shape.channels)
      refuse_node(nodes[i], " has " + std::to_string(nodes[i].shape.channels) + " channels, but " +
                                std::to_string(channels[i]) + " are concatenated in it");
}

/// The same ends twice, of which the smallest are named.
[[noreturn]] void refuse_twins(std::span<const ConnectionGene> connections) {
  std::vector<std::tuple<NodeId, NodeId, bool>> ends;
  for (const auto& c : connections) ends.emplace_back(c.source, c.target, c.recurrent);
  std::sort(ends.begin(), ends.end());
  const auto twin = std::adjacent_find(ends.begin(), ends.end());
  refuse("nodes " + std::to_string(std::get<0>(*twin)) + " and " + std::to_string(std::get<1>(*twin)) +
         " are connected twice in the same way");
}

void check_numbers(std::span<const ConnectionGene> connections) {
  for (std::size_t i = 1; i < connections.size(); ++i)
    if (connections[i - 1].innovation == connections[i].innovation)
      refuse_connection(connections[i], " is there twice");
}

/// Sorts the connections' indices by source, in one counting pass: memory.first bounds each source's in memory.targets.
void group_by_source(std::size_t nodes, CheckMemory& memory) {
  memory.first.assign(nodes + 2, 0);
  memory.targets.resize(memory.ends.size());
  for (const Ends& e : memory.ends) ++memory.first[e.source + 2];
  std::partial_sum(memory.first.begin(), memory.first.end(), memory.first.begin());
  for (std::uint32_t i = 0; i < memory.ends.size(); ++i)
    memory.targets[memory.first[memory.ends[i].source + 1]++] = i;
}

void check_unique(std::span<const ConnectionGene> connections, std::size_t nodes, CheckMemory& memory) {
  memory.seen.assign(2 * nodes, 0);
  for (const std::uint32_t i : memory.targets) {
    const Ends e = memory.ends[i];
    auto& last = memory.seen[2 * std::size_t{e.target} + (connections[i].recurrent ? 1 : 0)];
    if (last == e.source + 1) refuse_twins(connections);
    last = e.source + 1;
  }
}

/// Kahn 1962: nodes whose sources are all done, until none is left.
void check_acyclic(std::span<const ConnectionGene> connections, std::size_t nodes, CheckMemory& memory) {
  memory.waiting.assign(nodes, 0);
  for (std::size_t i = 0; i < connections.size(); ++i)
    memory.waiting[memory.ends[i].target] += !connections[i].recurrent;
  auto& ready = memory.seen;
  ready.clear();
  for (std::uint32_t i = 0; i < nodes; ++i)
    if (memory.waiting[i] == 0) ready.push_back(i);
  for (std::size_t done = 0; done < ready.size(); ++done)
    for (std::uint32_t k = memory.first[ready[done]]; k < memory.first[ready[done] + 1]; ++k) {
      const std::uint32_t i = memory.targets[k], target = memory.ends[i].target;
      if (!connections[i].recurrent && --memory.waiting[target] == 0) ready.push_back(target);
    }
  if (ready.size() != nodes) refuse("its forward connections form a cycle");
}

/// Throws for the first broken invariant. REQUIRES: sorted.
void check(std::span<const NodeGene> nodes, std::span<const ConnectionGene> connections) {
  thread_local CheckMemory memory;
  check_nodes(nodes);
  memory.places.fill(nodes);
  memory.ends.clear();
  for (const auto& c : connections) memory.ends.push_back(check_connection(c, nodes, memory.places));
  check_parameters(nodes, connections, memory.ends);
  check_numbers(connections);
  check_concats(nodes, memory.ends);
  group_by_source(nodes.size(), memory);
  check_unique(connections, nodes.size(), memory);
  check_acyclic(connections, nodes.size(), memory);
}

/// Structures in use, by hash. Sharded, so that breeding threads rarely meet.
struct Shard {
  std::mutex lock;
  std::unordered_multimap<std::uint64_t, std::weak_ptr<const Topology>> topologies;
};

Shard& shard(std::uint64_t hash) {
  static auto* shards = new std::array<Shard, 64>;  // outlives every static genome
  return (*shards)[hash % shards->size()];
}

bool same(const Topology& topology, std::span<const NodeGene> nodes,
          std::span<const ConnectionGene> connections) {
  return std::ranges::equal(topology.nodes(), nodes) &&
         std::ranges::equal(topology.connections(), connections);
}

/// REQUIRES: the shard is locked.
std::shared_ptr<const Topology> find_interned(Shard& shard, std::span<const NodeGene> nodes,
                                              std::span<const ConnectionGene> connections,
                                              std::uint64_t hash) {
  const auto [first, last] = shard.topologies.equal_range(hash);
  for (auto it = first; it != last; ++it)
    if (auto known = it->second.lock(); known && same(*known, nodes, connections)) return known;
  return nullptr;
}

void forget(const Topology* topology) {
  auto& [lock, topologies] = shard(topology->hash());
  const std::scoped_lock guard(lock);
  auto [first, last] = topologies.equal_range(topology->hash());
  while (first != last) first = first->second.expired() ? topologies.erase(first) : std::next(first);
}

}  // namespace

std::shared_ptr<const Topology> Topology::make(std::vector<NodeGene> nodes,
                                               std::vector<ConnectionGene> connections) {
  if (!std::ranges::is_sorted(nodes, {}, &NodeGene::id)) std::ranges::sort(nodes, {}, &NodeGene::id);
  if (!std::ranges::is_sorted(connections, {}, &ConnectionGene::innovation))
    std::ranges::sort(connections, {}, &ConnectionGene::innovation);
  check(nodes, connections);
  return find_or_add(std::move(nodes), std::move(connections));
}

std::shared_ptr<const Topology> Topology::intern(std::vector<NodeGene> nodes,
                                                 std::vector<ConnectionGene> connections) {
#ifndef NDEBUG
  check(nodes, connections);
#endif
  return find_or_add(std::move(nodes), std::move(connections));
}

std::shared_ptr<const Topology> Topology::find_or_add(std::vector<NodeGene> nodes,
                                                      std::vector<ConnectionGene> connections) {
  const std::uint64_t hash = structural_hash(nodes, connections);
  Shard& home = shard(hash);
  {
    const std::scoped_lock guard(home.lock);
    if (auto known = find_interned(home, nodes, connections, hash)) return known;
  }
  // Declared before the lock, so that a loser of the race is destroyed (which locks) after the lock is
  // released.
  const std::shared_ptr<const Topology> made(new Topology(std::move(nodes), std::move(connections), hash),
                                             [](const Topology* t) { forget(t), delete t; });
  const std::scoped_lock guard(home.lock);
  if (auto known = find_interned(home, made->nodes_, made->connections_, hash)) return known;
  home.topologies.emplace(hash, made);
  return made;
}

Topology::Topology(std::vector<NodeGene> nodes, std::vector<ConnectionGene> connections, std::uint64_t hash)
    : nodes_(std::move(nodes)), connections_(std::move(connections)), hash_(hash) {
  lay_out();
}

void Topology::lay_out() {
  for (const auto& n : nodes_) {
    if (n.role == Role::input) inputs_ += n.shape.size();
    if (n.role == Role::output) outputs_ += n.shape.size();
    hidden_nodes_ += n.role == Role::hidden;
    neurons_only_ = neurons_only_ && n.shape.is_neuron();
  }
  innovation_numbers_.reserve(connections_.size());
  for (const auto& c : connections_) {
    innovation_numbers_.push_back(c.innovation);
    enabled_connections_ += c.enabled;
    recurrent_ = recurrent_ || (c.enabled && c.recurrent);
    scalar_count_ += c.op.kind == OperatorKind::weight;
  }
  neurons_only_ = neurons_only_ && scalar_count_ == connections_.size();
  neurons_only_ ? lay_out_neurons() : lay_out_tensors();
}

/// A parameter per bias and per connection: where they lie follows from the genes' order.
void Topology::lay_out_neurons() {
  bias_offsets_.reserve(nodes_.size());
  std::uint32_t biases = 0;
  for (const auto& n : nodes_) {
    bias_offsets_.push_back(biases);
    biases += n.bias;
  }
  scalar_offset_ = biases;
  learned_count_ = parameter_count_ = scalar_offset_ + connections_.size();
}

void Topology::lay_out_tensors() {
  std::size_t offset = 0;
  biases_.reserve(nodes_.size());
  for (const auto& n : nodes_) {
    const std::size_t size = n.bias ? n.shape.channels : 0;
    biases_.push_back({offset, size, true});
    offset += size;
  }
  scalar_offset_ = offset;
  weights_.resize(connections_.size());
  for (const bool scalars : {true, false})
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      const auto& c = connections_[i];
      if ((c.op.kind == OperatorKind::weight) != scalars) continue;
      const std::size_t size =
          weight_count(c.op, nodes_[node_index(c.source)].shape, nodes_[node_index(c.target)].shape);
      weights_[i] = {offset, size, true};
      offset += size;
    }
  offset = lay_out_normalisation(offset);
  parameter_count_ = offset;
}

/// Scales behind all weights, and what is not learned behind everything that is.
std::size_t Topology::lay_out_normalisation(std::size_t offset) {
  scales_.resize(nodes_.size()), statistics_.resize(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const std::size_t size = nodes_[i].normalisation == Normalisation::none ? 0 : nodes_[i].shape.channels;
    scales_[i] = {offset, size, true};
    offset += size;
  }
  learned_count_ = offset;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const std::size_t size =
        nodes_[i].normalisation == Normalisation::batch ? 2 * std::size_t{nodes_[i].shape.channels} : 0;
    statistics_[i] = {offset, size, false};
    offset += size;
  }
  return offset;
}

std::size_t Topology::node_index(NodeId id) const {
  const auto it = std::ranges::lower_bound(nodes_, id, {}, &NodeGene::id);
  return it != nodes_.end() && it->id == id ? std::size_t(it - nodes_.begin()) : nodes_.size();
}

std::size_t Topology::connection_index(InnovationNumber innovation) const {
  const auto it = std::ranges::lower_bound(connections_, innovation, {}, &ConnectionGene::innovation);
  return it != connections_.end() && it->innovation == innovation ? std::size_t(it - connections_.begin())
                                                                  : connections_.size();
}

const std::any& Topology::derived(const std::function<std::any(const Topology&)>& make) const {
  if (is_derived_.load(std::memory_order_acquire)) return derived_;
  const std::scoped_lock guard(
      derived_lock_);  // std::call_once would wake sleepers by a system call, each time
  if (!is_derived_.load(std::memory_order_relaxed)) {
    derived_ = make(*this);
    is_derived_.store(true, std::memory_order_release);
  }
  return derived_;
}

}  // namespace neat
