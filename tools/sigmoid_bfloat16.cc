// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Finds the coefficients of sigmoid::Bfloat16 (src/math/sigmoid-inl.h): of
// polynomials of degree 4 near the minimax fit of 2^f, |f| <= 1/2, one by which
// all bfloat16 are rounded right, y and the tail, when half an ULP is added to
// the float's bits and its lower half left out. Draws them at random, with a
// fixed seed, and prints those by which the float nearest to a boundary is
// farther from it than by those before. The true values are MPFR's. A second:
//
//   cmake --build --preset release --target sigmoid_bfloat16
//   build/release/tests/sigmoid_bfloat16

#include <mpfr.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

namespace {

using Coefficients = std::array<float, 4>;  // behind 1, from f on

// sollya: fpminimax(2^x, 4, [|1,SG...|], [-0.5-2^-8;0.5+2^-8], relative)
constexpr Coefficients kFit = {0x1.62e0c4p-1f, 0x1.ec0102p-3f, 0x1.ca2136p-5f,
                               0x1.3ac4a4p-7f};
// How far from the fit, relative to each.
constexpr std::array<double, 4> kSpread = {3e-6, 2e-5, 2e-4, 1e-3};
constexpr int kDraws = 4000;

constexpr std::uint16_t kLargest = 0x42AE;  // 87

float value_of(std::uint16_t bits) {
  return std::bit_cast<float>(std::uint32_t{bits} << 16);
}

// The bits of s(x) as a bfloat16, a normal number.
std::uint16_t rounded_sigmoid(float x) {
  mpfr_t a, rounded;
  mpfr_inits2(200, a, nullptr);
  mpfr_init2(rounded, 8);
  mpfr_set_d(a, -x, MPFR_RNDN);
  mpfr_exp(a, a, MPFR_RNDN);
  mpfr_add_ui(a, a, 1, MPFR_RNDN);
  mpfr_ui_div(a, 1, a, MPFR_RNDN);
  mpfr_set(rounded, a, MPFR_RNDN);
  const float y = mpfr_get_flt(rounded, MPFR_RNDN);
  mpfr_clears(a, rounded, nullptr);
  return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(y) >> 16);
}

// As the kernel has it.
float sigmoid(float x, const Coefficients& c) {
  constexpr float kMagic = 0x1.8p23f + 127;
  const float m = std::fma(x, 0x1.7154p0f, kMagic);
  const float k = m - kMagic;
  float f = std::fma(x, 0x1.7154p0f, -k);
  f = std::fma(x, 0x1.d94aep-18f, f);
  float p = std::fma(f, c[3], c[2]);
  p = std::fma(p, f, c[1]);
  p = std::fma(p, f, c[0]);
  p = std::fma(p, f, 1.0f);
  const auto power =
      std::bit_cast<float>(std::bit_cast<std::uint32_t>(m) << 23);
  return 1.0f / std::fma(power, p, 1.0f);
}

// How many floats y is from being rounded to another number than `right`;
// negative where it is.
int margin(float y, std::uint16_t right) {
  const std::int64_t behind = std::int64_t{std::bit_cast<std::uint32_t>(y)} +
                              0x8000 - (std::int64_t{right} << 16);
  return static_cast<int>(std::min(behind, 0xFFFF - behind));
}

}  // namespace

int main() {
  struct Case {
    float x;
    std::uint16_t y;
  };
  std::vector<Case> cases;
  for (std::uint32_t bits = 0; bits <= kLargest; ++bits) {
    for (const std::uint32_t sign : {0x0000, 0x8000}) {
      const float x = value_of(static_cast<std::uint16_t>(bits | sign));
      cases.push_back({x, rounded_sigmoid(x)});
    }
  }
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  int best = -1;
  for (int draw = 0; draw < kDraws; ++draw) {
    Coefficients c = kFit;
    if (draw > 0) {
      for (std::size_t i = 0; i < c.size(); ++i) {
        c[i] = static_cast<float>(kFit[i] * (1 + kSpread[i] * normal(random)));
      }
    }
    int least = 0xFFFF;
    for (const Case& each : cases) {
      // sigmoid() is of -x, as the kernel takes e^-x.
      least = std::min(least, margin(sigmoid(-each.x, c), each.y));
      const float tail = sigmoid(std::fabs(each.x), c);
      const float y = std::signbit(each.x) ? tail : 1.0f - tail;
      least = std::min(least, margin(y, each.y));
      if (least <= best) break;
    }
    if (least > best) {
      best = least;
      std::printf("%a %a %a %a: all right, by %d floats or more\n", c[0], c[1],
                  c[2], c[3], best);
    }
  }
  return best < 0;
}
