#include "neat/evaluation/worker.hpp"

#include "neat/base/error.hpp"
#include "neat/evaluation/shared_data.hpp"
#include "neat/platform/channel.hpp"
#include "neat/platform/child.hpp"

namespace neat {
namespace {

using platform::Arrival;

/// The descriptors behind that of the channel; mapped, they are needed no more.
std::shared_ptr<DataMemory> handed_data(const WorkerSetup& setup) {
  std::vector<SharedDataSet> sets;
  int descriptor = platform::Child::kFirstHanded;
  for (const auto& [name, hash] : setup.data)
    sets.push_back({name, hash, platform::SharedMemory::map(++descriptor)});
  return std::make_shared<HandedData>(std::move(sets));
}

std::unique_ptr<Task> created(const TaskMaker& make_task, const WorkerSetup& setup,
                              WorkerGreeting& greeting) {
  try {
    auto task = make_task(setup, handed_data(setup));
    greeting.data = task->data_hashes();
    return task;
  } catch (const Error& error) {
    greeting.problem = error.what();
    greeting.code = error.code();
  }
  return nullptr;
}

WorkerAnswer answer_to(const EvaluationRequest& request, const Task& task, Worker& worker) {
  WorkerAnswer answer;
  try {
    answer.evaluation = task.evaluate(request, worker);
  } catch (const Error& error) {
    answer.problem = error.what();
    answer.code = error.code();
  }
  return answer;
}

}  // namespace

void serve_worker(const TaskMaker& make_task) {
  platform::Channel host(platform::Child::kFirstHanded);
  Message message;
  if (!host.is_socket() || host.receive(message) != Arrival::message)
    throw Error(ErrorCode::config, "worker: nobody started it as one; give --isolate to neat-run evolve");
  const WorkerSetup setup = parse_setup(message);
  platform::end_with_peer(host.descriptor());
  platform::leave_no_core();
  platform::limit_memory(setup.memory);
  WorkerGreeting greeting;
  const auto task = created(make_task, setup, greeting);
  host.send(greeting_message(greeting));
  Worker worker;
  worker.index = setup.index;
  worker.count = setup.count;
  RequestReader reader;
  while (task && host.receive(message) == Arrival::message) {
    std::vector<WorkerAnswer> answers;
    for (const auto& request : reader.read(message)) answers.push_back(answer_to(request, *task, worker));
    if (host.send(answers_message(answers)) != Arrival::message) return;
  }
}

}  // namespace neat
