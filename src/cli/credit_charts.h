// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The figures of score cards and evaluations, and the folder they go to.

#ifndef OGIVE_SRC_CLI_CREDIT_CHARTS_H_
#define OGIVE_SRC_CLI_CREDIT_CHARTS_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "models/evaluation.h"
#include "models/stability.h"
#include "models/woe.h"
#include "plot/chart.h"

namespace ogive::internal {

Chart roc_chart(const Roc& roc);
// The classes' distributions over `sign` times the thresholds, an axis that
// `score` names.
Chart ks_chart(const Roc& roc, double sign, const std::string& score,
               const std::string& positive, const std::string& negative);
Chart calibration_chart(const Calibration& calibration);
// Approval rate and bad rate by cut-off; `by_probability`: scores are negated
// probabilities.
Chart cutoff_chart(const std::vector<Cutoff>& cutoffs, bool by_probability);
// WOE of each bin, a chart a column.
std::vector<Chart> woe_charts(const std::vector<WoeColumn>& columns);
Chart stability_chart(const std::vector<Stability>& columns);
// Old and new shares of one column's bins.
Chart share_chart(const Stability& column);

// A folder of tables and figures, made where it is not there.
class ResultFolder {
 public:
  // The option of that name ("-o,--output"), and --format.
  void add_to(CLI::App* sub, const std::string& option);
  bool wanted() const { return !path_.empty(); }
  // Makes the folder; throws IoError.
  void open() const;
  void write(const std::string& name, const std::string& text) const;
  void draw(const std::string& name, const Chart& chart) const;
  void draw(const std::string& name, const std::vector<Chart>& charts) const;

 private:
  std::string path_, format_ = "svg";
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_CLI_CREDIT_CHARTS_H_
