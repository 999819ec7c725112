// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The loops of quick.cc, which includes this once for each way to compute, in a
// namespace of its own with
//
//   Work              double or long double
//   kFused            whether __builtin_fma is an instruction
//   OGIVE_QUICK_CODE  attributes of the functions that compute
//   exp_of(a, r), ... functions of kQuickBlock values
//   kLibraryUlps      their largest error
//
// All are without branches, so that compilers make vectors of them.

// No include guard.

using Slot = QuickSlot<Work>;

constexpr Work kLargest = std::numeric_limits<Work>::max();
constexpr Work kInf = std::numeric_limits<Work>::infinity();
constexpr Work kUnsettled = std::numeric_limits<Work>::quiet_NaN();
// Twice the largest relative error of one rounding, so that bounds may be
// rounded themselves. Where long double has more bits than 64, no more are
// claimed: the approximations below are made for those.
constexpr Work kUnit =
    std::max(std::numeric_limits<Work>::epsilon(),
             std::is_same_v<Work, double> ? Work(0x1p-52L) : Work(0x1p-63L));
constexpr Work kLibrary = kLibraryUlps * kUnit;
constexpr bool kIsDouble = sizeof(Work) == sizeof(double);
// Below kSmall the rounding of a result may be an absolute one, below kTiny.
constexpr Work kSmall = kIsDouble ? Work(0x1p-900L) : Work(0x1p-16000L);
constexpr Work kTiny = kIsDouble ? Work(0x1p-1020L) : Work(0x1p-16380L);
// exp of less than this is below kTiny.
constexpr Work kExpTiny = kIsDouble ? -745 : -11400;
// erfc of more than this is below kTiny, and of less than kErfcTwo is 2 within
// 2^-64.
constexpr Work kErfcTiny = kIsDouble ? 26.6 : 106.6;
constexpr Work kErfcTwo = -6.7;

constexpr std::size_t kN = kQuickBlock;

// As macros: a call of a function without the attributes is not always inlined.
#define OGIVE_ABS(a) \
  (kIsDouble ? Work(__builtin_fabs(double(a))) : Work(__builtin_fabsl(a)))
#define OGIVE_COPYSIGN(a, b)                                  \
  (kIsDouble ? Work(__builtin_copysign(double(a), double(b))) \
             : Work(__builtin_copysignl(a, b)))

#define OGIVE_QUICK_LOOP(name)                                              \
  OGIVE_QUICK_CODE void name(const Slot& x, [[maybe_unused]] const Slot& y, \
                             Slot& r)

OGIVE_QUICK_LOOP(negate) {
  for (std::size_t i = 0; i < kN; ++i) {
    r.v[i] = -x.v[i];
    r.e[i] = x.e[i];
  }
}

OGIVE_QUICK_LOOP(abs) {
  for (std::size_t i = 0; i < kN; ++i) {
    r.v[i] = OGIVE_ABS(x.v[i]);
    r.e[i] = x.e[i];
  }
}

// The rounding error of a sum is a number, which six operations find (D. Knuth,
// The Art of Computer Programming, volume 2, section 4.2.2).
#define OGIVE_SUM_LOOP(name, sign)                                          \
  OGIVE_QUICK_LOOP(name) {                                                  \
    for (std::size_t i = 0; i < kN; ++i) {                                  \
      const Work a = x.v[i], b = sign y.v[i], both = x.e[i] + y.e[i];       \
      const Work s = a + b;                                                 \
      const Work part = s - a;                                              \
      const Work lost = (a - (s - part)) + (b - part);                      \
      const bool large = (OGIVE_ABS(a) == kInf) | (OGIVE_ABS(b) == kInf);   \
      const Work e_large =                                                  \
          (large & (OGIVE_ABS(s) == kInf)) ? both * 0 : kUnsettled;         \
      r.v[i] = s;                                                           \
      r.e[i] = OGIVE_ABS(s) <= kLargest ? both + OGIVE_ABS(lost) : e_large; \
    }                                                                       \
  }
OGIVE_SUM_LOOP(add, +)
OGIVE_SUM_LOOP(subtract, -)
#undef OGIVE_SUM_LOOP

OGIVE_QUICK_LOOP(multiply) {
  for (std::size_t i = 0; i < kN; ++i) {
    const Work a = x.v[i], b = y.v[i], ea = x.e[i], eb = y.e[i];
    const Work p = a * b;
    const Work lost =
        kFused ? Work(__builtin_fma(double(a), double(b), double(-p)))
               : p * kUnit;
    const Work e = OGIVE_ABS(a) * eb + OGIVE_ABS(b) * ea + ea * eb +
                   OGIVE_ABS(lost) + (OGIVE_ABS(p) < kSmall ? kTiny : 0);
    const bool zero = ((a == 0) & (ea == 0)) | ((b == 0) & (eb == 0));
    const bool finite = OGIVE_ABS(p) <= kLargest;
    const bool nan = ((a != a) & (ea == 0)) | ((b != b) & (eb == 0));
    r.v[i] = p;
    const bool exact = nan | (zero & finite);
    r.e[i] = exact ? Work(0) : finite ? e : kUnsettled;
  }
}

// The quotient of a number that is exactly 0 is so, too.
OGIVE_QUICK_LOOP(divide) {
  for (std::size_t i = 0; i < kN; ++i) {
    const Work a = x.v[i], b = y.v[i], ea = x.e[i], eb = y.e[i];
    const Work q = a / b;
    const Work least = OGIVE_ABS(b) - eb;
    const Work aq = OGIVE_ABS(q);
    const Work e = (ea + aq * eb) / least + aq * kUnit + kTiny;
    // |a| / |b| <= |a| / (kLargest / 2)
    const Work e_large = (OGIVE_ABS(a) + ea) * (4 / kLargest) + kTiny;
    const bool zero = (a == 0) & (ea == 0);
    const bool settled = (aq <= kLargest) & (least > 0);
    r.v[i] = q;
    r.e[i] = settled ? (zero                   ? Work(0)
                        : OGIVE_ABS(b) == kInf ? e_large
                                               : e)
                     : kUnsettled;
  }
}

// max(ea, eb) bounds both; an unsettled argument leaves the result so.
OGIVE_QUICK_LOOP(min) {
  for (std::size_t i = 0; i < kN; ++i) {
    const Work a = x.v[i], b = y.v[i], ea = x.e[i], eb = y.e[i];
    const bool nan = (a != a) | (b != b) | (ea != ea) | (eb != eb);
    r.v[i] = b < a ? b : a;
    r.e[i] = nan ? kUnsettled : ea < eb ? eb : ea;
  }
}

OGIVE_QUICK_LOOP(max) {
  for (std::size_t i = 0; i < kN; ++i) {
    const Work a = x.v[i], b = y.v[i], ea = x.e[i], eb = y.e[i];
    const bool nan = (a != a) | (b != b) | (ea != ea) | (eb != eb);
    r.v[i] = a < b ? b : a;
    r.e[i] = nan ? kUnsettled : ea < eb ? eb : ea;
  }
}

OGIVE_QUICK_LOOP(copysign) {
  for (std::size_t i = 0; i < kN; ++i) {
    const Work b = y.v[i], eb = y.e[i];
    const bool known = (eb == 0) | (OGIVE_ABS(b) > eb);
    r.v[i] = OGIVE_COPYSIGN(x.v[i], b);
    r.e[i] = known ? x.e[i] : kUnsettled;
  }
}

// e^(a + d) is within e^a (d + d^2) of e^a for |d| <= 1.
OGIVE_QUICK_LOOP(exp) {
  exp_of(x.v, r.v);
  for (std::size_t i = 0; i < kN; ++i) {
    const Work a = x.v[i], ea = x.e[i], v = r.v[i];
    const Work e = v * (ea * (1 + ea) + kLibrary) + kTiny;
    const bool tiny = a + ea < kExpTiny;
    const bool known = (ea < Work(0.25)) & (v == v);
    r.v[i] = tiny ? Work(0) : v;
    r.e[i] = tiny ? kTiny : !known ? kUnsettled : v == kInf ? Work(0) : e;
  }
}

OGIVE_QUICK_LOOP(expm1) {
  expm1_of(x.v, r.v);
  for (std::size_t i = 0; i < kN; ++i) {
    const Work ea = x.e[i], v = r.v[i];
    const Work e = (OGIVE_ABS(v) + 1) * ea * (1 + ea) +
                   OGIVE_ABS(v) * kLibrary +
                   (OGIVE_ABS(v) < kSmall ? kTiny : 0);
    r.e[i] = ea < Work(0.25) ? (v == kInf ? Work(0) : e) : kUnsettled;
  }
}

OGIVE_QUICK_LOOP(log) {
  log_of(x.v, r.v);
  for (std::size_t i = 0; i < kN; ++i) {
    const Work a = x.v[i], ea = x.e[i], v = r.v[i];
    const Work least = a - ea;
    const Work e = ea / least + OGIVE_ABS(v) * kLibrary;
    const bool undefined = a + ea < 0;
    r.v[i] = undefined ? kUnsettled : v;
    r.e[i] = undefined                         ? Work(0)
             : ((least > 0) & (a <= kLargest)) ? e
                                               : kUnsettled;
  }
}

OGIVE_QUICK_LOOP(log1p) {
  log1p_of(x.v, r.v);
  for (std::size_t i = 0; i < kN; ++i) {
    const Work a = x.v[i], ea = x.e[i], v = r.v[i];
    const Work least = (1 + a - ea) * Work(0.999);
    const Work e = ea / least + OGIVE_ABS(v) * kLibrary +
                   (OGIVE_ABS(v) < kSmall ? kTiny : 0);
    r.e[i] = ((least > 0) & (a <= kLargest)) ? e : kUnsettled;
  }
}

OGIVE_QUICK_LOOP(tanh) {
  tanh_of(x.v, r.v);
  for (std::size_t i = 0; i < kN; ++i) {
    const Work v = OGIVE_ABS(r.v[i]);
    r.e[i] = x.e[i] + v * kLibrary + (v < kSmall ? kTiny : 0);
  }
}

// |erfc'(a)| = 2/sqrt(pi) e^(-a^2) is below 1.13 and, for a >= 0, at most
// erfc(a) (a + sqrt(a^2 + 2)) (Abramowitz and Stegun, 7.1.13); the steepest
// point is ea to the left, where e^(-a^2) is e^(2 a ea) times that of a at
// most.
OGIVE_QUICK_LOOP(erfc) {
  erfc_of(x.v, r.v);
  for (std::size_t i = 0; i < kN; ++i) {
    const Work a = x.v[i], ea = x.e[i], v = r.v[i];
    const Work right = v * (2 * a + Work(1.5)) * (1 + 4 * a * ea);
    const Work slope = a > 0 && right < Work(1.13) ? right : Work(1.13);
    const Work e = ea * slope + v * kLibrary + kTiny;
    const bool tiny = a - ea > kErfcTiny;
    const bool two = a + ea < kErfcTwo;
    const bool settled = (a <= 0) | (a * ea < Work(0.1));
    r.v[i] = tiny ? Work(0) : two ? Work(2) : v;
    r.e[i] = tiny                           ? kTiny
             : two                          ? Work(0x1p-64L)
             : (settled & (ea < Work(0.1))) ? e
                                            : kUnsettled;
  }
}

OGIVE_QUICK_LOOP(sqrt) {
  for (std::size_t i = 0; i < kN; ++i) {
    const Work a = x.v[i], ea = x.e[i];
    const Work v =
        kIsDouble ? Work(__builtin_sqrt(double(a))) : Work(__builtin_sqrtl(a));
    r.v[i] = v;
    r.e[i] = ((a - ea > 0) & (a <= kLargest)) ? ea / v + v * kUnit : kUnsettled;
  }
}

// tanh(a) = a / (1 + q), q = a^2 / (3 + a^2 / (5 + ...)) (J. H. Lambert), so
// that a - tanh(a) = a q / (1 + q), without a difference. Up to 23 the fraction
// is within 2^-80 for |a| <= 1; rounding adds less than 8 units. Above, the
// difference loses 3 bits at most. The slope is tanh^2.
OGIVE_QUICK_LOOP(minus_tanh) {
  tanh_of(x.v, r.v);
  for (std::size_t i = 0; i < kN; ++i) {
    const Work a = x.v[i], ea = x.e[i];
    const Work t = a * a;
    Work d = 23 + t / 25;
    d = 21 + t / d;
    d = 19 + t / d;
    d = 17 + t / d;
    d = 15 + t / d;
    d = 13 + t / d;
    d = 11 + t / d;
    d = 9 + t / d;
    d = 7 + t / d;
    d = 5 + t / d;
    d = 3 + t / d;
    const Work q = t / d;
    const Work near = a * (q / (1 + q));
    const Work far = a - r.v[i];
    const Work aa = OGIVE_ABS(a) + ea;
    const bool is_near = aa <= 1;
    const Work v = is_near ? near : far;
    const Work slope = is_near ? aa * aa : Work(1);
    const Work own = is_near ? 8 * OGIVE_ABS(near) * kUnit
                             : kLibrary + OGIVE_ABS(far) * kUnit;
    r.v[i] = v;
    r.e[i] = aa <= kLargest
                 ? ea * slope + own + (OGIVE_ABS(v) < kSmall ? kTiny : 0)
                 : kUnsettled;
  }
}

// Whether a < b: 1 or 0, and NaN where the errors leave it open, into r.v.
OGIVE_QUICK_LOOP(less) {
  for (std::size_t i = 0; i < kN; ++i) {
    const Work a = x.v[i], b = y.v[i], both = x.e[i] + y.e[i];
    const bool known = (both == 0) | (OGIVE_ABS(a - b) * Work(0.999) > both);
    r.v[i] = known ? Work(a < b) : kUnsettled;
  }
}

OGIVE_QUICK_LOOP(less_equal) {
  for (std::size_t i = 0; i < kN; ++i) {
    const Work a = x.v[i], b = y.v[i], both = x.e[i] + y.e[i];
    const bool known = (both == 0) | (OGIVE_ABS(a - b) * Work(0.999) > both);
    r.v[i] = known ? Work(a <= b) : kUnsettled;
  }
}

// r.v is what less or less_equal gave: x where 1, y where 0.
OGIVE_QUICK_LOOP(blend) {
  for (std::size_t i = 0; i < kN; ++i) {
    const Work c = r.v[i];
    r.v[i] = c == 1 ? x.v[i] : y.v[i];
    r.e[i] = c == 1 ? x.e[i] : c == 0 ? y.e[i] : kUnsettled;
  }
}

// Widens the errors for their own roundings and that of value +- error.
OGIVE_QUICK_LOOP(finish) {
  for (std::size_t i = 0; i < kN; ++i) {
    const Work v = x.v[i], e = x.e[i];
    const Work wide = e * Work(1.001) + OGIVE_ABS(v) * kUnit;
    r.v[i] = v;
    r.e[i] = e == 0 ? e : wide <= kLargest ? wide : kUnsettled;
  }
}

constexpr QuickLoops<Work> kLoops = {
    negate, add,      subtract,   multiply, divide,     exp,   expm1,
    log,    log1p,    tanh,       erfc,     sqrt,       abs,   min,
    max,    copysign, minus_tanh, less,     less_equal, blend, finish};

#undef OGIVE_ABS
#undef OGIVE_COPYSIGN
#undef OGIVE_QUICK_LOOP
