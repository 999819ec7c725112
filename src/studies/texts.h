// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The texts of studies and tour, in each language, and how numbers get into
// them. All are in texts.txt, which tells how it is written.

#ifndef OGIVE_SRC_STUDIES_TEXTS_H_
#define OGIVE_SRC_STUDIES_TEXTS_H_

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ogive::internal {

enum class Language { english, chinese };

// Numbers, words and yes or no, by name.
class Facts {
 public:
  using Value = std::variant<double, std::string>;
  void set(const std::string& name, double value) { values_[name] = value; }
  void set(const std::string& name, std::string value) {
    values_[name] = std::move(value);
  }
  void say(const std::string& name, bool value) {
    values_[name] = value ? 1.0 : 0.0;
  }
  // Throws std::logic_error for a name there is not.
  const Value& at(const std::string& name) const;
  double number(const std::string& name) const;
  const std::map<std::string, Value>& all() const { return values_; }

 private:
  std::map<std::string, Value> values_;
};

class Texts {
 public:
  explicit Texts(Language language) : language_(language) {}

  Language language() const { return language_; }

  // Throws std::logic_error for a key there is not.
  const std::string& operator()(const std::string& key) const;
  // With the facts in their places. Throws std::logic_error for a fact there is
  // not, and for a place that is not written as it should be.
  std::string fill(const std::string& key, const Facts& facts) const;

  static std::vector<std::string> keys();
  static bool has(const std::string& key);

 private:
  Language language_;
};

// A text with the facts in its places, as Texts::fill does it.
std::string fill_in(std::string_view text, const Facts& facts);

// A number as texts have it, the format being that of a place: "f2", "p1",
// "g3", "n".
std::string number_text(double value, std::string_view format);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_STUDIES_TEXTS_H_
