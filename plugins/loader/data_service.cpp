// neat.data/1: arrays registered once; the host keeps and hashes the one copy.
#include <cstddef>

#include "plugins/loader/host.hpp"
#include "plugins/loader/services.hpp"

namespace neat {
namespace {

std::span<const std::byte> bytes_of(const void* data, std::uint64_t count, std::uint64_t size) {
  std::uint64_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) refuse("data set: its size is beyond any memory");
  return {static_cast<const std::byte*>(data), bytes};
}

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  std::uint64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) refuse("data set: its size is beyond any memory");
  return result;
}

void check(const neat_data_description& from) {
  const std::string what =
      std::string("data set: ") + (from.name == nullptr ? "without a name" : from.name) + ": ";
  if (from.name == nullptr || from.name[0] == 0) refuse(what + "it needs a name");
  if (from.partition > NEAT_TEST) refuse(what + "it has no known partition");
  if (from.type > NEAT_U8) refuse(what + "it has no known element type");
  if (from.x == nullptr) refuse(what + "its inputs are missing");
  if ((from.labels == nullptr) == (from.values == nullptr))
    refuse(what + "give labels or values, one of them");
  if (from.values != nullptr && (from.value_features == 0 || from.value_features > 0xffff'ffffU))
    refuse(what + "its values have no width");
}

std::int32_t add(const neat_host* host, const neat_data_description* description, const neat_data_set** set,
                 neat_error* error) {
  return answer(error, [&] {
    const neat_data_description& from = checked(description, "data description");
    check(from);
    DataSet::Description to;
    to.name = from.name;
    to.partition = static_cast<Partition>(from.partition);
    to.type = from.type == NEAT_U8 ? ElementType::u8 : ElementType::f32;
    to.rows = from.rows;
    to.features = from.features;
    to.scale = from.scale;
    to.shift = from.shift;
    to.target_features = from.labels != nullptr ? 0 : static_cast<std::uint32_t>(from.value_features);
    to.classes = from.classes;
    to.shard = from.shard;
    const std::uint64_t element = from.type == NEAT_U8 ? 1 : sizeof(float);
    const auto x = bytes_of(from.x, product(from.rows, from.features), element);
    const auto targets = from.labels != nullptr
                             ? bytes_of(from.labels, from.rows, sizeof(std::uint32_t))
                             : bytes_of(from.values, product(from.rows, from.value_features), sizeof(float));
    const auto& home = *static_cast<const Host*>(host);
    *set = home.add(DataSet(to, x, targets, home.settings().memory.get()));
  });
}

std::int32_t describe(const neat_data_set* set, neat_data_description* to, neat_error* error) {
  return answer(error, [&] {
    checked(to, "data description");
    if (set == nullptr) refuse("data set: it is null; keep what add gave");
    const DataSet::Description& from = set->data.description();
    const Targets targets = set->data.targets();
    to->struct_size = sizeof *to;
    to->partition = static_cast<std::uint32_t>(from.partition);
    to->name = from.name.c_str();
    to->type = from.type == ElementType::u8 ? NEAT_U8 : NEAT_F32;
    to->classes = from.classes;
    to->rows = from.rows;
    to->features = from.features;
    to->scale = from.scale;
    to->shift = from.shift;
    to->shard = from.shard;
    to->x = set->data.rows().data;
    to->labels = targets.labels.empty() ? nullptr : targets.labels.data();
    to->values = targets.values.empty() ? nullptr : targets.values.data();
    to->value_features = from.target_features;
  });
}

}  // namespace

const neat_data_service& data_service() {
  static constexpr neat_data_service service{sizeof(neat_data_service), 0, &add, &describe};
  return service;
}

}  // namespace neat
