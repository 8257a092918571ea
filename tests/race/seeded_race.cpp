// neat_seeded_race race|none - bodies of a for_each that all add to one number, or each to its own. With `race` a thread
// sanitizer that works must report a data race in this file; with `none` it must be silent.
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include "neat/base/threads.hpp"

int main(int count, char** words) {
  const bool race = count > 1 && std::string(words[1]) == "race";
  constexpr std::size_t kBodies = 100'000;
  neat::Threads threads(2);
  std::vector<std::size_t> sums(kBodies, 0);
  threads.for_each(kBodies, [&](std::size_t index, unsigned) { sums[race ? 0 : index] += index; });
  std::size_t sum = 0;
  for (const std::size_t part : sums) sum += part;
  std::cout << sum << '\n';
  return race || sum == kBodies * (kBodies - 1) / 2 ? 0 : 1;
}
