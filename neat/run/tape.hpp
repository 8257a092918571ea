/// neat/run/tape.hpp - flat arrays that hold a structure in the order in which it was written: what a
/// checkpoint's archive is made of. Reading checks every bound, so that damage is an error and never a wild
/// access. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "neat/base/aligned.hpp"
#include "neat/base/error.hpp"

namespace neat {

struct Tape {
  std::vector<std::uint64_t> integers;
  std::vector<double> reals;
  std::vector<float> floats;
  std::vector<std::string> texts;
  std::uint32_t version = 7;  ///< of the order in which things are written
};

/// Appends; integers, enumerators and switches become 64-bit.
class TapeWriter {
 public:
  explicit TapeWriter(Tape& tape) : tape_(tape) {}

  template <class... T>
  void integers(T... values) {
    (tape_.integers.push_back(static_cast<std::uint64_t>(values)), ...);
  }
  void real(double value) { tape_.reals.push_back(value); }
  void text(const std::string& value) { tape_.texts.push_back(value); }

  void reals(const std::vector<double>& values) {
    integers(values.size());
    tape_.reals.insert(tape_.reals.end(), values.begin(), values.end());
  }
  void floats(const Floats& values) {
    integers(values.size());
    tape_.floats.insert(tape_.floats.end(), values.begin(), values.end());
  }

 private:
  Tape& tape_;
};

/// Reads in the same order; throws neat::Error(data) when the tape ends early or a value is out of range.
class TapeReader {
 public:
  explicit TapeReader(const Tape& tape) : tape_(tape) {}

  std::uint32_t version() const { return tape_.version; }

  template <class T>
  void integers(T& value) {
    value = static_cast<T>(bounded(highest<T>()));
  }
  template <class T, class... More>
  void integers(T& value, More&... more) {
    integers(value);
    (integers(more), ...);
  }
  /// An enumerator below `count`.
  template <class E>
  void choice(E& value, std::uint64_t count) {
    value = static_cast<E>(bounded(count - 1));
  }
  std::uint64_t bounded(std::uint64_t maximum) {
    const std::uint64_t value = take(tape_.integers, integer_);
    if (value > maximum) refuse("a number is out of range");
    return value;
  }
  /// How many entries follow; each takes at least one integer, so no more than are left.
  std::size_t count() { return bounded(tape_.integers.size() - integer_); }

  double real() { return take(tape_.reals, real_); }
  std::string text() { return take(tape_.texts, text_); }
  std::vector<double> reals() { return slice<std::vector<double>>(tape_.reals, real_); }
  Floats floats() { return slice<Floats>(tape_.floats, float_); }

  /// Throws when something was not read.
  void end() const {
    if (integer_ != tape_.integers.size() || real_ != tape_.reals.size() || float_ != tape_.floats.size() ||
        text_ != tape_.texts.size())
      refuse("it holds more than it should");
  }

  [[noreturn]] static void refuse(const std::string& why) {
    throw Error(ErrorCode::data, "checkpoint: its content does not fit together: " + why);
  }

 private:
  template <class T>
  static constexpr std::uint64_t highest() {
    if constexpr (std::is_same_v<T, bool>)
      return 1;
    else
      return std::uint64_t{static_cast<std::make_unsigned_t<T>>(-1)};
  }

  template <class T>
  static const T& take(const std::vector<T>& values, std::size_t& at) {
    if (at >= values.size()) refuse("it ends early");
    return values[at++];
  }

  template <class Out, class In>
  Out slice(const In& values, std::size_t& at) {
    const std::uint64_t size = bounded(values.size() - at);
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(at);
    at += size;
    return Out(from, from + static_cast<std::ptrdiff_t>(size));
  }

  const Tape& tape_;
  std::size_t integer_ = 0, real_ = 0, float_ = 0, text_ = 0;
};

}  // namespace neat
