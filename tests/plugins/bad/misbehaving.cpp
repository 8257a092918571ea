// One plugin with one fault per mode, chosen by its option.
#include <neat/plugin.hpp>

#include <limits>

namespace {

namespace np = neat::plugin;

struct Misbehaving {
  static constexpr np::Info info{.name = "misbehaving",
                                 .version = "1.0.0",
                                 .summary = "Fails on purpose.",
                                 .has_validation = true,
                                 .has_test = true,
                                 .learns = true};
  static constexpr const char* kModes[] = {
      "none",          "create",         "create_odd", "shape",      "evaluate",  "evaluate_odd",
      "nan",           "infinite",       "metric",     "count",      "test_rows", "train_on_validation",
      "train_on_test", "y_size",         "row_range",  "list_range", "width",     "label",
      "late_data",     "model",          "report",     "long_text",  "diverge",   "says_diverged",
      "overflow",      "own_loss_fails", "no_labels",  "weights",    "data_file", "late_data_file"};
  static constexpr np::Option options[] = {np::choice("mode", "none", kModes, "what it does wrong")};
  static constexpr np::Metric metrics[] = {{"one", "always 1"}};

  explicit Misbehaving(const np::Host& host) : host_(host), mode_(host.text("mode")) {
    if (mode_ == "create") np::fail("the moon is full");
    if (mode_ == "create_odd") throw 42;
    if (mode_ == "data_file") np::fail_data("file rows.bin: it ends early; fetch it again");
    const float x[] = {0, 1, 1, 0};
    const std::uint32_t labels[] = {0, mode_ == "label" ? 2U : 1U};
    train_ = host.add({.name = "train", .features = 2, .floats = x, .labels = labels, .classes = 2});
    validation_ = host.add({.name = "validation",
                            .partition = np::Partition::validation,
                            .features = 2,
                            .floats = x,
                            .labels = labels,
                            .classes = 2});
    test_ = host.add({.name = "test",
                      .partition = np::Partition::test,
                      .features = 2,
                      .floats = x,
                      .labels = labels,
                      .classes = 2});
  }

  np::Shape input() const { return {mode_ == "shape" ? 0U : 2U}; }
  np::Shape output() const { return {2}; }

  np::Result evaluate(np::Network& network, const np::Request& request) const {
    using limits = std::numeric_limits<double>;
    float y[4] = {};
    np::Result result{.fitness = 1, .rows = 2, .metrics = {1}};
    if (mode_ == "evaluate") np::fail("no such luck");
    if (mode_ == "late_data_file") np::fail_data("file rows.bin: it is gone; fetch it again");
    if (mode_ == "evaluate_odd") throw 42;
    if (mode_ == "nan") result.fitness = limits::quiet_NaN();
    if (mode_ == "infinite") result.fitness = limits::infinity();
    if (mode_ == "metric") result.metrics = {limits::quiet_NaN()};
    if (mode_ == "count") result.metrics = {};
    if (mode_ == "test_rows") network.forward(test_, y);
    if (mode_ == "train_on_validation") network.train(validation_);
    if (mode_ == "train_on_test") network.clone().train(test_, {.samples = 4});
    if (mode_ == "y_size") network.forward(train_, std::span(y, 3));
    if (mode_ == "row_range") network.forward(np::Rows(train_, 1, 2), y);
    if (mode_ == "list_range") network.forward(np::Rows(train_, kList), y);
    if (mode_ == "width") network.forward(np::Rows(kThree, 3), y);
    if (mode_ == "late_data") host_.add({.name = "late", .features = 2, .floats = kFour, .values = kFour});
    if (mode_ == "model") host_.model(kWidths, kActivations, 1);
    if (mode_ == "report") network.report(NEAT_REPORT_TABLE, "", "{}");
    if (mode_ == "long_text") np::fail(std::string(5000, 'x'));
    if (mode_ == "diverge") network.train(train_, {.samples = 8, .own_loss = &infinite_loss});
    if (mode_ == "overflow") {
      network.write(std::vector<float>(network.parameters(), 3e38F));
      network.forward(train_, y);
    }
    if (mode_ == "own_loss_fails") network.train(train_, {.samples = 8, .own_loss = &failing_loss});
    if (mode_ == "no_labels") network.train(np::Rows(kFour, 2), {.samples = 8});
    if (mode_ == "weights") network.train(train_, {.samples = 8, .weights = kWeights});
    if (mode_ == "says_diverged") return {.diverged = true};
    if (request.partition == np::Partition::test) network.forward(test_, y);
    return result;
  }

 private:
  static double infinite_loss(std::span<const std::uint32_t>, std::span<const float>, std::span<float>) {
    return std::numeric_limits<double>::infinity();
  }
  static double failing_loss(std::span<const std::uint32_t>, std::span<const float>, std::span<float>) {
    np::fail("out of chalk");
  }

  static constexpr float kWeights[] = {1, -1};
  static constexpr std::uint32_t kList[] = {0, 2}, kWidths[] = {2, 2}, kActivations[] = {NEAT_TANH};
  static constexpr float kThree[] = {1, 2, 3}, kFour[] = {1, 2, 3, 4};

  np::Host host_;
  std::string mode_;
  np::DataSet train_, validation_, test_;
};

}  // namespace

NEAT_PLUGIN(Misbehaving)
