#include <doctest/doctest.h>

#include <csignal>
#include <set>
#include <thread>

#include "../data_sets/server.hpp"
#include "program.hpp"

namespace {

using namespace neat::test;

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  if (!fs::exists(folder)) return names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

/// Waits until `file` holds something; false after half a minute.
bool wait_for_bytes(const fs::path& file) {
  for (int round = 0; round < 1500; ++round) {
    std::error_code none;
    if (fs::file_size(file, none) > 0 && !none) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

}  // namespace

TEST_CASE("data: list tells where each data set is, as text and as JSON") {
  const Folder folder;
  const std::string place = (folder / "data").string();
  const Ended text = run(folder, {"data", "list", "--data.dir", place});
  CHECK(text.status == 0);
  CHECK(text.out.starts_with("mnist  70,000 handwritten digits"));
  CHECK(text.out.ends_with("data directory: " + place + "\n"));
  const Ended json = run(folder, {"data", "list", "--data.dir", place, "--json"});
  CHECK(json.status == 0);
  const Json answer = json.json();
  CHECK(answer["data_directory"] == place);
  CHECK(answer["data"][0]["name"] == "mnist");
  CHECK(answer["data"][0]["bytes"] == 54950048);
  CHECK(answer["data"][1]["name"] == "fashion_mnist");
  CHECK_FALSE(fs::exists(place));  // looking makes nothing
}

TEST_CASE("data: list says when some files of a set are there") {
  const Folder folder;
  fs::create_directories(folder / "data" / "mnist");
  write(folder / "data" / "mnist" / "t10k-labels-idx1-ubyte", std::string(10008, 'x'));
  const Json answer =
      run(folder, {"data", "list", "--data.dir", (folder / "data").string(), "--json"}).json();
  const std::string state = answer["data"][0]["state"];
  CHECK(
      (state == "incomplete" || state == "sample"));  // where this build has the sample, that is what is used
}

TEST_CASE("data: what is not understood is refused with status 2") {
  const Folder folder;
  const Ended verb = run(folder, {"data", "fetch"});
  CHECK(verb.status == 2);
  CHECK(verb.says("data: fetch: is not known; write `neat-run data list` or `neat-run data get NAME`"));
  const Ended name = run(folder, {"data", "get", "minst"});
  CHECK(name.status == 2);
  CHECK(name.says("data set: minst: is not known; the known ones are: mnist, fashion_mnist"));
  const Ended none = run(folder, {"data", "get"});
  CHECK(none.status == 2);
  CHECK(none.says("data: NAME: is missing"));
}

TEST_CASE("data: a source that does not answer gives one sentence and status 4") {
  const Folder folder;
  const std::string place = (folder / "data").string();
  const Ended ended =
      run(folder, {"data", "get", "mnist", "--data.dir", place, "--source", "http://127.0.0.1:1", "--json"});
  CHECK(ended.status == 4);
  CHECK(ended.out.empty());
  CHECK(ended.says("data set: mnist: could not be fetched (http://127.0.0.1:1/train-images-idx3-ubyte.gz: "));
  CHECK(ended.says("into " + place + "/mnist"));
  CHECK(names_in(folder / "data" / "mnist").empty());
}

TEST_CASE("data: a place that cannot be written gives status 5") {
  const Folder folder;
  write(folder / "file", "");
  const Ended ended = run(folder, {"data", "get", "mnist", "--data.dir", (folder / "file").string()});
  CHECK(ended.status == 5);
  CHECK(ended.says("cannot make the folder: "));
}

TEST_CASE("data: an interrupted download leaves one part and nothing else") {
  const Server server({{"train-images-idx3-ubyte.gz", std::string(100000, 'x')}}, Manner::stalls);
  for (const int signal : {SIGINT, SIGTERM, SIGKILL}) {
    CAPTURE(signal);
    const Folder folder;
    Program program(folder, {"data", "get", "mnist", "--data.dir", (folder / "data").string(), "--source",
                             server.address()});
    REQUIRE(wait_for_bytes(folder / "data" / "mnist" / "train-images-idx3-ubyte.gz.part"));
    program.send(signal);
    CHECK(program.wait().status == 128 + signal);
    CHECK(names_in(folder / "data" / "mnist") == std::set<std::string>{"train-images-idx3-ubyte.gz.part"});
  }
}
