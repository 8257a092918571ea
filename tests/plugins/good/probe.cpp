// Touches most of what the host offers and returns numbers that the host computed, so that every build of this file, by
// any compiler with any flags, must return the same bits.
#include <neat/plugin.hpp>

namespace {

namespace np = neat::plugin;

struct Probe {
  static constexpr np::Info info{
      .name = "probe", .version = "1.0.0", .summary = "Calls the host.", .learns = true};
  static constexpr np::Shape input{2}, output{2};
  static constexpr const char* kModes[] = {"plain", "other"};
  static constexpr np::Option options[] = {
      np::real("rate", "0.25", 0, 10, "learning rate"), np::integer("stream", "7", 0, 1e6, "what is drawn"),
      np::boolean("strict", "true", "unused"), np::choice("mode", "plain", kModes, "unused"),
      np::text("word", "", "unused")};
  static constexpr np::Metric metrics[] = {{"output", ""}, {"loss", ""},        {"learnt_loss", ""},
                                           {"draw", ""},   {"exponential", ""}, {"accuracy", ""},
                                           {"gain", ""}};

  explicit Probe(const np::Host& host) : host_(host), rate_(host.real("rate")) {
    const float x[] = {0, 0, 0, 1, 1, 0, 1, 1};
    const std::uint32_t labels[] = {0, 1, 1, 0};
    rows_ = host.add({.name = "all", .features = 2, .floats = x, .labels = labels, .classes = 2});
    stream_ = static_cast<std::uint64_t>(host.integer("stream"));
  }

  np::Result evaluate(np::Network& network, const np::Request& request) const {
    float y[8] = {};
    network.forward(rows_, y);
    const np::Measurement before = network.measure(rows_, np::Loss::softmax_cross_entropy);
    np::Network copy = network.clone();
    copy.train(rows_, {.samples = 64, .batch = 4, .rate = rate_});
    const np::Measurement after = copy.measure(rows_, np::Loss::softmax_cross_entropy);
    double gain = 0;
    if (request.learn) {
      const np::Trained trained = network.train(rows_, {.rate = rate_});
      gain = trained.first_loss - trained.last_loss;
    }
    const double draw = host_.random(stream_).bits();
    return {.fitness = before.loss,
            .solved = before.accuracy > 0.9,
            .rows = before.rows,
            .metrics = {y[3], before.loss, after.loss, draw, host_.math().exp(1.5), before.accuracy, gain}};
  }

 private:
  np::Host host_;
  double rate_;
  std::uint64_t stream_;
  np::DataSet rows_;
};

}  // namespace

NEAT_PLUGIN(Probe)
