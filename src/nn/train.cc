// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Training by mini-batches, and evaluation.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "nn/loss.h"
#include "nn/network.h"
#include "nn/random.h"
#include "ogive/nn.h"

namespace ogive::nn {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kEvaluateRows = 256;

template <class T>
std::size_t rows_of(const network<T>& net, const examples<T>& data,
                    const char* name) {
  using internal::Network;
  const std::size_t rows = Network<T>::rows_of(data.x, net.inputs(), name);
  const std::size_t targets =
      Network<T>::rows_of(data.targets, net.outputs(), "targets");
  if (rows != targets) {
    throw std::invalid_argument(
        std::string("ogive: ") + name + " has " + std::to_string(rows) +
        " rows, but there are targets for " + std::to_string(targets));
  }
  return rows;
}

// Adds up the scores of batches.
struct Tally {
  double loss = 0;
  std::size_t rows = 0, right = 0;

  score result(nn::loss of, std::size_t columns) const {
    score s;
    if (rows == 0) return s;
    const auto n = static_cast<double>(rows);
    s.loss = loss / n;
    if (of == nn::loss::squared_error) return s;
    const bool by_row = of == nn::loss::softmax_cross_entropy;
    s.accuracy = static_cast<double>(right) /
                 (by_row ? n : n * static_cast<double>(columns));
    return s;
  }
};

// Weights to come back to.
template <class T>
class Snapshot {
 public:
  void take(const network<T>& net) {
    values_.clear();
    for (std::size_t i = 0; i < net.layers(); ++i) {
      const auto w = net.weights(i), b = net.bias(i);
      values_.insert(values_.end(), w.begin(), w.end());
      values_.insert(values_.end(), b.begin(), b.end());
    }
  }
  void put_back(network<T>& net) const {
    auto from = values_.begin();
    for (std::size_t i = 0; i < net.layers(); ++i) {
      for (const std::span<T> to : {net.weights(i), net.bias(i)}) {
        const auto end = from + static_cast<std::ptrdiff_t>(to.size());
        std::copy(from, end, to.begin());
        from = end;
      }
    }
  }

 private:
  std::vector<T> values_;
};

// The state of one training.
template <class T>
class Trainer {
 public:
  Trainer(network<T>& net, const examples<T>& data, const training& how)
      : net_(net),
        data_(data),
        how_(how),
        rows_(rows_of(net, data, "x")),
        optimizer_(net, how.rule),
        random_(how.seed),
        order_(rows_) {
    if (rows_ == 0) {
      throw std::invalid_argument("ogive: no rows to train on");
    }
    if (how.batch == 0) throw std::invalid_argument("ogive: a batch of 0 rows");
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    const std::size_t batch = std::min(how.batch, rows_);
    x_.resize(batch * net.inputs());
    targets_.resize(batch * net.outputs());
    dy_.resize(batch * net.outputs());
  }

  // Trains on every row once; false where the caller wants no more.
  bool run_epoch(score& result) {
    if (how_.shuffle) random_.shuffle(order_);
    Tally tally;
    bool go_on = true;
    while (go_on && tally.rows < rows_) {
      step(tally);
      go_on = !how_.on_batch || how_.on_batch(tally.rows);
    }
    result = tally.result(how_.loss, net_.outputs());
    return go_on;
  }

 private:
  void step(Tally& tally) {
    const std::size_t n = std::min(how_.batch, rows_ - tally.rows);
    const std::size_t in = net_.inputs(), out = net_.outputs();
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t row = order_[tally.rows + i];
      std::copy_n(data_.x.data() + row * in, in, x_.data() + i * in);
      std::copy_n(data_.targets.data() + row * out, out,
                  targets_.data() + i * out);
    }
    const std::span<const T> targets(targets_.data(), n * out);
    const std::span<T> dy(dy_.data(), n * out);
    const std::span<const T> y =
        net_.forward(std::span<const T>(x_.data(), n * in));
    const double loss = internal::loss_of<T>(how_.loss, y, targets, out, dy,
                                             net_.get_options());
    tally.right += internal::count_right<T>(how_.loss, y, targets, out);
    tally.loss += loss * static_cast<double>(n);
    tally.rows += n;
    if (!std::isfinite(loss)) return;  // train() says so
    net_.backward(dy);
    optimizer_.step();
  }

  network<T>& net_;
  const examples<T>& data_;
  const training& how_;
  const std::size_t rows_;
  optimizer<T> optimizer_;
  internal::Random random_;
  std::vector<std::size_t> order_;
  std::vector<T> x_, targets_, dy_;  // of a batch
};

}  // namespace

template <class T>
score evaluate(network<T>& net, const examples<T>& data, loss of) {
  const std::size_t rows = rows_of(net, data, "x");
  const std::size_t in = net.inputs(), out = net.outputs();
  Tally tally;
  while (tally.rows < rows) {
    const std::size_t n = std::min(kEvaluateRows, rows - tally.rows);
    const auto targets = data.targets.subspan(tally.rows * out, n * out);
    const auto y = net.forward(data.x.subspan(tally.rows * in, n * in));
    tally.loss +=
        internal::loss_of<T>(of, y, targets, out, {}, net.get_options()) *
        static_cast<double>(n);
    tally.right += internal::count_right<T>(of, y, targets, out);
    tally.rows += n;
  }
  return tally.result(of, out);
}

template <class T>
history train(network<T>& net, const examples<T>& data,
              const examples<T>& validation, const training& how) {
  const bool validated = rows_of(net, validation, "validation x") > 0;
  Trainer<T> trainer(net, data, how);
  Snapshot<T> best;
  history result;
  double lowest = std::numeric_limits<double>::infinity();
  bool go_on = true;
  for (std::size_t number = 1; go_on && number <= how.epochs; ++number) {
    const Clock::time_point start = Clock::now();
    epoch now;
    now.number = number;
    go_on = trainer.run_epoch(now.training);
    if (!go_on) break;
    if (!std::isfinite(now.training.loss)) {
      throw std::runtime_error(
          "ogive: the loss is no longer a finite number in epoch " +
          std::to_string(number) +
          ": take a smaller learning rate, and data that are standardised");
    }
    if (validated) now.validation = evaluate(net, validation, how.loss);
    now.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const double loss = validated ? now.validation.loss : now.training.loss;
    now.best = loss < lowest;
    if (now.best) {
      lowest = loss;
      result.best = number;
      if (how.patience > 0) best.take(net);
    }
    result.epochs.push_back(now);
    if (how.on_epoch) go_on = how.on_epoch(now);
    if (how.patience > 0 && number - result.best >= how.patience) {
      result.stopped_early = true;
      break;
    }
  }
  if (how.patience > 0 && result.best > 0) best.put_back(net);
  return result;
}

#define OGIVE_TYPE(T)                                                \
  template score evaluate<T>(network<T>&, const examples<T>&, loss); \
  template history train<T>(network<T>&, const examples<T>&,         \
                            const examples<T>&, const training&);
OGIVE_TYPE(float)
OGIVE_TYPE(double)
#undef OGIVE_TYPE

}  // namespace ogive::nn
