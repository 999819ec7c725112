// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// A C++20 program against the installed library: exits 0 if what it was given
// computes and refuses as the headers say, on several threads too.

#include <ogive/activations.h>
#include <ogive/options.h>
#include <ogive/types.h>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

int failures = 0;

void expect(bool condition, const char* what) {
  if (!condition) {
    std::fprintf(stderr, "main.cc: failed: %s\n", what);
    ++failures;
  }
}

}  // namespace

int main() {
  const std::vector<float> x{0.0f, -2.5f, 80.0f, -80.0f};
  std::vector<float> y(x.size());
  std::vector<float> t(x.size());
  std::vector<float> dx(x.size());
  const std::vector<float> dy(x.size(), 1.0f);

  ogive::sigmoid(x, y);
  expect(y[0] == 0.5f && y[2] == 1.0f, "s(0) = 0.5 and s(80) = 1");
  expect(ogive::sigmoid(x[1]) == y[1], "scalar and array bits");

  ogive::sigmoid_tail(x, t);
  ogive::sigmoid_backward_tail(dy, t, dx);
  expect(dx[0] == 0.25f && dx[2] > 0 && dx[2] == dx[3],
         "the gradient lives on in the tails");

  const ogive::bfloat16 half = ogive::sigmoid(ogive::bfloat16(0.0f));
  expect(half.bits == ogive::bfloat16(0.5f).bits, "bfloat16");

  bool refused = false;
  try {
    ogive::sigmoid(x, std::span(y).first(2));
  } catch (const std::invalid_argument&) {
    refused = true;
  }
  expect(refused, "lengths that differ are refused");

  // Long enough to be split over every core.
  const std::vector<float> many(1 << 20, x[1]);
  std::vector<float> results(many.size());
  ogive::sigmoid(many, results, {.threads = 0});
  expect(results.front() == y[1] && results.back() == y[1], "threads");

  std::printf("ogive %s on %s from C++: s(-2.5) = %.9g\n",
              std::string(ogive::version()).c_str(), ogive::target().c_str(),
              static_cast<double>(y[1]));
  return failures != 0;
}
