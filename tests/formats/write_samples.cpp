// write_samples FOLDER: genome files, and beside each a listing of what its genome holds, taken from the genome itself.
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "neat/io/genome_file.hpp"
#include "sample_genomes.hpp"

using namespace neat;

namespace {

/// Name, shape, sum of the bit patterns, and the same weighted by place, both modulo 2^64.
std::string line_of(const std::string& name, const std::string& shape, std::span<const float> values) {
  std::uint64_t sum = 0, ranked = 0, place = 0;
  for (const float value : values) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    sum += bits;
    ranked += std::uint64_t{bits} * ++place;
  }
  return name + " F32 " + shape + " " + std::to_string(sum) + " " + std::to_string(ranked);
}

/// Gene by gene, each group gathered anew.
void list(const Genome& genome, const Floats& parameters, const std::string& prefix,
          std::set<std::string>& lines) {
  const Topology& t = *genome.topology;
  std::vector<float> biases, weights;
  const auto append = [&](std::vector<float>& to, ParameterRange range) {
    to.insert(to.end(), parameters.begin() + std::ptrdiff_t(range.offset),
              parameters.begin() + std::ptrdiff_t(range.offset + range.size));
  };
  for (std::size_t i = 0; i < t.nodes().size(); ++i) append(biases, t.bias(i));
  for (std::size_t i = 0; i < t.connections().size(); ++i) {
    const ConnectionGene& c = t.connections()[i];
    if (c.op.kind == OperatorKind::weight) append(weights, t.weights(i));
    if (c.op.kind == OperatorKind::weight) continue;
    std::vector<float> block;
    append(block, t.weights(i));
    const auto size = [&](NodeId id) { return std::to_string(t.nodes()[t.node_index(id)].shape.size()); };
    lines.insert(line_of(prefix + "connection." + std::to_string(c.innovation),
                         size(c.target) + "x" + size(c.source), block));
  }
  if (!biases.empty()) lines.insert(line_of(prefix + "biases", std::to_string(biases.size()), biases));
  if (!weights.empty()) lines.insert(line_of(prefix + "weights", std::to_string(weights.size()), weights));
}

void write(const std::filesystem::path& stem, const io::GenomeFile& file) {
  io::save_genome(stem.string() + ".genome", file);
  std::set<std::string> lines;
  list(file.genome, file.genome.parameters, "", lines);
  if (!file.learned.empty()) list(file.genome, file.learned, "learned.", lines);
  std::ofstream out(stem.string() + ".txt");
  out << "format neat.genome 1\n";
  for (const std::string& line : lines) out << line << '\n';
}

}  // namespace

int main(int, char** arguments) {
  const std::filesystem::path folder = arguments[1];
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    io::GenomeFile file{sample::random_genome(seed), {}, {}};
    file.card.config = "a text with \"quotes\", a \\ and \"checksum\":\"000\"";
    if (seed % 3 == 0) file.learned = file.genome.parameters;
    for (float& value : file.learned) value += 1;
    write(folder / ("random-" + std::to_string(seed)), file);
  }
  write(folder / "layers", {sample::layer_genome(), {}, {}});
}
