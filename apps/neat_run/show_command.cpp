#include <iostream>

#include "command.hpp"
#include "neat/io/dot.hpp"
#include "neat/io/genome_file.hpp"
#include "neat/io/network_text.hpp"
#include "neat/io/svg.hpp"
#include "neat/platform/files.hpp"

namespace neat::app {
namespace {

/// To a file, or to standard output for "-".
void write(const std::string& path, const std::string& text) {
  if (path == "-")
    std::cout << text;
  else
    platform::write_file_atomically(path, std::string_view(text));
}

int show(const Arguments& arguments) {
  const io::GenomeFile file = io::load_genome(arguments.positional.front());
  io::DrawOptions drawing;
  drawing.title = file.card.task;
  Genome genome = file.genome;
  genome.parameters = file.measured();
  const bool draws = arguments.has("dot") || arguments.has("svg");
  if (arguments.has("dot")) write(arguments.value("dot"), io::to_dot(genome, drawing));
  if (arguments.has("svg")) write(arguments.value("svg"), io::to_svg(genome, drawing));
  if (arguments.has("json"))
    std::cout << io::to_json(file);
  else if (!draws)
    std::cout << io::to_text(file.card) << '\n' << io::to_text(genome);
  return 0;
}

}  // namespace

Command show_command() {
  Command command;
  command.name = "show";
  command.synopsis = "GENOME [--svg FILE | --dot FILE | --json]";
  command.summary = "print or draw a saved network";
  command.least = command.most = 1;
  command.options = {{"svg", "FILE", "draw as SVG (- is standard output)"},
                     {"dot", "FILE", "draw as a Graphviz graph (- is standard output)"},
                     json_option()};
  command.run = show;
  return command;
}

}  // namespace neat::app
