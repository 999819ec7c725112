// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The definitions of verify.h.

#include "verify/verify.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "verify/approximate.h"

namespace ogive::internal {

namespace {

const double kHardCasesF64[] = {
#include "hard_cases_f64.inc"
};

// Elements looked at together before the rare ones among them are settled.
constexpr std::size_t kBlock = 512;

const FunctionInfo& info_of(Function function) {
  return functions()[static_cast<std::size_t>(function)];
}

void add(Faults& faults, std::uint64_t count, std::uint64_t number,
         std::uint64_t input) {
  if (count == 0) return;
  faults.count += count;
  if (number < faults.number) {
    faults.number = number;
    faults.input = input;
  }
}

void merge(Faults& into, const Faults& from) {
  add(into, from.count, from.number, from.input);
}

void merge(WorstError& into, const WorstError& from) {
  if (from.error > into.error ||
      (from.error == into.error && from.input < into.input)) {
    into = from;
  }
}

void merge(Comparison& into, const Comparison& from) {
  into.inputs += from.inputs;
  merge(into.misrounded, from.misrounded);
  merge(into.vanished, from.vanished);
  merge(into.normal, from.normal);
  merge(into.subnormal, from.subnormal);
}

// One comparison of a pass: what the operation's output `out` is held against.
struct Plan {
  const char* what = "";
  Quantity quantity = Quantity::forward;
  double bound = 0;
  bool normal_only = false;
  bool may_not_vanish = false;
  bool error_only = false;
  Dy dy = Dy::none;
  int out = 0;
};

std::vector<Plan> plans(const Sweep& s) {
  const bool f64 = s.dtype == Dtype::f64;
  const bool fast = s.op == Op::forward && s.accuracy == accuracy::fast &&
                    s.dtype == Dtype::f32;
  Plan y{.what = "y against s(x)",
         .quantity = Quantity::forward,
         .bound = fast  ? 3
                  : f64 ? 0.55
                        : 0.5,
         .normal_only = fast};
  Plan t{.what = "t against copysign(s(-|x|), x)",
         .quantity = Quantity::tail,
         .bound = f64 ? 0.55 : 0.5};
  switch (s.op) {
    case Op::forward:
      return {y};
    case Op::tail:
      return {t};
    case Op::derivative:
      return {{.what = "d against s'(x)",
               .quantity = Quantity::derivative,
               .bound = f64 ? 0.55 : 0.5}};
    case Op::with_tail:
      t.out = 1;
      return {y, t};
    case Op::from_tail:
      y.bound = f64 ? 0.78 : 0.75;
      return {y};
    case Op::backward:
      return {{.what = "dx against dy y (1 - y), dy = 1",
               .quantity = Quantity::backward,
               .bound = f64 ? 1.01 : 0.51,
               .dy = Dy::one},
              {.what = "dx against dy y (1 - y), random dy",
               .quantity = Quantity::backward,
               .bound = f64 ? 1.01 : 0.51,
               .dy = Dy::random}};
    case Op::backward_tail:
      return {{.what = "dx against s'(x), dy = 1",
               .quantity = Quantity::derivative,
               .bound = f64 ? 1.65 : 1.5,
               .normal_only = true,
               .may_not_vanish = true,
               .dy = Dy::one},
              {.what = "dx against dy s'(x), random dy, t and dx normal",
               .quantity = Quantity::scaled_derivative,
               .bound = f64 ? 2.15 : 1.51,
               .normal_only = true,
               .error_only = true,
               .dy = Dy::random},
              {.what = "dx against dy (|t| - t t), random dy",
               .quantity = Quantity::backward_tail,
               .bound = f64 ? 1.01 : 0.51,
               .dy = Dy::random}};
  }
  return {};
}

template <class Element>
class Verifier {
 public:
  using Bits = typename Element::Bits;
  using Work = typename Element::Work;
  static constexpr Dtype kType = Element::kDtype;

  Verifier(const VerifyRequest& request, std::string target)
      : request_(request), sweep_(request.sweep), plans_(plans(sweep_)) {
    report_.sweep = sweep_;
    report_.target = std::move(target);
    report_.comparisons = empty_comparisons();
  }

  Report run();

 private:
  // What one thread finds, and its buffers.
  struct Worker {
    explicit Worker(const Verifier& v)
        : reference(v.sweep_.function), comparisons(v.empty_comparisons()) {}
    Reference reference;
    SweepChunk<Bits> chunk;
    SweepChunk<Bits> other;  // forward or tail, to compare bits with
    std::vector<Comparison> comparisons;
    Faults steps_down, range, special, differs;
  };
  // What is kept of one chunk.
  struct Summary {
    Bits first_input, last_input, first_result, last_result;
    std::array<std::uint64_t, 2> hash;
  };

  std::vector<Comparison> empty_comparisons() const;
  Summary check_chunk(Worker& w, std::uint64_t first);
  bool compare_constant(Worker& w, Comparison& c, const Plan& plan,
                        std::uint64_t first);
  void compare(Worker& w, Comparison& c, const Plan& plan, std::uint64_t first);
  void settle(Worker& w, Comparison& c, const Plan& plan, std::uint64_t first,
              std::size_t i, Work v);
  void check_range(Worker& w, std::uint64_t first);
  void check_nans(Worker& w, std::uint64_t first);
  void check_equal(Worker& w, std::uint64_t first);
  void check_steps(Worker& w, std::uint64_t first);
  void check_fixed(Worker& w);
  void join_chunks(const std::vector<Summary>& chunks);
  void judge();

  // Bits without the sign.
  static Bits magnitude(Bits b) {
    return static_cast<Bits>(b & (sign_bit(kType) - 1));
  }
  static bool is_nan(Bits b) { return is_nan_bits(kType, b); }
  static bool is_negative(Bits b) { return (b & sign_bit(kType)) != 0; }

  // Error of the filter in ULP, twice: in the true value's binade and in the
  // one below.
  static Work slack() {
    return std::ldexp(Element::kError, format_of(kType).precision + 1);
  }
  static Work smallest_normal() {
    return std::ldexp(Work{1}, format_of(kType).emin);
  }
  // An error measured with the filter is below this bound if it need not be
  // measured exactly.
  static Work threshold(const WorstError& worst) {
    return static_cast<Work>(std::max(worst.error, kSmallError)) - slack();
  }
  // Whether the true value near v counts as a normal one. Where the quantity
  // is a multiple of the derivative, the cache that it came from counts too.
  static bool counts_as_normal(const Worker& w, const Plan& plan, std::size_t i,
                               Work v) {
    return std::fabs(v) >= smallest_normal() &&
           (plan.quantity != Quantity::scaled_derivative ||
            std::fabs(Element::value(w.chunk.cache[i])) >= smallest_normal());
  }
  static Bits argument(const Worker& w, const Plan& plan, std::size_t i) {
    return plan.quantity == Quantity::backward_tail ? w.chunk.cache[i]
                                                    : w.chunk.x[i];
  }

  const VerifyRequest& request_;
  const Sweep& sweep_;
  const std::vector<Plan> plans_;
  Report report_;
};

template <class Element>
std::vector<Comparison> Verifier<Element>::empty_comparisons() const {
  std::vector<Comparison> all;
  for (const Plan& plan : plans_) {
    Comparison c;
    c.what = plan.what;
    c.bound = plan.bound;
    c.normal_only = plan.normal_only;
    c.may_not_vanish = plan.may_not_vanish;
    c.error_only = plan.error_only;
    all.push_back(std::move(c));
  }
  return all;
}

// Settles element i exactly: its rounding if the filter is in doubt, and its
// error if it may be the largest.
template <class Element>
void Verifier<Element>::settle(Worker& w, Comparison& c, const Plan& plan,
                               std::uint64_t first, std::size_t i, Work v) {
  const Bits input = w.chunk.x[i];
  const Bits result = w.chunk.out[plan.out][i];
  if (is_nan(input)) return;  // check_nans looks at it
  const bool normal = counts_as_normal(w, plan, i, v);
  if (plan.error_only && !normal) return;
  const Bits dy = plan.dy == Dy::none ? Bits{0} : w.chunk.dy[i];
  const double a = decode(kType, argument(w, plan, i));
  const double b = plan.dy == Dy::none ? 1 : decode(kType, dy);

  const Work near = v * (1 - Element::kError);
  Bits expected = Element::round(near);
  if (!plan.error_only &&
      expected != Element::round(v * (1 + Element::kError))) {
    expected = static_cast<Bits>(
        encode(kType, w.reference.rounded(plan.quantity, kType, a, b)));
    add(c.misrounded, result != expected, first + i, input);
  }
  add(c.vanished, magnitude(result) == 0 && magnitude(expected) != 0, first + i,
      input);

  WorstError& worst = normal ? c.normal : c.subnormal;
  const Work measured =
      std::fabs(Element::value(result) - v) * inverse_ulp<Element>(near);
  if (measured < threshold(worst)) return;
  merge(worst, {w.reference.ulp_error(plan.quantity, kType,
                                      decode(kType, result), a, b),
                input, dy, result});
}

// The chunk's inputs ascend in magnitude and the true values go one way with
// them, so where those of both ends round to the same number, all do. True if
// that is so and all results are that number; then the ends have the largest
// errors.
template <class Element>
bool Verifier<Element>::compare_constant(Worker& w, Comparison& c,
                                         const Plan& plan,
                                         std::uint64_t first) {
  const std::vector<Bits>& x = w.chunk.x;
  const std::vector<Bits>& out = w.chunk.out[plan.out];
  if (kType == Dtype::f64 ||
      (plan.quantity != Quantity::forward && plan.quantity != Quantity::tail &&
       plan.quantity != Quantity::derivative)) {
    return false;
  }
  if (is_nan(x.front()) || is_nan(x.back()) ||
      is_negative(x.front()) != is_negative(x.back())) {
    return false;
  }
  const auto rounded = [&](Bits b) {
    return encode(kType,
                  w.reference.rounded(plan.quantity, kType, decode(kType, b)));
  };
  const std::uint64_t expected = rounded(x.front());
  if (expected != rounded(x.back())) return false;
  bool same = true;
  for (const Bits b : out) same &= b == expected;
  if (!same) return false;
  for (const std::size_t i : {std::size_t{0}, x.size() - 1}) {
    settle(w, c, plan, first, i,
           approximate<Element>(plan.quantity, Element::value(x[i]), 1));
  }
  c.inputs += x.size();
  return true;
}

template <class Element>
void Verifier<Element>::compare(Worker& w, Comparison& c, const Plan& plan,
                                std::uint64_t first) {
  if (compare_constant(w, c, plan, first)) return;
  const std::size_t n = w.chunk.x.size();
  const Bits* out = w.chunk.out[plan.out].data();
  const Work normal_limit = smallest_normal();
  Work v[kBlock];
  Bits unsettled[kBlock];
  for (std::size_t start = 0; start < n; start += kBlock) {
    const std::size_t size = std::min(kBlock, n - start);
    for (std::size_t i = 0; i < size; ++i) {
      const Work b =
          plan.dy == Dy::none ? Work{1} : Element::value(w.chunk.dy[start + i]);
      v[i] = approximate<Element>(
          plan.quantity, Element::value(argument(w, plan, start + i)), b);
    }
    // One pass without branches counts what is certain. What may be a new
    // largest error is left to settle(), as is whatever involves a NaN.
    const Work normal_worst = threshold(c.normal);
    const Work subnormal_worst =
        plan.error_only ? static_cast<Work>(HUGE_VAL) : threshold(c.subnormal);
    std::uint64_t wrong = 0;
    unsigned any = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const Work near = v[i] * (1 - Element::kError);
      const Bits low = Element::round(near);
      const Bits high = Element::round(v[i] * (1 + Element::kError));
      const Bits result = out[start + i];
      const Work measured =
          std::fabs(Element::value(result) - v[i]) * inverse_ulp<Element>(near);
      const Work worst =
          std::fabs(v[i]) >= normal_limit ? normal_worst : subnormal_worst;
      const bool certain = plan.error_only || (low == high && v[i] == v[i]);
      const bool vanished = magnitude(result) == 0 && magnitude(low) != 0;
      const bool leave = !certain || !(measured < worst) || vanished;
      unsettled[i] = leave;
      any |= leave;
      wrong += certain && !plan.error_only && result != low;
    }
    if (wrong != 0) {
      std::size_t i = 0;
      if (first + start < c.misrounded.number) {  // look for the first one
        while (Element::round(v[i] * (1 - Element::kError)) !=
                   Element::round(v[i] * (1 + Element::kError)) ||
               Element::round(v[i]) == out[start + i]) {
          ++i;
        }
      }
      add(c.misrounded, wrong, first + start + i, w.chunk.x[start + i]);
    }
    if (any == 0) continue;
    for (std::size_t i = 0; i < size; ++i) {
      if (unsettled[i]) settle(w, c, plan, first, start + i, v[i]);
    }
  }
  c.inputs += n;
}

template <class Element>
void Verifier<Element>::check_range(Worker& w, std::uint64_t first) {
  const FunctionInfo& info = info_of(sweep_.function);
  const std::vector<Bits>& x = w.chunk.x;
  for (const Plan& plan : plans_) {
    double highest = info.highest;
    if (plan.quantity == Quantity::tail) {
      highest = 0.5;
    } else if (plan.quantity == Quantity::derivative && plan.dy == Dy::none) {
      highest = 0.25;
    } else if (plan.quantity != Quantity::forward) {
      continue;
    }
    // Numbers of one sign are ordered as their bits. A tail has the sign of x,
    // the others none; a wrong sign counts as a large number.
    const auto top = static_cast<Bits>(encode(kType, highest));
    const auto sign = static_cast<Bits>(
        plan.quantity == Quantity::tail ? sign_bit(kType) : 0);
    const std::vector<Bits>& out = w.chunk.out[plan.out];
    const auto outside = [&](std::size_t i) {
      const bool above = static_cast<Bits>(out[i] ^ (x[i] & sign)) > top;
      return above && magnitude(x[i]) <= infinity_bits(kType);
    };
    bool any = false;
    for (std::size_t i = 0; i < x.size(); ++i) any |= outside(i);
    for (std::size_t i = 0; any && i < x.size(); ++i) {
      add(w.range, outside(i), first + i, x[i]);
    }
  }
}

template <class Element>
void Verifier<Element>::check_nans(Worker& w, std::uint64_t first) {
  const std::vector<Bits>& x = w.chunk.x;
  bool any = false;
  for (const Bits b : x) any |= magnitude(b) > infinity_bits(kType);
  if (!any) return;
  const bool backward = op_inputs(sweep_.op) == 2;
  for (int k = 0; k < op_outputs(sweep_.op); ++k) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::uint64_t kept = backward ? infinity_bits(kType) : x[i];
      add(w.special,
          is_nan(x[i]) && w.chunk.out[k][i] != (kept | quiet_bit(kType)),
          first + i, x[i]);
    }
  }
}

// with_tail's outputs are forward's and tail's, from_tail's are forward's where
// x < 0.
template <class Element>
void Verifier<Element>::check_equal(Worker& w, std::uint64_t first) {
  if (sweep_.op != Op::with_tail && sweep_.op != Op::from_tail) return;
  for (int k = 0; k < op_outputs(sweep_.op); ++k) {
    Sweep other = sweep_;
    other.op = k == 0 ? Op::forward : Op::tail;
    other.accuracy = accuracy::exact;
    w.other.x = w.chunk.x;
    sweep_run(other, Dy::none, first, w.other);
    for (std::size_t i = 0; i < w.chunk.x.size(); ++i) {
      const bool promised =
          sweep_.op == Op::with_tail || is_negative(w.chunk.x[i]);
      add(w.differs, promised && w.chunk.out[k][i] != w.other.out[0][i],
          first + i, w.chunk.x[i]);
    }
  }
}

// Between neighbours of the sweep: all of them, or for f64 each pair.
template <class Element>
void Verifier<Element>::check_steps(Worker& w, std::uint64_t first) {
  if (sweep_.op != Op::forward || !info_of(sweep_.function).monotonic) {
    return;
  }
  const std::vector<Bits>& x = w.chunk.x;
  const std::vector<Bits>& out = w.chunk.out[0];
  const std::size_t step = kType == Dtype::f64 ? 2 : 1;
  for (std::size_t i = 0; i + 1 < x.size(); i += step) {
    // Results in [0, 1] are ordered as their bits; others are range faults.
    const bool down =
        is_negative(x[i]) ? out[i + 1] > out[i] : out[i + 1] < out[i];
    if (down && !is_nan(x[i]) && !is_nan(x[i + 1]) && x[i] < x[i + 1] &&
        is_negative(x[i]) == is_negative(x[i + 1])) {
      add(w.steps_down, 1, first + i + 1, x[i + 1]);
    }
  }
}

template <class Element>
typename Verifier<Element>::Summary Verifier<Element>::check_chunk(
    Worker& w, std::uint64_t first) {
  for (std::size_t p = 0; p < plans_.size(); ++p) {
    if (p == 0 || plans_[p].dy != plans_[p - 1].dy) {
      sweep_run(sweep_, plans_[p].dy, first, w.chunk);
      check_nans(w, first);
    }
    compare(w, w.comparisons[p], plans_[p], first);
  }
  check_range(w, first);
  check_equal(w, first);
  check_steps(w, first);
  Summary summary{w.chunk.x.front(),
                  w.chunk.x.back(),
                  w.chunk.out[0].front(),
                  w.chunk.out[0].back(),
                  {}};
  // The last run has the pseudo-random dy, if any, as sweep_hash.
  for (int k = 0; k < op_outputs(sweep_.op); ++k) {
    summary.hash[k] = hash_chunk(w.chunk.out[k].data(), w.chunk.x.size());
  }
  return summary;
}

// Inputs tried in every run, whatever its stride, ahead of the others: zeros,
// infinities, NaNs and, for f64, the hard cases.
template <class Element>
void Verifier<Element>::check_fixed(Worker& w) {
  if (sweep_.op == Op::backward) return;
  const std::uint64_t inf = infinity_bits(kType);
  w.chunk.x.clear();
  for (const std::uint64_t sign : {std::uint64_t{0}, sign_bit(kType)}) {
    for (const std::uint64_t bits :
         {std::uint64_t{0}, inf, inf + 1, inf + quiet_bit(kType) - 1,
          inf + quiet_bit(kType), sign_bit(kType) - 1}) {
      w.chunk.x.push_back(static_cast<Bits>(sign | bits));
    }
  }
  sweep_run(sweep_, plans_[0].dy, 0, w.chunk);
  check_nans(w, 0);
  check_range(w, 0);
  for (const Plan& plan : plans_) {
    if (plan.dy == Dy::random) continue;
    for (std::size_t i = 0; i < w.chunk.x.size(); ++i) {
      if (is_nan(w.chunk.x[i])) continue;
      const double expected = w.reference.rounded(plan.quantity, kType,
                                                  decode(kType, w.chunk.x[i]));
      add(w.special, w.chunk.out[plan.out][i] != encode(kType, expected), 0,
          w.chunk.x[i]);
    }
  }
  if (kType != Dtype::f64) return;
  w.chunk.x.clear();
  for (const double x : kHardCasesF64) {
    w.chunk.x.push_back(static_cast<Bits>(encode(kType, x)));
  }
  check_chunk(w, 0);
}

template <class Element>
void Verifier<Element>::join_chunks(const std::vector<Summary>& chunks) {
  for (const Summary& now : chunks) {
    for (int k = 0; k < op_outputs(sweep_.op); ++k) {
      report_.hash[k] = hash_step(report_.hash[k], now.hash[k]);
    }
  }
  if (sweep_.op != Op::forward || kType == Dtype::f64 ||
      !info_of(sweep_.function).monotonic) {
    return;
  }
  // Steps between chunks, and from -0 to 0.
  for (std::size_t c = 1; c < chunks.size(); ++c) {
    const Summary& before = chunks[c - 1];
    const Summary& now = chunks[c];
    if (is_nan(now.first_input)) continue;
    bool down = now.first_result < before.last_result;
    if (is_negative(now.first_input)) {
      down = is_negative(before.last_input)
                 ? now.first_result > before.last_result
                 : now.first_result > chunks[0].first_result;
    }
    add(report_.steps_down, down, c * kHashChunk, now.first_input);
  }
}

template <class Element>
void Verifier<Element>::judge() {
  Report& r = report_;
  const auto broken = [&](std::string promise, const std::string& found) {
    r.broken.push_back(std::move(promise) + ": " + found);
  };
  for (const Comparison& c : r.comparisons) {
    if (c.bound == 0.5) {
      if (c.misrounded.count) {
        broken(c.what + ", correctly rounded",
               "misrounded " + fault_text(r, c.misrounded));
      }
    } else {
      for (const WorstError* worst : {&c.normal, &c.subnormal}) {
        if (worst->error > c.bound && (worst == &c.normal || !c.normal_only)) {
          broken(c.what + ", within " + ulp_text(c.bound),
                 worst_text(r, *worst));
        }
      }
    }
    if (c.may_not_vanish && c.vanished.count) {
      broken(c.what + ", never 0 where the rounded true value is not",
             fault_text(r, c.vanished));
    }
  }
  // Neighbouring f64 results may each be misrounded by a little, so f64
  // promises no monotonicity: its steps are only counted.
  if (r.steps_down.count && kType != Dtype::f64) {
    broken("monotonic", "steps down " + fault_text(r, r.steps_down));
  }
  if (r.range.count) broken("in range", fault_text(r, r.range));
  if (r.special.count) {
    broken("NaN, infinities and zeros", fault_text(r, r.special));
  }
  if (r.differs.count) {
    broken("the same bits as the other operation", fault_text(r, r.differs));
  }
}

template <class Element>
Report Verifier<Element>::run() {
  const auto begin = std::chrono::steady_clock::now();
  const std::uint64_t size = sweep_size(sweep_);
  std::vector<std::unique_ptr<Worker>> workers;
  for (int t = 0; t < thread_count(request_.threads); ++t) {
    workers.push_back(std::make_unique<Worker>(*this));
  }
  check_fixed(*workers[0]);
  std::vector<Summary> summaries((size + kHashChunk - 1) / kHashChunk);
  std::mutex mutex;
  std::atomic<bool> go_on{true};
  sweep_chunks(
      summaries.size(), request_.threads, [&](std::uint64_t c, int thread) {
        if (!go_on) return;
        Worker& w = *workers[thread];
        const std::uint64_t first = c * kHashChunk;
        const std::size_t n = std::min<std::uint64_t>(kHashChunk, size - first);
        sweep_inputs(sweep_, first, n, w.chunk);
        summaries[c] = check_chunk(w, first);
        const std::lock_guard lock(mutex);
        report_.inputs += n;
        if (request_.progress && !request_.progress(n)) go_on = false;
      });
  report_.complete = go_on;
  for (const auto& w : workers) {
    for (std::size_t p = 0; p < plans_.size(); ++p) {
      merge(report_.comparisons[p], w->comparisons[p]);
    }
    merge(report_.steps_down, w->steps_down);
    merge(report_.range, w->range);
    merge(report_.special, w->special);
    merge(report_.differs, w->differs);
  }
  if (report_.complete) {
    join_chunks(summaries);
    judge();
  }
  report_.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
          .count();
  return std::move(report_);
}

// Puts a target in force, and the one of before back at the end.
class TargetScope {
 public:
  explicit TargetScope(const std::string& name) : before_(target()) {
    if (!name.empty()) set_target(name);
  }
  ~TargetScope() { set_target(before_); }
  TargetScope(const TargetScope&) = delete;
  TargetScope& operator=(const TargetScope&) = delete;

 private:
  std::string before_;
};

}  // namespace

Report verify(const VerifyRequest& request) {
  if (request.sweep.stride == 0) {
    throw std::invalid_argument("verify: the stride must be at least 1");
  }
  const TargetScope scope(request.target);
  switch (request.sweep.dtype) {
    case Dtype::f32:
      return Verifier<F32>(request, target()).run();
    case Dtype::f64:
      return Verifier<F64>(request, target()).run();
    case Dtype::f16:
      return Verifier<Small<Dtype::f16>>(request, target()).run();
    case Dtype::bf16:
      return Verifier<Small<Dtype::bf16>>(request, target()).run();
  }
  throw std::invalid_argument("verify: unknown element type");
}

}  // namespace ogive::internal
