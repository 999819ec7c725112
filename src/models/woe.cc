// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Binning by merging neighbours. All counts are of whole rows, so the same rows
// give the same bins on every machine but for ties of IV in the last bit.

#include "models/woe.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "io/number.h"
#include "models/design_matrix.h"
#include "models/text_map.h"

namespace ogive::internal {
namespace {

struct Totals {
  double negatives = 0, positives = 0;
};

void add(WoeBin& bin, bool positive) {
  ++(positive ? bin.positives : bin.negatives);
}

// Sets what follows from the counts.
void weigh(WoeBin& bin, const Totals& all) {
  bin.smoothed = bin.negatives == 0 || bin.positives == 0;
  const double more = bin.smoothed ? 0.5 : 0;
  const double negatives =
      (static_cast<double>(bin.negatives) + more) / all.negatives;
  const double positives =
      (static_cast<double>(bin.positives) + more) / all.positives;
  bin.woe = std::log(negatives / positives);
  bin.iv = (negatives - positives) * bin.woe;
}

WoeBin merged(const WoeBin& a, const WoeBin& b, const Totals& all) {
  WoeBin bin = a;
  bin.upper = b.upper;
  bin.levels.insert(bin.levels.end(), b.levels.begin(), b.levels.end());
  bin.negatives += b.negatives;
  bin.positives += b.positives;
  weigh(bin, all);
  return bin;
}

void merge_at(std::vector<WoeBin>& bins, std::size_t i, const Totals& all) {
  bins[i] = merged(bins[i], bins[i + 1], all);
  bins.erase(bins.begin() + static_cast<std::ptrdiff_t>(i) + 1);
}

double iv_of(const std::vector<WoeBin>& bins) {
  double iv = 0;
  for (const WoeBin& bin : bins) iv += bin.iv;
  return iv;
}

// What merging bins i and i + 1 costs.
double cost(const std::vector<WoeBin>& bins, std::size_t i, const Totals& all) {
  return bins[i].iv + bins[i + 1].iv - merged(bins[i], bins[i + 1], all).iv;
}

// Compares rates of positives as fractions, which is exact.
bool rate_below(const WoeBin& a, const WoeBin& b) {
  return a.positives * b.rows() < b.positives * a.rows();
}

// Merges neighbours until the rate strictly rises (or falls): pool adjacent
// violators.
void make_monotone(std::vector<WoeBin>& bins, bool rising, const Totals& all) {
  std::vector<WoeBin> done;
  for (const WoeBin& bin : bins) {
    done.push_back(bin);
    while (done.size() > 1) {
      const WoeBin& last = done.back();
      const WoeBin& before = done[done.size() - 2];
      if (rising ? rate_below(before, last) : rate_below(last, before)) break;
      merge_at(done, done.size() - 2, all);
    }
  }
  bins = std::move(done);
}

// Merges bins that are too small with the neighbour that costs less, then the
// cheapest pairs while there are too many.
void make_few(std::vector<WoeBin>& bins, std::size_t min_rows,
              std::size_t max_bins, const Totals& all) {
  while (bins.size() > 1) {
    const auto smallest = std::min_element(
        bins.begin(), bins.end(),
        [](const WoeBin& a, const WoeBin& b) { return a.rows() < b.rows(); });
    if (smallest->rows() >= min_rows) break;
    const auto i = static_cast<std::size_t>(smallest - bins.begin());
    const bool down = i + 1 == bins.size() ||
                      (i > 0 && cost(bins, i - 1, all) < cost(bins, i, all));
    merge_at(bins, down ? i - 1 : i, all);
  }
  while (bins.size() > max_bins) {
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < bins.size(); ++i) {
      if (cost(bins, i, all) < cost(bins, best, all)) best = i;
    }
    merge_at(bins, best, all);
  }
}

struct Value {
  double value;
  bool positive;
};

// One bin for each quantile that is a new value.
std::vector<WoeBin> quantile_bins(std::vector<Value>& values, int fine_bins,
                                  const Totals& all) {
  std::sort(values.begin(), values.end(),
            [](const Value& a, const Value& b) { return a.value < b.value; });
  std::vector<WoeBin> bins;
  const auto quantiles = static_cast<std::size_t>(fine_bins);
  std::size_t from = 0;
  for (std::size_t k = 1; k <= quantiles && from < values.size(); ++k) {
    std::size_t to = values.size();
    if (k < quantiles) {
      to = k * values.size() / quantiles;
      // All rows of one value go to one bin, that which begins with it.
      while (to > from && values[to - 1].value == values[to].value) --to;
      if (to <= from) continue;
    }
    WoeBin bin;
    if (!bins.empty()) bin.lower = bins.back().upper;
    if (to < values.size()) bin.upper = values[to].value;
    for (std::size_t i = from; i < to; ++i) add(bin, values[i].positive);
    weigh(bin, all);
    bins.push_back(bin);
    from = to;
  }
  return bins;
}

std::vector<WoeBin> numeric_bins(std::vector<Value>& values,
                                 const WoeOptions& options,
                                 std::size_t min_rows, const Totals& all) {
  const std::vector<WoeBin> fine =
      quantile_bins(values, options.fine_bins, all);
  std::vector<WoeBin> best;
  for (const bool rising : {true, false}) {
    std::vector<WoeBin> bins = fine;
    make_monotone(bins, rising, all);
    make_few(bins, min_rows, static_cast<std::size_t>(options.max_bins), all);
    if (best.empty() || iv_of(bins) > iv_of(best)) best = std::move(bins);
  }
  return best;
}

std::vector<WoeBin> categorical_bins(std::vector<WoeBin> levels,
                                     const WoeOptions& options,
                                     std::size_t min_rows, const Totals& all) {
  std::vector<WoeBin> bins;
  WoeBin rare;
  for (WoeBin& level : levels) {
    weigh(level, all);
    if (level.rows() == 0) continue;
    if (level.rows() < min_rows) {
      rare = merged(rare, level, all);
    } else {
      bins.push_back(std::move(level));
    }
  }
  if (rare.rows() > 0) bins.push_back(std::move(rare));
  std::sort(bins.begin(), bins.end(), rate_below);
  for (std::size_t i = 0; i + 1 < bins.size();) {
    if (rate_below(bins[i], bins[i + 1])) {
      ++i;
    } else {
      merge_at(bins, i, all);  // equal rates
    }
  }
  make_few(bins, min_rows, static_cast<std::size_t>(options.max_bins), all);
  for (WoeBin& bin : bins) std::sort(bin.levels.begin(), bin.levels.end());
  return bins;
}

}  // namespace

std::string bin_name(const WoeColumn& column, const WoeBin& bin) {
  if (bin.is_missing) return kMissingLevel;
  if (column.type == ColumnType::categorical) {
    std::string list;
    for (const std::string& level : bin.levels) {
      list += (list.empty() ? "" : " | ") + level;
    }
    return list;
  }
  if (std::isinf(bin.lower)) {
    return std::isinf(bin.upper) ? "(all)" : "< " + format_number(bin.upper);
  }
  if (std::isinf(bin.upper)) return ">= " + format_number(bin.lower);
  return format_number(bin.lower) + " to < " + format_number(bin.upper);
}

WoeColumn bin_column(const Column& column, std::span<const std::size_t> rows,
                     const std::vector<bool>& positive,
                     const WoeOptions& options) {
  WoeColumn result;
  result.name = column.name;
  result.type = column.type;
  result.missing_codes = column.missing_codes;
  Totals all;
  for (const std::size_t row : rows) {
    ++(positive[row] ? all.positives : all.negatives);
  }
  const auto min_rows = static_cast<std::size_t>(
      std::ceil(options.min_share * static_cast<double>(rows.size())));

  WoeBin missing;
  missing.is_missing = true;
  if (column.type == ColumnType::numeric) {
    std::vector<Value> values;
    for (const std::size_t row : rows) {
      if (column.is_missing(row)) {
        add(missing, positive[row]);
      } else {
        values.push_back({column.numbers[row], positive[row]});
      }
    }
    if (!values.empty()) {
      result.bins = numeric_bins(values, options, min_rows, all);
    }
  } else {
    std::vector<WoeBin> levels(column.levels.size());
    for (std::size_t i = 0; i < levels.size(); ++i) {
      levels[i].levels = {column.levels[i]};
    }
    for (const std::size_t row : rows) {
      add(column.is_missing(row)
              ? missing
              : levels[static_cast<std::size_t>(column.codes[row])],
          positive[row]);
    }
    result.bins = categorical_bins(std::move(levels), options, min_rows, all);
  }
  if (missing.rows() > 0) {
    weigh(missing, all);
    result.bins.push_back(std::move(missing));
  }
  result.iv = iv_of(result.bins);
  return result;
}

std::vector<double> woe_values(const WoeColumn& binned, const Column& column,
                               std::span<const std::size_t> rows) {
  double missing = 0;
  TextMap<double> by_level;
  for (const WoeBin& bin : binned.bins) {
    if (bin.is_missing) missing = bin.woe;
    for (const std::string& level : bin.levels) by_level[level] = bin.woe;
  }
  std::vector<double> by_code;
  for (const std::string& level : column.levels) {
    const auto found = by_level.find(level);
    by_code.push_back(found == by_level.end() ? 0 : found->second);
  }
  std::vector<double> result;
  result.reserve(rows.size());
  for (const std::size_t row : rows) {
    if (column.is_missing(row)) {
      result.push_back(missing);
    } else if (column.type == ColumnType::categorical) {
      result.push_back(by_code[static_cast<std::size_t>(column.codes[row])]);
    } else {
      double woe = 0;
      for (const WoeBin& bin : binned.bins) {
        if (bin.is_missing || column.numbers[row] < bin.lower ||
            column.numbers[row] >= bin.upper) {
          continue;
        }
        woe = bin.woe;
      }
      result.push_back(woe);
    }
  }
  return result;
}

}  // namespace ogive::internal
