/// neat/run/section.hpp - how a section of the configuration table is declared: one line per field, with its
/// range. Private to neat/run.
#pragma once

#include <limits>
#include <type_traits>

#include "neat/run/fields.hpp"
#include "neat/run/values.hpp"

namespace neat {

struct Range {
  double lowest, highest;
  bool open_lowest = false, open_highest = false;

  bool holds(double x) const {
    return (open_lowest ? x > lowest : x >= lowest) && (open_highest ? x < highest : x <= highest);
  }
  std::string text() const {
    return (open_lowest ? "(" : "[") + number_text(lowest) + ", " + number_text(highest) +
           (open_highest ? ")" : "]");
  }
};

struct Count {
  std::uint64_t lowest, highest;

  bool holds(std::uint64_t x) const { return x >= lowest && x <= highest; }
  std::string text() const { return "[" + number_text(lowest) + ", " + number_text(highest) + "]"; }
};

inline constexpr Range kProbability{0, 1};

/// An enumeration's values with their names in the configuration.
template <class E>
using Choices = std::vector<std::pair<E, std::string>>;

/// The first `count` enumerators under the names that `name` gives them.
template <class E>
Choices<E> named(int count) {
  Choices<E> choices;
  for (int i = 0; i < count; ++i)
    choices.emplace_back(static_cast<E>(i), std::string(name(static_cast<E>(i))));
  return choices;
}

template <class E>
std::string list_of(const Choices<E>& choices) {
  std::string text;
  for (const auto& choice : choices) text += (text.empty() ? "" : " | ") + choice.second;
  return text;
}

template <class E>
const E* find_choice(const Choices<E>& choices, std::string_view text) {
  for (const auto& [value, called] : choices)
    if (called == text) return &value;
  return nullptr;
}

template <class E>
std::string choice_name(const Choices<E>& choices, E value) {
  for (const auto& [candidate, called] : choices)
    if (candidate == value) return called;
  return {};
}

/// Declares the fields of one option struct `Owner` under one section name.
template <class Owner>
class Section {
 public:
  using Access = Owner& (*)(Config&);

  Section(std::vector<Field>& table, std::string name, Access owner)
      : table_(table), name_(std::move(name)), owner_(owner) {}

  Section& real(const std::string& name, double Owner::*member, Range range, const std::string& help) {
    const auto set = [=](Owner& owner, std::string_view text) -> std::string {
      const auto value = parse_real(text);
      if (!value) return "is not a finite number; give one in " + range.text();
      if (!range.holds(*value)) return "is outside " + range.text();
      owner.*member = *value;
      return {};
    };
    return add(name, range.text(), help, set, [=](const Owner& owner) { return number_text(owner.*member); });
  }

  template <class T>
  Section& count(const std::string& name, T Owner::*member, Count range, const std::string& help) {
    const auto set = [=](Owner& owner, std::string_view text) -> std::string {
      const auto value = parse_unsigned(text);
      if (!value) return "is not a whole number in " + range.text();
      if (!range.holds(*value)) return "is outside " + range.text();
      owner.*member = static_cast<T>(*value);
      return {};
    };
    const auto get = [=](const Owner& owner) { return number_text(std::uint64_t{owner.*member}); };
    return add(name, range.text(), help, set, get);
  }

  Section& flag(const std::string& name, bool Owner::*member, const std::string& help) {
    const auto set = [=](Owner& owner, std::string_view text) -> std::string {
      const auto value = parse_switch(text);
      if (!value) return "is neither on nor off (also true, false, 1, 0)";
      owner.*member = *value;
      return {};
    };
    return add(name, "on | off", help, set, [=](const Owner& owner) { return owner.*member ? "on" : "off"; });
  }

  template <class E>
  Section& choice(const std::string& name, E Owner::*member, const Choices<E>& choices,
                  const std::string& help) {
    const auto set = [=](Owner& owner, std::string_view text) -> std::string {
      const E* value = find_choice(choices, text);
      if (!value) return "is none of " + list_of(choices);
      owner.*member = *value;
      return {};
    };
    const auto get = [=](const Owner& owner) { return choice_name(choices, owner.*member); };
    return add(name, list_of(choices), help, set, get);
  }

  /// A comma-separated list; `none_name` stands for the empty one (and is refused when it is empty itself).
  template <class E>
  Section& list(const std::string& name, std::vector<E> Owner::*member, const Choices<E>& choices,
                const std::string& none_name, const std::string& help) {
    const std::string range = "list of " + list_of(choices) + (none_name.empty() ? "" : ", or " + none_name);
    const auto set = [=](Owner& owner, std::string_view text) -> std::string {
      std::vector<E> values;
      const bool none = !none_name.empty() && text == none_name;
      for (const auto& part : none ? std::vector<std::string>{} : split_list(text)) {
        const E* value = find_choice(choices, part);
        if (!value) return "is not a " + range;
        values.push_back(*value);
      }
      owner.*member = std::move(values);
      return {};
    };
    const auto get = [=](const Owner& owner) {
      std::string text;
      for (const E value : owner.*member) text += (text.empty() ? "" : ",") + choice_name(choices, value);
      return text.empty() ? none_name : text;
    };
    return add(name, range, help, set, get);
  }

  template <class Set, class Get>
  Section& add(const std::string& name, const std::string& range, const std::string& help, Set set, Get get) {
    const Access owner = owner_;
    table_.push_back(
        {name_ + "." + name, range, help, true,
         [=](Config& config, std::string_view text) { return set(owner(config), text); },
         // Access is only read through here, so that one accessor serves both ways.
         [=](const Config& config) -> std::string { return get(owner(const_cast<Config&>(config))); }});
    return *this;
  }

  /// The last declared field is accepted and explained but not written to a resolved file.
  Section& unwritten() {
    table_.back().written = false;
    return *this;
  }

 private:
  std::vector<Field>& table_;
  std::string name_;
  Access owner_;
};

/// A comma-separated list of numbers.
template <class Owner, class T>
void numbers(Section<Owner>& section, const std::string& name, std::vector<T> Owner::*member, Range range,
             const std::string& help) {
  const auto set = [=](Owner& owner, std::string_view text) -> std::string {
    std::vector<T> values;
    for (const auto& part : text == "none" ? std::vector<std::string>{} : split_list(text)) {
      const auto value = parse_real(part);
      if (!value || !range.holds(*value) || *value != double(static_cast<T>(*value)))
        return "is not a list of numbers in " + range.text() + ", or none";
      values.push_back(static_cast<T>(*value));
    }
    owner.*member = std::move(values);
    return {};
  };
  const auto get = [=](const Owner& owner) {
    std::string text;
    for (const T value : owner.*member) text += (text.empty() ? "" : ",") + number_text(double(value));
    return text.empty() ? std::string("none") : text;
  };
  section.add(name, "list of numbers in " + range.text() + ", or none", help, set, get);
}

}  // namespace neat
