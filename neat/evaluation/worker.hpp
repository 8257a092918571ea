/// neat/evaluation/worker.hpp - what a program does as a worker process: it creates the task it is told, then evaluates
/// what it is asked until its host is gone. [main thread]
#pragma once

#include <functional>
#include <memory>

#include "neat/evaluation/data_set.hpp"
#include "neat/evaluation/task.hpp"
#include "neat/evaluation/worker_messages.hpp"

namespace neat {

/// Creates the task of a setup, its data sets in that memory.
using TaskMaker = std::function<std::unique_ptr<Task>(const WorkerSetup&, std::shared_ptr<DataMemory>)>;

/// Serves the host at the first descriptor that was handed to this process (platform/child.hpp). Returns when the host
/// is gone. Throws neat::Error(config) when this process was not started by one.
void serve_worker(const TaskMaker& make_task);

}  // namespace neat
