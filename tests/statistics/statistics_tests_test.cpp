#include "statistics/tests.hpp"

#include <doctest/doctest.h>

#include "simulated.hpp"

using namespace neat::app;
using namespace neat::test;

namespace {

using List = std::vector<double>;

List shifted(List values, double by) {
  for (double& value : values) value += by;
  return values;
}

}  // namespace

TEST_CASE("tests: few pairs are judged by all of their signs") {
  CHECK(paired_p(List{1, 2, 3, 4, 5}) == doctest::Approx(2.0 / 32));
  CHECK(paired_p(List{1, 2, 3, 4, 0, 0, 5}) ==
        doctest::Approx(2.0 / 32));  // pairs without a difference say nothing
  CHECK(paired_p(List{-1, 2}) == doctest::Approx(1));
  CHECK(paired_p(List{0, 0, 0}) == 1);
  CHECK(paired_p(List{0.1, 0.2, 0.3}) ==
        doctest::Approx(2.0 / 8));  // sums in another order are the same value
}

TEST_CASE("tests: few values are judged by all of their groupings") {
  CHECK(unpaired_p(List{1, 2, 3}, List{4, 5, 6}) == doctest::Approx(2.0 / 20));
  CHECK(unpaired_p(List{4, 5, 6}, List{1, 2, 3}) == doctest::Approx(2.0 / 20));
  CHECK(unpaired_p(List{1, 1}, List{1, 1, 1}) == 1);
  CHECK(unpaired_p(List{1, 1, 1, 1}, List{2, 2, 2, 2}) == doctest::Approx(2.0 / 70));
}

TEST_CASE("tests: drawing gives nearly what looking at everything gives, and the same every time") {
  for (std::uint32_t seed = 0; seed < 5; ++seed) {
    const List a = distributions()[1].sample(14, seed, 1), b = distributions()[1].sample(14, seed, 2);
    List d;
    for (std::size_t i = 0; i < a.size(); ++i) d.push_back(b[i] - a[i]);
    const double exact = paired_p(d);
    List more = d;
    more.insert(more.end(), {1e-12, -1e-12});  // beyond 14 pairs signs are drawn; these change nothing
    const double drawn = paired_p(more);
    CHECK(std::fabs(drawn - exact) < 4 * std::sqrt(exact * (1 - exact) / kResamples) + 2.0 / kResamples);
    CHECK(paired_p(more) == drawn);
    CHECK(unpaired_p(a, b) == unpaired_p(a, b));
  }
}

TEST_CASE("tests: a large difference of many values has the smallest p, and huge samples are no burden") {
  const List a = distributions()[0].sample(100, 1, 1), b = shifted(distributions()[0].sample(100, 1, 2), 3);
  CHECK(unpaired_p(a, b) == doctest::Approx(1.0 / (kResamples + 1)));
  const List many = distributions()[0].sample(50000, 1, 1), others = distributions()[0].sample(50000, 1, 2);
  CHECK(unpaired_p(many, shifted(others, 0.1)) < 1e-6);
  CHECK(unpaired_p(many, others) > 1e-3);
  CHECK(paired_p(shifted(many, 0.1)) < 1e-6);
  CHECK(unpaired_p(List(20000, 1.0), List(20000, 2.0)) == 0);
}

TEST_CASE("tests: successes of the same seeds, and of different ones") {
  CHECK(mcnemar_p(10, 2) == doctest::Approx(2 * 79.0 / 4096));
  CHECK(mcnemar_p(2, 10) == doctest::Approx(2 * 79.0 / 4096));
  CHECK(mcnemar_p(3, 3) == 1);
  CHECK(mcnemar_p(0, 0) == 1);
  CHECK(fisher_p(3, 4, 1, 4) == doctest::Approx(34.0 / 70));  // the lady tasting tea
  CHECK(fisher_p(10, 10, 0, 10) == doctest::Approx(2.0 / 184756));
  CHECK(fisher_p(0, 5, 0, 9) == doctest::Approx(1));
  CHECK(fisher_p(5, 5, 9, 9) == doctest::Approx(1));
}

TEST_CASE("tests: Holm's adjustment") {
  const List adjusted = holm_adjusted(List{0.01, 0.04, 0.03, 0.005});
  for (const auto& [i, p] : {std::pair{0, 0.03}, {1, 0.06}, {2, 0.06}, {3, 0.02}})
    CHECK(adjusted[static_cast<std::size_t>(i)] == doctest::Approx(p));
  CHECK(holm_adjusted(List{0.9, 0.8}) == List{1, 1});
  CHECK(holm_adjusted(List{}).empty());
}

// 1,000 repetitions each; more than 5 % by four standard errors comes by chance once in 30,000 times.
TEST_CASE("tests: where nothing differs, p is below 0.05 in at most one of twenty samples") {
  for (const auto& distribution : distributions()) {
    std::size_t paired = 0, unpaired = 0;
    for (std::uint32_t i = 0; i < 1000; ++i) {
      const List a = distribution.sample(7, i, 1), b = distribution.sample(6, i, 2),
                 c = distribution.sample(7, i, 3);
      List d;
      for (std::size_t k = 0; k < a.size(); ++k) d.push_back(c[k] - a[k]);
      paired += paired_p(d) < 0.05;
      unpaired += unpaired_p(a, b) < 0.05;
    }
    CAPTURE(distribution.name);
    CHECK_FALSE(too_many(paired, 1000, 0.05));
    CHECK_FALSE(too_many(unpaired, 1000, 0.05));
    CHECK_FALSE(too_few(unpaired, 1000, 0.03));  // and no test is silent
  }
}

TEST_CASE("tests: equal means of different spread and size are not taken for a difference") {
  std::size_t found = 0;
  for (std::uint32_t i = 0; i < 200; ++i) {
    List a = distributions()[0].sample(60, i, 1);
    for (double& value : a) value *= 0.2;
    found += unpaired_p(a, distributions()[0].sample(15, i, 2), 999) < 0.05;
  }
  CHECK_FALSE(too_many(found, 200, 0.06));  // a test that is not studentised errs in a quarter of them
}
