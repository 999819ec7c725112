// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// From a table to a model and the report of its fit.

#ifndef OGIVE_SRC_MODELS_FIT_TABLE_H_
#define OGIVE_SRC_MODELS_FIT_TABLE_H_

#include "models/design_matrix.h"
#include "models/logistic_regression.h"
#include "models/model_file.h"
#include "models/schema.h"
#include "models/table.h"

namespace ogive::internal {

struct FittedModel {
  Model model;
  FitReport report;  // without `left_out`, which the choice of columns knows
};

FittedModel fit_table(const Table& table, const Schema& schema,
                      const DesignRequest& request,
                      const LogisticOptions& options);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_FIT_TABLE_H_
