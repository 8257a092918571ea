#include "compare/samples.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "compare/text.hpp"
#include "neat/base/error.hpp"
#include "simulated.hpp"

using namespace neat::app;
using namespace neat::test;

namespace {

using Draw = std::function<double(neat::Random&)>;

bool is_spent(const std::string& measure) {
  const auto& names = run_measures();
  return std::find(names.begin(), names.end(), measure) != names.end();
}

/// `count` seeds from `first` on; every measure drawn by itself from its own distribution.
ComparedSample simulated(const std::string& name, std::uint64_t first, std::size_t count,
                         std::uint32_t repetition, std::uint32_t which,
                         const std::vector<std::pair<std::string, Draw>>& measures) {
  neat::Random random(which, neat::Purpose::test, 7, repetition);
  ComparedSample sample{name, {"xor", "1.0.0", "ieee", true, {}}, {}, {}};
  for (std::size_t i = 0; i < count; ++i) {
    Outcome outcome;
    outcome.seed = first + i;
    outcome.solved = random.chance(0.7);
    for (const auto& [measure, draw] : measures)
      (is_spent(measure) ? outcome.spent : outcome.metrics).emplace_back(measure, draw(random));
    sample.outcomes.push_back(outcome);
  }
  return sample;
}

std::vector<std::pair<std::string, Draw>> skewed_measures() {
  const auto all = distributions();
  return {{"evaluations", all[3].draw},
          {"samples_seen", all[1].draw},
          {"hidden_nodes", all[4].draw},
          {"test_mse", all[2].draw},
          {"test_loss", all[0].draw}};
}

ComparisonReport compared(const std::vector<ComparedSample>& samples) {
  return compare(samples, measures_of(samples));
}

Comparison of(const ComparisonReport& report, const std::string& measure) {
  for (const auto& comparison : report.comparisons)
    if (comparison.measure == measure) return comparison;
  FAIL("no comparison of " << measure);
  return report.comparisons.front();
}

bool notes_say(const ComparisonReport& report, const std::string& text) {
  for (const auto& note : report.notes)
    if (note.find(text) != std::string::npos) return true;
  return false;
}

std::vector<std::pair<std::string, Draw>> normal_around(double centre) {
  return {{"fitness", [centre](neat::Random& r) { return centre + r.normal(); }}};
}

/// Two settings that share half of a seed's luck, or nearly all.
std::vector<ComparedSample> related(std::uint32_t repetition, std::uint64_t second_first) {
  auto samples = std::vector{simulated("a", 1, 20, repetition, 1, normal_around(0)),
                             simulated("b", second_first, 20, repetition, 2, normal_around(0))};
  for (std::size_t i = 0; i < 20; ++i)
    samples[1].outcomes[i].spent[0].second =
        samples[0].outcomes[i].spent[0].second + 0.5 + 0.3 * samples[1].outcomes[i].spent[0].second;
  return samples;
}

}  // namespace

// Three samples, six measures, skewed: twelve tests in a call. 5 % and four standard errors: once in 30,000.
TEST_CASE("compare: shows a difference that is none in at most one call of twenty") {
  for (const std::uint64_t second_first : {1U, 100U}) {
    std::size_t wrong = 0;
    for (std::uint32_t i = 0; i < 150; ++i) {
      const std::vector samples{simulated("a", 1, 8, i, 1, skewed_measures()),
                                simulated("b", second_first, 8, i, 2, skewed_measures()),
                                simulated("c", second_first, 8, i, 3, skewed_measures())};
      bool any = false;
      for (const auto& comparison : compared(samples).comparisons) any = any || comparison.shown();
      wrong += any;
    }
    CAPTURE(second_first);
    CHECK_FALSE(too_many(wrong, 150, 0.05));
  }
}

// A shift of one deviation, 50 seeds in each: Student's test alone would find it in 99.8 of 100.
TEST_CASE("compare: finds a difference that is there") {
  std::size_t found = 0;
  for (std::uint32_t i = 0; i < 60; ++i) {
    const std::vector samples{simulated("a", 1, 50, i, 1, normal_around(0)),
                              simulated("b", 100, 50, i, 2, normal_around(1))};
    const Comparison c = of(compared(samples), "fitness");
    found += c.shown();
    CHECK_FALSE(c.paired);
    CHECK(c.verdict() == (c.shown() ? "higher" : "no difference shown"));
  }
  CHECK_FALSE(too_few(found, 60, 0.95));
}

TEST_CASE("compare: pairs find what groups of seeds do not, where seeds share their luck") {
  std::size_t paired = 0, unpaired = 0;
  for (std::uint32_t i = 0; i < 60; ++i) {
    const auto one = compared(related(i, 1)), other = compared(related(i, 100));
    CHECK(of(one, "fitness").paired);
    CHECK_FALSE(of(other, "fitness").paired);
    paired += of(one, "fitness").shown();
    unpaired += of(other, "fitness").shown();
  }
  CHECK(paired > 55);
  CHECK(unpaired < 30);
}

TEST_CASE("compare: success rates by pairs and by groups") {
  auto samples = std::vector{simulated("a", 1, 40, 1, 1, normal_around(0)),
                             simulated("b", 1, 40, 1, 2, normal_around(0))};
  for (std::size_t i = 0; i < 40; ++i) {
    samples[0].outcomes[i].solved = i < 10;
    samples[1].outcomes[i].solved = i < 30;
  }
  const Comparison c = of(compared(samples), "solved");
  CHECK(c.effect_name == "risk_difference");
  CHECK(c.effect == doctest::Approx(0.5));
  CHECK(c.superiority == doctest::Approx(0.75));
  CHECK(c.p == doctest::Approx(2.0 / (1 << 20)));
  CHECK(c.verdict() == "higher");
  for (auto& outcome : samples[1].outcomes) outcome.seed += 1000;
  const Comparison groups = of(compared(samples), "solved");
  CHECK_FALSE(groups.paired);
  CHECK(groups.verdict() == "higher");
  CHECK(groups.interval.low > 0.2);
}

TEST_CASE("compare: says how many pairs, and what was left out") {
  const std::vector most{simulated("a", 1, 20, 1, 1, normal_around(0)),
                         simulated("b", 6, 20, 1, 2, normal_around(0))};
  const auto report = compared(most);
  CHECK(of(report, "fitness").paired);
  CHECK(of(report, "fitness").count == 15);
  CHECK(notes_say(report, "b: 15 seeds are in the baseline too and are compared; 10 others are left out."));
  const std::vector few{most[0], simulated("b", 17, 20, 1, 2, normal_around(0))};
  CHECK(of(compared(few), "fitness").count == 20);
  CHECK(notes_say(compared(few), "b: only 4 seeds are in the baseline too; all are compared, not as pairs."));
}

TEST_CASE("compare: what cannot be compared is said and is no part of the family") {
  auto samples = std::vector{simulated("a", 1, 12, 1, 1, normal_around(0)),
                             simulated("b", 1, 12, 1, 2, normal_around(3))};
  const double alone = of(compare(samples, {"fitness"}), "fitness").p_adjusted;
  for (auto& sample : samples)
    for (auto& outcome : sample.outcomes) {
      outcome.solved = true;
      outcome.spent.emplace_back("samples_seen", 0);
    }
  for (auto& outcome : samples[1].outcomes) outcome.metrics.emplace_back("test_accuracy", 0.5);
  const auto report = compared(samples);
  CHECK(report.comparisons.size() == 1);
  CHECK(of(report, "fitness").p_adjusted == alone);
  CHECK(notes_say(report, "Not compared, as it is the same in every run: solved, samples_seen."));
  CHECK(notes_say(report, "Not compared, as it is not measured in both: test_accuracy."));
}

TEST_CASE("compare: a metric that is the fitness is one test, not two") {
  auto samples = std::vector{simulated("a", 1, 12, 1, 1, normal_around(0)),
                             simulated("b", 1, 12, 1, 2, normal_around(3))};
  const double alone = of(compared(samples), "fitness").p_adjusted;
  for (auto& sample : samples)
    for (auto& outcome : sample.outcomes)
      outcome.metrics.emplace_back("train_accuracy", outcome.value("fitness"));
  const auto report = compared(samples);
  CHECK(of(report, "fitness").p_adjusted == alone);
  CHECK(notes_say(report, "Not compared, as it has the values of fitness: train_accuracy."));
}

TEST_CASE("compare: a single seed is compared with nothing") {
  const std::vector samples{simulated("a", 1, 1, 1, 1, normal_around(0)),
                            simulated("b", 1, 1, 1, 2, normal_around(3))};
  const auto report = compare(samples, {"fitness"});
  CHECK(report.comparisons.empty());
  CHECK(notes_say(report, "Not compared, as it has fewer than two values in one of them: fitness."));
  CHECK(comparison_text(samples, report, TextStyle::terminal).find("nothing could be compared") !=
        std::string::npos);
}

TEST_CASE("compare: values that are missing take their seed's partner with them") {
  auto samples = std::vector{simulated("a", 1, 12, 1, 1, normal_around(0)),
                             simulated("b", 1, 12, 1, 2, normal_around(3))};
  samples[0].outcomes[3].spent[0].second = std::nan("");
  const auto report = compared(samples);
  CHECK(of(report, "fitness").count == 11);
}

TEST_CASE("compare: one differing setting is told, several are warned of, samples of two tasks are refused") {
  auto samples =
      std::vector{simulated("a", 1, 9, 1, 1, normal_around(0)), simulated("b", 1, 9, 1, 2, normal_around(0))};
  samples[0].settings = {{"run.seed", "1", ""}, {"population.size", "150", ""}, {"data.dir", "", ""}};
  samples[1].settings = {{"run.seed", "7", ""}, {"population.size", "50", ""}, {"data.dir", "there", ""}};
  CHECK(notes_say(compared(samples), "b: differs from the baseline in population.size (150, 50)."));
  samples[1].settings.push_back({"species.target", "3", ""});
  CHECK(notes_say(compared(samples),
                  "Warning: b differs from the baseline in 2 settings, any of which may be the "
                  "cause: population.size (150, 50), species.target (empty, 3)."));
  samples[1].origin.task_version = "1.1.0";
  samples[1].origin.data["train"] = "00";
  CHECK(notes_say(compared(samples), "Warning: b is of version 1.1.0 of the task, the baseline of 1.0.0"));
  CHECK(notes_say(compared(samples), "Warning: b was made with other data than the baseline"));
  samples[1].origin.task = "parity";
  try {
    compared(samples);
    FAIL("not refused");
  } catch (const neat::Error& problem) {
    CHECK(problem.code() == neat::ErrorCode::config);
    CHECK(std::string(problem.what()) ==
          "compare: b: is of task parity, a of task xor; compare samples of one task");
  }
}

TEST_CASE("compare: the sentence and the object say the same") {
  const std::vector samples{simulated("a", 1, 40, 1, 1, normal_around(0)),
                            simulated("b", 1, 40, 1, 2, normal_around(2))};
  const auto report = compared(samples);
  const auto json = comparison_json(samples, report);
  CHECK(json["baseline"] == "a");
  CHECK(json["correction"] == "holm");
  const auto& one = json["comparisons"].back();
  CHECK(one["measure"] == "fitness");
  CHECK(one["better"] == "higher");
  CHECK(one["verdict"] == "higher");
  CHECK(one["effect"]["name"] == "d_z");
  CHECK(one["text"].get<std::string>().starts_with("fitness: higher (better) by "));
  CHECK(one["ci95"][0] < one["difference"]);
  CHECK(json["samples"][1]["measures"]["fitness"]["values"].size() == 40);
  CHECK(json["samples"][1]["seed_numbers"][39] == 40);
}

TEST_CASE("compare: fitness that is minimised is better when lower") {
  auto samples = std::vector{simulated("a", 1, 40, 1, 1, normal_around(0)),
                             simulated("b", 1, 40, 1, 2, normal_around(2))};
  for (auto& sample : samples) sample.origin.maximise = false;
  const auto report = compared(samples);
  CHECK(sentence(of(report, "fitness")).starts_with("fitness: higher (worse) by "));
}
