// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Newton's method, which for this likelihood is iteratively reweighted least
// squares. It works on standardised columns, so that units do not matter, and
// with the tail of the sigmoid, s(-|x|), so that residuals and weights keep
// their digits however sure the model is of a row.

#include "models/logistic_regression.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "io/error.h"
#include "io/number.h"
#include "models/diagnosis.h"
#include "ogive/activations.h"

namespace ogive::internal {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kMostHalvings = 40;
constexpr Index kBlock = 1024;  // rows of the matrix at a time
// Before this iteration the steps do not yet show where they lead.
constexpr int kFirstLook = 6;

std::span<const double> span_of(const VectorXd& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}
std::span<double> span_of(VectorXd& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}

// Everything that depends on the coefficients (of the standardised columns, the
// intercept first).
struct State {
  VectorXd beta, eta;
  double log_likelihood = 0;
  double objective = 0;  // log_likelihood less the penalty
};

class Newton {
 public:
  Newton(const Design& design, const MatrixXd& z, double ridge)
      : z_(z), ridge_(ridge), sign_(z.rows()) {
    for (Index i = 0; i < z.rows(); ++i) {
      sign_[i] = design.positive[static_cast<std::size_t>(i)] ? 1 : -1;
    }
  }

  State at(VectorXd beta) const {
    State state;
    state.eta = z_ * beta.tail(beta.size() - 1);
    state.eta.array() += beta[0];
    const VectorXd right = sign_.cwiseProduct(state.eta);
    VectorXd logs(right.size());
    log_sigmoid(span_of(right), span_of(logs));
    state.log_likelihood = logs.sum();
    state.objective = state.log_likelihood -
                      ridge_ / 2 * beta.tail(beta.size() - 1).squaredNorm();
    state.beta = std::move(beta);
    return state;
  }

  // The gradient of the objective, and the information matrix (minus its
  // second derivative), of which the lower triangle is filled in.
  void derivatives(const State& state, VectorXd& gradient,
                   MatrixXd& information) const {
    const Index n = z_.rows();
    const Index p = z_.cols() + 1;
    // For a row of the positive class y - s(eta) = s(-eta), for one of the
    // negative -s(eta): no difference of nearly equal numbers.
    const VectorXd wrong = -sign_.cwiseProduct(state.eta);
    VectorXd residual(n);
    VectorXd weight(n);
    sigmoid(span_of(wrong), span_of(residual));
    residual = residual.cwiseProduct(sign_);
    sigmoid_derivative(span_of(state.eta), span_of(weight));

    gradient.resize(p);
    gradient[0] = residual.sum();
    gradient.tail(p - 1) =
        z_.transpose() * residual - ridge_ * state.beta.tail(p - 1);
    information = MatrixXd::Zero(p, p);
    MatrixXd block;
    for (Index from = 0; from < n; from += kBlock) {
      const Index rows = std::min(kBlock, n - from);
      const VectorXd root = weight.segment(from, rows).cwiseSqrt();
      block.resize(rows, p);
      block.col(0) = root;
      block.rightCols(p - 1) = root.asDiagonal() * z_.middleRows(from, rows);
      information.selfadjointView<Eigen::Lower>().rankUpdate(block.transpose());
    }
    information.diagonal().tail(p - 1).array() += ridge_;
  }

 private:
  const MatrixXd& z_;
  double ridge_;
  VectorXd sign_;
};

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) {
    text += "\n  " + sentence;
  }
  return text;
}

std::string separation_words(const Separation& separation) {
  const bool complete = separation.kind == Separation::Kind::complete;
  return fmt::format("{} separation of the classes: {}",
                     complete ? "complete" : "quasi-complete", separation.what);
}

[[noreturn]] void refuse_separation(const Design& design,
                                    const Separation& separation) {
  const bool complete = separation.kind == Separation::Kind::complete;
  const bool has_levels =
      std::any_of(design.terms.begin(), design.terms.end(),
                  [](const Term& term) { return term.is_level; });
  throw DataError(fmt::format(
      "{}: {}.\n  {}, so the likelihood has no maximum: it still grows as "
      "coefficients grow without limit. Give a ridge (--ridge 1, say), leave "
      "columns out with --exclude{}",
      design.file, separation_words(separation),
      complete ? "A linear combination of the columns tells the classes apart "
                 "without an error"
               : "Some rows lie on the side of their class in a direction in "
                 "which all others do not move",
      has_levels ? ", or join rare levels with others" : ""));
}

double class_log_likelihood(const Design& design) {
  const auto n = static_cast<double>(design.positive.size());
  const auto positives = static_cast<double>(
      std::count(design.positive.begin(), design.positive.end(), true));
  return positives * std::log(positives / n) +
         (n - positives) * std::log((n - positives) / n);
}

void check_shape(const Design& design) {
  if (design.terms.empty()) {
    throw DataError(design.file + ": no column is left to learn from");
  }
  const auto positives =
      std::count(design.positive.begin(), design.positive.end(), true);
  if (positives == 0 || positives == std::ssize(design.positive)) {
    throw DataError(fmt::format(
        "{}: all {} rows that are left are of the class {}: there is nothing "
        "to tell apart",
        design.file, design.positive.size(),
        quote_text(positives == 0 ? design.negative_name
                                  : design.positive_name)));
  }
  const std::vector<std::string> constant = constant_columns(design);
  if (!constant.empty()) {
    throw DataError(
        design.file + ": " +
        (constant.size() == 1 ? "a constant column" : "constant columns") +
        ", which the intercept already is: leave out with "
        "--exclude" +
        joined(constant));
  }
}

}  // namespace

LogisticFit fit_logistic(Design design, const LogisticOptions& options) {
  check_shape(design);
  const Index n = design.x.rows();
  const Index p = design.x.cols() + 1;
  LogisticFit fit;

  // Means and deviations, the latter of what is left after the former, so that
  // a large offset of a column costs no digits.
  const VectorXd mean = design.x.colwise().mean().transpose();
  MatrixXd z = design.x.rowwise() - mean.transpose();
  const VectorXd crumbs = z.colwise().mean().transpose();
  z.rowwise() -= crumbs.transpose();
  const VectorXd scale =
      (z.colwise().squaredNorm().transpose() / static_cast<double>(n))
          .cwiseSqrt();
  for (Index j = 0; j < p - 1; ++j) z.col(j) /= scale[j];

  const std::vector<std::string> collinear =
      collinear_columns(design, z, scale);
  if (!collinear.empty() && options.ridge == 0) {
    throw DataError(
        design.file + ": " +
        (p > n ? fmt::format("{} coefficients for {} rows: ", p, n) : "") +
        "collinear columns, so that the coefficients are not determined: "
        "leave out with --exclude, or give a ridge (--ridge 1, say)" +
        joined(collinear));
  }
  for (const std::string& sentence : collinear) fit.notes.push_back(sentence);

  const Separation single = single_column_separation(design);
  if (single.kind != Separation::Kind::none) {
    if (options.ridge == 0) refuse_separation(design, single);
  }

  const Newton newton(design, z, options.ridge);
  State state = newton.at(VectorXd::Zero(p));
  VectorXd gradient;
  MatrixXd information;
  bool converged = false;
  while (!converged) {
    if (fit.iterations == options.max_iterations) {
      throw DataError(fmt::format(
          "{}: not converged after {} iterations: the last one still moved a "
          "row's log-odds by {:.3g} (the tolerance is {:.3g}). Nearly "
          "collinear or nearly separating columns can be why: give a ridge, or "
          "more with --max-iterations",
          design.file, fit.iterations, fit.last_step, options.tolerance));
    }
    ++fit.iterations;
    newton.derivatives(state, gradient, information);
    const Eigen::LDLT<MatrixXd> factors(information);
    VectorXd step = factors.solve(gradient);
    if (!step.allFinite() || factors.info() != Eigen::Success) {
      throw DataError(fmt::format(
          "{}: the information matrix became singular in iteration {}, after a "
          "step of {:.3g}: some coefficients run away. Give a ridge (--ridge "
          "1, say), or leave columns out",
          design.file, fit.iterations, fit.last_step));
    }
    State next = newton.at(state.beta + step);
    const double slack = 1e-12 * (1 + std::fabs(state.objective));
    for (int halvings = 0; !(next.objective >= state.objective - slack) &&
                           halvings < kMostHalvings;
         ++halvings) {
      step /= 2;
      next = newton.at(state.beta + step);
    }
    fit.last_step = (next.eta - state.eta).cwiseAbs().maxCoeff();
    state = std::move(next);
    converged = fit.last_step <= options.tolerance;

    if (options.ridge == 0) {
      Separation found = complete_separation(design, state.eta, state.beta);
      if (found.kind == Separation::Kind::none && !converged &&
          fit.iterations >= kFirstLook) {
        found = quasi_complete_separation(design, z, step);
      }
      if (found.kind != Separation::Kind::none) {
        refuse_separation(design, found);
      }
    }
  }
  if (options.ridge > 0) {
    Separation found = complete_separation(design, state.eta, state.beta);
    if (found.kind == Separation::Kind::none) found = single;
    if (found.kind != Separation::Kind::none) {
      fit.notes.push_back(separation_words(found) +
                          "; without a ridge no estimates exist");
    }
  }

  // Back to the columns' own units: b_j / s_j, and the intercept takes up the
  // means.
  MatrixXd back = MatrixXd::Zero(p, p);
  back(0, 0) = 1;
  const VectorXd centre = mean + crumbs;
  for (Index j = 1; j < p; ++j) {
    back(j, j) = 1 / scale[j - 1];
    back(0, j) = -centre[j - 1] / scale[j - 1];
  }
  fit.coefficients = back * state.beta;
  if (options.ridge == 0) {
    newton.derivatives(state, gradient, information);
    fit.covariance =
        back *
        Eigen::LDLT<MatrixXd>(information).solve(MatrixXd(back.transpose()));
  }
  fit.log_odds = std::move(state.eta);
  fit.log_likelihood = state.log_likelihood;
  fit.null_log_likelihood = class_log_likelihood(design);
  return fit;
}

}  // namespace ogive::internal
