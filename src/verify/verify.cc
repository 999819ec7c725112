// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The definitions of verify.h.

#include "verify/verify.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <ctime>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "verify/expectation.h"
#include "verify/plans.h"

namespace ogive::internal {

namespace {

const double kHardCasesF64[] = {
#include "hard_cases_f64.inc"
};

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

// What is found out about some results.
struct Findings {
  std::vector<Comparison> comparisons;
  Faults steps_down, range, special, differs;
};

void merge(Findings& into, const Findings& from) {
  for (std::size_t p = 0; p < into.comparisons.size(); ++p) {
    merge(into.comparisons[p], from.comparisons[p]);
  }
  merge(into.steps_down, from.steps_down);
  merge(into.range, from.range);
  merge(into.special, from.special);
  merge(into.differs, from.differs);
}

template <class Element>
class Verifier {
 public:
  using Bits = typename Element::Bits;
  using Work = typename Element::Work;
  using Expected = Expectation<Element>;
  static constexpr Dtype kType = Element::kDtype;

  explicit Verifier(const VerifyRequest& request);

  std::vector<Report> run();

 private:
  // What is kept of one chunk of one check.
  struct Summary {
    Bits first_input, last_input, first_result, last_result;
    std::array<std::uint64_t, 2> hash;
  };
  // What one thread finds, and its buffers.
  struct Worker {
    std::vector<std::unique_ptr<Expected>> expectations;  // of each plan
    SweepChunk<Bits> chunk;
    SweepChunk<Bits> other;  // forward or tail, to compare bits with
    std::vector<std::vector<Bits>> out;  // of each check and output
    std::vector<Findings> findings;      // of each check
    std::vector<int> same_as;  // the first check with the same results
  };

  std::vector<Comparison> empty_comparisons(const std::vector<Plan>& of) const;
  std::unique_ptr<Worker> make_worker() const;
  std::vector<Bits>& result(Worker& w, std::size_t check, int out) const {
    return w.out[check * op_outputs(sweep_.op) + out];
  }
  std::size_t checks() const { return sweeps_.size(); }
  bool monotonic() const {
    return function_info(sweep_.function).monotonic &&
           has_default_params(sweep_);
  }

  void compute_all(Worker& w);
  void check_chunk(Worker& w, std::uint64_t first, Summary* summaries);
  void compare_all(Worker& w, std::size_t p, std::uint64_t first);
  void compare(Worker& w, Comparison& c, std::size_t p, std::size_t check,
               std::uint64_t first, Faults& special);
  void settle(Worker& w, Comparison& c, std::size_t p, Bits out,
              std::uint64_t first, std::size_t i);
  void check_range(Worker& w, std::size_t check, std::uint64_t first,
                   Faults& range);
  void check_equal(Worker& w, std::size_t check, std::uint64_t first,
                   Faults& differs);
  void check_steps(Worker& w, std::size_t check, std::uint64_t first,
                   Faults& steps);
  void check_fixed(Worker& w);
  void join_chunks(std::size_t check, const std::vector<Summary>& summaries);
  void judge(Report& report) const;

  // Arguments of a plan's quantity.
  const std::vector<Bits>& argument(const Worker& w, const Plan& plan) const {
    return plan.quantity == Quantity::backward_tail ? w.chunk.cache : w.chunk.x;
  }
  static bool is_scaled(const Plan& plan) {
    return plan.quantity == Quantity::backward ||
           plan.quantity == Quantity::backward_tail ||
           plan.quantity == Quantity::scaled_derivative;
  }

  // Numbers of both signs in their order, 0 and -0 the same.
  using Key = std::int64_t;
  static Key key(Bits b) {
    const auto m = static_cast<Key>(Expected::magnitude(b));
    return Expected::is_negative(b) ? -m : m;
  }

  // Results of f64 near the subnormal ones count as such.
  static Work smallest_normal() {
    return std::ldexp(Work{1},
                      format_of(kType).emin + (kType == Dtype::f64 ? 2 : 0));
  }
  // Whether the true value near v counts as a normal one. Where the quantity
  // is a multiple of the derivative, the cache that it came from counts too.
  static bool counts_as_normal(const Worker& w, const Plan& plan, std::size_t i,
                               Work v) {
    return std::fabs(v) >= smallest_normal() &&
           (plan.quantity != Quantity::scaled_derivative ||
            std::fabs(Element::value(w.chunk.cache[i])) >= smallest_normal()) &&
           (!plan.slope_normal ||
            is_slope_normal(v, Element::value(w.chunk.dy[i])));
  }
  // Whether v / dy is a normal number of the format.
  static bool is_slope_normal(Work v, Work dy) {
    const Work size = std::fabs(dy);
    return std::fabs(v) >= smallest_normal() * size &&
           std::fabs(v) <=
               std::ldexp(Work{1}, 1 - format_of(kType).emin) * size;
  }

  const VerifyRequest& request_;
  const Sweep& sweep_;
  const Params params_;
  std::vector<Sweep> sweeps_;  // one for each check
  const std::vector<Plan> plans_;
  std::vector<Report> reports_;
};

template <class Element>
Verifier<Element>::Verifier(const VerifyRequest& request)
    : request_(request),
      sweep_(request.sweep),
      params_(sweep_params(sweep_)),
      plans_(plans(sweep_)) {
  for (const Check& check : request.checks) {
    Sweep s = sweep_;
    s.target = check.target;
    s.accuracy = check.accuracy;
    Report report;
    report.sweep = s;
    report.target = target_name(check.target);
    report.comparisons = empty_comparisons(plans(s));
    reports_.push_back(std::move(report));
    sweeps_.push_back(s);
  }
}

template <class Element>
std::vector<Comparison> Verifier<Element>::empty_comparisons(
    const std::vector<Plan>& of) const {
  std::vector<Comparison> all;
  for (const Plan& plan : of) {
    Comparison c;
    c.what = plan.what;
    c.bound = plan.bound;
    c.subnormal_bound = plan.subnormal_bound;
    c.normal_only = plan.normal_only;
    c.may_not_vanish = plan.may_not_vanish;
    c.error_only = plan.error_only;
    all.push_back(std::move(c));
  }
  return all;
}

template <class Element>
std::unique_ptr<typename Verifier<Element>::Worker>
Verifier<Element>::make_worker() const {
  auto w = std::make_unique<Worker>();
  const bool two = op_inputs(sweep_.op) == 2;
  for (const Plan& plan : plans_) {
    w->expectations.push_back(std::make_unique<Expected>(
        sweep_.function, params_, plan.quantity,
        plan.quantity == Quantity::forward && monotonic(), !two, two,
        plan.error_only));
  }
  w->out.resize(checks() * op_outputs(sweep_.op));
  w->findings.resize(checks());
  for (Findings& f : w->findings) f.comparisons = empty_comparisons(plans_);
  w->same_as.resize(checks());
  return w;
}

// Runs every check on the chunk's arguments.
template <class Element>
void Verifier<Element>::compute_all(Worker& w) {
  const int outputs = op_outputs(sweep_.op);
  for (std::size_t c = 0; c < checks(); ++c) {
    sweep_compute(sweeps_[c], w.chunk);
    for (int k = 0; k < outputs; ++k) w.chunk.out[k].swap(result(w, c, k));
    w.same_as[c] = static_cast<int>(c);
    for (std::size_t before = 0; before < c; ++before) {
      bool same = w.same_as[before] == static_cast<int>(before);
      for (int k = 0; k < outputs && same; ++k) {
        same = result(w, c, k) == result(w, before, k);
      }
      if (!same) continue;
      w.same_as[c] = static_cast<int>(before);
      break;
    }
  }
}

// Settles element i exactly: whether it vanished, and its error if that may be
// the largest.
template <class Element>
void Verifier<Element>::settle(Worker& w, Comparison& c, std::size_t p,
                               Bits result, std::uint64_t first,
                               std::size_t i) {
  const Plan& plan = plans_[p];
  Expected& e = *w.expectations[p];
  const Bits input = w.chunk.x[i];
  const Bits dy = plan.dy == Dy::none ? Bits{0} : w.chunk.dy[i];
  Work v = e.values()[i];
  if (plan.error_only) {
    if (std::isnan(e.errors()[i])) {
      v = e.reference().rounded(plan.quantity, kType, decode(kType, input),
                                decode(kType, dy));
    }
    if (!counts_as_normal(w, plan, i, v)) return;
  } else {
    const Bits expected = e.expected()[i];
    add(c.vanished,
        Expected::magnitude(result) == 0 && Expected::magnitude(expected) != 0,
        first + i, input);
    if (Expected::is_nan(expected)) {
      if (result != expected) merge(c.normal, {HUGE_VAL, input, dy, result});
      return;
    }
  }
  WorstError& worst = counts_as_normal(w, plan, i, v) ? c.normal : c.subnormal;
  double error = e.ulp_error(result, i);
  if (plan.absolute > 0) {
    Work allowed = plan.absolute;
    if (plan.dy != Dy::none) allowed *= std::fabs(Element::value(dy));
    error -= static_cast<double>(allowed * inverse_ulp<Element>(std::fabs(v)));
  }
  if (error >= kSmallError) merge(worst, {error, input, dy, result});
}

template <class Element>
void Verifier<Element>::compare(Worker& w, Comparison& c, std::size_t p,
                                std::size_t check, std::uint64_t first,
                                Faults& special) {
  const Plan& plan = plans_[p];
  Expected& e = *w.expectations[p];
  const std::vector<Bits>& out = result(w, check, plan.out);
  const std::vector<Bits>& x = w.chunk.x;
  const std::size_t n = x.size();
  c.inputs += n;
  if (e.constant()) {
    const Bits all = *e.constant();
    Bits other = 0;
    for (const Bits b : out) other |= b ^ all;
    if (other == 0) return;
  }
  e.compute();
  const Work limit = smallest_normal();
  const Work* const v = e.values().data();
  const Work* const bound = e.errors().data();
  bool leave[kQuickBlock];
  Work measured[kQuickBlock];
  for (std::size_t start = 0; start < n; start += kQuickBlock) {
    const std::size_t size = std::min(kQuickBlock, n - start);
    std::uint64_t wrong = 0;
    if (!plan.error_only) {
      const Bits* const expected = e.expected().data();
      for (std::size_t i = start; i < start + size; ++i) {
        wrong += e.differs(out[i], expected[i]);
      }
      for (std::size_t i = start; wrong != 0 && i < start + size; ++i) {
        if (!e.differs(out[i], expected[i])) continue;
        add(Expected::is_nan(x[i]) ? special : c.misrounded, 1, first + i,
            x[i]);
      }
      // Correctly rounded, and the largest error is known to be as large.
      if (wrong == 0 && c.normal.error >= 0.4999) continue;
    }
    // Where a curve is flat, each error is a little above the one before: only
    // what exceeds the worst by kErrorStep, or a bound, is measured.
    const auto threshold = [&](const WorstError& worst, bool subnormal) {
      double next = std::max(worst.error + kErrorStep, kSmallError);
      for (std::size_t m = check; m < checks(); ++m) {
        if (w.same_as[m] != static_cast<int>(check)) continue;
        const Comparison& own = reports_[m].comparisons[p];
        const double allowed = subnormal ? own.subnormal_bound : own.bound;
        if (worst.error <= allowed) next = std::min(next, allowed);
      }
      return static_cast<Work>(next);
    };
    Work normal_worst, subnormal_worst;
    const auto update = [&] {
      normal_worst = threshold(c.normal, false);
      subnormal_worst = plan.error_only ? std::numeric_limits<Work>::infinity()
                                        : threshold(c.subnormal, true);
    };
    const auto is_worse = [&](std::size_t k) {
      const Work worst =
          std::fabs(v[start + k]) >= limit ? normal_worst : subnormal_worst;
      return !(measured[k] < worst);
    };
    update();
    const auto is_zero = [&](std::size_t k) {
      return Expected::magnitude(out[start + k]) == 0 && wrong != 0;
    };
    unsigned any = 0;
    for (std::size_t k = 0; k < size; ++k) {
      const std::size_t i = start + k;
      const Work least = std::fabs(v[i]) - bound[i];
      const Work scale = inverse_ulp<Element>(least > 0 ? least : Work(0));
      measured[k] =
          (std::fabs(Element::value(out[i]) - v[i]) + bound[i]) * scale;
      leave[k] = is_zero(k) || is_worse(k);
      any |= leave[k];
    }
    if (any == 0) continue;
    const auto settle_one = [&](std::size_t k) {
      if (Expected::is_nan(x[start + k])) return;
      settle(w, c, p, out[start + k], first, start + k);
      update();
    };
    // The largest first: it spares the others.
    std::size_t largest = 0;
    for (std::size_t k = 1; k < size; ++k) {
      if (measured[k] > measured[largest]) largest = k;
    }
    if (leave[largest]) settle_one(largest);
    for (std::size_t k = 0; k < size; ++k) {
      if (k == largest || !leave[k]) continue;
      if (is_zero(k) || is_worse(k)) settle_one(k);
    }
  }
}

// Compares each kind of results once.
template <class Element>
void Verifier<Element>::compare_all(Worker& w, std::size_t p,
                                    std::uint64_t first) {
  const Plan& plan = plans_[p];
  w.expectations[p]->prepare(argument(w, plan),
                             is_scaled(plan) ? &w.chunk.dy : nullptr);
  for (std::size_t c = 0; c < checks(); ++c) {
    if (w.same_as[c] != static_cast<int>(c)) continue;
    // Errors below the largest ones of all that share the results need no
    // measuring.
    Comparison found;
    found.normal = {HUGE_VAL, ~std::uint64_t{0}};
    found.subnormal = {HUGE_VAL, ~std::uint64_t{0}};
    const auto members = [&](const auto& f) {
      for (std::size_t m = c; m < checks(); ++m) {
        if (w.same_as[m] == static_cast<int>(c)) f(w.findings[m]);
      }
    };
    members([&](Findings& f) {
      const Comparison& own = f.comparisons[p];
      found.normal.error = std::min(found.normal.error, own.normal.error);
      found.subnormal.error =
          std::min(found.subnormal.error, own.subnormal.error);
    });
    Faults special;
    compare(w, found, p, c, first, special);
    members([&](Findings& f) {
      merge(f.comparisons[p], found);
      merge(f.special, special);
    });
  }
}

template <class Element>
void Verifier<Element>::check_range(Worker& w, std::size_t check,
                                    std::uint64_t first, Faults& range) {
  if (plans_[0].quantity != Quantity::forward || !has_default_params(sweep_)) {
    return;
  }
  const FunctionInfo& info = function_info(sweep_.function);
  const auto bound = [&](double v) {
    Work rounded = v;
    return key(Element::round(rounded));
  };
  const Key lowest = bound(info.lowest), highest = bound(info.highest);
  const std::vector<Bits>& x = w.chunk.x;
  const std::vector<Bits>& out = result(w, check, 0);
  const Work from = info.domain_from, to = info.domain_to;
  const auto outside = [&](std::size_t i) {
    const Key k = key(out[i]);
    const Work a = Element::value(x[i]);
    return (k < lowest || k > highest || Expected::is_nan(out[i])) &&
           a >= from && a <= to;
  };
  bool any = false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Key k = key(out[i]);
    any |= (k < lowest) | (k > highest) |
           (Expected::magnitude(out[i]) > infinity_bits(kType));
  }
  for (std::size_t i = 0; any && i < x.size(); ++i) {
    add(range, outside(i), first + i, x[i]);
  }
}

// with_tail's outputs are forward's and tail's, from_tail's are forward's where
// x < 0, in the exact tier, which its tails are of.
template <class Element>
void Verifier<Element>::check_equal(Worker& w, std::size_t check,
                                    std::uint64_t first, Faults& differs) {
  if (sweep_.op != Op::with_tail && sweep_.op != Op::from_tail) return;
  for (int k = 0; k < op_outputs(sweep_.op); ++k) {
    Sweep other = sweeps_[check];
    other.op = k == 0 ? Op::forward : Op::tail;
    if (sweep_.op == Op::from_tail) other.accuracy = accuracy::exact;
    w.other.x = w.chunk.x;
    sweep_run(other, Dy::none, first, w.other);
    const std::vector<Bits>& out = result(w, check, k);
    for (std::size_t i = 0; i < w.chunk.x.size(); ++i) {
      const bool promised =
          sweep_.op == Op::with_tail || Expected::is_negative(w.chunk.x[i]);
      add(differs, promised && out[i] != w.other.out[0][i], first + i,
          w.chunk.x[i]);
    }
  }
}

// Between neighbours of the sweep: all of them, or for f64 each pair.
template <class Element>
void Verifier<Element>::check_steps(Worker& w, std::size_t check,
                                    std::uint64_t first, Faults& steps) {
  if (sweep_.op != Op::forward || !monotonic()) return;
  const std::vector<Bits>& x = w.chunk.x;
  const std::vector<Bits>& out = result(w, check, 0);
  const std::size_t step = kType == Dtype::f64 ? 2 : 1;
  for (std::size_t i = 0; i + 1 < x.size(); i += step) {
    const Key now = key(out[i]), next = key(out[i + 1]);
    const bool down = Expected::is_negative(x[i]) ? next > now : next < now;
    if (down && x[i] < x[i + 1] && !Expected::is_nan(x[i]) &&
        !Expected::is_nan(x[i + 1]) && !Expected::is_nan(out[i]) &&
        !Expected::is_nan(out[i + 1]) &&
        Expected::is_negative(x[i]) == Expected::is_negative(x[i + 1])) {
      add(steps, 1, first + i + 1, x[i + 1]);
    }
  }
}

template <class Element>
void Verifier<Element>::check_chunk(Worker& w, std::uint64_t first,
                                    Summary* summaries) {
  for (std::size_t p = 0; p < plans_.size(); ++p) {
    if (p == 0 || plans_[p].dy != plans_[p - 1].dy) {
      sweep_arguments(sweeps_[0], plans_[p].dy, first, w.chunk);
      compute_all(w);
    }
    compare_all(w, p, first);
  }
  // The last run has the pseudo-random dy, if any, as sweep_hash.
  for (std::size_t c = 0; c < checks(); ++c) {
    if (w.same_as[c] != static_cast<int>(c)) {
      if (summaries != nullptr) summaries[c] = summaries[w.same_as[c]];
      continue;
    }
    Findings found;
    check_range(w, c, first, found.range);
    check_equal(w, c, first, found.differs);
    check_steps(w, c, first, found.steps_down);
    for (std::size_t m = c; m < checks(); ++m) {
      if (w.same_as[m] != static_cast<int>(c)) continue;
      merge(w.findings[m].range, found.range);
      merge(w.findings[m].differs, found.differs);
      merge(w.findings[m].steps_down, found.steps_down);
    }
    if (summaries == nullptr) continue;
    const std::vector<Bits>& out = result(w, c, 0);
    summaries[c] = {
        w.chunk.x.front(), w.chunk.x.back(), out.front(), out.back(), {}};
    for (int k = 0; k < op_outputs(sweep_.op); ++k) {
      summaries[c].hash[k] =
          hash_chunk(result(w, c, k).data(), w.chunk.x.size());
    }
  }
}

// Inputs tried in every run, whatever its stride, ahead of the others: zeros,
// infinities, NaNs and, for f64, the hard cases.
template <class Element>
void Verifier<Element>::check_fixed(Worker& w) {
  const std::uint64_t inf = infinity_bits(kType);
  const bool output = sweep_.op == Op::backward &&
                      function_info(sweep_.function).cache != Cache::input;
  w.chunk.x.clear();
  for (const std::uint64_t sign : {std::uint64_t{0}, sign_bit(kType)}) {
    for (const std::uint64_t bits :
         {std::uint64_t{0}, inf, inf + 1, inf + quiet_bit(kType) - 1,
          inf + quiet_bit(kType), sign_bit(kType) - 1}) {
      // Outputs need not reach infinity, and -0 need not be one.
      if (output && (bits == inf || (bits | sign) == sign_bit(kType))) continue;
      w.chunk.x.push_back(static_cast<Bits>(sign | bits));
    }
  }
  sweep_arguments(sweeps_[0], plans_[0].dy, 0, w.chunk);
  compute_all(w);
  for (std::size_t c = 0; c < checks(); ++c) {
    check_range(w, c, 0, w.findings[c].range);
  }
  for (std::size_t p = 0; p < plans_.size(); ++p) {
    const Plan& plan = plans_[p];
    if (plan.dy == Dy::random) continue;
    Expected& e = *w.expectations[p];
    e.prepare(argument(w, plan), is_scaled(plan) ? &w.chunk.dy : nullptr);
    e.compute();
    for (std::size_t c = 0; c < checks(); ++c) {
      for (std::size_t i = 0; i < w.chunk.x.size(); ++i) {
        const Bits out = result(w, c, plan.out)[i];
        bool wrong = e.differs(out, e.expected()[i]);
        const Plan own = plans(sweeps_[c])[p];
        const double a = decode(kType, argument(w, plan)[i]);
        // Where another number than the nearest will do, unless that is the
        // true value.
        if (wrong && own.bound != 0.5 && !std::isnan(a) &&
            !Expected::is_nan(out)) {
          wrong = e.ulp_error(out, i) > own.bound ||
                  e.reference().is_exact(plan.quantity, kType, a);
        }
        add(w.findings[c].special, wrong, 0, w.chunk.x[i]);
      }
    }
  }
  if (kType != Dtype::f64 || output) return;
  w.chunk.x.clear();
  for (const double x : kHardCasesF64) {
    w.chunk.x.push_back(static_cast<Bits>(encode(kType, x)));
  }
  check_chunk(w, 0, nullptr);
}

template <class Element>
void Verifier<Element>::join_chunks(std::size_t check,
                                    const std::vector<Summary>& summaries) {
  Report& report = reports_[check];
  const std::size_t chunks = summaries.size() / checks();
  const auto at = [&](std::size_t c) -> const Summary& {
    return summaries[c * checks() + check];
  };
  for (std::size_t c = 0; c < chunks; ++c) {
    for (int k = 0; k < op_outputs(sweep_.op); ++k) {
      report.hash[k] = hash_step(report.hash[k], at(c).hash[k]);
    }
  }
  if (sweep_.op != Op::forward || kType == Dtype::f64 || !monotonic()) return;
  // Steps between chunks, and from -0 to 0.
  const auto less = [](Bits a, Bits b) {
    return !Expected::is_nan(a) && !Expected::is_nan(b) && key(a) < key(b);
  };
  for (std::size_t c = 1; c < chunks; ++c) {
    const Summary& before = at(c - 1);
    const Summary& now = at(c);
    if (Expected::is_nan(now.first_input)) continue;
    bool down = less(now.first_result, before.last_result);
    if (Expected::is_negative(now.first_input)) {
      down = Expected::is_negative(before.last_input)
                 ? less(before.last_result, now.first_result)
                 : less(at(0).first_result, now.first_result);
    }
    add(report.steps_down, down, c * kHashChunk, now.first_input);
  }
}

template <class Element>
void Verifier<Element>::judge(Report& r) const {
  const auto broken = [&](std::string promise, const std::string& found) {
    r.broken.push_back(std::move(promise) + ": " + found);
  };
  for (const Comparison& c : r.comparisons) {
    if (c.bound == 0.5 && !c.error_only) {
      if (c.misrounded.count) {
        broken(c.what + ", correctly rounded",
               "misrounded " + fault_text(r, c.misrounded));
      }
    } else {
      if (c.normal.error > c.bound) {
        broken(c.what + ", within " + ulp_text(c.bound),
               worst_text(r, c.normal));
      }
      if (!c.normal_only && c.subnormal.error > c.subnormal_bound) {
        broken(c.what + ", within " + ulp_text(c.subnormal_bound),
               worst_text(r, c.subnormal));
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
std::vector<Report> Verifier<Element>::run() {
  const auto begin = std::chrono::steady_clock::now();
  const std::uint64_t size = sweep_size(sweep_);
  std::vector<std::unique_ptr<Worker>> workers;
  for (int t = 0; t < thread_count(request_.threads); ++t) {
    workers.push_back(make_worker());
  }
  check_fixed(*workers[0]);
  const std::uint64_t chunks = (size + kHashChunk - 1) / kHashChunk;
  std::vector<Summary> summaries(chunks * checks());
  std::mutex mutex;
  std::atomic<bool> go_on{true};
  std::uint64_t done = 0;
  sweep_chunks(chunks, request_.threads, [&](std::uint64_t c, int thread) {
    if (!go_on) return;
    Worker& w = *workers[thread];
    const std::uint64_t first = c * kHashChunk;
    const std::size_t n = std::min<std::uint64_t>(kHashChunk, size - first);
    sweep_inputs(sweep_, first, n, w.chunk);
    check_chunk(w, first, &summaries[c * checks()]);
    const std::lock_guard lock(mutex);
    done += n;
    if (request_.progress && !request_.progress(n)) go_on = false;
  });
  for (std::size_t c = 0; c < checks(); ++c) {
    Report& r = reports_[c];
    r.inputs = done;
    r.complete = go_on;
    Findings all;
    all.comparisons = std::move(r.comparisons);
    for (const auto& w : workers) merge(all, w->findings[c]);
    r.comparisons = std::move(all.comparisons);
    r.steps_down = all.steps_down;
    r.range = all.range;
    r.special = all.special;
    r.differs = all.differs;
    if (r.complete) {
      join_chunks(c, summaries);
      judge(r);
    }
    r.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
            .count();
    r.ended = std::time(nullptr);
  }
  return std::move(reports_);
}

}  // namespace

std::vector<Report> verify_each(const VerifyRequest& request) {
  if (request.sweep.stride == 0) {
    throw std::invalid_argument("verify: the stride must be at least 1");
  }
  if (request.checks.empty()) return {};
  switch (request.sweep.dtype) {
    case Dtype::f32:
      return Verifier<F32>(request).run();
    case Dtype::f64:
      return Verifier<F64>(request).run();
    case Dtype::f16:
      return Verifier<Small<Dtype::f16>>(request).run();
    case Dtype::bf16:
      return Verifier<Small<Dtype::bf16>>(request).run();
  }
  throw std::invalid_argument("verify: unknown element type");
}

Report verify(const VerifyRequest& request) {
  VerifyRequest one = request;
  const Sweep& s = request.sweep;
  Target target = s.target ? *s.target : current_target();
  if (!request.target.empty()) {
    target = find_target(request.target, "verify");
  }
  one.checks = {{target, s.accuracy}};
  return std::move(verify_each(one)[0]);
}

}  // namespace ogive::internal
