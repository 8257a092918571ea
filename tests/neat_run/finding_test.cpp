#include "doctor/finding.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "neat/base/error.hpp"

using namespace neat;
using namespace neat::app;

namespace {

const std::vector<Finding> kFindings{{"one", Verdict::ok, "fine", ""},
                                     {"another", Verdict::warning, "odd", "--a 1"},
                                     {"third", Verdict::failed, "bad \"\xff\"", "--b 2"},
                                     {"last", Verdict::not_applicable, "none", ""}};

}  // namespace

TEST_CASE("finding: people read aligned lines, with the remedy below") {
  CHECK(findings_text(std::span(kFindings).first(2)) ==
        "ok              one      fine\n"
        "warning         another  odd\n"
        "                         -> --a 1\n");
  CHECK(summary_text(kFindings) == "1 ok, 1 warning, 1 failed, 1 not applicable");
  CHECK(summary_text({}) == "0 ok, 0 warnings, 0 failed, 0 not applicable");
}

TEST_CASE("finding: programs read an array of objects, whatever bytes a plugin said") {
  const auto all = nlohmann::json::parse(findings_json(kFindings));
  REQUIRE(all.size() == 4);
  CHECK(all[0]["remedy"].is_null());
  CHECK(all[1]["verdict"] == "warning");
  CHECK(all[2]["detail"] == "bad \"\xef\xbf\xbd\"");
  CHECK(all[3]["verdict"] == "not applicable");
  CHECK(findings_json({}) == "[]");
}

TEST_CASE("finding: one is read back as it was written, and nothing else is one") {
  for (const auto& finding : {kFindings[0], kFindings[1], kFindings[3]}) {
    const Finding again = parse_finding(finding_json(finding));
    CHECK(again.check == finding.check);
    CHECK(again.verdict == finding.verdict);
    CHECK(again.detail == finding.detail);
    CHECK(again.remedy == finding.remedy);
  }
  for (const char* text : {"", "{", "[]", "{\"check\":\"a\"}",
                           "{\"check\":\"a\",\"verdict\":\"good\",\"detail\":\"\",\"remedy\":null}"})
    CHECK_THROWS_WITH_AS(parse_finding(text), doctest::Contains("is not one"), Error);
}

TEST_CASE("finding: only a failure fails") {
  CHECK(any_failed(kFindings));
  CHECK_FALSE(any_failed(std::span(kFindings).first(2)));
}
