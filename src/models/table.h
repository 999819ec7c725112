// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// A CSV file in memory, as columns of numbers and columns of categories.

#ifndef OGIVE_SRC_MODELS_TABLE_H_
#define OGIVE_SRC_MODELS_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/csv.h"
#include "models/schema.h"

namespace ogive::internal {

// More levels, or classes, than this are no categories but names.
inline constexpr std::size_t kMostLevels = 1000;

// One column. A cell is missing if it is empty, blank, or one of the schema's
// missing codes for the column.
struct Column {
  std::string name;
  std::size_t number = 0;  // its place in the file, from 0
  ColumnType type = ColumnType::numeric;
  std::vector<std::string> missing_codes;

  std::vector<double> numbers;  // if numeric: finite, NaN where missing

  // If categorical: the different values in the order of their bytes, and for
  // each row the index of its own, kMissing where that is missing.
  static constexpr std::int32_t kMissing = -1;
  std::vector<std::string> levels;
  std::vector<std::int32_t> codes;

  std::size_t missing_count = 0;
  std::uint64_t first_missing_line = 0;  // from 1, if there is one

  bool is_missing(std::size_t row) const;
};

struct Table {
  std::string file;
  std::size_t rows = 0;
  std::vector<Column> columns;  // in the order of the file

  // The column of that name; nullptr if there is none.
  const Column* find(const std::string& name) const;
};

// "FILE: line 7, column 'age' (number 3): WHAT".
std::string at_cell(const std::string& file, std::uint64_t line,
                    const Column& column, const std::string& what);

// Whether the text stands for a missing value, the codes being the column's.
bool is_missing_text(std::string_view text,
                     const std::vector<std::string>& codes);

// Reads the columns with the given numbers (ascending). A column's type is that
// of the schema; else it is numeric if all its values are numbers. Throws
// DataError for a value that is no finite number in a numeric column, and for
// a column of unknown type of whose values most, but not all, are numbers.
Table read_table(CsvReader& reader, const std::string& file,
                 const std::vector<std::size_t>& columns, const Schema& schema);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_TABLE_H_
