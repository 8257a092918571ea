# neat_add_plugin(NAME SOURCES...): a task plugin (C or C++), built hidden and with no undefined symbols, where neat-run
# finds it. Its include path holds the SDK alone. Within neat's own tree the house's warnings and sanitizers apply.
function(neat_add_plugin NAME)
  add_library(${NAME} MODULE ${ARGN})
  target_link_libraries(${NAME} PRIVATE neat::plugin_sdk)
  target_compile_features(${NAME} PRIVATE cxx_std_20)
  if(PROJECT_NAME STREQUAL "neat")  # our own tasks: our warnings, sanitizers and exactness
    target_link_libraries(${NAME} PRIVATE neat_build_flags)
  elseif(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(${NAME} PRIVATE -ffp-contract=off)  # the same fitness on machines with and without FMA
  endif()
  set_target_properties(${NAME} PROPERTIES
    PREFIX "" SUFFIX .so CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON C_VISIBILITY_PRESET hidden
    CXX_EXTENSIONS OFF)
  if(DEFINED NEAT_PLUGIN_OUTPUT_DIRECTORY)
    set_target_properties(${NAME} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${NEAT_PLUGIN_OUTPUT_DIRECTORY}")
  endif()
  if(UNIX AND NOT APPLE AND NOT NEAT_SANITIZE)
    target_link_options(${NAME} PRIVATE -Wl,-z,defs)
  endif()
endfunction()
