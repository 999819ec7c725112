// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Whatever bytes the CSV reader is given, it returns the rows or throws a
// DataError; what it accepts is written back to the byte, and with every cell
// replaced it is a table of the same size that holds the replacement.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "io/csv.h"
#include "io/error.h"

namespace ogive::internal {
namespace {

void check(bool promise) {
  if (!promise) std::abort();
}

// Writes `file`, with every cell replaced by "0.5" if asked to; returns
// the number of rows. Throws DataError.
std::size_t rewrite(std::string_view file, bool replace, Sink& sink) {
  MemorySource source(file, "input");
  CsvReader reader(source);
  std::vector<std::size_t> columns(replace ? reader.names().size() : 0);
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  const std::vector<std::string> texts(columns.size(), "0.5");
  CsvWriter writer(sink, reader);
  CsvRow row;
  std::size_t rows = 0;
  for (; reader.next(row); ++rows) {
    check(row.size() == reader.names().size());
    check(row.line(0) >= rows + 2);
    writer.write(row, columns, texts);
  }
  writer.flush();
  return rows;
}

void check_replaced(std::string_view file, std::size_t rows) {
  MemorySource source(file, "output");
  CsvReader reader(source);
  CsvRow row;
  for (; reader.next(row); --rows) {
    for (std::size_t i = 0; i < row.size(); ++i) check(row.value(i) == "0.5");
  }
  check(rows == 0);
}

}  // namespace
}  // namespace ogive::internal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace ogive::internal;
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  StringSink same, replaced;
  try {
    rewrite(file, false, same);
  } catch (const DataError&) {
    return 0;
  }
  check(same.text() == file);
  const std::size_t rows = rewrite(file, true, replaced);
  check_replaced(replaced.text(), rows);
  return 0;
}
