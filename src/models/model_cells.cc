// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Finding columns, and faults in words.

#include "models/model_cells.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "io/error.h"
#include "io/number.h"
#include "models/table.h"

namespace ogive::internal {

std::vector<std::size_t> find_cells(CsvReader& reader,
                                    const std::vector<std::string>& names) {
  std::vector<std::size_t> cells;
  std::vector<std::string> missing;
  for (const std::string& name : names) {
    const auto found =
        std::find(reader.names().begin(), reader.names().end(), name);
    if (found == reader.names().end()) {
      missing.push_back(name);
    } else {
      cells.push_back(static_cast<std::size_t>(found - reader.names().begin()));
    }
  }
  // select() names the file, the first of them, and the columns that are there.
  if (missing.size() == 1) reader.select(missing);
  if (!missing.empty()) {
    std::string list;
    for (const std::string& name : missing) {
      list += (list.empty() ? "" : ", ") + quote_text(name);
    }
    try {
      reader.select(missing);
    } catch (const DataError& error) {
      throw DataError(std::string(error.what()) + " (" +
                      std::to_string(missing.size()) +
                      " columns of the model are missing: " + list + ")");
    }
  }
  return cells;
}

std::string unknown_level(std::string_view text,
                          std::vector<std::string> known) {
  constexpr std::size_t kMostListed = 20;
  std::sort(known.begin(), known.end());
  std::string list;
  for (std::size_t i = 0; i < std::min(known.size(), kMostListed); ++i) {
    list += (i > 0 ? ", " : "") + quote_text(known[i]);
  }
  return quote_text(text) + " is no level that the model knows; it knows " +
         list + (known.size() > kMostListed ? ", ..." : "");
}

std::string refusal(const CsvReader& reader, const CsvRow& row,
                    std::size_t cell, const std::string& what, bool mark) {
  if (!mark) {
    reader.fail(row, cell,
                what + " (--on-error mark would mark such rows and go on)");
  }
  return "line " + std::to_string(row.line(cell)) + ", column " +
         quote_text(reader.names()[cell]) + ": " + what;
}

ModelCells::ModelCells(CsvReader& reader, const std::vector<std::string>& names,
                       bool mark)
    : reader_(reader), mark_(mark), cells_(find_cells(reader, names)) {}

std::string_view ModelCells::text(const CsvRow& row, std::size_t k) {
  return row.view(cells_[k], unquoted_);
}

std::optional<double> ModelCells::number(
    const CsvRow& row, std::size_t k,
    const std::vector<std::string>& missing_codes, std::string& fault) {
  const std::string_view cell = text(row, k);
  if (is_missing_text(cell, missing_codes)) {
    refuse(row, k, "the value is missing", fault);
    return std::nullopt;
  }
  const std::optional<double> value = parse_number<double>(cell);
  if (value && std::isfinite(*value)) return value;
  refuse(row, k, quote_text(cell) + " is not a finite number", fault);
  return std::nullopt;
}

void ModelCells::refuse(const CsvRow& row, std::size_t k,
                        const std::string& what, std::string& fault) const {
  fault = refusal(reader_, row, cells_[k], what, mark_);
}

}  // namespace ogive::internal
