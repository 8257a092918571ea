/// tests/tasks/control.hpp - loaded tasks and networks without hidden nodes, for the tests of tasks.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "neat/base/error.hpp"
#include "neat/evaluation/evaluator.hpp"
#include "plugins/loader/loader.hpp"

namespace neat::test {

inline std::unique_ptr<PluginTask> load(const std::string& name,
                                        std::map<std::string, std::string> options = {}) {
  TaskSettings settings;
  settings.options = std::move(options);
  return load_task(name, {NEAT_TASK_FOLDER}, settings);
}

/// Every input wired to the one output with these weights, and, where it is given, a self-loop.
inline std::shared_ptr<const Genome> wired(const std::vector<float>& weights,
                                           Activation activation = Activation::steep_tanh,
                                           std::vector<float> loop = {}) {
  const auto output = static_cast<NodeId>(weights.size());
  std::vector<NodeGene> nodes(weights.size() + 1);
  std::vector<ConnectionGene> connections;
  for (NodeId i = 0; i <= output; ++i)
    nodes[i].id = i, nodes[i].role = i < output ? Role::input : Role::output;
  nodes[output].activation = activation;
  const auto connect = [&](NodeId source, bool recurrent) {
    ConnectionGene gene;
    gene.innovation = static_cast<InnovationNumber>(connections.size() + 1);
    gene.source = source;
    gene.target = output;
    gene.recurrent = recurrent;
    connections.push_back(gene);
  };
  for (NodeId i = 0; i < output; ++i) connect(i, false);
  if (!loop.empty()) connect(output, true);
  auto genome = std::make_shared<Genome>();
  genome->topology = Topology::make(nodes, connections);
  genome->parameters.assign(weights.begin(), weights.end());
  genome->parameters.insert(genome->parameters.end(), loop.begin(), loop.end());
  return genome;
}

inline Evaluation measure(const Task& task, std::shared_ptr<const Genome> genome,
                          bool champion_test = false) {
  EvaluationRequest request;
  request.genome = std::move(genome);
  request.champion_test = champion_test;
  Worker worker;
  return task.evaluate(request, worker);
}

/// What loading a task with these options is refused with.
inline std::string refusal(const std::string& name, std::map<std::string, std::string> options) {
  try {
    load(name, std::move(options));
  } catch (const Error& error) {
    return error.what();
  }
  return "(nothing was refused)";
}

}  // namespace neat::test
