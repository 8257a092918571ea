#include "neat/evolution/fusing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "random_genome.hpp"

using namespace neat;

namespace {

/// Copies of one genome whose parameters are all the same number, which is `at`, and whose fitness is `fitness`.
Member member_at(float at, double fitness) {
  static const Genome like = test::random_genome(3, false, 12);
  Genome genome = like;
  genome.parameters.assign(genome.parameters.size(), at);
  Member member;
  member.genome = std::make_shared<const Genome>(std::move(genome));
  member.evaluation.objectives = {fitness};
  return member;
}

std::vector<const Member*> pointers(const std::vector<Member>& members) {
  std::vector<const Member*> all;
  for (const Member& member : members) all.push_back(&member);
  return all;
}

float place(const Member& member) {
  return member.genome->parameters.front();
}

/// Measures whatever is proposed as `fitness` of where it is.
template <class Fitness>
std::vector<float> proposals(Fusing& fusing, Fitness fitness) {
  std::vector<float> places;
  while (auto member = fusing.propose(100 + places.size(), 7)) {
    CHECK(member->genome->lineage.id == 100 + places.size());
    CHECK(member->genome->lineage.birth == 7);
    places.push_back(place(*member));
    member->evaluation.objectives = {fitness(place(*member))};
    fusing.judge(std::move(*member));
  }
  return places;
}

const std::vector<Member> kRanked{member_at(1, 0.9), member_at(2, 0.8), member_at(5, 0.7), member_at(7, 0.6)};

}  // namespace

TEST_CASE("fusing: nothing is proposed where nothing is to be fused, or one member alone is left") {
  CHECK_FALSE(Fusing().propose(1, 1));
  CHECK_FALSE(Fusing({}, pointers(kRanked), 1, true).propose(1, 1));
  FusionOptions options{.kind = FusionKind::average};
  CHECK_FALSE(Fusing(options, {&kRanked[0]}, 1, true).propose(1, 1));
  options.members = 1;
  CHECK_FALSE(Fusing(options, pointers(kRanked), 1, true).propose(1, 1));
}

TEST_CASE("fusing: average is the mean of the best, weighted is pulled to the fittest") {
  FusionOptions options{.kind = FusionKind::average, .members = 3, .guard = false};
  Fusing average(options, pointers(kRanked), 1, true);
  const auto places = proposals(average, [](float) { return 0.0; });
  REQUIRE(places.size() == 1);
  CHECK(places[0] == doctest::Approx(8.0 / 3));
  CHECK(average.kept().size() == 1);
  options.kind = FusionKind::weighted;
  for (const bool maximise : {true, false}) {
    auto ranked = pointers(kRanked);
    if (!maximise) std::reverse(ranked.begin(), ranked.end());
    options.effective = 1.2;
    Fusing weighted(options, ranked, 1, maximise);
    CHECK(proposals(weighted, [](float) { return 0.0; })[0] ==
          doctest::Approx(maximise ? 1.2 : 6.4).epsilon(0.2));
  }
  options.temperature = 0.1;  // weights 1 : 1/e : 1/e^2
  Fusing cooled(options, pointers(kRanked), 1, true);
  const double e = std::exp(-1.0);
  CHECK(proposals(cooled, [](float) { return 0.0; })[0] ==
        doctest::Approx((1 + 2 * e + 5 * e * e) / (1 + e + e * e)).epsilon(1e-4));
}

TEST_CASE(
    "fusing: with the guard an average that is worse than its best ingredient, by more than the margin, is "
    "dropped") {
  for (const double margin : {0.0, 0.05})
    for (const double fitness : {0.84, 0.86, 0.91}) {
      Fusing fusing({.kind = FusionKind::average, .margin = margin}, pointers(kRanked), 1, true);
      proposals(fusing, [=](float) { return fitness; });
      CHECK(fusing.kept().size() == (fitness >= 0.9 - margin));
    }
  Fusing diverged({.kind = FusionKind::average, .guard = false}, pointers(kRanked), 1, true);
  Member member = *diverged.propose(1, 1);
  member.evaluation.status = EvaluationStatus::diverged;
  diverged.judge(member);
  CHECK(diverged.kept().empty());
}

TEST_CASE("fusing: greedy takes in one after the other, and only whom the average is not worse for") {
  Fusing fusing({.kind = FusionKind::greedy}, pointers(kRanked), 1, true);
  // The nearer to 3 the better: 1 and 2 are better together (1.5), with 5 as well (2.67), but not with 7 (3.75).
  const auto places = proposals(fusing, [](float at) { return 1 - 0.06 * std::abs(3 - double(at)); });
  REQUIRE(places.size() == 3);
  CHECK(places[0] == doctest::Approx(1.5));
  CHECK(places[1] == doctest::Approx(8.0 / 3));
  CHECK(places[2] == doctest::Approx(3.75));
  REQUIRE(fusing.kept().size() == 1);
  CHECK(place(fusing.kept().front()) == doctest::Approx(8.0 / 3));
}

TEST_CASE(
    "fusing: nearest averages each of the best with its neighbours in the space of weights, each guarded by "
    "itself") {
  Fusing fusing({.kind = FusionKind::nearest, .neighbours = 1, .guard = true}, pointers(kRanked), 3, true);
  const auto places = proposals(fusing, [](float at) { return at > 5 ? 0.75 : 0.85; });
  REQUIRE(places.size() == 3);
  CHECK(places[0] == doctest::Approx(1.5));
  CHECK(places[1] == doctest::Approx(1.5));
  CHECK(places[2] == doctest::Approx(6));
  REQUIRE(fusing.kept().size() ==
          2);  // 0.85 is worse than the best one's 0.9, better than 0.8; 0.75 is better than 0.7
  CHECK(place(fusing.kept()[1]) == doctest::Approx(6));
}

TEST_CASE("fusing: genomes of another structure are nobody's neighbours") {
  std::vector<Member> ranked{kRanked[0], kRanked[1]};
  ranked[1].genome = std::make_shared<const Genome>(test::random_genome(9, false, 12));
  Fusing fusing({.kind = FusionKind::nearest, .guard = false}, pointers(ranked), 1, true);
  const auto places = proposals(fusing, [](float) { return 1.0; });
  REQUIRE(places.size() == 1);
  CHECK(places[0] == 1);
}
