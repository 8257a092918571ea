#include "plugins/loader/network_handle.hpp"

#include <algorithm>
#include <cmath>

namespace neat {

Account::Account(const EvaluationRequest& of, Workspace& scratch)
    : request(of), workspace(scratch), life(of.seed, Purpose::life, of.generation, of.index) {}
Account::~Account() = default;

namespace {

const char* name_of(Partition partition) {
  if (partition == Partition::train) return "train";
  return partition == Partition::validation ? "validation" : "test";
}

/// Test rows may be looked at in a test alone; nothing but training rows may be learned from.
void check_partition(const DataSet::Description& set, const neat_network& network, RowUse use) {
  const std::string what =
      "rows: data set " + set.name + ": they are of the " + name_of(set.partition) + " partition";
  if (use == RowUse::train && set.partition != Partition::train)
    refuse(what + ", and networks learn from train only; pass rows of a training set");
  if (set.partition != Partition::test) return;
  if (network.account != nullptr && network.account->request.partition == Partition::test) return;
  refuse(what + ", and this request is not a test; measure on the partition that the request names");
}

void check_range(const neat_rows& rows, const DataSet& set) {
  const std::string what = "rows: data set " + set.description().name + ": ";
  if (rows.index == nullptr && (rows.count > set.size() || rows.first > set.size() - rows.count))
    refuse(what + "[" + std::to_string(rows.first) + ", +" + std::to_string(rows.count) +
           ") is not within its " + std::to_string(set.size()) + " rows; pass a range within it");
  for (std::uint64_t i = 0; rows.index != nullptr && i < rows.count; ++i)
    if (rows.index[i] >= set.size())
      refuse(what + "row " + std::to_string(rows.index[i]) + " is not within its " +
             std::to_string(set.size()) + " rows; pass rows within it");
}

Rows set_view(const neat_rows& rows, const neat_network& network, RowUse use) {
  const DataSet& set = rows.set->data;
  check_partition(set.description(), network, use);
  check_range(rows, set);
  Rows view = set.rows();
  view.first = rows.index == nullptr ? rows.first : 0;
  view.count = rows.index == nullptr || rows.count == 0 ? rows.count : 0;
  if (rows.index != nullptr) view.index = {rows.index, rows.count};
  return view;
}

Rows plain_view(const neat_rows& rows) {
  std::uint64_t elements = 0;
  if (__builtin_mul_overflow(rows.count, rows.features, &elements) || elements > SIZE_MAX / sizeof(float))
    refuse("rows: they are beyond any memory; check count and features");
  if (rows.x == nullptr && elements > 0)
    refuse("rows: there is neither a data set nor plain values; pass one");
  if (rows.index != nullptr) refuse("rows: plain values take no list of rows; pass the rows themselves");
  return plain_rows({rows.x, elements}, rows.features);
}

}  // namespace

Rows view(const neat_rows* rows, const neat_network& network, std::size_t features, RowUse use) {
  if (rows == nullptr) refuse("rows: they are null; pass rows of a data set or plain values");
  const std::size_t width = rows->set != nullptr ? rows->set->data.description().features : rows->features;
  if (width != features)
    refuse("rows: they have " + std::to_string(width) + " features, the network reads " +
           std::to_string(features) + "; pass rows of that width");
  return rows->set != nullptr ? set_view(*rows, network, use) : plain_view(*rows);
}

}  // namespace neat

neat_network::neat_network(const neat::Host& home, neat::Account* of,
                           std::shared_ptr<const neat::Topology> topology, neat::Floats values,
                           const neat::Traits& with, bool is_evaluated)
    : host(home),
      account(of),
      evaluated(is_evaluated),
      traits(with),
      own_life(0, neat::Purpose::life, 0, 0),
      own_workspace(of == nullptr ? std::make_unique<neat::Workspace>() : nullptr),
      parameters(std::move(values)),
      network(std::move(topology), parameters, of == nullptr ? *own_workspace : of->workspace) {}

void neat_network::count_forward(std::uint64_t rows) {
  if (account != nullptr) account->forward_flops += rows * network.plan().flops();
}

void neat_network::count_learning(std::uint64_t samples, std::uint64_t forward_flops,
                                  std::uint64_t backward_flops) {
  if (account == nullptr) return;
  account->samples += samples;
  account->forward_flops += forward_flops;
  account->backward_flops += backward_flops;
  if (evaluated) account->budget_used += samples;
}

void neat_network::diverge() {
  if (account == nullptr) return;
  (evaluated ? account->diverged : account->diverged_beside) = true;
}

void neat_network::check_finite(std::span<const float> y) {
  if (!std::all_of(y.begin(), y.end(), [](float value) { return std::isfinite(value); })) diverge();
}
