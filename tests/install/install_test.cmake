# Installs into a prefix, moves it, and then does with it what a stranger would: builds a plugin and programs out of
# tree with nothing but find_package(neat), and runs neat-run, which must find its tasks and data beside itself.
cmake_minimum_required(VERSION 3.21)
set(prefix "${SCRATCH}/moved prefix")

# run(COMMAND... [OUTPUT VARIABLE]): stops at the first command that fails, and shows what it said.
function(run)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" OUTPUT "")
  execute_process(COMMAND ${arg_UNPARSED_ARGUMENTS} WORKING_DIRECTORY "${SCRATCH}"
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  if(NOT status EQUAL 0)
    list(JOIN arg_UNPARSED_ARGUMENTS " " command)
    message(FATAL_ERROR "${command}: status ${status}\n${output}\n${errors}")
  endif()
  if(arg_OUTPUT)
    set(${arg_OUTPUT} "${output}" PARENT_SCOPE)
  endif()
endfunction()

# What the machine's environment says must not help.
unset(ENV{NEAT_PLUGIN_PATH})
unset(ENV{NEAT_DATA})
unset(ENV{DESTDIR})
set(ENV{HOME} "${SCRATCH}")
set(ENV{XDG_DATA_HOME} "${SCRATCH}/data")

file(REMOVE_RECURSE "${SCRATCH}")
file(MAKE_DIRECTORY "${SCRATCH}")
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${SCRATCH}/prefix")
file(RENAME "${SCRATCH}/prefix" "${prefix}")

# build(NAME FOLDER OPTIONS...): an out-of-tree project, into SCRATCH/NAME.
function(build name folder)
  run("${CMAKE_COMMAND}" -G Ninja -S "${SOURCE}/${folder}" -B "${SCRATCH}/${name}" "-DCMAKE_CXX_COMPILER=${CXX}"
    "-DCMAKE_PREFIX_PATH=${prefix}" ${ARGN})
  run("${CMAKE_COMMAND}" --build "${SCRATCH}/${name}")
endfunction()

# expect(SAID PATTERN WHAT)
function(expect said pattern what)
  if(NOT said MATCHES "${pattern}")
    message(FATAL_ERROR "${what}: expected '${pattern}', got '${said}'")
  endif()
endfunction()

# A plugin project needs neither the libraries nor what they are linked with.
build(plugin tests/install/plugin -DCMAKE_DISABLE_FIND_PACKAGE_TBB=ON -DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON)
build(consumer tests/install/consumer)
build(reload examples/reload)
run("${SCRATCH}/consumer/consumer" OUTPUT said)
expect("${said}" "2 inputs, 1 output, 3 parameters" consumer)

# neat-run from the moved prefix: its own tasks, its data, the stranger's plugin; the champion is read back by the example.
set(neat_run "${prefix}/bin/neat-run")
run("${neat_run}" tasks --json OUTPUT said)
foreach(task xor parity mnist)
  expect("${said}" "\"${task}\"" "neat-run tasks, beside the executable")
endforeach()
run("${CMAKE_COMMAND}" -E env "NEAT_PLUGIN_PATH=${SCRATCH}/plugin" "${neat_run}" evolve both --seed 1 --generations 100
  --out "${SCRATCH}/run" --json OUTPUT said)
string(JSON fitness GET "${said}" champion fitness)
if(NOT fitness EQUAL 1)
  message(FATAL_ERROR "neat-run evolve both: not solved: ${said}")
endif()
run("${SCRATCH}/reload/reload" "${SCRATCH}/run/champion.genome" 1 1 OUTPUT both)
run("${SCRATCH}/reload/reload" "${SCRATCH}/run/champion.genome" 0 1 OUTPUT one)
string(STRIP "${both}" both)
string(STRIP "${one}" one)
if(NOT both GREATER 0.5 OR one GREATER 0.5)
  message(FATAL_ERROR "reload: the champion said '${both}' to 1 1 and '${one}' to 0 1")
endif()
run("${neat_run}" evolve mnist --preset sample --population.size 4 --generations 1 --out "${SCRATCH}/mnist")
file(REMOVE_RECURSE "${SCRATCH}")
