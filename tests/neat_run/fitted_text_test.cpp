#include "top/fitted_text.hpp"

#include <doctest/doctest.h>

#include "neat/base/random.hpp"

using neat::app::fitted;

TEST_CASE("fitted text: is cut at characters, not at bytes") {
  CHECK(fitted("abc", 2, true) == "ab");
  CHECK(fitted("abc", 0, true).empty());
  CHECK(fitted("a\u00e4\u28ff\U0001f600b", 4, true) == "a\u00e4\u28ff\U0001f600");
  CHECK(fitted("a\u00e4\u28ffb", 9, false) == "a??b");
}

TEST_CASE("fitted text: nothing in it moves the cursor or breaks the encoding") {
  CHECK(fitted("a\x1b[2Jb\n\t\x7f", 20, true) == "a?[2Jb???");
  CHECK(fitted("\xc2\x9b"
               "31m",
               20, true) == "??31m");  // the one-character CSI
  CHECK(fitted("\xff\xc3", 20, true) == "??");
  neat::Random random(1, neat::Purpose::test, 0, 0);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (std::uint32_t n = random.below(12); n > 0; --n) text += static_cast<char>(random.below(256));
    const std::string shown = fitted(text, 100, true);
    CHECK(fitted(shown, 100, true) == shown);
    for (const char c : shown) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
  }
}
