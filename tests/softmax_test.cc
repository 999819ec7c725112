// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves, for softmax, log_softmax, softmin and their backward passes, against
// MPFR: every output of rows of many lengths and shapes, 10^6 elements among
// them, is within the promised error; the bits are the same on every target,
// for 1, 2 and 3 threads, in place and whatever the floating-point state;
// infinities and NaN give what softmax.h says; wrong calls throw.

#include "ogive/softmax.h"

#include <algorithm>
#include <tuple>

#include "mpfr_support.h"
#include "ogive/ogive.h"

namespace ogive::test {
namespace {

template <class T>
using Row = std::vector<T>;

// x of one row, by its kind.
constexpr const char* kKinds[] = {"normal", "wide",    "dominated", "equal",
                                  "two",    "subnorm", "depths",    "ties"};
template <class T>
Row<T> make_row(int kind, std::size_t n, std::mt19937_64& random) {
  Row<T> x(n);
  for (T& v : x) {
    switch (kind) {
      case 0:
        v = uniform<T>(random, -4, 4);
        break;
      case 1:
        v = any_finite<T>(random);
        break;
      case 2:
        v = uniform<T>(random, -60, -20);
        break;
      case 3:
        v = static_cast<T>(3.25);
        break;
      case 4:
        v = static_cast<T>(random() % 2 == 0 ? 1.5 : -9.0);
        break;
      case 5:
        v = static_cast<T>(uniform<double>(random, -9, 9) *
                           std::ldexp(1.0, Format<T>::kLeast));
        break;
      case 6:  // down to where results are subnormal, and 0
        v = uniform<T>(random, sizeof(T) == 8 ? -760 : -110, 0);
        break;
      default:
        v = static_cast<T>(static_cast<double>(random() % 5));
        break;
    }
  }
  if (kind == 2) x[random() % n] = static_cast<T>(2.0);
  return x;
}

// R and c of the row as in softmax-inl.h, and its maximum.
struct Truth {
  double maximum;
  Real rest, count;
  Real sum() const { return rest + count; }
  Real log() const {
    Real r = rest;
    return log1p(r + (count - Real(1)));
  }
};
template <class T>
Truth truth_of(const Row<T>& x, double sign) {
  Truth t;
  t.maximum = -HUGE_VAL;
  for (const T v : x) {
    t.maximum = std::max(t.maximum, sign * static_cast<double>(v));
  }
  // The sum in 200 bits; MPFR's exponential in 80 is what takes the time.
  Real rest(0.0), e, difference;
  mpfr_set_prec(e.get(), 80);
  double count = 0;
  for (const T v : x) {
    const double value = sign * static_cast<double>(v);
    if (value == t.maximum) {
      ++count;
      continue;
    }
    mpfr_set_d(difference.get(), value, MPFR_RNDN);
    mpfr_sub_d(difference.get(), difference.get(), t.maximum, MPFR_RNDN);
    mpfr_exp(e.get(), difference.get(), MPFR_RNDN);
    mpfr_add(rest.get(), rest.get(), e.get(), MPFR_RNDN);
  }
  t.rest = rest;
  t.count = Real(count);
  return t;
}

template <class T>
double bound_of(const Real& truth) {
  if (sizeof(T) < 8) return 0.51;
  return std::fabs(truth.value()) >= 0x1p-1022 ? 0.55 : 1;
}

template <class T>
class Softmax : public testing::Test {};
TYPED_TEST_SUITE(Softmax, AllTypes);

template <class T>
void check_row(const Row<T>& x, const std::string& what, Worst* worst,
               std::size_t stride) {
  const auto n = x.size();
  Row<T> y(n), l(n), m(n);
  softmax(std::span<const T>(x), n, std::span<T>(y));
  log_softmax(std::span<const T>(x), n, std::span<T>(l));
  softmin(std::span<const T>(x), n, std::span<T>(m));
  const Truth t = truth_of(x, 1), negated = truth_of(x, -1);
  const Real sum = t.sum(), log_of_sum = t.log(), other = negated.sum();
  const auto see = [&](int which, T got, const Real& truth, std::size_t i) {
    const double e = ulp_error(got, truth);
    EXPECT_LE(e, bound_of<T>(truth))
        << what << ", element " << i << " of " << n << ", output " << which;
    worst[which].see(e, what + " of " + std::to_string(n));
  };
  for (std::size_t i = 0; i < n; i += stride) {
    const double v = static_cast<double>(x[i]);
    see(0, y[i], exp(Real(v) - Real(t.maximum)) / sum, i);
    see(1, l[i], (Real(v) - Real(t.maximum)) - log_of_sum, i);
    see(2, m[i], exp(Real(-v) - Real(negated.maximum)) / other, i);
  }
}

TYPED_TEST(Softmax, WithinThePromise) {
  using T = TypeParam;
  std::mt19937_64 random(1);
  Worst worst[3];
  for (int kind = 0; kind < 8; ++kind) {
    for (const std::size_t n : {1, 2, 3, 7, 8, 15, 16, 17, 33, 100, 1000}) {
      const int rounds = OGIVE_TEST_SPARSER != 1 ? 1 : n <= 100 ? 12 : 2;
      for (int round = 0; round < rounds; ++round) {
        check_row(make_row<T>(kind, n, random), kKinds[kind], worst,
                  n == 1000 ? 7 : 1);
      }
    }
  }
  check_row(make_row<T>(0, 65537, random), "normal", worst, 97);
  report(name_of_type<T>() + " softmax", worst[0]);
  report(name_of_type<T>() + " log_softmax", worst[1]);
  report(name_of_type<T>() + " softmin", worst[2]);
}

TYPED_TEST(Softmax, AMillionElements) {
  using T = TypeParam;
  if (sizeof(T) == 2) GTEST_SKIP() << "the sums are those of float";
  if (OGIVE_TEST_SPARSER != 1) {
    GTEST_SKIP() << "their true values take minutes in this build";
  }
  std::mt19937_64 random(2);
  Worst worst[3];
  for (const int kind : {0, 6}) {
    check_row(make_row<T>(kind, 1'000'000, random), kKinds[kind], worst, 4999);
  }
  report(name_of_type<T>() + " softmax, 10^6", worst[0]);
  report(name_of_type<T>() + " log_softmax, 10^6", worst[1]);
}

// One entry far above 1000 others whose sum decides the result.
TYPED_TEST(Softmax, LogOfADominatedRow) {
  using T = TypeParam;
  for (const double gap : {5.0, 30.0, 80.0, 100.0, 700.0, 740.0}) {
    Row<T> x(1001, static_cast<T>(-gap));
    x[500] = static_cast<T>(0.0);
    Worst worst[3];
    check_row(x, "gap " + std::to_string(gap), worst, 100);
  }
}

TYPED_TEST(Softmax, BackwardAgainstTheFormula) {
  using T = TypeParam;
  std::mt19937_64 random(3);
  Worst worst[3];
  for (const std::size_t n : {1, 2, 7, 16, 17, 1000}) {
    for (int round = 0; round < 20; ++round) {
      Row<T> x = make_row<T>(round % 2 == 0 ? 0 : 4, n, random);
      Row<T> dy(n), y(n), l(n), dx(n), dl(n), dm(n);
      for (T& v : dy) v = uniform<T>(random, -3, 3);
      softmax(std::span<const T>(x), n, std::span<T>(y));
      log_softmax(std::span<const T>(x), n, std::span<T>(l));
      const std::span<const T> in(dy), from_y(y), from_l(l);
      softmax_backward(in, from_y, n, std::span<T>(dx));
      softmin_backward(in, from_y, n, std::span<T>(dm));
      log_softmax_backward(in, from_l, n, std::span<T>(dl));
      Real products(0.0), sum(0.0);
      for (std::size_t i = 0; i < n; ++i) {
        const Real d(static_cast<double>(dy[i]));
        products = products + d * Real(static_cast<double>(y[i]));
        sum = sum + d;
      }
      for (std::size_t i = 0; i < n; i += n > 100 ? 13 : 1) {
        const Real d(static_cast<double>(dy[i]));
        const Real first = Real(static_cast<double>(y[i])) * (d - products);
        const Real product = exp(Real(static_cast<double>(l[i]))) * sum;
        const Real second = d - product;
        const double bound = sizeof(T) == 8 ? 1.01 : 0.51;
        const auto e = ulp_error(dx[i], first);
        EXPECT_LE(e, bound) << n << ", " << i;
        EXPECT_LE(ulp_error(dm[i], -first), bound) << n << ", " << i;
        const auto el = ulp_error(dl[i], second);
        // The term that cancellation adds, in the same ULP.
        Real unit = abs(product) * Real(sizeof(T) == 8 ? 0x1p-70 : 0x1p-50);
        const double extra =
            mpfr_zero_p(second.get())
                ? HUGE_VAL
                : std::ldexp(unit.value(),
                             -static_cast<int>(ulp_exponent<T>(second)));
        if (extra < HUGE_VAL) {
          EXPECT_LE(el, bound + extra) << n << ", " << i;
        }
        worst[0].see(e, std::to_string(n));
        if (extra < 0x1p-10) worst[1].see(el, std::to_string(n));
      }
    }
  }
  report(name_of_type<T>() + " softmax_backward", worst[0]);
  report(name_of_type<T>() + " log_softmax_backward", worst[1]);
}

TYPED_TEST(Softmax, SameBitsEverywhere) {
  using T = TypeParam;
  std::mt19937_64 random(4);
  // Many short rows, and long ones.
  for (const auto& [rows, columns] :
       {std::tuple<std::size_t, std::size_t>{3000, 100},
        {40001, 7},
        {2, 200'000},
        {1, 65'537},
        {1001, 1}}) {
    const std::size_t n = rows * columns;
    std::vector<T> x(n), dy(n);
    for (std::size_t i = 0; i < n; ++i) {
      x[i] = i % 3 == 0 ? any_finite<T>(random) : uniform<T>(random, -20, 20);
      dy[i] = uniform<T>(random, -1, 1);
    }
    if (n > 100'000) x = make_row<T>(6, n, random);
    const std::size_t c = columns;
    expect_same_bits<T>([&](const options& o) {
      std::vector<std::vector<T>> out(6, std::vector<T>(n));
      const std::span<const T> in(x), d(dy), y(out[0]), l(out[1]), m(out[2]);
      softmax(in, c, std::span<T>(out[0]), o);
      log_softmax(in, c, std::span<T>(out[1]), o);
      softmin(in, c, std::span<T>(out[2]), o);
      softmax_backward(d, y, c, std::span<T>(out[3]), o);
      log_softmax_backward(d, l, c, std::span<T>(out[4]), o);
      softmin_backward(d, m, c, std::span<T>(out[5]), o);
      return out;
    });
  }
}

TYPED_TEST(Softmax, InPlace) {
  using T = TypeParam;
  std::mt19937_64 random(5);
  for (const std::size_t n : {17UL, 70'001UL}) {
    const std::vector<T> x = make_row<T>(0, 2 * n, random);
    std::vector<T> y(2 * n), in_place = x;
    softmax(std::span<const T>(x), n, std::span<T>(y));
    softmax(std::span<const T>(in_place), n, std::span<T>(in_place));
    EXPECT_TRUE(same(y, in_place));
    std::vector<T> dx(2 * n), over_dy = x, over_y = y;
    softmax_backward(std::span<const T>(x), std::span<const T>(y), n,
                     std::span<T>(dx));
    softmax_backward(std::span<const T>(over_dy), std::span<const T>(y), n,
                     std::span<T>(over_dy));
    softmax_backward(std::span<const T>(x), std::span<const T>(over_y), n,
                     std::span<T>(over_y));
    EXPECT_TRUE(same(dx, over_dy));
    EXPECT_TRUE(same(dx, over_y));
  }
}

TYPED_TEST(Softmax, SpecialValues) {
  using T = TypeParam;
  const auto make = [](std::initializer_list<double> values) {
    Row<T> row;
    for (const double v : values) row.push_back(static_cast<T>(v));
    return row;
  };
  const double inf = HUGE_VAL, nan = std::nan("");
  const auto check = [&](std::initializer_list<double> x,
                         std::initializer_list<double> expected,
                         std::initializer_list<double> logs) {
    const Row<T> in = make(x);
    Row<T> y(in.size()), l(in.size());
    softmax(std::span<const T>(in), in.size(), std::span<T>(y));
    log_softmax(std::span<const T>(in), in.size(), std::span<T>(l));
    EXPECT_TRUE(same(y, make(expected)));
    EXPECT_TRUE(same(l, make(logs)));
  };
  const double log2 = -std::log(2.0);
  on_each_target([&] {
    check({5}, {1}, {0});
    check({1, inf, -inf, inf}, {0, 0.5, 0, 0.5}, {-inf, log2, -inf, log2});
    check({inf, 3}, {1, 0}, {0, -inf});
    check({-inf, -inf}, {0.5, 0.5}, {log2, log2});
    check({-inf, 0}, {0, 1}, {-inf, 0});
    check({inf}, {1}, {0});
    check({-inf}, {1}, {0});
    for (const double other : {0.0, inf, -inf}) {
      check({other, -nan, 2}, {nan, nan, nan}, {nan, nan, nan});
    }
    const double huge = std::is_same_v<T, float16> ? 60000 : 3e38;
    check({huge, -huge, huge}, {0.5, 0, 0.5},
          {log2, static_cast<double>(static_cast<T>(-2 * huge)), log2});
    // The NaN of one row leaves the others alone.
    const Row<T> two = make({nan, 1, 1, 1});
    Row<T> y(4);
    softmax(std::span<const T>(two), 2, std::span<T>(y));
    EXPECT_TRUE(same(y, make({nan, nan, 0.5, 0.5})));
    // An infinite gradient.
    const Row<T> dy = make({inf, 1}), half = make({0.5, 0.5});
    softmax_backward(std::span<const T>(dy), std::span<const T>(half), 2,
                     std::span<T>(y).first(2));
    EXPECT_TRUE(std::isnan(static_cast<double>(y[0])));
    EXPECT_EQ(static_cast<double>(y[1]), -inf);
  });
}

TEST(SoftmaxErrors, AreInWords) {
  std::vector<float> x(12), y(12), z(11);
  const std::span<const float> in(x);
  const std::span<float> out(y);
  expect_error([&] { softmax(in, 4, std::span<float>(z)); },
               {"x has 12 elements and y has 11"});
  expect_error([&] { softmax(in, 5, out); }, {"x has 12", "5 columns"});
  expect_error([&] { log_softmax(in, 0, out); }, {"0 columns"});
  expect_error([&] { softmin(in.first(8), 4, std::span<float>(x).last(8)); },
               {"y starts 16 bytes after x", "overlap in part"});
  expect_error([&] { softmax_backward(in, in, 5, out); }, {"dy has 12"});
  expect_error(
      [&] {
        softmax(in, 4, out, {.accuracy = accuracy::exact, .threads = -1});
      },
      {"threads is -1"});
  softmax(in.first(0), 0, out.first(0));
  softmax(in.first(0), 3, out.first(0));
}

TEST(SoftmaxC, IsTheSame) {
  std::vector<double> x{1, 2, 3, -1, 0, 1}, y(6), expected(6), d(6), e(6);
  log_softmax(std::span<const double>(x), 3, std::span<double>(expected));
  EXPECT_EQ(ogive_log_softmax(OGIVE_F64, 2, 3, x.data(), y.data(), nullptr),
            OGIVE_OK);
  EXPECT_TRUE(same(y, expected));
  log_softmax_backward(std::span<const double>(x), std::span<const double>(y),
                       3, std::span<double>(d));
  EXPECT_EQ(ogive_log_softmax_backward(OGIVE_F64, 2, 3, x.data(), y.data(),
                                       e.data(), nullptr),
            OGIVE_OK);
  EXPECT_TRUE(same(d, e));
  EXPECT_EQ(ogive_softmax(OGIVE_F64, 2, 3, x.data(), nullptr, nullptr),
            OGIVE_ERROR_NULL);
  EXPECT_EQ(ogive_softmax(OGIVE_F64, 0, 3, nullptr, nullptr, nullptr),
            OGIVE_OK);
  EXPECT_EQ(ogive_softmax(OGIVE_F64, 5, 1, x.data(), x.data() + 1, nullptr),
            OGIVE_ERROR_OVERLAP);
  EXPECT_EQ(
      ogive_softmax(OGIVE_F64, SIZE_MAX / 2, 3, x.data(), y.data(), nullptr),
      OGIVE_ERROR_STRIDE);
  EXPECT_EQ(ogive_softmax(static_cast<ogive_dtype>(9), 2, 3, x.data(), y.data(),
                          nullptr),
            OGIVE_ERROR_DTYPE);
}

}  // namespace
}  // namespace ogive::test
