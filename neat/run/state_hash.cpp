#include "neat/run/state_hash.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "neat/genome/shapes.hpp"

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
  for (const auto& c : topology.connections()) {
    add_all(hash, c.innovation, c.source, c.target, c.enabled, c.recurrent, c.op.kind);
    if (has_window(c.op.kind)) add_all(hash, c.op.kernel, c.op.stride);
  }
}

using Genomes = std::vector<std::shared_ptr<const Genome>>;
using Digests = std::vector<Sha256::Digest>;

constexpr auto by_address = [](const auto& a, const auto& b) { return std::less<>()(a.get(), b.get()); };

/// Every genome of the state once, by address.
Genomes genomes_of(const SearchState& state) {
  Genomes all;
  for (const auto& member : state.members) all.push_back(member.genome);
  for (const auto& species : state.species) all.push_back(species.representative);
  all.push_back(state.champion.genome);
  for (const auto* tuned : {&state.tuning.active, &state.tuning.sleeping})
    for (const auto& species : *tuned)
      all.push_back(species.species.representative), all.push_back(species.best.genome);
  for (const auto& member : state.tuning.archive) all.push_back(member.genome);
  for (const auto& member : state.noise.parents) all.push_back(member.genome);
  std::erase(all, nullptr);
  std::ranges::sort(all, by_address);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

Sha256::Digest digest(const Topology& topology) {
  Sha256 hash;
  add_topology(hash, topology);
  return hash.finish();
}

Sha256::Digest digest(const Genome& genome, const Sha256::Digest& topology) {
  Sha256 hash;
  hash.add(std::as_bytes(std::span(topology)));
  hash.add(std::span<const float>(genome.parameters));
  const Traits& t = genome.traits;
  for (const double x : {t.learning_rate, t.momentum, t.weight_decay, t.sigma}) hash.add(x);
  if (!t.is_plain())
    for (const double x : {double(t.other_optimiser), t.label_smoothing, t.augmentation}) hash.add(x);
  const Lineage& l = genome.lineage;
  add_all(hash, t.batch, l.id, l.parents[0], l.parents[1], l.birth);
  return hash.finish();
}

class Canonical {
 public:
  Canonical(const std::string& previous, const Genomes& genomes, const Digests& digests)
      : genomes_(genomes), digests_(digests) {
    hash_.add(previous);
  }

  void add(const SearchState& state) {
    drawn_ = !state.tuning.active.empty();
    add_all(hash_, state.generation, state.evaluated, state.next_genome, state.next_species,
            state.champion_generation, state.last_restart);
    hash_.add(state.threshold);
    add(state.budget);
    add_all(hash_, state.members.size(), state.species.size());
    for (const auto& member : state.members) drawn_ ? add_draw(member) : add(member);
    for (const auto& species : state.species) add(species);
    add(state.champion);
    add(state.innovations);
    // So that other strategies keep the hashes they had.
    if (!state.tuning.active.empty()) add(state.tuning);
    if (!state.noise.parents.empty()) add(state.noise);
  }

  std::string finish() { return hex(hash_.finish()); }

 private:
  void add(const TuningState& tuning) {
    for (const auto* species : {&tuning.active, &tuning.sleeping}) {
      add_all(hash_, species->size());
      for (const auto& tuned : *species) add(tuned);
    }
    add_all(hash_, tuning.archive.size());
    for (const auto& member : tuning.archive) add(member);
  }

  void add(const NoiseState& noise) {
    add_all(hash_, noise.parents.size(), noise.stalled, noise.shares.size());
    for (const auto& parent : noise.parents) add(parent);
    for (const double x : {noise.sigma, noise.best}) hash_.add(x);
    for (const double x : noise.shares) hash_.add(x);
    hash_.add(std::span<const float>(noise.path));
  }

  void add(const Budget& b) {
    add_all(hash_, b.evaluations, b.samples, b.rows, drawn_ ? 0 : b.forward_flops,
            drawn_ ? 0 : b.backward_flops, b.diverged, b.lost);
  }

  void add(const Member& member) {
    add(member.genome);
    add(member.evaluation);
    add_all(hash_, member.species);
    add(member.line);
  }

  /// Its evaluation has gone into its species' distribution, where only the order of the better half counts.
  void add_draw(const Member& member) {
    add(member.genome);
    add_all(hash_, member.species);
  }

  void add(const Species& species) {
    add_all(hash_, species.id, species.born, species.improved);
    hash_.add(species.best_fitness);
    add(species.representative);
  }

  void add(const TunedSpecies& tuned) {
    add(tuned.species);
    add_all(hash_, tuned.stalled);
    add(tuned.best);
    add(tuned.line);
    const cma::State& d = tuned.distribution;
    add_all(hash_, d.kind, d.updates, d.mean.size());
    hash_.add(tuned.patience);
    hash_.add(d.sigma);
    for (const auto* values : {&d.mean, &d.path_sigma, &d.path, &d.covariance})
      for (const double x : *values) hash_.add(x);
  }

  void add(const Evaluation& e) {
    add_all(hash_, e.status, e.solved, e.rows, e.samples, drawn_ ? 0 : e.forward_flops,
            drawn_ ? 0 : e.backward_flops, e.objectives.size(), e.metrics.size(), e.learned.size());
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

  void add(const std::shared_ptr<const Genome>& genome) {
    add_all(hash_, genome != nullptr);
    if (!genome) return;
    const auto place = std::ranges::lower_bound(genomes_, genome, by_address) - genomes_.begin();
    hash_.add(std::as_bytes(std::span(digests_[static_cast<std::size_t>(place)])));
  }

  Sha256 hash_;
  bool drawn_ =
      false;  // by distributions that an evaluation cut short serves as well as a whole one: what evaluations
              // cost is then no part of the search
  const Genomes& genomes_;  // sorted by address: looked up only, addresses do not reach the hash
  const Digests& digests_;  // of the genomes, in their order
};

}  // namespace

/// Keeps those that are still there, and hashes the new ones.
void StateHasher::hash_topologies(const Genomes& genomes) {
  std::vector<std::shared_ptr<const Topology>> wanted;
  for (const auto& genome : genomes) wanted.push_back(genome->topology);
  std::ranges::sort(wanted, by_address);
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  const auto known = std::exchange(topologies_, std::vector<HashedTopology>(wanted.size()));
  threads_.for_each(wanted.size(), [&](std::size_t i, unsigned) {
    const auto found = std::ranges::lower_bound(known, wanted[i], by_address, &HashedTopology::topology);
    const bool is_known = found != known.end() && found->topology == wanted[i];
    topologies_[i] = {wanted[i], is_known ? found->digest : digest(*wanted[i])};
  });
}

const Sha256::Digest& StateHasher::digest_of(const Topology* topology) const {
  const auto address = [](const HashedTopology& hashed) { return hashed.topology.get(); };
  return std::ranges::lower_bound(topologies_, topology, std::less<>(), address)->digest;
}

std::string StateHasher::hash(const SearchState& state, const std::string& previous) {
  const Genomes genomes = genomes_of(state);
  hash_topologies(genomes);
  Digests digests(genomes.size());
  threads_.for_each(genomes.size(), [&](std::size_t i, unsigned) {
    digests[i] = digest(*genomes[i], digest_of(genomes[i]->topology.get()));
  });
  Canonical canonical(previous, genomes, digests);
  canonical.add(state);
  return canonical.finish();
}

std::string state_hash(const SearchState& state, const std::string& previous) {
  Threads alone(1);
  return StateHasher(alone).hash(state, previous);
}

}  // namespace neat
