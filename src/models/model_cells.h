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
#include <vector>

#include "io/csv.h"
#include "models/design_matrix.h"
#include "models/text_map.h"

namespace ogive::internal {

class ModelCells {
 public:
  // `reader` must outlive it; `names` are the model's columns, in its order.
  // Where `mark` is not set, a fault is a DataError that names its line and
  // column. Throws DataError for columns that the file lacks, all of them
  // named.
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
    std::vector<std::string> known;
    for (const auto& entry : values) known.push_back(entry.first);
    refuse(row, k, unknown_level(cell, std::move(known)), fault);
    return nullptr;
  }

  // Says `what` of cell k, or throws it.
  void refuse(const CsvRow& row, std::size_t k, const std::string& what,
              std::string& fault) const;

 private:
  static std::string unknown_level(std::string_view text,
                                   std::vector<std::string> known);

  CsvReader& reader_;
  bool mark_;
  std::vector<std::size_t> cells_;  // of a row
  std::string unquoted_;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_MODEL_CELLS_H_
