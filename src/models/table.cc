// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Each column is read as a dictionary of its different texts and one index a
// row; what the column's type is, is then a question to the dictionary alone.

#include "models/table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "io/error.h"
#include "io/number.h"
#include "models/text_map.h"

namespace ogive::internal {
namespace {

// The different texts of a column, in the order in which they came.
struct Dictionary {
  TextMap<std::int32_t> index;
  std::vector<std::string> texts;
  std::vector<std::uint64_t> lines;  // where each came first
  std::vector<std::int32_t> cells;   // an index into texts a row

  void add(std::string_view text, const CsvRow& row, std::size_t i) {
    auto found = index.find(text);
    if (found == index.end()) {
      found = index
                  .emplace(std::string(text),
                           static_cast<std::int32_t>(texts.size()))
                  .first;
      texts.emplace_back(text);
      lines.push_back(row.line(i));
    }
    cells.push_back(found->second);
  }
};

void make_numeric(Column& column, const Dictionary& dictionary,
                  const std::vector<std::optional<double>>& values) {
  column.type = ColumnType::numeric;
  column.numbers.reserve(dictionary.cells.size());
  for (const std::int32_t cell : dictionary.cells) {
    column.numbers.push_back(values[static_cast<std::size_t>(cell)].value_or(
        std::numeric_limits<double>::quiet_NaN()));  // missing: those that are
                                                     // not numbers were refused
  }
}

void make_categorical(Column& column, const Dictionary& dictionary,
                      const std::vector<bool>& missing) {
  column.type = ColumnType::categorical;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (!missing[i]) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return dictionary.texts[a] < dictionary.texts[b];
  });
  std::vector<std::int32_t> code(missing.size(), Column::kMissing);
  for (const std::size_t i : order) {
    code[i] = static_cast<std::int32_t>(column.levels.size());
    column.levels.push_back(dictionary.texts[i]);
  }
  column.codes.reserve(dictionary.cells.size());
  for (const std::int32_t cell : dictionary.cells) {
    column.codes.push_back(code[static_cast<std::size_t>(cell)]);
  }
}

void finish(Column& column, const Dictionary& dictionary,
            const std::string& file, std::optional<ColumnType> type) {
  const std::size_t n = dictionary.texts.size();
  std::vector<bool> missing(n);
  std::vector<std::optional<double>> values(n);
  std::size_t present = 0;
  std::size_t numbers = 0;
  std::size_t first_other = n;  // the first text that is no number
  for (std::size_t i = 0; i < n; ++i) {
    missing[i] = is_missing_text(dictionary.texts[i], column.missing_codes);
    if (missing[i]) continue;
    ++present;
    values[i] = parse_number<double>(dictionary.texts[i]);
    if (values[i] && !std::isfinite(*values[i])) values[i].reset();
    if (values[i]) {
      ++numbers;
    } else if (first_other == n) {
      first_other = i;
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (!missing[i]) continue;
    if (column.first_missing_line == 0 ||
        dictionary.lines[i] < column.first_missing_line) {
      column.first_missing_line = dictionary.lines[i];
    }
  }
  for (const std::int32_t cell : dictionary.cells) {
    column.missing_count += missing[static_cast<std::size_t>(cell)] ? 1 : 0;
  }

  const bool mostly_numbers = 2 * numbers > present;
  if (first_other < n && type != ColumnType::categorical &&
      (type == ColumnType::numeric || mostly_numbers)) {
    const std::string text = quote_text(dictionary.texts[first_other]);
    throw DataError(at_cell(
        file, dictionary.lines[first_other], column,
        type == ColumnType::numeric
            ? text + " is not a finite number, and the column is numeric: "
                     "correct it, or make it a missing code in the schema"
            : text + " is not a finite number, but most values of the column "
                     "are: correct it, or let a schema say that it is a "
                     "missing code or that the column is categorical"));
  }
  if (!type) {
    type = first_other < n ? ColumnType::categorical : ColumnType::numeric;
  }
  if (*type == ColumnType::numeric) {
    make_numeric(column, dictionary, values);
  } else {
    make_categorical(column, dictionary, missing);
  }
}

}  // namespace

bool Column::is_missing(std::size_t row) const {
  return type == ColumnType::numeric ? std::isnan(numbers[row])
                                     : codes[row] == kMissing;
}

const Column* Table::find(const std::string& name) const {
  for (const Column& column : columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

std::string at_cell(const std::string& file, std::uint64_t line,
                    const Column& column, const std::string& what) {
  return file + ": line " + std::to_string(line) + ", column " +
         quote_text(column.name) + " (number " +
         std::to_string(column.number + 1) + "): " + what;
}

bool is_missing_text(std::string_view text,
                     const std::vector<std::string>& codes) {
  // Most texts begin with a letter.
  const bool may_be_blank = text.empty() || text[0] == ' ' || text[0] == '\t';
  return (may_be_blank && text.find_first_not_of(" \t") == text.npos) ||
         std::find(codes.begin(), codes.end(), text) != codes.end();
}

Table read_table(CsvReader& reader, const std::string& file,
                 const std::vector<std::size_t>& columns,
                 const Schema& schema) {
  Table table;
  table.file = file;
  std::vector<Dictionary> dictionaries(columns.size());
  CsvRow row;
  while (reader.next(row)) {
    ++table.rows;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      const std::size_t i = columns[k];
      if (row.is_quoted(i)) {
        dictionaries[k].add(row.value(i), row, i);
      } else {
        dictionaries[k].add(row.raw(i), row, i);
      }
    }
  }
  if (table.rows == 0) throw DataError(file + ": no rows after the header");
  for (std::size_t k = 0; k < columns.size(); ++k) {
    Column column;
    column.name = reader.names()[columns[k]];
    column.number = columns[k];
    const ColumnSchema& known = schema.of(column.name);
    column.missing_codes = known.missing;
    finish(column, dictionaries[k], file, known.type);
    dictionaries[k] = Dictionary();
    table.columns.push_back(std::move(column));
  }
  return table;
}

}  // namespace ogive::internal
