// neat.network/1: forward, measure, step, parameters and clones of a network in a plugin's hands.
#include <algorithm>
#include <cmath>

#include "neat/learning/loss.hpp"
#include "plugins/loader/network_handle.hpp"
#include "plugins/loader/targets.hpp"

namespace neat {
namespace {

void check_length(const char* what, std::uint64_t given, std::uint64_t expected) {
  if (given == expected) return;
  refuse(std::string(what) + ": it has " + std::to_string(given) + " numbers, not " +
         std::to_string(expected) + "; pass one of that size");
}

void check_pointer(const char* what, const void* pointer, std::uint64_t count) {
  if (pointer == nullptr && count > 0) refuse(std::string(what) + ": it is null; pass memory");
}

std::int32_t size(const neat_network* network, neat_network_size* to, neat_error* error) {
  return answer(error, [&] {
    checked(to, "network size");
    const Plan& plan = checked(network).network.plan();
    *to = {sizeof *to, plan.recurrent() ? 1U : 0U, plan.inputs(), plan.outputs(), network->parameters.size()};
  });
}

std::int32_t forward(neat_network* handle, const neat_rows* rows, float* y, std::uint64_t y_count,
                     neat_error* error) {
  return answer(error, [&] {
    neat_network& at = checked(handle);
    const Plan& plan = at.network.plan();
    const Rows x = view(rows, at, plan.inputs(), RowUse::measure);
    check_length("y", y_count, x.size() * plan.outputs());
    check_pointer("y", y, y_count);
    if (x.size() == 0) return;
    at.network.forward(x, {y, y_count});
    at.count_forward(x.size());
    at.check_finite({y, y_count});
  });
}

constexpr std::size_t kMeasured =
    1024;  ///< rows per call: bounds memory, and with it fixes the order of sums

bool is_right(Loss loss, float y, float target) {
  const float middle = loss == Loss::binary_cross_entropy ? 0.0F : 0.5F;
  return (y > middle) == (target > 0.5F);
}

/// The share of outputs that are right, summed over the rows of y.
double right_rows(Loss loss, std::span<const float> y, std::size_t outputs, const Targets& targets) {
  double right = 0;
  for (std::size_t row = 0; row * outputs < y.size(); ++row) {
    const auto of_row = y.subspan(row * outputs, outputs);
    if (loss == Loss::softmax_cross_entropy) {
      right += std::max_element(of_row.begin(), of_row.end()) - of_row.begin() == targets.labels[row] ? 1 : 0;
      continue;
    }
    std::size_t hits = 0;
    for (std::size_t k = 0; k < outputs; ++k)
      hits += is_right(loss, of_row[k], targets.values[row * outputs + k]);
    right += static_cast<double>(hits) / static_cast<double>(outputs);
  }
  return right;
}

neat_measurement measured(neat_network& at, const neat_rows& rows, Loss loss) {
  const std::size_t outputs = at.network.plan().outputs();
  const Rows x = view(&rows, at, at.network.plan().inputs(), RowUse::measure);
  if (rows.set == nullptr) refuse("measure: plain rows have no targets; pass rows of a data set");
  if (x.size() == 0) refuse("measure: there are no rows; pass at least one");
  const RowTargets targets(rows, {}, x, loss, outputs);
  Floats y, dy;
  double sum = 0, right = 0;
  for (std::size_t from = 0; from < x.size(); from += kMeasured) {
    const Rows part = x.slice(from, std::min(kMeasured, x.size() - from));
    y.resize(part.size() * outputs);
    dy.resize(y.size());
    at.network.forward(part, y);
    at.check_finite(y);
    const Targets wanted = targets.of(from, part.size());
    sum += loss_and_gradient(loss, y, outputs, wanted, 1.0F, dy);
    right += right_rows(loss, y, outputs, wanted);
  }
  at.count_forward(x.size());
  if (!std::isfinite(sum)) at.diverge();
  const auto count = static_cast<double>(x.size());
  return {sizeof(neat_measurement), 0, sum / count, right / count, x.size()};
}

std::int32_t measure(neat_network* handle, const neat_rows* rows, std::uint32_t loss, neat_measurement* to,
                     neat_error* error) {
  return answer(error, [&] {
    checked(to, "measurement");
    if (rows == nullptr) refuse("rows: they are null; pass rows of a data set");
    *to = measured(checked(handle), *rows, loss_of(loss));
  });
}

std::int32_t step(neat_network* handle, const float* x, std::uint64_t x_count, float* y,
                  std::uint64_t y_count, neat_error* error) {
  return answer(error, [&] {
    neat_network& at = checked(handle);
    check_length("x", x_count, at.network.plan().inputs());
    check_length("y", y_count, at.network.plan().outputs());
    check_pointer("x", x, x_count);
    check_pointer("y", y, y_count);
    at.network.step({x, x_count}, {y, y_count});
    at.count_forward(1);
    at.check_finite({y, y_count});
  });
}

std::int32_t reset(neat_network* handle, neat_error* error) {
  return answer(error, [&] { checked(handle).network.reset(); });
}

std::int32_t read(const neat_network* handle, float* to, std::uint64_t count, neat_error* error) {
  return answer(error, [&] {
    const neat_network& at = checked(handle);
    check_length("parameters", count, at.parameters.size());
    check_pointer("parameters", to, count);
    std::copy(at.parameters.begin(), at.parameters.end(), to);
  });
}

std::int32_t write(neat_network* handle, const float* from, std::uint64_t count, neat_error* error) {
  return answer(error, [&] {
    neat_network& at = checked(handle);
    check_length("parameters", count, at.parameters.size());
    check_pointer("parameters", from, count);
    std::copy(from, from + count, at.parameters.begin());
    if (at.evaluated) at.account->written = true;
    at.check_finite(at.parameters);
  });
}

std::int32_t clone(const neat_network* source, neat_network* beside, neat_network** copy, neat_error* error) {
  return answer(error, [&] {
    const neat_network& from = checked(source);
    Account* account = beside != nullptr ? beside->account : from.account;
    auto made = std::make_unique<neat_network>(from.host, account, from.network.topology(), from.parameters,
                                               from.traits, false);
    if (account == nullptr && !from.host.open())
      refuse("clone: a model made at creation is cloned beside the request's network; pass that network");
    *copy = account != nullptr ? account->beside.emplace_back(std::move(made)).get()
                               : from.host.keep(std::move(made));
  });
}

void free_network(neat_network* network) {
  if (network == nullptr || network->evaluated) return;
  if (network->account == nullptr) return network->host.drop(network);
  std::erase_if(network->account->beside, [&](const auto& kept) { return kept.get() == network; });
}

}  // namespace

const neat_network_service& network_service() {
  static constexpr neat_network_service service{sizeof(neat_network_service),
                                                0,
                                                &size,
                                                &forward,
                                                &measure,
                                                &step,
                                                &reset,
                                                &read,
                                                &write,
                                                &clone,
                                                &free_network};
  return service;
}

}  // namespace neat
