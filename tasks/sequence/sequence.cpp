/// tasks/sequence/sequence.cpp - delayed recall: keep what was shown while a signal was on, and say it when asked.
/// See README.md.
#include <neat/plugin.hpp>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "neat_2002.hpp"

namespace {

using namespace neat::plugin;

constexpr std::size_t kMostBits = 8;
constexpr std::uint32_t kTestFactor = 16;  // the champion test has so many times the sequences

/// One sequence: `before` steps of noise, the cue, `delay` steps of noise, the recall; `bits` holds every step's values.
struct Sequence {
  std::uint32_t before, delay;
  std::vector<std::uint8_t> bits;  ///< [before + 1 + delay x number of bits], 0 or 1
};

class DelayedRecall {
 public:
  static constexpr Info info{
      .name = "sequence",
      .version = "1.0.0",
      .summary = "Delayed recall: keep the bits of a cue among noise, and say them when asked.",
      .recurrent = true};
  static constexpr Option options[] = {
      integer("bits", "1", 1, kMostBits, "of a cue, and outputs"),
      integer("shortest", "2", 0, 10000, "delay between cue and recall, in steps of noise"),
      integer("longest", "8", 0, 10000, "delay; every sequence's own is drawn from [shortest, longest]"),
      integer("before", "3", 0, 10000, "most steps of noise before the cue"),
      integer("sequences", "64", 2, 100000,
              "that fitness is measured on; the champion test has 16 times as many"),
      integer("draw", "1", 0, 1e15, "names the random numbers that the sequences are made of")};
  static constexpr Metric metrics[] = {{"accuracy", "share of bits recalled with the right sign"},
                                       {"sequences_right", "share of sequences with every bit right"}};
#define NEAT_RECALL(delay)                                                                                  \
  "[genome]\noutput_activation = steep_tanh\nself_loops = on\n[stop]\ntest = generation\ngenerations = 0\n" \
  "evaluations = 200000\n" delay
  static constexpr Preset presets[] = {
      {"default", NEAT_RECALL(""), "one bit, delays of 2 to 8 steps"},
      {"short", NEAT_RECALL("[sequence]\nshortest = 1\nlongest = 3\n"), "one bit, delays of 1 to 3 steps"},
      {"long", NEAT_RECALL("[sequence]\nshortest = 20\nlongest = 40\n"), "one bit, delays of 20 to 40 steps"},
      {"two-bits", NEAT_RECALL("[sequence]\nbits = 2\n"), "two bits, delays of 2 to 8 steps"},
      {"neat-2002",
       NEAT_2002_GENOME("steep_tanh") "bias = input\nrecurrent = on\n" NEAT_2002_SMALL NEAT_2002_REFOCUS
                                      "[stop]\ntest = generation\ngenerations = 0\nevaluations = 200000\n",
       "one bit, with the settings of NEAT's paper but signed nodes"}};
#undef NEAT_RECALL

  explicit DelayedRecall(const Host& host)
      : bits_(count(host, "bits")),
        shortest_(count(host, "shortest")),
        longest_(count(host, "longest")),
        before_(count(host, "before")) {
    const std::uint32_t size = count(host, "sequences");
    check(size);
    const auto stream = static_cast<std::uint64_t>(host.integer("draw"));
    Random random = host.random(2 * stream), others = host.random(2 * stream + 1);
    for (std::uint32_t i = 0; i < size; ++i) seen_.push_back(draw(random));
    for (std::uint32_t i = 0; i < size * kTestFactor; ++i) unseen_.push_back(draw(others));
  }

  Shape input() const {
    return {bits_ + 2};
  }
  Shape output() const {
    return {bits_};
  }

  Result evaluate(Network& network, const Request&) const {
    return measured(network, seen_);
  }

  static constexpr std::uint32_t block_sums = 3;
  std::uint64_t block_rows(Partition) const {
    return seen_.size();
  }
  void measure(Network& network, const Request&, std::uint64_t first, std::uint64_t count,
               std::span<double> sums) const {
    add(network, std::span(seen_).subspan(first, count), sums);
  }
  Partial conclude(Partition, std::uint64_t rows, std::span<const double> sums) const {
    const auto all = static_cast<double>(seen_.size()), rest = all - static_cast<double>(rows);
    constexpr double kRounding = 1e-9;  // of the sums of errors yet to come
    return {.result = result_of(rows, sums),
            .lowest = fitness_of(sums[0] + 4 * rest * bits_, all) - kRounding,
            .highest = fitness_of(sums[0], all),
            .may_solve = sums[2] == static_cast<double>(rows)};
  }
  /// Sequences that the search never saw; none for a network that fails on those it saw.
  Result champion_test(Network& network, const Request& request) const {
    Result result = evaluate(network, request);
    if (!result.solved) return result.rows = 0, result;
    return measured(network, unseen_);
  }

 private:
  static std::uint32_t count(const Host& host, const char* option) {
    return static_cast<std::uint32_t>(host.integer(option));
  }

  void check(std::uint32_t size) const {
    if (shortest_ > longest_)
      fail("sequence.shortest: " + std::to_string(shortest_) + ": is above sequence.longest, " +
           std::to_string(longest_) + "; lower it or raise the longest delay");
    constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;
    const std::uint64_t bytes = std::uint64_t{size} * (1 + kTestFactor) * (before_ + 1 + longest_) * bits_;
    if (bytes > kMostBytes)
      fail("sequence.sequences: " + std::to_string(size) + ": they may take " + std::to_string(bytes >> 20) +
           " MiB, more than 1024; ask for fewer or shorter ones");
  }

  Sequence draw(Random& random) const {
    Sequence sequence{random.below(before_ + 1), shortest_ + random.below(longest_ - shortest_ + 1), {}};
    sequence.bits.resize(std::size_t{sequence.before + 1 + sequence.delay} * bits_);
    for (auto& bit : sequence.bits) bit = static_cast<std::uint8_t>(random.bits() >> 31);
    return sequence;
  }

  static float sign_of(std::uint8_t bit) {
    return bit != 0 ? 1.0F : -1.0F;
  }

  /// The answer to the recall, [bits].
  void recall(Network& network, const Sequence& sequence, std::span<float> y) const {
    std::array<float, kMostBits + 2> room{};
    const std::span<float> x(room.data(), bits_ + 2);
    network.reset();
    for (std::uint32_t step = 0; step <= sequence.before + sequence.delay; ++step) {
      for (std::uint32_t b = 0; b < bits_; ++b) x[b] = sign_of(sequence.bits[std::size_t{step} * bits_ + b]);
      x[bits_] = step == sequence.before ? 1.0F : 0.0F;
      network.step(x, y);
    }
    std::fill(x.begin(), x.end(), 0.0F);
    x[bits_ + 1] = 1;
    network.step(x, y);
  }

  /// Adds to `sums`: squared error, bits right, sequences right. An error of more than 2, which only unbounded outputs
  /// make, counts as 2, so that fitness lies in [0, 1].
  void add(Network& network, std::span<const Sequence> sequences, std::span<double> sums) const {
    std::array<float, kMostBits> room{};
    const std::span<float> y(room.data(), bits_);
    for (const auto& sequence : sequences) {
      recall(network, sequence, y);
      std::size_t right = 0;
      for (std::uint32_t b = 0; b < bits_; ++b) {
        const float wanted = sign_of(sequence.bits[std::size_t{sequence.before} * bits_ + b]);
        const double error = static_cast<double>(y[b]) - static_cast<double>(wanted);
        sums[0] += std::min(error * error, 4.0);
        right += y[b] * wanted > 0;
      }
      sums[1] += static_cast<double>(right);
      sums[2] += right == bits_;
    }
  }

  double fitness_of(double squared_error, double rows) const {
    return 1 - squared_error / (4 * rows * bits_);
  }

  Result result_of(std::uint64_t rows, std::span<const double> sums) const {
    const auto all = static_cast<double>(rows);
    return {.fitness = fitness_of(sums[0], all),
            .solved = sums[2] == all,
            .rows = rows,
            .metrics = {sums[1] / (all * bits_), sums[2] / all}};
  }

  Result measured(Network& network, std::span<const Sequence> sequences) const {
    std::array<double, block_sums> sums{};
    add(network, sequences, sums);
    return result_of(sequences.size(), sums);
  }

  std::uint32_t bits_, shortest_, longest_, before_;
  std::vector<Sequence> seen_, unseen_;
};

}  // namespace

NEAT_PLUGIN(DelayedRecall)
