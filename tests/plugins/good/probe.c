/* probe.cpp in plain C, on plugin.h alone. */
#include <neat/plugin.h>
#include <stdlib.h>
#include <string.h>

typedef struct probe {
  const neat_network_service* network;
  const neat_training_service* training;
  const neat_math_service* math;
  const neat_data_set* rows;
  double rate;
  uint64_t stream;
} probe;

static int32_t fail(neat_error* error, const char* why) {
  strncpy(error->message, why, sizeof error->message - 1);
  error->message[sizeof error->message - 1] = 0;
  return 1;
}

static const char* setting(const neat_setting* settings, uint64_t count, const char* name) {
  for (uint64_t i = 0; i < count; ++i)
    if (strcmp(settings[i].name, name) == 0) return settings[i].value;
  return "0";
}

static int32_t add_rows(const neat_host* host, probe* task, neat_error* error) {
  static const float x[] = {0, 0, 0, 1, 1, 0, 1, 1};
  static const uint32_t labels[] = {0, 1, 1, 0};
  const neat_data_service* data = host->extension(host, "neat.data/1");
  neat_data_description description = {0};
  description.struct_size = sizeof description;
  description.partition = NEAT_TRAIN;
  description.name = "all";
  description.type = NEAT_F32;
  description.classes = 2;
  description.rows = 4;
  description.features = 2;
  description.scale = 1;
  description.x = x;
  description.labels = labels;
  return data->add(host, &description, &task->rows, error);
}

static int32_t create(const neat_host* host, const neat_setting* settings, uint64_t count, void** made,
                      neat_error* error) {
  probe* task = calloc(1, sizeof *task);
  if (task == NULL) return fail(error, "out of memory");
  task->network = host->extension(host, "neat.network/1");
  task->training = host->extension(host, "neat.training/1");
  task->math = host->extension(host, "neat.math/1");
  task->rate = strtod(setting(settings, count, "rate"), NULL);
  task->stream = strtoull(setting(settings, count, "stream"), NULL, 10);
  if (add_rows(host, task, error) != 0) {
    free(task);
    return 1;
  }
  *made = task;
  return 0;
}

static void destroy(void* task) {
  free(task);
}

static int32_t shape(const void* task, neat_shape* input, neat_shape* output, neat_error* error) {
  (void)task;
  (void)error;
  const neat_shape two = {2, 1, 1, 0};
  *input = two;
  *output = two;
  return 0;
}

static int32_t evaluate(const void* instance, const neat_request* request, neat_result* result,
                        neat_error* error) {
  const probe* task = instance;
  const neat_rows rows = {task->rows, NULL, NULL, 0, 4, 0};
  neat_measurement before = {sizeof before, 0, 0, 0, 0}, after = before;
  neat_training how = {0};
  neat_trained trained = {sizeof trained, 0, 0, 0, 0};
  neat_network* copy = NULL;
  float y[8];
  uint32_t draw = 0;
  double gain = 0;
  how.struct_size = sizeof how;
  how.loss = NEAT_SOFTMAX_CROSS_ENTROPY;
  how.samples = 64;
  how.batch = 4;
  how.rate = task->rate;
  if (task->network->forward(request->network, &rows, y, 8, error)) return 1;
  if (task->network->measure(request->network, &rows, how.loss, &before, error)) return 1;
  if (task->network->clone(request->network, NULL, &copy, error)) return 1;
  if (task->training->train(copy, &rows, &how, &trained, error)) return 1;
  if (task->network->measure(copy, &rows, how.loss, &after, error)) return 1;
  task->network->free(copy);
  if (request->learn) {
    how.samples = 0;
    how.batch = 0;
    if (task->training->train(request->network, &rows, &how, &trained, error)) return 1;
    gain = trained.first_loss - trained.last_loss;
  }
  task->math->random_bits(task->stream, 0, &draw, 1);
  result->objectives[0] = before.loss;
  result->solved = before.accuracy > 0.9;
  result->rows = before.rows;
  const double metrics[] = {y[3], before.loss, after.loss, draw, task->math->exp(1.5), before.accuracy, gain};
  memcpy(result->metrics, metrics, sizeof metrics);
  return 0;
}

static const char* const kModes[] = {"plain", "other"};
static const neat_option kOptions[] = {
    {"rate", "0.25", "learning rate", NULL, NEAT_REAL, 0, 0, 10},
    {"stream", "7", "what is drawn", NULL, NEAT_INTEGER, 0, 0, 1e6},
    {"strict", "true", "unused", NULL, NEAT_BOOLEAN, 0, 0, -1},
    {"mode", "plain", "unused", kModes, NEAT_CHOICE, 2, 0, -1},
    {"word", "", "unused", NULL, NEAT_TEXT, 0, 0, -1},
};
static const neat_metric kMetrics[] = {{"output", ""}, {"loss", ""},        {"learnt_loss", ""},
                                       {"draw", ""},   {"exponential", ""}, {"accuracy", ""},
                                       {"gain", ""}};
static const neat_objective kObjectives[] = {{"fitness", NEAT_MAXIMISE, 0}};

NEAT_EXPORT const neat_plugin neat_plugin_v0 = {
    .header = NEAT_PLUGIN_HEADER,
    .name = "probe",
    .version = "1.0.0",
    .summary = "Calls the host.",
    .options = kOptions,
    .metrics = kMetrics,
    .objectives = kObjectives,
    .option_count = 5,
    .metric_count = 7,
    .objective_count = 1,
    .learns = 1,
    .create = create,
    .destroy = destroy,
    .shape = shape,
    .evaluate = evaluate,
};
