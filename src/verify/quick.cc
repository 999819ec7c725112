// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The definitions of quick.h: a formula becomes a list of operations on blocks
// of values, each with its errors.

#include "verify/quick.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "verify/interval.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace ogive::internal {

namespace {

template <class Work>
struct QuickSlot {
  alignas(64) Work v[kQuickBlock];
  alignas(64) Work e[kQuickBlock];
};

template <class Work>
using QuickLoop = void (*)(const QuickSlot<Work>&, const QuickSlot<Work>&,
                           QuickSlot<Work>&);

template <class Work>
struct QuickLoops {
  QuickLoop<Work> negate, add, subtract, multiply, divide, exp, expm1, log,
      log1p, tanh, erfc, sqrt, abs, min, max, copysign, minus_tanh, less,
      less_equal, blend, finish;
};

#define OGIVE_QUICK_MAP(name)                       \
  void name##_of(const Work* a, Work* r) {          \
    for (std::size_t i = 0; i < kQuickBlock; ++i) { \
      r[i] = std::name(a[i]);                       \
    }                                               \
  }
#define OGIVE_QUICK_MAPS \
  OGIVE_QUICK_MAP(exp)   \
  OGIVE_QUICK_MAP(expm1) \
  OGIVE_QUICK_MAP(log)   \
  OGIVE_QUICK_MAP(log1p) \
  OGIVE_QUICK_MAP(tanh)  \
  OGIVE_QUICK_MAP(erfc)

// The C library states at most 5 ULP for these.
constexpr int kStandardUlps = 8;

namespace wide {
using Work = long double;
constexpr bool kFused = false;
constexpr int kLibraryUlps = kStandardUlps;
OGIVE_QUICK_MAPS
#define OGIVE_QUICK_CODE
#include "verify/quick_loops-inl.h"
}  // namespace wide

namespace plain {
using Work = double;
#if defined(__aarch64__)
constexpr bool kFused = true;
#else
constexpr bool kFused = false;
#endif
constexpr int kLibraryUlps = kStandardUlps;
OGIVE_QUICK_MAPS
#include "verify/quick_loops-inl.h"
#undef OGIVE_QUICK_CODE
}  // namespace plain

#if defined(__x86_64__) && defined(OGIVE_SLEEF)
#define OGIVE_QUICK_CODE __attribute__((target("avx2,fma")))
// Of SLEEF's header, which declares these only where all code is for AVX2.
extern "C" {
OGIVE_QUICK_CODE __m256d Sleef_expd4_u10avx2(__m256d);
OGIVE_QUICK_CODE __m256d Sleef_expm1d4_u10avx2(__m256d);
OGIVE_QUICK_CODE __m256d Sleef_logd4_u10avx2(__m256d);
OGIVE_QUICK_CODE __m256d Sleef_log1pd4_u10avx2(__m256d);
OGIVE_QUICK_CODE __m256d Sleef_tanhd4_u10avx2(__m256d);
OGIVE_QUICK_CODE __m256d Sleef_erfcd4_u15avx2(__m256d);
}

namespace avx2 {
using Work = double;
constexpr bool kFused = true;
// SLEEF states 1 ULP, and 1.5 for erfc.
constexpr int kLibraryUlps = 3;
#define OGIVE_QUICK_VECTORS(name, accuracy)                                 \
  OGIVE_QUICK_CODE void name##_of(const double* a, double* r) {             \
    for (std::size_t i = 0; i < kQuickBlock; i += 4) {                      \
      _mm256_store_pd(                                                      \
          r + i, Sleef_##name##d4_##accuracy##avx2(_mm256_load_pd(a + i))); \
    }                                                                       \
  }
OGIVE_QUICK_VECTORS(exp, u10)
OGIVE_QUICK_VECTORS(expm1, u10)
OGIVE_QUICK_VECTORS(log, u10)
OGIVE_QUICK_VECTORS(log1p, u10)
OGIVE_QUICK_VECTORS(tanh, u10)
OGIVE_QUICK_VECTORS(erfc, u15)
#include "verify/quick_loops-inl.h"
#undef OGIVE_QUICK_VECTORS
#undef OGIVE_QUICK_CODE
}  // namespace avx2
#endif

#undef OGIVE_QUICK_MAP
#undef OGIVE_QUICK_MAPS

template <class Work>
const QuickLoops<Work>& loops();

template <>
const QuickLoops<long double>& loops() {
  return wide::kLoops;
}

template <>
const QuickLoops<double>& loops() {
#if defined(__x86_64__) && defined(OGIVE_SLEEF)
  static const bool vectors =
      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (vectors) return avx2::kLoops;
#endif
  return plain::kLoops;
}

template <class Work>
Work to_work(mpfr_srcptr v) {
  if constexpr (sizeof(Work) == sizeof(double)) {
    return mpfr_get_d(v, MPFR_RNDN);
  } else {
    return mpfr_get_ld(v, MPFR_RNDN);
  }
}

}  // namespace

template <class Work>
struct Quick<Work>::Program {
  using Slot = QuickSlot<Work>;
  // A constant, a variable, or an operation on others.
  struct Op {
    QuickLoop<Work> loop = nullptr;
    int a = -1, b = -1;         // its arguments
    int yes = -1, no = -1;      // for a condition: what it chooses from
    bool constant = false;      // the slot is filled once and for all
    Work value = 0, error = 0;  // of a constant
  };

  Program(const Expression& expression, const Params& params) {
    IntervalEvaluator intervals(expression, params);
    const std::vector<Node>& nodes = expression.nodes();
    std::vector<int> made(nodes.size());
    ops.resize(2);  // the variables
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      made[i] = intervals.is_constant(static_cast<int>(i))
                    ? constant_of(intervals, static_cast<int>(i))
                    : operation_of(nodes, i, made);
    }
    root = made[expression.root()];
    slots.resize(ops.size());
    done.resize(ops.size());
    chosen.resize(ops.size());
    for (std::size_t i = 0; i < ops.size(); ++i) {
      if (!ops[i].constant) continue;
      std::fill_n(slots[i].v, kQuickBlock, ops[i].value);
      std::fill_n(slots[i].e, kQuickBlock, ops[i].error);
    }
  }

  int constant(Work value, Work error = 0) {
    Op op;
    op.constant = true;
    op.value = value;
    op.error = error;
    return append(op);
  }
  int append(const Op& op) {
    ops.push_back(op);
    return static_cast<int>(ops.size()) - 1;
  }
  int append(QuickLoop<Work> loop, int a, int b) {
    Op op;
    op.loop = loop;
    op.a = a;
    op.b = b;
    return append(op);
  }
  bool is(int op, Work value) const {
    return ops[op].constant && ops[op].error == 0 && ops[op].value == value;
  }

  int constant_of(IntervalEvaluator& intervals, int node) {
    const Work unit = std::numeric_limits<Work>::epsilon();
    const Work nan = std::numeric_limits<Work>::quiet_NaN();
    const Interval& v = intervals.evaluate(node, {}, {}, 256);
    if (v.state == Interval::nan) return constant(nan);
    if (v.state == Interval::unknown) return constant(nan, nan);
    const Work value = to_work<Work>(v.low);
    const bool exact =
        v.exact() && (std::isinf(value) ||
                      mpfr_cmp_ld(v.low, static_cast<long double>(value)) == 0);
    return constant(value, exact ? 0 : std::fabs(value) * unit);
  }

  // A condition that one constant side decides: 1 or 0, else -1.
  int decided(const Node& n, int a, int b) const {
    const Work inf = std::numeric_limits<Work>::infinity();
    const Op& l = ops[a];
    const Op& r = ops[b];
    // All numbers are finite: evaluate() leaves infinite arguments open.
    if (is(a, -inf) || is(b, inf)) return 1;
    if (is(a, inf) || is(b, -inf)) return 0;
    if (!l.constant || !r.constant || l.error != 0 || r.error != 0) return -1;
    return n.kind == Kind::less ? l.value < r.value : l.value <= r.value;
  }

  int operation_of(const std::vector<Node>& nodes, std::size_t i,
                   const std::vector<int>& made) {
    const Node& n = nodes[i];
    const QuickLoops<Work>& l = loops<Work>();
    const auto arg = [&](int k) {
      return n.arguments[k] < 0 ? 0 : made[n.arguments[k]];
    };
    const int a = arg(0), b = arg(1);
    const Work inf = std::numeric_limits<Work>::infinity();
    switch (n.kind) {
      case Kind::variable:
        return n.index;
      case Kind::negate:
        return append(l.negate, a, a);
      case Kind::add:
        if (is(a, 0)) return b;
        if (is(b, 0)) return a;
        return append(l.add, a, b);
      case Kind::subtract: {
        const Node& right = nodes[n.arguments[1]];
        if (right.kind == Kind::tanh && right.arguments[0] == n.arguments[0]) {
          return append(l.minus_tanh, a, a);
        }
        if (is(b, 0)) return a;
        return append(l.subtract, a, b);
      }
      case Kind::multiply:
        if (is(a, 1)) return b;
        if (is(b, 1)) return a;
        if (is(a, 0) || is(b, 0)) return constant(0);
        return append(l.multiply, a, b);
      case Kind::divide:
        if (is(b, 1)) return a;
        if (ops[b].constant && ops[b].error == 0) {
          int exponent = 0;
          const Work half = std::frexp(ops[b].value, &exponent);
          if (std::fabs(half) == Work(0.5) && std::abs(exponent) < 1000) {
            return append(l.multiply, a, constant(1 / ops[b].value));
          }
        }
        return append(l.divide, a, b);
      case Kind::power: {
        int product = a;
        for (int k = 1; k < n.index; ++k) {
          product = append(l.multiply, product, a);
        }
        return product;
      }
      case Kind::exp:
        return append(l.exp, a, a);
      case Kind::expm1:
        return append(l.expm1, a, a);
      case Kind::log:
        return append(l.log, a, a);
      case Kind::log1p:
        return append(l.log1p, a, a);
      case Kind::tanh:
        return append(l.tanh, a, a);
      case Kind::erfc:
        return append(l.erfc, a, a);
      case Kind::sqrt:
        return append(l.sqrt, a, a);
      case Kind::abs:
        return append(l.abs, a, a);
      case Kind::min:
        if (is(a, inf)) return b;
        if (is(b, inf)) return a;
        return append(l.min, a, b);
      case Kind::max:
        if (is(a, -inf)) return b;
        if (is(b, -inf)) return a;
        return append(l.max, a, b);
      case Kind::copysign:
        return append(l.copysign, a, b);
      case Kind::less:
      case Kind::less_equal: {
        const int side = decided(n, a, b);
        if (side >= 0) return arg(side ? 2 : 3);
        Op op;
        op.loop = n.kind == Kind::less ? l.less : l.less_equal;
        op.a = a;
        op.b = b;
        op.yes = arg(2);
        op.no = arg(3);
        return append(op);
      }
      case Kind::number:
      case Kind::pi:
      case Kind::nan:
      case Kind::parameter:
        break;
    }
    return 0;
  }

  const Slot& value_of(int index) {
    const Op& op = ops[index];
    if (op.loop == nullptr) return slots[index];
    if (done[index] == block) return slots[chosen[index]];
    Slot& r = slots[index];
    const Slot& a = value_of(op.a);
    const Slot& b = value_of(op.b);
    op.loop(a, b, r);
    int choice = index;
    if (op.yes >= 0) {
      bool all = true, none = true;
      for (std::size_t i = 0; i < kQuickBlock; ++i) {
        all &= r.v[i] == 1;
        none &= r.v[i] == 0;
      }
      if (all || none) {
        choice = all ? op.yes : op.no;
        value_of(choice);
        choice = slot_of(choice);
      } else {
        const Slot& yes = value_of(op.yes);
        const Slot& no = value_of(op.no);
        loops<Work>().blend(yes, no, r);
      }
    }
    done[index] = block;
    chosen[index] = choice;
    return slots[choice];
  }
  // Where value_of() found the values.
  int slot_of(int index) const {
    return ops[index].loop == nullptr ? index : chosen[index];
  }

  std::vector<Op> ops;
  int root = 0;
  std::vector<Slot> slots;
  std::vector<std::uint64_t> done;  // the block that each slot is of
  std::vector<int> chosen;          // the slot with its values
  std::uint64_t block = 0;
  Slot result;
};

template <class Work>
Quick<Work>::Quick(const Expression& expression, const Params& params)
    : program_(std::make_unique<Program>(expression, params)) {}

template <class Work>
Quick<Work>::~Quick() = default;

template <class Work>
void Quick<Work>::evaluate(const Work* x, const Work* dy, std::size_t n,
                           Work* value, Work* error) {
  Program& p = *program_;
  if (n == 0) return;
  ++p.block;
  for (int k = 0; k < 2; ++k) {
    const Work* const from = k == 0 ? x : dy;
    if (from == nullptr) continue;
    QuickSlot<Work>& slot = p.slots[k];
    std::copy_n(from, n, slot.v);
    std::fill(slot.v + n, slot.v + kQuickBlock, from[n - 1]);
    for (std::size_t i = 0; i < kQuickBlock; ++i) {
      // An infinite argument stands for a limit.
      slot.e[i] = (slot.v[i] - slot.v[i]);
    }
  }
  loops<Work>().finish(p.value_of(p.root), p.value_of(p.root), p.result);
  std::copy_n(p.result.v, n, value);
  for (std::size_t i = 0; i < n; ++i) {
    error[i] = std::isinf(x[i]) ? x[i] - x[i] : p.result.e[i];
  }
}

template class Quick<double>;
template class Quick<long double>;

}  // namespace ogive::internal
