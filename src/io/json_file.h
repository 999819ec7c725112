// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// JSON files: reading one with messages that name the file and the place in it,
// taking values out of it that have to be there and of a certain type, and
// writing one that people can read too.

#ifndef OGIVE_SRC_IO_JSON_FILE_H_
#define OGIVE_SRC_IO_JSON_FILE_H_

#include <cstddef>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ogive::internal {

// A value of a JSON file, with the way to it for messages. The file's text must
// be that of one value; every fault is a DataError.
class JsonValue {
 public:
  // Reads the file `path` whole.
  static JsonValue read(const std::string& path);
  // The value that `text`, that of the file `path`, stands for.
  static JsonValue parse(const std::string& text, const std::string& path);

  // The member `key` of an object, which has to be there.
  JsonValue at(const std::string& key) const;
  bool has(const std::string& key) const;
  // The members of an object, in the order of the file.
  std::vector<std::pair<std::string, JsonValue>> members() const;
  // The elements of a list.
  std::vector<JsonValue> elements() const;

  std::string text() const;
  double number() const;  // a finite one
  bool boolean() const;
  // A whole number from 0 to 2^53.
  std::size_t count() const;
  std::vector<std::string> texts() const;
  std::vector<double> numbers() const;  // finite ones
  bool is_text() const { return value_.is_string(); }

  // Refuses an object with other members than these: a misspelt key would
  // otherwise be silently without effect.
  void allow_only(std::initializer_list<std::string_view> keys) const;

  // Refuses an object whose "version" is another.
  void require_version(int version) const;

  // Throws the DataError "FILE: /way/to/value: WHAT".
  [[noreturn]] void fail(const std::string& what) const;

 private:
  JsonValue(nlohmann::ordered_json value, std::string file, std::string place)
      : value_(std::move(value)),
        file_(std::move(file)),
        place_(std::move(place)) {}

  void require_object() const;

  nlohmann::ordered_json value_;
  std::string file_, place_;
};

// The bytes of the file.
std::string read_text(const std::string& path);

// The value as a file's text: indented, lists of numbers on one line, the last
// line ended. Throws DataError that names `path`, for which the text is, where
// texts are not UTF-8.
std::string json_text(const nlohmann::ordered_json& value,
                      const std::string& path);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_IO_JSON_FILE_H_
