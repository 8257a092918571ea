/// neat/plugin/network.hpp - the network under evaluation, its clones and models: forward, step, training.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <utility>

#include "neat/plugin/services.hpp"

namespace neat {
namespace plugin NEAT_HIDDEN {

/// Given positions in the trained rows and y [rows x outputs], writes dL/dy and returns the loss summed over
/// the rows.
using LossFunction =
    std::function<double(std::span<const std::uint32_t> rows, std::span<const float> y, std::span<float> dy)>;

/// How to train; whatever is left out is as the run's configuration and the genome's traits say.
struct Training {
  Loss loss = Loss::softmax_cross_entropy;
  std::uint64_t samples = 0;  ///< rows to learn from in all; 0: the request's budget
  std::uint32_t batch = 0;
  double rate = 0, lowest_rate = 0;
  std::uint32_t schedule = NEAT_SCHEDULE_DEFAULT, optimiser = NEAT_OPTIMISER_DEFAULT;
  double momentum = 0, weight_decay = 0;  ///< read where an optimiser is given
  std::uint32_t time = 1, window = 0;
  std::span<const std::uint32_t> labels = {};  ///< targets in the order of the rows; none: the data set's own
  std::span<const float> values = {};
  std::span<const float> weights = {};  ///< one per row, >= 0
  LossFunction own_loss = {};           ///< instead of `loss`
  /// How images are changed each time they are learned from; neat_training has the details.
  std::uint32_t shift = 0, cutout = 0;
  bool flip = false;
};

using Trained = neat_trained;
using Measurement = neat_measurement;

/// A network: the one under evaluation (valid inside evaluate only), or a clone or model, freed with this
/// object.
class Network {
 public:
  Network(const Services* services, neat_network* network, bool owned = false)
      : services_(services), network_(network), owned_(owned), size_(sized<neat_network_size>()) {
    if (network != nullptr) call(services->network->size, network, &size_);
  }
  Network(Network&& other) noexcept
      : services_(other.services_),
        network_(std::exchange(other.network_, nullptr)),
        owned_(other.owned_),
        size_(other.size_) {}
  Network& operator=(Network&& other) noexcept {
    std::swap(services_, other.services_);
    std::swap(network_, other.network_);
    std::swap(owned_, other.owned_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Network() {
    if (owned_ && network_ != nullptr) services_->network->free(network_);
  }

  std::size_t inputs() const { return size_.inputs; }
  std::size_t outputs() const { return size_.outputs; }
  std::size_t parameters() const { return size_.parameters; }
  bool recurrent() const { return size_.recurrent != 0; }

  /// y: [rows x outputs], row-major. Each row starts from a cleared memory.
  void forward(const Rows& rows, std::span<float> y) {
    call(services_->network->forward, network_, &rows, y.data(), y.size());
  }
  /// x: [rows x inputs].
  void forward(std::span<const float> x, std::span<float> y) { forward(Rows(x, inputs()), y); }
  /// Mean loss and accuracy on rows of a data set, by its own targets.
  Measurement measure(const Rows& rows, Loss loss) {
    auto measurement = sized<Measurement>();
    call(services_->network->measure, network_, &rows, static_cast<std::uint32_t>(loss), &measurement);
    return measurement;
  }
  /// One time step of one sample: x: [inputs], y: [outputs].
  void step(std::span<const float> x, std::span<float> y) {
    call(services_->network->step, network_, x.data(), x.size(), y.data(), y.size());
  }
  void reset() { call(services_->network->reset, network_); }

  void read(std::span<float> values) const {
    call(services_->network->read, network_, values.data(), values.size());
  }
  void write(std::span<const float> values) {
    call(services_->network->write, network_, values.data(), values.size());
  }
  /// A copy that learns for itself: nothing of it is inherited.
  Network clone() const { return copy_beside(nullptr); }
  /// A copy of a model that was made at creation, for use beside `network`.
  Network clone_beside(Network& network) const { return copy_beside(network.network_); }

  Trained train(const Rows& rows, const Training& training = {}) {
    auto trained = sized<Trained>();
    const neat_training how = translate(training);
    if (has_training()) call(services_->training->train, network_, &rows, &how, &trained);
    return trained;
  }
  /// Writes dL/dparameters of the mean loss to gradient [parameters] and returns the loss.
  double gradient(const Rows& rows, const Training& training, std::span<float> gradient) {
    double loss = 0;
    const neat_training how = translate(training);
    if (has_training())
      call(services_->training->gradient, network_, &rows, &how, gradient.data(), gradient.size(), &loss);
    return loss;
  }
  /// product = Hessian of the mean loss times vector, about three digits. Both: [parameters].
  void hessian_vector(const Rows& rows, const Training& training, std::span<const float> vector,
                      std::span<float> product) {
    if (!require(vector.size() == product.size(), "hessian_vector: vector and product differ in size"))
      return;
    const neat_training how = translate(training);
    if (has_training())
      call(services_->training->hessian_vector, network_, &rows, &how, vector.data(), product.data(),
           vector.size());
  }

  /// A figure, table (JSON) or image (PNG) for the report; kept when the champion is measured, else dropped.
  /// Their forms are in docs/formats.md, "Task extras".
  void report(std::uint32_t kind, const char* name, std::string_view bytes) {
    if (services_->report == nullptr) return;
    call(services_->report->emit, network_, kind, name, static_cast<const void*>(bytes.data()), bytes.size());
  }

  neat_network* handle() { return network_; }

 private:
  Network copy_beside(neat_network* beside) const {
    neat_network* copy = nullptr;
    call(services_->network->clone, network_, beside, &copy);
    return {services_, copy, true};
  }
  bool has_training() const {
    return require(services_->training != nullptr, "this host does not offer neat.training/1");
  }

  static std::int32_t call_own_loss(void* context, const std::uint32_t* rows, std::uint64_t count,
                                    const float* y, float* dy, double* loss, neat_error* error) noexcept {
    const auto& own = *static_cast<const OwnLoss*>(context);
    return guard(error, [&] {
      *loss = own.function({rows, count}, {y, count * own.outputs}, {dy, count * own.outputs});
    });
  }
  neat_training translate(const Training& training) {
    auto how = sized<neat_training>();
    how.loss = static_cast<std::uint32_t>(training.loss);
    how.targets = {training.labels.data(), training.values.data(), training.weights.data(),
                   training.labels.size(), training.values.size(), training.weights.size()};
    if (training.own_loss) {
      own_loss_ = {training.own_loss, outputs()};
      how.loss_function = &call_own_loss;
      how.loss_context = &own_loss_;
    }
    how.samples = training.samples;
    how.batch = training.batch;
    how.schedule = training.schedule;
    how.optimiser = training.optimiser;
    how.time = training.time;
    how.window = training.window;
    how.rate = training.rate;
    how.lowest_rate = training.lowest_rate;
    how.momentum = training.momentum;
    how.weight_decay = training.weight_decay;
    how.shift = training.shift;
    how.flip = training.flip ? 1 : 0;
    how.cutout = training.cutout;
    return how;
  }

  struct OwnLoss {
    LossFunction function;
    std::size_t outputs = 0;
  };
  const Services* services_;
  neat_network* network_;
  bool owned_;
  neat_network_size size_;
  OwnLoss own_loss_;
};

}  // namespace NEAT_HIDDEN
}  // namespace neat
