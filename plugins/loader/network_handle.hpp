/// plugins/loader/network_handle.hpp - a network in a plugin's hands, and the account of the evaluation it
/// belongs to.
///
/// One evaluation, one thread, one account. The network under evaluation learns on a copy of its genome's
/// parameters. Clones and models share the account's workspace and random stream; they are freed with it at
/// the latest.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "neat/base/random.hpp"
#include "neat/genome/evaluation.hpp"
#include "neat/network/network.hpp"
#include "plugins/loader/host.hpp"
#include "plugins/loader/services.hpp"

namespace neat {

/// A mean over samples.
struct MeanLoss {
  void add(double loss, std::uint64_t samples) {
    weight += samples;
    value += (loss - value) * (double(samples) / double(weight));  // of one alone: exactly its own
  }

  double value = 0;
  std::uint64_t weight = 0;
};

/// What one evaluation did so far.
struct Account {
  Account(const EvaluationRequest& of, Workspace& scratch);
  ~Account();

  const EvaluationRequest& request;
  Workspace& workspace;
  Random life;  ///< order of training rows, dropout
  std::uint64_t samples = 0, forward_flops = 0, backward_flops = 0;
  std::uint64_t budget_used = 0;  ///< samples seen by the evaluated network
  MeanLoss first_loss,
      last_loss;  ///< of what began in the first, and of what ended in the last tenth of the budget
  bool trained = false, written = false;  ///< the evaluated network's parameters
  bool diverged = false;                  ///< the evaluated network's loss or output was not finite
  bool diverged_beside = false;           ///< a clone's or a model's
  std::vector<ReportItem> report;
  std::vector<std::unique_ptr<neat_network>> beside;
};

}  // namespace neat

struct neat_network {
  /// `account`: null for a model made when the task was created.
  neat_network(const neat::Host& home, neat::Account* account, std::shared_ptr<const neat::Topology> topology,
               neat::Floats values, const neat::Traits& traits, bool evaluated);

  const neat::Host& host;
  neat::Account* account;
  const bool evaluated;  ///< the request's own network
  neat::Traits traits;
  neat::Random own_life;                           ///< of a model without an account
  std::unique_ptr<neat::Workspace> own_workspace;  ///< likewise
  neat::Floats parameters;
  neat::Network network;

  neat::Random& life() { return account != nullptr ? account->life : own_life; }
  void count_forward(std::uint64_t rows);  ///< one pass over each
  void count_learning(std::uint64_t samples, std::uint64_t forward_flops, std::uint64_t backward_flops);
  void diverge();
  void check_finite(std::span<const float> y);
};

namespace neat {

inline const neat_network& checked(const neat_network* network) {
  if (network == nullptr) refuse("network: it is null; pass the request's network, a clone or a model");
  return *network;
}
/// To be changed or run: a model made at creation is shared by all evaluations, which may only clone it.
inline neat_network& checked(neat_network* network) {
  const neat_network& at = checked(static_cast<const neat_network*>(network));
  if (at.account == nullptr && !at.host.open())
    refuse("network: it is a model made at creation; clone it beside the request's network");
  return *network;
}

/// What rows are for: training takes the training partition only, measuring also the request's own.
enum class RowUse : std::uint8_t { measure, train };

/// The view of a plugin's rows; refuses rows that lie outside the set, have another width or do not belong
/// here.
Rows view(const neat_rows* rows, const neat_network& network, std::size_t features, RowUse use);

}  // namespace neat
