/// apps/neat_fetch/main.cpp - neat-fetch NAME DIRECTORY ADDRESS json|text: the part of `neat-run data get` that needs libraries
/// for networks and archives. neat-run becomes it; nobody else need start it.
#include "get.hpp"
#include "neat/base/error.hpp"
#include "reported.hpp"

int main(int count, char** words) {
  return neat::app::reported([&] {
    if (count != 5)
      throw neat::Error(
          neat::ErrorCode::config,
          "neat-fetch: it is a part of neat-run: not meant to be started; write neat-run data get NAME");
    neat::app::get({words[1], words[2], words[3], std::string(words[4]) == "json"});
    return 0;
  });
}
