// Each mode uses one service and returns what came of it as three metrics, to be compared with the core's own numbers.
#include <cmath>
#include <neat/plugin.hpp>

namespace {

namespace np = neat::plugin;

class Services {
 public:
  static constexpr np::Info info{.name = "services",
                                 .version = "1.0.0",
                                 .summary = "Uses one service at a time.",
                                 .has_test = true,
                                 .learns = true,
                                 .recurrent = true};
  static constexpr np::Shape input{2}, output{2};
  static constexpr const char* kModes[] = {"step", "gradient", "hessian",     "own_loss",  "weights",
                                           "list", "squared",  "model",       "old_model", "parameters",
                                           "time", "random",   "mathematics", "adam"};
  static constexpr np::Option options[] = {np::choice("mode", "step", kModes, "which service")};
  static constexpr np::Metric metrics[] = {{"a", ""}, {"b", ""}, {"c", ""}};
  static constexpr np::Objective objectives[] = {np::maximise("fitness"), np::minimise("cost")};

  explicit Services(const np::Host& host)
      : host_(host), mode_(host.text("mode")), model_(host.model(kWidths, kActivations, 5)) {
    rows_ = host.add({.name = "rows", .features = 2, .floats = kX, .labels = kLabels, .classes = 2});
    values_ = host.add(
        {.name = "values", .features = 2, .bytes = kBytes, .scale = 0.5F, .shift = -1, .values = kValues});
  }

  const char* notice() const { return "Two rows are made up."; }

  np::Result evaluate(np::Network& network, const np::Request& request) const {
    np::Result result{.fitness = 1, .rows = 4, .metrics = {0, 0, 0}, .further = {2}};
    measure(network, request, result.metrics);
    return result;
  }

  np::Result champion_test(np::Network& network, const np::Request& request) const {
    network.report(NEAT_REPORT_TABLE, "outputs", "{\"columns\": [\"y\"], \"rows\": [[4]]}");
    np::Result result = evaluate(network, request);
    result.solved = true;
    return result;
  }

 private:
  void measure(np::Network& network, const np::Request& request, std::vector<double>& out) const {
    if (mode_ == "step") return step(network, out);
    if (mode_ == "gradient") return gradient(network, out);
    if (mode_ == "hessian") return hessian(network, out);
    if (mode_ == "own_loss" || mode_ == "weights" || mode_ == "list" || mode_ == "adam")
      return train(network, out);
    if (mode_ == "squared") return squared(network, out);
    if (mode_ == "model") return model(host_.model(kWidths, kActivations, 5, &network), network, out);
    if (mode_ == "old_model") return model(model_.clone_beside(network), network, out);
    if (mode_ == "parameters") return parameters(network, out);
    if (mode_ == "time") return time(network, out);
    if (mode_ == "random") return random(request, out);
    const auto& math = host_.math();
    out = {math.log(2.5), math.sin(1.25) + math.cos(0.5), math.tanh(0.3)};
  }

  void step(np::Network& network, std::vector<double>& out) const {
    float y[2] = {};
    for (double& value : out) {
      network.step(std::span(kX).subspan(2, 2), y);
      value = y[0];
    }
    network.reset();
    network.step(std::span(kX).subspan(2, 2), y);
    if (y[0] != static_cast<float>(out[0])) np::fail("reset left some memory");
  }

  /// The largest difference to central differences of the loss, the loss, and the sum of the gradient.
  void gradient(np::Network& network, std::vector<double>& out) const {
    std::vector<float> slope(network.parameters()), at(slope.size());
    out[1] = network.gradient(rows_, {}, slope);
    network.read(at);
    for (std::size_t i = 0; i < at.size(); ++i) {
      const auto loss_at = [&](float shift) {
        auto moved = at;
        moved[i] += shift;
        network.write(moved);
        return network.measure(rows_, np::Loss::softmax_cross_entropy).loss;
      };
      const double difference = (loss_at(1e-2F) - loss_at(-1e-2F)) / 2e-2;
      out[0] = std::max(out[0], std::abs(difference - slope[i]));
      out[2] += std::abs(slope[i]);
    }
    network.write(at);
  }

  /// How far H v is from symmetric (u H v against v H u), u H v, and whether the parameters stayed.
  void hessian(np::Network& network, std::vector<double>& out) const {
    const std::size_t size = network.parameters();
    std::vector<float> u(size), v(size), hu(size), hv(size), before(size), after(size);
    for (std::size_t i = 0; i < size; ++i) u[i] = i % 2 == 0 ? 1.0F : 0.5F, v[i] = i % 3 == 0 ? -1.0F : 0.25F;
    network.read(before);
    network.hessian_vector(rows_, {}, u, hu);
    network.hessian_vector(rows_, {}, v, hv);
    network.read(after);
    double uhv = 0, vhu = 0;
    for (std::size_t i = 0; i < size; ++i)
      uhv += double{u[i]} * double{hv[i]}, vhu += double{v[i]} * double{hu[i]};
    out = {std::abs(uhv - vhu), uhv, before == after ? 1.0 : 0.0};
  }

  void train(np::Network& network, std::vector<double>& out) const {
    np::Training how{.samples = 400, .batch = 4, .rate = 0.2, .schedule = NEAT_SCHEDULE_CONSTANT};
    if (mode_ == "own_loss") how.own_loss = &softmax_loss;
    if (mode_ == "weights") how.weights = kWeights;
    if (mode_ == "adam") how.optimiser = NEAT_OPTIMISER_ADAM;
    const std::uint32_t list[] = {3, 1};
    const np::Trained trained = network.train(mode_ == "list" ? np::Rows(rows_, list) : np::Rows(rows_), how);
    out = {trained.first_loss - trained.last_loss,
           network.measure(rows_, np::Loss::softmax_cross_entropy).loss,
           static_cast<double>(trained.samples)};
  }

  /// Softmax cross-entropy again, by the task.
  static double softmax_loss(std::span<const std::uint32_t> rows, std::span<const float> y,
                             std::span<float> dy) {
    double sum = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const std::uint32_t label = kLabels[rows[row]];
      const double a = y[2 * row], b = y[2 * row + 1], p = 1 / (1 + std::exp(a - b));  // of class 1
      sum -= std::log(label == 1 ? p : 1 - p);
      dy[2 * row + 1] = static_cast<float>(p - label);
      dy[2 * row] = -dy[2 * row + 1];
    }
    return sum;
  }

  void squared(np::Network& network, std::vector<double>& out) const {
    float y[4] = {};
    network.forward(values_, y);
    for (std::size_t i = 0; i < 4; ++i) out[0] += 0.5 * std::pow(double{y[i]} - double{kValues[i]}, 2) / 2;
    out[1] = network.measure(values_, np::Loss::squared).loss;
    network.train(values_, {.loss = np::Loss::squared, .samples = 200, .batch = 2, .rate = 0.05});
    out[2] = network.measure(values_, np::Loss::squared).loss;
  }

  /// The first output before, the loss after training, and how many parameters: 2 x 3 + 3 + 3 x 2 + 2.
  void model(np::Network head, np::Network&, std::vector<double>& out) const {
    float y[8] = {};
    head.forward(rows_, y);
    out[0] = y[2];
    head.train(rows_, {.samples = 4000, .batch = 4, .rate = 0.5});
    out[1] = head.measure(rows_, np::Loss::softmax_cross_entropy).loss;
    out[2] = static_cast<double>(head.parameters());
  }

  void parameters(np::Network& network, std::vector<double>& out) const {
    std::vector<float> values(network.parameters());
    network.read(values);
    out[0] = values[0];
    values[0] += 1;
    np::Network copy = network.clone();
    copy.write(values);
    network.read(values);
    out[1] = values[0];  // the clone's change stays the clone's
    values[0] = 9;
    network.write(values);
    out[2] = static_cast<double>(network.inputs() * 10 + network.outputs());
  }

  /// Sequences of two steps, as rows of four plain values.
  void time(np::Network& network, std::vector<double>& out) const {
    const np::Trained trained =
        network.train(np::Rows(kX, 4),
                      {.samples = 100, .batch = 2, .rate = 0.2, .time = 2, .window = 1, .labels = kLabels});
    out = {trained.first_loss - trained.last_loss, static_cast<double>(trained.samples), 0};
  }

  static void random(const np::Request& request, std::vector<double>& out) {
    np::Random stream = request.random();
    out[0] = stream.bits();
    out[1] = stream.uniform();
    out[2] = stream.normal();
  }

  static constexpr float kX[] = {0, 0, 0, 1, 1, 0, 1, 1}, kWeights[] = {1, 0, 0, 2},
                         kValues[] = {1, 0, -1, 2};
  static constexpr std::uint8_t kBytes[] = {2, 4, 0, 6};  // reads as 0 1 -1 2
  static constexpr std::uint32_t kLabels[] = {0, 1, 1, 0}, kWidths[] = {2, 3, 2},
                                 kActivations[] = {NEAT_TANH, NEAT_IDENTITY};

  np::Host host_;
  std::string mode_;
  np::Network model_;
  np::DataSet rows_, values_;
};

}  // namespace

NEAT_PLUGIN(Services)
