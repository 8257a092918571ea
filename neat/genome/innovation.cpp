#include "neat/genome/innovation.hpp"

#include <algorithm>

namespace neat {
namespace {

auto key_of(const InnovationState::Connection& c) {
  return std::tuple(c.source, c.target, c.kind, c.recurrent);
}
auto key_of(const InnovationState::Split& s) {
  return std::pair(s.connection, s.occurrence);
}

std::size_t spread(std::uint64_t value) {
  value *= 0x9e37'79b9'7f4a'7c15ULL;
  return std::size_t(value ^ value >> 32);
}

/// Adds what a log has more than `sorted`, in the order of the keys.
template <class Entry>
void merge_new(std::vector<Entry>& sorted, const std::vector<Entry>& log) {
  const auto by_key = [](const Entry& a, const Entry& b) { return key_of(a) < key_of(b); };
  const auto known = std::ptrdiff_t(sorted.size());
  sorted.insert(sorted.end(), log.begin() + known, log.end());
  std::sort(sorted.begin() + known, sorted.end(), by_key);
  std::inplace_merge(sorted.begin(), sorted.begin() + known, sorted.end(), by_key);
}

}  // namespace

std::size_t Innovations::KeyHash::operator()(const ConnectionKey& key) const {
  const auto& [source, target, kind, recurrent] = key;
  return spread((std::uint64_t{source} << 32 | target) * 8 + std::uint64_t(kind) * 2 + (recurrent ? 1 : 0));
}

std::size_t Innovations::KeyHash::operator()(const SplitKey& key) const {
  return spread(std::uint64_t{key.first} << 32 | key.second);
}

Innovations::Innovations(const InnovationState& state)
    : connection_log_(state.connections),
      split_log_(state.splits),
      next_connection_(state.next_connection),
      next_node_(state.next_node) {
  for (const auto& c : state.connections) connections_.emplace(key_of(c), c.number);
  for (const auto& s : state.splits) splits_.emplace(key_of(s), s.node);
}

InnovationNumber Innovations::connection(NodeId source, NodeId target, OperatorKind kind, bool recurrent) {
  const auto [place, is_new] = connections_.try_emplace({source, target, kind, recurrent}, next_connection_);
  if (is_new) connection_log_.push_back({source, target, kind, recurrent, next_connection_++});
  return place->second;
}

NodeId Innovations::split(InnovationNumber connection, std::uint32_t occurrence) {
  const auto [place, is_new] = splits_.try_emplace({connection, occurrence}, next_node_);
  if (is_new) split_log_.push_back({connection, occurrence, next_node_++});
  return place->second;
}

void Innovations::reserve(NodeId node, InnovationNumber connection) {
  next_node_ = std::max(next_node_, node + 1);
  next_connection_ = std::max(next_connection_, connection + 1);
}

void Innovations::adopt(const ConnectionGene& gene) {
  const bool is_new =
      connections_.try_emplace({gene.source, gene.target, gene.op.kind, gene.recurrent}, gene.innovation)
          .second;
  if (is_new)
    connection_log_.push_back({gene.source, gene.target, gene.op.kind, gene.recurrent, gene.innovation});
  reserve(std::max(gene.source, gene.target), gene.innovation);
}

InnovationState Innovations::state() const {
  InnovationState state;
  update(state);
  return state;
}

void Innovations::update(InnovationState& state) const {
  state.next_connection = next_connection_;
  state.next_node = next_node_;
  merge_new(state.connections, connection_log_);
  merge_new(state.splits, split_log_);
}

}  // namespace neat
