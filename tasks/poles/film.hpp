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

  explicit Film(const State<N>& start) { add(start); }

  /// The state after one more action.
  void add(const State<N>& s) {
    if (frames_.size() <= kMost) frames_.push_back(s);
  }

  /// `poles`: of the poles in the order of their angles.
  std::string json(const std::array<Pole, N>& poles, double most_angle) const {
    std::string text = R"({"title":"The champion balancing","x":{"label":"seconds","values":)";
    text += list([i = 0](const State<N>&) mutable { return double(i++) * kSecondsPerAction; });
    text += R"(},"y":{"label":"metres, radians"},"series":[)";
    text += series("cart", [](const State<N>& s) { return s.x; });
    for (std::size_t k = 0; k < N; ++k)
      text += ',' + series("pole " + std::to_string(k + 1), [k](const State<N>& s) { return s.angle[k]; });
    text += R"(],"scene":{"kind":"poles","track":)" + number(kHalfTrack) + R"(,"most_angle":)" +
            number(most_angle) + R"(,"lengths":[)";
    for (std::size_t k = 0; k < N; ++k) text += (k == 0 ? "" : ",") + number(2 * poles[k].half_length);
    return text + "]}}";
  }

 private:
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
    for (const auto& frame : frames_) text += (text.empty() ? "[" : ",") + number(value(frame));
    return text + "]";
  }
  template <class Value>
  std::string series(const std::string& name, Value value) const {
    return R"({"name":")" + name + R"(","values":)" + list(value) + "}";
  }

  std::vector<State<N>> frames_;
};

}  // namespace neat::poles
