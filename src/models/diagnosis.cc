// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Constant and collinear columns by their values; separation by certificates,
// directions that can be checked against every row.

#include "models/diagnosis.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "io/number.h"

namespace ogive::internal {
namespace {

using Eigen::Index;

// What is left of a standardised column after those before it are taken out,
// relative to it, is below this in a collinear one. R's lm and glm have 1e-7.
constexpr double kCollinear = 1e-8;
// Smaller shares of a direction or a combination are rounding.
constexpr double kNegligible = 1e-6;
constexpr std::size_t kMostNamed = 12;

std::string name_list(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNamed); ++i) {
    list += (i > 0 ? ", " : "") + quote_text(names[i]);
  }
  if (names.size() > kMostNamed) {
    list += fmt::format(" and {} more", names.size() - kMostNamed);
  }
  return list;
}

// The columns of the table that have a share in the direction.
std::string columns_in(const Design& design, const Eigen::VectorXd& direction) {
  const double largest =
      direction.tail(direction.size() - 1).cwiseAbs().maxCoeff();
  std::vector<std::string> names;
  for (std::size_t j = 0; j < design.terms.size(); ++j) {
    if (std::fabs(direction[static_cast<Index>(j) + 1]) <
        kNegligible * largest) {
      continue;
    }
    const std::string& name = design.terms[j].column;
    if (names.empty() || names.back() != name) names.push_back(name);
  }
  if (names.size() == 1) return "column " + name_list(names);
  return fmt::format("{} columns together: {}", names.size(), name_list(names));
}

double sign_of(const Design& design, Index i) {
  return design.positive[static_cast<std::size_t>(i)] ? 1 : -1;
}

}  // namespace

std::vector<std::string> constant_columns(const Design& design) {
  std::vector<std::string> result;
  for (std::size_t j = 0; j < design.terms.size(); ++j) {
    const auto column = design.x.col(static_cast<Index>(j));
    if (column.minCoeff() != column.maxCoeff()) continue;
    const Term& term = design.terms[j];
    result.push_back(fmt::format(
        "column {} is constant: it is {} in all {} rows",
        quote_text(term.column),
        term.is_level ? quote_text(term.level) : format_number(column[0]),
        design.x.rows()));
  }
  return result;
}

std::vector<std::string> collinear_columns(const Design& design,
                                           const Eigen::MatrixXd& z,
                                           const Eigen::VectorXd& scale) {
  std::vector<std::string> result;
  const Index p = z.cols();
  // Gram-Schmidt, twice for each column: z = q r for the columns `kept`.
  Eigen::MatrixXd q(z.rows(), std::min(p, z.rows()));
  Eigen::MatrixXd r = Eigen::MatrixXd::Zero(q.cols(), q.cols());
  std::vector<Index> kept;
  for (Index j = 0; j < p; ++j) {
    const auto m = static_cast<Index>(kept.size());
    Eigen::VectorXd rest = z.col(j);
    const double length = rest.norm();
    Eigen::VectorXd share = Eigen::VectorXd::Zero(m);
    for (int pass = 0; pass < 2; ++pass) {
      const Eigen::VectorXd more = q.leftCols(m).transpose() * rest;
      rest -= q.leftCols(m) * more;
      share += more;
    }
    if (rest.norm() > kCollinear * length && m < q.cols()) {
      q.col(m) = rest.normalized();
      r.col(m).head(m) = share;
      r(m, m) = rest.norm();
      kept.push_back(j);
      continue;
    }
    const Eigen::VectorXd weight =
        r.topLeftCorner(m, m).triangularView<Eigen::Upper>().solve(share);
    std::string sum;
    std::size_t named = 0;
    for (Index k = 0; k < m; ++k) {
      if (std::fabs(weight[k]) < kNegligible) continue;
      if (++named > kMostNamed) continue;
      const Index other = kept[static_cast<std::size_t>(k)];
      const double factor = weight[k] * scale[j] / scale[other];
      sum += fmt::format(
          "{}{:.4g} {}",
          factor < 0 ? (sum.empty() ? "-" : " - ") : (sum.empty() ? "" : " + "),
          std::fabs(factor),
          quote_text(design.terms[static_cast<std::size_t>(other)].name()));
    }
    if (named > kMostNamed) {
      sum += fmt::format(" + ... ({} columns)", named);
    }
    result.push_back(fmt::format(
        "column {} is collinear with others: it is {}, but for a constant",
        quote_text(design.terms[static_cast<std::size_t>(j)].name()), sum));
  }
  return result;
}

Separation single_column_separation(const Design& design) {
  using Kind = Separation::Kind;
  Separation found;
  for (const Predictor& predictor : design.predictors) {
    for (std::size_t k = 0; k < predictor.levels.size(); ++k) {
      const std::size_t negatives = predictor.negatives[k];
      const std::size_t positives = predictor.positives[k];
      if (negatives != 0 && positives != 0) continue;
      const std::size_t rows = negatives + positives;
      // A column that has only such levels separates completely; that is left
      // to the general test, which this sentence would only forestall.
      found.kind = Kind::quasi_complete;
      found.what += fmt::format(
          "{}{} with {} = {} {} {}", found.what.empty() ? "" : "; ",
          rows == 1 ? "the one row" : fmt::format("all {} rows", rows),
          quote_text(predictor.column), quote_text(predictor.levels[k]),
          rows == 1 ? "is" : "are",
          quote_text(positives == 0 ? design.negative_name
                                    : design.positive_name));
    }
  }
  constexpr double kInf = std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < design.terms.size(); ++j) {
    if (design.terms[j].is_level) continue;
    double low[2] = {kInf, kInf};
    double high[2] = {-kInf, -kInf};
    for (Index i = 0; i < design.x.rows(); ++i) {
      const int side = design.positive[static_cast<std::size_t>(i)] ? 1 : 0;
      const double value = design.x(i, static_cast<Index>(j));
      low[side] = std::min(low[side], value);
      high[side] = std::max(high[side], value);
    }
    for (const int lower : {0, 1}) {
      if (high[lower] > low[1 - lower]) continue;
      const bool complete = high[lower] < low[1 - lower];
      const std::string& name = design.terms[j].column;
      const std::string text = fmt::format(
          "column {} alone separates: it is at most {} where {}, at least {} "
          "where {}",
          quote_text(name), format_number(high[lower]),
          quote_text(lower == 1 ? design.positive_name : design.negative_name),
          format_number(low[1 - lower]),
          quote_text(lower == 1 ? design.negative_name : design.positive_name));
      if (complete) return {Kind::complete, text};
      found.kind = Kind::quasi_complete;
      found.what += (found.what.empty() ? "" : "; ") + text;
      break;
    }
  }
  return found;
}

Separation complete_separation(const Design& design, const Eigen::VectorXd& eta,
                               const Eigen::VectorXd& coefficients) {
  // Margins that rounding could have made do not count.
  const double least = 1e-9 * eta.cwiseAbs().maxCoeff();
  for (Index i = 0; i < eta.size(); ++i) {
    if (!(sign_of(design, i) * eta[i] > least)) return {};
  }
  return {Separation::Kind::complete, columns_in(design, coefficients)};
}

Separation quasi_complete_separation(const Design& design,
                                     const Eigen::MatrixXd& z,
                                     const Eigen::VectorXd& step) {
  const Index n = z.rows();
  const Index p = z.cols() + 1;
  const auto gains = [&](const Eigen::VectorXd& direction) {
    Eigen::VectorXd gain = z * direction.tail(p - 1);
    for (Index i = 0; i < n; ++i) {
      gain[i] = sign_of(design, i) * (gain[i] + direction[0]);
    }
    return gain;
  };
  const Eigen::VectorXd gain = gains(step);
  const double largest = gain.maxCoeff();
  if (!(largest > 0)) return {};
  for (const double share : {1e-2, 1e-4}) {
    const double margin = share * largest;
    if (gain.minCoeff() < -margin) continue;
    // The rows that the direction should leave where they are: it is projected
    // on what is orthogonal to all of them.
    Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(p, p);
    Eigen::VectorXd row(p);
    for (Index i = 0; i < n; ++i) {
      if (gain[i] > margin) continue;
      row << 1, z.row(i).transpose();
      gram.noalias() += row * row.transpose();
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(gram);
    const Eigen::VectorXd& values = eigen.eigenvalues();
    Index dimension = 0;  // of the null space; eigenvalues ascend
    while (dimension < p &&
           values[dimension] < 1e-12 * std::max(values[p - 1], 1.0)) {
      ++dimension;
    }
    if (dimension == 0) continue;
    const auto basis = eigen.eigenvectors().leftCols(dimension);
    const Eigen::VectorXd exact = basis * (basis.transpose() * step);
    const Eigen::VectorXd exact_gain = gains(exact);
    const double reach = exact_gain.maxCoeff();
    if (reach > largest / 2 && exact_gain.minCoeff() > -1e-6 * reach) {
      return {Separation::Kind::quasi_complete, columns_in(design, exact)};
    }
  }
  return {};
}

}  // namespace ogive::internal
