#include "plugins/loader/services.hpp"

#include <string_view>

namespace neat {

const void* find_service(const char* id) {
  const std::string_view name = id;
  if (name == "neat.data/1") return &data_service();
  if (name == "neat.network/1") return &network_service();
  if (name == "neat.training/1") return &training_service();
  if (name == "neat.models/1") return &models_service();
  if (name == "neat.report/1") return &report_service();
  if (name == "neat.math/1") return &math_service();
  return nullptr;
}

}  // namespace neat
