#include <stdlib.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "apps/neat_run/report/run.hpp"
#include "apps/neat_run/top/followed_run.hpp"
#include "neat/base/error.hpp"
#include "neat/io/genome_file.hpp"
#include "targets.hpp"

namespace neat::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::array kFiles{"config.ini", "history.jsonl", "extras.json", "champion.genome"};

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// The smallest genome there is, as a file.
std::string some_champion() {
  NodeGene input, output;
  input.role = Role::input, output.role = Role::output, output.id = 1;
  io::GenomeFile file;
  file.genome.topology = Topology::make({input, output}, {{1, 0, 1, true, false, {OperatorKind::weight}}});
  file.genome.parameters.assign(file.genome.topology->parameter_count(), 0.5F);
  return text_of(io::genome_bytes(file));
}

/// In memory where there is such a place, gone at the end.
class Scratch {
 public:
  Scratch() {
    std::string name = ((fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) /
                        "neat-fuzz-XXXXXX")
                           .string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
    path_ = name;
  }
  ~Scratch() {
    std::error_code none;
    fs::remove_all(path_, none);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Everything whole but the file numbered `which`, which holds `text`.
void fill(const fs::path& directory, std::size_t which, const std::string& text) {
  static const std::array<std::string, kFiles.size()> whole{
      "# neat-run evolve xor\n[run]\ntask = xor\n[stop]\ngenerations = 5\n",
      "{\"generation\":0,\"evaluations\":4,\"seconds\":0.5,\"best_fitness\":1,\"state_hash\":\"ab\"}\n", "[]",
      some_champion()};
  for (std::size_t i = 0; i < kFiles.size(); ++i) write(directory / kFiles[i], i == which ? text : whole[i]);
}

}  // namespace

void run_directory(Bytes bytes) {
  static const Scratch scratch;
  if (bytes.empty()) return;
  fill(scratch.path(), std::to_integer<std::size_t>(bytes[0]) % kFiles.size(), text_of(bytes.subspan(1)));
  app::FollowedRun followed(scratch.path());  // an unreadable file is no reason not to show the others
  app::share_done(followed), app::seconds_left(followed);
  try {
    app::run_report(scratch.path()).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  } catch (const Error& error) {
    promise(error.code() == ErrorCode::data, "refused with another code than data");
  }
}

}  // namespace neat::fuzz
