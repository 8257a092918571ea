#include "plugins/loader/declarations.hpp"

#include <cmath>

#include "fixtures.hpp"

namespace {

using namespace fixtures;

std::int32_t no_create(const neat_host*, const neat_setting*, std::uint64_t, void**, neat_error*) {
  return 0;
}
void no_destroy(void*) {}
std::int32_t no_shape(const void*, neat_shape*, neat_shape*, neat_error*) {
  return 0;
}
std::int32_t no_evaluate(const void*, const neat_request*, neat_result*, neat_error*) {
  return 0;
}

/// A valid plugin whose tables a test may spoil.
struct Declared {
  std::vector<const char*> choices{"a", "b"};
  std::vector<neat_option> options{{"count", "3", "help", nullptr, NEAT_INTEGER, 0, 1, 5},
                                   {"kind", "b", "help", choices.data(), NEAT_CHOICE, 2, 0, -1}};
  std::vector<neat_preset> presets{{"quick", "[population]\nsize = 20\n", nullptr}};
  std::vector<neat_metric> metrics{{"accuracy", "share"}, {"loss", nullptr}};
  std::vector<neat_objective> objectives{{"fitness", NEAT_MAXIMISE, 0}, {"size", NEAT_MINIMISE, 0}};
  neat_plugin plugin{};

  Declared() {
    plugin.name = "demo";
    plugin.version = "1";
    plugin.summary = "s";
    plugin.has_test = 1;
    plugin.create = &no_create;
    plugin.destroy = &no_destroy;
    plugin.shape = &no_shape;
    plugin.evaluate = &no_evaluate;
    tabulate();
  }
  void tabulate() {
    plugin.options = options.data(), plugin.option_count = static_cast<std::uint32_t>(options.size());
    plugin.presets = presets.data(), plugin.preset_count = static_cast<std::uint32_t>(presets.size());
    plugin.metrics = metrics.data(), plugin.metric_count = static_cast<std::uint32_t>(metrics.size());
    plugin.objectives = objectives.data(),
    plugin.objective_count = static_cast<std::uint32_t>(objectives.size());
  }
  neat::TaskInfo read() const { return neat::read_declarations(plugin, "/x/demo.so"); }
};

/// The refusal after `spoil`.
template <class Spoil>
std::string spoilt(Spoil spoil) {
  Declared declared;
  spoil(declared);
  return refusal([&] { declared.read(); });
}

}  // namespace

TEST_CASE("declarations: tables become the core's task information") {
  const neat::TaskInfo info = Declared().read();
  CHECK(info.name == "demo");
  REQUIRE(info.options.size() == 2);
  CHECK(info.options[0].type == neat::OptionType::integer);
  CHECK(info.options[0].fallback == "3");
  CHECK(info.options[0].highest == 5);
  CHECK(info.options[1].choices == std::vector<std::string>{"a", "b"});
  CHECK(info.presets[0].ini == "[population]\nsize = 20\n");
  CHECK(info.metrics[1].help.empty());
  CHECK(info.objectives[1].direction == neat::Direction::minimise);
  CHECK(info.has_test);
  CHECK_FALSE(info.has_validation);
  CHECK_FALSE(info.has_champion_test);
}

TEST_CASE("declarations: what is missing is named") {
  CHECK(spoilt([](Declared& d) { d.plugin.name = nullptr; }) ==
        "plugin: /x/demo.so: its task name is missing; correct the plugin's declarations");
  CHECK(holds(spoilt([](Declared& d) { d.plugin.version = nullptr; }), "its version is missing"));
  CHECK(holds(spoilt([](Declared& d) { d.plugin.summary = nullptr; }), "its summary is missing"));
  CHECK(holds(spoilt([](Declared& d) { d.plugin.create = nullptr; }), "it lacks create or destroy"));
  CHECK(holds(spoilt([](Declared& d) { d.plugin.evaluate = nullptr; }), "it lacks shape or evaluate"));
  CHECK(holds(spoilt([](Declared& d) { d.plugin.options = nullptr; }), "its option table is missing"));
  CHECK(holds(spoilt([](Declared& d) { d.plugin.objective_count = 0; }), "it declares no objective"));
  CHECK(holds(spoilt([](Declared& d) { d.plugin.metric_count = 5000; }), "it declares 5000 metric entries"));
  CHECK(holds(spoilt([](Declared& d) { d.options[0].help = nullptr; }),
              "its help of option 'count' is missing"));
  CHECK(holds(spoilt([](Declared& d) { d.options[0].fallback = nullptr; }),
              "its default of option 'count' is missing"));
  CHECK(holds(spoilt([](Declared& d) { d.presets[0].ini = nullptr; }),
              "its text of preset 'quick' is missing"));
}

TEST_CASE("declarations: what cannot be is named") {
  for (const char* bad : {"", "Demo", "1st", "a b", "a.b", "\xc3\xa4"})
    CHECK(holds(spoilt([&](Declared& d) { d.plugin.name = bad; }), "is not of the form [a-z][a-z0-9_-]*"));
  const std::string longest(63, 'a'), too_long(64, 'a');
  CHECK(holds(spoilt([&](Declared& d) { d.plugin.name = longest.c_str(); }), "(nothing was refused)"));
  CHECK(holds(spoilt([&](Declared& d) { d.plugin.name = too_long.c_str(); }), "at most 63 long"));
  CHECK(holds(spoilt([](Declared& d) { d.metrics[1].name = "accuracy"; }),
              "it declares the metric 'accuracy' twice"));
  CHECK(holds(spoilt([](Declared& d) { d.options[0].type = 9; }), "its option 'count' has no known type"));
  CHECK(holds(spoilt([](Declared& d) { d.options[0].fallback = "9"; }),
              "the default of its option 'count' is 9, not in [1, 5]"));
  CHECK(holds(spoilt([](Declared& d) { d.options[0].lowest = std::nan(""); }),
              "the range of its option 'count' is NaN"));
  CHECK(
      holds(spoilt([](Declared& d) { d.options[1].choice_count = 0; }), "its option 'kind' has no choices"));
  CHECK(holds(spoilt([](Declared& d) { d.options[1].fallback = "c"; }), "is 'c', not one of a, b"));
  CHECK(holds(spoilt([](Declared& d) { d.objectives[0].direction = 2; }),
              "its objective 'fitness' has no known direction"));
  CHECK(holds(spoilt([](Declared& d) { d.plugin.learns = 3; }), "its learns is 3, not 0 or 1"));
}

TEST_CASE("declarations: option values are judged by type and range") {
  neat::TaskOption real{"r", neat::OptionType::real, "0", 0, 1, {}, ""};
  CHECK(neat::value_problem(real, "0.5").empty());
  CHECK(neat::value_problem(real, "1e-3").empty());
  CHECK(neat::value_problem(real, "1.5") == "is 1.5, not in [0, 1]");
  CHECK(neat::value_problem(real, "nan") == "is 'nan', not a number");
  CHECK(neat::value_problem(real, "inf") == "is 'inf', not a number");
  CHECK(neat::value_problem(real, "0.5x") == "is '0.5x', not a number");
  CHECK(neat::value_problem(real, "") == "is '', not a number");
  real.lowest = 1, real.highest = 0;
  CHECK(neat::value_problem(real, "-1e300").empty());
  const neat::TaskOption boolean{"b", neat::OptionType::boolean, "true", 0, -1, {}, ""};
  CHECK(neat::value_problem(boolean, "false").empty());
  CHECK(neat::value_problem(boolean, "yes") == "is 'yes', not true or false");
  const neat::TaskOption whole{"i", neat::OptionType::integer, "0", 0, -1, {}, ""};
  CHECK(neat::value_problem(whole, "-9223372036854775808").empty());
  CHECK(neat::value_problem(whole, "9223372036854775808") == "is '9223372036854775808', not a whole number");
}

TEST_CASE("declarations: the nearest name is near, or none") {
  CHECK(neat::nearest("xro", {"xor", "parity"}) == "xor");
  CHECK(neat::nearest("party", {"xor", "parity"}) == "parity");
  CHECK(neat::nearest("mnist", {"xor", "parity"}).empty());
}
