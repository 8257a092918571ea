# Options of a neat build, and the flags all its own targets share.
option(NEAT_TESTS "Build tests and benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(NEAT_WERROR "Warnings are errors (our own builds)" OFF)
option(NEAT_FUZZ "Build the libFuzzer programs of tests/fuzz (Clang; preset fuzz)" OFF)
option(NEAT_TIDY "Run clang-tidy while compiling" OFF)
set(NEAT_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize= (address,undefined | thread)")
set(NEAT_THREADS "tbb" CACHE STRING "tbb | std: what base/threads uses (std only for the thread sanitizer)")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER "${CCACHE}")
endif()
if(NEAT_TIDY)
  find_program(NEAT_CLANG_TIDY NAMES clang-tidy-14 clang-tidy REQUIRED)
  set(CMAKE_CXX_CLANG_TIDY "${NEAT_CLANG_TIDY}" --quiet)
endif()

# Exactness: no contraction into fused multiply-add behind our back, no value-changing optimisation.
add_library(neat_build_flags INTERFACE)
target_compile_features(neat_build_flags INTERFACE cxx_std_20)
# Without errno a square root is one instruction, and a loop around it vectorises; no value changes.
target_compile_options(neat_build_flags INTERFACE -ffp-contract=off -fno-math-errno -fvisibility=hidden
  $<$<COMPILE_LANGUAGE:CXX>:-fvisibility-inlines-hidden>
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wno-psabi)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(neat_build_flags INTERFACE -Wno-restrict)  # false on "text" + string: GCC bug 105651
endif()
if(NEAT_WERROR)
  target_compile_options(neat_build_flags INTERFACE -Werror)
endif()
if(NEAT_SANITIZE)
  target_compile_options(neat_build_flags INTERFACE -fsanitize=${NEAT_SANITIZE}
    -fno-sanitize-recover=all -fno-omit-frame-pointer $<$<CONFIG:Debug>:-O1>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)  # false alarms about std::regex once it is instrumented
  target_link_options(neat_build_flags INTERFACE -fsanitize=${NEAT_SANITIZE})
endif()
