// What `evolve --dry-run` says, against what the run then spends. Operations and memory depend on the seed alone; time also
// on what else the machine does, so it has three attempts, each a forecast and a run one behind the other.
#include <doctest/doctest.h>

#include <cmath>
#include <sstream>

#include "../apps/program.hpp"

using namespace neat::test;

namespace {

constexpr double kShare = 0.3;

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Json predicted(const Folder& here, const Words& run) {
  const Ended ended = neat::test::run(here, with(run, {"--dry-run", "--json"}));
  CAPTURE(ended.err);
  REQUIRE(ended.status == 0);
  return ended.json()["predicted"];
}

struct Spent {
  Json last;          ///< line of history
  double memory = 0;  ///< bytes, at most
};

/// The run, carried through.
Spent spent(const Folder& here, const Words& run, const std::string& name) {
  Program program(here, with(run, {"--quiet", "--out", name}));
  const Measured measured = program.wait_measured();
  REQUIRE(measured.ended.status == 0);
  std::istringstream lines(read(here / name / "history.jsonl"));
  Spent of;
  for (std::string line; std::getline(lines, line);) of.last = Json::parse(line);
  of.memory = measured.peak_bytes;
  return of;
}

bool near(double forecast, double real) {
  return std::abs(forecast - real) <= kShare * real;
}

void check_work(const Json& forecast, const Spent& of) {
  for (const auto& [key, column] :
       {std::pair("evaluations", "evaluations"), std::pair("samples", "samples_seen"),
        std::pair("rows", "rows"), std::pair("forward_flops", "forward_flops"),
        std::pair("backward_flops", "backward_flops")}) {
    CAPTURE(key);
    CAPTURE(forecast[key].get<double>());
    CAPTURE(of.last[column].get<double>());
    CHECK(near(forecast[key], of.last[column]));
  }
  CAPTURE(of.memory);
  CAPTURE(forecast["memory_bytes"].get<double>());
  CHECK(near(forecast["memory_bytes"], of.memory));
}

/// One thread, so that another process on the machine does not halve its speed.
void check(const Words& run) {
  const Folder here;
  bool in_time = false;
  std::string said;
  for (int attempt = 0; attempt < 3 && !in_time; ++attempt) {
    const Json forecast = predicted(here, run);
    const Spent of = spent(here, run, "run" + std::to_string(attempt));
    if (attempt == 0) check_work(forecast, of);
    const double foreseen = forecast["seconds"], real = of.last["seconds"];
    in_time = near(foreseen, real);
    said += std::to_string(foreseen) + " s foreseen, " + std::to_string(real) + " s taken; ";
  }
  CAPTURE(said);
  CHECK(in_time);
}

}  // namespace

TEST_CASE("forecast: the preset sample of mnist, within 30 %") {
  check({"evolve", "mnist", "--preset", "sample", "--threads", "1"});
}

TEST_CASE(
    "forecast: the settings of the preset quick of mnist on its sample, with shorter lives, within 30 %") {
  check({"evolve", "mnist", "--preset", "quick", "--mnist.data", "sample", "--learning.samples", "2000",
         "--threads", "1"});
}
