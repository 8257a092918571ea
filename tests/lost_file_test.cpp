#include "neat/run/lost_file.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "example_run.hpp"

using namespace neat;
using namespace neat::test;

namespace {

std::vector<LostEvaluation> some() {
  return {{{3, 17, 1ULL << 60, Partition::validation, false, 5000, 2}, 2, "its worker said \"no\"\nand died"},
          {{4, 0xffff'ffffU, 9, Partition::test, true, 0, 0}, 1, "\xff is no UTF-8"}};
}

std::string refusal(const std::filesystem::path& path) {
  try {
    read_lost(path);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::data);
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("lost file: what was appended is read back, in order, each on its line") {
  const Folder here;
  const auto path = here / "lost.jsonl";
  CHECK(read_lost(path).empty());
  auto lost = some();
  append_lost(path, std::span(lost).first(1));
  append_lost(path, std::span(lost).last(1));
  lost[1].reason = "\xEF\xBF\xBD is no UTF-8";  // JSON holds nothing else
  CHECK(read_lost(path) == lost);
  const std::string text = text_of(path);
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
}

TEST_CASE("lost file: a torn last line is dropped, and the next one takes its place") {
  const Folder here;
  const auto path = here / "lost.jsonl";
  const auto lost = some();
  append_lost(path, std::span(lost).first(1));
  const std::string whole = text_of(path);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << whole << whole.substr(0, size);
    CHECK(read_lost(path).size() == 1);
    append_lost(path, std::span(lost).first(1));
    CHECK(text_of(path) == whole + whole);
  }
}

TEST_CASE("lost file: a damaged line is refused by its number") {
  const Folder here;
  const auto path = here / "lost.jsonl";
  const auto lost = some();
  append_lost(path, lost);
  const std::string whole = text_of(path);
  const auto refused = [&](const std::string& line) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << whole << line << '\n';
    return refusal(path);
  };
  const auto holds = [](const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
  };
  CHECK(holds(refused("{}"), "lost.jsonl: line 3: has no 'generation'; restore the file or start a new run"));
  CHECK(holds(refused("nonsense"), "line 3: is not valid JSON"));
  std::string other = whole.substr(0, whole.find('\n'));
  other.replace(other.find("validation"), 10, "tomorrow");
  CHECK(holds(refused(other), "line 3: it has no known partition"));
}

TEST_CASE("lost file: a place that cannot be written is an error") {
  const Folder here;
  const auto lost = some();
  CHECK_THROWS_AS(append_lost(here / "nowhere" / "lost.jsonl", lost), Error);
}
