// The task sequence, loaded from disk: what solves it, what cannot, what is counted and refused.
#include <cmath>

#include "neat/base/random.hpp"
#include "tasks/control.hpp"

namespace {

using namespace neat;
using namespace neat::test;

using Options = std::map<std::string, std::string>;

/// The hand-made latch of the README, for any number of bits; `keep` is the weight of its self-loops.
std::shared_ptr<const Genome> latch(std::uint32_t bits, float keep = 1) {
  const NodeId store = bits, first_output = bits + 2, first_hidden = first_output + bits;
  std::vector<NodeGene> nodes(first_hidden + 2 * bits);
  for (NodeId i = 0; i < nodes.size(); ++i) {
    nodes[i].id = i;
    nodes[i].role = i < first_output ? Role::input : i < first_hidden ? Role::output : Role::hidden;
    if (i >= first_output) nodes[i].activation = Activation::steep_tanh;
    nodes[i].bias = i >= first_hidden;
  }
  std::vector<ConnectionGene> connections;
  std::vector<float> biases, weights;
  const auto connect = [&](NodeId from, NodeId to, float weight, bool recurrent = false) {
    ConnectionGene gene;
    gene.innovation = InnovationNumber(connections.size() + 1);
    gene.source = from, gene.target = to, gene.recurrent = recurrent;
    connections.push_back(gene);
    weights.push_back(weight);
  };
  constexpr float k = 4;
  for (std::uint32_t b = 0; b < bits; ++b)
    for (const float side : {1.0F, -1.0F}) {
      const NodeId hidden = first_hidden + 2 * b + (side > 0 ? 0 : 1);
      connect(b, hidden, k);
      connect(store, hidden, 2 * k * side);
      connect(hidden, first_output + b, 3);
      biases.push_back(-2 * k * side);
    }
  for (std::uint32_t b = 0; b < bits; ++b) connect(first_output + b, first_output + b, keep, true);
  // At the recall all values are 0: both sides still cancel.
  auto genome = std::make_shared<Genome>();
  genome->topology = Topology::make(nodes, connections);
  genome->parameters.assign(biases.begin(), biases.end());
  genome->parameters.insert(genome->parameters.end(), weights.begin(), weights.end());
  return genome;
}

}  // namespace

TEST_CASE("sequence: a latch with two hidden nodes per bit solves it for any bits and delays") {
  for (const Options& options :
       {Options{}, Options{{"shortest", "20"}, {"longest", "40"}}, Options{{"bits", "2"}},
        Options{{"bits", "8"}, {"before", "0"}}, Options{{"shortest", "0"}, {"longest", "0"}},
        Options{{"longest", "1000"}, {"sequences", "2"}}, Options{{"draw", "77"}}}) {
    const auto task = load("sequence", options);
    const auto genome = latch(std::uint32_t(task->output().size()));
    CHECK(task->input().size() == task->output().size() + 2);
    const Evaluation seen = measure(*task, genome), unseen = measure(*task, genome, true);
    CHECK(seen.solved);
    CHECK(unseen.solved);
    CHECK(unseen.rows == 16 * seen.rows);
    CHECK(seen.fitness() > 0.99);
    CHECK(seen.metrics == std::vector<double>{1, 1});
  }
}

TEST_CASE("sequence: a latch that leaks recalls short delays and not long ones") {
  const auto leaky = latch(1, 0.3F);
  const auto right = [&](const char* delay) {
    const auto task = load("sequence", {{"shortest", delay}, {"longest", delay}});
    return measure(*task, leaky).fitness();
  };
  CHECK(right("1") > 0.8);
  CHECK(right("100") < right("1"));
}

TEST_CASE("sequence: no answer has fitness 0.75, and the wrong one 0") {
  const auto task = load("sequence");
  const Evaluation silent = measure(*task, wired({0, 0, 0}));
  CHECK(silent.fitness() == 0.75);
  CHECK(silent.metrics == std::vector<double>{0, 0});  // 0 is no sign
  CHECK_FALSE(silent.solved);
  const auto good = latch(1);
  auto bad = std::make_shared<Genome>(*good);
  for (std::size_t i = 0; i < good->topology->connections().size(); ++i)  // the outputs' sign is turned
    if (good->topology->connections()[i].target == 3 && !good->topology->connections()[i].recurrent)
      bad->parameters[good->topology->weights(i).offset] *= -1;
  CHECK(measure(*task, bad).fitness() < 0.02);
}

TEST_CASE("sequence: no node with a self-loop alone, linear or not, recalls every sequence") {
  const auto task = load("sequence");
  double best = 0;
  for (const auto activation : {Activation::identity, Activation::steep_tanh, Activation::tanh})
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
      Random random(seed, Purpose::test, 0, 0);
      std::vector<float> weights(3), loop(1);
      random.fill_normal(weights, 3);
      loop[0] = activation == Activation::identity ? float(2 * random.uniform() - 1)
                                                   : float(4 * random.uniform() - 2);
      const Evaluation evaluation = measure(*task, wired(weights, activation, loop));
      REQUIRE(evaluation.ok());
      CHECK_FALSE(evaluation.solved);
      best = std::max(best, evaluation.metrics.at(0));
    }
  CHECK(best > 0.6);  // some of it can be had without a gate
  CHECK(best < 0.95);
}

TEST_CASE("sequence: the champion test takes no rows of a network that fails on what it saw") {
  const auto task = load("sequence");
  CHECK(measure(*task, wired({1, 0, 0}), true).rows == 0);
  CHECK_FALSE(measure(*task, wired({1, 0, 0}), true).solved);
}

TEST_CASE("sequence: the sequences are those of `draw`, and the same for every network and order") {
  const auto task = load("sequence"), same = load("sequence"), other = load("sequence", {{"draw", "2"}});
  int differ = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed, Purpose::test, 1, 0);
    std::vector<float> weights(3);
    random.fill_normal(weights, 1);
    const auto genome = wired(weights, Activation::steep_tanh, {0.8F});
    CHECK(measure(*task, genome).fitness() == measure(*same, genome).fitness());
    differ += measure(*task, genome).fitness() != measure(*other, genome).fitness();
  }
  CHECK(differ == 20);
}

TEST_CASE("sequence: delays that contradict each other and sequences beyond memory are refused") {
  CHECK(refusal("sequence", {{"shortest", "9"}}) ==
        "task sequence: it cannot be created: sequence.shortest: 9: is above sequence.longest, 8; lower it "
        "or raise "
        "the longest delay");
  CHECK(refusal("sequence", {{"sequences", "100000"}, {"longest", "10000"}}) ==
        "task sequence: it cannot be created: sequence.sequences: 100000: they may take 16218 MiB, more than "
        "1024; ask "
        "for fewer or shorter ones");
}

TEST_CASE("sequence: parts in order come to the bits of the whole, and what is possible narrows to it") {
  const auto task = load("sequence", {{"bits", "2"}, {"sequences", "50"}});
  Worker worker;
  REQUIRE(task->block_rows(Partition::train) == 50);
  for (const auto& genome : {latch(2), latch(2, 0.4F), latch(2, -1)}) {
    const Evaluation whole = measure(*task, genome);
    for (const std::uint64_t size : {1U, 7U, 25U, 50U}) {
      EvaluationRequest request;
      request.genome = genome;
      Evaluation part;
      std::uint64_t flops = 0;
      for (std::uint64_t first = 0; first < 50; first += size) {
        request.block = {first, std::min<std::uint64_t>(size, 50 - first), part.sums};
        part = task->evaluate(request, worker);
        flops += part.forward_flops;
        CHECK(part.outlook.lowest <= whole.fitness());
        CHECK(part.outlook.highest >= whole.fitness());
        if (whole.solved) CHECK(part.outlook.may_solve);
      }
      CHECK(part.objectives == whole.objectives);
      CHECK(part.metrics == whole.metrics);
      CHECK(part.solved == whole.solved);
      CHECK(flops == whole.forward_flops);
    }
  }
}
