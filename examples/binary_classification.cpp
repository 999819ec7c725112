// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Logistic regression on real data: is a breast mass benign, judged by 30
// measurements of its cells? The sigmoid turns a score into a probability, and
// its backward pass from the tail cache turns the loss into a gradient.
//
//   binary_classification [FILE]     default: data/breast_cancer_wdbc.csv
//
// FILE is a CSV file with a header line; its last column is the class, 0 or 1.

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ogive/activations.h"

namespace {

constexpr int kSteps = 400;       // of gradient descent
constexpr int kReportEvery = 50;  // steps
constexpr float kLearningRate = 0.5f;
constexpr double kHeldOut = 0.3;  // share of the rows kept for the judgement
constexpr unsigned kSeed = 1;     // of the shuffle: every run is the same

struct Row {
  std::vector<float> features;
  bool benign;
};

std::vector<Row> read_csv(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot open " + path);
  std::vector<Row> rows;
  std::string line;
  std::getline(in, line);  // the header
  for (int number = 2; std::getline(in, line); ++number) {
    std::istringstream cells(line);
    std::string cell;
    Row row;
    while (std::getline(cells, cell, ',')) {
      std::size_t used = 0;
      try {
        row.features.push_back(std::stof(cell, &used));
      } catch (const std::exception&) {
        used = 0;
      }
      if (used == 0 || used != cell.size()) {
        throw std::runtime_error(path + ", line " + std::to_string(number) +
                                 ": '" + cell + "' is not a number");
      }
    }
    if (row.features.size() < 2 ||
        (!rows.empty() && row.features.size() != rows[0].features.size() + 1)) {
      throw std::runtime_error(path + ", line " + std::to_string(number) +
                               ": not as many cells as the first row has");
    }
    row.benign = row.features.back() != 0;
    row.features.pop_back();
    rows.push_back(std::move(row));
  }
  if (rows.size() < 10) throw std::runtime_error(path + ": too few rows");
  return rows;
}

// Fisher-Yates by hand: std::shuffle may differ between standard libraries.
void shuffle(std::vector<Row>& rows) {
  std::mt19937 random(kSeed);
  for (std::size_t i = rows.size() - 1; i > 0; --i) {
    std::swap(rows[i], rows[random() % (i + 1)]);
  }
}

// Brings each feature to mean 0 and standard deviation 1 on the training rows,
// and does the same to the held-out rows, of which the model must know nothing.
void standardise(std::vector<Row>& train, std::vector<Row>& held_out) {
  for (std::size_t j = 0; j < train[0].features.size(); ++j) {
    double sum = 0, squares = 0;
    for (const Row& row : train) sum += row.features[j];
    const double mean = sum / static_cast<double>(train.size());
    for (const Row& row : train) {
      squares += (row.features[j] - mean) * (row.features[j] - mean);
    }
    const double deviation =
        std::sqrt(squares / static_cast<double>(train.size()));
    for (std::vector<Row>* part : {&train, &held_out}) {
      for (Row& row : *part) {
        row.features[j] = static_cast<float>((row.features[j] - mean) /
                                             (deviation > 0 ? deviation : 1));
      }
    }
  }
}

struct Model {
  std::vector<float> weights;
  float bias = 0;
};

// The results of the forward pass over all rows of a part, kept for the
// backward pass.
struct Forward {
  std::vector<float> z;  // score: features . weights + bias
  std::vector<float> y;  // probability that it is benign: s(z)
  std::vector<float> t;  // tail cache of s: what y lacks to 0 or 1, signed
};

Forward forward(const Model& model, const std::vector<Row>& rows) {
  Forward f;
  for (const Row& row : rows) {
    float z = model.bias;
    for (std::size_t j = 0; j < model.weights.size(); ++j) {
      z += row.features[j] * model.weights[j];
    }
    f.z.push_back(z);
  }
  f.y.resize(rows.size());
  f.t.resize(rows.size());
  ogive::sigmoid_with_tail(f.z, f.y, f.t);
  return f;
}

// The probability the model gives to what is true: y for a benign row, 1 - y
// for a malignant one. The tail |t| is the smaller one of y and 1 - y to full
// precision, even where y itself has rounded to 1.
float probability_of_truth(const Row& row, float t) {
  const bool score_is_right = row.benign == !std::signbit(t);
  return score_is_right ? 1 - std::fabs(t) : std::fabs(t);
}

struct Quality {
  double loss;  // mean of -log(probability of the truth)
  int right;    // rows on the right side of y = 0.5
  double accuracy;
};

Quality judge(const Forward& f, const std::vector<Row>& rows) {
  Quality q{0, 0, 0};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    q.loss -= std::log(
        std::max(double{probability_of_truth(rows[i], f.t[i])}, DBL_MIN));
    if ((f.y[i] > 0.5f) == rows[i].benign) ++q.right;
  }
  const auto n = static_cast<double>(rows.size());
  q.loss /= n;
  q.accuracy = q.right / n;
  return q;
}

// One step of gradient descent, by the chain rule:
//   dL/dw = dL/dz * features,   dL/dz = dL/dy * s'(z).
void descend(Model& model, const Forward& f, const std::vector<Row>& rows) {
  const auto n = static_cast<float>(rows.size());

  // L = -log(p) / n with p = y (benign) or 1 - y, so dL/dy = -1/p or 1/p.
  std::vector<float> dy(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const float p = std::max(probability_of_truth(rows[i], f.t[i]), FLT_MIN);
    dy[i] = (rows[i].benign ? -1 / p : 1 / p) / n;
  }

  // dz = dy * s'(z). The cache alone is enough: no z, no second exponential.
  std::vector<float> dz(rows.size());
  ogive::sigmoid_backward_tail(dy, f.t, dz);

  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < model.weights.size(); ++j) {
      model.weights[j] -= kLearningRate * dz[i] * rows[i].features[j];
    }
    model.bias -= kLearningRate * dz[i];
  }
}

void run(const std::string& path) {
  std::vector<Row> train = read_csv(path);
  shuffle(train);
  const auto cut = static_cast<std::ptrdiff_t>(
      (1 - kHeldOut) * static_cast<double>(train.size()));
  std::vector<Row> held_out(train.begin() + cut, train.end());
  train.erase(train.begin() + cut, train.end());
  standardise(train, held_out);
  std::printf("%zu rows to learn from, %zu held out, %zu features\n\n",
              train.size(), held_out.size(), train[0].features.size());

  std::printf("        training          held out\n");
  std::printf("step    loss  accuracy    loss  accuracy\n");
  Model model{std::vector<float>(train[0].features.size()), 0};
  Quality last{};
  for (int step = 0; step <= kSteps; ++step) {
    const Forward f = forward(model, train);
    if (step % kReportEvery == 0) {
      const Quality q = judge(f, train);
      last = judge(forward(model, held_out), held_out);
      std::printf("%4d  %.4f    %.4f  %.4f    %.4f\n", step, q.loss, q.accuracy,
                  last.loss, last.accuracy);
    }
    if (step < kSteps) descend(model, f, train);
  }
  std::printf("\nheld-out accuracy %.4f: %d of %zu right\n", last.accuracy,
              last.right, held_out.size());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(argc > 1 ? argv[1] : "data/breast_cancer_wdbc.csv");
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "binary_classification: %s\n", e.what());
    return 1;
  }
}
