// A program that uses an installed neat: two inputs wired to one output, by hand.
#include <cstdio>

#include "neat/genome/topology.hpp"

int main() {
  neat::NodeGene x{.id = 0, .role = neat::Role::input}, y{.id = 1, .role = neat::Role::input};
  neat::NodeGene output{.id = 2, .role = neat::Role::output, .bias = true};
  neat::ConnectionGene first{.innovation = 0, .source = 0, .target = 2};
  neat::ConnectionGene second{.innovation = 1, .source = 1, .target = 2};
  auto topology = neat::Topology::make({x, y, output}, {first, second});
  std::printf("%zu inputs, %zu output, %zu parameters\n", topology->inputs(), topology->outputs(),
              topology->parameter_count());
}
