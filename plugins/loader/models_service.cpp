// neat.models/1: a fixed dense network beside the one that evolves: a head, a decoder, a baseline.
#include <cmath>

#include "plugins/loader/network_handle.hpp"

namespace neat {
namespace {

constexpr std::uint32_t kMostLayers = 64, kWidest = 65536;

void check(const neat_model& model) {
  if (model.layers < 2 || model.layers > kMostLayers)
    refuse("model: it has " + std::to_string(model.layers) +
           " layers of units; pass 2 to 64, inputs and outputs included");
  if (model.widths == nullptr || model.activations == nullptr)
    refuse("model: widths or activations are missing; pass both");
  for (std::uint32_t layer = 0; layer < model.layers; ++layer)
    if (model.widths[layer] == 0 || model.widths[layer] > kWidest)
      refuse("model: a layer is " + std::to_string(model.widths[layer]) + " wide; pass 1 to 65536");
}

bool is_rectifying(Activation activation) {
  return activation == Activation::relu || activation == Activation::leaky_relu ||
         activation == Activation::elu || activation == Activation::gelu;
}

Activation activation_of(std::uint32_t number) {
  const auto activation = static_cast<Activation>(number);
  const bool known = number <= NEAT_SIGMOID || (number < 256 && is_rectifying(activation));
  if (!known)
    refuse("model: activation " + std::to_string(number) + " is none; pass one that plugin.h names");
  return activation;
}

std::shared_ptr<const Topology> topology_of(const neat_model& model) {
  std::vector<NodeGene> nodes;
  std::vector<ConnectionGene> connections;
  for (std::uint32_t layer = 0; layer < model.layers; ++layer) {
    NodeGene node;
    node.id = layer;
    node.shape = {model.widths[layer], 1, 1};
    node.role = layer == 0 ? Role::input : layer + 1 == model.layers ? Role::output : Role::hidden;
    node.bias = layer > 0;
    if (layer > 0) node.activation = activation_of(model.activations[layer - 1]);
    nodes.push_back(node);
    if (layer == 0) continue;
    ConnectionGene connection;
    connection.innovation = layer;
    connection.source = layer - 1;
    connection.target = layer;
    connection.op.kind = OperatorKind::dense;
    connections.push_back(connection);
  }
  return Topology::make(std::move(nodes), std::move(connections));
}

/// Glorot-like for saturating units, He et al. 2015 eq. 10 for rectifying ones; biases are 0.
Floats first_parameters(const Topology& topology, std::uint64_t seed) {
  constexpr std::uint32_t kModels = 0xffff'ffffU;  // a generation that no run reaches
  Floats parameters(topology.parameter_count());
  for (std::size_t i = 0; i < topology.connections().size(); ++i) {
    const ConnectionGene& connection = topology.connections()[i];
    const NodeGene& target = topology.nodes()[topology.node_index(connection.target)];
    const NodeGene& source = topology.nodes()[topology.node_index(connection.source)];
    const double variance =
        (is_rectifying(target.activation) ? 2.0 : 1.0) / static_cast<double>(source.shape.size());
    const ParameterRange range = topology.weights(i);
    Random random(seed, Purpose::task, kModels, static_cast<std::uint32_t>(i));
    random.fill_normal(std::span(parameters).subspan(range.offset, range.size),
                       static_cast<float>(std::sqrt(variance)));
  }
  return parameters;
}

Traits traits_of(const LifeOptions& life) {
  Traits traits;
  traits.learning_rate = life.rate;
  traits.momentum = life.optimiser.momentum;
  traits.weight_decay = life.optimiser.weight_decay;
  traits.batch = life.batch;
  traits.label_smoothing = life.label_smoothing;
  return traits;
}

std::int32_t create(const neat_host* host, neat_network* beside, const neat_model* description,
                    neat_network** model, neat_error* error) {
  return answer(error, [&] {
    const Host& home = *static_cast<const Host*>(host);
    check(checked(description, "model"));
    if (beside == nullptr && !home.open())
      refuse("model: within evaluate it is made beside the request's network; pass that network");
    const auto topology = topology_of(*description);
    const Traits traits = beside != nullptr ? beside->traits : traits_of(home.settings().life);
    Account* account = beside != nullptr ? beside->account : nullptr;
    auto made = std::make_unique<neat_network>(home, account, topology,
                                               first_parameters(*topology, description->seed), traits, false);
    *model =
        account != nullptr ? account->beside.emplace_back(std::move(made)).get() : home.keep(std::move(made));
  });
}

}  // namespace

const neat_models_service& models_service() {
  static constexpr neat_models_service service{sizeof(neat_models_service), 0, &create};
  return service;
}

}  // namespace neat
