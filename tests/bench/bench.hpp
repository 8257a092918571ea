/// tests/bench/bench.hpp - the frame of neat-bench: a benchmark is one block in a file of its subject,
///
///   NEAT_BENCH("math: tanh of a row") {
///     std::vector<float> row(4096, 0.5F);                       // made once, not measured
///     bench.measure(row.size(), [&] { math::tanh(row); });      // one operation of 4096 items
///     bench::keep(row);
///   }
///
/// and needs no other registration. Inputs are fixed, so that two runs measure the same work. [main thread]
#pragma once

#include <ctime>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace neat::bench {

/// Makes the compiler believe that `value` is read, and that all memory changes here.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

/// Seconds on the wall that `operation` takes.
template <class Operation>
double seconds(const Operation& operation) {
  const auto start = std::chrono::steady_clock::now();
  operation();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The note of a benchmark of two threads: the median of how many times faster they were.
std::string times_faster(std::vector<double> ratios);

struct Result {
  std::string name;
  double nanoseconds = 0;  ///< per operation: the median of the epochs
  double items = 0;        ///< per second
  double share = 0;        ///< percent of the limit; 0: none is known
  double error = 0;        ///< percent: the median distance of an epoch from the median
  std::string note;
};

class Bench {
 public:
  Bench(std::string name, int epochs) : name_(std::move(name)), epochs_(epochs) {}

  /// Measures an operation on `items` items: in epochs of at least 1 ms, shorter than a scheduler's slice,
  /// so that the median holds on a busy machine. May be called once.
  template <class Operation>
  void measure(std::size_t items, const Operation& operation) {
    items_ = items;
    std::size_t repeats = 1;
    while (seconds(repeats, operation) < kEpochSeconds) repeats *= 2;
    for (int epoch = 0; epoch < epochs_; ++epoch) {
      epochs_taken_.push_back(seconds(repeats, operation) / static_cast<double>(repeats));
    }
  }

  /// What the machine could do at best, in items per second: the result says how much of it was reached.
  void limit(double items_per_second) { limit_ = items_per_second; }
  /// Measures the time of this thread alone, whatever else the machine does. REQUIRES: the operation runs in it.
  void use_thread_time() { thread_time_ = true; }

  /// What else is worth knowing of this benchmark; a few words beside its figures.
  void note(std::string text) { note_ = std::move(text); }

  Result result() const;

 private:
  static constexpr double kEpochSeconds = 0.001;

  double now() const {
    if (!thread_time_)
      return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
  }

  template <class Operation>
  double seconds(std::size_t repeats, const Operation& operation) const {
    const double start = now();
    for (std::size_t i = 0; i < repeats; ++i) {
      operation();
      asm volatile("" : : : "memory");
    }
    return now() - start;
  }

  std::string name_;
  int epochs_;
  std::size_t items_ = 0;
  double limit_ = 0;
  bool thread_time_ = false;
  std::string note_;
  std::vector<double> epochs_taken_;
};

struct Entry {
  std::string name;
  std::function<void(Bench&)> run;
  bool on_request = false;  ///< too long to be run without a filter that selects it
};

/// Every benchmark of the program, in no particular order.
std::vector<Entry>& entries();

struct Registered {
  Registered(const char* name, void (*run)(Bench&), bool on_request = false) {
    entries().push_back({name, run, on_request});
  }
};

}  // namespace neat::bench

#define NEAT_BENCH_JOIN(A, B) A##B
#define NEAT_BENCH_NAME(A, B) NEAT_BENCH_JOIN(A, B)
#define NEAT_BENCH_REGISTERED(NAME, ON_REQUEST)                                \
  static void NEAT_BENCH_NAME(bench_, __LINE__)(neat::bench::Bench&);          \
  static const neat::bench::Registered NEAT_BENCH_NAME(registered_, __LINE__)( \
      NAME, &NEAT_BENCH_NAME(bench_, __LINE__), ON_REQUEST);                   \
  static void NEAT_BENCH_NAME(bench_, __LINE__)([[maybe_unused]] neat::bench::Bench & bench)
#define NEAT_BENCH(NAME) NEAT_BENCH_REGISTERED(NAME, false)
/// One that takes so long that only a filter with its name runs it.
#define NEAT_BENCH_ON_REQUEST(NAME) NEAT_BENCH_REGISTERED(NAME, true)
