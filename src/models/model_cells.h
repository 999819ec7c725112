// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The cells that a model takes from the rows of a CSV file, and what can be
// wrong with them.

#ifndef OGIVE_SRC_MODELS_MODEL_CELLS_H_
#define OGIVE_SRC_MODELS_MODEL_CELLS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/csv.h"
#include "models/design_matrix.h"
#include "models/text_map.h"

namespace ogive::internal {

// The names of a model's columns.
template <class Column>
std::vector<std::string> names_of(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) names.push_back(column.name);
  return names;
}

// Where the columns of these names are in a row. Throws DataError for columns
// that the file lacks, all of them named.
std::vector<std::size_t> find_cells(CsvReader& reader,
                                    const std::vector<std::string>& names);

// What is wrong with the text of a level; `values` has those that the model
// knows.
std::string unknown_level(std::string_view text,
                          std::vector<std::string> known);
template <class Value>
std::string unknown_level(std::string_view text, const TextMap<Value>& values) {
  std::vector<std::string> known;
  for (const auto& entry : values) known.push_back(entry.first);
  return unknown_level(text, std::move(known));
}

// `what` is wrong with the cell, in words that name its line and column: what
// marks the row. Where `mark` is not set, it is thrown as a DataError.
std::string refusal(const CsvReader& reader, const CsvRow& row,
                    std::size_t cell, const std::string& what, bool mark);

class ModelCells {
 public:
  // `reader` must outlive it; `names` are the model's columns, in its order.
  // Where `mark` is not set, a fault is a DataError that names its line and
  // column. Throws as find_cells does.
  ModelCells(CsvReader& reader, const std::vector<std::string>& names,
             bool mark);

  // What cell k says, until the next call.
  std::string_view text(const CsvRow& row, std::size_t k);

  // Its number. Without one: nullopt, and `fault` says why, or it is thrown.
  std::optional<double> number(const CsvRow& row, std::size_t k,
                               const std::vector<std::string>& missing_codes,
                               std::string& fault);

  // What belongs to its level. Without one, as above; `levels` lists those that
  // the model knows.
  template <class Value>
  const Value* level(const CsvRow& row, std::size_t k,
                     const std::vector<std::string>& missing_codes,
                     const TextMap<Value>& values, std::string& fault) {
    const std::string_view cell = text(row, k);
    const bool missing = is_missing_text(cell, missing_codes);
    const auto found =
        values.find(missing ? std::string_view(kMissingLevel) : cell);
    // A cell that says "(missing)" in words is not a missing one.
    if (found != values.end() && (missing || cell != kMissingLevel)) {
      return &found->second;
    }
    if (missing) {
      refuse(row, k,
             "the value is missing, and the model was not fitted with "
             "--missing category",
             fault);
      return nullptr;
    }
    refuse(row, k, unknown_level(cell, values), fault);
    return nullptr;
  }

  // Says `what` of cell k, or throws it.
  void refuse(const CsvRow& row, std::size_t k, const std::string& what,
              std::string& fault) const;

 private:
  const CsvReader& reader_;
  bool mark_;
  std::vector<std::size_t> cells_;  // of a row
  std::string unquoted_;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_MODEL_CELLS_H_
