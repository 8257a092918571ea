# cmake -D PAGE=FILE -D OUT=FILE -P embed_page.cmake - an HTML file as C++ source that any compiler takes.
file(READ "${PAGE}" bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
file(WRITE "${OUT}" "// Made by CMake from apps/web: edit the files there.
#include <string_view>

namespace neat::app {

std::string_view empty_report_page();
std::string_view empty_report_page() {
  static constexpr unsigned char kBytes[] = {
${bytes}};
  return {reinterpret_cast<const char*>(kBytes), sizeof kBytes};
}

}  // namespace neat::app
")
