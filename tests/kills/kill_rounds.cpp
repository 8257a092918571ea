// neat_kill_rounds ROUNDS [SEED] - the proof that a run survives kill -9: every round evolves, is killed at a random
// moment one to three times, resumed each time, and must leave the files of a run that nobody touched. The moments and
// the thread counts are drawn from SEED; where exactly they hit is the machine's doing, which is the point.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <random>
#include <set>
#include <thread>

#include "../apps/program.hpp"

namespace {

using namespace neat::test;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Course {
  std::string name;
  Words evolve;
};

/// Each takes under a second, so that a moment drawn from its length hits start, loop and end alike.
const std::vector<Course>& courses() {
  static const std::vector<Course> all{
      {"xor", {"xor", "--generations", "120"}},
      {"parity", {"parity", "--generations", "80"}},
      {"mnist", {"mnist", "--preset", "sample", "--population.size", "4", "--generations", "3"}},
      {"xor-random", {"xor", "--strategy", "random-search", "--generations", "120"}},
  };
  return all;
}

/// A run that nobody touches, and how long it takes.
struct Whole {
  fs::path directory;
  double seconds = 0;
};

Words evolve_words(const Course& course, const std::string& directory) {
  Words words{"evolve"};
  words.insert(words.end(), course.evolve.begin(), course.evolve.end());
  for (const char* word : {"--seed", "11", "--stop.target", "off", "--quiet", "--out"}) words.push_back(word);
  words.push_back(directory);
  return words;
}

void with_threads(Words& words, unsigned threads) {
  words.insert(words.end(), {"--threads", std::to_string(threads)});
}

void fail(const std::string& what, const Ended& ended) {
  throw std::runtime_error(what + " ended with " + std::to_string(ended.status) + ": " + ended.err);
}

Whole uninterrupted(const Folder& here, const Course& course) {
  const auto began = Clock::now();
  Words words = evolve_words(course, "whole-" + course.name);
  with_threads(words, 1);
  const Ended ended = run(here, words);
  if (ended.status != 0) fail(course.name, ended);
  return {here / ("whole-" + course.name), Seconds(Clock::now() - began).count()};
}

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

/// The first thing in which the two directories differ; empty when there is none. Of checkpoints, which hold the
/// seconds of the run, only the last one's name.
std::string difference(const fs::path& whole, const fs::path& killed) {
  if (timeless_csv(whole / "history.csv") != timeless_csv(killed / "history.csv")) return "history.csv";
  if (timeless_jsonl(whole / "history.jsonl") != timeless_jsonl(killed / "history.jsonl"))
    return "history.jsonl";
  for (const char* file : {"champion.genome", "extras.json"})
    if (read(whole / file) != read(killed / file)) return file;
  if (names_in(whole) != names_in(killed)) return "the files in it";
  for (const auto& name : names_in(killed / "checkpoint"))
    if (fs::path(name).extension() != ".ckpt") return "a leftover beside the checkpoints";
  if (*names_in(whole / "checkpoint").rbegin() != *names_in(killed / "checkpoint").rbegin())
    return "the last checkpoint";
  return {};
}

class Round {
 public:
  Round(const Folder& here, const Course& course, const Whole& whole, std::uint64_t seed)
      : here_(here),
        course_(course),
        whole_(whole),
        random_(seed),
        name_("round" + std::to_string(seed)),
        checkpoints_(random_() % 3 * 7) {}
  ~Round() {
    std::error_code none;
    fs::remove_all(here_ / name_, none);
  }
  Round(const Round&) = delete;
  Round& operator=(const Round&) = delete;

  /// Empty when its end is that of the whole run.
  std::string go() {
    const unsigned wanted = 1 + static_cast<unsigned>(random_() % 3);
    for (bool over = false; kills_ < wanted && !over;) over = lives_through();
    const Ended ended = run(here_, next_words());
    if (ended.status != 0) return "the last resume: " + ended.err;
    return difference(whole_.directory, here_ / name_);
  }

  unsigned kills() const { return kills_; }
  unsigned early() const { return early_; }

 private:
  bool begun() const { return fs::exists(here_ / name_ / "config.ini"); }

  /// Evolve until there is a run, resume from then on; every time with another number of threads.
  Words next_words() {
    Words words = begun() ? Words{"resume", name_, "--quiet"} : evolve_words(course_, name_);
    if (checkpoints_ > 0)
      words.insert(words.end(), {"--checkpoint.archive_every", std::to_string(checkpoints_)});
    with_threads(words, 1 + static_cast<unsigned>(random_() % 3));
    return words;
  }

  /// Starts the program and kills it at a random moment. Did it come to its end after an earlier kill? One that ends
  /// before its first kill proves nothing and is begun again.
  bool lives_through() {
    Program program(here_, next_words());
    const double share = static_cast<double>(random_() >> 11) * 0x1p-53;
    std::this_thread::sleep_for(Seconds(share * whole_.seconds));
    program.send(SIGKILL);
    const Ended ended = program.wait();
    if (ended.status != 0 && ended.status != 128 + SIGKILL) fail(name_, ended);
    if (ended.status != 0) return ++kills_, early_ += begun() ? 0 : 1, false;
    if (kills_ == 0) fs::remove_all(here_ / name_);
    return kills_ > 0;
  }

  const Folder& here_;
  const Course& course_;
  const Whole& whole_;
  std::mt19937_64 random_;
  std::string name_;
  std::uint64_t checkpoints_;  ///< generations between archived ones, beside those once a second; 0: none
  unsigned kills_ = 0, early_ = 0;
};

int all_rounds(unsigned rounds, std::uint64_t seed) {
  const Folder here;
  std::vector<Whole> wholes;
  for (const auto& course : courses()) wholes.push_back(uninterrupted(here, course));
  unsigned good = 0, kills = 0, early = 0;
  for (unsigned i = 0; i < rounds; ++i) {
    const std::size_t which = i % courses().size();
    Round round(here, courses()[which], wholes[which], seed + i);
    const std::string problem = round.go();
    if (!problem.empty())
      std::cout << "round " << i << " (" << courses()[which].name << "): " << problem << '\n';
    good += problem.empty() ? 1 : 0, kills += round.kills(), early += round.early();
  }
  std::cout << good << " of " << rounds << " ended in the bytes of a run that nobody touched, after " << kills
            << " kills, " << early << " of them before there was a run\n";
  return good == rounds ? 0 : 1;
}

}  // namespace

int main(int count, char** words) try {
  const unsigned rounds = count > 1 ? static_cast<unsigned>(std::stoul(words[1])) : 8;
  return all_rounds(rounds, count > 2 ? std::stoull(words[2]) : 1);
} catch (const std::exception& problem) {
  std::cerr << "neat_kill_rounds: " << problem.what() << '\n';
  return 1;
}
