# ogive_embed(TARGET NAME FILE): FILE's bytes become part of TARGET, as
# `extern const std::string_view kNAME` in ogive::internal.
set(OGIVE_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/EmbedFile.cmake)
function(ogive_embed target name file)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cc)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name}
            -DFILE=${CMAKE_CURRENT_SOURCE_DIR}/${file} -DSOURCE=${source}
            -P ${OGIVE_EMBED_SCRIPT}
    DEPENDS ${file} ${OGIVE_EMBED_SCRIPT} VERBATIM)
  target_sources(${target} PRIVATE ${source})
  set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
