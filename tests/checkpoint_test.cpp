#include "neat/run/checkpoint.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include <algorithm>

#include "example_run.hpp"
#include "neat/io/frame.hpp"
#include "neat/platform/files.hpp"
#include "neat/run/search_tape.hpp"
#include "neat/run/state_hash.hpp"

using namespace neat;
using namespace neat::test;

namespace {

const auto kSilent = [](const std::string&) {};

Snapshot example_snapshot(std::uint32_t generations = 5, std::uint64_t seed = 1) {
  const ExampleTask task;
  Config config = example_config(task, generations);
  config.strategy.seed = seed;
  const Folder here;
  ExampleRun example(task, config);
  example.run.keep_in(RunDirectory::create(here / "run"));
  example.run.go();
  Circumstances circumstances;
  circumstances.task = "example";
  circumstances.data = {{"rows", "abc"}};
  return {circumstances, example.run.state(), example.run.champion(), example.run.history().size(),
          example.run.history().back()};
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

template <class Action>
std::string refusal(Action action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::data);
    return error.what();
  }
  return "accepted";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Snapshot numbered(Snapshot snapshot, std::uint32_t finished) {
  snapshot.history_size = finished;
  snapshot.search.generation = snapshot.last.generation.number = finished - 1;
  return snapshot;
}

/// The search with one thing broken, written and read back.
template <class Break>
std::string search_refusal(Break breaks) {
  SearchState state = example_snapshot().search;
  Tape tape;
  TapeWriter out(tape);
  put_search(out, state);
  breaks(tape);
  return refusal([&] {
    TapeReader in(tape);
    take_search(in);
    in.end();
  });
}

}  // namespace

TEST_CASE("snapshot: what is read back has the same hash, chain and bookkeeping, for many seeds") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Snapshot snapshot = example_snapshot(static_cast<std::uint32_t>(seed), seed);
    const Snapshot again = parse_snapshot(snapshot_bytes(snapshot));
    CHECK(state_hash(again.search, "x") == state_hash(snapshot.search, "x"));
    CHECK(again.circumstances == snapshot.circumstances);
    CHECK(again.history_size == snapshot.history_size);
    CHECK(again.last.state_hash == snapshot.last.state_hash);
    CHECK(again.last.generation.best_fitness == snapshot.last.generation.best_fitness);
    CHECK(again.last.generation.species == snapshot.last.generation.species);
    CHECK(again.last.generation.line == snapshot.last.generation.line);
    CHECK(again.last.generation.budget == snapshot.search.budget);
    CHECK(again.champion.test == snapshot.champion.test);
    CHECK(again.champion.report == snapshot.champion.report);
    CHECK(again.champion.report.size() == 1);
    CHECK(again.champion.test_touched == snapshot.champion.test_touched);
    CHECK(snapshot_bytes(again) == snapshot_bytes(snapshot));
  }
}

TEST_CASE("snapshot: genomes and topologies that were shared are shared again") {
  const Snapshot again = parse_snapshot(snapshot_bytes(example_snapshot()));
  const auto& members = again.search.members;
  const auto is_champion = [&](const Member& member) {
    return member.genome == again.search.champion.genome;
  };
  CHECK(std::count_if(members.begin(), members.end(), is_champion) == 1);
  for (const auto& a : members)
    for (const auto& b : members)
      if (a.genome->topology->hash() == b.genome->topology->hash())
        CHECK(a.genome->topology == b.genome->topology);
}

TEST_CASE("snapshot: what does not fit together is refused") {
  const auto broken = [](auto change) {
    Snapshot snapshot = example_snapshot();
    change(snapshot);
    return refusal([&] { parse_snapshot(snapshot_bytes(snapshot)); });
  };
  CHECK(contains(broken([](Snapshot& s) { s.history_size = 9; }), "another length than its generations"));
  CHECK(contains(broken([](Snapshot& s) { ++s.search.generation; }),
                 "search and history are of two generations"));
  CHECK(contains(broken([](Snapshot& s) {
                   s.search.members[0].evaluation.learned = {1, 2};
                 }),
                 "another number of parameters than its genome"));
  CHECK(
      contains(broken([](Snapshot& s) { s.search.members[0].genome = nullptr; }), "a member has no genome"));
  CHECK(contains(broken([](Snapshot& s) { s.search.members[0].evaluation.objectives.clear(); }),
                 "has no fitness"));
}

TEST_CASE("snapshot: a search cut short, too long or out of range is refused, never read beyond its end") {
  CHECK(contains(search_refusal([](Tape& t) { t.integers.pop_back(); }), "does not fit together"));
  CHECK(contains(search_refusal([](Tape& t) { t.reals.pop_back(); }), "does not fit together"));
  CHECK(contains(search_refusal([](Tape& t) { t.floats.pop_back(); }), "does not fit together"));
  CHECK(contains(search_refusal([](Tape& t) { t.floats.push_back(0); }), "it holds more than it should"));
  CHECK(contains(search_refusal([](Tape& t) { t.integers[0] = ~0ULL; }), "a number is out of range"));
  for (std::size_t i = 0; i < 400; ++i)  // any number at all: read to the end or refused, nothing else
    for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1000}, ~std::uint64_t{0}})
      search_refusal([&](Tape& t) { t.integers[i % t.integers.size()] = value; });
}

TEST_CASE("checkpoint: the last two stay, archived ones too, and newer leftovers go") {
  const Folder here;
  const Snapshot snapshot = example_snapshot();
  CheckpointOptions options;
  options.archive_every = 4;
  CheckpointFolder folder(here / "", options);
  for (std::uint32_t finished = 1; finished <= 10; ++finished)
    folder.save(numbered(snapshot, finished), finished);
  CHECK(names_in(here / "") ==
        std::vector<std::string>{"000004.ckpt", "000008.ckpt", "000009.ckpt", "000010.ckpt"});
  folder.save(numbered(snapshot, 6), 20);
  CHECK(names_in(here / "") == std::vector<std::string>{"000004.ckpt", "000006.ckpt"});
  CHECK(folder.last_saved() == 6);
}

TEST_CASE("checkpoint: one is due every so many generations, but not twice a second") {
  const Folder here;
  CheckpointOptions options;
  options.every = 3;
  CheckpointFolder folder(here / "", options);
  CHECK_FALSE(folder.due(2, 0));
  CHECK(folder.due(3, 0));
  folder.save(numbered(example_snapshot(), 3), 10);
  CHECK_FALSE(folder.due(6, 10.9));
  CHECK(folder.due(6, 11));
  CHECK_FALSE(folder.due(7, 99));
  options.archive_every = 7;
  CHECK(CheckpointFolder(here / "", options).due(7, 0));
  options = {};
  options.every = 0;
  CHECK_FALSE(CheckpointFolder(here / "", options).due(6, 99));
}

TEST_CASE("checkpoint: the newest whole one is loaded; what was passed over is told") {
  const Folder here;
  const Snapshot snapshot = example_snapshot();
  CheckpointFolder folder(here / "", {});
  CHECK_FALSE(folder.load_newest(99, kSilent));
  folder.save(numbered(snapshot, 4), 0);
  folder.save(numbered(snapshot, 5), 0);
  std::string told;
  const auto notice = [&](const std::string& text) { told += text; };
  CHECK(folder.load_newest(99, notice)->history_size == 5);
  CHECK(told.empty());
  CHECK(folder.load_newest(4, notice)->history_size == 4);  // history ends before the newest
  CHECK(contains(told, "000005.ckpt: is of generation 5, but the history ends before"));
  CHECK(contains(told, "Going on from 000004.ckpt"));
  std::filesystem::resize_file(here / "000005.ckpt", 100);
  told.clear();
  CHECK(folder.load_newest(99, notice)->history_size == 4);
  CHECK(contains(told, "000005.ckpt"));
  std::ofstream(here / "000004.ckpt", std::ios::binary) << "no checkpoint";
  CHECK(contains(refusal([&] { folder.load_newest(99, notice); }), "no earlier checkpoint can be used"));
}

TEST_CASE("checkpoint: any flipped byte is refused before the archive sees it") {
  const Folder here;
  CheckpointFolder folder(here / "", {});
  folder.save(example_snapshot(), 0);
  const std::string path = here / "000005.ckpt", whole = text_of(path);
  for (std::size_t at = 0; at < whole.size(); at += 1 + whole.size() / 300) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << damaged;
    CHECK(contains(refusal([&] { load_checkpoint(path); }), path));
  }
}

TEST_CASE(
    "checkpoint: the golden file of version 7 is read as what was written, layers and their traits "
    "included") {
  const Snapshot snapshot =
      load_checkpoint(std::filesystem::path(NEAT_GOLDEN_FOLDER) / "checkpoint-7-boost-1.74.ckpt");
  CHECK(snapshot.history_size == 2);
  CHECK(snapshot.search.members.size() == 4);
  const Genome& champion = *snapshot.search.champion.genome;
  const auto is_conv = [](const ConnectionGene& c) {
    return c.op.kind == OperatorKind::conv && c.op.kernel == 3;
  };
  CHECK(std::ranges::any_of(champion.topology->connections(), is_conv));
  CHECK(champion.parameters.size() > champion.topology->learned_count());
  const auto is_plain = [](const Member& member) { return member.genome->traits.is_plain(); };
  CHECK_FALSE(std::ranges::all_of(snapshot.search.members, is_plain));
  CHECK(state_hash(snapshot.search, "golden") ==
        "e7d258f36e90c8560c96ecbc2bb4aa3d019015c9f76157bc1838811009aec496");
}

TEST_CASE(
    "checkpoint: the golden file of version 6 is read as what was written, metrics on training rows "
    "included") {
  const Snapshot snapshot =
      load_checkpoint(std::filesystem::path(NEAT_GOLDEN_FOLDER) / "checkpoint-6-boost-1.74.ckpt");
  CHECK(snapshot.history_size == 9);
  CHECK(snapshot.search.members.size() == 12);
  CHECK(snapshot.search.noise.parents.size() == 1);
  REQUIRE(snapshot.champion.train.size() == 1);
  CHECK(2 * snapshot.champion.train[0] == snapshot.champion.test.at(0));
  CHECK(snapshot.last.train == snapshot.champion.train);
  CHECK(std::isnan(snapshot.last.generation.birth_fitness));
  CHECK(state_hash(snapshot.search, "golden") ==
        "12da7b0257deb00eecf76d5a4e9766b58e5748bbbb829f8501023af4ff465622");
}

TEST_CASE(
    "checkpoint: the golden file of version 5 is read as what was written, a hybrid's parents included") {
  const Snapshot snapshot =
      load_checkpoint(std::filesystem::path(NEAT_GOLDEN_FOLDER) / "checkpoint-5-boost-1.74.ckpt");
  CHECK(snapshot.history_size == 25);
  CHECK(snapshot.search.members.size() == 12);
  CHECK(snapshot.search.noise.parents.size() == 2);
  CHECK(snapshot.search.noise.shares.size() == 3);
  CHECK(snapshot.search.noise.path.size() == 3);
  CHECK(state_hash(snapshot.search, "golden") ==
        "c1ad36a5e01178160e9bd39ccbc3b29e15810739d19b6dc80bc426e9ef3bed95");
}

TEST_CASE("checkpoint: the golden file of version 4 is read as what was written, tuned species included") {
  const Snapshot snapshot =
      load_checkpoint(std::filesystem::path(NEAT_GOLDEN_FOLDER) / "checkpoint-4-boost-1.74.ckpt");
  CHECK(snapshot.circumstances.task == "example");
  CHECK(snapshot.history_size == 25);
  CHECK(snapshot.search.members.size() == 22);
  CHECK(snapshot.search.tuning.active.size() == 2);
  CHECK(snapshot.search.tuning.sleeping.size() == 4);
  CHECK(snapshot.search.tuning.archive.size() == 4);
  CHECK(state_hash(snapshot.search, "golden") ==
        "8c8b60691a86d89c0020c8d730406e647573526e103ca485ee7398fe062c3ad0");
}

TEST_CASE("checkpoint: the golden file of version 2 is read as what was written") {
  const Snapshot snapshot =
      load_checkpoint(std::filesystem::path(NEAT_GOLDEN_FOLDER) / "checkpoint-2-boost-1.74.ckpt");
  CHECK(snapshot.circumstances.task == "example");
  CHECK(snapshot.history_size == 5);
  CHECK(snapshot.last.seconds == 1.5);
  CHECK(snapshot.search.members.size() == 12);
  CHECK(snapshot.search.budget.rows == 4 * snapshot.search.budget.evaluations);
  CHECK(snapshot.champion.report.at(0).name == "outputs");
  CHECK(state_hash(snapshot.search, "golden") ==
        "1ebcf7971b958c262542034d8894d661c72b48dd0596d81c2f062c6bfcf62b23");
}

TEST_CASE("checkpoint: the golden file of version 1 is read; what it did not keep is zero") {
  const Snapshot snapshot =
      load_checkpoint(std::filesystem::path(NEAT_GOLDEN_FOLDER) / "checkpoint-1-boost-1.74.ckpt");
  CHECK(snapshot.circumstances.task == "example");
  CHECK(snapshot.history_size == 5);
  CHECK(snapshot.last.seconds == 1.5);
  CHECK(snapshot.search.members.size() == 12);
  CHECK(snapshot.search.budget.flops() > 0);
  CHECK(snapshot.search.budget.rows == 0);
  CHECK(snapshot.search.champion.line == Budget{});
  CHECK(snapshot.champion.report.empty());
  CHECK(state_hash(snapshot.search, "golden") ==
        "334c876977766346fdbb7dd58069e36a385d4a6d8bdaf082a31e1ae93b8627f7");
}
