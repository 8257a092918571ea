// neat-run verify: generations run again, and what is said when they differ.
#include <doctest/doctest.h>

#include "program.hpp"

using namespace neat::test;

namespace {

const Words kRun{"evolve",        "xor", "--seed", "3", "--generations", "12",
                 "--stop.target", "off", "--out",  "a", "--quiet"};

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("verify: the last generation, one that was asked for, and all of them") {
  const Folder here;
  REQUIRE(run(here, with(kRun, {"--checkpoint.archive_every", "4"})).status == 0);
  const std::string before = read(here / "a" / "history.csv");
  const Json last = run(here, {"verify", "a", "--json", "--threads", "1"}).json();
  CHECK(last["last"] == 11);
  CHECK(last["from"] == 8);
  CHECK(last["verified"] == 4);
  CHECK(last["differs"].is_null());
  CHECK(run(here, {"verify", "a", "--json", "--generation", "5"}).json()["from"] == 4);
  CHECK(run(here, {"verify", "a", "--json", "--all", "--threads", "2"}).json()["verified"] == 12);
  CHECK(run(here, {"verify", "a"}).out ==
        "begun with the checkpoint after generation 7; 4 generations up to 11 give the same state hash\n");
  CHECK(run(here, {"verify", "a", "--all"}).out ==
        "begun with the first population; 12 generations up to 11 give the same state hash\n");
  CHECK(read(here / "a" / "history.csv") == before);
}

TEST_CASE("verify: a run whose settings were changed afterwards is found out, with the generation") {
  const Folder here;
  REQUIRE(run(here, kRun).status == 0);
  std::string ini = read(here / "a" / "config.ini");
  const std::size_t at = ini.find("add_node = ");
  ini.replace(at, ini.find('\n', at) - at, "add_node = 0.25");
  write(here / "a" / "config.ini", ini);
  const Ended ended = run(here, {"verify", "a", "--all"});
  CHECK(ended.status == 1);
  CHECK_MESSAGE(ended.says("verify: a: generation 1 differs: its state hash is "), ended.err);
  CHECK(run(here, {"verify", "a", "--all", "--json"}).status == 1);
}

TEST_CASE("verify: what cannot be verified is refused") {
  const Folder here;
  CHECK(run(here, {"verify", "nowhere"}).status == 4);
  REQUIRE(run(here, kRun).status == 0);
  CHECK(run(here, {"verify", "a", "--generation", "12"})
            .says("verify: generation 12: a has 12 of them, from 0"));
  CHECK(run(here, {"verify", "a", "--generation", "x"}).says("is not a whole number"));
  CHECK(run(here, {"verify", "a", "--population.size", "9"}).says("would make it another run"));
}
