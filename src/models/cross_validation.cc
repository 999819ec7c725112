// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Splits are drawn before the work begins, folds are done on several threads,
// results are kept in the order of the folds.

#include "models/cross_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <numeric>
#include <string>

#include "io/error.h"
#include "io/progress.h"
#include "kernels/threads.h"
#include "models/distributions.h"
#include "models/evaluation.h"

namespace ogive::internal {
namespace {

struct Work {
  const std::vector<bool>& positive;
  const CrossValidationOptions& options;
  const FitAndScore& fit_and_score;
  const std::vector<std::vector<int>>& folds;  // by repeat and row
  std::vector<double>& auc;
  std::vector<std::string> faults;  // DataErrors
  std::vector<std::exception_ptr> others;
  Progress& progress;
};

void one_fold(Work& work, std::size_t i) {
  const auto k = static_cast<std::size_t>(work.options.folds);
  const std::vector<int>& fold_of = work.folds[i / k];
  const int fold = static_cast<int>(i % k);
  std::vector<std::size_t> train;
  std::vector<std::size_t> test;
  std::vector<bool> test_positive;
  for (std::size_t row = 0; row < fold_of.size(); ++row) {
    if (fold_of[row] != fold) {
      train.push_back(row);
      continue;
    }
    test.push_back(row);
    test_positive.push_back(work.positive[row]);
  }
  const std::vector<double> scores = work.fit_and_score(train, test);
  work.auc[i] = roc_curve(scores, test_positive).auc;
}

void some_folds(void* context, std::size_t begin, std::size_t end) {
  Work& work = *static_cast<Work*>(context);
  for (std::size_t i = begin; i < end; ++i) {
    try {
      one_fold(work, i);
    } catch (const DataError& error) {
      work.faults[i] = error.what();
    } catch (...) {
      work.others[i] = std::current_exception();
    }
    work.progress.add(1);
  }
}

}  // namespace

std::vector<int> stratified_folds(const std::vector<bool>& positive, int folds,
                                  Random& random) {
  std::vector<int> result(positive.size());
  int next = 0;  // goes on from one class to the other, which evens the sizes
  for (const bool wanted : {false, true}) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < positive.size(); ++row) {
      if (positive[row] == wanted) rows.push_back(row);
    }
    random.shuffle(rows);
    for (const std::size_t row : rows) {
      result[row] = next;
      next = (next + 1) % folds;
    }
  }
  return result;
}

CrossValidation cross_validate(const std::string& file,
                               const std::vector<bool>& positive,
                               const CrossValidationOptions& options,
                               const FitAndScore& fit_and_score) {
  const auto positives = std::count(positive.begin(), positive.end(), true);
  const auto fewest = std::min(positives, std::ssize(positive) - positives);
  if (fewest < options.folds) {
    throw DataError(fmt::format(
        "{}: one class has {} row{}, too few for {} folds: each fold needs one "
        "at least; give a smaller --folds",
        file, fewest, fewest == 1 ? "" : "s", options.folds));
  }
  CrossValidation result;
  result.options = options;
  const auto n = static_cast<std::size_t>(options.folds) *
                 static_cast<std::size_t>(options.repeats);
  result.auc.resize(n);
  Random random(options.seed);
  std::vector<std::vector<int>> folds;
  for (int repeat = 0; repeat < options.repeats; ++repeat) {
    folds.push_back(stratified_folds(positive, options.folds, random));
  }
  Progress progress("cross-validate", n, "folds");
  Work work{positive,
            options,
            fit_and_score,
            folds,
            result.auc,
            std::vector<std::string>(n),
            std::vector<std::exception_ptr>(n),
            progress};
  for_each_grain(n, 1, options.threads, &work, &some_folds);
  for (std::size_t i = 0; i < n; ++i) {
    if (work.others[i]) std::rethrow_exception(work.others[i]);
    if (work.faults[i].empty()) continue;
    const auto k = static_cast<std::size_t>(options.folds);
    throw DataError(fmt::format("cross-validation, repeat {}, fold {}: {}",
                                i / k + 1, i % k + 1, work.faults[i]));
  }
  progress.finish();

  const auto count = static_cast<double>(n);
  result.mean =
      std::accumulate(result.auc.begin(), result.auc.end(), 0.0) / count;
  double squares = 0;
  for (const double auc : result.auc) {
    squares += (auc - result.mean) * (auc - result.mean);
  }
  const double variance = squares / (count - 1);
  result.deviation = std::sqrt(variance);
  const double ratio = 1.0 / (options.folds - 1);  // test rows to training rows
  const double reach =
      student_t_quantile((1 + options.confidence) / 2, count - 1) *
      std::sqrt((1 / count + ratio) * variance);
  result.low = std::max(0.0, result.mean - reach);
  result.high = std::min(1.0, result.mean + reach);
  return result;
}

}  // namespace ogive::internal
