// The same bytes with any number of threads or worker processes: every task with every strategy.
#include <doctest/doctest.h>

#include "../apps/program.hpp"

using namespace neat::test;

namespace {

struct Course {
  std::string task;
  Words settings;
};

const std::vector<Course>& courses() {
  static const std::vector<Course> all{
      {"xor", {"--generations", "25"}},
      {"parity", {"--generations", "25"}},
      {"mnist", {"--preset", "sample", "--population.size", "6", "--generations", "3"}}};
  return all;
}

struct Files {
  std::string csv, jsonl, champion, extras;
};

/// Where evaluations run.
struct Place {
  int threads;
  const char* isolate;
};

Files files_of(const Folder& here, const Course& course, const std::string& strategy, const Place& place) {
  const std::string threads = std::to_string(place.threads);
  const std::string out = course.task + "-" + strategy + "-" + threads + "-" + place.isolate;
  Words words{"evolve", course.task, "--strategy", strategy,    "--out",
              out,      "--threads", threads,      "--isolate", place.isolate};
  words.insert(words.end(), course.settings.begin(), course.settings.end());
  if (strategy == "es") words.insert(words.end(), {"--noise.scales", "1"});
  words.insert(words.end(), {"--seed", "3", "--stop.target", "off", "--quiet"});
  const Ended ended = run(here, words);
  REQUIRE_MESSAGE(ended.status == 0, ended.err);
  const fs::path run_directory = here / out;
  return {timeless_csv(run_directory / "history.csv"), timeless_jsonl(run_directory / "history.jsonl"),
          read(run_directory / "champion.genome"), read(run_directory / "extras.json")};
}

}  // namespace

TEST_CASE("evolve: 1, 2 and 4 threads, isolated or not, leave the same bytes, for every task and strategy") {
  const Folder here;
  for (const auto& course : courses()) {
    std::string other_history;
    for (const std::string strategy :
         {"neat", "random-search", "neat-cma", "pareto", "hybrid", "fusion", "es"}) {
      CAPTURE(course.task);
      CAPTURE(strategy);
      const Files one = files_of(here, course, strategy, {1, "off"});
      CHECK(!one.champion.empty());
      CHECK(one.csv != other_history);  // else the strategies would be one, and this a test of less
      other_history = one.csv;
      for (const Place place : {Place{2, "off"}, {4, "off"}, {1, "on"}, {2, "on"}, {4, "on"}}) {
        CAPTURE(place.threads);
        CAPTURE(place.isolate);
        const Files more = files_of(here, course, strategy, place);
        CHECK(more.csv == one.csv);
        CHECK(more.jsonl == one.jsonl);
        CHECK(more.champion == one.champion);
        CHECK(more.extras == one.extras);
      }
    }
  }
}
