# Flags of every target of the project, as the interface library ogive_options.
add_library(ogive_options INTERFACE)

# The exact tier's bits rest on the order of operations as written: no fused
# operation but those asked for by name.
target_compile_options(ogive_options INTERFACE -ffp-contract=off)

target_compile_options(ogive_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow
                       -Wconversion -Wno-sign-conversion)
# gcc 12 sees overlapping and endless copies inside its own std::string (its bug
# 105651), and vectors in arrays of structures that nobody has initialised.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(ogive_options INTERFACE -Wno-restrict
                         -Wno-stringop-overflow -Wno-array-bounds
                         -Wno-maybe-uninitialized)
endif()
# Sources that are compiled together count as included for gcc, which then takes the
# structures of a source for ones that several have.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(ogive_options INTERFACE
                         $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
endif()
if(OGIVE_WERROR)
  target_compile_options(ogive_options INTERFACE -Werror)
endif()

# -O1, which comes after the build type's -O3, is what AddressSanitizer's documentation
# has; -g1 tells lines, which is what its reports need.
if(OGIVE_SANITIZE)
  target_compile_options(ogive_options INTERFACE -O1 -fsanitize=address,undefined
                         -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  target_link_options(ogive_options INTERFACE -fsanitize=address,undefined)
endif()
