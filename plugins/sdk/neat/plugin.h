/* neat/plugin.h - the C ABI between neat and a task plugin. Needs nothing but <stdint.h>; C11, C++ and MSVC.
 *
 * What keeps it stable:
 *   - only fixed-width integers, floats, pointers with lengths and C strings (UTF-8) cross;
 *   - who allocates frees: nothing made on one side is freed on the other;
 *   - no exception crosses: a call returns 0, or nonzero after filling *error;
 *   - structs have no implicit padding and grow only at their end; every struct that crosses as a pointer
 * opens with its struct_size, set by whoever fills it. Entries of tables never grow. Any other change is a
 * new ABI major;
 *   - optional abilities are extensions, asked for by id ("neat.data/1"); what is absent is NULL.
 *
 * Thread rules, said per function: [main] one thread, while no evaluation runs; [worker] any number of
 * threads at once, each with its own request and result. A network handle belongs to one call of evaluate and
 * to its thread.
 *
 * String lifetimes: strings in neat_plugin and its tables live as long as the library. Strings handed to the
 * plugin live as long as the call they were handed to, those of neat_host until destroy() returns. What
 * notice() returns lives until destroy() is called.
 */
#ifndef NEAT_PLUGIN_H
#define NEAT_PLUGIN_H
#include <stdint.h>

#if UINTPTR_MAX != 0xffffffffffffffffu
#error "neat plugins are 64-bit only"
#endif

/* 0: the ABI may still change with every release. The minor that a plugin NEEDS is the smallest that has what
 * it uses; define NEAT_ABI_NEEDS before the include to ask for more than 0. */
#define NEAT_ABI_MAJOR 0
/* 1: neat_result.rows_saved, neat.blocks/1. 2: neat_training.shift, flip and cutout. Whoever uses these needs no more than
 * 0: an older host leaves them out. */
#define NEAT_ABI_MINOR 2
#ifndef NEAT_ABI_NEEDS
#define NEAT_ABI_NEEDS 0
#endif
#define NEAT_PLUGIN_MAGIC "NEAT-PLUGIN-NOTE" /* 16 bytes, no NUL */

#ifdef _WIN32
#define NEAT_EXPORT __declspec(dllexport)
#else
#define NEAT_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
#define NEAT_STATIC_ASSERT(condition) static_assert(condition, "neat plugin ABI: unexpected layout")
extern "C" {
#else
#define NEAT_STATIC_ASSERT(condition) _Static_assert(condition, "neat plugin ABI: unexpected layout")
#endif

/* ---- what the code was compiled for: judged from the file, before any of it runs ---- */
/* The numbers of the ELF header's e_machine; 0 elsewhere (not judged). */
#if defined(__x86_64__) || defined(_M_X64)
#define NEAT_ARCHITECTURE 62
#elif defined(__aarch64__) || defined(_M_ARM64)
#define NEAT_ARCHITECTURE 183
#elif defined(__riscv)
#define NEAT_ARCHITECTURE 243
#else
#define NEAT_ARCHITECTURE 0
#endif

/* x86-64 level 1..4, rounded up: one instruction set beyond a level asks for the next. 0 on other
 * architectures. */
#ifndef NEAT_X86_LEVEL
#if NEAT_ARCHITECTURE != 62
#define NEAT_X86_LEVEL 0
#elif defined(__AVX512F__)
#define NEAT_X86_LEVEL 4
#elif defined(__AVX__) || defined(__FMA__) || defined(__BMI__) || defined(__BMI2__) || defined(__LZCNT__) || \
    defined(__MOVBE__)
#define NEAT_X86_LEVEL 3
#elif defined(__SSE3__) || defined(__SSSE3__) || defined(__SSE4_1__) || defined(__SSE4_2__) || \
    defined(__POPCNT__)
#define NEAT_X86_LEVEL 2
#else
#define NEAT_X86_LEVEL 1
#endif
#endif

#if defined(__clang__)
#define NEAT_BUILD __VERSION__
#elif defined(__GNUC__)
#define NEAT_BUILD "gcc " __VERSION__
#elif defined(_MSC_VER)
#define NEAT_BUILD "msvc"
#else
#define NEAT_BUILD "unknown compiler"
#endif

/* Plain bytes: the first member of neat_plugin. In C, open the plugin with NEAT_PLUGIN_HEADER. */
typedef struct neat_plugin_header {
  char magic[16];                /* NEAT_PLUGIN_MAGIC */
  uint16_t abi_major, abi_minor; /* abi_minor: the smallest minor this plugin needs */
  uint32_t struct_size;          /* sizeof(neat_plugin) as the plugin saw it */
  uint16_t architecture;         /* NEAT_ARCHITECTURE */
  uint16_t x86_level;            /* NEAT_X86_LEVEL */
  uint32_t reserved;             /* 0 */
  char build[96];                /* compiler and version, for messages only; ends with NUL */
} neat_plugin_header;
#define NEAT_PLUGIN_HEADER                                                                     \
  {                                                                                            \
    NEAT_PLUGIN_MAGIC, NEAT_ABI_MAJOR, NEAT_ABI_NEEDS, sizeof(neat_plugin), NEAT_ARCHITECTURE, \
        NEAT_X86_LEVEL, 0, NEAT_BUILD                                                          \
  }

/* ---- plain data ---- */
typedef struct neat_error { /* owned by the caller; ends with NUL; one sentence */
  char message[512];
} neat_error;

/* What a plugin's function may return instead of 1: its data files, which are the user's, are absent or damaged. */
#define NEAT_DATA_ERROR 4

typedef struct neat_network neat_network;   /* opaque, owned by the host */
typedef struct neat_data_set neat_data_set; /* opaque, owned by the host until destroy */
typedef struct neat_host neat_host;

typedef struct neat_shape { /* all >= 1; {n, 1, 1}: n plain numbers */
  uint32_t channels, height, width, reserved;
} neat_shape;

typedef struct neat_setting { /* the value given to a declared option, or its default */
  const char *name, *value;
} neat_setting;

/* Partitions. */
#define NEAT_TRAIN 0u
#define NEAT_VALIDATION 1u
#define NEAT_TEST 2u

/* ---- declarations: readable before create ---- */
/* Option types. */
#define NEAT_TEXT 0u
#define NEAT_INTEGER 1u
#define NEAT_REAL 2u
#define NEAT_BOOLEAN 3u /* "true" or "false" */
#define NEAT_CHOICE 4u

/* Names of tasks, options, presets, metrics and objectives: [a-z][a-z0-9_-]*, at most 63 bytes, unique in
 * their table. */
typedef struct neat_option {
  const char* name;
  const char* fallback;       /* the default, as text; must be a valid value */
  const char* help;           /* one line */
  const char* const* choices; /* of NEAT_CHOICE */
  uint32_t type, choice_count;
  double lowest,
      highest; /* range of NEAT_INTEGER and NEAT_REAL, both included; lowest > highest: unbounded */
} neat_option;

typedef struct neat_preset {
  const char *name, *ini, *help; /* ini: a fragment of a configuration file */
} neat_preset;

typedef struct neat_metric { /* reported, never selected on */
  const char *name, *help;   /* help: meaning and unit */
} neat_metric;

#define NEAT_MAXIMISE 0u
#define NEAT_MINIMISE 1u

typedef struct neat_objective {
  const char* name;
  uint32_t direction, reserved;
} neat_objective;

/* ---- one evaluation ---- */
/* The result is a function of this alone (worker and workers aside): the same on any thread, at any time. */
typedef struct neat_request {
  uint32_t struct_size;
  uint32_t partition;        /* where fitness is measured; learning always uses the training partition */
  uint32_t learn, read_only; /* learn: the network may learn; read_only: nothing of it will be inherited */
  uint32_t schedule_step;    /* position in a meta-schedule; 0 when there is none */
  uint32_t generation;
  uint32_t worker, workers; /* worker < workers: names scratch that no concurrent call shares */
  uint64_t budget;          /* training samples that this network may see */
  uint64_t genome_id, seed; /* seed: of the run */
  uint64_t stream;          /* this request's own random seed, see neat.math/1 */
  neat_network* network;    /* valid until evaluate returns */
} neat_request;

#define NEAT_OK 0u
#define NEAT_DIVERGED 1u /* learning went wrong in a way the task saw: worst of its round, not an error */

typedef struct neat_result { /* memory owned by the host; every number starts as NaN and must be set, unless
                                diverged */
  uint32_t struct_size, status;
  double* objectives; /* [objective_count] as declared, finite; the first is the fitness */
  double* metrics;    /* [metric_count] as declared, finite */
  uint32_t objective_count, metric_count;
  uint32_t solved, reserved; /* solved: the task's own word, 0 or 1 */
  uint64_t rows;             /* rows the fitness was measured on */
  uint64_t
      rows_saved; /* of a champion test: rows beside these that could not change its outcome, and were left out.
                          There where struct_size says so; 0 unless set */
} neat_result;

/* ---- the host ---- */
#define NEAT_LOG_INFO 0u
#define NEAT_LOG_WARNING 1u

struct neat_host { /* lives until destroy returns; all of it [main] and [worker] */
  uint32_t struct_size, data_folder_count;
  const char* const*
      data_folders; /* [data_folder_count] where data sets may lie, in search order; may not exist */
  const void* (*extension)(const neat_host* host, const char* id); /* a neat_*_service below, or NULL */
  void (*log)(const neat_host* host, uint32_t level, const char* text);
  int32_t (*stopping)(
      const neat_host* host); /* nonzero: the run was asked to end; long calls may return early */
};

typedef struct neat_plugin {
  neat_plugin_header header;
  const char *name, *version, *summary;
  const neat_option* options;
  const neat_preset* presets;
  const neat_metric* metrics;
  const neat_objective* objectives; /* at least one; the first is the fitness */
  uint32_t option_count, preset_count, metric_count, objective_count;
  uint32_t has_validation, has_test; /* partitions beside train, 0 or 1 */
  uint32_t learns;                   /* uses neat.training/1 on the network it is given, 0 or 1 */
  uint32_t recurrent;                /* needs memory (step), 0 or 1 */
  /* [main] settings: one per declared option, complete and checked. */
  int32_t (*create)(const neat_host* host, const neat_setting* settings, uint64_t count, void** task,
                    neat_error* error);
  void (*destroy)(void* task);                                                                  /* [main] */
  int32_t (*shape)(const void* task, neat_shape* input, neat_shape* output, neat_error* error); /* [main] */
  int32_t (*evaluate)(const void* task, const neat_request* request, neat_result* result,
                      neat_error* error); /* [worker] */
  /* [worker] The long test of the champion alone; NULL: there is none. */
  int32_t (*champion_test)(const void* task, const neat_request* request, neat_result* result,
                           neat_error* error);
  /* [main] One sentence that every result must carry, or NULL or ""; may itself be NULL. */
  const char* (*notice)(const void* task);
  const void* (*extension)(
      const char* id); /* "neat.blocks/1" (below), and what later versions may ask a plugin
                                               for; may be NULL, and is for every id it does not know */
} neat_plugin;

/* The one exported symbol. */
extern NEAT_EXPORT const neat_plugin neat_plugin_v0;

/* ---- neat.blocks/1: what a plugin's extension() offers when fitness is a sum over rows ---- */
/* With it a host may measure a network on some rows, compare, and spare it the others. Rows have one order; what is
 * summed over them goes from part to part in sums[sum_count], all 0 before the first row, so that parts come to the
 * same bits as evaluate() does. */
#define NEAT_MOST_SUMS 64u

typedef struct neat_outlook { /* what the rows that were not measured may still come to */
  uint32_t struct_size;
  uint32_t may_solve;     /* nonzero: the network may still be called solved */
  double lowest, highest; /* fitness: the first objective's; infinite where there is no bound, never NaN */
} neat_outlook;

typedef struct neat_blocks {
  uint32_t struct_size, sum_count; /* sum_count: [1, NEAT_MOST_SUMS] */
  uint64_t (*rows)(const void* task,
                   uint32_t partition); /* [main, worker] of an evaluation; the same at all times */
  /* [worker] Measures the rows [first, first + count) and adds to sums. A request that learns does so with first = 0,
   * before the first row; the later parts are given what was learned. Random numbers must depend on the row alone. */
  int32_t (*measure)(const void* task, const neat_request* request, uint64_t first, uint64_t count,
                     double* sums, neat_error* error);
  /* [worker] What the sums over the first `rows` rows come to: of all rows, the result of evaluate(); of some, that of
   * an evaluation whose other rows are like these, and the outlook. No network is at hand. */
  int32_t (*conclude)(const void* task, uint32_t partition, uint64_t rows, const double* sums,
                      neat_result* result, neat_outlook* outlook, neat_error* error);
} neat_blocks;

/* ---- neat.data/1: arrays registered once, kept by the host ---- */
#define NEAT_F32 0u
#define NEAT_U8 1u

typedef struct neat_data_description {
  uint32_t struct_size, partition;
  const char* name; /* unique within the task */
  uint32_t type;    /* of x: NEAT_F32 or NEAT_U8 */
  uint32_t classes; /* with labels: every label is below this */
  uint64_t rows, features;
  float scale, shift;     /* an element v reads as v * scale + shift */
  uint64_t shard;         /* which part of the data this is, for lineage; 0: all of it */
  const void* x;          /* [rows x features], row-major, dense */
  const uint32_t* labels; /* [rows], or NULL */
  const float* values;    /* [rows x value_features], or NULL */
  uint64_t value_features;
} neat_data_description;

typedef struct neat_data_service {
  uint32_t struct_size, reserved;
  /* [main, in create] Copies and hashes the arrays; *set is valid until destroy. */
  int32_t (*add)(const neat_host* host, const neat_data_description* description, const neat_data_set** set,
                 neat_error* error);
  /* [main, worker] The description with pointers to the host's copies; struct_size is set by the caller. */
  int32_t (*describe)(const neat_data_set* set, neat_data_description* description, neat_error* error);
} neat_data_service;

/* ---- neat.network/1 ---- */
/* Some rows: of a data set, or plain floats. Test rows are refused unless the request's partition is test. */
typedef struct neat_rows {
  const neat_data_set* set; /* NULL: plain rows */
  const float* x;           /* plain rows: [count x features], row-major, dense, any alignment */
  const uint32_t* index;    /* of a set: these rows in this order; NULL: [first, first + count) */
  uint64_t first, count;
  uint64_t features; /* of plain rows */
} neat_rows;

/* Losses; where a mean loss is said, it is weighted where weights are given: the sum of weight times loss over the sum of
 * weights. */
#define NEAT_SOFTMAX_CROSS_ENTROPY 0u /* outputs are logits, targets labels */
#define NEAT_BINARY_CROSS_ENTROPY 1u  /* outputs are logits, targets values in [0, 1] */
#define NEAT_SQUARED 2u               /* half the squared distance to values */

typedef struct neat_measurement {
  uint32_t struct_size, reserved;
  double loss;     /* mean per row */
  double accuracy; /* share of rows whose largest output is the label; of values: outputs on the target's side
                      of 0 (logits) or of 0.5 (squared) */
  uint64_t rows;
} neat_measurement;

typedef struct neat_network_size {
  uint32_t struct_size, recurrent; /* recurrent: has memory */
  uint64_t inputs, outputs, parameters;
} neat_network_size;

/* [worker] All of it; lengths are counts of elements. */
typedef struct neat_network_service {
  uint32_t struct_size, reserved;
  int32_t (*size)(const neat_network* network, neat_network_size* size, neat_error* error);
  /* y: [rows x outputs], row-major. Each row starts from a cleared memory. */
  int32_t (*forward)(neat_network* network, const neat_rows* rows, float* y, uint64_t y_count,
                     neat_error* error);
  /* The mean loss and accuracy on rows of a data set, with its own targets. */
  int32_t (*measure)(neat_network* network, const neat_rows* rows, uint32_t loss,
                     neat_measurement* measurement, neat_error* error);
  /* One time step: x: [inputs], y: [outputs]. reset clears the memory; a fresh network is clear. */
  int32_t (*step)(neat_network* network, const float* x, uint64_t x_count, float* y, uint64_t y_count,
                  neat_error* error);
  int32_t (*reset)(neat_network* network, neat_error* error);
  /* What is written to the request's network is inherited where the request learns and is not read_only. */
  int32_t (*read)(const neat_network* network, float* parameters, uint64_t count, neat_error* error);
  int32_t (*write)(neat_network* network, const float* parameters, uint64_t count, neat_error* error);
  /* A copy of `source` to use beside the request's network `beside` (NULL: the source's own request, or
   * none). What it learns is never inherited. To be freed by free(), in the same call. */
  int32_t (*clone)(const neat_network* source, neat_network* beside, neat_network** copy, neat_error* error);
  void (*free)(neat_network* network); /* clones and models; NULL and the request's network are left alone */
} neat_network_service;

/* ---- neat.training/1 ---- */
/* What the outputs should be, in the order of the rows it goes with; with time > 1, for every step of a row. For rows of
 * a data set, NULL means the set's own; a row that is listed twice has its last entry. */
typedef struct neat_targets {
  const uint32_t* labels; /* [rows x time] */
  const float* values;    /* [rows x time x outputs] */
  const float* weights;   /* [rows x time], >= 0, one above 0; NULL: all 1 */
  uint64_t label_count, value_count, weight_count;
} neat_targets;

/* The task's own loss: rows[count] are positions in the neat_rows that training was given; y, dy: [count x
 * outputs]. Writes dL/dy of the loss SUMMED over these rows, and that sum. [worker, called within train,
 * gradient, hessian_vector] */
typedef int32_t (*neat_loss_function)(void* context, const uint32_t* rows, uint64_t count, const float* y,
                                      float* dy, double* loss, neat_error* error);

#define NEAT_SCHEDULE_DEFAULT 0u /* as the run is configured */
#define NEAT_SCHEDULE_CONSTANT 1u
#define NEAT_SCHEDULE_LINEAR 2u
#define NEAT_SCHEDULE_COSINE 3u
#define NEAT_SCHEDULE_ONE_CYCLE 4u

#define NEAT_OPTIMISER_DEFAULT 0u /* likewise; momentum and decay from the genome's traits */
#define NEAT_OPTIMISER_SGD 1u
#define NEAT_OPTIMISER_ADAM 2u

typedef struct neat_training { /* all zero but struct_size and loss: as the run and the genome's traits say */
  uint32_t struct_size, loss;
  neat_targets targets;
  neat_loss_function loss_function; /* NULL: `loss` */
  void* loss_context;
  uint64_t samples; /* rows to learn from in all; 0: the request's budget. Cut to what is left of it */
  uint32_t batch;   /* rows per step; 0: the genome's */
  uint32_t schedule, optimiser; /* NEAT_SCHEDULE_*, NEAT_OPTIMISER_* */
  uint32_t time,
      window; /* steps per row, 0 and 1: one; truncation in steps, 0: none. Not with loss_function */
  uint32_t reserved;
  double rate, lowest_rate;      /* highest learning rate, 0: the genome's; lowest: where a schedule ends */
  double momentum, weight_decay; /* read where optimiser is not NEAT_OPTIMISER_DEFAULT */
  /* How rows, images of the network's input shape, are changed each time they are learned from. Not with loss_function or
   * time. There where struct_size says so. */
  uint32_t shift;  /* pixels at most, to each side and up and down; what comes from outside is reflected */
  uint32_t flip;   /* nonzero: left and right change places every other epoch */
  uint32_t cutout; /* side of a square that reads as 0, its middle anywhere */
  uint32_t reserved_images;
} neat_training;

typedef struct neat_trained {
  uint32_t struct_size, diverged; /* diverged: a non-finite loss ended it */
  uint64_t samples;               /* rows learnt from, repeats counted */
  double first_loss, last_loss;   /* mean per row over the first and the last tenth of the steps */
} neat_trained;

/* [worker] Rows of partitions validation and test are refused by all of it. */
typedef struct neat_training_service {
  uint32_t struct_size, reserved;
  /* Where the request does not learn, its network learns nothing and 0 samples are reported; clones and
   * models do learn. They are not bound by the budget, but what they see is counted. */
  int32_t (*train)(neat_network* network, const neat_rows* rows, const neat_training* training,
                   neat_trained* trained, neat_error* error);
  /* dL/dparameters of the mean loss: gradient[count], count as in neat_network_size.parameters. loss may be
   * NULL. */
  int32_t (*gradient)(neat_network* network, const neat_rows* rows, const neat_training* training,
                      float* gradient, uint64_t count, double* loss, neat_error* error);
  /* product = H vector, H the Hessian of the mean loss, by central differences of the gradient:
   * (g(p + e v) - g(p - e v)) / 2e with e = 0.005 max(1, |p|) / |v|, norms being root mean squares; about
   * three digits. The parameters are left as they were. */
  int32_t (*hessian_vector)(neat_network* network, const neat_rows* rows, const neat_training* training,
                            const float* vector, float* product, uint64_t count, neat_error* error);
} neat_training_service;

/* ---- neat.models/1: fixed dense networks (heads, decoders, baselines) ---- */
#define NEAT_IDENTITY 0u
#define NEAT_TANH 1u
#define NEAT_SIGMOID 2u
#define NEAT_RELU 5u
#define NEAT_LEAKY_RELU 6u
#define NEAT_ELU 7u
#define NEAT_GELU 8u

typedef struct neat_model {
  uint32_t struct_size, layers; /* layers of units, inputs and outputs included: >= 2 */
  const uint32_t* widths;       /* [layers], each in [1, 65536] */
  const uint32_t* activations;  /* [layers - 1], of all but the inputs */
  uint64_t seed;                /* of the first weights: N(0, 1/fan-in), relu-like 2/fan-in; biases are 0 */
} neat_model;

typedef struct neat_models_service {
  uint32_t struct_size, reserved;
  /* [main, worker] In evaluate, `beside` is the request's network and the model is freed in the same call; in
   * create it is NULL, and evaluate uses clones only. Used and freed through neat.network/1, trained through
   * neat.training/1. */
  int32_t (*create)(const neat_host* host, neat_network* beside, const neat_model* description,
                    neat_network** model, neat_error* error);
} neat_models_service;

/* ---- neat.report/1: figures, tables and images for the report ---- */
#define NEAT_REPORT_FIGURE 0u /* JSON */
#define NEAT_REPORT_TABLE 1u  /* JSON */
#define NEAT_REPORT_IMAGE 2u  /* PNG */

typedef struct neat_report_service {
  uint32_t struct_size, reserved;
  /* [worker] Kept when the champion is measured, and then refused unless it has the form of its kind (formats.md,
   * "Task extras"); else dropped. `network` is the request's. */
  int32_t (*emit)(neat_network* network, uint32_t kind, const char* name, const void* bytes, uint64_t count,
                  neat_error* error);
} neat_report_service;

/* ---- neat.math/1: the same bits on every machine ---- */
/* [main, worker] Pure functions. */
typedef struct neat_math_service {
  uint32_t struct_size, reserved;
  double (*exp)(double x);
  double (*log)(double x);
  double (*sin)(double x);
  double (*cos)(double x);
  double (*tanh)(double x);
  double (*normal_quantile)(double p); /* of N(0, 1), p in (0, 1) */
  /* Draws [first, first + count) of the stream named `stream`, 32 uniform bits each: Philox4x32-10 with key
   * `stream` and counter (first + i) / 4. Any string of draws can be had again, in any order. */
  void (*random_bits)(uint64_t stream, uint64_t first, uint32_t* out, uint64_t count);
} neat_math_service;

#ifdef __cplusplus
}
#endif

NEAT_STATIC_ASSERT(sizeof(neat_plugin_header) == 128 && sizeof(neat_error) == 512 &&
                   sizeof(neat_shape) == 16);
NEAT_STATIC_ASSERT(sizeof(neat_setting) == 16 && sizeof(neat_option) == 56 && sizeof(neat_preset) == 24);
NEAT_STATIC_ASSERT(sizeof(neat_metric) == 16 && sizeof(neat_objective) == 16 && sizeof(neat_request) == 72);
NEAT_STATIC_ASSERT(sizeof(neat_result) == 56 && sizeof(struct neat_host) == 40 && sizeof(neat_plugin) == 272);
NEAT_STATIC_ASSERT(sizeof(neat_data_description) == 88 && sizeof(neat_data_service) == 24 &&
                   sizeof(neat_rows) == 48);
NEAT_STATIC_ASSERT(sizeof(neat_measurement) == 32 && sizeof(neat_network_size) == 32 &&
                   sizeof(neat_network_service) == 80);
NEAT_STATIC_ASSERT(sizeof(neat_targets) == 48 && sizeof(neat_training) == 152 && sizeof(neat_trained) == 32);
NEAT_STATIC_ASSERT(sizeof(neat_training_service) == 32 && sizeof(neat_model) == 32 &&
                   sizeof(neat_models_service) == 16);
NEAT_STATIC_ASSERT(sizeof(neat_outlook) == 24 && sizeof(neat_blocks) == 32);
NEAT_STATIC_ASSERT(sizeof(neat_report_service) == 16 && sizeof(neat_math_service) == 64);
#endif
