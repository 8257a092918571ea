#include "neat/run/state_hash.hpp"

#include <map>
#include <utility>

#include "neat/base/sha256.hpp"

namespace neat {
namespace {

/// Everything but doubles and floats goes in as 64-bit integers: one width, one byte order.
template <class... Values>
void add_all(Sha256& hash, Values... values) {
  (hash.add(static_cast<std::uint64_t>(values)), ...);
}

void add_topology(Sha256& hash, const Topology& topology) {
  add_all(hash, topology.nodes().size(), topology.connections().size());
  for (const auto& n : topology.nodes()) {
    add_all(hash, n.id, n.role, n.activation, n.aggregation, n.normalisation, n.bias);
    add_all(hash, n.shape.channels, n.shape.height, n.shape.width);
    hash.add(static_cast<double>(n.dropout));
  }
  for (const auto& c : topology.connections())
    add_all(hash, c.innovation, c.source, c.target, c.enabled, c.recurrent, c.op.kind);
}

class Canonical {
 public:
  explicit Canonical(const std::string& previous) { hash_.add(previous); }

  void add(const SearchState& state) {
    add_all(hash_, state.generation, state.evaluated, state.next_genome, state.next_species,
            state.champion_generation, state.last_restart);
    hash_.add(state.threshold);
    add(state.budget);
    add_all(hash_, state.members.size(), state.species.size());
    for (const auto& member : state.members) add(member);
    for (const auto& species : state.species) add(species);
    add(state.champion);
    add(state.innovations);
  }

  std::string finish() { return hex(hash_.finish()); }

 private:
  void add(const Budget& b) {
    add_all(hash_, b.evaluations, b.samples, b.rows, b.forward_flops, b.backward_flops, b.diverged, b.lost);
  }

  void add(const Member& member) {
    add(member.genome);
    add(member.evaluation);
    add_all(hash_, member.species);
    add(member.line);
  }

  void add(const Species& species) {
    add_all(hash_, species.id, species.born, species.improved);
    hash_.add(species.best_fitness);
    add(species.representative);
  }

  void add(const Evaluation& e) {
    add_all(hash_, e.status, e.solved, e.rows, e.samples, e.forward_flops, e.backward_flops,
            e.objectives.size(), e.metrics.size(), e.learned.size());
    for (const double x : e.objectives) hash_.add(x);
    for (const double x : e.metrics) hash_.add(x);
    hash_.add(e.learning_gain);
    hash_.add(std::span<const float>(e.learned));
  }

  void add(const InnovationState& s) {
    add_all(hash_, s.next_connection, s.next_node, s.connections.size(), s.splits.size());
    for (const auto& c : s.connections) add_all(hash_, c.source, c.target, c.kind, c.recurrent, c.number);
    for (const auto& c : s.splits) add_all(hash_, c.connection, c.occurrence, c.node);
  }

  /// By the digest of its content, computed once for all who share the genome.
  void add(const std::shared_ptr<const Genome>& genome) {
    add_all(hash_, genome != nullptr);
    if (!genome) return;
    auto [place, fresh] = digests_.try_emplace(genome.get());
    if (fresh) place->second = digest(*genome);
    hash_.add(std::as_bytes(std::span(place->second)));
  }

  const Sha256::Digest& digest(const std::shared_ptr<const Topology>& topology) {
    auto [place, fresh] = digests_.try_emplace(topology.get());
    if (!fresh) return place->second;
    Sha256 hash;
    add_topology(hash, *topology);
    return place->second = hash.finish();
  }

  Sha256::Digest digest(const Genome& genome) {
    Sha256 hash;
    hash.add(std::as_bytes(std::span(digest(genome.topology))));
    hash.add(std::span<const float>(genome.parameters));
    const Traits& t = genome.traits;
    for (const double x : {t.learning_rate, t.momentum, t.weight_decay, t.sigma}) hash.add(x);
    const Lineage& l = genome.lineage;
    add_all(hash, t.batch, l.id, l.parents[0], l.parents[1], l.birth);
    return hash.finish();
  }

  Sha256 hash_;
  std::map<const void*, Sha256::Digest>
      digests_;  // looked up only, never walked: addresses do not reach the hash
};

}  // namespace

std::string state_hash(const SearchState& state, const std::string& previous) {
  Canonical canonical(previous);
  canonical.add(state);
  return canonical.finish();
}

}  // namespace neat
