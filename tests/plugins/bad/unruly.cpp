// One plugin with one broken promise per mode, chosen by its option: what neat-run check must find.
#include <unistd.h>

#include <atomic>
#include <cfenv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <neat/plugin.hpp>
#include <string>
#include <thread>

namespace {

namespace np = neat::plugin;

#ifdef UNRULY_AT_LOAD
[[maybe_unused]] const bool loaded = (std::abort(), true);
#endif

std::atomic<std::uint64_t> counter = 0;
std::atomic<std::uint64_t> current = 0, before = 0;
float scratch[4];  // shared between threads on purpose
void* volatile kept = nullptr;

// Not optimised away, and slow enough that another thread comes between.
[[gnu::noinline]] double through_scratch(const float* y) {
  double sum = 0;
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i < 4; ++i) *static_cast<volatile float*>(scratch + i) = y[i] + float(round);
    for (int i = 0; i < 4; ++i) sum += double(*static_cast<volatile float*>(scratch + i));
  }
  return sum;
}

[[gnu::noinline]] void take_memory(std::size_t bytes) {
  void* memory = std::malloc(bytes);
  if (memory != nullptr) std::memset(memory, 1, bytes);
  kept = memory;
}

struct Unruly {
  static constexpr np::Info info{
      .name = "unruly", .version = "1.0.0", .summary = "Breaks one promise at a time."};
  static constexpr np::Shape input{2}, output{1};
  static constexpr np::Option options[] = {np::text("mode", "none", "what it does wrong")};

  explicit Unruly(const np::Host& host) : mode_(host.text("mode")) {
    if (mode_ == "fails_create") np::fail("the moon is full");
    if (mode_ == "crash_create") std::abort();
    if (mode_ == "thread") std::thread([] { ::pause(); }).detach();
    if (mode_ == "random_data") {
      const float x[] = {0, 1}, y[] = {float(++counter)};
      host.add({.name = "rows", .features = 2, .floats = x, .values = y});
    }
  }
  ~Unruly() {
    if (mode_ == "crash_destroy") std::abort();
  }

  np::Result evaluate(np::Network& network, const np::Request& request) const {
    constexpr float x[] = {0, 0, 0, 1, 1, 0, 1, 1};
    float y[4] = {};
    network.forward(x, y);
    double sum = 0;
    for (const float one : y) sum += double(one);
    return answer(y, sum, request);
  }

  np::Result champion_test(np::Network&, const np::Request&) const {
    return {.fitness = mode_ == "champion" ? double(++counter) : 1, .rows = 1};
  }

 private:
  np::Result answer(const float* y, double sum, const np::Request& request) const {
    np::Result result{.fitness = std::isfinite(sum) ? sum : 0, .rows = 4};
    const bool fifth = request.genome_id == 5;
    if (mode_ == "counter") result.fitness += double(++counter);
    if (mode_ == "order") result.fitness += remembered(request.genome_id);
    if (mode_ == "scratch") result.fitness = std::isfinite(sum) ? through_scratch(y) : 0;
    if (mode_ == "worker") result.fitness += request.worker;
    if (mode_ == "nan" && fifth) result.fitness = std::nan("");
    if (mode_ == "divides") result.fitness = 1 / sum;
    if (mode_ == "aborts_on_nan" && std::isnan(sum)) std::abort();
    if (mode_ == "crash" && fifth) *static_cast<volatile int*>(nullptr) = 1;
    if (mode_ == "hang" && fifth)
      for (;;) ::pause();
    if (mode_ == "exits" && fifth) ::_exit(7);
    if (mode_ == "eats" && fifth) take_memory(std::size_t{1} << 30);
    if (mode_ == "leaks") take_memory(4096);
    if (mode_ == "prints") std::printf("best so far: %g\n", sum), std::fflush(stdout);
    if (mode_ == "rounds") std::fesetround(FE_UPWARD);
    if (mode_ == "flat") result.fitness = 1;
    if (mode_ == "rowless") result.rows = 0;
    if (mode_ == "all_solved") result.solved = true;
    if (mode_ == "all_diverged") return {.diverged = true};
    return result;
  }

  static double remembered(std::uint64_t genome) {
    if (genome != current) before = current.load(), current = genome;
    return double(before);
  }

  std::string mode_;
};

}  // namespace

NEAT_PLUGIN(Unruly)
