/// neat/network/pass.hpp - one batch through a plan for one step of time, forwards and backwards. Private to
/// network/.
///
/// All blocks are [feature][lane] with the plan's features; `lanes` is 1 or a multiple of Network::kLanes.
#pragma once

#include <cstdint>
#include <vector>

#include "neat/base/random.hpp"
#include "neat/network/network.hpp"

namespace neat {

/// What a forward pass reads and writes.
struct ForwardPass {
  std::size_t lanes = 0;
  std::size_t rows = 0;  ///< lanes that hold rows, the first; read with batch statistics
  /// Inputs are there, the rest is written. In a recurrent plan the step before's values lie directly before them: zeros
  /// where there is none.
  float* values = nullptr;
  const float* previous = nullptr;  ///< values of the step before; nullptr: recurrent edges read 0
  float* scratch = nullptr;         ///< Plan::scratch() features
  /// nullptr: no backward pass will follow. Of normalised steps: the values before normalisation.
  float* preactivations = nullptr;
  float* statistics = nullptr;  ///< Plan::batch_statistics(): written; nullptr: the kept ones are read
  float* masks = nullptr;       ///< with dropout: what a node's values were multiplied with
  Random* dropout = nullptr;
  std::vector<std::uint32_t>* bits = nullptr;
};

void run(const Plan& plan, const float* parameters, const ForwardPass& pass);

/// What a backward pass reads and writes. Those before the deltas are those of its forward pass.
struct BackwardPass {
  std::size_t lanes = 0;
  std::size_t rows = 0;
  const float* values = nullptr;
  const float* previous = nullptr;
  float* scratch = nullptr;
  const float* preactivations = nullptr;
  const float* statistics = nullptr;
  const float* masks = nullptr;     ///< nullptr: no dropout
  float* deltas = nullptr;          ///< dL/d(values); overwritten
  float* earlier_deltas = nullptr;  ///< added to: dL/d(previous); nullptr: gradients stop here
  float* gradient = nullptr;        ///< added to: [parameters]
};

void run_back(const Plan& plan, const float* parameters, const BackwardPass& pass);

/// The contribution of one edge to its target, [edge.part_size x lanes].
void contribution(const PlanEdge& edge, const float* parameters, const ForwardPass& pass, float* y,
                  bool accumulate);

/// At least `size` floats of `memory`, which keeps what it has grown to.
float* at_least(Floats& memory, std::size_t size);

/// Where the values of a plan's first step lie in `memory`, which is large enough: at its start; of a recurrent plan
/// behind [features x lanes] zeros, what the step before is taken to have been.
float* values_behind_zeros(const Plan& plan, std::size_t lanes, Floats& memory);

/// Lanes for `rows` rows: padded to Network::kLanes.
inline std::size_t padded(std::size_t rows) {
  return (rows + Network::kLanes - 1) / Network::kLanes * Network::kLanes;
}

/// Writes the outputs of `rows` lanes to y: row r starts at y + r * stride.
void write_outputs(const Plan& plan, const float* values, std::size_t lanes, std::size_t rows,
                   std::size_t stride, float* y);

}  // namespace neat
