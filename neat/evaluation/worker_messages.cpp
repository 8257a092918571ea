#include "neat/evaluation/worker_messages.hpp"

#include <cstring>
#include <type_traits>

namespace neat {
namespace {

/// When a worker knows this many topologies, it forgets them all and begins anew.
constexpr std::size_t kMostTopologies = 4096;

class Writer {
 public:
  template <class T>
  void put(T value) {
    static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
    put_bytes(std::as_bytes(std::span(&value, 1)));
  }
  template <class... T>
  void all(T... values) {
    (put(values), ...);
  }
  template <class Values>
  void list(const Values& values) {
    put(std::uint64_t{values.size()});
    put_bytes(std::as_bytes(std::span(values.data(), values.size())));
  }
  Message finish() { return std::move(bytes_); }

 private:
  void put_bytes(std::span<const std::byte> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }

  Message bytes_;
};

[[noreturn]] void refuse(const char* why) {
  throw Error(ErrorCode::run, std::string("isolated worker: its message cannot be read: ") + why +
                                  "; use the same neat-run everywhere");
}

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : left_(bytes) {}

  template <class T>
  void take(T& value) {
    static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>);
    std::memcpy(&value, next(sizeof value).data(), sizeof value);
  }
  void take(bool& value) {
    std::uint8_t byte = 0;
    take(byte);
    if (byte > 1) refuse("a switch is neither on nor off");
    value = byte == 1;
  }
  template <class E>
  void choice(E& value, std::underlying_type_t<E> highest) {
    std::underlying_type_t<E> number{};
    take(number);
    if (number < 0 || number > highest) refuse("a choice does not exist");
    value = static_cast<E>(number);
  }
  template <class... T>
  void all(T&... values) {
    (take(values), ...);
  }
  template <class Values>
  void list(Values& values) {
    using T = typename Values::value_type;
    const std::uint64_t size = count(sizeof(T));
    const auto bytes = next(size * sizeof(T));
    values.resize(size);
    if (size > 0) std::memcpy(values.data(), bytes.data(), bytes.size());
  }
  /// How many things follow, each of at least `least` bytes: what is made for them is bounded by what was sent.
  std::uint64_t count(std::size_t least) {
    std::uint64_t size = 0;
    take(size);
    if (size > left_.size() / least) refuse("it ends early");
    return size;
  }
  void end() const {
    if (!left_.empty()) refuse("it is too long");
  }

 private:
  std::span<const std::byte> next(std::size_t size) {
    if (size > left_.size()) refuse("it ends early");
    const auto bytes = left_.first(size);
    left_ = left_.subspan(size);
    return bytes;
  }

  std::span<const std::byte> left_;
};

ErrorCode take_code(Reader& in) {
  ErrorCode code = ErrorCode::plugin;
  in.choice(code, static_cast<int>(ErrorCode::system));
  return code;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

void put_pairs(Writer& out, const Pairs& pairs) {
  out.put(std::uint64_t{pairs.size()});
  for (const auto& [first, second] : pairs) {
    out.list(first);
    out.list(second);
  }
}

void take_pairs(Reader& in, Pairs& pairs) {
  pairs.resize(in.count(16));
  for (auto& [first, second] : pairs) {
    in.list(first);
    in.list(second);
  }
}

void put_topology(Writer& out, const Topology& topology) {
  out.put(std::uint64_t{topology.nodes().size()});
  for (const auto& n : topology.nodes())
    out.all(n.id, n.role, n.activation, n.aggregation, n.normalisation, n.bias, n.dropout, n.shape.channels,
            n.shape.height, n.shape.width);
  out.put(std::uint64_t{topology.connections().size()});
  for (const auto& c : topology.connections())
    out.all(c.innovation, c.source, c.target, c.enabled, c.recurrent, c.op.kind, c.op.kernel, c.op.stride);
}

NodeGene take_node(Reader& in) {
  NodeGene n;
  in.take(n.id);
  in.choice(n.role, 3);
  in.choice(n.activation, 11);
  in.choice(n.aggregation, 4);
  in.choice(n.normalisation, 3);
  in.all(n.bias, n.dropout, n.shape.channels, n.shape.height, n.shape.width);
  return n;
}

ConnectionGene take_connection(Reader& in) {
  ConnectionGene c;
  in.all(c.innovation, c.source, c.target, c.enabled, c.recurrent);
  in.choice(c.op.kind, 8);
  in.all(c.op.kernel, c.op.stride);
  return c;
}

std::shared_ptr<const Topology> take_topology(Reader& in) {
  std::vector<NodeGene> nodes(in.count(25));
  for (auto& node : nodes) node = take_node(in);
  std::vector<ConnectionGene> connections(in.count(17));
  for (auto& connection : connections) connection = take_connection(in);
  try {
    return Topology::make(std::move(nodes), std::move(connections));
  } catch (const Error& error) {
    refuse(error.what());
  }
}

void put_request(Writer& out, const EvaluationRequest& r, std::uint32_t topology) {
  const Genome& g = *r.genome;
  out.put(topology);
  out.all(g.lineage.id, g.lineage.parents[0], g.lineage.parents[1], g.lineage.birth);
  out.all(g.traits.learning_rate, g.traits.momentum, g.traits.weight_decay, g.traits.batch, g.traits.sigma,
          g.traits.other_optimiser, g.traits.label_smoothing, g.traits.augmentation);
  out.list(g.parameters);
  out.all(r.partition, r.learn, r.read_only, r.champion_test, r.report, r.budget, r.schedule_step, r.seed,
          r.generation, r.index, r.block.first, r.block.count);
  out.list(r.block.sums);
}

EvaluationRequest take_request(Reader& in, std::span<const std::shared_ptr<const Topology>> known) {
  auto genome = std::make_shared<Genome>();
  std::uint32_t topology = 0;
  in.take(topology);
  if (topology >= known.size()) refuse("a topology was never sent");
  genome->topology = known[topology];
  Lineage& l = genome->lineage;
  Traits& t = genome->traits;
  in.all(l.id, l.parents[0], l.parents[1], l.birth);
  in.all(t.learning_rate, t.momentum, t.weight_decay, t.batch, t.sigma, t.other_optimiser, t.label_smoothing,
         t.augmentation);
  in.list(genome->parameters);
  if (genome->parameters.size() != genome->topology->parameter_count())
    refuse("a genome has another number of parameters than its topology");
  EvaluationRequest r;
  r.genome = std::move(genome);
  in.choice(r.partition, 2);
  in.all(r.learn, r.read_only, r.champion_test, r.report, r.budget, r.schedule_step, r.seed, r.generation,
         r.index, r.block.first, r.block.count);
  in.list(r.block.sums);
  return r;
}

void put_evaluation(Writer& out, const Evaluation& e) {
  out.put(e.status);
  out.list(e.objectives);
  out.list(e.metrics);
  out.all(e.solved, e.rows, e.rows_saved, e.samples, e.forward_flops, e.backward_flops, e.learning_gain);
  out.list(e.learned);
  out.list(e.sums);
  out.all(e.outlook.lowest, e.outlook.highest, e.outlook.may_solve);
  out.put(std::uint64_t{e.report.size()});
  for (const auto& item : e.report) {
    out.put(item.kind);
    out.list(item.name);
    out.list(item.bytes);
  }
}

Evaluation take_evaluation(Reader& in) {
  Evaluation e;
  in.choice(e.status, 2);
  in.list(e.objectives);
  in.list(e.metrics);
  in.all(e.solved, e.rows, e.rows_saved, e.samples, e.forward_flops, e.backward_flops, e.learning_gain);
  in.list(e.learned);
  in.list(e.sums);
  in.all(e.outlook.lowest, e.outlook.highest, e.outlook.may_solve);
  e.report.resize(in.count(17));
  for (auto& item : e.report) {
    in.choice(item.kind, 2);
    in.list(item.name);
    in.list(item.bytes);
  }
  return e;
}

}  // namespace

Message setup_message(const WorkerSetup& setup) {
  Writer out;
  out.list(setup.task);
  out.list(setup.config);
  out.all(setup.index, setup.count, setup.memory);
  put_pairs(out, setup.data);
  return out.finish();
}

WorkerSetup parse_setup(std::span<const std::byte> bytes) {
  Reader in(bytes);
  WorkerSetup setup;
  in.list(setup.task);
  in.list(setup.config);
  in.all(setup.index, setup.count, setup.memory);
  take_pairs(in, setup.data);
  in.end();
  return setup;
}

Message greeting_message(const WorkerGreeting& greeting) {
  Writer out;
  out.list(greeting.problem);
  out.put(greeting.code);
  put_pairs(out, greeting.data);
  return out.finish();
}

WorkerGreeting parse_greeting(std::span<const std::byte> bytes) {
  Reader in(bytes);
  WorkerGreeting greeting;
  in.list(greeting.problem);
  greeting.code = take_code(in);
  take_pairs(in, greeting.data);
  in.end();
  return greeting;
}

Message answers_message(std::span<const WorkerAnswer> answers) {
  Writer out;
  out.put(std::uint64_t{answers.size()});
  for (const auto& answer : answers) {
    out.list(answer.problem);
    out.put(answer.code);
    put_evaluation(out, answer.evaluation);
  }
  return out.finish();
}

std::vector<WorkerAnswer> parse_answers(std::span<const std::byte> bytes) {
  Reader in(bytes);
  std::vector<WorkerAnswer> answers(in.count(80));
  for (auto& answer : answers) {
    in.list(answer.problem);
    answer.code = take_code(in);
    answer.evaluation = take_evaluation(in);
  }
  in.end();
  return answers;
}

Message RequestWriter::write(std::span<const EvaluationRequest> requests,
                             std::span<const std::size_t> places) {
  Writer out;
  const bool forget = known_.size() >= kMostTopologies;
  if (forget) numbers_.clear(), known_.clear();
  const std::size_t before = known_.size();
  for (const std::size_t place : places) {
    const auto& topology = requests[place].genome->topology;
    const auto number = static_cast<std::uint32_t>(known_.size());
    if (numbers_.try_emplace(topology.get(), number).second) known_.push_back(topology);
  }
  out.all(forget, std::uint64_t{known_.size() - before});
  for (std::size_t i = before; i < known_.size(); ++i) put_topology(out, *known_[i]);
  out.put(std::uint64_t{places.size()});
  for (const std::size_t place : places)
    put_request(out, requests[place], numbers_.at(requests[place].genome->topology.get()));
  return out.finish();
}

std::vector<EvaluationRequest> RequestReader::read(std::span<const std::byte> bytes) {
  Reader in(bytes);
  bool forget = false;
  in.take(forget);
  if (forget) known_.clear();
  for (std::uint64_t fresh = in.count(1); fresh > 0; --fresh) known_.push_back(take_topology(in));
  std::vector<EvaluationRequest> requests(in.count(100));
  for (auto& request : requests) request = take_request(in, known_);
  in.end();
  return requests;
}

}  // namespace neat
