# The kernels' inner loops, once per path: decision 0007. Always optimised for speed, never for this machine.
# Afterwards the global property NEAT_KERNEL_OBJECTS lists their object files.
set(NEAT_KERNEL_FOLDER "${CMAKE_CURRENT_LIST_DIR}/../neat/network/kernels/paths")

function(neat_add_kernels path)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FLAGS;SOURCES")
  list(TRANSFORM arg_SOURCES PREPEND "${NEAT_KERNEL_FOLDER}/")
  add_library(neat_kernels_${path} OBJECT ${arg_SOURCES})
  target_link_libraries(neat_kernels_${path} PRIVATE neat_build_flags)
  target_include_directories(neat_kernels_${path} PRIVATE "${NEAT_KERNEL_FOLDER}/../../../..")
  target_compile_definitions(neat_kernels_${path} PRIVATE NEAT_PATH=${path})
  target_compile_options(neat_kernels_${path} PRIVATE ${arg_FLAGS}
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)  # false in AVX-512's own header: GCC bug 105593
  set_property(GLOBAL APPEND PROPERTY NEAT_KERNEL_OBJECTS $<TARGET_OBJECTS:neat_kernels_${path}>)
endfunction()

set(neat_kernels convolution.cpp dense.cpp sparse.cpp elements.cpp pool.cpp winograd.cpp normalise.cpp table.cpp)
set(neat_fused_kernels ${neat_kernels} outer_fused.cpp activations.cpp)
neat_add_kernels(baseline SOURCES ${neat_kernels} outer_plain.cpp)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  neat_add_kernels(v3 SOURCES ${neat_fused_kernels} FLAGS -march=x86-64-v3 -DNEAT_PATH_V3 -DNEAT_PATH_FMA)
  neat_add_kernels(v4 SOURCES ${neat_fused_kernels} FLAGS -march=x86-64-v4 -mprefer-vector-width=512
    -DNEAT_PATH_V4 -DNEAT_PATH_FMA)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  neat_add_kernels(neon SOURCES ${neat_fused_kernels} FLAGS -DNEAT_PATH_FMA)
endif()
