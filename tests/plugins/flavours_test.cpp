// One source, one host, many builds: other flags, other compilers, another language, the same numbers.
#include <cmath>

#include "fixtures.hpp"

namespace {

using namespace fixtures;

std::vector<Path> probes() {
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kFlavours))
    if (entry.path().filename().string().starts_with("probe_")) files.push_back(entry.path() / "plugin.so");
  std::sort(files.begin(), files.end());
  return files;
}

neat::EvaluationRequest learning_request() {
  neat::EvaluationRequest request = request_for(two_outputs());
  request.learn = true;
  request.budget = 40;
  return request;
}

}  // namespace

TEST_CASE("flavours: every build of one plugin gives the same bits") {
  REQUIRE(probes().size() >= 7);
  const auto reference = neat::load_task((kFlavours / "probe_bare" / "plugin.so").string(), {});
  const neat::Evaluation expected = evaluate(*reference, learning_request());
  REQUIRE(expected.ok());
  CHECK(expected.samples == 64 + 40);
  CHECK(expected.learned != two_outputs()->parameters);
  for (const Path& file : probes()) {
    CAPTURE(file.string());
    const auto task = neat::load_task(file.string(), {});
    CHECK(task->info().options.size() == 5);
    const neat::Evaluation evaluation = evaluate(*task, learning_request());
    CHECK(evaluation.objectives == expected.objectives);
    CHECK(evaluation.metrics == expected.metrics);
    CHECK(evaluation.learned == expected.learned);
    CHECK(evaluation.samples == expected.samples);
    CHECK(evaluation.forward_flops == expected.forward_flops);
    CHECK(evaluation.backward_flops == expected.backward_flops);
    CHECK(evaluation.rows == expected.rows);
    CHECK(task->data_hashes() == reference->data_hashes());
  }
}

TEST_CASE("flavours: what the probe returns is what the core computes") {
  const auto task = neat::load_task((kFlavours / "probe_o0" / "plugin.so").string(), {});
  neat::Worker worker;
  auto genome = *two_outputs();
  neat::Network network(genome.topology, genome.parameters, worker.workspace);
  const std::vector<float> x{0, 0, 0, 1, 1, 0, 1, 1};
  std::vector<float> y(8), dy(8);
  network.forward(neat::plain_rows(x, 2), y);
  const std::vector<std::uint32_t> labels{0, 1, 1, 0};
  const double sum =
      neat::loss_and_gradient(neat::Loss::softmax_cross_entropy, y, 2, {labels, {}, {}}, 1, dy);
  const neat::Evaluation evaluation = evaluate(*task, request_for(two_outputs()));
  CHECK(evaluation.fitness() == sum / 4);
  CHECK(evaluation.metrics[0] == y[3]);
  CHECK(evaluation.metrics[1] == sum / 4);
  CHECK(evaluation.metrics[2] < evaluation.metrics[1]);  // the clone learnt
  CHECK(evaluation.metrics[4] == doctest::Approx(std::exp(1.5)).epsilon(1e-15));
  CHECK(evaluation.learned.empty());  // a clone's changes are never inherited
}

TEST_CASE("flavours: the line of the documentation builds the xor task") {
  const auto bare = neat::load_task((kFlavours / "bare_xor" / "plugin.so").string(), {});
  CHECK(bare->info().name == "xor");
  CHECK(evaluate(*bare, request_for(xor_genome())).solved);
}

TEST_CASE("flavours: a plugin built with -ffast-math leaves denormal numbers alone, and is mentioned") {
  std::vector<std::string> lines;
  neat::TaskSettings settings;
  settings.log = [&](neat::LogLevel level, const std::string& text) {
    if (level == neat::LogLevel::warning) lines.push_back(text);
  };
  neat::load_task((kFlavours / "probe_fast" / "plugin.so").string(), {}, settings);
  volatile float small = 1e-38F;
  CHECK(small / 10.0F != 0.0F);
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
  REQUIRE(lines.size() == 1);
  CHECK(holds(lines[0], "changed the floating-point environment"));
#endif
}
