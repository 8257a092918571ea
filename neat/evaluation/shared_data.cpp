#include "neat/evaluation/shared_data.hpp"

#include <array>

#include "neat/base/error.hpp"

namespace neat {
namespace {

/// The two parts of `memory`, which have the sizes of `given`.
DataBytes parts(const std::shared_ptr<const platform::SharedMemory>& memory, const DataBytes& given) {
  constexpr std::size_t kAlignment = platform::SharedMemory::kAlignment;
  const std::size_t behind = (given.x.size() + kAlignment - 1) / kAlignment * kAlignment;
  return {memory->bytes().first(given.x.size()), memory->bytes().subspan(behind, given.targets.size()),
          memory};
}

std::size_t size_of(const DataBytes& bytes) {
  constexpr std::size_t kAlignment = platform::SharedMemory::kAlignment;
  return (bytes.x.size() + kAlignment - 1) / kAlignment * kAlignment + bytes.targets.size();
}

}  // namespace

DataBytes SharedData::keep(const DataSet::Description& description, const std::string& hash,
                           const DataBytes& given) {
  const std::array all{given.x, given.targets};
  sets_.push_back({description.name, hash, platform::SharedMemory::make(description.name, all)});
  return parts(sets_.back().memory, given);
}

DataBytes HandedData::keep(const DataSet::Description& description, const std::string& hash,
                           const DataBytes& given) {
  for (const auto& set : sets_)
    if (set.name == description.name && set.hash == hash && set.memory->bytes().size() == size_of(given))
      return parts(set.memory, given);
  throw Error(ErrorCode::data, "data set: " + description.name +
                                   ": it is not the one of the process that started this worker; let nobody "
                                   "change the data during a run, and register the same every time");
}

}  // namespace neat
