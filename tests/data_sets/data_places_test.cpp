#include "data/places.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "neat/base/error.hpp"

namespace {

using namespace neat;
using namespace neat::app;
namespace fs = std::filesystem;

/// Sets or unsets a variable while this lives.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~Variable() { set(before_ ? before_->c_str() : nullptr); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const char* value) {
    if (value == nullptr) {
      unsetenv(name_);
    } else {
      setenv(name_, value, 1);
    }
  }
  const char* name_;
  std::optional<std::string> before_;
};

struct Scratch {
  fs::path root;
  Scratch() {
    std::string name = (fs::temp_directory_path() / "neat-places-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
    root = name;
  }
  ~Scratch() { fs::remove_all(root); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  void write(const std::string& name, const std::string& bytes) const {
    fs::create_directories((root / name).parent_path());
    std::ofstream(root / name) << bytes;
  }
};

const DataSource kSet{.name = "set", .files = {{"a", 3, "-"}, {"b", 2, "-"}}, .sample = "set-sample"};

}  // namespace

TEST_CASE("data directory: data.dir, then NEAT_DATA, then XDG_DATA_HOME, then the home folder") {
  const Variable home("HOME", "/home/somebody");
  const Variable xdg("XDG_DATA_HOME", nullptr), own("NEAT_DATA", nullptr);
  CHECK(data_directory("") == "/home/somebody/.local/share/neat");
  const Variable relative("XDG_DATA_HOME", "relative");
  CHECK(data_directory("") == "/home/somebody/.local/share/neat");
  const Variable absolute("XDG_DATA_HOME", "/xdg");
  CHECK(data_directory("") == "/xdg/neat");
  const Variable neat("NEAT_DATA", "/neat");
  CHECK(data_directory("") == "/neat");
  CHECK(data_directory("/given") == "/given");
}

TEST_CASE("data directory: without any home it is refused with the remedy") {
  const Variable home("HOME", nullptr), xdg("XDG_DATA_HOME", nullptr), own("NEAT_DATA", nullptr);
  CHECK_THROWS_WITH_AS(data_directory(""),
                       "data directory: HOME: is not set; give --data.dir DIR or set NEAT_DATA", Error);
}

TEST_CASE("data places: a complete set is found first, then the sample, then a part, then nothing") {
  const Scratch one, two;
  const std::vector<fs::path> folders{one.root, two.root};
  CHECK(find_data(kSet, folders).state == DataState::missing);
  CHECK(find_data(kSet, folders).folder.empty());
  one.write("set/a", "123");
  CHECK(find_data(kSet, folders).state == DataState::incomplete);
  CHECK(find_data(kSet, folders).folder == one.root / "set");
  two.write("set-sample/a.gz", "packed");
  two.write("set-sample/b.gz", "packed");
  CHECK(find_data(kSet, folders).state == DataState::sample);
  CHECK(find_data(kSet, folders).folder == two.root / "set-sample");
  one.write("set/b", "123");  // of the wrong size
  CHECK(find_data(kSet, folders).state == DataState::sample);
  one.write("set/b", "12");
  CHECK(find_data(kSet, folders).state == DataState::complete);
  CHECK(find_data(kSet, folders).folder == one.root / "set");
}

TEST_CASE(
    "data places: a set may have a folder of another name, and one of the system that is looked at last") {
  const Scratch one, system;
  DataSource set = kSet;
  set.folder = "other";
  set.system = (system.root / "set").string();
  system.write("set/a.gz", "packed");
  system.write("set/b.gz", "packed");
  CHECK(find_data(set, {one.root}).state == DataState::complete);
  CHECK(find_data(set, {one.root}).folder == system.root / "set");
  one.write("other/a", "123");
  one.write("other/b", "12");
  CHECK(find_data(set, {one.root}).folder == one.root / "other");
}

TEST_CASE("data sources: every table entry is whole") {
  for (const DataSource& source : data_sources()) {
    CAPTURE(source.name);
    CHECK_FALSE(source.files.empty());
    CHECK_FALSE(source.licence.empty());
    for (const DataFile& file : source.files) {
      const bool in_archive = file.sha256.empty() && source.archive_sha256.size() == 64;
      CHECK((in_archive || file.sha256.size() == 64));
    }
    for (const std::string& mirror : source.mirrors) {  // hashes are checked, so that plain http will do
      CHECK((mirror.starts_with("https://") || mirror.starts_with("http://") ||
             mirror.starts_with("file:///usr/share/")));
      CHECK(mirror.ends_with('/'));
    }
  }
  CHECK(data_source("mnist").files.size() == 4);
  CHECK(data_source("mnist").folder_name() == "mnist");
  CHECK(data_source("fashion_mnist").files.size() == 4);
  CHECK(data_source("fashion_mnist").folder_name() == "fashion-mnist");
  CHECK_THROWS_WITH_AS(data_source("minst"),
                       "data set: minst: is not known; the known ones are: mnist, fashion_mnist, cifar10",
                       Error);
}
