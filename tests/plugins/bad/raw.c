/* A plugin in C whose descriptor is changed by one macro: what the wrapper would not let happen. */
#include <neat/plugin.h>
#include <stddef.h>

#ifndef RAW_NAME
#define RAW_NAME "raw"
#endif
#ifndef RAW_OBJECTIVES
#define RAW_OBJECTIVES 1
#endif
#ifndef RAW_HEADER
#define RAW_HEADER NEAT_PLUGIN_HEADER
#endif
#ifndef RAW_SYMBOL
#define RAW_SYMBOL neat_plugin_v0
#endif

#ifdef RAW_MISSING_SYMBOL
int32_t nobody_defines_this(void);
#endif

static int32_t create(const neat_host* host, const neat_setting* settings, uint64_t count, void** task,
                      neat_error* error) {
  (void)host, (void)settings, (void)count, (void)error;
  *task = NULL;
#ifdef RAW_MISSING_SYMBOL
  return nobody_defines_this();
#else
  return 0;
#endif
}
static void destroy(void* task) {
  (void)task;
}
static int32_t shape(const void* task, neat_shape* input, neat_shape* output, neat_error* error) {
  (void)task, (void)error;
  const neat_shape two = {2, 1, 1, 0}, one = {1, 1, 1, 0};
  *input = two, *output = one;
  return 0;
}
/* Fails without a reason, or leaves the fitness unset. */
static int32_t evaluate(const void* task, const neat_request* request, neat_result* result,
                        neat_error* error) {
  (void)task, (void)error;
  if (request->partition == NEAT_TRAIN) return 1;
  if (request->partition == NEAT_TEST) result->status = 7;
  return 0;
}

static const neat_objective kObjectives[] = {{"fitness", NEAT_MAXIMISE, 0}};

NEAT_EXPORT const neat_plugin RAW_SYMBOL = {
    .header = RAW_HEADER,
    .name = RAW_NAME,
    .version = "1",
    .summary = "",
    .objectives = kObjectives,
    .objective_count = RAW_OBJECTIVES,
    .create = create,
    .destroy = destroy,
    .shape = shape,
    .evaluate = evaluate,
};
