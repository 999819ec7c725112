// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Whatever bytes the NPY reader is given, it returns the array or throws a
// DataError, the same as file and as pipe; what it accepts is written and read
// back as the same array.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "io/error.h"
#include "io/npy.h"

namespace ogive::internal {
namespace {

using Array = std::pair<NpyHeader, std::string>;

std::optional<Array> read(std::string_view file, bool pipe, bool bf16) {
  try {
    MemorySource source(file, "input", pipe);
    NpyReader reader(source, bf16);
    Array array = {reader.header(), ""};
    char buffer[100 * 8];
    while (const std::size_t n = reader.read(buffer, 100)) {
      array.second.append(buffer, n * array.first.item_size());
    }
    return array;
  } catch (const DataError&) {
    return {};
  }
}

void check(bool promise) {
  if (!promise) std::abort();
}

}  // namespace
}  // namespace ogive::internal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace ogive::internal;
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  for (const bool bf16 : {false, true}) {
    const auto array = read(file, false, bf16);
    check(read(file, true, bf16) == array);
    if (!array) continue;
    const auto& [header, elements] = *array;
    check(elements.size() == header.count() * header.item_size());
    StringSink sink;
    NpyWriter(sink, header).write(elements.data(), header.count());
    check(read(sink.text(), false, bf16) == array);
  }
  return 0;
}
