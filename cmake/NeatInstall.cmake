# What an installation holds: neat-run with its task plugins and sample data, and, for programs and plugins built
# elsewhere, headers, static libraries and a package: find_package(neat) gives neat::core, neat::loader,
# neat::plugin_sdk and neat_add_plugin(). Everything is found relative to itself, so that a prefix can be moved.
include(CMakePackageConfigHelpers)
set(NEAT_PACKAGE_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/neat")

install(DIRECTORY neat DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY plugins/sdk/ DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(DIRECTORY plugins/loader DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/plugins" FILES_MATCHING PATTERN "*.hpp")

foreach(target neat_core neat_loader neat_plugin_sdk)
  if(TARGET ${target})
    install(TARGETS ${target} EXPORT neatTargets ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  endif()
endforeach()
install(EXPORT neatTargets NAMESPACE neat:: DESTINATION "${NEAT_PACKAGE_DIR}")
set(programs)
if(TARGET neat-run)
  install(TARGETS neat-run RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  install(TARGETS neat-fetch RUNTIME DESTINATION lib/neat)
  list(APPEND programs neat-run neat-fetch)
endif()

# The loader looks for tasks in lib/neat/tasks beside bin/, whatever this system calls its library folder.
get_property(task_folders DIRECTORY tasks PROPERTY SUBDIRECTORIES)
foreach(folder IN LISTS task_folders)
  get_property(targets DIRECTORY "${folder}" PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(kind ${target} TYPE)
    if(kind STREQUAL "MODULE_LIBRARY")
      install(TARGETS ${target} LIBRARY DESTINATION lib/neat/tasks)
      list(APPEND programs ${target})
    endif()
  endforeach()
endforeach()
add_custom_target(neat_programs DEPENDS ${programs})  # what evolving needs, without the tests

if(EXISTS "${PROJECT_SOURCE_DIR}/data")
  install(DIRECTORY data/ DESTINATION share/neat/data)
endif()

configure_package_config_file(cmake/neatConfig.cmake.in "${PROJECT_BINARY_DIR}/neatConfig.cmake"
  INSTALL_DESTINATION "${NEAT_PACKAGE_DIR}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/neatConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/neatConfig.cmake" "${PROJECT_BINARY_DIR}/neatConfigVersion.cmake"
  cmake/NeatPlugin.cmake DESTINATION "${NEAT_PACKAGE_DIR}")
