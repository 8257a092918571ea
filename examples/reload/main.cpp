// Reloads a saved genome and runs it: reload champion.genome 0 1
#include <cstdlib>
#include <iostream>
#include <neat/io/genome_file.hpp>
#include <neat/network/network.hpp>
#include <vector>

int main(int count, char** arguments) try {
  neat::io::GenomeFile file = neat::io::load_genome(count > 1 ? arguments[1] : "champion.genome");
  neat::Floats parameters = file.measured();
  neat::Workspace workspace;
  neat::Network network(file.genome.topology, parameters, workspace);
  std::vector<float> x(network.plan().inputs()), y(network.plan().outputs());
  for (int i = 2; i < count && i - 2 < int(x.size()); ++i)
    x[std::size_t(i - 2)] = std::strtof(arguments[i], nullptr);
  network.forward(neat::plain_rows(x, x.size()), y);
  for (const float value : y) std::cout << value << '\n';
} catch (const std::exception& error) {
  return std::cerr << error.what() << '\n', 4;
}
