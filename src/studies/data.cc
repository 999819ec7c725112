// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Reading the data sets.

#include "studies/data.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>

#include "io/csv.h"
#include "io/error.h"
#include "io/number.h"
#include "io/stream.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kHeldOutEvery = 5;

std::filesystem::path own_folder() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::path() : self.parent_path();
}

// All columns but the last as numbers divided by `scale`, the last as a class.
Split read_samples(const std::string& path, std::size_t inputs,
                   std::size_t classes, float scale) {
  FileSource source(path);
  CsvReader reader(source);
  if (reader.names().size() != inputs + 1) {
    throw DataError(path + ": the header has " +
                    std::to_string(reader.names().size()) + " columns, not " +
                    std::to_string(inputs + 1) + ": it is another data set");
  }
  Split split;
  CsvRow row;
  for (std::size_t n = 0; reader.next(row); ++n) {
    Samples& part =
        n % kHeldOutEvery == kHeldOutEvery - 1 ? split.held_out : split.train;
    for (std::size_t i = 0; i < inputs; ++i) {
      const auto value = parse_number<float>(row.value(i));
      if (!value || !std::isfinite(*value)) {
        reader.fail(row, i, quote_text(row.value(i)) + " is no number");
      }
      part.x.push_back(*value / scale);
    }
    const auto label = parse_number<float>(row.value(inputs));
    const auto is_class = [&](float v) {
      return v >= 0 && v < static_cast<float>(classes) && v == std::floor(v);
    };
    if (!label || !is_class(*label)) {
      reader.fail(row, inputs,
                  quote_text(row.value(inputs)) + " is no class from 0 to " +
                      std::to_string(classes - 1));
    }
    part.classes.push_back(static_cast<std::size_t>(*label));
    part.rows += 1;
  }
  split.train.inputs = split.held_out.inputs = inputs;
  if (split.held_out.rows == 0) {
    throw DataError(path + ": too few rows to hold any out");
  }
  return split;
}

// Mean 0 and standard deviation 1 over the training rows.
void standardise(Split& split) {
  const std::size_t inputs = split.train.inputs;
  const auto rows = static_cast<double>(split.train.rows);
  for (std::size_t i = 0; i < inputs; ++i) {
    double sum = 0, squares = 0;
    for (std::size_t r = 0; r < split.train.rows; ++r) {
      sum += split.train.x[r * inputs + i];
    }
    const double mean = sum / rows;
    for (std::size_t r = 0; r < split.train.rows; ++r) {
      squares += std::pow(split.train.x[r * inputs + i] - mean, 2);
    }
    const double deviation = std::sqrt(squares / rows);
    for (Samples* part : {&split.train, &split.held_out}) {
      for (std::size_t r = 0; r < part->rows; ++r) {
        float& v = part->x[r * inputs + i];
        v = static_cast<float>((v - mean) / (deviation > 0 ? deviation : 1));
      }
    }
  }
}

}  // namespace

std::string find_data(const std::string& folder, const std::string& name) {
  std::vector<std::filesystem::path> folders;
  if (!folder.empty()) {
    folders.emplace_back(folder);
  } else {
    const std::filesystem::path self = own_folder();
    if (!self.empty()) folders.push_back(self / OGIVE_DATA_FROM_BIN);
    folders.emplace_back("data");
    // build/PRESET/ogive in the source tree.
    if (!self.empty()) folders.push_back(self / "../../data");
  }
  std::string places;
  for (const auto& place : folders) {
    std::error_code error;
    const auto path = place / name;
    if (std::filesystem::is_regular_file(path, error)) return path.string();
    places += (places.empty() ? "" : ", ") + place.lexically_normal().string();
  }
  throw IoError("there is no " + name + " in " + places +
                ": name the folder of the data sets with --data DIR");
}

Split read_digits(const std::string& path) {
  return read_samples(path, 64, 10, 16);
}

Split read_tumours(const std::string& path) {
  Split split = read_samples(path, 30, 2, 1);
  standardise(split);
  // The file has 1 for the benign.
  for (Samples* part : {&split.train, &split.held_out}) {
    for (std::size_t& c : part->classes) c = 1 - c;
  }
  return split;
}

}  // namespace ogive::internal
