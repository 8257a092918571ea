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

file(REMOVE_RECURSE "${SCRATCH}")
file(MAKE_DIRECTORY "${SCRATCH}")
run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${SCRATCH}/prefix")
file(RENAME "${SCRATCH}/prefix" "${prefix}")

# A plugin project needs neither the libraries nor what they are linked with.
run("${CMAKE_COMMAND}" -G Ninja -S "${SOURCE}/tests/install/plugin" -B "${SCRATCH}/plugin" "-DCMAKE_CXX_COMPILER=${CXX}"
  "-DCMAKE_PREFIX_PATH=${prefix}" -DCMAKE_DISABLE_FIND_PACKAGE_TBB=ON -DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON)
run("${CMAKE_COMMAND}" --build "${SCRATCH}/plugin")

run("${CMAKE_COMMAND}" -G Ninja -S "${SOURCE}/tests/install/consumer" -B "${SCRATCH}/consumer"
  "-DCMAKE_CXX_COMPILER=${CXX}" "-DCMAKE_PREFIX_PATH=${prefix}" "-DEXAMPLES=${SOURCE}/examples")
run("${CMAKE_COMMAND}" --build "${SCRATCH}/consumer")
run("${SCRATCH}/consumer/consumer" OUTPUT said)
if(NOT said MATCHES "2 inputs, 1 output, 3 parameters")
  message(FATAL_ERROR "consumer: said '${said}'")
endif()

# neat-run from the moved prefix: its own tasks, the stranger's plugin, a genome read back by the example.
set(neat_run "${prefix}/bin/neat-run")
run("${neat_run}" tasks --json OUTPUT said)
foreach(task xor parity mnist)
  if(NOT said MATCHES "\"${task}\"")
    message(FATAL_ERROR "neat-run tasks: no '${task}' among what is beside the executable: ${said}")
  endif()
endforeach()
run("${CMAKE_COMMAND}" -E env "NEAT_PLUGIN_PATH=${SCRATCH}/plugin" "${neat_run}" evolve both --seed 1 --generations 60
  --out "${SCRATCH}/both" --json OUTPUT said)
string(JSON fitness GET "${said}" champion fitness)
if(fitness LESS 0.75)
  message(FATAL_ERROR "neat-run evolve both: its champion is not even as good as a constant: ${said}")
endif()
run("${SCRATCH}/consumer/reload" "${SCRATCH}/both/champion.genome")
run("${neat_run}" evolve mnist --preset sample --population.size 4 --generations 1 --out "${SCRATCH}/mnist")
file(REMOVE_RECURSE "${SCRATCH}")
