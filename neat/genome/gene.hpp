/// neat/genome/gene.hpp - node and connection genes: plain values, from a single neuron to a layer.
///
/// A node of shape {1,1,1} is a neuron; any other shape is a tensor (a dense layer's units are channels). A
/// connection is a single `weight` between two neurons or an operator between two shapes (shapes.hpp has its rules).
/// Node attributes and connection endpoints never change once a gene has its number: another structure is another
/// topology. Enumerator values are part of the persistent formats: never reuse or renumber one.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace neat {

using NodeId = std::uint32_t;
using InnovationNumber = std::uint32_t;

/// Ids from here on are provisional: proposed by a child that was bred in parallel and not yet numbered.
inline constexpr std::uint32_t kFirstProvisional = 0x8000'0000U;
constexpr bool is_provisional(std::uint32_t id) {
  return id >= kFirstProvisional;
}

enum class Role : std::uint8_t { input = 0, bias = 1, output = 2, hidden = 3 };

enum class Activation : std::uint8_t {
  identity = 0,
  tanh = 1,
  sigmoid = 2,
  steep_sigmoid = 3,  ///< 1 / (1 + exp(-4.9 x)), Stanley and Miikkulainen 2002
  steep_tanh = 4,     ///< tanh(2.45 x): the signed form of steep_sigmoid
  relu = 5,
  leaky_relu = 6,  ///< slope 0.01 below zero
  elu = 7,
  gelu = 8,
  sine = 9,
  gauss = 10,  ///< exp(-x^2)
  absolute = 11,
};

enum class Aggregation : std::uint8_t {
  sum = 0,
  mean = 1,
  product = 2,
  maximum = 3,
  concat =
      4,  ///< one source's channels after another's, in innovation order, disabled ones as zeros; no dense, no conv
};

/// What a tensor node does to its aggregate before its bias and activation: less the mean, over the deviation
/// sqrt(variance + kVarianceFloor), times a learned scale per channel.
enum class Normalisation : std::uint8_t {
  none = 0,
  batch =
      1,  ///< per channel, over rows and pixels while learning; by kept statistics otherwise (Ioffe, Szegedy 2015)
  layer = 2,  ///< per row, over all channels (Ba et al. 2016)
  group = 3,  ///< per row, over groups of channels: as many as gcd(channels, 8) (Wu, He 2018)
};

/// What keeps a deviation from 0: added to every variance.
inline constexpr float kVarianceFloor = 1e-5F;

enum class OperatorKind : std::uint8_t {
  weight = 0,
  dense = 1,
  conv = 2,       ///< kernel x kernel, zeros around the image: kernel / 2
  depthwise = 3,  ///< the same, each channel alone
  identity = 4,
  max_pool = 5,  ///< of kernel x kernel pixels, none outside the image
  average_pool = 6,
  global_max_pool = 7,  ///< of all pixels
  global_average_pool = 8,
};

/// {channels, height, width}, all >= 1.
struct Shape {
  std::uint32_t channels = 1, height = 1, width = 1;

  std::size_t size() const { return std::size_t{channels} * height * width; }
  bool is_neuron() const { return size() == 1; }
  auto operator<=>(const Shape&) const = default;
};

struct Operator {
  OperatorKind kind = OperatorKind::weight;
  std::uint8_t kernel = 1, stride = 1;  ///< of convolutions and pools that have a window; else 1
  auto operator<=>(const Operator&) const = default;
};

struct NodeGene {
  NodeId id = 0;
  Role role = Role::hidden;
  Activation activation = Activation::identity;
  Aggregation aggregation = Aggregation::sum;
  Normalisation normalisation = Normalisation::none;
  bool bias = false;  ///< has a bias parameter per channel, added after normalisation
  float dropout = 0;  ///< probability in [0, 1) that a unit is silent while learning
  Shape shape;

  auto operator<=>(const NodeGene&) const = default;
};

struct ConnectionGene {
  InnovationNumber innovation = 0;
  NodeId source = 0, target = 0;
  bool enabled = true;
  bool recurrent = false;  ///< carries the previous step's value; fixed at birth
  Operator op;

  auto operator<=>(const ConnectionGene&) const = default;
};

std::string_view name(Role);
std::string_view name(Activation);
std::string_view name(Aggregation);
std::string_view name(Normalisation);
std::string_view name(OperatorKind);
/// The value called `text`; false when there is none.
bool parse(std::string_view text, Role&);
bool parse(std::string_view text, Activation&);
bool parse(std::string_view text, Aggregation&);
bool parse(std::string_view text, Normalisation&);
bool parse(std::string_view text, OperatorKind&);

}  // namespace neat
