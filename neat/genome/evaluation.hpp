/// neat/genome/evaluation.hpp - what is asked about a genome and what came back: plain data between a
/// strategy, which never sees a task, and an evaluator, which never sees a population.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "neat/genome/genome.hpp"

namespace neat {

enum class Partition : std::uint8_t { train = 0, validation = 1, test = 2 };

/// What a strategy does with the fitness of a request, for those who could spare it some (evaluation/racing.hpp).
enum class FitnessUse : std::uint8_t {
  value = 0,  ///< everything: its value counts
  better_half =
      1,  ///< the order of the better half of its group, and nothing else: of n, the best floor(n / 2)
};

/// A part of an evaluation: the rows [first, first + count) of its partition, and the sums of those before.
struct RowBlock {
  std::uint64_t first = 0, count = 0;  ///< count 0: all rows at once, which is no part
  std::vector<double> sums;            ///< empty before the first row

  bool operator==(const RowBlock&) const = default;
};

/// What the rows that a part did not measure may still come to.
struct Outlook {
  double lowest = 0, highest = 0;  ///< fitness that is still possible, both included
  bool may_solve = false;          ///< the task may still call it solved

  bool operator==(const Outlook&) const = default;
};

struct EvaluationRequest {
  std::shared_ptr<const Genome> genome;
  Partition partition =
      Partition::train;        ///< where fitness is measured; learning always uses the training partition
  bool learn = false;          ///< may the network learn within this evaluation
  bool read_only = false;      ///< nothing of this evaluation may be inherited (meta-test generations)
  bool champion_test = false;  ///< the task's long test, called on the champion alone
  bool report = false;         ///< keep what the task shows of the network for the report
  std::uint64_t budget = 0;    ///< training samples this life may see
  std::uint32_t schedule_step = 0;  ///< position in a meta-schedule; 0 when there is none
  std::uint64_t seed = 0;           ///< of the run
  std::uint32_t generation = 0;
  std::uint32_t index = 0;  ///< of the request within its generation: names its random streams
  FitnessUse use = FitnessUse::value;
  std::uint32_t group = 0;  ///< those of its generation that its fitness is compared with
  RowBlock block = {};      ///< of tasks that are evaluated in blocks
};

/// What a task shows of a network: a part of the report.
struct ReportItem {
  enum class Kind : std::uint8_t { figure = 0, table = 1, image = 2 };
  Kind kind = Kind::table;
  std::string name;
  std::string bytes;  ///< JSON, JSON, PNG (docs/formats.md)

  bool operator==(const ReportItem&) const = default;
};

enum class EvaluationStatus : std::uint8_t {
  ok = 0,
  diverged = 1,  ///< the host saw a non-finite loss or output: worst of its round
  lost = 2,      ///< the evaluation was lost with its worker (isolated evaluation)
};

struct Evaluation {
  EvaluationStatus status = EvaluationStatus::ok;
  std::vector<double> objectives;  ///< one per declared objective; the first is the fitness. Empty unless ok.
  std::vector<double> metrics;     ///< one per declared metric. Empty unless ok.
  bool solved = false;             ///< the task's word
  std::uint64_t rows = 0;          ///< rows the fitness was measured on, those that were saved included
  std::uint64_t rows_saved = 0;    ///< of these, not measured: the outcome was certain enough without them
  std::uint64_t samples = 0;       ///< training samples seen
  std::uint64_t forward_flops = 0, backward_flops = 0;  ///< multiply and add counted as two
  double learning_gain = 0;  ///< fall of the training loss over the life, first to last measured; 0: no life
  Floats learned;            ///< parameters after the life; empty when nothing was learned

  std::vector<ReportItem> report;  ///< what the task showed; empty unless the request asked for it

  std::vector<double> sums;  ///< of a part: over its rows and those before; empty otherwise
  Outlook outlook;           ///< of a part

  double fitness() const { return objectives.front(); }
  bool ok() const { return status == EvaluationStatus::ok; }
};

}  // namespace neat
