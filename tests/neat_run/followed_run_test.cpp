#include "top/followed_run.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "neat/base/error.hpp"
#include "neat/platform/lock.hpp"
#include "run_files.hpp"

using namespace neat;
using namespace neat::app;
using test::RunFiles;

TEST_CASE("followed run: what is no run is refused by name") {
  const RunFiles files;
  CHECK_THROWS_WITH_AS(FollowedRun(files.path() / "none"), doctest::Contains("there is no such directory"),
                       Error);
  CHECK_THROWS_WITH_AS(FollowedRun(files.path()), doctest::Contains("holds no run (it has no config.ini)"),
                       Error);
}

TEST_CASE("followed run: history is read as it grows, a torn line when it is whole") {
  const RunFiles files;
  files.settings("generations = 100\n");
  FollowedRun run(files.path());
  CHECK_FALSE(run.last());
  files.append(RunFiles::line(0) + RunFiles::line(1, 2));
  run.refresh();
  CHECK(run.history().size() == 2);
  CHECK(run.last()->at("best_fitness") == 2);
  CHECK(std::isnan(run.last()->at("mean_fitness")));
  CHECK(std::isnan(run.last()->at("no such column")));
  CHECK(run.state_hash() == "abc1");
  const std::string next = RunFiles::line(2, 3);
  files.append(next.substr(0, 20));
  run.refresh();
  CHECK(run.history().size() == 2);
  files.append(next.substr(20));
  run.refresh();
  CHECK(run.history().size() == 3);
  CHECK(run.damaged() == 0);
  CHECK(run.setting("run.preset") == "fast");
  CHECK(run.bounds().generations == 100);
}

TEST_CASE("followed run: history that was cut back and went on differently is read again") {
  const RunFiles files;
  files.settings("generations = 100\n");
  for (int g = 0; g < 6; ++g) files.append(RunFiles::line(g));
  FollowedRun run(files.path());
  CHECK(run.history().size() == 6);
  files.write("history.jsonl", RunFiles::line(0) + RunFiles::line(1));
  run.refresh();
  CHECK(run.history().size() == 2);
  std::string other = RunFiles::line(0) + RunFiles::line(1);
  for (int g = 2; g < 9; ++g) other += RunFiles::line(g, 50);
  files.write("history.jsonl", other);  // longer than what was read
  run.refresh();
  CHECK(run.history().size() == 9);
  CHECK(run.history().best[2] == 50);
  std::filesystem::remove(files.path() / "history.jsonl");
  run.refresh();
  CHECK_FALSE(run.last());
}

TEST_CASE("followed run: damaged lines are counted and left out") {
  const RunFiles files;
  files.settings("");
  files.append(RunFiles::line(0) + "{\"generation\":1,\"eval\n[]\n\n" + RunFiles::line(2));
  const FollowedRun run(files.path());
  CHECK(run.history().size() == 2);
  CHECK(run.damaged() == 3);
}

TEST_CASE("followed run: its status comes from the lock, its bounds and its end") {
  const RunFiles files;
  files.settings("generations = 3\n");
  FollowedRun run(files.path());
  CHECK(run.status() == RunStatus::stopped);
  {
    const platform::DirectoryLock lock(files.path());
    run.refresh();
    CHECK(run.status() == RunStatus::starting);
    CHECK(run.process() == ::getpid());
    files.append(RunFiles::line(0));
    run.refresh();
    CHECK(run.status() == RunStatus::running);
    const auto long_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
    std::filesystem::last_write_time(files.path() / "history.jsonl", long_ago);
    run.refresh();
    CHECK(run.status() == RunStatus::stalled);
  }
  run.refresh();
  CHECK(run.status() == RunStatus::stopped);
  CHECK(run.process() == 0);
  files.append(RunFiles::line(1) + RunFiles::line(2));
  run.refresh();
  CHECK(run.status() == RunStatus::ended);
  CHECK(run.ended_by() == "generations");
  files.settings("generations = 9\ntarget_fitness = 0.5\n");
  std::filesystem::last_write_time(files.path() / "config.ini",
                                   std::filesystem::file_time_type::clock::now() + std::chrono::seconds(2));
  run.refresh();
  CHECK(run.ended_by() == "solved");
  std::filesystem::remove_all(files.path());
  run.refresh();
  CHECK(run.status() == RunStatus::gone);
}

TEST_CASE("followed run: looking does not keep a run from its lock") {
  const RunFiles files;
  files.settings("");
  for (int i = 0; i < 50; ++i) {
    CHECK_FALSE(platform::lock_owner(files.path()).held);
    const platform::DirectoryLock lock(files.path());
    CHECK(platform::lock_owner(files.path()).held);
  }
}

TEST_CASE("followed run: rates, share and time left follow the bounds") {
  const RunFiles files;
  files.settings("generations = 40\nevaluations = 150\n");
  for (int g = 0; g < 10; ++g) files.append(RunFiles::line(g));
  const FollowedRun run(files.path());
  CHECK(recent_rates(run.history()).evaluations == doctest::Approx(20));
  CHECK(recent_rates(run.history()).generations == doctest::Approx(2));
  CHECK(share_done(run) == doctest::Approx(100.0 / 150));
  CHECK(seconds_left(run) == doctest::Approx(2.5));
  files.settings("generations = 0\n");
  const FollowedRun endless(files.path());
  CHECK(share_done(endless) == 0);
  CHECK(std::isnan(seconds_left(endless)));
}
