#include "neat/genome/innovation.hpp"

#include <algorithm>

namespace neat {

Innovations::Innovations(const InnovationState& state)
    : next_connection_(state.next_connection), next_node_(state.next_node) {
  for (const auto& c : state.connections) connections_[{c.source, c.target, c.kind, c.recurrent}] = c.number;
  for (const auto& s : state.splits) splits_[{s.connection, s.occurrence}] = s.node;
}

InnovationNumber Innovations::connection(NodeId source, NodeId target, OperatorKind kind, bool recurrent) {
  const auto [place, is_new] = connections_.try_emplace({source, target, kind, recurrent}, next_connection_);
  next_connection_ += is_new;
  return place->second;
}

NodeId Innovations::split(InnovationNumber connection, std::uint32_t occurrence) {
  const auto [place, is_new] = splits_.try_emplace({connection, occurrence}, next_node_);
  next_node_ += is_new;
  return place->second;
}

void Innovations::reserve(NodeId node, InnovationNumber connection) {
  next_node_ = std::max(next_node_, node + 1);
  next_connection_ = std::max(next_connection_, connection + 1);
}

void Innovations::adopt(const ConnectionGene& gene) {
  connections_.try_emplace({gene.source, gene.target, gene.op.kind, gene.recurrent}, gene.innovation);
  reserve(std::max(gene.source, gene.target), gene.innovation);
}

InnovationState Innovations::state() const {
  InnovationState state;
  state.next_connection = next_connection_;
  state.next_node = next_node_;
  for (const auto& [key, number] : connections_) {
    const auto& [source, target, kind, recurrent] = key;
    state.connections.push_back({source, target, kind, recurrent, number});
  }
  for (const auto& [key, node] : splits_) state.splits.push_back({key.first, key.second, node});
  return state;
}

}  // namespace neat
