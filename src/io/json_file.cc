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

bool is_row_of_numbers(const nlohmann::ordered_json& value) {
  return value.is_array() &&
         std::all_of(value.begin(), value.end(),
                     [](const auto& element) { return element.is_number(); });
}

void print(const nlohmann::ordered_json& value, std::size_t indent,
           std::string& text) {
  const bool is_object = value.is_object();
  if (!value.is_structured() || value.empty() || is_row_of_numbers(value)) {
    text += value.dump();
    return;
  }
  text += is_object ? '{' : '[';
  const char* separator = "\n";
  for (const auto& [key, element] : value.items()) {
    text += separator + std::string(indent + 2, ' ');
    if (is_object) text += nlohmann::ordered_json(key).dump() + ": ";
    print(element, indent + 2, text);
    separator = ",\n";
  }
  text += '\n' + std::string(indent, ' ') + (is_object ? '}' : ']');
}

}  // namespace

std::string read_text(const std::string& path) {
  FileSource source(path);
  std::string text;
  std::string chunk(std::size_t{1} << 16, '\0');
  while (const std::size_t n = source.read(chunk.data(), chunk.size())) {
    text.append(chunk, 0, n);
  }
  return text;
}

std::string json_text(const nlohmann::ordered_json& value,
                      const std::string& path) {
  std::string text;
  try {
    print(value, 0, text);
  } catch (const nlohmann::json::exception&) {
    throw DataError(path +
                    ": names or values are not UTF-8, so that no JSON file can "
                    "hold them: save the file as UTF-8");
  }
  return text + '\n';
}

JsonValue JsonValue::read(const std::string& path) {
  return parse(read_text(path), path);
}

JsonValue JsonValue::parse(const std::string& text, const std::string& path) {
  try {
    return {nlohmann::ordered_json::parse(text), path, ""};
  } catch (const nlohmann::json::exception& e) {
    throw DataError(path + ": not a JSON file: " + without_tag(e.what()));
  }
}

void JsonValue::require_version(int version) const {
  const JsonValue found = at("version");
  if (found.number() == version) return;
  found.fail("this program reads version " + std::to_string(version) +
             " alone");
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

std::size_t JsonValue::count() const {
  const double value = number();
  if (value < 0 || value > 0x1p53 || value != std::floor(value)) {
    fail("not a whole number from 0 on");
  }
  return static_cast<std::size_t>(value);
}

std::vector<double> JsonValue::numbers() const {
  if (!value_.is_array()) fail("not a list, [...]");
  std::vector<double> result;
  result.reserve(value_.size());
  for (const auto& value : value_) {
    const bool fine = value.is_number() && std::isfinite(value.get<double>());
    if (!fine) {
      fail("element " + std::to_string(result.size()) +
           " is not a finite number");
    }
    result.push_back(value.get<double>());
  }
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
