#include <algorithm>

#include "neat/network/edges.hpp"
#include "neat/network/kernels/kernels.hpp"
#include "neat/network/normalisation.hpp"
#include "neat/network/pass.hpp"

namespace neat {
namespace {

/// The part of a backward pass that belongs to one step of the plan.
class StepBack {
 public:
  StepBack(const Plan& plan, const PlanStep& step, const float* parameters, const BackwardPass& pass)
      : plan_(plan),
        step_(step),
        edges_(plan.edges(step)),
        parameters_(parameters),
        pass_(pass),
        offset_(std::size_t{step.target} * pass.lanes),
        size_(step.size * pass.lanes),
        delta_(pass.deltas + offset_) {}

  void run() {
    undo_activation();
    if (step_.bias != PlanStep::kNoBias)
      kernels::add_lane_sums(delta_, step_.size, step_.bias_span, pass_.lanes, pass_.gradient + step_.bias);
    if (is_normalised())
      normalise_back(block(), statistics(), pass_.preactivations + offset_, delta_, pass_.gradient);
    switch (step_.aggregation) {
      case Aggregation::sum:
      case Aggregation::concat:
        break;
      case Aggregation::mean:
        divide();
        break;
      case Aggregation::product:
        product();
        return;
      case Aggregation::maximum:
        maximum();
        return;
    }
    for (const PlanEdge& edge : edges_) push(edge, delta_ + edge.part * pass_.lanes);
  }

 private:
  bool is_normalised() const { return step_.normalisation != Normalisation::none; }
  NormalisedBlock block() const { return {step_, parameters_, pass_.lanes, pass_.rows}; }
  const float* statistics() const { return pass_.statistics + step_.batch_statistics; }

  /// The values before the activation; of a normalised step, which keeps those before that, made again in `scratch`.
  const float* preactivations(float* scratch) const {
    const float* kept = pass_.preactivations + offset_;
    if (!is_normalised()) return kept;
    normalise(block(), statistics(), kept, scratch);
    if (step_.bias != PlanStep::kNoBias)
      kernels::add_bias(parameters_ + step_.bias, step_.size, step_.bias_span, pass_.lanes, scratch);
    return scratch;
  }

  /// delta, dL/d(activation), becomes dL/d(aggregate + bias).
  void undo_activation() {
    const bool drops = pass_.masks != nullptr && step_.dropout > 0;
    const float* before = nullptr;
    if (drops || kernels::needs_preactivation(step_.activation))
      before = preactivations(pass_.scratch + size_);
    const float* after = pass_.values + offset_;
    if (drops) {
      const float* mask = pass_.masks + offset_;
      for (std::size_t i = 0; i < size_; ++i) delta_[i] *= mask[i];
      std::copy_n(before, size_, pass_.scratch);
      kernels::activate(step_.activation, {pass_.scratch, size_});  // the values as they were before the mask
      after = pass_.scratch;
    }
    kernels::activate_backward(step_.activation, before, after, {delta_, size_});
  }

  void divide() {
    const float count = float(edges_.size());
    for (std::size_t i = 0; i < size_; ++i) delta_[i] /= count;
  }

  float* contribution_of(std::size_t edge) { return pass_.scratch + edge * size_; }

  void recompute_contributions() {
    ForwardPass forward;
    forward.lanes = pass_.lanes;
    forward.values = const_cast<float*>(pass_.values);  // only read by contribution
    forward.previous = pass_.previous;
    for (std::size_t e = 0; e < edges_.size(); ++e)
      contribution(edges_[e], parameters_, forward, contribution_of(e), false);
  }

  /// The derivative of a product is the product of the others: those before times those after, free of
  /// divisions.
  void product() {
    recompute_contributions();
    const std::size_t count = edges_.size();
    float* before = pass_.scratch + count * size_;
    float* after = before + size_;  // [edges][size]: delta times the product of the edges that follow
    std::fill_n(before, size_, 1.0F);
    for (std::size_t e = count; e-- > 0;)
      for (std::size_t i = 0; i < size_; ++i)
        after[e * size_ + i] =
            e + 1 == count ? delta_[i] : after[(e + 1) * size_ + i] * contribution_of(e + 1)[i];
    for (std::size_t e = 0; e < count; ++e) {
      float* others = after + e * size_;
      for (std::size_t i = 0; i < size_; ++i) others[i] *= before[i];
      for (std::size_t i = 0; i < size_; ++i) before[i] *= contribution_of(e)[i];
      push(edges_[e], others);
    }
  }

  /// The gradient goes to the first edge that holds the maximum, as in the forward pass.
  void maximum() {
    recompute_contributions();
    const std::size_t count = edges_.size();
    float* largest = pass_.scratch + count * size_;
    if (count > 0) std::copy_n(contribution_of(0), size_, largest);
    for (std::size_t e = 1; e < count; ++e)
      for (std::size_t i = 0; i < size_; ++i) largest[i] = std::max(largest[i], contribution_of(e)[i]);
    for (std::size_t e = 0; e < count; ++e) {
      float* share = contribution_of(e);
      for (std::size_t i = 0; i < size_; ++i) {
        const bool wins = share[i] == largest[i];
        share[i] = wins ? delta_[i] : 0.0F;
        if (wins) delta_[i] = 0;  // given away
      }
      push(edges_[e], share);
    }
  }

  /// Given dL/d(contribution of `edge`): adds the gradient of its weights, and that of its source.
  void push(const PlanEdge& edge, const float* delta) {
    const float* from = edge.recurrent ? pass_.previous : pass_.values;
    if (from == nullptr) return;  // it read 0, whatever its weight
    const std::size_t source = std::size_t{edge.source} * pass_.lanes;
    edges::add_gradient(edge, delta, from + source, pass_.lanes, pass_.gradient + edge.weights);
    float* towards = edge.recurrent ? pass_.earlier_deltas : pass_.deltas;
    if (towards == nullptr || edge.source < plan_.first_computed()) return;
    edges::push_back(edge, parameters_ + edge.weights, from + source, delta, towards + source, pass_.lanes);
  }

  const Plan& plan_;
  const PlanStep& step_;
  std::span<const PlanEdge> edges_;
  const float* parameters_;
  const BackwardPass& pass_;
  std::size_t offset_, size_;
  float* delta_;
};

}  // namespace

void run_back(const Plan& plan, const float* parameters, const BackwardPass& pass) {
  const auto steps = plan.steps();
  for (auto step = steps.rbegin(); step != steps.rend(); ++step)
    StepBack(plan, *step, parameters, pass).run();
}

}  // namespace neat
