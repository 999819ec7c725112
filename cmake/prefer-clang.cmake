# Toolchain of the release preset: clang 19 compiles the kernels to clearly
# better code than gcc 12, so it is used where it is installed.
find_program(OGIVE_CLANG clang-19)
find_program(OGIVE_CLANGXX clang++-19)
if(OGIVE_CLANG AND OGIVE_CLANGXX)
  set(CMAKE_C_COMPILER ${OGIVE_CLANG})
  set(CMAKE_CXX_COMPILER ${OGIVE_CLANGXX})
endif()
