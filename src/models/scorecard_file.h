// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// A score card as a JSON file. docs/scorecard.md describes it.

#ifndef OGIVE_SRC_MODELS_SCORECARD_FILE_H_
#define OGIVE_SRC_MODELS_SCORECARD_FILE_H_

#include <string>

#include "io/json_file.h"
#include "models/scorecard.h"

namespace ogive::internal {

inline constexpr char kScorecardFormat[] = "ogive score card";

// The file's text. Throws DataError for names that are not UTF-8.
std::string scorecard_to_json(const Scorecard& card, const CardReport& report);

// Takes from a file of `format` kScorecardFormat what scoring needs, the counts
// of the bins left at 0; every fault is a DataError.
Scorecard scorecard_from_json(const JsonValue& json);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_SCORECARD_FILE_H_
