#include "data_command.hpp"

#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "data/places.hpp"
#include "data/sources.hpp"
#include "neat/base/error.hpp"
#include "neat/platform/become.hpp"
#include "neat/platform/files.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kUsage =
    "write `neat-run data list` or `neat-run data get NAME`, with --data.dir DIR to choose where it lies and "
    "--source ADDRESS to fetch from a folder of your own";

[[noreturn]] void usage(const std::string& which, const std::string& why) {
  throw Error(ErrorCode::config, "data: " + which + ": " + why + "; " + kUsage);
}

struct Arguments {
  std::vector<std::string> words;
  std::string directory, address;
};

/// The value of `--key value` or `--key=value` at `place`, which moves on to the last word used.
std::optional<std::string> value_of(const std::string& key, const std::vector<std::string>& arguments,
                                    std::size_t& place) {
  const std::string& word = arguments[place];
  if (word.starts_with(key + "=")) return word.substr(key.size() + 1);
  if (word != key) return std::nullopt;
  if (place + 1 == arguments.size()) usage(key, "needs a value");
  return arguments[++place];
}

Arguments parse(const std::vector<std::string>& arguments) {
  Arguments parsed;
  for (std::size_t place = 0; place < arguments.size(); ++place) {
    if (const auto directory = value_of("--data.dir", arguments, place)) {
      parsed.directory = *directory;
    } else if (const auto address = value_of("--source", arguments, place)) {
      parsed.address = address->ends_with('/') ? *address : *address + "/";
    } else if (arguments[place].starts_with("-")) {
      usage(arguments[place], "is not known");
    } else {
      parsed.words.push_back(arguments[place]);
    }
  }
  return parsed;
}

const char* name(DataState state) {
  switch (state) {
    case DataState::complete:
      return "complete";
    case DataState::sample:
      return "sample";
    case DataState::incomplete:
      return "incomplete";
    case DataState::missing:
      break;
  }
  return "missing";
}

Json describe(const DataSource& source, const FoundData& found) {
  std::uint64_t bytes = 0;
  for (const DataFile& file : source.files) bytes += file.bytes;
  return {{"name", source.name},       {"state", name(found.state)}, {"folder", found.folder.string()},
          {"summary", source.summary}, {"licence", source.licence},  {"bytes", bytes}};
}

void print(const DataSource& source, const FoundData& found) {
  std::cout << source.name << "  " << source.summary << '\n' << "  " << name(found.state);
  if (!found.folder.empty()) std::cout << ": " << found.folder.string();
  if (found.state != DataState::complete) {
    std::cout << " (`neat-run data get " << source.name << "` fetches the whole set)";
  }
  std::cout << '\n' << "  licence: " << source.licence << '\n';
}

int list(const Arguments& arguments, bool json) {
  const std::vector<fs::path> folders = data_search_path(arguments.directory);
  Json sets = Json::array();
  for (const DataSource& source : data_sources()) {
    const FoundData found = find_data(source, folders);
    if (json) {
      sets.push_back(describe(source, found));
    } else {
      print(source, found);
    }
  }
  if (json) std::cout << Json{{"data_directory", folders.front().string()}, {"data", sets}}.dump() << '\n';
  if (!json) std::cout << "data directory: " << folders.front().string() << '\n';
  return 0;
}

/// Fetching wants libraries that take longer to load than a small run takes: it is a program of its own.
int get(const Arguments& arguments, bool json) {
  const fs::path program =
      platform::executable_path().parent_path().parent_path() / "lib" / "neat" / "neat-fetch";
  const std::string name = data_source(arguments.words[1]).name;
  const std::string directory = data_directory(arguments.directory).string();
  platform::become(program, {"neat-fetch", name, directory, arguments.address, json ? "json" : "text"});
}

}  // namespace

int data_command(const std::vector<std::string>& arguments, bool json) {
  const Arguments parsed = parse(arguments);
  if (parsed.words.empty()) usage("list or get", "is missing");
  const std::string& verb = parsed.words[0];
  if (verb != "list" && verb != "get") usage(verb, "is not known");
  const std::size_t wanted = verb == "get" ? 2 : 1;
  if (parsed.words.size() < wanted) usage("NAME", "is missing");
  if (parsed.words.size() > wanted) usage(parsed.words[wanted], "is one word too many");
  return verb == "get" ? get(parsed, json) : list(parsed, json);
}

}  // namespace neat::app
