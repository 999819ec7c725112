// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The list of studies, and what they share.

#include "studies/study.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "io/csv.h"
#include "io/number.h"
#include "io/progress.h"

namespace ogive::internal {
namespace {

constexpr std::array<Study, 7> kStudies{{
    {"saturation", study_saturation},
    {"smooth", study_smooth},
    {"vanishing-gradient", study_vanishing_gradient},
    {"zig-zag", study_zig_zag},
    {"cost", study_cost},
    {"soft-normalisation", study_soft_normalisation},
    {"placement", study_placement},
}};

std::string cell_text(const Cell& cell) {
  if (const auto* words = std::get_if<std::string>(&cell)) return *words;
  const double value = std::get<double>(cell);
  return is_whole(value) ? fmt::format("{:.0f}", value)
                         : fmt::format("{:.4g}", value);
}

// Letters, not bytes: every byte of UTF-8 but those that go on.
std::size_t letters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string as_csv(const Cell& cell) {
  if (const auto* value = std::get_if<double>(&cell)) {
    return format_number(*value);
  }
  return csv_cell(std::get<std::string>(cell));
}

}  // namespace

std::span<const Study> studies() { return kStudies; }

bool is_whole(double value) {
  return std::fabs(value) < 1e15 && value == std::trunc(value);
}

std::string table_text(const StudyTable& table) {
  std::vector<std::vector<std::string>> lines{table.columns};
  std::vector<bool> numeric(table.columns.size(), true);
  for (const auto& row : table.rows) {
    lines.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      lines.back().push_back(cell_text(row[i]));
      if (std::holds_alternative<std::string>(row[i])) numeric[i] = false;
    }
  }
  std::vector<std::size_t> widths(table.columns.size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      widths[i] = std::max(widths[i], letters(line[i]));
    }
  }
  std::string out;
  for (const auto& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const std::string room(widths[i] - letters(line[i]), ' ');
      if (i > 0) text += "  ";
      text += numeric[i] ? room + line[i] : line[i] + room;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + '\n';
  }
  return out;
}

std::string table_csv(const StudyTable& table) {
  std::string out;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    out += (i > 0 ? "," : "") + table.columns[i];
  }
  out += '\n';
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += (i > 0 ? "," : "") + as_csv(row[i]);
    }
    out += '\n';
  }
  return out;
}

ChartSeries chart_series(std::string label, std::vector<double> x,
                         std::vector<double> y, ChartSeries::Kind kind,
                         int colour, bool dashed) {
  ChartSeries s;
  s.label = std::move(label);
  s.x = std::move(x);
  s.y = std::move(y);
  s.kind = kind;
  s.colour = colour;
  s.dashed = dashed;
  return s;
}

void run_jobs(const std::string& label, std::size_t n, int threads,
              const std::function<void(std::size_t)>& job) {
  Progress progress(label, n, "parts");
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    for (;;) {
      const std::size_t i = next++;
      if (i >= n) return;
      try {
        job(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next = n;
      }
      progress.add(1);
    }
  };
  std::size_t count = threads > 0 ? static_cast<std::size_t>(threads)
                                  : std::thread::hardware_concurrency();
  count = std::clamp<std::size_t>(count, 1, std::max<std::size_t>(n, 1));
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < count; ++i) others.emplace_back(work);
  work();
  for (std::thread& t : others) t.join();
  if (failure) std::rethrow_exception(failure);
  progress.finish();
}

}  // namespace ogive::internal
