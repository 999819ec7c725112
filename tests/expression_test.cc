// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that verification reads formulas as they are meant and computes what
// they say: the grammar and its errors, intervals around known digits, limits
// and undefined values, and for every formula of functions.def that the quick
// values' error bounds hold against MPFR, from the smallest inputs to the
// largest.

#include "verify/expression.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "support.h"
#include "verify/interval.h"
#include "verify/quick.h"

namespace ogive::internal {
namespace {

// A function that exists in no table.
constexpr FunctionInfo kFunction = {
    .function = Function{},
    .name = "test",
    .parameter_count = 2,
    .parameters = {{"alpha", 2, Domain::number}, {"beta", 3, Domain::number}},
    .cache = Cache::input,
    .formula = "x",
    .derivative = "1",
    .lowest = 0,
    .highest = 0};
constexpr Params kParams = {{2, 3}};

Expression parse(const std::string& text) {
  return Expression(text, "x", kFunction);
}

double value(const std::string& text, double x = 0) {
  return parse(text).evaluate({x, 0}, kParams);
}

TEST(Parser, Precedence) {
  EXPECT_EQ(value("1 + 2 * 3"), 7);
  EXPECT_EQ(value("(1 + 2) * 3"), 9);
  EXPECT_EQ(value("8 - 4 - 2"), 2);
  EXPECT_EQ(value("8 / 4 / 2"), 1);
  EXPECT_EQ(value("-x^2", 3), -9);
  EXPECT_EQ(value("-x^2 / 2", 4), -8);
  EXPECT_EQ(value("2 * -x", 3), -6);
  EXPECT_EQ(value("x^3", -2), -8);
  EXPECT_EQ(value("x < 1 ? 2 : x < 3 ? 4 : 6", 2), 4);
  EXPECT_EQ(value("x > 1 ? (x >= 5 ? 9 : 2) : 3", 5), 9);
  EXPECT_EQ(value("x <= 5 ? 9 : 2", 5), 9);
  EXPECT_EQ(value("x < -alpha ? 1 : 0", -3), 1);
}

TEST(Parser, Names) {
  EXPECT_EQ(value("alpha * x + beta", 5), 13);
  EXPECT_EQ(value("a + b where a = x + 1, b = a * a", 2), 12);
  EXPECT_EQ(value("min(x, 2) + max(x, 2)", 7), 9);
  EXPECT_EQ(value("copysign(3, x) + abs(x)", -0.5), -2.5);
  EXPECT_EQ(value("sqrt(x) + exp(0) + expm1(0) + log(1) + log1p(0)", 4), 3);
  EXPECT_EQ(value("tanh(x) + erfc(x)", 0), 1);
  EXPECT_NEAR(value("pi"), 3.14159265358979, 1e-14);
  EXPECT_TRUE(std::isnan(value("x > 0 ? nan : 1", 1)));
  EXPECT_EQ(value("1.5"), 1.5);
}

TEST(Parser, EqualPartsAreOne) {
  EXPECT_EQ(parse("exp(x) + exp(x)").nodes().size(),
            parse("exp(x) * exp(x)").nodes().size());
  EXPECT_EQ(parse("exp(x) + exp(x)").nodes().size(), 5u);  // x, 2 parameters
}

void expect_error(const std::string& text, const std::string& message) {
  try {
    parse(text);
    ADD_FAILURE() << "no error: " << text;
  } catch (const std::invalid_argument& e) {
    EXPECT_NE(std::string(e.what()).find(message), std::string::npos)
        << e.what();
  }
}

TEST(Parser, ErrorsTellThePlace) {
  expect_error("", "it ends too soon at position 1 of ''");
  expect_error("1 +", "it ends too soon at position 4");
  expect_error("x + y", "unknown name 'y' at position 5 of 'x + y'");
  expect_error("(x", "')' is missing at position 3");
  expect_error("x x", "unexpected text at position 3");
  expect_error("x ^ alpha", "the exponent must be a digit from 2 to 9");
  expect_error("x^12", "the exponent must be a digit from 2 to 9");
  expect_error("x^1", "the exponent must be a digit from 2 to 9");
  expect_error("min(x)", "',' is missing at position 6");
  expect_error("exp x", "'(' is missing at position 5");
  expect_error("x > 1 ? 2", "':' is missing at position 10");
  expect_error("x > 1", "'?' is missing at position 6");
  expect_error("1.2.3", "two points at position 1");
  expect_error("a where a", "'=' is missing at position 10");
  expect_error("a where a = 1, a = 2", "the name 'a' is taken at position 16");
  expect_error("a where a = b, b = 2", "unknown name 'b' at position 13");
  expect_error("a where = 2", "a name is missing at position 9");
  expect_error("x $ 1", "unexpected text at position 3");
  expect_error(std::string(200, '('), "too deeply nested");
  expect_error(std::string(200, '-'), "too deeply nested");
}

// The ends, rounded outwards to double.
struct Ends {
  double low, high;
  Interval::State state;
};
Ends ends(const std::string& text, double low, double high,
          long precision = 128) {
  IntervalEvaluator e(parse(text), kParams);
  const Interval& v =
      e.evaluate(e.expression().root(), {low, 0}, {high, 0}, precision);
  return {mpfr_get_d(v.low, MPFR_RNDD), mpfr_get_d(v.high, MPFR_RNDU), v.state};
}

// The digits are those of Python's decimal module.
TEST(Intervals, HoldKnownDigits) {
  const auto near = [](const std::string& text, double x, double truth) {
    const Ends e = ends(text, x, x);
    EXPECT_EQ(e.state, Interval::number) << text;
    EXPECT_LE(e.low, truth) << text;
    EXPECT_GE(e.high, truth) << text;
    EXPECT_LE(e.high, std::nextafter(e.low, HUGE_VAL)) << text;
  };
  near("exp(x)", 1, 2.71828182845904523536);
  near("1 / (1 + exp(-x))", 1, 0.73105857863000487925);
  near("log(x)", 2, 0.69314718055994530942);
  near("log1p(x)", 1e-10, 9.9999999995000000000333e-11);
  near("expm1(x)", 1e-10, 1.00000000005000000000167e-10);
  near("tanh(x)", 1, 0.76159415595576488812);
  near("erfc(x)", 1, 0.15729920705028513066);
  near("sqrt(x)", 2, 1.41421356237309504880);
  near("pi", 0, 3.14159265358979323846);
  near("0.1", 0, 0.1);
  near("x^3", 3, 27);
  near("-x^2", 3, -9);
}

TEST(Intervals, OfIntervals) {
  const auto expect = [](const std::string& text, double low, double high,
                         double from, double to) {
    const Ends e = ends(text, low, high);
    EXPECT_EQ(e.state, Interval::number) << text;
    EXPECT_EQ(e.low, from) << text;
    EXPECT_EQ(e.high, to) << text;
  };
  expect("x^2", -2, 1, 0, 4);
  expect("x^3", -2, 1, -8, 1);
  expect("abs(x)", -2, 1, 0, 2);
  expect("abs(x)", -2, -1, 1, 2);
  expect("-x", -2, 1, -1, 2);
  expect("x - x", 1, 2, -1, 1);
  expect("x * (x - 3)", 1, 2, -4, -1);
  expect("6 / x", 2, 3, 2, 3);
  expect("6 / x", -3, -2, -3, -2);
  expect("x > 0 ? x : 2 * x", -1, 3, -2, 6);
  expect("x > 0 ? x : 2 * x", 1, 3, 1, 3);
  expect("copysign(2, x)", -1, 1, -2, 2);
  expect("copysign(x, -1)", 1, 2, -2, -1);
  expect("min(x, 1) + max(x, 1)", 0, 3, 1, 4);
  EXPECT_EQ(ends("1 / x", -1, 1).state, Interval::unknown);
  EXPECT_EQ(ends("log(x)", -1, 1).state, Interval::unknown);
  EXPECT_EQ(ends("log(x)", -2, -1).state, Interval::nan);
  EXPECT_EQ(ends("x > 0 ? log(x) : nan", -2, -1).state, Interval::nan);
  EXPECT_EQ(ends("x > 0 ? log(x) : nan", -2, 1).state, Interval::unknown);
}

TEST(Intervals, LimitsAndExactInfinities) {
  EXPECT_EQ(ends("log(x)", 0, 0).high, -HUGE_VAL);
  EXPECT_EQ(ends("1 / x", 0, 0).low, HUGE_VAL);
  EXPECT_EQ(ends("1 / x", -0.0, -0.0).high, -HUGE_VAL);
  EXPECT_EQ(ends("log(x / (1 - x))", 1, 1).low, HUGE_VAL);
  EXPECT_EQ(ends("1 / (x - 1)", 1, 1).low, HUGE_VAL);  // 1 - 1 is +0
  EXPECT_EQ(ends("x / x", 0, 0).state, Interval::nan);
  // Infinite arguments are large numbers.
  EXPECT_EQ(ends("x - x", HUGE_VAL, HUGE_VAL).high, 0);
  EXPECT_EQ(ends("1 / (1 + exp(-x))", -HUGE_VAL, -HUGE_VAL).low, 0);
  const Ends silu = ends("x / (1 + exp(-x))", -HUGE_VAL, -HUGE_VAL);
  EXPECT_EQ(silu.state, Interval::number);
  EXPECT_LE(silu.high, 0);
  EXPECT_GE(silu.low, -0x1p-1074);
  // Far below and above every format.
  const Ends tiny = ends("log1p(exp(-abs(x)))", 1e38, 1e38);
  EXPECT_EQ(tiny.low, 0);
  EXPECT_EQ(tiny.high, 0x1p-1074);
  EXPECT_GT(ends("x^2 / x", 1e308, 1e308).high, 1e308 * (1 - 1e-15));
  EXPECT_LE(ends("x^2 / x", 1e308, 1e308).low, 1e308);
}

struct Formula {
  std::string text, variable;
  bool scaled;
};
std::vector<Formula> formulas_of(const FunctionInfo& info) {
  std::vector<Formula> all;
  const auto add = [&](const char* text, const char* variable, bool scaled) {
    if (text != nullptr) all.push_back({text, variable, scaled});
  };
  add(info.formula, "x", false);
  add(info.derivative, "x", false);
  add(info.derivative, "x", true);
  add(info.backward, "y", true);
  add(info.tail, "x", false);
  add(info.from_tail, "t", false);
  add(info.backward_tail, "t", true);
  return all;
}

// Inputs from all exponents, moderate ones, and the ends.
std::vector<double> inputs(Dtype dtype, int n, std::uint64_t seed) {
  std::vector<double> all;
  for (const double x :
       {0.0,      1.0,   2.0,    3.0,  0.5,   6.0,   1e-45, 1e38,
        0x1p-126, 1e-30, 20.0,   88.0, 104.0, 710.0, 745.0, 0x1.fffffep127,
        1e-300,   1e308, 5e-324, 1e154}) {
    const double v = dtype == Dtype::f64 ? x : static_cast<float>(x);
    if (std::isinf(v)) continue;
    all.push_back(v);
    all.push_back(-v);
  }
  for (const std::uint64_t bits :
       random_values(dtype, static_cast<std::size_t>(n), seed)) {
    if ((bits & infinity_bits(dtype)) != infinity_bits(dtype)) {
      all.push_back(decode(dtype, bits));
    }
  }
  for (int i = 0; i < n / 4; ++i) {
    const double unit = static_cast<double>(mix(mix(seed) - i) >> 11) * 0x1p-53;
    all.push_back(decode(
        dtype,
        encode(dtype, dtype == Dtype::f64 ? unit : static_cast<float>(unit))));
  }
  return all;
}

// The interval, precise enough to tell whether `error` bounds something.
const Interval& precise(IntervalEvaluator& e, const Arguments& p, double error,
                        mpfr_ptr width) {
  for (long precision = 160;; precision *= 2) {
    const Interval& v = e.evaluate(p, precision);
    if (v.exact() || v.state != Interval::number || precision > 5000) return v;
    mpfr_sub(width, v.high, v.low, MPFR_RNDU);
    if (mpfr_cmp_d(width, error / 16) <= 0) return v;
  }
}

template <class Work>
void check_bounds(const FunctionInfo& info, const Params& params, int n) {
  constexpr Dtype kType = sizeof(Work) == 8 ? Dtype::f32 : Dtype::f64;
  const std::vector<double> xs = inputs(kType, n, 1);
  std::vector<double> dys = inputs(kType, n, 2);
  for (const Formula& f : formulas_of(info)) {
    SCOPED_TRACE(std::string(info.name) + ": " + f.text);
    Expression expression(f.text, f.variable, info);
    if (f.scaled) expression.multiply_by_dy();
    Quick<Work> quick(expression, params);
    IntervalEvaluator intervals(expression, params);
    Number spread, edge;
    mpfr_set_prec(edge, 6000);
    int unsettled = 0;
    for (std::size_t start = 0; start < xs.size(); start += kQuickBlock) {
      const std::size_t size = std::min(kQuickBlock, xs.size() - start);
      Work x[kQuickBlock], dy[kQuickBlock], v[kQuickBlock], e[kQuickBlock];
      for (std::size_t i = 0; i < size; ++i) {
        x[i] = xs[start + i];
        dy[i] = dys[(start + i) * 7 % dys.size()];
      }
      quick.evaluate(x, f.scaled ? dy : nullptr, size, v, e);
      for (std::size_t i = 0; i < size; ++i) {
        if (e[i] != e[i]) {
          const Work a = std::fabs(x[i]);
          unsettled += a > Work(1e-3) && a < 10;
          continue;
        }
        const Interval& truth = precise(
            intervals, {static_cast<double>(x[i]), static_cast<double>(dy[i])},
            static_cast<double>(e[i]), spread);
        if (std::isnan(v[i])) {
          ASSERT_EQ(truth.state, Interval::nan) << x[i];
          continue;
        }
        ASSERT_EQ(truth.state, Interval::number) << x[i];
        if (std::isinf(v[i])) {
          // At least 2^1023.
          ASSERT_GE(mpfr_cmp_d(v[i] > 0 ? truth.low : truth.high, 0x1p1023) *
                        (v[i] > 0),
                    0)
              << x[i];
          continue;
        }
        // v - e <= truth <= v + e, exactly and as computed.
        const Work low = v[i] - e[i], high = v[i] + e[i];
        ASSERT_LE(mpfr_cmp_ld(truth.low, high), 0)
            << std::hexfloat << x[i] << " dy " << dy[i] << " v " << v[i]
            << " e " << e[i];
        ASSERT_GE(mpfr_cmp_ld(truth.high, low), 0)
            << std::hexfloat << x[i] << " dy " << dy[i] << " v " << v[i]
            << " e " << e[i];
        if (e[i] == 0) {
          mpfr_set_ld(edge, v[i], MPFR_RNDN);
          ASSERT_TRUE(mpfr_lessequal_p(truth.low, edge) &&
                      mpfr_greaterequal_p(truth.high, edge));
        }
      }
    }
    EXPECT_LE(unsettled, n / 50);
  }
}

// Parameters other than the defaults, in their domains.
Params other_params(const FunctionInfo& info) {
  Params p;
  for (int i = 0; i < info.parameter_count; ++i) {
    p.value[i] = info.parameters[i].domain == Domain::half ? 0.125
                 : i == 0                                  ? 0.75
                                                           : 1.375;
  }
  return p;
}

TEST(Quick, BoundsHoldForEveryFormula) {
  // Never so few that one unsettled value is more than 1 in 50.
  const int n = std::max(1600 / OGIVE_TEST_SPARSER, 400);
  for (const FunctionInfo& info : functions()) {
    check_bounds<double>(info, default_params(info.function), n);
    check_bounds<long double>(info, default_params(info.function), n / 4);
    if (info.parameter_count > 0) {
      check_bounds<double>(info, other_params(info), n / 4);
      check_bounds<long double>(info, other_params(info), n / 8);
    }
  }
}

TEST(Quick, KnowsWhatIsExact) {
  const auto error = [](const std::string& text, double at) {
    Quick<double> q(parse(text), kParams);
    double v = 0, e = 1;
    q.evaluate(&at, nullptr, 1, &v, &e);
    return e;
  };
  EXPECT_EQ(error("x > 0 ? x : 0", 1.5), 0);
  EXPECT_EQ(error("x - 0.5", 0x1p24), 0);  // a tie in float
  EXPECT_EQ(error("alpha / alpha * x", 3), 0);
  EXPECT_GT(error("x - 0.1", 1), 0);
  EXPECT_GT(error("x + 1", 0x1p-60), 0);
  EXPECT_LT(error("x + 1", 0x1p-60), 0x1p-51);
  // Unsettled: the sign of what may be 0, and a limit.
  EXPECT_TRUE(std::isnan(error("exp(x) - 1 < 0 ? 1 : 2", 0x1p-80)));
  EXPECT_TRUE(std::isnan(error("x", HUGE_VAL)));
}

TEST(Quick, TakesTheBranchOfEachValue) {
  Quick<double> q(parse("x < 2 ? 10 : x < 4 ? x + 20 : 30"), kParams);
  double x[kQuickBlock], v[kQuickBlock], e[kQuickBlock];
  for (int shift : {-1000, -200, 0, 1000}) {
    for (std::size_t i = 0; i < kQuickBlock; ++i) {
      x[i] = static_cast<double>(i) / 64 + shift;
    }
    q.evaluate(x, nullptr, kQuickBlock, v, e);
    for (std::size_t i = 0; i < kQuickBlock; ++i) {
      EXPECT_EQ(v[i], x[i] < 2 ? 10 : x[i] < 4 ? x[i] + 20 : 30);
      EXPECT_EQ(e[i], 0);
    }
  }
}

}  // namespace
}  // namespace ogive::internal
