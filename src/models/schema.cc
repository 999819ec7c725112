// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Reading a schema.

#include "models/schema.h"

#include "io/json_file.h"
#include "io/number.h"

namespace ogive::internal {

const char* column_type_name(ColumnType type) {
  return type == ColumnType::numeric ? "numeric" : "categorical";
}

ColumnType column_type_of(const JsonValue& name) {
  const std::string text = name.text();
  for (const ColumnType type : {ColumnType::numeric, ColumnType::categorical}) {
    if (text == column_type_name(type)) return type;
  }
  name.fail("unknown type " + quote_text(text) +
            "; there are numeric, categorical");
}

const ColumnSchema& Schema::of(const std::string& column) const {
  static const ColumnSchema nothing;
  const auto found = columns.find(column);
  return found == columns.end() ? nothing : found->second;
}

Schema read_schema(const std::string& path) {
  const JsonValue file = JsonValue::read(path);
  file.allow_only({"description", "columns"});
  Schema schema;
  schema.file = path;
  for (const auto& [name, value] : file.at("columns").members()) {
    value.allow_only(
        {"type", "missing", "reference", "protected", "description"});
    ColumnSchema column;
    if (value.has("type")) column.type = column_type_of(value.at("type"));
    if (value.has("missing")) column.missing = value.at("missing").texts();
    if (value.has("reference")) {
      column.reference = value.at("reference").text();
      if (column.type == ColumnType::numeric) {
        value.at("reference").fail("a numeric column has no reference level");
      }
    }
    if (value.has("protected")) {
      column.protected_reason = value.at("protected").text();
      if (column.protected_reason.empty()) {
        value.at("protected").fail("say why, or leave it out");
      }
    }
    schema.columns.emplace(name, std::move(column));
  }
  return schema;
}

std::string schema_path_of(const std::string& data) {
  return (data.ends_with(".csv") ? data.substr(0, data.size() - 4) : data) +
         ".schema.json";
}

}  // namespace ogive::internal
