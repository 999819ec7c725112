// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves, for glu, swiglu, geglu and reglu and their backward passes, against
// MPFR: float, float16 and bfloat16 are correctly rounded over all exponents
// and where the exact product is a tie of two floats, double is within the
// promised error; the bits are the same on every target, for 1, 2 and 3 threads
// and whatever the floating-point state; infinities and NaN give what gated.h
// says; in place is right and wrong calls throw.

#include "ogive/gated.h"

#include "mpfr_support.h"
#include "ogive/ogive.h"

namespace ogive::test {
namespace {

constexpr const char* kUnits[] = {"glu", "swiglu", "geglu", "reglu"};

template <class T>
void forward(int unit, const std::vector<T>& a, const std::vector<T>& b,
             std::vector<T>& y, const options& o = {}) {
  const std::span<const T> p(a), q(b);
  const std::span<T> r(y);
  switch (unit) {
    case 0:
      return glu(p, q, r, o);
    case 1:
      return swiglu(p, q, r, o);
    case 2:
      return geglu(p, q, r, o);
    default:
      return reglu(p, q, r, o);
  }
}
template <class T>
void backward(int unit, const std::vector<T>& dy, const std::vector<T>& a,
              const std::vector<T>& b, std::vector<T>& da, std::vector<T>& db,
              const options& o = {}) {
  const std::span<const T> d(dy), p(a), q(b);
  const std::span<T> r(da), s(db);
  switch (unit) {
    case 0:
      return glu_backward(d, p, q, r, s, o);
    case 1:
      return swiglu_backward(d, p, q, r, s, o);
    case 2:
      return geglu_backward(d, p, q, r, s, o);
    default:
      return reglu_backward(d, p, q, r, s, o);
  }
}

// The curve of the gate g and its derivative, by the textbook's formulas.
struct Curve {
  Real value, slope;
};
Curve curve_of(int unit, double gate) {
  const Real g(gate), one(1.0);
  switch (unit) {
    case 0: {
      const Real s = one / (one + exp(-g));
      return {s, s * (one / (one + exp(g)))};
    }
    case 1: {
      const Real s = one / (one + exp(-g)), rest = one / (one + exp(g));
      return {g * s, s * (one + g * rest)};
    }
    case 2: {
      const Real phi = exp(-(g * g) / Real(2)) / sqrt(Real(2) * pi());
      const Real tail = erfc(-g / sqrt(Real(2))) / Real(2);
      return {g * tail, tail + g * phi};
    }
    default:
      return {gate > 0 ? g : Real(0.0), Real(gate > 0 ? 1.0 : 0.0)};
  }
}

template <class T>
class Gated : public testing::Test {};
TYPED_TEST_SUITE(Gated, AllTypes);

// Inputs of one kind.
template <class T>
T make_value(int kind, std::mt19937_64& random) {
  const double big = std::is_same_v<T, float16> ? 1e4 : 1e30;
  switch (kind) {
    case 0:
      return uniform<T>(random, -6, 6);
    case 1:
      return uniform<T>(random, -110, 110);
    case 2:
      return any_finite<T>(random);
    case 3:
      return uniform<T>(random, -big, big);
    default:  // few bits, so that products are ties
      return static_cast<T>(static_cast<double>(random() % 129) - 64.0);
  }
}

// Whether `double` promises its bound here.
bool in_range(const Real& x) { return std::fabs(x.value()) >= 0x1p-960; }

TYPED_TEST(Gated, RightlyRounded) {
  using T = TypeParam;
  const std::size_t n = 4000;
  for (int unit = 0; unit < 4; ++unit) {
    std::mt19937_64 random(10 + unit);
    Worst worst[3];
    std::vector<T> dy(n), a(n), b(n), y(n), da(n), db(n);
    for (std::size_t i = 0; i < n; ++i) {
      dy[i] = make_value<T>(static_cast<int>(random() % 5), random);
      a[i] = make_value<T>(static_cast<int>(random() % 5), random);
      b[i] = make_value<T>(static_cast<int>(random() % 5), random);
    }
    forward(unit, a, b, y);
    backward(unit, dy, a, b, da, db);
    for (std::size_t i = 0; i < n; ++i) {
      const double g = static_cast<double>(unit == 0 ? b[i] : a[i]);
      const double o = static_cast<double>(unit == 0 ? a[i] : b[i]);
      const double d = static_cast<double>(dy[i]);
      // Farther out MPFR's exponents or its 600 bits end.
      if (std::fabs(g) > (unit == 2 ? 18 : 180) && unit != 3) continue;
      const Curve c = curve_of(unit, g);
      const Real truth[3] = {Real(o) * c.value, Real(d) * Real(o) * c.slope,
                             Real(d) * c.value};
      const T got[3] = {y[i], unit == 0 ? db[i] : da[i],
                        unit == 0 ? da[i] : db[i]};
      for (int k = 0; k < 3; ++k) {
        const auto at = std::string(kUnits[unit]) + " g " + std::to_string(g) +
                        " o " + std::to_string(o) + " dy " + std::to_string(d);
        const double e = ulp_error(got[k], truth[k]);
        if constexpr (sizeof(T) == 8) {
          if (!in_range(truth[k]) || !in_range(k == 1 ? c.slope : c.value)) {
            continue;
          }
          EXPECT_LE(e, 1.01) << at << ", result " << k;
        } else {
          const T expected = rounded<T>(truth[k]);
          EXPECT_EQ(static_cast<double>(got[k]), static_cast<double>(expected))
              << at << ", result " << k;
        }
        worst[k].see(e, at);
      }
    }
    const std::string name = name_of_type<T>() + " " + kUnits[unit];
    report(name, worst[0]);
    report(name + ", by the gate", worst[1]);
    report(name + ", by the other", worst[2]);
  }
}

// Products that lie in the middle between two floats, off by less than a double
// shows: a (1 - t) b with t far below 2^-53, and u near 0.
TEST(GatedTies, AreBroken) {
  std::vector<float> g, o;
  std::mt19937_64 random(20);
  for (int i = 0; i < 3000; ++i) {
    // 24 bits times 3 make 25 or 26: often a tie.
    const double odd = static_cast<double>(random() % (1 << 23)) * 2 + 1 +
                       static_cast<double>(1 << 23);
    g.push_back(static_cast<float>(i % 2 == 0 ? 48 : 96));
    o.push_back(static_cast<float>(std::ldexp(odd, -20)));
    g.push_back(std::ldexp(i % 2 == 0 ? -1.0f : 1.0f, -60 - i % 80));
    o.push_back(static_cast<float>(std::ldexp(odd, -150 + i % 3)));
  }
  const std::size_t n = g.size();
  std::vector<float> y(n), dg(n), d_o(n);
  for (int unit = 0; unit < 3; ++unit) {
    forward(unit, unit == 0 ? o : g, unit == 0 ? g : o, y);
    std::vector<float>&da = unit == 0 ? d_o : dg, &db = unit == 0 ? dg : d_o;
    const std::vector<float> dy(n, 3.0f);
    backward(unit, dy, unit == 0 ? o : g, unit == 0 ? g : o, da, db);
    for (std::size_t i = 0; i < n; ++i) {
      if (unit == 2 && g[i] > 18) continue;  // beyond MPFR's 600 bits
      const Curve c = curve_of(unit, g[i]);
      EXPECT_EQ(y[i], rounded<float>(Real(o[i]) * c.value))
          << kUnits[unit] << " " << g[i] << " " << o[i];
      EXPECT_EQ(dg[i], rounded<float>(Real(3.0) * Real(o[i]) * c.slope))
          << kUnits[unit] << " " << g[i] << " " << o[i];
    }
  }
}

TYPED_TEST(Gated, SameBitsEverywhere) {
  using T = TypeParam;
  // The scalar code of double takes microseconds an element.
  const std::size_t n = sizeof(T) == 8 ? 5'003 : 140'001;
  std::mt19937_64 random(30);
  std::vector<T> dy(n), a(n), b(n);
  for (std::size_t i = 0; i < n; ++i) {
    dy[i] = make_value<T>(static_cast<int>(random() % 5), random);
    a[i] = make_value<T>(i % 50 == 0 ? 2 : 0, random);
    b[i] = make_value<T>(i % 50 == 1 ? 2 : 0, random);
  }
  for (int unit = 0; unit < 4; ++unit) {
    const testing::ScopedTrace trace(__FILE__, __LINE__, kUnits[unit]);
    expect_same_bits<T>([&](const options& o) {
      std::vector<std::vector<T>> out(3, std::vector<T>(n));
      forward(unit, a, b, out[0], o);
      backward(unit, dy, a, b, out[1], out[2], o);
      return out;
    });
  }
}

TYPED_TEST(Gated, InPlace) {
  using T = TypeParam;
  std::mt19937_64 random(40);
  const std::size_t n = 37;
  std::vector<T> dy(n), a(n), b(n), y(n), da(n), db(n);
  for (std::size_t i = 0; i < n; ++i) {
    dy[i] = make_value<T>(0, random);
    a[i] = make_value<T>(0, random);
    b[i] = make_value<T>(0, random);
  }
  for (int unit = 0; unit < 4; ++unit) {
    forward(unit, a, b, y);
    backward(unit, dy, a, b, da, db);
    std::vector<T> p = a, q = b, e = dy;
    forward(unit, p, b, p);
    EXPECT_TRUE(same(p, y));
    forward(unit, a, q, q);
    EXPECT_TRUE(same(q, y));
    p = a;
    q = b;
    backward(unit, dy, p, q, q, p);
    EXPECT_TRUE(same(q, da));
    EXPECT_TRUE(same(p, db));
    backward(unit, e, a, b, e, db);
    EXPECT_TRUE(same(e, da));
  }
}

TYPED_TEST(Gated, SpecialValues) {
  using T = TypeParam;
  const double inf = HUGE_VAL, nan = std::nan("");
  const auto y_of = [](int unit, double a, double b) {
    const std::vector<T> p{static_cast<T>(a)}, q{static_cast<T>(b)};
    std::vector<T> y(1);
    forward(unit, p, q, y);
    return static_cast<double>(y[0]);
  };
  on_each_target([&] {
    EXPECT_EQ(y_of(0, 3, inf), 3);
    EXPECT_EQ(y_of(0, 3, -inf), 0);
    EXPECT_EQ(y_of(0, -inf, 2), -inf);
    EXPECT_TRUE(std::isnan(y_of(0, inf, -inf)));
    for (const int unit : {1, 2, 3}) {
      EXPECT_EQ(y_of(unit, inf, 2), inf);
      EXPECT_EQ(y_of(unit, inf, -2), -inf);
      EXPECT_EQ(y_of(unit, -inf, 2), 0);
      EXPECT_EQ(y_of(unit, 1, -inf), -inf);
      EXPECT_TRUE(std::isnan(y_of(unit, 0, inf)));
      EXPECT_TRUE(std::isnan(y_of(unit, inf, 0)));
    }
    for (int unit = 0; unit < 4; ++unit) {
      for (const double v : {0.0, 1.0, inf, -nan}) {
        for (const auto& [a, b] : {std::pair{v, -nan}, std::pair{-nan, v}}) {
          const std::vector<T> p{static_cast<T>(a)}, q{static_cast<T>(b)};
          std::vector<T> y(1), da(1), db(1);
          forward(unit, p, q, y);
          EXPECT_EQ(bits(y[0]), bits(static_cast<T>(nan)));
          backward(unit, p, p, q, da, db);
          EXPECT_EQ(bits(da[0]), bits(static_cast<T>(nan)));
          EXPECT_EQ(bits(db[0]), bits(static_cast<T>(nan)));
        }
      }
    }
    // reglu at the kink, as PyTorch.
    const std::vector<T> one{static_cast<T>(1.0)}, zero{static_cast<T>(0.0)};
    std::vector<T> da(1), db(1);
    backward(3, one, zero, one, da, db);
    EXPECT_EQ(static_cast<double>(da[0]), 0);
  });
}

TEST(GatedErrors, AreInWords) {
  std::vector<float> a(8), b(8), y(8), z(7);
  const std::span<const float> p(a), q(b);
  expect_error([&] { glu(p, q, std::span<float>(z)); },
               {"a has 8 elements and y has 7"});
  expect_error([&] { swiglu(p, q.first(7), std::span<float>(z)); },
               {"a has 8 elements and b has 7"});
  expect_error([&] { geglu(p.first(7), q.first(7), std::span(a).last(7)); },
               {"y starts 4 bytes after a", "overlap in part"});
  expect_error(
      [&] {
        reglu_backward(p, p, q, std::span<float>(y), std::span<float>(y));
      },
      {"da and db are the same array"});
  glu(p.first(0), q.first(0), std::span<float>(y).first(0));
}

TEST(GatedC, IsTheSame) {
  const std::vector<float> a{1, -2, 0.5}, b{3, 4, -1};
  std::vector<float> y(3), z(3), da(3), db(3), ea(3), eb(3);
  geglu(std::span<const float>(a), std::span<const float>(b), std::span(y));
  EXPECT_EQ(ogive_geglu(OGIVE_F32, 3, a.data(), b.data(), z.data(), nullptr),
            OGIVE_OK);
  EXPECT_TRUE(same(y, z));
  backward(1, a, a, b, da, db);
  EXPECT_EQ(ogive_swiglu_backward(OGIVE_F32, 3, a.data(), a.data(), b.data(),
                                  ea.data(), eb.data(), nullptr),
            OGIVE_OK);
  EXPECT_TRUE(same(da, ea));
  EXPECT_TRUE(same(db, eb));
  EXPECT_EQ(ogive_glu(OGIVE_F32, 3, a.data(), nullptr, z.data(), nullptr),
            OGIVE_ERROR_NULL);
  EXPECT_EQ(ogive_swiglu_backward(OGIVE_F32, 3, a.data(), a.data(), b.data(),
                                  ea.data(), ea.data(), nullptr),
            OGIVE_ERROR_OVERLAP);
}

}  // namespace
}  // namespace ogive::test
