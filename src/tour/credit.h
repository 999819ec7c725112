// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Probability on real credit data: a logistic regression learns from four
// fifths of the applicants and judges the rest.

#ifndef OGIVE_SRC_TOUR_CREDIT_H_
#define OGIVE_SRC_TOUR_CREDIT_H_

#include "studies/study.h"

namespace ogive::internal {

// Facts, a table of some applicants and two charts: the probabilities of either
// class, and how often applicants turned out bad by their probability. Throws
// what reading german_credit.csv and fitting throw.
StudyResult credit_at_work(const StudyRequest& request);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_TOUR_CREDIT_H_
