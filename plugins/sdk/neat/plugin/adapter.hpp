/// neat/plugin/adapter.hpp - from a class to the C ABI: Host, Request, Result and the descriptor that
/// NEAT_PLUGIN exports.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "neat/plugin/network.hpp"

namespace neat {
namespace plugin NEAT_HIDDEN {

/// Arrays to register with Host::add; copied by the host, so they may go afterwards. One of labels and values
/// is given.
struct DataDescription {
  const char* name;  ///< unique within the task
  Partition partition = Partition::train;
  std::size_t features = 0;
  std::span<const std::uint8_t> bytes = {};    ///< x, [rows x features]: this...
  std::span<const float> floats = {};          ///< ...or this
  float scale = 1, shift = 0;                  ///< an element v reads as v * scale + shift
  std::span<const std::uint32_t> labels = {};  ///< [rows], each below classes
  std::uint32_t classes = 0;
  std::span<const float> values = {};  ///< [rows x any]
  std::uint64_t shard = 0;             ///< which part of the data this is; 0: all of it
};

/// What the task's constructor gets. May be copied and kept, its options may not.
class Host {
 public:
  Host(const neat_host* host, const Services* services, std::span<const neat_setting> settings)
      : host_(host), services_(services), settings_(settings) {}

  /// The value of a declared option, complete and checked by the host. [constructor only]
  std::string_view text(std::string_view option) const {
    for (const auto& setting : settings_)
      if (option == setting.name) return setting.value;
    fail("option '" + std::string(option) + "' is not declared");
    return {};
  }
  std::int64_t integer(std::string_view option) const {
    return std::strtoll(std::string(text(option)).c_str(), nullptr, 10);
  }
  double real(std::string_view option) const {
    return std::strtod(std::string(text(option)).c_str(), nullptr);
  }
  bool boolean(std::string_view option) const { return text(option) == "true"; }

  /// Where data sets may lie, in search order; the first is where they are downloaded to. They may not exist.
  std::vector<std::string> data_folders() const {
    return {host_->data_folders, host_->data_folders + host_->data_folder_count};
  }
  /// Registers rows; the host keeps the one copy. [constructor only]
  DataSet add(const DataDescription& data) const {
    if (!require(services_->data != nullptr, "this host does not offer neat.data/1")) return {};
    const std::size_t elements = data.bytes.empty() ? data.floats.size() : data.bytes.size();
    if (!require(data.features != 0 && elements % data.features == 0,
                 "data set: the elements are not whole rows"))
      return {};
    const std::size_t rows = elements / data.features;
    if (!require(data.labels.empty() || data.labels.size() == rows, "data set: not one label per row"))
      return {};
    if (!require(rows == 0 || data.values.size() % rows == 0, "data set: the values are not whole rows"))
      return {};
    const neat_data_set* set = nullptr;
    const neat_data_description description = translate(data, rows);
    if (!call(services_->data->add, host_, &description, &set)) return {};
    return {services_, set};
  }
  /// A fixed dense network of these layer widths, inputs and outputs included. `beside`: the request's
  /// network; at creation none, and then evaluate works on clones of it.
  Network model(std::span<const std::uint32_t> widths, std::span<const std::uint32_t> activations,
                std::uint64_t seed, Network* beside = nullptr) const {
    neat_network* model = nullptr;
    auto description = sized<neat_model>();
    if (require(services_->models != nullptr, "this host does not offer neat.models/1") &&
        require(activations.size() + 1 == widths.size(),
                "model: one activation per layer after the inputs")) {
      description.layers = static_cast<std::uint32_t>(widths.size());
      description.widths = widths.data();
      description.activations = activations.data();
      description.seed = seed;
      call(services_->models->create, host_, beside == nullptr ? nullptr : beside->handle(), &description,
           &model);
    }
    return {services_, model, true};
  }

  void log(const std::string& line) const { host_->log(host_, NEAT_LOG_INFO, line.c_str()); }
  void warn(const std::string& line) const { host_->log(host_, NEAT_LOG_WARNING, line.c_str()); }
  bool stopping() const { return host_->stopping(host_) != 0; }  ///< the run was asked to end
  Random random(std::uint64_t stream) const { return {services_->math, stream}; }
  const neat_math_service& math() const { return *services_->math; }  ///< the same bits on every machine

 private:
  static neat_data_description translate(const DataDescription& data, std::size_t rows) {
    auto to = sized<neat_data_description>();
    to.partition = static_cast<std::uint32_t>(data.partition);
    to.name = data.name;
    to.type = data.bytes.empty() ? NEAT_F32 : NEAT_U8;
    to.classes = data.classes;
    to.rows = rows;
    to.features = data.features;
    to.scale = data.scale;
    to.shift = data.shift;
    to.shard = data.shard;
    to.x = data.bytes.empty() ? static_cast<const void*>(data.floats.data()) : data.bytes.data();
    to.labels = data.labels.empty() ? nullptr : data.labels.data();
    to.values = data.values.empty() ? nullptr : data.values.data();
    to.value_features = rows == 0 ? 0 : data.values.size() / rows;
    return to;
  }

  const neat_host* host_;
  const Services* services_;
  std::span<const neat_setting> settings_;
};

/// What is asked. The result must be a function of it (worker and workers aside).
struct Request {
  Partition partition;    ///< where fitness is measured
  bool learn, read_only;  ///< may the network learn; will nothing of it be inherited
  std::uint64_t budget;   ///< training samples it may see
  std::uint32_t schedule_step, generation;
  std::uint32_t worker, workers;  ///< names scratch that no concurrent call shares
  std::uint64_t genome_id, seed, stream;
  const neat_math_service* math;

  Random random() const { return {math, stream}; }  ///< this request's own
};

/// What came out. `return {.fitness = f}` is enough where one objective and no metric is declared.
struct Result {
  double fitness = 0;
  bool solved = false;               ///< the task's own word
  std::uint64_t rows = 0;            ///< rows the fitness was measured on
  std::vector<double> metrics = {};  ///< one per declared metric
  std::vector<double> further = {};  ///< objectives after the first
  bool diverged = false;             ///< learning went wrong: the worst of its round, other fields unread
  std::uint64_t rows_saved = 0;      ///< of a champion test: rows left out that could not change its outcome
};

/// What some rows of an evaluation come to (Result), and what the others may still make of it.
struct Partial {
  Result result;  ///< of the whole, were its other rows like these
  double lowest = -std::numeric_limits<double>::infinity(),
         highest = std::numeric_limits<double>::infinity();  ///< fitness that is possible
  bool may_solve = true;
};

/// A task that is evaluated in blocks of rows has, beside evaluate, which must come to the same bits:
///   static constexpr std::uint32_t block_sums = 3;       // doubles that go from block to block, 0 before the first
///   std::uint64_t block_rows(Partition) const;
///   void measure(Network&, const Request&, std::uint64_t first, std::uint64_t count, std::span<double> sums) const;
///   Partial conclude(Partition, std::uint64_t rows, std::span<const double> sums) const;
template <class T>
concept InBlocks = requires {
  T::block_sums;
};

/// The functions behind the C ABI of a T.
template <class T>
class Adapter {
 public:
  static constexpr neat_plugin descriptor() {
    neat_plugin plugin{};
    plugin.header = header();
    plugin.name = T::info.name;
    plugin.version = T::info.version;
    plugin.summary = T::info.summary;
    if constexpr (requires { T::options; })
      plugin.options = T::options, plugin.option_count = count(T::options);
    if constexpr (requires { T::presets; })
      plugin.presets = T::presets, plugin.preset_count = count(T::presets);
    if constexpr (requires { T::metrics; })
      plugin.metrics = T::metrics, plugin.metric_count = count(T::metrics);
    plugin.objectives = objectives().data();
    plugin.objective_count = static_cast<std::uint32_t>(objectives().size());
    plugin.has_validation = T::info.has_validation;
    plugin.has_test = T::info.has_test;
    plugin.learns = T::info.learns;
    plugin.recurrent = T::info.recurrent;
    plugin.create = &create;
    plugin.destroy = &destroy;
    plugin.shape = &shape;
    plugin.evaluate = &evaluate;
    if constexpr (requires { &T::champion_test; }) plugin.champion_test = &champion_test;
    if constexpr (requires { &T::notice; }) plugin.notice = &notice;
    if constexpr (InBlocks<T>) plugin.extension = &extension;
    return plugin;
  }

 private:
  /// The task and what it was made with; its address is the ABI's `task`.
  struct Instance {
    Services services;
    Host host;
    T task;

    Instance(const neat_host* to, std::span<const neat_setting> settings)
        : services(to), host(to, &services, settings), task(make(host)) {}
    static T make(Host& host) {
      if constexpr (std::is_constructible_v<T, Host&>)
        return T(host);
      else
        return T();
    }
  };

  static constexpr Objective kDefault[] = {maximise("fitness")};
  static constexpr std::span<const Objective> objectives() {
    if constexpr (requires { T::objectives; })
      return T::objectives;
    else
      return kDefault;
  }
  template <class E, std::size_t N>
  static constexpr std::uint32_t count(const E (&)[N]) {
    return static_cast<std::uint32_t>(N);
  }
  static constexpr neat_plugin_header header() {
    neat_plugin_header made{
        {}, NEAT_ABI_MAJOR, NEAT_ABI_NEEDS, sizeof(neat_plugin), NEAT_ARCHITECTURE, NEAT_X86_LEVEL, 0, {}};
    constexpr char magic[] = NEAT_PLUGIN_MAGIC, build[] = NEAT_BUILD;
    for (std::size_t i = 0; i < sizeof made.magic; ++i) made.magic[i] = magic[i];
    for (std::size_t i = 0; i + 1 < sizeof build && i + 1 < sizeof made.build; ++i) made.build[i] = build[i];
    return made;
  }
  static const T& task_of(const void* instance) { return static_cast<const Instance*>(instance)->task; }

  static std::int32_t create(const neat_host* host, const neat_setting* settings, std::uint64_t size,
                             void** made, neat_error* error) noexcept {
    Instance* instance = nullptr;
    const std::int32_t failed = guard(
        error, [&] { instance = new Instance(host, std::span(settings, static_cast<std::size_t>(size))); });
    if (failed != 0) delete instance;
    *made = failed != 0 ? nullptr : instance;
    return failed;
  }
  static void destroy(void* instance) noexcept { delete static_cast<Instance*>(instance); }

  static neat_shape flat(Shape from) { return {from.channels, from.height, from.width, 0}; }
  static std::int32_t shape(const void* instance, neat_shape* input, neat_shape* output,
                            neat_error* error) noexcept {
    return guard(error, [&] {
      const T& task = task_of(instance);
      if constexpr (requires { task.input(); })
        *input = flat(task.input()), *output = flat(task.output());
      else
        *input = flat(task.input), *output = flat(task.output);
    });
  }

  static void write(const Result& from, neat_result* to) {
    to->status = from.diverged ? NEAT_DIVERGED : NEAT_OK;
    to->solved = from.solved;
    to->rows = from.rows;
    constexpr std::uint32_t kWithSaved = offsetof(neat_result, rows_saved) + sizeof(std::uint64_t);
    if (to->struct_size >= kWithSaved) to->rows_saved = from.rows_saved;
    if (from.diverged) return;
    if (from.metrics.size() != to->metric_count)
      return fail("the result has not one value per declared metric");
    if (from.further.size() + 1 != to->objective_count)
      return fail("the result has not one value per declared objective");
    to->objectives[0] = from.fitness;
    std::copy(from.further.begin(), from.further.end(), to->objectives + 1);
    std::copy(from.metrics.begin(), from.metrics.end(), to->metrics);
  }
  static Request translated(const Instance& made, const neat_request& from) {
    return {static_cast<Partition>(from.partition),
            from.learn != 0,
            from.read_only != 0,
            from.budget,
            from.schedule_step,
            from.generation,
            from.worker,
            from.workers,
            from.genome_id,
            from.seed,
            from.stream,
            made.services.math};
  }
  template <class Method>
  static std::int32_t run(const void* instance, const neat_request* from, neat_result* to, neat_error* error,
                          Method method) noexcept {
    return guard(error, [&] {
      const auto* made = static_cast<const Instance*>(instance);
      Network network(&made->services, from->network);
      write((made->task.*method)(network, translated(*made, *from)), to);
    });
  }
  /// T is const here: the compiler, not a comment, reminds the author that many threads are in it.
  static std::int32_t evaluate(const void* instance, const neat_request* request, neat_result* result,
                               neat_error* error) noexcept {
    return run(instance, request, result, error, &T::evaluate);
  }
  static std::int32_t champion_test(const void* instance, const neat_request* request, neat_result* result,
                                    neat_error* error) noexcept {
    return run(instance, request, result, error, &T::champion_test);
  }
  static const char* notice(const void* instance) noexcept { return task_of(instance).notice(); }

  static std::uint64_t block_rows(const void* instance, std::uint32_t partition) noexcept {
    return task_of(instance).block_rows(static_cast<Partition>(partition));
  }
  static std::int32_t measure(const void* instance, const neat_request* from, std::uint64_t first,
                              std::uint64_t count, double* sums, neat_error* error) noexcept {
    return guard(error, [&] {
      const auto* made = static_cast<const Instance*>(instance);
      Network network(&made->services, from->network);
      made->task.measure(network, translated(*made, *from), first, count, {sums, T::block_sums});
    });
  }
  static std::int32_t conclude(const void* instance, std::uint32_t partition, std::uint64_t rows,
                               const double* sums, neat_result* result, neat_outlook* outlook,
                               neat_error* error) noexcept {
    return guard(error, [&] {
      const std::span<const double> given(sums, T::block_sums);
      const Partial partial = task_of(instance).conclude(static_cast<Partition>(partition), rows, given);
      write(partial.result, result);
      outlook->may_solve = partial.may_solve;
      outlook->lowest = partial.lowest;
      outlook->highest = partial.highest;
    });
  }
  static const void* extension(const char* id) noexcept {
    static constexpr neat_blocks blocks{sizeof(neat_blocks), T::block_sums, &block_rows, &measure, &conclude};
    return std::string_view(id) == "neat.blocks/1" ? &blocks : nullptr;
  }
};

}  // namespace NEAT_HIDDEN
}  // namespace neat

/// Exports T as this library's task. Data, not a function: the host reads it before it runs any code.
#define NEAT_PLUGIN(T)                                                \
  extern "C" NEAT_EXPORT constinit const neat_plugin neat_plugin_v0 = \
      ::neat::plugin::Adapter<T>::descriptor();
