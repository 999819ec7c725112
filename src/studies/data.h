// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The data sets that studies and tour learn from, and where they lie.

#ifndef OGIVE_SRC_STUDIES_DATA_H_
#define OGIVE_SRC_STUDIES_DATA_H_

#include <cstddef>
#include <string>
#include <vector>

namespace ogive::internal {

// The path of a data set of that name. In `folder` if it is not empty; else
// where the installed command has its data, in ./data, and where a build tree
// lies within the sources. Throws IoError that names the places.
std::string find_data(const std::string& folder, const std::string& name);

// Rows of numbers, and the class of each.
struct Samples {
  std::size_t rows = 0, inputs = 0;
  std::vector<float> x;  // row after row
  std::vector<std::size_t> classes;
};

// Every fifth row, the fifth first, is held out.
struct Split {
  Samples train, held_out;
};

// digits.csv: 64 pixels from 0 to 1 and the digit. Throws DataError for a file
// that is not that.
Split read_digits(const std::string& path);

// breast_cancer_wdbc.csv: 30 measurements, with mean 0 and standard deviation 1
// over the training rows, and class 1 for a malignant mass, else 0.
Split read_tumours(const std::string& path);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_STUDIES_DATA_H_
