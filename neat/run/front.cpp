#include "neat/run/front.hpp"

#include <filesystem>
#include <string>

#include "neat/base/error.hpp"
#include "neat/evolution/pareto.hpp"
#include "neat/platform/files.hpp"
#include "neat/run/champion.hpp"
#include "neat/run/values.hpp"

namespace neat {
namespace {

std::string file_name(std::size_t place) {
  std::string digits = std::to_string(place);
  digits.insert(0, digits.size() < 3 ? 3 - digits.size() : 0, '0');
  return digits + ".genome";
}

std::string header(const TaskInfo& task) {
  std::string line = "file,fitness,parameters,connections,nodes";
  if (task.has_test)
    for (const auto& metric : task.metrics) line += ",test_" + metric.name;
  return line + "\n";
}

std::string line_of(const std::string& file, const Member& member, const ChampionRecord& record) {
  const Topology& topology = *member.genome->topology;
  std::string line = file + "," + number_text(member.evaluation.fitness()) + "," +
                     std::to_string(topology.parameter_count()) + "," +
                     std::to_string(topology.enabled_connections()) + "," +
                     std::to_string(topology.hidden_nodes());
  for (const double value : record.test) line += "," + number_text(value);
  return line + "\n";
}

void require(const std::error_code& error, const std::filesystem::path& folder) {
  if (error)
    throw Error(ErrorCode::system, folder.string() + ": cannot be written: " + error.message() +
                                       "; make room or give the run a folder that can be written");
}

/// An empty folder, where one that was not finished is removed.
void make_anew(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (!error) std::filesystem::create_directory(folder, error);
  require(error, folder);
}

void replace(const std::filesystem::path& folder, const std::filesystem::path& by) {
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (!error) std::filesystem::rename(by, folder, error);
  require(error, folder);
}

}  // namespace

void write_front(const Task& task, Evaluator& evaluator, const SearchState& state, const Config& config,
                 const ChampionRecord& record, const RunDirectory& directory) {
  const bool maximise = task.info().objectives.front().direction == Direction::maximise;
  const std::filesystem::path part = directory.front().string() + ".part";
  make_anew(part);
  std::string table = header(task.info());
  SearchState alone;  // a member as if it were the champion
  alone.budget = state.budget;
  alone.champion_generation = state.generation;
  std::size_t place = 0;
  for (const std::size_t i : pareto_front(state.members, config.strategy.pareto.complexity, maximise)) {
    alone.champion = state.members[i];
    const auto measured = measure_champion(task, evaluator, alone, config, record, false);
    const std::string file = file_name(++place);
    io::save_genome(part / file, champion_file(task, config, alone, measured));
    table += line_of(file, alone.champion, measured);
  }
  platform::write_file_atomically(part / "front.csv", table);
  replace(directory.front(), part);
}

}  // namespace neat
