/// neat/genome/innovation.hpp - innovation numbers: the same structural change gets the same number all
/// through a run.
///
/// Keys are (source, target, operator kind, recurrent) for connections and (split connection, occurrence) for
/// nodes. Children are bred in parallel and only propose structure; numbers are given in one serial pass in
/// child order, so they do not depend on threads. Numbers are never reused. Not thread safe.
#pragma once

#include <cstdint>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "neat/genome/gene.hpp"

namespace neat {

/// The registry as flat data, for checkpoints and hashes; entries sorted by key.
struct InnovationState {
  struct Connection {
    NodeId source, target;
    OperatorKind kind;
    bool recurrent;
    InnovationNumber number;
  };
  struct Split {
    InnovationNumber connection;
    std::uint32_t occurrence;
    NodeId node;
  };
  std::uint32_t next_connection = 1;
  std::uint32_t next_node = 0;
  std::vector<Connection> connections;
  std::vector<Split> splits;
};

class Innovations {
 public:
  explicit Innovations(NodeId first_free_node = 0) : next_node_(first_free_node) {}
  explicit Innovations(const InnovationState& state);

  InnovationNumber connection(NodeId source, NodeId target, OperatorKind kind, bool recurrent);
  /// The node that splits `connection` for the `occurrence`-th time (from 0) within one genome.
  NodeId split(InnovationNumber connection, std::uint32_t occurrence);

  /// Numbers at least up to these are taken (warm start from a genome numbered elsewhere).
  void reserve(NodeId node, InnovationNumber connection);
  void adopt(const ConnectionGene& gene);  ///< registers a gene that already has its number

  InnovationState state() const;
  /// Brings `state`, an earlier state of this registry or an empty one, up to the present; for little when little is new.
  void update(InnovationState& state) const;

 private:
  using ConnectionKey = std::tuple<NodeId, NodeId, OperatorKind, bool>;
  using SplitKey = std::pair<InnovationNumber, std::uint32_t>;
  struct KeyHash {
    std::size_t operator()(const ConnectionKey& key) const;
    std::size_t operator()(const SplitKey& key) const;
  };

  std::unordered_map<ConnectionKey, InnovationNumber, KeyHash> connections_;
  std::unordered_map<SplitKey, NodeId, KeyHash> splits_;
  std::vector<InnovationState::Connection> connection_log_;  ///< in the order in which they were registered
  std::vector<InnovationState::Split> split_log_;
  std::uint32_t next_connection_ = 1;
  NodeId next_node_ = 0;
};

}  // namespace neat
