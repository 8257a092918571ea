#include "neat/genome/gene.hpp"

#include <array>
#include <utility>

namespace neat {
namespace {

template <class E, std::size_t N>
using Names = std::array<std::pair<E, std::string_view>, N>;

constexpr Names<Role, 4> kRoles{
    {{Role::input, "input"}, {Role::bias, "bias"}, {Role::output, "output"}, {Role::hidden, "hidden"}}};
constexpr Names<Activation, 12> kActivations{{{Activation::identity, "identity"},
                                              {Activation::tanh, "tanh"},
                                              {Activation::sigmoid, "sigmoid"},
                                              {Activation::steep_sigmoid, "steep_sigmoid"},
                                              {Activation::steep_tanh, "steep_tanh"},
                                              {Activation::relu, "relu"},
                                              {Activation::leaky_relu, "leaky_relu"},
                                              {Activation::elu, "elu"},
                                              {Activation::gelu, "gelu"},
                                              {Activation::sine, "sine"},
                                              {Activation::gauss, "gauss"},
                                              {Activation::absolute, "absolute"}}};
constexpr Names<Aggregation, 5> kAggregations{{{Aggregation::sum, "sum"},
                                               {Aggregation::mean, "mean"},
                                               {Aggregation::product, "product"},
                                               {Aggregation::maximum, "maximum"},
                                               {Aggregation::concat, "concat"}}};
constexpr Names<Normalisation, 4> kNormalisations{{{Normalisation::none, "none"},
                                                   {Normalisation::batch, "batch"},
                                                   {Normalisation::layer, "layer"},
                                                   {Normalisation::group, "group"}}};
constexpr Names<OperatorKind, 9> kOperators{{{OperatorKind::weight, "weight"},
                                             {OperatorKind::dense, "dense"},
                                             {OperatorKind::conv, "conv"},
                                             {OperatorKind::depthwise, "depthwise"},
                                             {OperatorKind::identity, "identity"},
                                             {OperatorKind::max_pool, "max_pool"},
                                             {OperatorKind::average_pool, "average_pool"},
                                             {OperatorKind::global_max_pool, "global_max_pool"},
                                             {OperatorKind::global_average_pool, "global_average_pool"}}};

template <class E, std::size_t N>
std::string_view find_name(const Names<E, N>& names, E value) {
  for (const auto& [candidate, text] : names)
    if (candidate == value) return text;
  return "?";
}

template <class E, std::size_t N>
bool find_value(const Names<E, N>& names, std::string_view text, E& value) {
  for (const auto& [candidate, name] : names)
    if (name == text) return value = candidate, true;
  return false;
}

}  // namespace

std::string_view name(Role value) {
  return find_name(kRoles, value);
}
std::string_view name(Activation value) {
  return find_name(kActivations, value);
}
std::string_view name(Aggregation value) {
  return find_name(kAggregations, value);
}
std::string_view name(Normalisation value) {
  return find_name(kNormalisations, value);
}
std::string_view name(OperatorKind value) {
  return find_name(kOperators, value);
}
bool parse(std::string_view text, Role& value) {
  return find_value(kRoles, text, value);
}
bool parse(std::string_view text, Activation& value) {
  return find_value(kActivations, text, value);
}
bool parse(std::string_view text, Aggregation& value) {
  return find_value(kAggregations, text, value);
}
bool parse(std::string_view text, Normalisation& value) {
  return find_value(kNormalisations, text, value);
}
bool parse(std::string_view text, OperatorKind& value) {
  return find_value(kOperators, text, value);
}

}  // namespace neat
