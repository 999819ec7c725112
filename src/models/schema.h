// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What is known of a table's columns beforehand: DATA.schema.json, written with
// the data and kept beside it. docs/logistic_regression.md describes the file.

#ifndef OGIVE_SRC_MODELS_SCHEMA_H_
#define OGIVE_SRC_MODELS_SCHEMA_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ogive::internal {

class JsonValue;

enum class ColumnType : std::uint8_t { numeric, categorical };

const char* column_type_name(ColumnType type);
// The type of that name; any other text is a DataError.
ColumnType column_type_of(const JsonValue& name);

struct ColumnSchema {
  std::optional<ColumnType> type;    // else told from the values
  std::vector<std::string> missing;  // texts that stand for no value
  std::string reference;             // the reference level; empty: the rule's
  std::string protected_reason;      // not empty: a protected attribute
};

struct Schema {
  std::string file;  // empty: there is none
  std::map<std::string, ColumnSchema> columns;

  // That of the column, or one that knows nothing.
  const ColumnSchema& of(const std::string& column) const;
};

// Reads the file; every fault is a DataError.
Schema read_schema(const std::string& path);

// DATA.schema.json for DATA.csv (for any other name, that is appended).
std::string schema_path_of(const std::string& data);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_SCHEMA_H_
