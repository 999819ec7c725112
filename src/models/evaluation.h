// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// How good predicted probabilities of two classes are: ROC curve, calibration,
// losses, and what a cut-off would do. docs/evaluation.md has the formulas and
// their sources. Both classes must occur in what all of these are given.

#ifndef OGIVE_SRC_MODELS_EVALUATION_H_
#define OGIVE_SRC_MODELS_EVALUATION_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace ogive::internal {

// What is called positive when all rows of at least this score are.
struct RocPoint {
  double threshold = 0;  // the first point has +inf: none is
  std::size_t true_positives = 0, false_positives = 0;
};

struct Roc {
  std::vector<RocPoint> points;  // one for each different score, falling
  std::size_t positives = 0, negatives = 0;
  double auc = 0;           // ties count half
  double ks = 0;            // the largest difference of the two rates
  double ks_threshold = 0;  // where it is, the highest of several

  double gini() const { return 2 * auc - 1; }
  double true_positive_rate(const RocPoint& point) const {
    return static_cast<double>(point.true_positives) /
           static_cast<double>(positives);
  }
  double false_positive_rate(const RocPoint& point) const {
    return static_cast<double>(point.false_positives) /
           static_cast<double>(negatives);
  }
};

Roc roc_curve(std::span<const double> scores,
              const std::vector<bool>& positive);

// The mean of -ln(the probability given to the class that was the row's); may
// be infinite.
double log_loss(std::span<const double> probability,
                const std::vector<bool>& positive);

// The mean of (probability - 1 or 0)^2.
double brier_score(std::span<const double> probability,
                   const std::vector<bool>& positive);

struct CalibrationGroup {
  double lowest = 0, highest = 0;  // probability in the group
  std::size_t rows = 0, positives = 0;
  double expected = 0;  // the sum of the probabilities

  double mean() const { return expected / static_cast<double>(rows); }
  double observed_rate() const {
    return static_cast<double>(positives) / static_cast<double>(rows);
  }
};

struct Calibration {
  std::vector<CalibrationGroup> groups;  // by rising probability
  // Hosmer and Lemeshow's statistic, which has one degree of freedom for each
  // group on rows that the model has not seen, two fewer on those of the fit.
  double statistic = 0;
  double p_unseen = 0, p_fitted = 0;  // NaN without degrees of freedom
};

// Groups of nearly as many rows each, rows of one probability never parted.
Calibration calibration(std::span<const double> probability,
                        const std::vector<bool>& positive, int groups);

// What happens if rows of at least this score, higher being safer, are
// approved.
struct Cutoff {
  double score = 0;
  std::size_t approved = 0, approved_positives = 0;
  double approval_rate = 0;
  double bad_rate = 0;            // positives among the approved
  double declined_positives = 0;  // of all positives, the share declined
  double declined_negatives = 0;
};

// The cut-offs that approve at least 1/steps, 2/steps, ... of the rows, the
// strictest first.
std::vector<Cutoff> cutoff_table(std::span<const double> scores,
                                 const std::vector<bool>& positive, int steps);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_EVALUATION_H_
