#include "neat/run/config.hpp"

#include <doctest/doctest.h>

#include <boost/program_options.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <sstream>

#include "neat/base/error.hpp"
#include "neat/run/values.hpp"

using namespace neat;

namespace {

TaskInfo example_task() {
  TaskInfo task;
  task.name = "mnist";
  task.version = "1.0";
  task.options = {
      {"limit", OptionType::integer, "60000", 1, 60000, {}, "rows used"},
      {"shift", OptionType::real, "0.5", -1, 1, {}, "of pixels"},
      {"free", OptionType::real, "-2.5", 1, 0, {}, "unbounded"},
      {"crop", OptionType::boolean, "off", 0, 0, {}, "cut the edges"},
      {"source", OptionType::choice, "any", 0, 0, {"any", "sample", "full"}, "where rows come from"},
      {"note", OptionType::text, "two words", 0, 0, {}, "free text"}};
  task.objectives = {{"accuracy", Direction::maximise}};
  task.presets = {{"quick", "[population]\nsize = 24\n[mnist]\nlimit = 5000\n", "fast"},
                  {"broken", "[population]\nsise = 24\n", "wrong key"}};
  task.has_validation = task.has_test = task.learns = true;
  return task;
}

const std::string kHere = "the command line";

Config resolve(const std::vector<std::pair<std::string, std::string>>& settings) {
  std::vector<Setting> list;
  for (const auto& [key, value] : settings) list.push_back({key, value, kHere});
  return resolve_config(example_task(), list);
}

std::string refusal(const std::vector<std::pair<std::string, std::string>>& settings) {
  try {
    resolve(settings);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::config);
    return error.what();
  }
  return "accepted";
}

std::string ini_refusal(const std::string& text) {
  try {
    parse_ini(text, "run.ini");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::config);
    return error.what();
  }
  return "accepted";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A range as printed, "(0, 1]": nothing for keys that are no numbers.
struct PrintedRange {
  bool open_lowest = false, open_highest = false;
  std::string lowest, highest;
};

bool parse_range(const std::string& text, PrintedRange& range) {
  if (text.empty() || (text.front() != '[' && text.front() != '(')) return false;
  const auto comma = text.find(", ");
  range = {text.front() == '(', text.back() == ')', text.substr(1, comma - 1),
           text.substr(comma + 2, text.size() - comma - 3)};
  return true;
}

bool is_whole(const KeyHelp& key) {
  // A count's field refuses a fraction that lies within its range.
  return contains(refusal({{key.key, "1.5"}}), "whole number");
}

}  // namespace

TEST_CASE("config: defaults resolve, are written, and read back to the same text") {
  const Config config = resolve({});
  const std::string ini = to_ini(config);
  CHECK(config.task == "mnist");
  CHECK(config.strategy.population.size == 150);
  CHECK(to_ini(resolve_config(example_task(), parse_ini(ini, "config.ini"))) == ini);
}

TEST_CASE("config: every key that is not the default survives writing and reading") {
  const Config config = resolve({{"run.seed", "18446744073709551615"},
                                 {"run.strategy", "random-search"},
                                 {"genome.granularity", "layer"},
                                 {"genome.activations", "tanh, relu,gauss"},
                                 {"genome.output_activation", "sigmoid"},
                                 {"genome.aggregations", "sum,maximum"},
                                 {"genome.operators", "dense"},
                                 {"genome.bias", "unconnected"},
                                 {"genome.dropout", "0.1"},
                                 {"mutation.weight_power", "0.30000000000000004"},
                                 {"learning.inherit", "baldwin"},
                                 {"learning.rate", "0.1"},
                                 {"learning.batch", "128"},
                                 {"stop.target", "off"},
                                 {"stop.target_fitness", "-1.5e-7"},
                                 {"stop.samples", "3e6"},
                                 {"data.dir", "/some where/data"},
                                 {"mnist.limit", "1e4"},
                                 {"mnist.crop", "true"},
                                 {"mnist.source", "sample"},
                                 {"mnist.note", ""}});
  const Config again = resolve_config(example_task(), parse_ini(to_ini(config), "config.ini"));
  CHECK(to_ini(again) == to_ini(config));
  CHECK(again.strategy.seed == std::numeric_limits<std::uint64_t>::max());
  CHECK(again.strategy.genome.activations ==
        std::vector<Activation>{Activation::tanh, Activation::relu, Activation::gauss});
  CHECK(again.strategy.genome.output_activation_given);
  CHECK(again.strategy.genome.output_activation == Activation::sigmoid);
  CHECK(again.strategy.genome.operators == std::vector<OperatorKind>{OperatorKind::dense});
  CHECK(again.strategy.mutation.weight_power == 0.30000000000000004);
  CHECK(again.strategy.inheritance.inherit == Inherit::baldwin);
  CHECK(again.life.rate == 0.1);
  CHECK(again.life.batch == 128);
  CHECK_FALSE(again.stop.target);
  CHECK(again.stop.target_fitness == "-1.5e-07");
  CHECK(again.stop.samples == 3'000'000);
  CHECK(again.data_dir == "/some where/data");
  CHECK(again.task_options.at("limit") == "10000");
  CHECK(again.task_options.at("crop") == "true");
  CHECK(again.task_options.at("note").empty());
}

TEST_CASE("config: each numeric key takes its lowest and highest value and refuses what is just outside") {
  int checked = 0;
  for (const auto& key : config_keys(example_task())) {
    PrintedRange range;
    if (!parse_range(key.range, range)) continue;
    CAPTURE(key.key);
    const bool whole = is_whole(key);
    for (const bool high : {false, true}) {
      const bool open = high ? range.open_highest : range.open_lowest;
      const std::string bound = high ? range.highest : range.lowest;
      const double value = *parse_real(bound), infinity = std::numeric_limits<double>::infinity();
      const std::string inside = number_text(std::nextafter(value, high ? -infinity : infinity));
      std::string outside = open ? bound : number_text(std::nextafter(value, high ? infinity : -infinity));
      if (whole) outside = high ? bound + "0" : number_text(value - 1);
      const std::string other = key.key == "learning.lowest_rate" ? "100" : "0.05";  // never above the rate
      const auto with = [&](const std::string& text) {
        std::vector<std::pair<std::string, std::string>> settings{{key.key, text}};
        if (key.key == "genome.layer_width") settings.push_back({"genome.max_layer_width", "65536"});
        if (key.key == "genome.max_layer_width") settings.push_back({"genome.layer_width", "1"});
        if (key.key == "learning.lowest_rate") settings.push_back({"learning.rate", other});
        return refusal(settings);
      };
      CAPTURE(bound);
      CHECK(with(open ? inside : bound) == "accepted");
      const std::string why = with(outside);
      CHECK(contains(why, key.key + " = " + outside + " (the command line)"));
      CHECK(contains(why, key.range));
      ++checked;
    }
    for (const char* bad : {"nan", "inf", "-inf", "1e999", "", "7x", "0x10", "--1"})
      CHECK(contains(refusal({{key.key, bad}}), key.range));
  }
  CHECK(checked > 100);
}

TEST_CASE("config: switches and choices take their words and refuse others, naming them") {
  for (const auto& key : config_keys(example_task())) {
    CAPTURE(key.key);
    if (key.range == "on | off")
      for (const char* word : {"on", "off", "true", "false", "1", "0"})
        CHECK(refusal({{key.key, word}}) == "accepted");
    if (contains(key.range, " | ")) {
      CHECK(refusal({{key.key, key.fallback}}) == "accepted");
      CHECK(contains(refusal({{key.key, "maybe"}}), key.key + " = maybe (the command line): is n"));
    }
  }
  CHECK(contains(refusal({{"genome.activations", "tanh,,relu"}}), "is not a list of identity | tanh"));
  CHECK(contains(refusal({{"genome.aggregations", "auto"}}), "is not a list of sum"));
}

TEST_CASE("config: an unknown key names the nearest known one, the task's own included") {
  CHECK(contains(refusal({{"populaton.size", "3"}}), "populaton.size (the command line): unknown key"));
  CHECK(contains(refusal({{"populaton.size", "3"}}), "nearest known one is population.size"));
  CHECK(contains(refusal({{"mnist.limits", "3"}}), "nearest known one is mnist.limit"));
  CHECK(contains(refusal({{"mutation.addnode", "3"}}), "nearest known one is mutation.add_node"));
  CHECK(contains(refusal({{"momentum", "3"}}), "nearest known one is learning.momentum"));
}

TEST_CASE("config: all problems are told at once") {
  const std::string text = refusal({{"population.size", "0"}, {"sede", "3"}, {"learning.rate", "fast"}});
  CHECK(contains(text, "3 problems:"));
  CHECK(contains(text, "population.size = 0 (the command line): is outside [1, 1000000]"));
  CHECK(contains(text, "sede (the command line): unknown key; the nearest known one is run.seed"));
  CHECK(contains(text, "learning.rate = fast (the command line): is not a finite number"));
}

TEST_CASE("config: defaults, then preset, then file, then command line") {
  CHECK(resolve({{"run.preset", "quick"}}).strategy.population.size == 24);
  CHECK(resolve({{"run.preset", "quick"}}).task_options.at("limit") == "5000");
  CHECK(resolve({{"population.size", "9"}, {"run.preset", "quick"}}).strategy.population.size == 9);
  CHECK(resolve({{"population.size", "9"}, {"population.size", "8"}}).strategy.population.size == 8);
  CHECK(contains(refusal({{"run.preset", "quik"}}), "task mnist has no such preset; the nearest is quick"));
  CHECK(
      contains(refusal({{"run.preset", "broken"}}), "population.sise (preset broken, line 2): unknown key"));
}

TEST_CASE("config: fields that contradict each other are refused") {
  CHECK(contains(refusal({{"genome.layer_width", "600"}}), "above genome.max_layer_width"));
  CHECK(contains(refusal({{"learning.lowest_rate", "0.5"}}), "above learning.rate"));
  CHECK(contains(refusal({{"run.task", "xor"}}), "these settings are for another task than mnist"));
  CHECK(contains(refusal({{"mnist.note", "a # b"}}), "holds '#'"));
}

TEST_CASE("config: a task may not have a section's name") {
  TaskInfo task = example_task();
  task.name = "species";
  CHECK_THROWS_WITH_AS(resolve_config(task, {}),
                       "config: task species: has the name of the section [species]; rename the task", Error);
}

TEST_CASE("config: a task's default outside its own range is told") {
  TaskInfo task = example_task();
  task.options[0].fallback = "0";
  CHECK_THROWS_WITH_AS(resolve_config(task, {}),
                       "config: mnist.limit = 0 (the task's default): is outside [1, 60000]", Error);
}

TEST_CASE("ini: comments, spaces, empty lines and sections read as in Boost.Program_options") {
  const auto settings =
      parse_ini("# first\n\n top = 1 # rest\n[ population ]\n size=150\r\nname = a=b\n", "run.ini");
  REQUIRE(settings.size() == 3);
  CHECK(settings[0].key == "top");
  CHECK(settings[1].key == "population.size");
  CHECK(settings[1].value == "150");
  CHECK(settings[1].origin == "run.ini, line 5");
  CHECK(settings[2].value == "a=b");
}

TEST_CASE("ini: a resolved file reads the same through Boost.Program_options") {
  const std::string ini =
      to_ini(resolve({{"genome.activations", "tanh,relu"}, {"mnist.note", "some words"}}));
  std::istringstream stream(ini);
  const boost::program_options::options_description none;
  const auto parsed = boost::program_options::parse_config_file(stream, none, true);
  const auto settings = parse_ini(ini, "config.ini");
  REQUIRE(parsed.options.size() == settings.size());
  for (std::size_t i = 0; i < settings.size(); ++i) {
    CHECK(parsed.options[i].string_key == settings[i].key);
    CHECK(parsed.options[i].value.at(0) == settings[i].value);
  }
}

TEST_CASE("ini: a wrong line is told with its number") {
  CHECK(ini_refusal("[run]\nseed 3\n") ==
        "config: run.ini, line 2: neither [section] nor key = value; correct the line");
  CHECK(ini_refusal("[run\nseed = 3\n") ==
        "config: run.ini, line 1: the section's ] is missing; write [section]");
  CHECK(ini_refusal("[run]\n= 3\n") == "config: run.ini, line 2: a value without a key; write key = value");
  CHECK(ini_refusal("[run]\nseed = 3\nseed = 4\n") ==
        "config: run.ini, line 3: run.seed is given twice; keep one of them");
}

TEST_CASE("config: the part that decides the search holds no bound and no place") {
  const Config a = resolve(
      {{"stop.generations", "7"}, {"data.dir", "/a"}, {"checkpoint.every", "3"}, {"run.threads", "2"}});
  CHECK(search_ini(a) == search_ini(resolve({})));
  CHECK(search_ini(a) != search_ini(resolve({{"run.seed", "2"}})));
  CHECK_FALSE(contains(to_ini(a), "threads"));
}

TEST_CASE("values: numbers read back to the same bits in their shortest form") {
  for (const double x : {0.1, 1e-300, -2.5, 1e15, 1e22, 123456789.0, 5e-324, 1.7976931348623157e308, -0.0})
    CHECK(std::signbit(*parse_real(number_text(x))) == std::signbit(x));
  for (const double x : {0.1, 1e-300, -2.5, 1e15, 1e22, 123456789.0, 5e-324})
    CHECK(*parse_real(number_text(x)) == x);
  CHECK(number_text(1000000.0) == "1000000");
  CHECK_FALSE(parse_unsigned("-1"));
  CHECK_FALSE(parse_unsigned("1.5"));
  CHECK(*parse_signed("-3e2") == -300);
}

TEST_CASE("config: a preset called default is read when none is named, and gives way to one that is") {
  TaskInfo task = example_task();
  task.presets.push_back({"default", "[population]\nsize = 77\n[species]\ntarget = 5\n", "to begin with"});
  CHECK(resolve_config(task, {}).strategy.population.size == 77);
  CHECK(resolve_config(task, {{"population.size", "9", kHere}}).strategy.population.size == 9);
  const Config quick = resolve_config(task, {{"run.preset", "quick", kHere}});
  CHECK(quick.strategy.population.size == 24);
  CHECK(quick.strategy.species.target == SpeciesOptions{}.target);
  const Config config = resolve_config(task, {{"population.size", "9", kHere}});
  CHECK(to_ini(resolve_config(task, parse_ini(to_ini(config), "run.ini"))) == to_ini(config));
}
