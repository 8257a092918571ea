#include "neat/evolution/fusion.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "neat/base/math.hpp"

namespace neat {
namespace {

double effective_number(std::span<const double> weights) {
  double squares = 0;
  for (const double weight : weights) squares += weight * weight;
  return 1 / squares;
}

/// A sum of parameters with weights, gene by gene.
class Average {
 public:
  Average(const Genome& like, std::size_t size) : like_(like), sums_(size), weights_(size) {}

  void add(const Genome& genome, double weight) {
    if (genome.topology == like_.topology)
      return add({0, sums_.size(), true}, genome, {0, sums_.size(), true}, weight);
    const Topology &mine = *like_.topology, &other = *genome.topology;
    for (std::size_t i = 0; i < mine.nodes().size(); ++i) {
      const std::size_t at = other.node_index(mine.nodes()[i].id);
      if (at < other.nodes().size()) add(mine.bias(i), genome, other.bias(at), weight);
    }
    for (std::size_t i = 0; i < mine.connections().size(); ++i) {
      const std::size_t at = other.connection_index(mine.connections()[i].innovation);
      if (at < other.connections().size()) add(mine.weights(i), genome, other.weights(at), weight);
    }
  }

  Genome finish() const {
    Genome fused = like_;
    for (std::size_t i = 0; i < sums_.size(); ++i)
      if (weights_[i] > 0) fused.parameters[i] = float(sums_[i] / weights_[i]);
    return fused;
  }

 private:
  void add(const ParameterRange& mine, const Genome& genome, const ParameterRange& theirs, double weight) {
    if (mine.size != theirs.size) return;  // another shape
    for (std::size_t i = 0; i < mine.size; ++i) {
      sums_[mine.offset + i] += weight * double(genome.parameters[theirs.offset + i]);
      weights_[mine.offset + i] += weight;
    }
  }

  const Genome& like_;
  std::vector<double> sums_, weights_;
};

}  // namespace

std::vector<double> softmax(std::span<const double> values, double temperature) {
  const double most = *std::ranges::max_element(values);
  std::vector<double> weights;
  double sum = 0;
  for (const double value : values) sum += weights.emplace_back(math::exp((value - most) / temperature));
  for (double& weight : weights) weight /= sum;
  return weights;
}

std::vector<double> fusion_weights(std::span<const double> fitness, double effective) {
  const auto [least, most] = std::ranges::minmax_element(fitness);
  const double range = *most - *least;
  if (!(range > 0)) return std::vector<double>(fitness.size(), 1 / double(fitness.size()));
  double cold = range * 1e-6, hot = range * 1e6;
  for (int i = 0; i < 100; ++i) {  // the effective number rises with the temperature
    const double middle = std::sqrt(cold * hot);
    (effective_number(softmax(fitness, middle)) < effective ? cold : hot) = middle;
  }
  return softmax(fitness, hot);
}

Genome fuse(std::span<const Genome* const> genomes, std::span<const double> weights) {
  Average average(*genomes.front(), genomes.front()->parameters.size());
  for (std::size_t i = 0; i < genomes.size(); ++i) average.add(*genomes[i], weights[i]);
  return average.finish();
}

}  // namespace neat
