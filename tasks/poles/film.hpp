/// tasks/poles/film.hpp - the first 20 s of a balancing act, for the report: where the cart and its poles were after every
/// action, as a figure with a scene (docs/formats.md, "Task extras"). A value; one thread.
#pragma once

#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "cart.hpp"

namespace neat::poles {

template <std::size_t N>
class Film {
 public:
  static constexpr std::uint64_t kMost = 1000;  ///< actions

  explicit Film(const State<N>& start) { add(start, 0); }

  /// The state after one more action, and the force that was its.
  void add(const State<N>& s, double force) {
    if (frames_.size() <= kMost) frames_.push_back({s, force});
  }

  /// `poles`: of the poles in the order of their angles.
  std::string json(const std::array<Pole, N>& poles, double most_angle) const {
    std::string text = R"({"title":"The champion balancing","x":{"label":"seconds","values":)";
    text += list([i = 0](const Frame&) mutable { return double(i++) * kSecondsPerAction; });
    text += R"(},"y":{"label":"metres, radians, newtons / 10"},"series":[)";
    text += series("cart", [](const Frame& f) { return f.state.x; });
    for (std::size_t k = 0; k < N; ++k)
      text += ',' + series("pole " + std::to_string(k + 1), [k](const Frame& f) { return f.state.angle[k]; });
    text += ',' + series("force / 10", [](const Frame& f) { return f.force / 10; });
    text += R"(],"scene":{"kind":"poles","track":)" + number(kHalfTrack) + R"(,"most_angle":)" +
            number(most_angle) + R"(,"lengths":[)";
    for (std::size_t k = 0; k < N; ++k) text += (k == 0 ? "" : ",") + number(2 * poles[k].half_length);
    return text + "]}}";
  }

 private:
  struct Frame {
    State<N> state;
    double force;
  };

  static constexpr double kSecondsPerAction = kStep * kStepsPerAction;

  /// Five digits are finer than a pixel.
  static std::string number(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 5).ptr;
    return {text, end};
  }
  template <class Value>
  std::string list(Value value) const {
    std::string text;
    for (const Frame& frame : frames_) text += (text.empty() ? "[" : ",") + number(value(frame));
    return text + "]";
  }
  template <class Value>
  std::string series(const std::string& name, Value value) const {
    return R"({"name":")" + name + R"(","values":)" + list(value) + "}";
  }

  std::vector<Frame> frames_;
};

}  // namespace neat::poles
