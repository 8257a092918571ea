#include "neat/run/snapshot.hpp"

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <sstream>

#include "neat/run/search_tape.hpp"
#include "neat/run/tape.hpp"

namespace neat {
namespace {

void put(TapeWriter& out, const Circumstances& c) {
  for (const auto& text : {c.arithmetic, c.task, c.task_version}) out.text(text);
  out.integers(c.data.size());
  for (const auto& [set, hash] : c.data) out.text(set), out.text(hash);
}

Circumstances take_circumstances(TapeReader& in) {
  Circumstances c;
  c.arithmetic = in.text();
  c.task = in.text();
  c.task_version = in.text();
  c.data.resize(in.bounded(1'000'000));
  for (auto& [set, hash] : c.data) set = in.text(), hash = in.text();
  return c;
}

void put(TapeWriter& out, const ChampionRecord& c) {
  out.reals(c.test);
  out.integers(c.test_rows, c.test_touched, c.solved, c.evaluations, c.samples);
  out.integers(c.report.size());
  for (const auto& item : c.report) {
    out.integers(item.kind);
    out.text(item.name), out.text(item.bytes);
  }
  out.reals(c.tested);
  out.integers(c.untested, c.tests, c.tested_rows, c.tested_rows_saved, c.tested_at);
  out.reals(c.train);
}

ChampionRecord take_champion(TapeReader& in) {
  ChampionRecord c;
  c.test = in.reals();
  in.integers(c.test_rows, c.test_touched, c.solved, c.evaluations, c.samples);
  if (in.version() >= 2) c.report.resize(in.count());
  for (auto& item : c.report) {
    in.choice(item.kind, 3);
    item.name = in.text(), item.bytes = in.text();
  }
  if (in.version() < 3) return c;
  c.tested = in.reals();
  in.integers(c.untested, c.tests, c.tested_rows);
  if (in.version() >= 5) in.integers(c.tested_rows_saved);
  in.integers(c.tested_at);
  if (in.version() >= 6) c.train = in.reals();
  return c;
}

void put_species(TapeWriter& out, const std::vector<SpeciesSize>& all) {
  out.integers(all.size());
  for (const auto& species : all) {
    out.integers(species.id, species.members);
    out.real(species.best_fitness);
  }
}

std::vector<SpeciesSize> take_species(TapeReader& in) {
  std::vector<SpeciesSize> all(in.count());
  for (auto& species : all) {
    in.integers(species.id, species.members);
    species.best_fitness = in.real();
  }
  return all;
}

void put(TapeWriter& out, const Generation& g) {
  out.integers(g.number);
  put_budget(out, g.budget);
  put_budget(out, g.line);
  put_species(out, g.species);
  for (const double x : g.fitness_quantiles) out.real(x);
  out.integers(g.solved, g.new_champion, g.diverged, g.lost);
  for (const double x : {g.best_fitness, g.mean_fitness, g.nodes, g.connections, g.parameters, g.mean_nodes,
                         g.mean_connections, g.sigma, g.population_diversity, g.learning_gain})
    out.real(x);
  out.reals(g.best_metrics);
  out.real(g.birth_fitness), out.real(g.best_birth_fitness);
}

Generation take_generation(TapeReader& in) {
  Generation g;
  in.integers(g.number);
  g.budget = take_budget(in);
  if (in.version() >= 2) {
    g.line = take_budget(in);
    g.species = take_species(in);
    for (double& x : g.fitness_quantiles) x = in.real();
  } else {
    g.species.resize(in.bounded(1'000'000));  // only their number was kept
  }
  in.integers(g.solved, g.new_champion, g.diverged, g.lost);
  for (double* x : {&g.best_fitness, &g.mean_fitness, &g.nodes, &g.connections, &g.parameters, &g.mean_nodes,
                    &g.mean_connections, &g.sigma, &g.population_diversity, &g.learning_gain})
    *x = in.real();
  g.best_metrics = in.reals();
  if (in.version() >= 6) g.birth_fitness = in.real(), g.best_birth_fitness = in.real();
  return g;
}

void put(TapeWriter& out, const HistoryLine& line) {
  put(out, line.generation);
  out.real(line.seconds);
  out.real(line.champion_fitness);
  out.integers(line.solved);
  out.reals(line.test);
  out.reals(line.train);
  out.integers(line.champion_tests, line.champion_test_rows, line.champion_test_rows_saved);
  out.text(line.state_hash);
}

HistoryLine take_line(TapeReader& in) {
  HistoryLine line;
  line.generation = take_generation(in);
  line.seconds = in.real();
  line.champion_fitness = in.real();
  in.integers(line.solved);
  line.test = in.reals();
  if (in.version() >= 6) line.train = in.reals();
  if (in.version() >= 3) in.integers(line.champion_tests, line.champion_test_rows);
  if (in.version() >= 5) in.integers(line.champion_test_rows_saved);
  line.state_hash = in.text();
  return line;
}

void check(const Snapshot& s) {
  if (s.history_size == 0 || s.last.generation.number + 1 != s.history_size)
    TapeReader::refuse("its history has another length than its generations");
  if (s.search.generation != s.last.generation.number)
    TapeReader::refuse("search and history are of two generations");
}

std::string archive(const Tape& tape) {
  std::ostringstream stream;
  boost::archive::binary_oarchive out(stream);
  out << tape.version << tape.integers << tape.reals << tape.floats << tape.texts;
  return stream.str();
}

Tape unarchive(std::span<const std::byte> bytes) {
  std::istringstream stream(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  boost::archive::binary_iarchive in(stream);
  Tape tape;
  const std::uint32_t newest = tape.version;
  in >> tape.version;
  if (tape.version < 1 || tape.version > newest)
    TapeReader::refuse("version " + std::to_string(tape.version) + " is not known here");
  in >> tape.integers >> tape.reals >> tape.floats >> tape.texts;
  return tape;
}

}  // namespace

std::vector<std::byte> snapshot_bytes(const Snapshot& snapshot) {
  Tape tape;
  TapeWriter out(tape);
  put(out, snapshot.circumstances);
  put(out, snapshot.champion);
  out.integers(snapshot.history_size);
  put(out, snapshot.last);
  put_search(out, snapshot.search);
  const std::string text = archive(tape);
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

Snapshot parse_snapshot(std::span<const std::byte> bytes) {
  Tape tape;
  try {
    tape = unarchive(bytes);
  } catch (const boost::archive::archive_exception& problem) {
    throw Error(ErrorCode::data,
                std::string("checkpoint: was written by another Boost version: ") + problem.what());
  }
  TapeReader in(tape);
  Snapshot snapshot;
  snapshot.circumstances = take_circumstances(in);
  snapshot.champion = take_champion(in);
  in.integers(snapshot.history_size);
  snapshot.last = take_line(in);
  snapshot.search = take_search(in);
  in.end();
  check(snapshot);
  return snapshot;
}

}  // namespace neat
