// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves for every row of functions.def what is not a matter of rounding: the
// values at special points and the derivatives at the kinks, as PyTorch
// documents them, written out by hand; that parameters count as values of the
// element type and nonsense is refused by name; that each function has the
// operations its row says and no others; that C++ and C names reach the same
// kernels; that with other parameters too the backward pass is the derivative.

#include <cmath>
#include <limits>

#include "expect_error.h"
#include "ogive/activations.h"
#include "ogive/ogive.h"
#include "support.h"

namespace ogive::internal {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();

Function named(const char* name) {
  return static_cast<Function>(ogive_function_by_name(name));
}

float value(const char* name, Op op, float x) {
  float y;
  run(named(name), op, Dtype::f32, {{&x, nullptr}, {&y, nullptr}}, 1, {});
  return y;
}

// y and dy/dx at x, in nine digits.
struct Point {
  const char* name;
  float x, y, d;
};
constexpr Point kPoints[] = {
    {"sigmoid", 1, 0.731058579F, 0.196611933F},
    {"sigmoid", 0, 0.5F, 0.25F},
    {"sigmoid", kInf, 1, 0},
    {"sigmoid", -kInf, 0, 0},
    {"log_sigmoid", 0, -0.693147181F, 0.5F},
    {"log_sigmoid", 1, -0.313261688F, 0.268941421F},
    {"log_sigmoid", -kInf, -kInf, 1},
    {"log_sigmoid", kInf, -0.0F, 0},
    {"hardsigmoid", 1, 0.666666667F, 0.166666667F},
    {"hardsigmoid", -3, 0, 0},
    {"hardsigmoid", 3, 1, 0},
    {"hardsigmoid", kInf, 1, 0},
    {"hardsigmoid", -kInf, 0, 0},
    {"tanh", 1, 0.761594156F, 0.419974342F},
    {"tanh", -0.0F, -0.0F, 1},
    {"tanh", kInf, 1, 0},
    {"tanh", -kInf, -1, 0},
    {"hardtanh", 0.5F, 0.5F, 1},
    {"hardtanh", 1, 1, 0},
    {"hardtanh", -1, -1, 0},
    {"hardtanh", -kInf, -1, 0},
    {"softsign", 1, 0.5F, 0.25F},
    {"softsign", -kInf, -1, 0},
    {"softsign", kInf, 1, 0},
    {"logit", 0.25F, -1.09861229F, 5.33333333F},
    {"logit", 0.5F, 0, 4},
    {"logit", 0, -kInf, kInf},
    {"logit", 1, kInf, kInf},
    {"relu", -1, 0, 0},
    {"relu", 0, 0, 0},
    {"relu", 2, 2, 1},
    {"relu", kInf, kInf, 1},
    {"relu6", 0, 0, 0},
    {"relu6", 5, 5, 1},
    {"relu6", 6, 6, 0},
    {"leaky_relu", -1, -0.01F, 0.01F},
    {"leaky_relu", 0, 0, 0.01F},
    {"leaky_relu", -kInf, -kInf, 0.01F},
    {"rrelu", -1, -0.229166667F, 0.229166667F},
    {"rrelu", 3, 3, 1},
    {"rrelu", -kInf, -kInf, 0.229166667F},
    {"elu", -1, -0.632120559F, 0.367879441F},
    {"elu", 0, 0, 1},
    {"elu", -kInf, -1, 0},
    {"elu", kInf, kInf, 1},
    {"celu", -1, -0.632120559F, 0.367879441F},
    {"celu", -kInf, -1, 0},
    {"selu", 1, 1.05070099F, 1.05070099F},
    {"selu", -1, -1.11133074F, 0.646768603F},
    {"selu", -kInf, -1.75809934F, 0},
    {"selu", kInf, kInf, 1.05070099F},
    {"threshold", -1, 0, 0},
    {"threshold", 0, 0, 0},
    {"threshold", 2, 2, 1},
    {"softshrink", 1, 0.5F, 1},
    {"softshrink", 0.5F, 0, 0},
    {"softshrink", -2, -1.5F, 1},
    {"softshrink", -kInf, -kInf, 1},
    {"hardshrink", 0.5F, 0, 0},
    {"hardshrink", -0.75F, -0.75F, 1},
    {"tanhshrink", 1, 0.238405844F, 0.580025658F},
    {"tanhshrink", kInf, kInf, 1},
    {"softplus", 1, 1.31326169F, 0.731058579F},
    {"softplus", -kInf, 0, 0},
    {"softplus", kInf, kInf, 1},
    {"squareplus", 0, 1, 0.5F},
    {"squareplus", 3, 3.30277564F, 0.916025147F},
    {"squareplus", -kInf, 0, 0},
    {"squareplus", kInf, kInf, 1},
    {"silu", 1, 0.731058579F, 0.927670512F},
    {"silu", -kInf, -0.0F, -0.0F},
    {"silu", kInf, kInf, 1},
    {"hardswish", 1, 0.666666667F, 0.833333333F},
    {"hardswish", -3, 0, 0},
    {"hardswish", 3, 3, 1},
    {"hardswish", -kInf, 0, 0},
    {"mish", 1, 0.865098388F, 1.04903622F},
    {"mish", -kInf, -0.0F, -0.0F},
    {"mish", kInf, kInf, 1},
    {"gelu", 1, 0.841344746F, 1.08331547F},
    {"gelu", -kInf, -0.0F, -0.0F},
    {"gelu", kInf, kInf, 1},
    {"gelu_tanh", 1, 0.841191991F, 1.08296408F},
    {"gelu_tanh", -kInf, -0.0F, -0.0F},
    {"gelu_tanh", kInf, kInf, 1},
    {"exp", 1, 2.71828183F, 2.71828183F},
    {"exp", -kInf, 0, 0},
    {"exp", kInf, kInf, kInf},
    {"expm1", 1, 1.71828183F, 2.71828183F},
    {"expm1", -0.0F, -0.0F, 1},
    {"expm1", -kInf, -1, 0},
};

TEST(Family, SpecialPoints) {
  std::vector<int> seen(functions().size());
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    for (const Point& p : kPoints) {
      SCOPED_TRACE(std::string(p.name) + "(" + std::to_string(p.x) + ")");
      ASSERT_GE(ogive_function_by_name(p.name), 0);
      ++seen[static_cast<std::size_t>(named(p.name))];
      const float y = value(p.name, Op::forward, p.x);
      EXPECT_FLOAT_EQ(y, p.y);
      if (p.y == 0) {
        EXPECT_EQ(std::signbit(y), std::signbit(p.y));
      }
      EXPECT_FLOAT_EQ(value(p.name, Op::derivative, p.x), p.d);
    }
  }
  for (const FunctionInfo& info : functions()) {
    EXPECT_GT(seen[static_cast<std::size_t>(info.function)], 0)
        << info.name << " has no point here";
  }
}

TEST(Family, LogitIsNanOutsideZeroToOne) {
  for (const std::string& target : targets()) {
    const OnTarget scope(target);
    for (const Dtype dtype : kAllDtypes) {
      const std::uint64_t nan = infinity_bits(dtype) | quiet_bit(dtype);
      for (const double x : {-1e-4, -2.0, 1.25, 100.0}) {
        Elements in(dtype, 1), out(dtype, 1);
        in.set(0, encode(dtype, dtype == Dtype::f64
                                    ? x
                                    : static_cast<double>(bfloat16(x))));
        run(named("logit"), Op::forward, dtype,
            {{in.data(), nullptr}, {out.data(), nullptr}}, 1, {});
        EXPECT_EQ(out.values()[0], nan) << x << " " << dtype_name(dtype);
        run(named("logit"), Op::derivative, dtype,
            {{in.data(), nullptr}, {out.data(), nullptr}}, 1, {});
        EXPECT_EQ(out.values()[0], nan) << x << " " << dtype_name(dtype);
      }
    }
  }
}

TEST(Family, ParametersAreValuesOfTheType) {
  EXPECT_EQ(leaky_relu(-1.0F), -0.01F);
  EXPECT_EQ(leaky_relu(-1.0), -0.01);
  EXPECT_EQ(static_cast<float>(leaky_relu(bfloat16(-1.0F))),
            -static_cast<float>(bfloat16(0.01)));
  EXPECT_EQ(elu(-1000.0F, {.alpha = 0.3}), -0.3F);
  EXPECT_EQ(hardtanh(0.15F, {.min_val = 0, .max_val = 0.1}), 0.1F);
  EXPECT_EQ(softplus(50.0F, {.beta = 1, .threshold = 20}), 50.0F);
  EXPECT_EQ(threshold(0.5F, {.threshold = 1, .value = -7}), -7.0F);
  EXPECT_FLOAT_EQ(silu(2.0F, {.beta = 1.702}), 1.93565864F);
  EXPECT_FLOAT_EQ(logit(0.0F, {.eps = 0.25}), -1.09861229F);
  EXPECT_EQ(logit_derivative(0.0F, {.eps = 0.25}), 0.0F);
}

TEST(Family, NonsenseIsRefusedByName) {
  std::vector<float> x(4), y(4, 7.0F);
  std::vector<float16> h(4);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  expect_error([&] { elu(x, y, {.alpha = nan}); },
               {"elu: alpha is nan", "number"});
  expect_error([&] { softplus(x, y, {.beta = 0}); },
               {"softplus: beta is 0", "above 0"});
  expect_error([&] { silu(x, y, {.beta = -1}); },
               {"silu: beta is -1", "above 0"});
  expect_error([&] { celu(x, y, {.alpha = 0}); },
               {"celu: alpha is 0", "above 0"});
  expect_error([&] { leaky_relu(x, y, {.negative_slope = -0.1}); },
               {"leaky_relu: negative_slope is -0.1", "0 or above"});
  expect_error([&] { hardtanh(x, y, {.min_val = 2, .max_val = 1}); },
               {"hardtanh: max_val is 1", "below min_val, which is 2"});
  expect_error([&] { rrelu(x, y, {.lower = 0.5, .upper = 0.25}); },
               {"rrelu: upper is 0.25", "below lower"});
  expect_error([&] { logit(x, y, {.eps = 0.75}); },
               {"logit: eps is 0.75", "[0, 0.5]"});
  expect_error([&] { softshrink(x, y, {.lambda = -1}); },
               {"softshrink: lambda is -1", "0 or above"});
  expect_error([&] { elu(h, h, {.alpha = 1e6}); },
               {"elu: alpha is 1e+06", "f16"});
  expect_error([&] { elu(-1.0F, {.alpha = nan}); }, {"elu: alpha", "number"});
  EXPECT_EQ(y, std::vector<float>(4, 7.0F)) << "something was written";
  EXPECT_EQ(ogive_elu(OGIVE_F32, 4, x.data(), y.data(), nan, nullptr),
            OGIVE_ERROR_PARAMETER);
  EXPECT_EQ(y, std::vector<float>(4, 7.0F)) << "something was written";
  EXPECT_TRUE(std::isnan(ogive_elu_f32(-1.0F, nan)));
  EXPECT_EQ(ogive_elu_f32(-1000.0F, 0.5), -0.5F);
}

TEST(Family, BackwardOfOneIsTheDerivative) {
  struct Case {
    const char* name;
    Params params;
  };
  const Case cases[] = {
      {"hardtanh", {{-0.3, 2.7}}}, {"leaky_relu", {{0.3}}},
      {"rrelu", {{0.1, 0.7}}},     {"elu", {{1.7}}},
      {"celu", {{2.3}}},           {"softshrink", {{0.7}}},
      {"hardshrink", {{0.1}}},     {"threshold", {{0.1, -20}}},
      {"squareplus", {{0.7}}},     {"silu", {{1.702}}},
      {"softplus", {{3.3, kInf}}}, {"softplus", {{1, 20}}},
      {"softplus", {{2, 25}}}};
  for (const Case& c : cases) {
    const Function f = named(c.name);
    for (float x = -12; x < 24; x += 0.0625F) {
      float y = 0, d = 0, dx = 0;
      const float one = 1;
      run(f, Op::forward, Dtype::f32, {{&x, nullptr}, {&y, nullptr}}, 1,
          c.params, {});
      run(f, Op::derivative, Dtype::f32, {{&x, nullptr}, {&d, nullptr}}, 1,
          c.params, {});
      const bool input = function_info(f).cache == Cache::input;
      run(f, Op::backward, Dtype::f32,
          {{&one, input ? &x : &y}, {&dx, nullptr}}, 1, c.params, {});
      // The rounding of y counts against the range of y, alpha or 1.
      EXPECT_NEAR(dx, d, input ? 0.0F : 4e-7F) << c.name << " at " << x;
    }
  }
}

TEST(Family, SoftplusBackwardRefusesWhatTheOutputDoesNotTell) {
  float dx;
  const float dy = 1, y = 4.5e-5F;
  expect_error(
      [&] {
        run(named("softplus"), Op::backward, Dtype::f32,
            {{&dy, &y}, {&dx, nullptr}}, 1, Params{{1, 0}}, {});
      },
      {"softplus_backward", "threshold is 0", "softplus_derivative"});
}

TEST(Family, SlopeOfZeroMakesZeroOfMinusInfinity) {
  const float x = -kInf;
  for (const char* name : {"leaky_relu", "rrelu"}) {
    float y = 1;
    run(named(name), Op::forward, Dtype::f32, {{&x, nullptr}, {&y, nullptr}}, 1,
        Params{{0, 0}}, {});
    EXPECT_EQ(y, 0.0F) << name;
  }
}

TEST(Family, OperationsAreThoseOfTheRow) {
  float in[2] = {0.25F, 0.5F}, out[2];
  for (const FunctionInfo& info : functions()) {
    EXPECT_EQ(info.cache == Cache::input, info.backward == nullptr);
    for (const Op op : kAllOps) {
      SCOPED_TRACE(std::string(info.name) + " " + op_name(op));
      const Arrays arrays = {{&in[0], &in[1]}, {&out[0], &out[1]}};
      const auto call = [&] {
        run(info.function, op, Dtype::f32, arrays, 1, {});
      };
      const auto c_function = static_cast<ogive_function>(info.function);
      const auto c_op = static_cast<ogive_op>(op);
      const ogive_status status = ogive_apply(
          c_function, c_op, OGIVE_F32, 1, arrays.in[0],
          op_inputs(op) == 2 ? arrays.in[1] : nullptr, arrays.out[0],
          op_outputs(op) == 2 ? arrays.out[1] : nullptr, nullptr, nullptr);
      if (has_op(info.cache, op)) {
        EXPECT_NO_THROW(call());
        EXPECT_EQ(status, OGIVE_OK);
      } else {
        EXPECT_THROW(call(), std::invalid_argument);
        EXPECT_EQ(status, OGIVE_ERROR_FUNCTION);
      }
    }
  }
}

// The C names, the C numbers, the C++ names and the scalars give the same bits.
TEST(Family, AllNamesReachTheSameKernels) {
  const float x = 0.3125F, cache = 0.25F, dy = -1.5F;
  float expected, got;
  const auto reference = [&](Function f, Op op) {
    const float* first = op == Op::backward ? &dy : &x;
    run(f, op, Dtype::f32, {{first, &cache}, {&expected, nullptr}}, 1, {});
  };
  int count = 0;
#define OGIVE_DEFAULTS_NONE
#define OGIVE_DEFAULTS_ONE(a, value, domain) value,
#define OGIVE_DEFAULTS_TWO(a, value, domain, b, value2, domain2) value, value2,
#define OGIVE_SCALAR_NONE
#define OGIVE_SCALAR_ONE(a, value, domain) , value
#define OGIVE_SCALAR_TWO(a, value, domain, b, value2, domain2) , value, value2
#define OGIVE_FUNCTION(fname, params, ...)                                  \
  {                                                                         \
    SCOPED_TRACE(#fname);                                                   \
    ++count;                                                                \
    reference(Function::fname, Op::forward);                                \
    EXPECT_EQ(ogive_function_by_name(#fname), OGIVE_FUNCTION_##fname);      \
    EXPECT_STREQ(ogive_function_name(OGIVE_FUNCTION_##fname), #fname);      \
    ogive_##fname(OGIVE_F32, 1, &x, &got, OGIVE_DEFAULTS_##params nullptr); \
    EXPECT_EQ(got, expected);                                               \
    EXPECT_EQ(ogive_##fname##_f32(x OGIVE_SCALAR_##params), expected);      \
    EXPECT_EQ(ogive::fname(x), expected);                                   \
    ogive::fname(std::span<const float>(&x, 1), std::span<float>(&got, 1)); \
    EXPECT_EQ(got, expected);                                               \
    reference(Function::fname, Op::derivative);                             \
    EXPECT_EQ(ogive::fname##_derivative(x), expected);                      \
    ogive_##fname##_derivative(OGIVE_F32, 1, &x, &got,                      \
                               OGIVE_DEFAULTS_##params nullptr);            \
    EXPECT_EQ(got, expected);                                               \
    reference(Function::fname, Op::backward);                               \
    ogive::fname##_backward(std::span<const float>(&dy, 1),                 \
                            std::span<const float>(&cache, 1),              \
                            std::span<float>(&got, 1));                     \
    EXPECT_EQ(got, expected);                                               \
    ogive_##fname##_backward(OGIVE_F32, 1, &dy, &cache, &got,               \
                             OGIVE_DEFAULTS_##params nullptr);              \
    EXPECT_EQ(got, expected);                                               \
  }
#include "ogive/functions.def"
#undef OGIVE_FUNCTION
  EXPECT_EQ(count, static_cast<int>(functions().size()));
  EXPECT_EQ(count, OGIVE_FUNCTION_COUNT);
  EXPECT_EQ(ogive_function_by_name("no_such"), -1);
  EXPECT_EQ(ogive_function_by_name(nullptr), -1);
  EXPECT_EQ(ogive_function_name(OGIVE_FUNCTION_COUNT), nullptr);
  EXPECT_EQ(ogive_apply(OGIVE_FUNCTION_COUNT, OGIVE_FORWARD, OGIVE_F32, 1, &x,
                        nullptr, &got, nullptr, nullptr, nullptr),
            OGIVE_ERROR_FUNCTION);
}

}  // namespace
}  // namespace ogive::internal
