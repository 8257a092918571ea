// neat-run report: one page that holds the run, and what it refuses.
#include <doctest/doctest.h>

#include <fstream>

#include "program.hpp"

using namespace neat::test;

namespace {

Words evolve(const std::string& name, const Words& more = {}) {
  Words words{"evolve",        "xor", "--seed", "3",  "--generations", "6",
              "--stop.target", "off", "--out",  name, "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// The data a page holds.
Json data_of(const fs::path& page) {
  const std::string text = read(page), place = "<script id=\"neat-data\" type=\"application/json\">";
  const std::size_t from = text.find(place) + place.size();
  return Json::parse(text.substr(from, text.find("</script>", from) - from));
}

Json run_in(const Folder& here, const std::string& name) {
  REQUIRE(run(here, {"report", name}).status == 0);
  return data_of(here / name / "report.html").at("runs").at(0);
}

}  // namespace

TEST_CASE("report: evolve leaves one that holds the history, the champion, the settings and the hashes") {
  const Folder here;
  REQUIRE(run(here, evolve("a", {"--run.kernels", "ieee"})).status == 0);
  const Json report = data_of(here / "a" / "report.html");
  CHECK(report["format"] == "neat.report");
  CHECK(report["version"] == 1);
  const Json a = report["runs"][0];
  CHECK(a["name"] == "a");
  CHECK(a["status"] == "generations");
  CHECK(a["command"] == "neat-run evolve xor --seed 3 --run.kernels ieee --generations 6 --stop.target off");
  CHECK(a["history"]["generations"] == 6);
  REQUIRE(a["history"]["rows"].size() == 6);
  CHECK(a["species"].size() == 6);
  const Json last =
      Json::parse(read(here / "a" / "history.jsonl").substr(read(here / "a" / "history.jsonl").rfind("{")));
  for (std::size_t i = 0; i < a["history"]["columns"].size(); ++i)
    CHECK(a["history"]["rows"][5][i] == last.at(a["history"]["columns"][i].get<std::string>()));
  CHECK(a["hashes"]["state"] == last["state_hash"]);
  CHECK(a["hashes"]["genome"].get<std::string>().size() == 64);
  CHECK(a["ledger"]["evaluations"] == last["evaluations"]);
  CHECK(a["ledger"]["rows"] == 4 * last["evaluations"].get<int>());
  CHECK(a["champion"]["svg"].get<std::string>().starts_with("<svg "));
  CHECK(a["champion"]["card"]["task"] == "xor");
  CHECK(a["config"][0] == Json::array({"run.task", "xor"}));
}

TEST_CASE("report: the command in it repeats the run to the byte") {
  const Folder here;
  REQUIRE(run(here, evolve("a", {"--population.size", "40", "--genome.activations", "tanh,relu"})).status ==
          0);
  const std::string command = run_in(here, "a")["command"];
  CHECK(command.find("--population.size 40") != std::string::npos);
  CHECK(command.find("--genome.activations tanh,relu") != std::string::npos);
  Words words;
  std::istringstream stream(command.substr(std::string("neat-run ").size()));
  for (std::string word; stream >> word;) words.push_back(word);
  words.insert(words.end(), {"--out", "b", "--quiet"});
  REQUIRE(run(here, words).status == 0);
  CHECK(read(here / "a" / "champion.genome") == read(here / "b" / "champion.genome"));
  CHECK(timeless_csv(here / "a" / "history.csv") == timeless_csv(here / "b" / "history.csv"));
}

TEST_CASE("report: several runs lie side by side in one page, wherever it is wanted") {
  const Folder here;
  REQUIRE(run(here, evolve("a")).status == 0);
  REQUIRE(run(here, evolve("b", {"--population.size", "30"})).status == 0);
  const Ended ended = run(here, {"report", "a", "b", "--out", "both.html", "--json"});
  CHECK(ended.json()["runs"] == 2);
  CHECK(ended.json()["report"] == "both.html");
  CHECK(ended.json()["bytes"] == fs::file_size(here / "both.html"));
  CHECK(data_of(here / "both.html")["runs"][1]["name"] == "b");
  CHECK(run(here, {"report", "a", "b", "--out", "-"}).out == read(here / "both.html"));
  REQUIRE(run(here, {"report", "a", "b"}).status == 0);
  CHECK(fs::exists(here / "report.html"));
}

TEST_CASE("report: no text of a run can end the script that holds it") {
  const Folder here;
  REQUIRE(run(here, evolve("a")).status == 0);
  write(
      here / "a" / "extras.json",
      R"([{"kind": "table", "name": "</script><script>alert(1)</script>", "content": {"columns": [], "rows": []}}])");
  CHECK(run_in(here, "a")["champion"]["extras"][0]["name"] == "</script><script>alert(1)</script>");
  CHECK(read(here / "a" / "report.html").find("alert(1)</script>") == std::string::npos);
}

TEST_CASE("report: a generation that was not finished is left out, and a bound not reached is said") {
  const Folder here;
  REQUIRE(run(here, evolve("a")).status == 0);
  std::ofstream(here / "a" / "history.jsonl", std::ios::app) << R"({"generation":6,"eval)";
  CHECK(run_in(here, "a")["history"]["rows"].size() == 6);
  std::string ini = read(here / "a" / "config.ini");
  ini.replace(ini.find("generations = 6"), 15, "generations = 9");
  write(here / "a" / "config.ini", ini);
  CHECK(run_in(here, "a")["status"] == "unfinished");
}

TEST_CASE("report: what is no whole run is refused by name, and nothing is written") {
  const Folder here;
  const auto refused = [&](const std::string& name, int status, const std::string& why) {
    const Ended ended = run(here, {"report", name, "--out", "page.html"});
    CHECK(ended.status == status);
    CHECK_MESSAGE(ended.says(why), ended.err);
    CHECK_FALSE(fs::exists(here / "page.html"));
  };
  refused("nowhere", 4, "nowhere: is not a directory; name the directory of a run");
  fs::create_directory(here / "empty");
  refused("empty", 4, "empty: holds no run: there is no config.ini");
  REQUIRE(run(here, evolve("a")).status == 0);
  const auto damaged = [&](const std::string& name, const std::string& file, const std::string& text) {
    fs::copy(here / "a", here / name, fs::copy_options::recursive);
    write(here / name / file, text);
  };
  damaged("no_line", "history.jsonl", "");
  refused("no_line", 4, "history.jsonl: no generation is finished yet; wait for the first one");
  damaged("no_json", "history.jsonl", "generation\n");
  refused("no_json", 4, "history.jsonl: line 1 is not a JSON object; restore the file");
  damaged("config", "config.ini", "[run\n");
  refused("config", 4, "restore config.ini of the run");
  damaged("genome", "champion.genome", "short");
  refused("genome", 4, "champion.genome");
  damaged("extras", "extras.json", "{}");
  refused("extras", 4, "extras.json: is not a JSON array; restore or remove the file");
  CHECK(run(here, {"report", "a", "--out", "missing/page.html"}).status == 5);
  CHECK(run(here, {"report"}).status == 2);
}
