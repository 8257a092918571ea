/// neat/genome/initial.hpp - the minimal start: inputs wired to outputs, nothing else.
///
/// Layer granularity has one input tensor and one output tensor (on images: softmax regression); neuron
/// granularity one neuron per feature. Node ids are given in this order: inputs, bias input (if there is
/// one), outputs.
#pragma once

#include "neat/base/random.hpp"
#include "neat/genome/genome.hpp"
#include "neat/genome/innovation.hpp"
#include "neat/genome/options.hpp"

namespace neat {

/// What a genome is wired to.
struct Interface {
  Shape input, output;
  bool learns = false;     ///< networks learn within their life
  bool recurrent = false;  ///< the task asks for memory
};

/// `options` with every automatic or empty choice made for this interface; what the other functions expect.
GenomeOptions resolve(GenomeOptions options, const Interface& interface);

/// The first node id that no interface node has.
NodeId first_free_node(const GenomeOptions& options, const Interface& interface);

/// With options.start_random, of which each genome has a part: every hidden node also leads to those after it.
std::shared_ptr<const Topology> initial_topology(const GenomeOptions& options, const Interface& interface,
                                                 Innovations& innovations);

/// None to all of its hidden nodes, each number as likely, and of the connections between the nodes that are left each
/// with options.start_share.
std::shared_ptr<const Topology> random_part(const Topology& topology, const GenomeOptions& options,
                                            Random& random);

/// First weights of connections between neurons, and their biases.
void draw_first_weights(std::span<float> weights, const GenomeOptions& options, Random& random);

/// Fresh parameters for any topology: scalar weights and biases of neurons N(0, deviation^2), or uniform in
/// +-deviation; blocks N(0, deviation^2 / fan-in); biases of tensor nodes 0;
/// normalisations as reset_normalisation has them.
Floats initial_parameters(const Topology& topology, const GenomeOptions& options, Random& random);

/// Scales become 1, and kept statistics those that change nothing: mean 0, deviation 1.
void reset_normalisation(const Topology& topology, std::span<float> parameters);

/// By how much each parameter matters: 1 of neurons and scales; sqrt(1 / fan-in) in blocks and biases of tensor nodes; 0
/// of statistics.
Floats parameter_scales(const Topology& topology);

/// Throws neat::Error(data) naming `what` when the topology's inputs or outputs do not fit the interface.
void require_interface(const Topology& topology, const Interface& interface, const std::string& what);

}  // namespace neat
