#include <doctest/doctest.h>

#include <cstdlib>

#include "program.hpp"

using namespace neat::test;

TEST_CASE("new-task: what it makes builds with the line it prints, and evolves") {
  const Folder here;
  const Ended made = run(here, {"new-task", "my_curve"});
  REQUIRE(made.status == 0);
  CHECK(read(here / "my_curve" / "my_curve.cpp").find("MyCurve") != std::string::npos);
  for (const auto& entry : fs::directory_iterator(here / "my_curve"))
    CHECK(read(entry.path()).find("new_task") == std::string::npos);
  const auto from = made.out.find("g++ "), to = made.out.find('\n', from);
  REQUIRE(from != std::string::npos);
  const std::string line = "cd " + here.path().string() + " && " + made.out.substr(from, to - from);
  REQUIRE(std::system(line.c_str()) == 0);
  const Ended evolved =
      run(here, {"evolve", "./my_curve/my_curve.so", "--out", "a", "--generations", "3", "--json"});
  CAPTURE(evolved.err);
  CHECK(evolved.status == 0);
  CHECK(evolved.json()["generations"].get<int>() <= 3);
  CHECK(run(here, {"tasks", "--plugin-path", "my_curve"}).out.find("my_curve 0.1.0") != std::string::npos);
  CHECK(run(here, {"resume", "a", "--plugin-path", "my_curve", "--generations", "4", "--quiet"}).status == 0);
}

TEST_CASE("new-task: refuses what is there and names that are none") {
  const Folder here;
  REQUIRE(run(here, {"new-task", "mine", "--json"}).json()["directory"] == "mine");
  const Ended again = run(here, {"new-task", "mine"});
  CHECK(again.status == 2);
  CHECK(again.says("mine: is there already"));
  for (const char* name : {"../mine", "Mine", "2mine", "my-task", ""})
    CHECK(run(here, {"new-task", name}).says("is no name for a task"));
}
