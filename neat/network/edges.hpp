/// neat/network/edges.hpp - what each operator does with one batch, forwards and backwards. Private to network/.
///
/// x, y and their deltas are [feature][lane], of the edge's source and of what it gives.
#pragma once

#include "neat/network/plan.hpp"

namespace neat::edges {

/// y = the operator of x, or y + that when `accumulate`. `weights`: the edge's own.
void run(const PlanEdge& edge, const float* weights, const float* x, float* y, std::size_t lanes,
         bool accumulate);

/// Given delta, dL/dy: adds dL/d(weights) to `gradient`.
void add_gradient(const PlanEdge& edge, const float* delta, const float* x, std::size_t lanes,
                  float* gradient);

/// Given delta, dL/dy: adds dL/dx to `x_delta`.
void push_back(const PlanEdge& edge, const float* weights, const float* x, const float* delta, float* x_delta,
               std::size_t lanes);

}  // namespace neat::edges
