#include "top/screen.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "run_files.hpp"

using namespace neat::app;
using neat::test::RunFiles;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::size_t width(const std::string& text) {
  return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

struct Shown {
  RunFiles files;
  std::vector<FollowedRun> runs;

  explicit Shown(int generations, std::size_t count = 1) {
    files.settings("generations = 20\n");
    for (int g = 0; g < generations; ++g) files.append(RunFiles::line(g, g));
    for (std::size_t i = 0; i < count; ++i) runs.emplace_back(files.path());
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("top: one run shows its settings, how far it is, its champion and its curves") {
  const Shown shown(10);
  const std::string text = top_screen(shown.runs, 0, {100, 30, false, false, true});
  for (const char* part : {"xor   preset fast   seed 7", "status       stopped; neat-run resume goes on",
                           "10 of 20  [", "50 %", "fitness 9", "3 species", "20 evaluations/s",
                           "100 evaluations", "2.00 kFLOPs forwards", "fitness: best and mean", "q quits"}) {
    CAPTURE(part);
    CHECK(has(text, part));
  }
  CHECK_FALSE(has(text, "\x1b"));
  CHECK(std::count(text.begin(), text.end(), '*') > 20);
}

TEST_CASE("top: a run that has no line yet says so") {
  const Shown shown(0);
  CHECK(has(top_screen(shown.runs, 0, {}), "no generation is finished yet"));
}

TEST_CASE("top: nothing is wider or longer than the window") {
  for (const std::size_t count : {1, 2, 40}) {
    const Shown shown(10, count);
    for (const int columns : {1, 5, 20, 79, 300})
      for (const int rows : {1, 2, 7, 24, 90})
        for (const bool utf8 : {true, false}) {
          const auto lines = lines_of(top_screen(shown.runs, count - 1, {columns, rows, utf8, false, true}));
          CHECK(lines.size() <= std::size_t(rows));
          for (const auto& line : lines)
            if (width(line) > std::size_t(std::max(columns, 10))) FAIL(line);
        }
  }
}

TEST_CASE("top: of several runs the chosen one is marked and always in sight") {
  const Shown shown(3, 40);
  for (const std::size_t chosen : {0, 1, 20, 39}) {
    const auto lines = lines_of(top_screen(shown.runs, chosen, {100, 24, true, false, true}));
    CHECK(std::count_if(lines.begin(), lines.end(), [](const auto& l) { return l.starts_with("> "); }) == 1);
  }
}

TEST_CASE("top: colours and braille only where they are wanted") {
  const Shown shown(10);
  CHECK(has(top_screen(shown.runs, 0, {100, 30, true, true, false}), "\x1b[1m"));
  const std::string plain = top_screen(shown.runs, 0, {100, 30, false, false, false});
  CHECK(std::all_of(plain.begin(), plain.end(), [](char c) { return c > 0; }));
  CHECK_FALSE(has(plain, "q quits"));
  CHECK(has(top_screen(shown.runs, 0, {100, 30, true, false, false}), "\xe2\xa0"));
}

TEST_CASE("top: the JSON answer holds every column of the last line") {
  const Shown shown(10);
  const auto answer = nlohmann::json::parse(top_json(shown.runs));
  const auto& run = answer["runs"][0];
  CHECK(run["task"] == "xor");
  CHECK(run["status"] == "stopped");
  CHECK(run["ended_by"].is_null());
  CHECK(run["generations"] == 10);
  CHECK(run["bound"] == 20);
  CHECK(run["last"]["evaluations"] == 100);
  CHECK(run["last"]["best_fitness"] == 9);
  CHECK(run["state_hash"] == "abc9");
  CHECK(run["seconds_left"].get<double>() == doctest::Approx(5));
}
