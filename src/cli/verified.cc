// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The table of verified operations, line by line.

#include "cli/verified.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <map>
#include <string_view>
#include <tuple>

#include "cli/common.h"
#include "io/error.h"
#include "io/number.h"
#include "io/stream.h"
#include "verify/report.h"

namespace ogive::internal {
namespace {

enum Field {
  kFunction,
  kDtype,
  kOp,
  kTier,
  kTarget,
  kInputs,
  kMisrounded,
  kWorstUlp,
  kWorstInput,
  kStepsDown,
  kSeconds,
  kDate,
  kColumns
};
constexpr std::array<std::string_view, kColumns> kNames = {
    "function",   "dtype",     "op",          "tier",       "target",  "inputs",
    "misrounded", "worst_ulp", "worst_input", "steps_down", "seconds", "date"};

std::string read_all(const std::string& path) {
  FileSource source(path);
  std::string text;
  std::array<char, 65536> block;
  while (const std::size_t got = source.read(block.data(), block.size())) {
    text.append(block.data(), got);
  }
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// The cells of one line, with the place for error messages.
class Line {
 public:
  Line(const std::string& path, std::size_t number,
       std::vector<std::string_view> cells,
       const std::array<std::size_t, kColumns>& places)
      : path_(path),
        number_(number),
        cells_(std::move(cells)),
        places_(places) {}

  std::string_view text(Field c) const { return cells_[places_[c]]; }
  bool has(Field c) const { return !text(c).empty() && text(c) != "-"; }

  [[noreturn]] void fail(Field c, const std::string& what) const {
    throw DataError(fmt::format("{}: line {}, column '{}': {} {}", path_,
                                number_, kNames[c], quote_text(text(c)), what));
  }

  std::uint64_t count(Field c) const {
    const std::string_view t = text(c);
    std::uint64_t n = 0;
    const auto [stop, error] =
        std::from_chars(t.data(), t.data() + t.size(), n);
    if (error != std::errc() || stop != t.data() + t.size()) {
      fail(c, "is not a whole number");
    }
    return n;
  }

  double number(Field c) const {
    const std::optional<double> n = parse_number<double>(text(c));
    if (!n || std::isnan(*n) || *n < 0)
      fail(c, "is not a number of 0 or above");
    return *n;
  }

  std::string date(Field c) const {
    const std::string_view t = text(c);
    bool is_one = t.size() == 10;
    for (std::size_t i = 0; is_one && i < t.size(); ++i) {
      is_one = i == 4 || i == 7 ? t[i] == '-' : t[i] >= '0' && t[i] <= '9';
    }
    if (!is_one) fail(c, "is not a date such as 2026-11-29");
    return std::string(t);
  }

  // The value of 0 to n - 1 whose name the cell has.
  template <typename T, typename F>
  T named(Field c, int n, F&& name) const {
    for (int i = 0; i < n; ++i) {
      if (text(c) == name(static_cast<T>(i))) return static_cast<T>(i);
    }
    fail(c, "is unknown");
  }

 private:
  const std::string& path_;
  std::size_t number_;
  std::vector<std::string_view> cells_;
  const std::array<std::size_t, kColumns>& places_;
};

VerifiedRow row_of(const Line& line) {
  VerifiedRow row;
  row.function =
      line.named<Function>(kFunction, static_cast<int>(functions().size()),
                           [](Function f) { return function_info(f).name; });
  row.dtype = line.named<Dtype>(kDtype, kDtypes, dtype_name);
  row.op = line.named<Op>(kOp, kOps, op_name);
  row.tier = line.named<ogive::accuracy>(kTier, 2, accuracy_name);
  row.target = line.text(kTarget);
  row.inputs = line.count(kInputs);
  if (line.has(kMisrounded)) row.misrounded = line.count(kMisrounded);
  if (line.has(kWorstUlp)) row.worst_ulp = line.number(kWorstUlp);
  if (line.has(kWorstInput)) row.worst_input = line.text(kWorstInput);
  if (line.has(kStepsDown)) row.steps_down = line.count(kStepsDown);
  row.seconds = line.number(kSeconds);
  row.date = line.date(kDate);
  return row;
}

}  // namespace

std::vector<VerifiedRow> read_verified(const std::string& path) {
  const std::string text = read_all(path);
  std::vector<std::string_view> lines = split(text, '\n');
  if (lines.back().empty()) lines.pop_back();
  if (lines.empty())
    throw DataError(path + ": is empty, without a header line");

  const std::vector<std::string_view> header = split(lines[0], '\t');
  std::array<std::size_t, kColumns> places;
  for (std::size_t c = 0; c < kColumns; ++c) {
    const auto found = std::find(header.begin(), header.end(), kNames[c]);
    if (found == header.end()) {
      throw DataError(fmt::format(
          "{}: line 1: the header has no column '{}'; `ogive verify --summary` "
          "writes tab-separated {}",
          path, kNames[c], fmt::join(kNames, ", ")));
    }
    places[c] = static_cast<std::size_t>(found - header.begin());
  }

  std::vector<VerifiedRow> rows;
  std::map<std::tuple<Function, Dtype, Op, ogive::accuracy, std::string>,
           std::size_t>
      seen;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    std::vector<std::string_view> cells = split(lines[i], '\t');
    if (cells.size() != header.size()) {
      throw DataError(
          fmt::format("{}: line {}: has {} cells where the header has {}", path,
                      i + 1, cells.size(), header.size()));
    }
    VerifiedRow row = row_of(Line(path, i + 1, std::move(cells), places));
    const auto [other, is_new] = seen.try_emplace(
        {row.function, row.dtype, row.op, row.tier, row.target}, i + 1);
    if (!is_new) {
      throw DataError(
          fmt::format("{}: line {}: is of the same operation as "
                      "line {}; verify into a new file",
                      path, i + 1, other->second));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace ogive::internal
