// neat.training/1: learning in life on rows of a plugin's choice, gradients, and Hessian-vector products.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "neat/network/backward.hpp"
#include "plugins/loader/descent.hpp"
#include "plugins/loader/network_handle.hpp"
#include "plugins/loader/targets.hpp"

namespace neat {
namespace {

void check_rate(const char* what, double value, double highest) {
  if (!(value >= 0) || value > highest)
    refuse(std::string("training: ") + what + " is " + std::to_string(value) + "; pass a finite number >= 0");
}

void check(const neat_training& training) {
  loss_of(training.loss);
  if (training.schedule > NEAT_SCHEDULE_ONE_CYCLE)
    refuse("training: it has no known schedule; pass NEAT_SCHEDULE_*");
  if (training.optimiser > NEAT_OPTIMISER_ADAM)
    refuse("training: it has no known optimiser; pass NEAT_OPTIMISER_*");
  check_rate("rate", training.rate, std::numeric_limits<double>::max());
  check_rate("lowest_rate", training.lowest_rate, std::numeric_limits<double>::max());
  check_rate("weight_decay", training.weight_decay, std::numeric_limits<double>::max());
  check_rate("momentum", training.momentum, 1);
  if (training.time > 1 && training.loss_function != nullptr)
    refuse("training: a task's own loss over time is not offered; use one of the losses");
  const bool changes = training.shift > 0 || training.flip > 0 || training.cutout > 0;
  if (changes && (training.time > 1 || training.loss_function != nullptr))
    refuse(
        "training: images are not changed over time or with a task's own loss; leave shift, flip and cutout "
        "at 0");
}

constexpr std::size_t kFirstTraining = offsetof(neat_training, shift);

neat_training complete(const neat_training* training) {
  return completed(training, "training", kFirstTraining);
}

std::size_t time_of(const neat_training& training) {
  return std::max<std::uint32_t>(1, training.time);
}

Optimiser::Options optimiser_of(const neat_training& training, const neat_network& at) {
  Optimiser::Options options = at.host.settings().life.optimiser;
  options.momentum = at.traits.momentum;
  options.weight_decay = at.traits.weight_decay;
  if (at.traits.other_optimiser)
    options.kind = options.kind == OptimiserKind::adam ? OptimiserKind::sgd : OptimiserKind::adam;
  if (training.optimiser == NEAT_OPTIMISER_DEFAULT) return options;
  options.kind = training.optimiser == NEAT_OPTIMISER_ADAM ? OptimiserKind::adam : OptimiserKind::sgd;
  options.momentum = training.momentum;
  options.weight_decay = training.weight_decay;
  return options;
}

/// Of the network's one input node, whose rows these are.
Augmentation augmentation_of(const neat_training& training, const neat_network& at) {
  const Topology& topology = *at.network.topology();
  const auto input = std::ranges::find(topology.nodes(), Role::input, &NodeGene::role);
  const auto scaled = [&](std::uint32_t pixels) {
    return std::uint32_t(std::lround(double(pixels) * at.traits.augmentation));
  };
  Augmentation how{input->shape, scaled(training.shift), training.flip != 0, scaled(training.cutout)};
  if (!how.any()) return how;
  if (input->shape.size() != topology.inputs())
    refuse("training: the network reads single numbers, not images; leave shift, flip and cutout at 0");
  if (training.shift >= std::min(how.image.height, how.image.width))
    refuse("training: shift is " + std::to_string(training.shift) + ", the images are " +
           std::to_string(how.image.height) + " x " + std::to_string(how.image.width) + "; pass less");
  how.shift = std::min(how.shift, std::min(how.image.height, how.image.width) - 1);
  return how;
}

/// How many rows this network may still learn from in this request.
std::uint64_t samples_of(const neat_training& training, const neat_network& at) {
  const auto most = std::numeric_limits<std::uint64_t>::max();
  if (at.account == nullptr && training.samples == 0)
    refuse("training: without a request, say how many samples");
  const std::uint64_t budget = at.account == nullptr ? most : at.account->request.budget;
  const std::uint64_t wanted = training.samples == 0 ? budget : training.samples;
  if (!at.evaluated) return wanted;
  if (!at.account->request.learn) return 0;
  return std::min(wanted, budget - std::min(budget, at.account->budget_used));
}

LifeOptions life_of(const neat_training& training, const neat_network& at) {
  LifeOptions options = at.host.settings().life;
  options.optimiser = optimiser_of(training, at);
  if (training.schedule != NEAT_SCHEDULE_DEFAULT)
    options.schedule = static_cast<ScheduleKind>(training.schedule - 1);
  options.rate = training.rate > 0 ? training.rate : at.traits.learning_rate;
  if (training.rate > 0 || training.lowest_rate > 0) options.lowest_rate = training.lowest_rate;
  options.batch = std::max<std::uint32_t>(1, training.batch != 0 ? training.batch : at.traits.batch);
  options.samples = samples_of(training, at);
  options.loss = loss_of(training.loss);
  options.time = static_cast<std::uint32_t>(time_of(training));
  options.window = training.window;
  options.label_smoothing = at.traits.label_smoothing;
  options.augmentation = augmentation_of(training, at);
  return options;
}

/// The task's loss, its failure kept and rethrown.
OwnLoss own_loss(const neat_training& training, std::size_t outputs) {
  return [&training, outputs](std::span<const std::uint32_t> rows, std::span<const float> y,
                              std::span<float> dy) {
    double loss = std::numeric_limits<double>::quiet_NaN();
    neat_error error;
    error.message[0] = 0;
    if (y.size() != rows.size() * outputs) refuse("training: the network's outputs do not fit the rows");
    if (training.loss_function(training.loss_context, rows.data(), rows.size(), y.data(), dy.data(), &loss,
                               &error) != 0)
      refuse(std::string("training: the task's loss failed: ") + error.message);
    return loss;
  };
}

/// A built-in loss by position in the passed rows.
OwnLoss built_in_loss(Loss loss, const RowTargets& targets, std::size_t outputs) {
  return [loss, &targets, outputs](std::span<const std::uint32_t> rows, std::span<const float> y,
                                   std::span<float> dy) {
    return loss_and_gradient(loss, y, outputs, targets.of(rows.empty() ? 0 : rows.front(), rows.size()), 1.0F,
                             dy);
  };
}

/// Targets laid out by stored row, as learning/life reads them; what is not listed is 0 and never read.
struct StoredTargets {
  std::vector<std::uint32_t> labels;
  std::vector<float> values, weights;

  StoredTargets(const Targets& listed, const Rows& x, std::size_t stored_rows) {
    scatter(listed.labels, x, stored_rows, labels);
    scatter(listed.values, x, stored_rows, values);
    scatter(listed.weights, x, stored_rows, weights);
  }
  Targets get() const { return {labels, values, weights}; }

 private:
  template <class T>
  static void scatter(std::span<const T> from, const Rows& x, std::size_t stored_rows, std::vector<T>& to) {
    const std::size_t width = from.size() / x.size();
    to.resize(stored_rows * width);
    for (std::size_t row = 0; row < x.size(); ++row)
      std::copy_n(from.begin() + row * width, width, to.begin() + x.stored(row) * width);
  }
};

LifeResult learn_built_in(neat_network& at, const neat_rows& rows, const Rows& x,
                          const neat_training& training, const LifeOptions& options) {
  const std::size_t outputs = at.network.plan().outputs();
  const RowTargets targets(rows, training.targets, x, options.loss, outputs, options.time);
  const std::size_t stored_rows = rows.set != nullptr ? rows.set->data.size() : x.size();
  const StoredTargets stored(targets.of(0, x.size()), x, stored_rows);
  return learn(at.network, x, stored.get(), options, at.life());
}

LifeResult learn_rows(neat_network& at, const neat_rows& rows, const Rows& x, const neat_training& training) {
  const LifeOptions options = life_of(training, at);
  if (options.samples == 0) return {};
  if (training.loss_function == nullptr) return learn_built_in(at, rows, x, training, options);
  return descend(at.network, x, own_loss(training, at.network.plan().outputs()), options, at.life());
}

void note(neat_network& at, const LifeResult& life) {
  const std::uint64_t before = at.evaluated ? at.account->budget_used : 0;
  at.count_learning(life.samples, life.forward_flops, life.backward_flops);
  if (life.diverged) at.diverge();
  if (!at.evaluated || life.samples == 0) return;
  Account& account = *at.account;
  const std::uint64_t tenth = account.request.budget / 10;
  if (before == 0 || before < tenth) account.first_loss.add(life.first_loss, life.samples);
  if (before + tenth <= account.request.budget) account.last_loss = {};  // what was before was not the end
  account.last_loss.add(life.last_loss, life.samples);
  account.trained = true;
}

std::int32_t train(neat_network* handle, const neat_rows* rows, const neat_training* training,
                   neat_trained* trained, neat_error* error) {
  return answer(error, [&] {
    neat_network& at = checked(handle);
    checked(trained, "trained");
    const neat_training asked = complete(training);
    check(asked);
    const Rows x = view(rows, at, at.network.plan().inputs() * time_of(asked), RowUse::train);
    if (x.size() == 0) refuse("training: there are no rows; pass at least one");
    const LifeResult life = learn_rows(at, *rows, x, asked);
    note(at, life);
    *trained = {sizeof *trained, life.diverged ? 1U : 0U, life.samples, life.first_loss, life.last_loss};
  });
}

/// Writes the gradient of the mean loss and returns that loss; the rows' targets are gathered once.
class MeanGradient {
 public:
  MeanGradient(neat_network& at, const neat_rows* rows, const neat_training& training, std::uint64_t count)
      : at_(at), x_(view(rows, at, at.network.plan().inputs(), RowUse::train)), positions_(x_.size()) {
    check(training);
    if (time_of(training) > 1) refuse("gradient: it is offered for single steps; leave time at 1");
    if (x_.size() == 0) refuse("gradient: there are no rows; pass at least one");
    if (count != at.parameters.size())
      refuse("gradient: it has " + std::to_string(count) + " numbers, not " +
             std::to_string(at.parameters.size()) + "; pass one per parameter");
    std::iota(positions_.begin(), positions_.end(), 0U);
    const std::size_t outputs = at.network.plan().outputs();
    const Loss loss = loss_of(training.loss);
    if (training.loss_function == nullptr) targets_.emplace_back(*rows, training.targets, x_, loss, outputs);
    loss_ = targets_.empty() ? own_loss(training, outputs) : built_in_loss(loss, targets_.front(), outputs);
  }

  double operator()(std::span<float> gradient) {
    std::fill(gradient.begin(), gradient.end(), 0.0F);
    const double sum = add_own_gradient(at_.network, x_, positions_, loss_, gradient, nullptr);
    const double count = targets_.empty() ? static_cast<double>(x_.size()) : targets_.front().total_weight();
    for (float& value : gradient) value = static_cast<float>(double{value} / count);
    const std::uint64_t forward = x_.size() * at_.network.plan().flops();
    at_.count_learning(x_.size(), forward, 2 * forward);
    if (!std::isfinite(sum)) at_.diverge();
    return sum / count;
  }

 private:
  neat_network& at_;
  Rows x_;
  std::vector<std::uint32_t> positions_;
  std::vector<RowTargets> targets_;  ///< none or one
  OwnLoss loss_;
};

std::int32_t gradient(neat_network* handle, const neat_rows* rows, const neat_training* training, float* to,
                      std::uint64_t count, double* loss, neat_error* error) {
  return answer(error, [&] {
    const neat_training asked = complete(training);
    MeanGradient mean(checked(handle), rows, asked, count);
    if (to == nullptr) refuse("gradient: it is null; pass memory");
    const double value = mean({to, count});
    if (loss != nullptr) *loss = value;
  });
}

std::int32_t hessian_product(neat_network* handle, const neat_rows* rows, const neat_training* training,
                             const float* vector, float* product, std::uint64_t count, neat_error* error) {
  return answer(error, [&] {
    neat_network& at = checked(handle);
    const neat_training asked = complete(training);
    MeanGradient mean(at, rows, asked, count);
    if (vector == nullptr || product == nullptr)
      refuse("hessian_vector: vector or product is null; pass memory");
    hessian_vector(at.network, [&](std::span<float> to) { mean(to); }, {vector, count}, {product, count});
  });
}

}  // namespace

const neat_training_service& training_service() {
  static constexpr neat_training_service service{sizeof(neat_training_service), 0, &train, &gradient,
                                                 &hessian_product};
  return service;
}

}  // namespace neat
