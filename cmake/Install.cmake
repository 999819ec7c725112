# What `cmake --install` puts into place: the library, its headers, the files by
# which CMake and pkg-config find it, the command, its data and bash completion.
include(CMakePackageConfigHelpers)

install(TARGETS ogive EXPORT ogive-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(NOT OGIVE_NN)
  set(without_networks PATTERN nn.h EXCLUDE)
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ogive
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h" PATTERN "*.def"
  ${without_networks})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# find_package(ogive) -> ogive::ogive
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ogive)
install(EXPORT ogive-targets NAMESPACE ogive:: DESTINATION ${package_dir})
configure_package_config_file(cmake/ogive-config.cmake.in ogive-config.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(ogive-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/ogive-config.cmake
              ${PROJECT_BINARY_DIR}/ogive-config-version.cmake
  DESTINATION ${package_dir})

# pkg-config ogive. Who links a static libogive.a links what it stands on too; a
# shared one brings that along.
set(OGIVE_PC_LIBS "-logive")
set(OGIVE_PC_LIBS_PRIVATE "-lstdc++ -lm")
set(OGIVE_PC_REQUIRES)
set(OGIVE_PC_REQUIRES_PRIVATE)
if(OGIVE_THREADS)
  set(OGIVE_PC_REQUIRES_PRIVATE tbb)
endif()
if(NOT BUILD_SHARED_LIBS)
  set(OGIVE_PC_LIBS "${OGIVE_PC_LIBS} ${OGIVE_PC_LIBS_PRIVATE}")
  set(OGIVE_PC_LIBS_PRIVATE)
  set(OGIVE_PC_REQUIRES ${OGIVE_PC_REQUIRES_PRIVATE})
  set(OGIVE_PC_REQUIRES_PRIVATE)
  # The same for a project of C alone that finds the package by CMake.
  target_link_libraries(ogive INTERFACE "$<$<LINK_LANGUAGE:C>:stdc++;m>")
endif()
# The prefix relative to the file, so that the tree may be moved.
file(RELATIVE_PATH OGIVE_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/ogive.pc.in ogive.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/ogive.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(TARGET ogive_cli)
  install(TARGETS ogive_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  # What `ogive study` and `ogive tour` learn from.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/data/
    DESTINATION ${CMAKE_INSTALL_DATADIR}/ogive/data)
  # The command writes its own completion, so it must run on this machine.
  if(NOT CMAKE_CROSSCOMPILING)
    set(completion ${PROJECT_BINARY_DIR}/completion/ogive)
    add_custom_command(OUTPUT ${completion}
      COMMAND sh -c "\"$1\" completion bash > \"$2\"" sh
              $<TARGET_FILE:ogive_cli> ${completion}
      DEPENDS ogive_cli VERBATIM)
    file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/completion)
    add_custom_target(ogive_completion ALL DEPENDS ${completion})
    install(FILES ${completion}
      DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  endif()
endif()
