#include "plugins/loader/host.hpp"

#include <algorithm>
#include <cstring>

#include "neat/base/error.hpp"
#include "plugins/loader/network_handle.hpp"
#include "plugins/loader/services.hpp"

namespace neat {
namespace {

const Host& host_of(const neat_host* host) {
  return *static_cast<const Host*>(host);
}

const void* find_extension(const neat_host*, const char* id) {
  return id == nullptr ? nullptr : find_service(id);
}

void write_log(const neat_host* host, std::uint32_t level, const char* text) {
  if (text == nullptr) return;
  host_of(host).log(level == NEAT_LOG_WARNING ? LogLevel::warning : LogLevel::info, text);
}

std::int32_t is_stopping(const neat_host* host) {
  const auto& stopping = host_of(host).settings().stopping;
  return stopping && stopping() ? 1 : 0;
}

}  // namespace

Host::Host(TaskSettings settings) : neat_host{}, settings_(std::move(settings)) {
  for (const std::string& folder : settings_.data_folders) folders_.push_back(folder.c_str());
  struct_size = sizeof(neat_host);
  data_folder_count = static_cast<std::uint32_t>(folders_.size());
  data_folders = folders_.data();
  neat_host::extension = &find_extension;
  neat_host::log = &write_log;
  neat_host::stopping = &is_stopping;
}

Host::~Host() = default;

void Host::log(LogLevel level, const std::string& text) const {
  const std::lock_guard lock(log_mutex_);
  if (settings_.log) settings_.log(level, text);
}

const neat_data_set* Host::add(DataSet set) const {
  const std::string& name = set.description().name;
  if (!open_) throw Error(ErrorCode::plugin, "data set: " + name + ": data sets are added in create only");
  for (const auto& other : sets_)
    if (other->data.description().name == name)
      throw Error(ErrorCode::plugin,
                  "data set: " + name + ": the name is taken; give every data set its own");
  return sets_.emplace_back(std::make_unique<neat_data_set>(std::move(set))).get();
}

neat_network* Host::keep(std::unique_ptr<neat_network> model) const {
  return models_.emplace_back(std::move(model)).get();
}

void Host::drop(const neat_network* model) const {
  std::erase_if(models_, [&](const auto& kept) { return kept.get() == model; });
}

}  // namespace neat
