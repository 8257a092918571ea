#include "plugins/loader/loader.hpp"

#include "fixtures.hpp"

namespace {

using namespace fixtures;

std::vector<std::string> names(const std::vector<neat::FoundTask>& tasks) {
  std::vector<std::string> found;
  for (const auto& task : tasks)
    if (task.problem.empty()) found.push_back(task.info.name);
  return found;
}

}  // namespace

TEST_CASE("loader: folders are searched as given, then as listed, then beside the program, each once") {
  const neat::Folders folders = neat::search_folders("/opt/neat/bin", {"/a", "/b"}, "/c:/a::/d");
  CHECK(folders == neat::Folders{"/a", "/b", "/c", "/d", "/opt/neat/lib/neat/tasks", "/opt/neat/bin"});
  CHECK(neat::search_folders("/opt/bin") == neat::Folders{"/opt/lib/neat/tasks", "/opt/bin"});
}

TEST_CASE("loader: tasks are found with what they declare, without being created") {
  const auto found = names(neat::find_tasks({kTasks}));
  CHECK(std::find(found.begin(), found.end(), "xor") != found.end());
  CHECK(std::find(found.begin(), found.end(), "parity") != found.end());
  const neat::TaskInfo info = neat::describe("parity", {kTasks});
  CHECK(info.options.at(0).name == "bits");
  CHECK(info.options.at(0).highest == 16);
  CHECK_FALSE(info.presets.empty());
  CHECK(info.objectives.at(0).direction == neat::Direction::maximise);
  CHECK(neat::find_tasks({"/nowhere/at/all"}).empty());
}

TEST_CASE("loader: an unknown task names the nearest, the known ones and the folders") {
  const Folder folder("known");
  std::filesystem::copy_file(kTasks / "xor.so", folder.path() / "xor.so");
  std::filesystem::copy_file(kTasks / "parity.so", folder.path() / "parity.so");
  const neat::Folders folders{folder.path()};
  CHECK(refusal([&] { neat::find_task("xro", folders); }) == "task: xro: there is no such task in " +
                                                                 folder.path().string() +
                                                                 " (known: parity, xor); did you mean xor?");
  CHECK(holds(refusal([&] { neat::find_task("mnist", folders); }),
              "(known: parity, xor); give its path, or its folder"));
  CHECK(holds(refusal([&] { neat::find_task("xor", {}); }), "there is no such task in none (known: none)"));
}

TEST_CASE("loader: two plugins with one task name are both refused, a path still says which") {
  const Folder one("one"), two("two");
  for (const Folder* folder : {&one, &two})
    std::filesystem::copy_file(kTasks / "xor.so", folder->path() / "xor.so");
  const neat::Folders folders{one.path(), two.path()};
  const auto found = neat::find_tasks(folders);
  REQUIRE(found.size() == 2);
  CHECK(holds(found[0].problem, "task 'xor' is also in " + (two.path() / "xor.so").string()));
  CHECK(holds(found[1].problem, "task 'xor' is also in " + (one.path() / "xor.so").string()));
  CHECK(holds(refusal([&] { neat::load_task("xor", folders); }),
              "; remove one of the two, or give the path of the one"));
  CHECK(neat::load_task((two.path() / "xor.so").string(), folders)->file() == two.path() / "xor.so");
}

TEST_CASE("loader: the one file that is called like its task is it, and nothing else is loaded then") {
  const Folder folder("called"), other("other");
  std::filesystem::copy_file(kTasks / "xor.so", folder.path() / "xor.so");
  std::filesystem::copy_file(kWorst / "bad_at_load.so",
                             folder.path() / "bad_at_load.so");  // ends its process
  std::filesystem::copy_file(kTasks / "xor.so", other.path() / "another.so");
  CHECK(neat::find_task("xor", {other.path(), folder.path()}) == folder.path() / "xor.so");
  std::filesystem::copy_file(kTasks / "parity.so", other.path() / "sum.so");
  std::filesystem::copy_file(kTasks / "xor.so",
                             other.path() / "parity.so");  // called like a task that it is not
  CHECK(holds(refusal([&] { neat::find_task("xor", {other.path()}); }), "task 'xor' is also in "));
  CHECK(neat::find_task("parity", {other.path()}) == other.path() / "sum.so");
}

TEST_CASE(
    "loader: a broken file does not hide the good ones, and is refused in its own words when asked for") {
  const Folder folder("mixed");
  std::filesystem::copy_file(kTasks / "xor.so", folder.path() / "xor.so");
  std::filesystem::copy_file(kBad / "bad_no_plugin.so", folder.path() / "bystander.so");
  write(folder.path() / "broken.so", "text");
  write(folder.path() / "readme.txt", "text");
  const auto found = neat::find_tasks({folder.path()});
  REQUIRE(found.size() == 2);
  CHECK(holds(found[0].problem, "broken.so: it is not a shared library"));
  CHECK(found[1].info.name == "xor");
  CHECK(holds(refusal([&] { neat::find_task("broken", {folder.path()}); }), "it is not a shared library"));
  CHECK(neat::load_task("xor", {folder.path()})->info().name == "xor");
}

TEST_CASE("loader: options are complete, and given ones win") {
  const auto task =
      neat::load_task((kFlavours / "probe_bare" / "plugin.so").string(), {}, with({{"rate", "0.5"}}));
  CHECK(task->options() ==
        std::map<std::string, std::string>{
            {"mode", "plain"}, {"rate", "0.5"}, {"stream", "7"}, {"strict", "true"}, {"word", ""}});
}
