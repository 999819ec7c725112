// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Binary logistic regression by maximum likelihood, or with a ridge. Formulas
// and sources are in docs/logistic_regression.md.

#ifndef OGIVE_SRC_MODELS_LOGISTIC_REGRESSION_H_
#define OGIVE_SRC_MODELS_LOGISTIC_REGRESSION_H_

#include <Eigen/Core>
#include <string>
#include <vector>

#include "models/design_matrix.h"

namespace ogive::internal {

struct LogisticOptions {
  // The penalty is ridge / 2 times the sum of the squared coefficients of the
  // standardised columns (mean 0, standard deviation 1 with divisor n); the
  // intercept is not penalised. 0: plain maximum likelihood.
  double ridge = 0;
  int max_iterations = 100;
  // Converged is what moves no row's log-odds by more than this.
  double tolerance = 1e-9;
};

struct LogisticFit {
  // The intercept, then the coefficients of the terms, in their own units.
  Eigen::VectorXd coefficients;
  // Of these, from the inverse of the information matrix. Without a ridge only:
  // the estimates with one are biased, and these not what they seem.
  Eigen::MatrixXd covariance;
  Eigen::VectorXd log_odds;  // of each row
  double log_likelihood = 0;
  double null_log_likelihood = 0;  // of the intercept alone
  int iterations = 0;
  double last_step = 0;  // the largest change of a log-odds in the last one
  std::vector<std::string> notes;  // what the reader of the report should know
};

// Throws DataError, in words: for a label of one class, constant columns,
// collinear ones (with a ridge that is a note), complete or quasi-complete
// separation, which leaves no maximum of the likelihood (with a ridge that is a
// note too), and where it does not converge.
LogisticFit fit_logistic(Design design, const LogisticOptions& options);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_LOGISTIC_REGRESSION_H_
