#include "neat/run/search_tape.hpp"

#include <map>
#include <memory>

#include "neat/genome/shapes.hpp"

namespace neat {
namespace {

using GenomePointer = std::shared_ptr<const Genome>;
using TopologyPointer = std::shared_ptr<const Topology>;

/// Objects numbered in the order in which they are first met; 0 is none.
template <class T>
class Table {
 public:
  std::uint64_t number(const std::shared_ptr<const T>& object) {
    if (!object) return 0;
    const auto [place, fresh] = numbers_.try_emplace(object.get(), objects_.size() + 1);
    if (fresh) objects_.push_back(object.get());
    return place->second;
  }
  const std::vector<const T*>& objects() const { return objects_; }

 private:
  std::map<const T*, std::uint64_t> numbers_;
  std::vector<const T*> objects_;
};

void put_topology(TapeWriter& out, const Topology& topology) {
  out.integers(topology.nodes().size());
  for (const auto& n : topology.nodes()) {
    out.integers(n.id, n.role, n.activation, n.aggregation, n.normalisation, n.bias);
    out.integers(n.shape.channels, n.shape.height, n.shape.width);
    out.real(n.dropout);
  }
  out.integers(topology.connections().size());
  for (const auto& c : topology.connections()) {
    out.integers(c.innovation, c.source, c.target, c.enabled, c.recurrent, c.op.kind);
    if (has_window(c.op.kind)) out.integers(c.op.kernel, c.op.stride);
  }
}

NodeGene take_node(TapeReader& in) {
  NodeGene n;
  in.integers(n.id);
  in.choice(n.role, 4);
  in.choice(n.activation, 12);
  in.choice(n.aggregation, 5);
  in.choice(n.normalisation, 4);
  in.integers(n.bias, n.shape.channels, n.shape.height, n.shape.width);
  n.dropout = static_cast<float>(in.real());
  return n;
}

ConnectionGene take_connection(TapeReader& in) {
  ConnectionGene c;
  in.integers(c.innovation, c.source, c.target, c.enabled, c.recurrent);
  in.choice(c.op.kind, 9);
  if (has_window(c.op.kind)) in.integers(c.op.kernel, c.op.stride);
  return c;
}

TopologyPointer take_topology(TapeReader& in) {
  std::vector<NodeGene> nodes(in.count());
  for (auto& node : nodes) node = take_node(in);
  std::vector<ConnectionGene> connections(in.count());
  for (auto& connection : connections) connection = take_connection(in);
  return Topology::make(std::move(nodes), std::move(connections));
}

void put_genome(TapeWriter& out, const Genome& genome, std::uint64_t topology) {
  const Lineage& l = genome.lineage;
  const Traits& t = genome.traits;
  out.integers(topology, l.id, l.parents[0], l.parents[1], l.birth, t.batch);
  for (const double x : {t.learning_rate, t.momentum, t.weight_decay, t.sigma}) out.real(x);
  out.integers(t.other_optimiser);
  for (const double x : {t.label_smoothing, t.augmentation}) out.real(x);
  out.floats(genome.parameters);
}

GenomePointer take_genome(TapeReader& in, const std::vector<TopologyPointer>& topologies) {
  auto genome = std::make_shared<Genome>();
  const std::uint64_t topology = in.bounded(topologies.size());
  if (topology == 0) TapeReader::refuse("a genome has no topology");
  genome->topology = topologies[topology - 1];
  Lineage& l = genome->lineage;
  Traits& t = genome->traits;
  in.integers(l.id, l.parents[0], l.parents[1], l.birth, t.batch);
  for (double* x : {&t.learning_rate, &t.momentum, &t.weight_decay, &t.sigma}) *x = in.real();
  if (in.version() >= 7) {
    in.integers(t.other_optimiser);
    for (double* x : {&t.label_smoothing, &t.augmentation}) *x = in.real();
  }
  genome->parameters = in.floats();
  if (genome->parameters.size() != genome->topology->parameter_count())
    TapeReader::refuse("a genome has another number of parameters than its topology");
  return genome;
}

void put_evaluation(TapeWriter& out, const Evaluation& e) {
  out.integers(e.status, e.solved, e.rows, e.rows_saved, e.samples, e.forward_flops, e.backward_flops);
  out.real(e.learning_gain);
  out.reals(e.objectives);
  out.reals(e.metrics);
  out.floats(e.learned);
}

Evaluation take_evaluation(TapeReader& in) {
  Evaluation e;
  in.choice(e.status, 3);
  in.integers(e.solved, e.rows);
  if (in.version() >= 5) in.integers(e.rows_saved);
  in.integers(e.samples, e.forward_flops);
  if (in.version() >= 2) in.integers(e.backward_flops);
  e.learning_gain = in.real();
  e.objectives = in.reals();
  e.metrics = in.reals();
  e.learned = in.floats();
  if (e.ok() && e.objectives.empty()) TapeReader::refuse("an evaluation has no fitness");
  return e;
}

class SearchWriter {
 public:
  explicit SearchWriter(TapeWriter& out) : out_(out) {}

  void put(const SearchState& state) {
    collect(state);
    put_tables();
    out_.integers(state.generation, state.evaluated, state.next_genome, state.next_species,
                  state.champion_generation, state.last_restart);
    out_.real(state.threshold);
    put_budget(out_, state.budget);
    out_.integers(state.members.size());
    for (const auto& member : state.members) put(member);
    put(state.champion);
    out_.integers(state.species.size());
    for (const auto& species : state.species) put(species);
    put(state.innovations);
    put(state.tuning);
    put(state.noise);
  }

 private:
  void collect(const SearchState& state) {
    for (const auto& member : state.members) genomes_.number(member.genome);
    for (const auto& species : state.species) genomes_.number(species.representative);
    genomes_.number(state.champion.genome);
    for (const auto* tuned : {&state.tuning.active, &state.tuning.sleeping})
      for (const auto& species : *tuned)
        genomes_.number(species.species.representative), genomes_.number(species.best.genome);
    for (const auto& member : state.tuning.archive) genomes_.number(member.genome);
    for (const auto& member : state.noise.parents) genomes_.number(member.genome);
    for (const Genome* genome : genomes_.objects()) topologies_.number(genome->topology);
  }

  void put_tables() {
    out_.integers(topologies_.objects().size());
    for (const Topology* topology : topologies_.objects()) put_topology(out_, *topology);
    out_.integers(genomes_.objects().size());
    for (const Genome* genome : genomes_.objects())
      put_genome(out_, *genome, topologies_.number(genome->topology));
  }

  void put(const Member& member) {
    out_.integers(genomes_.number(member.genome), member.species);
    put_budget(out_, member.line);
    put_evaluation(out_, member.evaluation);
  }

  void put(const Species& s) {
    out_.integers(s.id, genomes_.number(s.representative), s.born, s.improved);
    out_.real(s.best_fitness);
  }

  void put(const InnovationState& s) {
    out_.integers(s.next_connection, s.next_node, s.connections.size());
    for (const auto& c : s.connections) out_.integers(c.source, c.target, c.kind, c.recurrent, c.number);
    out_.integers(s.splits.size());
    for (const auto& c : s.splits) out_.integers(c.connection, c.occurrence, c.node);
  }

  void put(const TuningState& s) {
    for (const auto* tuned : {&s.active, &s.sleeping}) {
      out_.integers(tuned->size());
      for (const auto& species : *tuned) put(species);
    }
    out_.integers(s.archive.size());
    for (const auto& member : s.archive) put(member);
  }

  void put(const NoiseState& s) {
    out_.integers(s.parents.size(), s.stalled);
    for (const auto& member : s.parents) put(member);
    out_.real(s.sigma);
    out_.real(s.best);
    out_.reals(s.shares);
    out_.floats(s.path);
  }

  void put(const TunedSpecies& s) {
    put(s.species);
    out_.integers(s.stalled, s.best.genome != nullptr);
    if (s.best.genome) put(s.best);
    put_budget(out_, s.line);
    const cma::State& d = s.distribution;
    out_.integers(d.kind, d.updates);
    out_.real(s.patience);
    out_.real(d.sigma);
    for (const auto* values : {&d.mean, &d.path_sigma, &d.path, &d.covariance}) out_.reals(*values);
  }

  TapeWriter& out_;
  Table<Topology> topologies_;
  Table<Genome> genomes_;
};

class SearchReader {
 public:
  explicit SearchReader(TapeReader& in) : in_(in) {}

  SearchState take() {
    take_tables();
    SearchState state;
    in_.integers(state.generation, state.evaluated, state.next_genome, state.next_species,
                 state.champion_generation, state.last_restart);
    state.threshold = in_.real();
    state.budget = take_budget(in_);
    state.members.resize(in_.count());
    for (auto& member : state.members) member = take_member();
    state.champion = take_member();
    state.species.resize(in_.count());
    for (auto& species : state.species) species = take_species();
    state.innovations = take_innovations();
    if (in_.version() >= 4) state.tuning = take_tuning();
    if (in_.version() >= 5) state.noise = take_noise();
    return state;
  }

 private:
  void take_tables() {
    topologies_.resize(in_.count());
    for (auto& topology : topologies_) topology = take_topology(in_);
    genomes_.resize(in_.count());
    for (auto& genome : genomes_) genome = take_genome(in_, topologies_);
  }

  GenomePointer genome() {
    const std::uint64_t number = in_.bounded(genomes_.size());
    if (number == 0) TapeReader::refuse("a member has no genome");
    return genomes_[number - 1];
  }

  Member take_member() {
    Member member;
    member.genome = genome();
    in_.integers(member.species);
    if (in_.version() >= 2) member.line = take_budget(in_);
    member.evaluation = take_evaluation(in_);
    const std::size_t learned = member.evaluation.learned.size();
    if (learned != 0 && learned != member.genome->parameters.size())
      TapeReader::refuse("a life has another number of parameters than its genome");
    return member;
  }

  NoiseState take_noise() {
    NoiseState s;
    s.parents.resize(in_.count());
    in_.integers(s.stalled);
    for (auto& member : s.parents) member = take_member();
    s.sigma = in_.real();
    s.best = in_.real();
    s.shares = in_.reals();
    s.path = in_.floats();
    return s;
  }

  Species take_species() {
    Species s;
    in_.integers(s.id);
    s.representative = genome();
    in_.integers(s.born, s.improved);
    s.best_fitness = in_.real();
    return s;
  }

  InnovationState take_innovations() {
    InnovationState s;
    in_.integers(s.next_connection, s.next_node);
    s.connections.resize(in_.count());
    for (auto& c : s.connections) {
      in_.integers(c.source, c.target);
      in_.choice(c.kind, 9);
      in_.integers(c.recurrent, c.number);
    }
    s.splits.resize(in_.count());
    for (auto& c : s.splits) in_.integers(c.connection, c.occurrence, c.node);
    return s;
  }

  TuningState take_tuning() {
    TuningState s;
    for (auto* tuned : {&s.active, &s.sleeping}) {
      tuned->resize(in_.count());
      for (auto& species : *tuned) species = take_tuned();
    }
    s.archive.resize(in_.count());
    for (auto& member : s.archive) member = take_member();
    return s;
  }

  TunedSpecies take_tuned() {
    TunedSpecies s;
    s.species = take_species();
    bool has_best = false;
    in_.integers(s.stalled, has_best);
    if (has_best) s.best = take_member();
    s.line = take_budget(in_);
    s.patience = in_.real();
    s.distribution = take_distribution();
    if (s.distribution.size() != s.species.representative->parameters.size() ||
        (has_best && s.best.genome->topology != s.species.representative->topology))
      TapeReader::refuse("a tuned species has another number of parameters than its topology");
    return s;
  }

  cma::State take_distribution() {
    cma::State d;
    in_.choice(d.kind, 2);
    in_.integers(d.updates);
    d.sigma = in_.real();
    for (auto* values : {&d.mean, &d.path_sigma, &d.path, &d.covariance}) *values = in_.reals();
    const std::size_t n = d.size(), entries = d.kind == cma::Covariance::full ? n * n : n;
    if (d.path_sigma.size() != n || d.path.size() != n || d.covariance.size() != entries)
      TapeReader::refuse("the parts of a tuned species' distribution have different sizes");
    if (!(d.sigma > 0)) TapeReader::refuse("a tuned species has no step size");
    return d;
  }

  TapeReader& in_;
  std::vector<TopologyPointer> topologies_;
  std::vector<GenomePointer> genomes_;
};

}  // namespace

void put_budget(TapeWriter& out, const Budget& b) {
  out.integers(b.evaluations, b.samples, b.rows, b.rows_saved, b.forward_flops, b.backward_flops, b.diverged,
               b.lost);
}

Budget take_budget(TapeReader& in) {
  Budget b;
  in.integers(b.evaluations, b.samples);
  if (in.version() >= 2) in.integers(b.rows);
  if (in.version() >= 5) in.integers(b.rows_saved);
  in.integers(b.forward_flops);
  if (in.version() >= 2) in.integers(b.backward_flops);
  in.integers(b.diverged, b.lost);
  return b;
}

void put_search(TapeWriter& out, const SearchState& state) {
  SearchWriter(out).put(state);
}

SearchState take_search(TapeReader& in) {
  return SearchReader(in).take();
}

}  // namespace neat
