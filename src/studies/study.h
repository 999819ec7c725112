// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Studies: each makes an experiment and gives the facts it found, tables,
// charts, and a text that reads these facts. The text is right whatever they
// are: where a number could fall on either side of a claim, a fact says on
// which it fell.

#ifndef OGIVE_SRC_STUDIES_STUDY_H_
#define OGIVE_SRC_STUDIES_STUDY_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "plot/chart.h"
#include "studies/texts.h"

namespace ogive::internal {

using Cell = std::variant<std::string, double>;

struct StudyTable {
  std::string name;                  // empty for the first of a study
  std::vector<std::string> columns;  // identifiers, for CSV files too
  std::vector<std::vector<Cell>> rows;
};

struct StudyRequest {
  std::string data;  // the folder of the data sets, as find_data takes it
  std::uint64_t seed = 1;
  bool quick = false;                     // a sparser look, many times shorter
  int threads = 0;                        // 0: every core
  Language language = Language::english;  // of the charts and the text
};

struct StudyResult {
  Facts facts;
  std::vector<StudyTable> tables;
  std::vector<Chart> charts;
  std::string text;  // paragraphs, a blank line between them
};

struct Study {
  const char* name;  // "zig-zag"; also the first part of its texts' keys
  StudyResult (*run)(const StudyRequest&);
};

std::span<const Study> studies();

StudyResult study_cost(const StudyRequest& request);
StudyResult study_placement(const StudyRequest& request);
StudyResult study_saturation(const StudyRequest& request);
StudyResult study_smooth(const StudyRequest& request);
StudyResult study_soft_normalisation(const StudyRequest& request);
StudyResult study_vanishing_gradient(const StudyRequest& request);
StudyResult study_zig_zag(const StudyRequest& request);

// Whether a table tells the number with all its digits: a count, say.
bool is_whole(double value);

// The table in columns for a reader; other numbers with four digits.
std::string table_text(const StudyTable& table);
// The same as CSV; numbers that read back to the same bits.
std::string table_csv(const StudyTable& table);

// A series of a chart.
ChartSeries chart_series(std::string label, std::vector<double> x,
                         std::vector<double> y,
                         ChartSeries::Kind kind = ChartSeries::Kind::line,
                         int colour = 0, bool dashed = false);

// Calls job(i) for i from 0 to n - 1 on several threads, with a progress bar of
// that label; returns when all are done. The first exception is thrown again.
void run_jobs(const std::string& label, std::size_t n, int threads,
              const std::function<void(std::size_t)>& job);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_STUDIES_STUDY_H_
