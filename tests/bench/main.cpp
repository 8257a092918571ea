// neat-bench [--filter TEXT] [--epochs N] [--json]: times what has TEXT in its name; without it, all but the
// longest.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/bench.hpp"

namespace neat::bench {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::string times_faster(std::vector<double> ratios) {
  char text[64];
  std::snprintf(text, sizeof text, "%.2f times one thread's speed", median(std::move(ratios)));
  return text;
}

namespace {

struct Wanted {
  std::string filter;
  int epochs = 101;
  bool json = false;
};

Wanted parse(const std::vector<std::string>& words) {
  Wanted wanted;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool has_value = i + 1 < words.size();
    if (words[i] == "--json") {
      wanted.json = true;
    } else if (words[i] == "--filter" && has_value) {
      wanted.filter = words[++i];
    } else if (words[i] == "--epochs" && has_value) {
      wanted.epochs = std::max(1, std::atoi(words[++i].c_str()));
    } else {
      throw std::runtime_error("neat-bench: " + words[i] +
                               ": unknown or without its value; say [--filter TEXT] [--epochs N] [--json]");
    }
  }
  return wanted;
}

std::vector<Entry> chosen(const std::string& filter) {
  std::vector<Entry> all = entries();
  std::erase_if(all, [&](const Entry& entry) {
    return entry.name.find(filter) == std::string::npos || (entry.on_request && filter.empty());
  });
  std::sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  if (!all.empty()) return all;
  throw std::runtime_error("neat-bench: --filter: no benchmark has \"" + filter +
                           "\" in its name; leave --filter out to see them all");
}

void print_row(const Result& r) {
  std::printf("%-64s %14.2f %12.4g %7.1f %7.1f%s%s\n", r.name.c_str(), r.nanoseconds, r.items, r.share,
              r.error, r.note.empty() ? "" : "  ", r.note.c_str());
  std::fflush(stdout);
}

void print_json(const Result& r, bool last) {
  std::printf(
      "  {\"name\": \"%s\", \"ns_per_op\": %.4f, \"items_per_s\": %.6g, \"limit_percent\": %.2f, "
      "\"err_percent\": %.2f, \"note\": \"%s\"}%s\n",
      r.name.c_str(), r.nanoseconds, r.items, r.share, r.error, r.note.c_str(), last ? "" : ",");
}

Result measure(const Entry& entry, int epochs) {
  Bench bench(entry.name, epochs);
  entry.run(bench);
  return bench.result();
}

void run(const Wanted& wanted) {
  const std::vector<Entry> all = chosen(wanted.filter);
  if (wanted.json) std::puts("[");
  if (!wanted.json)
    std::printf("%-64s %14s %12s %7s %7s\n", "benchmark", "ns/op", "items/s", "limit %", "err %");
  for (const Entry& entry : all) {
    const Result result = measure(entry, wanted.epochs);
    wanted.json ? print_json(result, &entry == &all.back()) : print_row(result);
  }
  if (wanted.json) std::puts("]");
}

}  // namespace

std::vector<Entry>& entries() {
  static std::vector<Entry> all;
  return all;
}

Result Bench::result() const {
  if (epochs_taken_.empty()) throw std::logic_error(name_ + ": measures nothing; call bench.measure");
  const double middle = median(epochs_taken_);
  std::vector<double> distances;
  for (const double seconds : epochs_taken_) distances.push_back(std::fabs(seconds - middle));
  const double rate = static_cast<double>(items_) / middle;
  return {
      name_, middle * 1e9, rate, limit_ > 0 ? 100.0 * rate / limit_ : 0.0, 100.0 * median(distances) / middle,
      note_};
}

}  // namespace neat::bench

int main(int count, char** words) {
  try {
    neat::bench::run(neat::bench::parse({words + 1, words + count}));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
