// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "models/stability.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "io/number.h"
#include "models/design_matrix.h"

namespace ogive::internal {
namespace {

std::size_t rows_of(const Column& column) {
  return column.type == ColumnType::numeric ? column.numbers.size()
                                            : column.codes.size();
}

// Where the bins after the first begin.
std::vector<double> quantile_edges(const Column& column, int bins) {
  std::vector<double> values;
  for (const double value : column.numbers) {
    if (!std::isnan(value)) values.push_back(value);
  }
  std::sort(values.begin(), values.end());
  std::vector<double> edges;
  const auto parts = static_cast<std::size_t>(bins);
  for (std::size_t k = 1; k < parts && !values.empty(); ++k) {
    const double edge = values[k * values.size() / parts];
    if (edge > (edges.empty() ? values.front() : edges.back())) {
      edges.push_back(edge);
    }
  }
  return edges;
}

std::vector<StabilityBin> numeric_bins(const Column& before, const Column& now,
                                       int bins) {
  const std::vector<double> edges = quantile_edges(before, bins);
  std::vector<StabilityBin> result(edges.size() + 1);
  for (std::size_t b = 0; b < result.size(); ++b) {
    std::string& name = result[b].name;
    if (edges.empty()) {
      name = "(all)";
    } else if (b == 0) {
      name = "< " + format_number(edges[0]);
    } else if (b == edges.size()) {
      name = ">= " + format_number(edges.back());
    } else {
      name = format_number(edges[b - 1]) + " to < " + format_number(edges[b]);
    }
  }
  const auto place = [&edges](double value) {
    return static_cast<std::size_t>(
        std::upper_bound(edges.begin(), edges.end(), value) - edges.begin());
  };
  for (const double value : before.numbers) {
    if (!std::isnan(value)) ++result[place(value)].old_rows;
  }
  for (const double value : now.numbers) {
    if (!std::isnan(value)) ++result[place(value)].new_rows;
  }
  return result;
}

std::vector<StabilityBin> categorical_bins(const Column& before,
                                           const Column& now) {
  std::map<std::string, StabilityBin> by_level;
  for (const std::int32_t code : before.codes) {
    if (code == Column::kMissing) continue;
    ++by_level[before.levels[static_cast<std::size_t>(code)]].old_rows;
  }
  for (const std::int32_t code : now.codes) {
    if (code == Column::kMissing) continue;
    ++by_level[now.levels[static_cast<std::size_t>(code)]].new_rows;
  }
  std::vector<StabilityBin> result;
  for (auto& [level, bin] : by_level) {
    bin.name = level;
    result.push_back(bin);
  }
  return result;
}

// Nothing counts as half a row, for the logarithm.
double positive_share(std::size_t part, std::size_t whole) {
  return (part == 0 ? 0.5 : static_cast<double>(part)) /
         static_cast<double>(whole);
}

}  // namespace

Stability stability(const Column& before, const Column& now, int bins) {
  Stability result;
  result.column = before.name;
  result.bins = before.type == ColumnType::numeric
                    ? numeric_bins(before, now, bins)
                    : categorical_bins(before, now);
  if (before.missing_count + now.missing_count > 0) {
    StabilityBin missing;
    missing.name = kMissingLevel;
    missing.old_rows = before.missing_count;
    missing.new_rows = now.missing_count;
    result.bins.push_back(missing);
  }
  for (StabilityBin& bin : result.bins) {
    // A column whose values are all missing leaves an empty bin of numbers.
    if (bin.old_rows + bin.new_rows == 0) continue;
    bin.old_share = positive_share(bin.old_rows, rows_of(before));
    bin.new_share = positive_share(bin.new_rows, rows_of(now));
    bin.psi = (bin.new_share - bin.old_share) *
              std::log(bin.new_share / bin.old_share);
    result.psi += bin.psi;
  }
  return result;
}

const char* stability_word(double psi) {
  if (psi < 0.1) return "stable";
  return psi < 0.25 ? "shifted" : "changed";
}

}  // namespace ogive::internal
