#include "neat/network/normalisation.hpp"

#include <array>
#include <cmath>
#include <numeric>

#include "neat/network/kernels/kernels.hpp"
#include "neat/network/network.hpp"

namespace neat {
namespace {

constexpr std::uint32_t kGroups = 8;

float inverse_deviation(float variance) {
  return 1 / std::sqrt(variance + kVarianceFloor);
}

std::size_t plane_of(const NormalisedBlock& block) {
  return block.step.bias_span * block.lanes;
}

/// Batch normalisation, channel by channel.
void normalise_channels(const NormalisedBlock& block, const float* statistics, const float* x, float* y) {
  const PlanStep& step = block.step;
  const float* kept = statistics != nullptr ? statistics : block.parameters + step.statistics;
  for (std::size_t c = 0; c < step.channels; ++c) {
    const float factor = block.parameters[step.scale + c] * inverse_deviation(kept[step.channels + c]);
    kernels::standardise(plane_of(block), x + c * plane_of(block), kept[c], factor, y + c * plane_of(block));
  }
}

/// Ioffe and Szegedy 2015, section 3: with n values in the batch, dL/dx = scale / s (delta - mean(delta) - d mean(delta d) /
/// s^2), where d is the distance of x from the mean and s the deviation.
void channels_back(const NormalisedBlock& block, const float* statistics, const float* x, float* delta,
                   float* gradient) {
  const PlanStep& step = block.step;
  const kernels::Batch batch{step.bias_span, block.lanes, block.rows};
  const float share = 1 / float(batch.pixels * batch.rows);
  for (std::size_t c = 0; c < step.channels; ++c) {
    const float mean = statistics[c], inverse = inverse_deviation(statistics[step.channels + c]);
    float* of_channel = delta + c * plane_of(block);
    const float* before = x + c * plane_of(block);
    const kernels::DeltaSums sums = kernels::delta_sums(batch, of_channel, before, mean);
    gradient[step.scale + c] += sums.product * inverse;
    const float factor = block.parameters[step.scale + c] * inverse;
    kernels::standardise_back(
        batch, before, mean,
        {factor, factor * share * sums.delta, factor * share * inverse * inverse * sums.product}, of_channel);
  }
}

using Lanes = std::array<float, Network::kBatch>;  // a value of each row

/// The channels of one group, and each row's own moments over them.
struct Group {
  std::size_t first, channels, lanes, pixels;
  Lanes mean, inverse;

  /// Calls f(channel, values of a pixel) for all of them.
  template <class F>
  void for_pixels(const F& f) const {
    for (std::size_t c = first; c < first + channels; ++c)
      for (std::size_t p = 0; p < pixels; ++p) f(c, (c * pixels + p) * lanes);
  }

  void measure(const float* x) {
    const double count = double(channels * pixels);
    std::array<double, Network::kBatch> sum{};
    for_pixels([&](std::size_t, std::size_t at) {
      for (std::size_t i = 0; i < lanes; ++i) sum[i] += double(x[at + i]);
    });
    for (std::size_t i = 0; i < lanes; ++i) mean[i] = float(sum[i] / count);
    sum.fill(0);
    for_pixels([&](std::size_t, std::size_t at) {
      for (std::size_t i = 0; i < lanes; ++i) {
        const float from = x[at + i] - mean[i];
        sum[i] += double(from * from);
      }
    });
    for (std::size_t i = 0; i < lanes; ++i) inverse[i] = inverse_deviation(float(sum[i] / count));
  }
};

/// Calls f for every group, measured.
template <class F>
void for_groups(const NormalisedBlock& block, const float* x, const F& f) {
  const PlanStep& step = block.step;
  const std::uint32_t groups =
      step.normalisation == Normalisation::layer ? 1 : std::gcd(step.channels, kGroups);
  for (std::uint32_t g = 0; g < groups; ++g) {
    Group group{std::size_t{g} * (step.channels / groups),
                step.channels / groups,
                block.lanes,
                step.bias_span,
                {},
                {}};
    group.measure(x);
    f(group);
  }
}

void normalise_groups(const NormalisedBlock& block, const float* x, float* y) {
  const float* scale = block.parameters + block.step.scale;
  for_groups(block, x, [&](const Group& group) {
    group.for_pixels([&](std::size_t c, std::size_t at) {
      for (std::size_t i = 0; i < group.lanes; ++i)
        y[at + i] = (x[at + i] - group.mean[i]) * group.inverse[i] * scale[c];
    });
  });
}

/// As channels_back, over each row's own group.
void groups_back(const NormalisedBlock& block, const float* x, float* delta, float* gradient) {
  const float* scale = block.parameters + block.step.scale;
  for_groups(block, x, [&](const Group& group) {
    std::array<double, Network::kBatch> sum{}, product{};
    group.for_pixels([&](std::size_t c, std::size_t at) {
      double of_scale = 0;
      for (std::size_t i = 0; i < group.lanes; ++i) {
        const float place = (x[at + i] - group.mean[i]) * group.inverse[i], d = delta[at + i] * scale[c];
        sum[i] += double(d);
        product[i] += double(d * place);
        of_scale += double(delta[at + i] * place);
      }
      gradient[block.step.scale + c] += float(of_scale);
    });
    const double count = double(group.channels * group.pixels);
    group.for_pixels([&](std::size_t c, std::size_t at) {
      for (std::size_t i = 0; i < group.lanes; ++i) {
        const float place = (x[at + i] - group.mean[i]) * group.inverse[i];
        delta[at + i] = group.inverse[i] * (delta[at + i] * scale[c] - float(sum[i] / count) -
                                            place * float(product[i] / count));
      }
    });
  });
}

}  // namespace

void measure_batch(const NormalisedBlock& block, const float* x, float* statistics) {
  const PlanStep& step = block.step;
  for (std::size_t c = 0; c < step.channels; ++c) {
    const auto [mean, variance] =
        kernels::moments({step.bias_span, block.lanes, block.rows}, x + c * plane_of(block));
    statistics[c] = mean;
    statistics[step.channels + c] = variance;
  }
}

void normalise(const NormalisedBlock& block, const float* statistics, const float* x, float* y) {
  if (block.step.normalisation == Normalisation::batch) return normalise_channels(block, statistics, x, y);
  normalise_groups(block, x, y);
}

void normalise_back(const NormalisedBlock& block, const float* statistics, const float* x, float* delta,
                    float* gradient) {
  if (block.step.normalisation == Normalisation::batch)
    return channels_back(block, statistics, x, delta, gradient);
  groups_back(block, x, delta, gradient);
}

}  // namespace neat
