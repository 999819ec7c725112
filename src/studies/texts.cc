// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Reading texts.txt, and putting facts into its texts.

#include "studies/texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

namespace ogive::internal {

extern const std::string_view kTexts;

namespace {

using Catalogue = std::map<std::string, std::map<Language, std::string>>;

void trim_end(std::string& text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
}

// Each line of the file is a comment, "@key", "en:" or "zh:" (perhaps with the
// text after it), or a further line of the text.
Catalogue read_catalogue(std::string_view file) {
  Catalogue all;
  std::string key;
  std::string* text = nullptr;
  while (!file.empty()) {
    const std::size_t end = std::min(file.find('\n'), file.size());
    const std::string_view line = file.substr(0, end);
    file.remove_prefix(std::min(end + 1, file.size()));
    const bool english = line.starts_with("en:");
    if (line.starts_with('#')) continue;
    if (line.starts_with('@')) {
      key = line.substr(1);
      text = nullptr;
      if (!all.try_emplace(key).second) {
        throw std::logic_error("texts.txt: " + key + " is there twice");
      }
    } else if (english || line.starts_with("zh:")) {
      text = &all[key][english ? Language::english : Language::chinese];
      std::string_view rest = line.substr(3);
      if (rest.starts_with(' ')) rest.remove_prefix(1);
      *text = rest;
    } else if (text != nullptr) {
      if (!text->empty()) *text += '\n';
      *text += line;
    }
  }
  for (auto& [name, languages] : all) {
    for (auto& [language, words] : languages) trim_end(words);
  }
  return all;
}

const Catalogue& catalogue() {
  static const Catalogue all = read_catalogue(kTexts);
  return all;
}

std::string superscript(int number) {
  static const char* const kDigits[] = {"\u2070", "\u00b9", "\u00b2", "\u00b3",
                                        "\u2074", "\u2075", "\u2076", "\u2077",
                                        "\u2078", "\u2079"};
  std::string text = number < 0 ? "\u207b" : "";
  for (const char digit : std::to_string(std::abs(number))) {
    text += kDigits[digit - '0'];
  }
  return text;
}

// `digits` significant ones; far from 1 with a power of ten.
std::string general_text(double value, int digits) {
  const double size = std::fabs(value);
  if (value == 0 || !std::isfinite(value)) return fmt::format("{}", value);
  if (size >= 1e-3 && size < 1e5) {
    // Digits, not "1.2e+04".
    const int whole = static_cast<int>(std::floor(std::log10(size))) + 1;
    if (whole > digits) return fmt::format("{:.0f}", value);
    return fmt::format("{:.{}g}", value, digits);
  }
  const std::string text = fmt::format("{:.{}e}", value, digits - 1);
  const std::size_t e = text.find('e');
  return text.substr(0, e) + "\u00b710" +
         superscript(std::atoi(text.c_str() + e + 1));
}

std::string counted_text(double value) {
  std::string digits = fmt::format("{:.0f}", std::fabs(value));
  for (std::size_t i = digits.size(); i > 3; i -= 3) {
    digits.insert(i - 3, 1, ',');
  }
  return (value < 0 ? "-" : "") + digits;
}

// The end of a place that begins at text[0] == '{': the index of its '}'.
std::size_t closing(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  throw std::logic_error("texts.txt: a { without its }: " +
                         std::string(text.substr(0, 40)));
}

// The first '|' that is within no place.
std::size_t bar(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}') --depth;
    if (text[i] == '|' && depth == 0) return i;
  }
  throw std::logic_error("texts.txt: a {? without its |: " +
                         std::string(text.substr(0, 40)));
}

std::string fill_place(std::string_view place, const Facts& facts) {
  if (place.starts_with('?')) {
    const std::size_t first = bar(place);
    const std::string name(place.substr(1, first - 1));
    const std::string_view rest = place.substr(first + 1);
    const std::size_t second = bar(rest);
    return fill_in(facts.number(name) != 0 ? rest.substr(0, second)
                                           : rest.substr(second + 1),
                   facts);
  }
  const std::size_t colon = std::min(place.find(':'), place.size());
  const Facts::Value& value = facts.at(std::string(place.substr(0, colon)));
  if (const auto* words = std::get_if<std::string>(&value)) return *words;
  return number_text(std::get<double>(value),
                     colon < place.size() ? place.substr(colon + 1) : "g4");
}

}  // namespace

const Facts::Value& Facts::at(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw std::logic_error("no fact " + name);
  return found->second;
}

double Facts::number(const std::string& name) const {
  const auto* value = std::get_if<double>(&at(name));
  if (value == nullptr) throw std::logic_error("no number: " + name);
  return *value;
}

std::string number_text(double value, std::string_view format) {
  if (format == "n") return counted_text(value);
  const char kind = format.empty() ? '?' : format[0];
  const int digits = format.size() > 1 ? format[1] - '0' : 0;
  if (format.size() == 2 && digits >= 0 && digits <= 9) {
    if (kind == 'f') return fmt::format("{:.{}f}", value, digits);
    if (kind == 'p') return fmt::format("{:.{}f}", 100 * value, digits);
    if (kind == 'g' && digits > 0) return general_text(value, digits);
  }
  throw std::logic_error("texts.txt: unknown format " + std::string(format));
}

std::string fill_in(std::string_view text, const Facts& facts) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    out += text.substr(0, open);
    text.remove_prefix(open);
    if (text.empty()) break;
    const std::size_t end = closing(text);
    out += fill_place(text.substr(1, end - 1), facts);
    text.remove_prefix(end + 1);
  }
  return out;
}

const std::string& Texts::operator()(const std::string& key) const {
  const auto found = catalogue().find(key);
  if (found == catalogue().end()) throw std::logic_error("no text " + key);
  const auto text = found->second.find(language_);
  if (text == found->second.end()) {
    throw std::logic_error("no text in this language: " + key);
  }
  return text->second;
}

std::string Texts::fill(const std::string& key, const Facts& facts) const {
  try {
    return fill_in((*this)(key), facts);
  } catch (const std::logic_error& e) {
    throw std::logic_error(key + ": " + e.what());
  }
}

std::vector<std::string> Texts::keys() {
  std::vector<std::string> all;
  for (const auto& [key, text] : catalogue()) all.push_back(key);
  return all;
}

bool Texts::has(const std::string& key) { return catalogue().contains(key); }

}  // namespace ogive::internal
