#include "neat/run/repeat.hpp"

#include <doctest/doctest.h>

#include "example_run.hpp"

using namespace neat;
using namespace neat::test;

TEST_CASE("repeat: says what is not as the preset has it, and nothing that decides no result") {
  const ExampleTask task;
  const auto command = [&](const std::vector<Setting>& settings) {
    return repeat_command(task.info(), resolve_config(task.info(), settings));
  };
  CHECK(command({}) == "neat-run evolve example --seed 1");
  CHECK(command({{"run.preset", "tiny", ""},
                 {"run.seed", "7", ""},
                 {"run.threads", "2", ""},
                 {"data.dir", "/d", ""}}) == "neat-run evolve example --preset tiny --seed 7");
  CHECK(command({{"run.preset", "tiny", ""}, {"population.size", "12", ""}}) ==
        "neat-run evolve example --preset tiny --seed 1");
  CHECK(command({{"population.size", "99", ""}, {"stop.generations", "5", ""}, {"stop.target", "off", ""}}) ==
        "neat-run evolve example --seed 1 --population.size 99 --generations 5 --stop.target off");
}

TEST_CASE("repeat: what a shell would take apart is quoted") {
  ExampleTask task;
  task.declared().options.push_back({"word", OptionType::text, "", 0, 0, {}, ""});
  const auto word = [&](const std::string& value) {
    const Config config = resolve_config(task.info(), {{"example.word", value, ""}});
    const std::string command = repeat_command(task.info(), config);
    return command.substr(command.find("--example.word") + 15);
  };
  CHECK(word("plain-1.5") == "plain-1.5");
  CHECK(word("two words") == "'two words'");
  CHECK(word("it's $HOME") == "'it'\\''s $HOME'");
}
