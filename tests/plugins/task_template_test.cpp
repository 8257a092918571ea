// The project that new-task writes: built by the line of its README, loaded, and fit to evolve.
#include "plugins/loader/task_template.hpp"

#include <cmath>
#include <cstdlib>

#include "fixtures.hpp"

namespace {

using namespace fixtures;

void write_project(const std::string& name, const Path& folder) {
  for (const neat::TemplateFile& file : neat::task_template(name)) write(folder / file.path, file.text);
}

/// The g++ line of the README, with this build's compiler and SDK.
std::string build_line(const Path& folder) {
  const std::string readme = read(folder / "README.md");
  const std::size_t from = readme.find("g++ "), to = readme.find('\n', from);
  REQUIRE(from != std::string::npos);
  std::string line = readme.substr(from, to - from);
  line.replace(line.find("-ISDK"), 5, "-I'" + std::string(NEAT_TEST_SDK) + "'");
  return "cd '" + folder.string() + "' && " + NEAT_TEST_CXX + line.substr(3);
}

}  // namespace

TEST_CASE("task template: the name replaces every placeholder") {
  const auto files = neat::task_template("cart-pole_2");
  REQUIRE(files.size() == 3);
  CHECK(files[0].path == "CMakeLists.txt");
  CHECK(files[2].path == "cart-pole_2.cpp");
  CHECK(holds(files[2].text, "NEAT_PLUGIN(CartPole2Task)"));
  CHECK(holds(files[2].text, ".name = \"cart-pole_2\""));
  CHECK(holds(files[0].text, "neat_add_plugin(cart-pole_2 cart-pole_2.cpp)"));
  for (const auto& file : files) {
    CHECK(file.text.find("new_task") == std::string::npos);
    CHECK(file.text.find("NewTask") == std::string::npos);
  }
}

TEST_CASE("task template: what is embedded is what lies in plugins/template") {
  for (const neat::EmbeddedFile& file : neat::embedded_template())
    CHECK(read(Path(NEAT_TEST_SOURCES) / "plugins" / "template" / file.path) == file.text);
}

TEST_CASE("task template: a name that no task can have is refused") {
  for (const char* name : {"", "Curve", "2d", "a b", "../evil", "a/b"})
    CHECK(holds(refusal([&] { neat::task_template(name); }, neat::ErrorCode::config), "[a-z][a-z0-9_-]*"));
}

TEST_CASE("task template: the project builds with the line of its README and measures networks") {
  const Folder folder("template");
  write_project("curve", folder.path());
  REQUIRE(std::system(build_line(folder.path()).c_str()) == 0);
  const auto task = neat::load_task((folder.path() / "curve.so").string(), {}, with({{"points", "5"}}));
  CHECK(task->info().name == "curve");
  CHECK(task->info().presets.size() == 1);
  // y = 0 everywhere: the mean of (0.8 sin 3x)^2 over x = -1, -0.5, 0, 0.5, 1.
  const auto flat = genome_of(1, {{{0}}, {{0}}, {0}});
  const neat::Evaluation evaluation = evaluate(*task, request_for(flat));
  const double mse = 0.64 * 2 * (std::pow(std::sin(3), 2) + std::pow(std::sin(1.5), 2)) / 5;
  CHECK(evaluation.metrics[0] == doctest::Approx(mse));
  CHECK(evaluation.metrics[1] == doctest::Approx(0.8 * std::sin(1.5)));
  CHECK(evaluation.fitness() == doctest::Approx(1 / (1 + mse)));
  CHECK_FALSE(evaluation.solved);
}
