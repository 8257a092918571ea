/// plugins/loader/services.hpp - the extensions a host offers, one file each, and how they answer: 0, or 1
/// with *error.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>

#include "neat/base/error.hpp"
#include "neat/plugin.h"

namespace neat {

const neat_data_service& data_service();
const neat_network_service& network_service();
const neat_training_service& training_service();
const neat_models_service& models_service();
const neat_report_service& report_service();
const neat_math_service& math_service();

/// The extension called `id`, or null.
const void* find_service(const char* id);

[[noreturn]] inline void refuse(const std::string& why) {
  throw Error(ErrorCode::plugin, why);
}

inline void write_error(neat_error* error, const char* text) {
  if (error != nullptr) std::snprintf(error->message, sizeof error->message, "%s", text);
}

/// Runs `body` for a plugin: nothing is thrown into it.
template <class Body>
std::int32_t answer(neat_error* error, Body&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const std::exception& thrown) {
    write_error(error, thrown.what());
  } catch (...) {
    write_error(error, "the host failed");
  }
  return 1;
}

/// `bytes` of a struct whose struct_size the plugin has set to at least what the first minor had.
template <class Struct>
const Struct& checked(const Struct* value, const char* what) {
  if (value == nullptr) refuse(std::string(what) + ": it is null; pass a struct");
  if (value->struct_size < sizeof(Struct))
    refuse(std::string(what) + ": its struct_size is not set; set it to its size");
  return *value;
}

/// The same of a struct that has grown since: what a plugin's own lacks is 0. `first`: its size in the first minor.
template <class Struct>
Struct completed(const Struct* value, const char* what, std::size_t first) {
  if (value == nullptr) refuse(std::string(what) + ": it is null; pass a struct");
  if (value->struct_size < first)
    refuse(std::string(what) + ": its struct_size is not set; set it to its size");
  Struct whole{};
  std::memcpy(&whole, value, std::min<std::size_t>(value->struct_size, sizeof whole));
  return whole;
}

}  // namespace neat
