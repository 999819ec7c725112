// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The tour: one HTML page, complete in itself, that shows what the sigmoid is,
// what it is good for and what not, with what this machine measures meanwhile.

#ifndef OGIVE_SRC_TOUR_TOUR_H_
#define OGIVE_SRC_TOUR_TOUR_H_

#include <functional>
#include <string>

#include "studies/study.h"

namespace ogive::internal {

struct TourRequest {
  StudyRequest study;  // data, seed, language and so on
  // What the page says of the machine it was made on.
  std::string cpu, compiler, target, version;
  int cores = 1;
  // Called when a part of the work is done: which of how many, its name, how
  // long it took.
  std::function<void(int part, int parts, const std::string& name,
                     double seconds)>
      on_part;
};

// The page. Throws what the studies throw.
std::string make_tour(const TourRequest& request);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_TOUR_TOUR_H_
