#include "neat/base/threads.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

#ifndef NEAT_THREADS_STD
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>
#endif

namespace neat {
namespace {

using Body = std::function<void(std::size_t, unsigned)>;

constexpr std::size_t kCacheLine = 64;

/// Indices that one worker begins with, and that the others take from when they have no more: a counter of its own,
/// since one counter for all would pass from core to core with every index.
struct alignas(kCacheLine) Share {
  std::atomic<std::size_t> next{0};
  std::size_t end = 0;
};

/// One for_each. Every worker passes over all the shares, its own first, and leaves a share when what is left of it
/// are indices larger than one that failed. So when an index fails, every smaller one is still called, and the rule
/// of the smallest failing index needs no more.
class IndexRange {
 public:
  IndexRange(std::size_t size, unsigned workers, const Body& body) : shares_(workers), body_(body) {
    for (std::size_t w = 0; w < workers; ++w) {
      shares_[w].next.store(size * w / workers, std::memory_order_relaxed);
      shares_[w].end = size * (w + 1) / workers;
    }
  }

  void work(unsigned worker) noexcept {
    for (std::size_t i = 0; i < shares_.size(); ++i)
      take_from(shares_[(worker + i) % shares_.size()], worker);
  }

  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void take_from(Share& share, unsigned worker) noexcept {
    for (;;) {
      const std::size_t index = share.next.fetch_add(1, std::memory_order_relaxed);
      if (index >= share.end || index > failed_.load(std::memory_order_relaxed)) return;
      call(index, worker);
    }
  }

  void call(std::size_t index, unsigned worker) noexcept {
    try {
      body_(index, worker);
    } catch (...) {
      keep(index, std::current_exception());
    }
  }

  void keep(std::size_t index, std::exception_ptr error) noexcept {
    const std::lock_guard lock(mutex_);
    if (index >= failed_.load(std::memory_order_relaxed)) return;
    failed_.store(index, std::memory_order_relaxed);
    error_ = std::move(error);
  }

  std::vector<Share> shares_;
  const Body& body_;
  std::atomic<std::size_t> failed_{std::numeric_limits<std::size_t>::max()};
  std::mutex mutex_;
  std::exception_ptr error_;
};

/// The body this thread is in the middle of; a nested for_each of the same Threads runs inline on its worker.
struct Current {
  const Threads* threads = nullptr;
  unsigned worker = 0;
};
thread_local Current current;

class Entered {
 public:
  Entered(const Threads* threads, unsigned worker) : before_(current) { current = {threads, worker}; }
  ~Entered() { current = before_; }
  Entered(const Entered&) = delete;
  Entered& operator=(const Entered&) = delete;

 private:
  Current before_;
};

void run_inline(std::size_t size, const Body& body, unsigned worker) {
  for (std::size_t index = 0; index < size; ++index) body(index, worker);
}

unsigned resolve(unsigned count) {
  return count > 0 ? count : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

#ifdef NEAT_THREADS_STD

struct Threads::Arena {
  explicit Arena(unsigned threads) : count(threads) {}

  template <class Loop>
  void run(const Loop& loop) const {
    std::vector<std::jthread> others;
    others.reserve(count - 1);
    for (unsigned worker = 1; worker < count; ++worker)
      others.emplace_back([&loop, worker] { loop(worker); });
    loop(0);
  }

  unsigned count;
  std::mutex busy;
};

#else

constexpr std::size_t kMostThreads = 1024;

struct Threads::Arena {
  explicit Arena(unsigned threads) : count(threads), arena(static_cast<int>(threads)) {
    if (threads > std::thread::hardware_concurrency()) allow_many();
  }

  /// TBB caps its threads at the hardware's number, and of all caps in force the smallest holds: one for the process,
  /// set once, high enough for everybody, and never taken back.
  static void allow_many() {
    static const auto* const allowed =
        new tbb::global_control(tbb::global_control::max_allowed_parallelism, kMostThreads);
    static_cast<void>(allowed);
  }

  template <class Loop>
  void run(const Loop& loop) {
    const auto each = [&loop](const tbb::blocked_range<unsigned>& workers) {
      for (unsigned worker = workers.begin(); worker < workers.end(); ++worker) loop(worker);
    };
    arena.execute([&] {
      tbb::parallel_for(tbb::blocked_range<unsigned>(0, count, 1), each, tbb::simple_partitioner{});
    });
  }

  unsigned count;
  tbb::task_arena arena;
  std::mutex busy;
};

#endif

Threads::Threads(unsigned count) : count_(resolve(count)), arena_(std::make_unique<Arena>(count_)) {}

Threads::~Threads() = default;

void Threads::for_each(std::size_t size, const Body& body) {
  if (current.threads == this) return run_inline(size, body, current.worker);
  const std::lock_guard lock(arena_->busy);
  if (count_ == 1 || size <= 1) {
    const Entered entered(this, 0);
    return run_inline(size, body, 0);
  }
  IndexRange range(size, count_, body);
  arena_->run([&](unsigned worker) {
    const Entered entered(this, worker);
    range.work(worker);
  });
  range.rethrow();
}

}  // namespace neat
