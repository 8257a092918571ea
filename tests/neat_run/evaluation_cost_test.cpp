#include "forecast/evaluation_cost.hpp"

#include <doctest/doctest.h>

#include "counting_task.hpp"
#include "neat/genome/initial.hpp"

using namespace neat;
using namespace neat::app;

namespace {

std::shared_ptr<const Topology> first_of(const Task& task, const Config& config) {
  const Interface interface { task.input(), task.output(), true, false };
  const GenomeOptions options = resolve(config.strategy.genome, interface);
  Innovations innovations(first_free_node(options, interface));
  return initial_topology(options, interface, innovations);
}

struct Probed {
  test::CountingTask task;
  Config config = test::small_config();
  Threads threads{1};
  std::shared_ptr<const Topology> first = first_of(task, config);

  explicit Probed(const test::Spending& spending) : task(spending) {}
  CostProbe probe() {
    return {task, config, threads, [this] { return task.seconds(); }};
  }
};

}  // namespace

TEST_CASE("evaluation cost: the work of a life is told from that of its measurement") {
  Probed probed({});
  const EvaluationWork work = probed.probe().work(probed.first);
  CHECK(work.samples == doctest::Approx(1));
  CHECK(work.rows == 10);
  CHECK(work.forward_passes == doctest::Approx(10));
  CHECK(work.forward_passes_per_sample == doctest::Approx(1));
  CHECK(work.backward_passes == doctest::Approx(0));
  CHECK(work.backward_passes_per_sample == doctest::Approx(2));
  CHECK(work.champion_passes == doctest::Approx(30));
  CHECK(work.forward(640) == doctest::Approx(650));
  CHECK(work.backward(640) == doctest::Approx(1280));
}

TEST_CASE("evaluation cost: a task that leaves half of its budget costs half") {
  Probed probed({0.5, 10, 1, 1e-9, 1e-3});
  const EvaluationWork work = probed.probe().work(probed.first);
  CHECK(work.samples == doctest::Approx(0.5));
  CHECK(work.forward(640) == doctest::Approx(330));
}

TEST_CASE("evaluation cost: a budget of one batch, and none, are no obstacle") {
  Probed probed({});
  probed.config.strategy.inheritance.samples = 40;
  CHECK(probed.probe().work(probed.first).backward(40) == doctest::Approx(80));
  CHECK(probed.probe().time(probed.first).fixed > 0);
  probed.config.strategy.inheritance.learn = false;
  const EvaluationWork work = probed.probe().work(probed.first);
  CHECK(work.backward(0) == 0);
  CHECK(work.forward(0) == doctest::Approx(10));
  const EvaluationTime time = probed.probe().time(probed.first);
  CHECK(time.per_sample == 0);
  CHECK(time.fixed == doctest::Approx(1e-3).epsilon(0.02));
}

TEST_CASE("evaluation cost: time per sample and per evaluation are those of the task") {
  Probed probed({1, 10, 1, 1e-6, 1e-3});
  probed.config.strategy.inheritance.samples = 1'000'000;
  const EvaluationTime time = probed.probe().time(probed.first);
  const auto pass = double(Plan::of(*probed.first).flops());
  CHECK(time.pass_flops == pass);
  CHECK(time.per_sample == doctest::Approx(3e-6 * pass));
  CHECK(time.fixed == doctest::Approx(1e-3 + 10e-6 * pass));
  CHECK(probed.task.seconds() < 3);  // by short lives: a whole one takes 1,500
}
