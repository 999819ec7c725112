// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The two distributions that tests and intervals need, to some 1e-13 relative.

#ifndef OGIVE_SRC_MODELS_DISTRIBUTIONS_H_
#define OGIVE_SRC_MODELS_DISTRIBUTIONS_H_

namespace ogive::internal {

// P(X > x) of the chi-squared distribution with `df` > 0 degrees of freedom,
// x >= 0: the regularised incomplete gamma function Q(df/2, x/2).
double chi_squared_upper(double x, double df);

// P(T <= t) of Student's t with `df` > 0 degrees of freedom.
double student_t_lower(double t, double df);

// The t with P(T <= t) = p, 0 < p < 1.
double student_t_quantile(double p, double df);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_DISTRIBUTIONS_H_
