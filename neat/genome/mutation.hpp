/// neat/genome/mutation.hpp - how a child differs from its parent.
///
/// Values (weights, biases, traits) change in place and keep the topology; structure changes go through a
/// Draft. Every mutation draws from the child's own stream, so that breeding in parallel gives the same
/// children. A mutation that finds no place does nothing. REQUIRES throughout: options resolved
/// (initial.hpp).
#pragma once

#include <optional>

#include "neat/base/random.hpp"
#include "neat/genome/draft.hpp"
#include "neat/genome/options.hpp"

namespace neat {

struct Variation {
  GenomeOptions genome;
  MutationOptions mutation;
  TraitOptions traits;
};

/// Shifts or redraws scalar weights and neuron biases; adds noise to dense blocks where layer_power > 0.
void mutate_parameters(Genome& genome, const Variation& variation, Random& random);
/// Of options.genes: a log-normal step of the learning rate, weight decay, sigma and augmentation; the momentum moves on the
/// scale of 1 - momentum; label smoothing by a normal step; the batch doubles or halves now and then, within [16, 1024]; the
/// optimiser changes now and then, and the rate with it, since Adam wants a fiftieth of what SGD does.
void mutate_traits(Traits& traits, const TraitOptions& options, Random& random);

/// The rates of a phase of simplification: what adds and what deletes change places.
MutationOptions simplifying(MutationOptions rates);

/// Structural mutations of one child, each tried with its probability; whether any of them did something, or the draft
/// in which one did.
bool mutate_structure(Draft& draft, const Variation& variation, Random& random);
std::optional<Draft> mutate_structure(const Genome& genome, const Variation& variation, Random& random);

// The single operators; each returns whether it did something.

bool add_node(Draft& draft, const Variation& variation, Random& random);
bool add_connection(Draft& draft, const Variation& variation, Random& random);
bool delete_node(Draft& draft, Random& random);
bool delete_connection(Draft& draft, Random& random);
bool toggle_connection(Draft& draft, Random& random);
bool change_activation(Draft& draft, const GenomeOptions& options, Random& random);
bool change_aggregation(Draft& draft, const GenomeOptions& options, Random& random);

/// Net2Net widening (Chen et al. 2016): new units, or channels of an image, copy random old ones, which share their
/// outgoing weights with them in random parts; the network's function is preserved up to rounding (not with layer or
/// group normalisation). Nodes that share channels change together.
bool widen_node(Draft& draft, const Variation& variation, Random& random);
/// Drops the units with the smallest product of incoming and outgoing norms.
bool narrow_node(Draft& draft, const Variation& variation, Random& random);

/// A dense connection s -> t gets a hidden tensor node. Where s gives only values >= 0 after a relu, and
/// chance has it: identity into the new node, the old weights out of it, the old connection disabled. Else a
/// parallel path beside the old connection, random into the new node, zero out of it. Both preserve the
/// function.
bool split_dense(Draft& draft, std::size_t connection, const Variation& variation, Random& random);

/// The same for images, as genome.operators allows. Behind a rectified node s, before whatever c leads to: a convolution, or
/// a depthwise one and one of kernel 1, that starts as the identity; a residual block whose branch starts at zero; before a
/// global maximum also such a convolution and a pool. Before a dense block: beside it a convolution and a pool, dense zeros
/// out of it. What c was leads on from the new nodes. All preserve the function that the network has with kept statistics.
bool split_image(Draft& draft, std::size_t connection, const Variation& variation, Random& random);

/// A connection's operator between two images, or nothing where none fits: a convolution of kernel 1, with the stride that
/// the shapes ask for.
std::optional<Operator> joining_images(const Shape& source, const Shape& target);

/// The next larger kernel, with zeros around the old one, or the next smaller, without its border. Of 1, 3, 5 and 7.
bool change_kernel(Draft& draft, Random& random);

/// Removes a node, and joins what it stood between where one operator fits; nothing where that would cut the network.
bool bypass_node(Draft& draft, std::size_t node);

/// Without the connection its target would have no enabled one left.
bool is_last_input(const Draft& draft, std::size_t connection);

}  // namespace neat
