// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Repeated stratified k-fold cross-validation of the AUC.

#ifndef OGIVE_SRC_MODELS_CROSS_VALIDATION_H_
#define OGIVE_SRC_MODELS_CROSS_VALIDATION_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "nn/random.h"

namespace ogive::internal {

struct CrossValidationOptions {
  int folds = 5;     // 2 or more
  int repeats = 10;  // 1 or more, with 2 folds in all at least
  std::uint64_t seed = 1;
  double confidence = 0.95;
  int threads = 1;  // 0: every core; changes no result
};

struct CrossValidation {
  CrossValidationOptions options;
  std::vector<double> auc;  // of each fold, repeat after repeat
  double mean = 0, deviation = 0;
  // Student's t with the variance corrected for the overlap of the training
  // rows: (1 / (k r) + test rows / training rows) deviation^2 (Nadeau and
  // Bengio, Inference for the generalization error, Machine Learning 52, 2003).
  double low = 0, high = 0;
};

// Fits on the rows `train` and gives the rows `test` scores, which are larger
// the likelier the positive class is. Both list rows of the data, rising. It
// is called from several threads at once.
using FitAndScore = std::function<std::vector<double>(
    std::span<const std::size_t> train, std::span<const std::size_t> test)>;

// Throws DataError where a class has fewer rows than there are folds, and
// whatever `fit_and_score` throws as DataError, with repeat and fold named (the
// first of several). `file` is for messages.
CrossValidation cross_validate(const std::string& file,
                               const std::vector<bool>& positive,
                               const CrossValidationOptions& options,
                               const FitAndScore& fit_and_score);

// The fold of each row in one repeat, 0 to folds - 1: in each fold as many rows
// of either class as in any other, or one more.
std::vector<int> stratified_folds(const std::vector<bool>& positive, int folds,
                                  Random& random);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_CROSS_VALIDATION_H_
