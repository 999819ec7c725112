// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What is wrong with the columns of a regression, in words: constant columns,
// collinear ones, and separation of the classes.

#ifndef OGIVE_SRC_MODELS_DIAGNOSIS_H_
#define OGIVE_SRC_MODELS_DIAGNOSIS_H_

#include <Eigen/Core>
#include <string>
#include <vector>

#include "models/design_matrix.h"

namespace ogive::internal {

// A sentence for each column that has one value in all rows.
std::vector<std::string> constant_columns(const Design& design);

// A sentence for each column that is a linear combination of those before it
// and the intercept. `z` are the columns standardised, `scale` their standard
// deviations.
std::vector<std::string> collinear_columns(const Design& design,
                                           const Eigen::MatrixXd& z,
                                           const Eigen::VectorXd& scale);

struct Separation {
  enum class Kind : std::uint8_t { none, quasi_complete, complete };
  Kind kind = Kind::none;
  std::string what;  // a sentence: by which columns
};

// Whether a single column, or a single level, separates the classes.
Separation single_column_separation(const Design& design);

// Whether the coefficients (the intercept first) of the standardised columns
// put every row on the side of its class: complete separation, proven.
Separation complete_separation(const Design& design, const Eigen::VectorXd& eta,
                               const Eigen::VectorXd& coefficients);

// Whether the last Newton step, `step`, shows a direction in which no row gets
// worse and some get better for ever. The direction is made exact, to rounding,
// before it is believed.
Separation quasi_complete_separation(const Design& design,
                                     const Eigen::MatrixXd& z,
                                     const Eigen::VectorXd& step);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_DIAGNOSIS_H_
