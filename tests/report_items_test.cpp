#include "neat/io/report_items.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "neat/base/base64.hpp"

using namespace neat;
using Kind = ReportItem::Kind;

namespace {

std::string problem(Kind kind, const std::string& bytes) {
  return io::problem_of({kind, "x", bytes});
}

const std::string kPng("\x89PNG\r\n\x1a\n rest", 13);

}  // namespace

TEST_CASE("base64: the vectors of RFC 4648, and bytes that are no text") {
  CHECK(base64("") == "");
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64("fooba") == "Zm9vYmE=");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64(std::string_view("\0\xff\x80", 3)) == "AP+A");
}

TEST_CASE("report: tables, figures and images that are whole have no problem and become JSON") {
  const ReportItem table{Kind::table, "t",
                         R"({"title": "T", "columns": ["a", "b"], "rows": [[1, "x"], [null, true]]})"};
  const ReportItem figure{
      Kind::figure, "f",
      R"({"x": {"label": "step", "values": [1, 2]}, "y": {}, "series": [{"name": "s", "values": [0.5, null]}]})"};
  const ReportItem image{Kind::image, "i", kPng};
  for (const auto& item : {table, figure, image}) CHECK(io::problem_of(item) == "");
  const auto json = nlohmann::json::parse(io::to_json(std::vector{table, figure, image}));
  REQUIRE(json.size() == 3);
  CHECK(json[0]["kind"] == "table");
  CHECK(json[0]["content"]["rows"][0][1] == "x");
  CHECK(json[1]["kind"] == "figure");
  CHECK(json[1]["content"]["series"][0]["values"][1].is_null());
  CHECK(json[2] == nlohmann::json{{"kind", "image"}, {"name", "i"}, {"png", base64(kPng)}});
  CHECK(io::to_json({}) == "[]\n");
}

TEST_CASE("report: what is not of its kind is refused with the reason") {
  CHECK(problem(Kind::image, "GIF89a") == "it does not begin as a PNG file does");
  CHECK(problem(Kind::table, "{") != "");
  CHECK(problem(Kind::table, "[]") != "");
  CHECK(problem(Kind::table, R"({"columns": ["a"]})").find("rows") != std::string::npos);
  CHECK(problem(Kind::table, R"({"columns": ["a"], "rows": [[1, 2]]})") ==
        "a row does not have one cell for each of the 1 columns");
  CHECK(problem(Kind::table, R"({"columns": ["a"], "rows": [[[]]]})") ==
        "a cell is neither number, text, switch nor null");
  CHECK(problem(Kind::table, R"({"title": 1, "columns": [], "rows": []})") == "title is not a text");
  CHECK(
      problem(Kind::figure, R"({"x": {"values": [1]}, "y": {}, "series": [{"name": "s", "values": []}]})") ==
      "a series does not have one value for each x");
  CHECK(problem(Kind::figure, R"({"x": {"values": ["1"]}, "y": {}, "series": []})") ==
        "x holds more than numbers and nulls");
  CHECK(problem(Kind::figure, R"({"x": {"values": []}, "series": []})").find('y') != std::string::npos);
  CHECK(problem(Kind::table, R"({"columns": [], "rows": [[[[[1]]]]]})") != "");
}

TEST_CASE("report: a scene that could not be played is refused with the reason") {
  const auto figure = [](const std::string& scene) {
    return R"({"x": {"values": [1]}, "y": {}, "series": [{"name": "cart", "values": [0]}, )"
           R"({"name": "pole", "values": [0]}], "scene": )" +
           scene + "}";
  };
  const auto refused = [&](const std::string& scene) { return problem(Kind::figure, figure(scene)); };
  CHECK(refused(R"({"kind": "poles", "lengths": [0.5], "track": 2.4})") == "");
  CHECK(refused("[]") == "scene is no object of the kind poles");
  CHECK(refused(R"({"lengths": [0.5], "track": 2.4})") == "scene is no object of the kind poles");
  CHECK(refused(R"({"kind": "film", "lengths": [0.5], "track": 2.4})") ==
        "scene is no object of the kind poles");
  for (const char* lengths : {"[]", "[0.5, 0.05]"})
    CHECK(refused(std::string(R"({"kind": "poles", "lengths": )") + lengths + R"(, "track": 2.4})") ==
          "scene does not have a series for the cart and each pole");
  for (const char* length : {"0", "-1", "null", "\"long\""})
    CHECK(refused(std::string(R"({"kind": "poles", "lengths": [)") + length + R"(], "track": 2.4})") ==
          "a pole's length is no number above 0");
  CHECK(refused(R"({"kind": "poles", "lengths": [0.5], "track": "long"})") == "track is no number");
  CHECK(refused(R"({"kind": "poles", "lengths": [0.5]})").find("track") != std::string::npos);
}
