// Reloads a saved genome and runs it on one row of numbers: reload champion.genome 0 1
#include <iostream>
#include <neat/io/genome_file.hpp>
#include <neat/network/network.hpp>

int main(int count, char** arguments) {
  neat::io::GenomeFile file = neat::io::load_genome(count > 1 ? arguments[1] : "champion.genome");
  neat::Floats parameters = file.measured();
  neat::Workspace workspace;
  neat::Network network(file.genome.topology, parameters, workspace);
  neat::Floats x(network.plan().inputs()), y(network.plan().outputs());
  for (int i = 2; i < count && i - 2 < int(x.size()); ++i) x[i - 2] = std::stof(arguments[i]);
  network.forward(neat::plain_rows(x, x.size()), y);
  for (const float value : y) std::cout << value << '\n';
}
