// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// From a table to a model and the report of its fit.

#ifndef OGIVE_SRC_MODELS_FIT_TABLE_H_
#define OGIVE_SRC_MODELS_FIT_TABLE_H_

#include <optional>
#include <vector>

#include "models/cross_validation.h"
#include "models/design_matrix.h"
#include "models/fit_report.h"
#include "models/logistic_regression.h"
#include "models/model_file.h"
#include "models/schema.h"
#include "models/table.h"

namespace ogive::internal {

struct FittedModel {
  Model model;
  FitReport report;  // without `left_out`, which the choice of columns knows
};

// With `validation` the report has the cross-validated AUC too: levels that the
// training rows of a fold lack then count as the reference level.
FittedModel fit_table(
    const Table& table, const Schema& schema, const DesignRequest& request,
    const LogisticOptions& options,
    const std::optional<CrossValidationOptions>& validation = std::nullopt);

// What the report says of any fit; `positive` is by row of the fit. The terms
// have no names yet but the intercept.
FitReport make_report(const Table& table, const std::vector<bool>& positive,
                      const LogisticFit& fit, const LogisticOptions& options);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_FIT_TABLE_H_
