/// tests/plugins/fixtures.hpp - hand-made genomes, requests and files that the plugin tests share.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "neat/base/error.hpp"
#include "neat/evaluation/evaluator.hpp"
#include "plugins/loader/loader.hpp"

namespace fixtures {

using Path = std::filesystem::path;

inline const Path kTasks = NEAT_TEST_TASKS, kBad = NEAT_TEST_BAD, kGood = NEAT_TEST_GOOD,
                  kWorst = NEAT_TEST_WORST, kFlavours = NEAT_TEST_FLAVOURS;

/// A folder of this process's own, removed with the object.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("neat-" + name + "-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code unused;
    std::filesystem::remove_all(path_, unused);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const Path& path() const { return path_; }

 private:
  Path path_;
};

inline std::string read(const Path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline Path write(const Path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
  return file;
}

/// What `call` refuses with: the error's text, its code checked.
template <class Call>
std::string refusal(Call call, neat::ErrorCode code = neat::ErrorCode::plugin) {
  try {
    call();
  } catch (const neat::Error& error) {
    CHECK(error.code() == code);
    return error.what();
  }
  return "(nothing was refused)";
}

inline bool holds(const std::string& text, std::string_view part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE("'" << text << "' does not hold '" << part << "'");
  return found;
}

/// One hidden layer of neurons: y[k] = act(bias + sum of out[k][h] * relu(x . in[h] + bias[h])).
struct Layer {
  std::vector<std::vector<float>> in, out;
  std::vector<float> bias;
};

inline std::shared_ptr<const neat::Genome> genome_of(std::uint32_t inputs, const Layer& layer,
                                                     std::uint64_t id = 7) {
  const auto outputs = static_cast<std::uint32_t>(layer.out.size()),
             hidden = static_cast<std::uint32_t>(layer.in.size());
  std::vector<neat::NodeGene> nodes;
  for (std::uint32_t i = 0; i < inputs + outputs + hidden; ++i) {
    neat::NodeGene node;
    node.id = i;
    node.role = i < inputs             ? neat::Role::input
                : i < inputs + outputs ? neat::Role::output
                                       : neat::Role::hidden;
    if (node.role == neat::Role::hidden) node.activation = neat::Activation::relu;
    node.bias = node.role == neat::Role::hidden;
    nodes.push_back(node);
  }
  std::vector<neat::ConnectionGene> connections;
  std::vector<float> weights;
  const auto connect = [&](std::uint32_t source, std::uint32_t target, float weight) {
    neat::ConnectionGene gene;
    gene.innovation = static_cast<std::uint32_t>(connections.size() + 1);
    gene.source = source;
    gene.target = target;
    connections.push_back(gene);
    weights.push_back(weight);
  };
  for (std::uint32_t h = 0; h < hidden; ++h)
    for (std::uint32_t i = 0; i < inputs; ++i) connect(i, inputs + outputs + h, layer.in[h][i]);
  for (std::uint32_t k = 0; k < outputs; ++k)
    for (std::uint32_t h = 0; h < hidden; ++h) connect(inputs + outputs + h, inputs + k, layer.out[k][h]);
  auto genome = std::make_shared<neat::Genome>();
  genome->topology = neat::Topology::make(nodes, connections);
  genome->parameters.assign(layer.bias.begin(), layer.bias.end());
  genome->parameters.insert(genome->parameters.end(), weights.begin(), weights.end());
  genome->lineage.id = id;
  REQUIRE(genome->parameters.size() == genome->topology->parameter_count());
  return genome;
}

/// Exactly XOR: relu(a + b) - 2 relu(a + b - 1).
inline std::shared_ptr<const neat::Genome> xor_genome() {
  return genome_of(2, {{{1, 1}, {1, 1}}, {{1, -2}}, {0, -1}});
}

/// Exactly the parity of n bits: s - 2 relu(s - 1) + 2 relu(s - 2) - ..., s the number of ones.
inline std::shared_ptr<const neat::Genome> parity_genome(std::uint32_t bits) {
  Layer layer;
  layer.out.resize(1);
  for (std::uint32_t i = 0; i < bits; ++i) {
    layer.in.emplace_back(bits, 1.0F);
    layer.bias.push_back(-static_cast<float>(i));
    layer.out[0].push_back(i == 0 ? 1.0F : i % 2 == 1 ? -2.0F : 2.0F);
  }
  return genome_of(bits, layer);
}

/// Two inputs, two outputs, no symmetry.
inline std::shared_ptr<const neat::Genome> two_outputs() {
  return genome_of(2, {{{0.5F, -0.25F}, {-0.75F, 1}, {0.3F, 0.2F}},
                       {{1, -0.5F, 0.1F}, {0.2F, 0.7F, -1}},
                       {0.1F, 0.2F, 0.3F}});
}

inline neat::EvaluationRequest request_for(std::shared_ptr<const neat::Genome> genome) {
  neat::EvaluationRequest request;
  request.genome = std::move(genome);
  request.seed = 42;
  request.generation = 3;
  return request;
}

inline neat::TaskSettings with(std::map<std::string, std::string> options) {
  neat::TaskSettings settings;
  settings.options = std::move(options);
  return settings;
}

inline neat::Evaluation evaluate(const neat::Task& task, const neat::EvaluationRequest& request) {
  neat::Worker worker;
  return task.evaluate(request, worker);
}

}  // namespace fixtures
