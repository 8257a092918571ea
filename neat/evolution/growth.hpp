/// neat/evolution/growth.hpp - how a tuned species gets another topology from its parents.
///
/// Values of a child matter only where it inherits them. Serial: structure is numbered at once.
#pragma once

#include "neat/evolution/options.hpp"
#include "neat/genome/draft.hpp"
#include "neat/genome/mutation.hpp"

namespace neat {

/// A hidden neuron that every input and the bias input lead to (bias where there is one), and that leads to every
/// output: random weights in, zeros out. It has the number of a node that splits the first connection to an
/// output. Returns whether there was room and such a connection.
bool add_wired_node(Draft& draft, const Variation& variation, Random& random);

/// A connection of weight 0 that arrives a step later, between hidden and output neurons or from one to itself: every free
/// place is as likely. Returns whether there was one.
bool add_recurrent_connection(Draft& draft, Random& random);

/// A child of `parent` with more nodes or one more connection, or one less; the same where there is no place for either.
Genome grow(const Genome& parent, const TuningOptions& options, const Variation& variation,
            Innovations& innovations, Random& random);

}  // namespace neat
