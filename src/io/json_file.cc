// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Reading JSON with messages that say where.

#include "io/json_file.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "io/error.h"
#include "io/number.h"
#include "io/stream.h"

namespace ogive::internal {
namespace {

// The parser's message without its name and number in brackets.
std::string without_tag(const std::string& message) {
  const std::size_t end = message.find("] ");
  return end == message.npos ? message : message.substr(end + 2);
}

}  // namespace

JsonValue JsonValue::read(const std::string& path) {
  FileSource source(path);
  std::string text;
  std::string chunk(std::size_t{1} << 16, '\0');
  while (const std::size_t n = source.read(chunk.data(), chunk.size())) {
    text.append(chunk, 0, n);
  }
  try {
    return {nlohmann::ordered_json::parse(text), path, ""};
  } catch (const nlohmann::json::exception& e) {
    throw DataError(path + ": not a JSON file: " + without_tag(e.what()));
  }
}

void JsonValue::fail(const std::string& what) const {
  throw DataError(file_ + ": " + (place_.empty() ? "/" : place_) + ": " + what);
}

void JsonValue::require_object() const {
  if (!value_.is_object()) fail("not an object, {...}");
}

bool JsonValue::has(const std::string& key) const {
  require_object();
  return value_.contains(key);
}

JsonValue JsonValue::at(const std::string& key) const {
  if (!has(key)) fail("the member " + quote_text(key) + " is missing");
  return {value_.at(key), file_, place_ + "/" + key};
}

std::vector<std::pair<std::string, JsonValue>> JsonValue::members() const {
  require_object();
  std::vector<std::pair<std::string, JsonValue>> result;
  for (const auto& [key, value] : value_.items()) {
    std::string place = place_ + "/" + key;
    result.emplace_back(key, JsonValue(value, file_, std::move(place)));
  }
  return result;
}

std::vector<JsonValue> JsonValue::elements() const {
  if (!value_.is_array()) fail("not a list, [...]");
  std::vector<JsonValue> result;
  for (const auto& value : value_) {
    std::string place = place_ + "/" + std::to_string(result.size());
    result.push_back(JsonValue(value, file_, std::move(place)));
  }
  return result;
}

std::string JsonValue::text() const {
  if (!value_.is_string()) fail("not a text in quotes");
  return value_.get<std::string>();
}

double JsonValue::number() const {
  if (!value_.is_number()) fail("not a number");
  const auto number = value_.get<double>();
  if (!std::isfinite(number)) fail("not a finite number");
  return number;
}

bool JsonValue::boolean() const {
  if (!value_.is_boolean()) fail("not true or false");
  return value_.get<bool>();
}

std::vector<std::string> JsonValue::texts() const {
  std::vector<std::string> result;
  for (const JsonValue& element : elements()) result.push_back(element.text());
  return result;
}

void JsonValue::allow_only(std::initializer_list<std::string_view> keys) const {
  require_object();
  for (const auto& [key, value] : value_.items()) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    std::string list;
    for (const std::string_view known : keys) {
      list += (list.empty() ? "" : ", ") + std::string(known);
    }
    fail("unknown member " + quote_text(key) + "; there are: " + list);
  }
}

}  // namespace ogive::internal
