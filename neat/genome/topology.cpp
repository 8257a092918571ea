#include "neat/genome/topology.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <tuple>
#include <unordered_map>

#include "neat/base/error.hpp"

namespace neat {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::data,
              "topology: " + what + "; the genome is damaged or was made by hand, use another one");
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9e37'79b9'7f4a'7c15ULL + (hash << 12) + (hash >> 4);
  hash *= 0xff51'afd7'ed55'8ccdULL;  // the finaliser of MurmurHash3
  return hash ^ (hash >> 33);
}

std::uint64_t structural_hash(std::span<const NodeGene> nodes, std::span<const ConnectionGene> connections) {
  std::uint64_t hash = mix(nodes.size(), connections.size());
  for (const auto& n : nodes) {
    hash = mix(hash, n.id);
    hash = mix(hash, std::uint64_t(n.role) | std::uint64_t(n.activation) << 8 |
                         std::uint64_t(n.aggregation) << 16 | std::uint64_t(n.normalisation) << 24 |
                         std::uint64_t(n.bias) << 32);
    hash = mix(hash, std::bit_cast<std::uint32_t>(n.dropout));
    hash = mix(hash, std::uint64_t(n.shape.channels) << 32 | n.shape.height);
    hash = mix(hash, n.shape.width);
  }
  for (const auto& c : connections) {
    hash = mix(hash, c.innovation);
    hash = mix(hash, std::uint64_t(c.source) << 32 | c.target);
    hash = mix(hash,
               std::uint64_t(c.enabled) | std::uint64_t(c.recurrent) << 8 | std::uint64_t(c.op.kind) << 16);
  }
  return hash;
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

void check_nodes(std::span<const NodeGene> nodes) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto& n = nodes[i];
    const std::string who = "node " + std::to_string(n.id);
    if (i > 0 && nodes[i - 1].id == n.id) refuse(who + " is there twice");
    if (is_provisional(n.id)) refuse(who + " has a provisional id");
    if (n.shape.channels == 0 || n.shape.height == 0 || n.shape.width == 0)
      refuse(who + " has an empty shape");
    if (is_too_large(n.shape)) refuse(who + " is too large");
    if (!(n.dropout >= 0 && n.dropout < 1)) refuse(who + " has a dropout outside [0, 1)");
  }
}

using NodeFinder = std::function<std::size_t(NodeId)>;

void check_connection(const ConnectionGene& c, std::span<const NodeGene> nodes, const NodeFinder& find) {
  const std::string who = "connection " + std::to_string(c.innovation);
  if (is_provisional(c.innovation)) refuse(who + " has a provisional number");
  const std::size_t s = find(c.source), t = find(c.target);
  if (s == nodes.size())
    refuse(who + " leaves from node " + std::to_string(c.source) + ", which is not there");
  if (t == nodes.size()) refuse(who + " leads to node " + std::to_string(c.target) + ", which is not there");
  if (!may_be_target(nodes[t].role)) refuse(who + " leads into an input or bias node");
  const bool neurons = nodes[s].shape.is_neuron() && nodes[t].shape.is_neuron();
  if (c.op.kind == OperatorKind::weight && !neurons)
    refuse(who + " is a single weight between nodes that are not neurons");
  if (c.recurrent && !neurons) refuse(who + " is recurrent between nodes that are not neurons");
}

/// A file may claim blocks that no memory holds.
void check_parameters(std::span<const NodeGene> nodes, std::span<const ConnectionGene> connections,
                      const NodeFinder& find) {
  std::uint64_t parameters = 0;
  for (const auto& c : connections) {
    parameters += weight_count(c.op, nodes[find(c.source)].shape, nodes[find(c.target)].shape);
    if (parameters > kMostParameters) refuse("it has more than 2^40 parameters");
  }
}

void check_unique(std::span<const ConnectionGene> connections) {
  std::vector<std::tuple<NodeId, NodeId, bool>> ends;
  ends.reserve(connections.size());
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const auto& c = connections[i];
    if (i > 0 && connections[i - 1].innovation == c.innovation)
      refuse("connection " + std::to_string(c.innovation) + " is there twice");
    ends.emplace_back(c.source, c.target, c.recurrent);
  }
  std::sort(ends.begin(), ends.end());
  const auto twin = std::adjacent_find(ends.begin(), ends.end());
  if (twin != ends.end())
    refuse("nodes " + std::to_string(std::get<0>(*twin)) + " and " + std::to_string(std::get<1>(*twin)) +
           " are connected twice in the same way");
}

void check_acyclic(std::span<const NodeGene> nodes, std::span<const ConnectionGene> connections,
                   const NodeFinder& find) {
  std::vector<std::vector<std::size_t>> targets(nodes.size());
  std::vector<std::size_t> waiting(nodes.size(), 0), ready;
  for (const auto& c : connections) {
    if (c.recurrent) continue;
    targets[find(c.source)].push_back(find(c.target));
    ++waiting[find(c.target)];
  }
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (waiting[i] == 0) ready.push_back(i);
  std::size_t seen = 0;
  while (seen < ready.size())
    for (const std::size_t t : targets[ready[seen++]])
      if (--waiting[t] == 0) ready.push_back(t);
  if (seen != nodes.size()) refuse("its forward connections form a cycle");
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
  std::ranges::sort(nodes, {}, &NodeGene::id);
  std::ranges::sort(connections, {}, &ConnectionGene::innovation);
  const std::uint64_t hash = structural_hash(nodes, connections);
  Shard& home = shard(hash);
  {
    const std::scoped_lock guard(home.lock);
    if (auto known = find_interned(home, nodes, connections, hash)) return known;
  }
  check_nodes(nodes);
  const NodeFinder find = [&](NodeId id) {
    const auto it = std::ranges::lower_bound(nodes, id, {}, &NodeGene::id);
    return it != nodes.end() && it->id == id ? std::size_t(it - nodes.begin()) : nodes.size();
  };
  for (const auto& c : connections) check_connection(c, nodes, find);
  check_parameters(nodes, connections, find);
  check_unique(connections);
  check_acyclic(nodes, connections, find);

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
  std::size_t offset = 0;
  for (const auto& n : nodes_) {
    const std::size_t size = n.bias ? n.shape.channels : 0;
    biases_.push_back({offset, size, true});
    offset += size;
    if (n.role == Role::input) inputs_ += n.shape.size();
    if (n.role == Role::output) outputs_ += n.shape.size();
    hidden_nodes_ += n.role == Role::hidden;
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
      scalar_count_ += scalars;
    }
  parameter_count_ = offset;
  for (const auto& c : connections_) {
    enabled_connections_ += c.enabled;
    recurrent_ = recurrent_ || (c.enabled && c.recurrent);
  }
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
  std::call_once(derived_once_, [&] { derived_ = make(*this); });
  return derived_;
}

}  // namespace neat
