#include "neat/evolution/noise.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "neat/evolution/selection.hpp"

namespace neat {
namespace {

double root_mean_square(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += double(value) * double(value);
  return values.empty() ? 0 : std::sqrt(sum / double(values.size()));
}

/// What one genome's noise is drawn with.
class Noise {
 public:
  Noise(double deviation, const NoiseOptions& options, Random& random)
      : deviation_(deviation), options_(options), random_(random) {}

  void add(std::span<float> values) {
    const double size = options_.relative ? root_mean_square(values) : 1;
    draws_.resize(values.size());
    random_.fill_normal(draws_, float(deviation_ * size));
    if (options_.density < 1)
      for (float& draw : draws_)
        if (!random_.chance(options_.density)) draw = 0;
    for (std::size_t i = 0; i < values.size(); ++i) values[i] += draws_[i];
  }

 private:
  double deviation_;
  const NoiseOptions& options_;
  Random& random_;
  std::vector<float> draws_;
};

}  // namespace

std::vector<double> starting_shares(const NoiseOptions& options) {
  std::vector<double> shares = options.shares;
  if (shares.empty()) shares.assign(options.scales.size(), 1);
  shares.resize(options.scales.size(), 0);
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share = sum > 0 ? share / sum : 1 / double(shares.size());
  return shares;
}

std::vector<Origin> origins(const ParentOptions& options, std::span<const double> shares, std::size_t parents,
                            std::size_t children) {
  std::vector<double> ranks(parents);
  for (std::size_t p = 0; p < parents; ++p) ranks[p] = double(parents - p);
  const std::vector<std::size_t> counts = apportion(ranks, children);
  std::vector<Origin> all;
  for (std::size_t p = 0; p < parents; ++p) {
    const std::size_t unmutated =
        shares.empty() ? counts[p] : std::min<std::size_t>(options.unmutated, counts[p]);
    all.insert(all.end(), unmutated, Origin{p, kUnmutated});
    const auto by_scale = apportion({shares.begin(), shares.end()}, counts[p] - unmutated);
    for (std::size_t scale = 0; scale < by_scale.size(); ++scale)
      all.insert(all.end(), by_scale[scale], Origin{p, scale});
  }
  return all;
}

std::size_t focus(const Topology& topology, const NoiseOptions& options, std::uint32_t generation) {
  if (options.focus == 0) return kEverywhere;
  std::vector<std::size_t> layers;
  for (std::size_t i = 0; i < topology.nodes().size(); ++i) {
    const auto leads_here = [&](const ConnectionGene& c) { return c.target == topology.nodes()[i].id; };
    if (topology.bias(i).size > 0 || std::ranges::any_of(topology.connections(), leads_here))
      layers.push_back(i);
  }
  return layers.empty() ? kEverywhere : layers[generation / options.focus % layers.size()];
}

void add_noise(Genome& genome, double deviation, const NoiseOptions& options, Random& random,
               std::size_t focused) {
  const Topology& topology = *genome.topology;
  const std::span<float> all(genome.parameters);
  Noise noise(deviation, options, random);
  if (topology.neurons_only() && focused == kEverywhere) return noise.add(all);
  const auto add = [&](const ParameterRange& range, std::size_t node) {
    if (focused != kEverywhere && focused != node) return;
    if (range.learned && range.size > 0) noise.add(all.subspan(range.offset, range.size));
  };
  for (std::size_t i = 0; i < topology.nodes().size(); ++i)
    add(topology.bias(i), i), add(topology.scale(i), i);
  for (std::size_t i = 0; i < topology.connections().size(); ++i)
    add(topology.weights(i), topology.node_index(topology.connections()[i].target));
}

}  // namespace neat
