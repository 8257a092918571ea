/* A plugin in C whose descriptor is changed by one macro: what the wrapper would not let happen. */
#include <neat/plugin.h>
#include <stddef.h>
#include <string.h>

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

#ifdef RAW_SUMS
static uint64_t block_rows(const void* task, uint32_t partition) {
  (void)task, (void)partition;
  return 2;
}
static int32_t conclude(const void* task, uint32_t partition, uint64_t rows, const double* sums,
                        neat_result* result, neat_outlook* outlook, neat_error* error) {
  (void)task, (void)partition, (void)rows, (void)sums, (void)result, (void)outlook, (void)error;
  return 1;
}
static int32_t measure(const void* task, const neat_request* request, uint64_t first, uint64_t count,
                       double* sums, neat_error* error) {
  (void)task, (void)request, (void)first, (void)count, (void)sums, (void)error;
  return 1;
}
static const neat_blocks kBlocks = {RAW_BLOCKS_SIZE, RAW_SUMS, block_rows, measure, conclude};
static const void* extension(const char* id) {
  return strcmp(id, "neat.blocks/1") == 0 ? &kBlocks : NULL;
}
#define RAW_EXTENSION extension
#else
#define RAW_EXTENSION NULL
#endif

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
    .extension = RAW_EXTENSION,
};
