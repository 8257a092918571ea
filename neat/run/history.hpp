/// neat/run/history.hpp - the record of a run: one line per finished generation, with the same columns in the
/// CSV file, the JSON-lines file and the documentation.
///
/// Invariants: lines are in the order of generations, starting with generation 0; everything but `seconds` is
/// a function of the configuration alone. Numbers are in their shortest form that reads back to the same
/// bits. Not thread safe.
#pragma once

#include <string>
#include <vector>

#include "neat/evaluation/task.hpp"
#include "neat/evolution/strategy.hpp"

namespace neat {

struct HistoryLine {
  Generation generation;
  double seconds = 0;           ///< of running, earlier parts of a resumed run included
  double champion_fitness = 0;  ///< of the best genome so far; NaN when there is none
  bool solved = false;          ///< the champion is a solution, in the task's word
  std::vector<double> test;     ///< the champion's metrics on the test partition; empty: the task has none
  std::vector<double> train;    ///< the same on the train partition; empty: not measured
  std::uint64_t champion_tests = 0;      ///< of the run so far, those that took any rows...
  std::uint64_t champion_test_rows = 0;  ///< ...and what they took: evaluations do not count them
  std::uint64_t champion_test_rows_saved =
      0;                   ///< that they would have taken beside, had they not been decided before
  std::string state_hash;  ///< of the search after this generation, chained with the line before; hex
};

/// What the loop looks back at. Older lines live in the files.
class History {
 public:
  History() = default;
  /// Continues behind `size` lines, of which `last` is the last. REQUIRES: size >= 1.
  History(std::size_t size, HistoryLine last) : size_(size), last_(std::move(last)) {}

  void add(HistoryLine line);
  /// What the last line's champion came to on the test partition, which was measured after the line.
  void set_test(std::vector<double> metrics) { last_.test = std::move(metrics); }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const HistoryLine& back() const { return last_; }  ///< REQUIRES: !empty()

 private:
  std::size_t size_ = 0;
  HistoryLine last_;
};

/// The partition on which fitness is measured: validation where the task has one.
Partition fitness_partition(const TaskInfo& task);
std::string_view name(Partition partition);
bool parse(std::string_view text, Partition& partition);

/// The columns of a history of `task`, in order.
std::vector<std::string> history_columns(const TaskInfo& task);
/// The values of those columns: numbers as text, "nan" for one that is not there; the hash last.
std::vector<std::string> history_cells(const TaskInfo& task, const HistoryLine& line);

std::string csv_header(const TaskInfo& task);  ///< with its newline
std::string csv_line(const TaskInfo& task, const HistoryLine& line);
/// An object on one line; a number that is not there is null.
std::string json_line(const TaskInfo& task, const HistoryLine& line);

}  // namespace neat
