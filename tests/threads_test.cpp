#include "neat/base/threads.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "neat/base/random.hpp"

namespace {

using neat::Purpose;
using neat::Random;
using neat::Threads;

constexpr unsigned kCounts[] = {1, 2, 4};

/// Scratch places that notice when two bodies are in one at a time.
class Places {
 public:
  explicit Places(unsigned count) : taken_(count) {}

  void enter(unsigned worker) {
    if (worker >= taken_.size() || taken_[worker].exchange(true)) ++clashes_;
  }
  void leave(unsigned worker) { taken_[worker].store(false); }
  int clashes() const { return clashes_; }

 private:
  std::deque<std::atomic<bool>> taken_;
  std::atomic<int> clashes_{0};
};

/// What for_each throws, or "" for nothing.
template <class Body>
std::string thrown(Threads& threads, std::size_t size, const Body& body) {
  try {
    threads.for_each(size, body);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

void spin(int turns) {
  for (std::atomic<int> i = 0; i < turns;) ++i;
}

}  // namespace

TEST_CASE("threads: every index is called exactly once") {
  for (const unsigned count : kCounts) {
    Threads threads(count);
    CHECK(threads.count() == count);
    for (const std::size_t size : {0, 1, 2, 3, 7, 1000}) {
      std::vector<int> calls(size);
      threads.for_each(size, [&](std::size_t index, unsigned) { ++calls[index]; });
      CHECK(std::all_of(calls.begin(), calls.end(), [](int n) { return n == 1; }));
    }
  }
}

TEST_CASE("threads: a count of 0 is one per hardware thread") {
  CHECK(Threads().count() == std::max(1U, std::thread::hardware_concurrency()));
}

TEST_CASE("threads: one thread takes the indices in order, on the caller") {
  Threads threads(1);
  std::vector<std::size_t> order;
  const auto caller = std::this_thread::get_id();
  threads.for_each(100, [&](std::size_t index, unsigned worker) {
    order.push_back(index);
    CHECK(worker == 0);
    CHECK(std::this_thread::get_id() == caller);
  });
  CHECK(order.size() == 100);
  CHECK(std::is_sorted(order.begin(), order.end()));
}

TEST_CASE("threads: two threads are in a body at the same time") {
  Threads threads(2);
  std::atomic<int> arrived{0};
  threads.for_each(2, [&](std::size_t, unsigned) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  CHECK(arrived == 2);
}

TEST_CASE("threads: no two concurrent bodies share a worker") {
  for (const unsigned count : kCounts) {
    Threads threads(count);
    Places places(count);
    for (int round = 0; round < 20; ++round) {
      threads.for_each(500, [&](std::size_t index, unsigned worker) {
        places.enter(worker);
        spin(static_cast<int>(index % 50));
        places.leave(worker);
      });
    }
    CHECK(places.clashes() == 0);
  }
}

TEST_CASE("threads: the exception of the smallest index wins, for any number of threads") {
  for (const unsigned count : kCounts) {
    Threads threads(count);
    for (std::uint32_t seed = 0; seed < 200; ++seed) {
      Random random(seed, Purpose::test, 0, 0);
      std::set<std::size_t> failing;
      for (int i = 0; i < 5; ++i) failing.insert(random.below(300));
      std::vector<int> calls(300);
      const std::string text = thrown(threads, calls.size(), [&](std::size_t index, unsigned) {
        ++calls[index];
        if (failing.contains(index)) throw std::runtime_error(std::to_string(index));
      });
      REQUIRE(text == std::to_string(*failing.begin()));
      REQUIRE(std::all_of(calls.begin(), calls.begin() + static_cast<long>(*failing.begin()) + 1,
                          [](int n) { return n == 1; }));
      REQUIRE(std::all_of(calls.begin(), calls.end(), [](int n) { return n <= 1; }));
    }
  }
}

TEST_CASE("threads: a late failure of a small index still wins over an early one of a large") {
  Threads threads(2);
  std::atomic<bool> large_failed{false};
  CHECK(thrown(threads, 2, [&](std::size_t index, unsigned) {
          if (index == 1) {
            large_failed = true;
            throw std::runtime_error("1");
          }
          while (!large_failed) std::this_thread::yield();
          spin(100000);
          throw std::runtime_error("0");
        }) == "0");
}

TEST_CASE("threads: a late failure of a large index does not replace an early one of a small") {
  Threads threads(2);
  std::atomic<bool> large_began{false};
  std::atomic<bool> small_failed{false};
  CHECK(thrown(threads, 2, [&](std::size_t index, unsigned) {
          if (index == 0) {
            while (!large_began) std::this_thread::yield();
            small_failed = true;
            throw std::runtime_error("0");
          }
          large_began = true;
          while (!small_failed) std::this_thread::yield();
          spin(1000000);
          throw std::runtime_error("1");
        }) == "0");
}

TEST_CASE("threads: after a failure the larger indices are skipped, and the next for_each is whole") {
  for (const unsigned count : kCounts) {
    Threads threads(count);
    std::atomic<std::size_t> calls{0};
    CHECK(thrown(threads, 1000000, [&](std::size_t, unsigned) {
            ++calls;
            throw std::runtime_error("stop");
          }) == "stop");
    CHECK(calls <=
          count * count);  // a worker leaves every worker's share at the first index that fails there
    calls = 0;
    threads.for_each(1000, [&](std::size_t, unsigned) { ++calls; });
    CHECK(calls == 1000);
  }
}

TEST_CASE("threads: an exception keeps its type") {
  Threads threads(2);
  CHECK_THROWS_AS(threads.for_each(10, [](std::size_t, unsigned) { throw 7; }), int);
}

TEST_CASE("threads: a nested for_each runs inline on the worker of its caller") {
  for (const unsigned count : kCounts) {
    Threads threads(count);
    Places places(count);
    std::vector<std::size_t> sums(200);
    std::atomic<int> elsewhere{0};
    threads.for_each(sums.size(), [&](std::size_t outer, unsigned worker) {
      places.enter(worker);
      const auto caller = std::this_thread::get_id();
      threads.for_each(20, [&](std::size_t inner, unsigned inner_worker) {
        if (inner_worker != worker || std::this_thread::get_id() != caller) ++elsewhere;
        threads.for_each(2, [&](std::size_t innermost, unsigned) { sums[outer] += inner + innermost; });
      });
      places.leave(worker);
    });
    CHECK(places.clashes() == 0);
    CHECK(elsewhere == 0);
    CHECK(std::all_of(sums.begin(), sums.end(), [](std::size_t n) { return n == 400; }));
  }
}

TEST_CASE("threads: an exception leaves a nested for_each") {
  for (const unsigned count : kCounts) {
    Threads threads(count);
    CHECK(thrown(threads, 50, [&](std::size_t outer, unsigned) {
            threads.for_each(50, [&](std::size_t inner, unsigned) {
              if (outer >= 9 && inner == 3) throw std::runtime_error(std::to_string(outer));
            });
          }) == "9");
  }
}

TEST_CASE("threads: bodies may use other Threads") {
  Threads outer(2);
  Threads inner(2);
  Places places(2);
  std::atomic<int> calls{0};
  outer.for_each(20, [&](std::size_t, unsigned) {
    inner.for_each(20, [&](std::size_t, unsigned worker) {
      places.enter(worker);
      ++calls;
      places.leave(worker);
    });
  });
  CHECK(calls == 400);
  CHECK(places.clashes() == 0);
}

TEST_CASE("threads: callers on several threads take turns") {
  Threads threads(2);
  Places places(2);
  std::atomic<int> calls{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 3; ++i) {
    callers.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        threads.for_each(20, [&](std::size_t, unsigned worker) {
          places.enter(worker);
          ++calls;
          places.leave(worker);
        });
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(calls == 1200);
  CHECK(places.clashes() == 0);
}

TEST_CASE("threads: the result of counter-based draws is the same for any count") {
  const auto draw = [](unsigned count) {
    Threads threads(count);
    std::vector<double> values(500);
    threads.for_each(values.size(), [&](std::size_t index, unsigned) {
      values[index] = Random(1, Purpose::test, 0, static_cast<std::uint32_t>(index)).normal();
    });
    return values;
  };
  CHECK(draw(1) == draw(2));
  CHECK(draw(1) == draw(4));
}
