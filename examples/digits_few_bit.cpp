// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// What a network loses by caches of few bits: a multilayer perceptron learns
// handwritten digits, once with the full cache for the backward pass of its
// activations and once with each few-bit cache, all else the same.
//
//   digits_few_bit [ACTIVATION [SEEDS [FILE]]]
//
// ACTIVATION is sigmoid (default), tanh, silu, gelu, gelu_tanh or relu; SEEDS
// (default 5) runs with different first weights and orders of the rows are
// averaged; FILE is data/digits.csv: 64 pixels from 0 to 16 and the digit.
// Fails where the mean accuracy of a few-bit cache is more than a point (0.01)
// below that of the full cache.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <random>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "ogive/activations.h"
#include "ogive/few_bit.h"

namespace {

using ogive::few_bit_function;

constexpr std::size_t kPixels = 64, kHidden = 64, kDigits = 10;
constexpr std::size_t kHeldOutEvery = 5;  // rows 4, 9, 14, ... are held out
constexpr int kEpochs = 30;
constexpr std::size_t kBatch = 32;
constexpr float kLearningRate = 0.05f;
constexpr float kMomentum = 0.9f;
constexpr double kTolerance = 0.01;  // of accuracy, below the full cache
constexpr int kFull = 0;             // "bits" of the full cache

constexpr std::array<std::pair<const char*, few_bit_function>, 6> kActivations{
    {{"sigmoid", few_bit_function::sigmoid},
     {"tanh", few_bit_function::tanh},
     {"silu", few_bit_function::silu},
     {"gelu", few_bit_function::gelu},
     {"gelu_tanh", few_bit_function::gelu_tanh},
     {"relu", few_bit_function::relu}}};

struct Data {
  std::vector<std::array<float, kPixels>> images;
  std::vector<std::size_t> digits;
};

struct Split {
  Data train, held_out;
};

Split read_csv(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot open " + path);
  Split split;
  std::string line;
  std::getline(in, line);  // the header
  for (std::size_t row = 0; std::getline(in, line); ++row) {
    std::istringstream cells(line);
    std::array<float, kPixels> image;
    std::size_t digit = kDigits;
    char comma = 0;
    for (float& pixel : image) {
      cells >> pixel >> comma;
      pixel /= 16;
    }
    if (!(cells >> digit) || digit >= kDigits) {
      throw std::runtime_error(path + ", line " + std::to_string(row + 2) +
                               ": not 64 pixels and a digit");
    }
    Data& part =
        row % kHeldOutEvery == kHeldOutEvery - 1 ? split.held_out : split.train;
    part.images.push_back(image);
    part.digits.push_back(digit);
  }
  if (split.held_out.digits.empty()) {
    throw std::runtime_error(path + ": too few rows");
  }
  return split;
}

// ---- Activations.

void evaluate(few_bit_function f, std::span<const float> x,
              std::span<float> y) {
  switch (f) {
    case few_bit_function::sigmoid:
      return ogive::sigmoid(x, y);
    case few_bit_function::tanh:
      return ogive::tanh(x, y);
    case few_bit_function::silu:
      return ogive::silu(x, y);
    case few_bit_function::gelu:
      return ogive::gelu(x, y);
    case few_bit_function::gelu_tanh:
      return ogive::gelu_tanh(x, y);
    case few_bit_function::relu:
      return ogive::relu(x, y);
  }
}

// From the full cache: the tail of sigmoid and tanh, else x (of relu's sign).
void evaluate_backward(few_bit_function f, std::span<const float> dy,
                       std::span<const float> cache, std::span<float> dx) {
  switch (f) {
    case few_bit_function::sigmoid:
      return ogive::sigmoid_backward_tail(dy, cache, dx);
    case few_bit_function::tanh:
      return ogive::tanh_backward_tail(dy, cache, dx);
    case few_bit_function::silu:
      return ogive::silu_backward(dy, cache, dx);
    case few_bit_function::gelu:
      return ogive::gelu_backward(dy, cache, dx);
    case few_bit_function::gelu_tanh:
      return ogive::gelu_tanh_backward(dy, cache, dx);
    case few_bit_function::relu:
      return ogive::relu_backward(dy, cache, dx);
  }
}

// One layer's activation over a batch. It keeps what its backward pass needs:
// the full cache, a float an element (the tail of sigmoid and tanh, else x), or
// the packed one; never both.
class Activation {
 public:
  Activation(few_bit_function f, int bits) : function_(f), bits_(bits) {}

  void forward(std::span<const float> x, std::span<float> y) {
    if (bits_ != kFull) {
      packed_.resize(ogive::few_bit_bytes(bits_, x.size()));
      ogive::few_bit_pack(function_, bits_, x, packed_);
      return evaluate(function_, x, y);
    }
    full_.assign(x.begin(), x.end());
    if (function_ == few_bit_function::sigmoid) {
      ogive::sigmoid_with_tail(x, y, full_);
    } else if (function_ == few_bit_function::tanh) {
      ogive::tanh_with_tail(x, y, full_);
    } else {
      evaluate(function_, x, y);
    }
  }

  // In place: from the gradient with respect to y to that with respect to x.
  void backward(std::span<float> d) const {
    const std::span<const float> dy = d;
    if (bits_ == kFull) {
      evaluate_backward(function_, dy, full_, d);
    } else {
      ogive::few_bit_backward(function_, bits_, dy, packed_, d);
    }
  }

 private:
  few_bit_function function_;
  int bits_;
  std::vector<float> full_;
  std::vector<std::uint8_t> packed_;
};

// ---- The network.

// y = x W + b over a batch, rows of x and y; trained by gradient descent with
// momentum.
class Linear {
 public:
  Linear(std::size_t inputs, std::size_t outputs, std::mt19937& random)
      : inputs_(inputs),
        outputs_(outputs),
        weights_((inputs + 1) * outputs),  // the last row is b
        gradient_(weights_.size()),
        velocity_(weights_.size()) {
    // Glorot and Bengio's uniform weights (AISTATS 2010); b is 0. By hand:
    // distributions differ between standard libraries.
    const double bound = std::sqrt(6.0 / static_cast<double>(inputs + outputs));
    for (std::size_t i = 0; i < inputs * outputs; ++i) {
      weights_[i] = static_cast<float>(
          bound * (static_cast<double>(random()) * 0x1p-31 - 1));
    }
  }

  void forward(std::span<const float> x, std::size_t batch,
               std::vector<float>& y) const {
    y.resize(batch * outputs_);
    for (std::size_t b = 0; b < batch; ++b) {
      float* out = y.data() + b * outputs_;
      std::copy_n(row(inputs_), outputs_, out);
      for (std::size_t i = 0; i < inputs_; ++i) {
        add(x[b * inputs_ + i], row(i), outputs_, out);
      }
    }
  }

  // The weights' gradient from dy, and where dx is given, dx.
  void backward(std::span<const float> x, std::span<const float> dy,
                std::size_t batch, std::vector<float>* dx) {
    std::fill(gradient_.begin(), gradient_.end(), 0.0f);
    for (std::size_t b = 0; b < batch; ++b) {
      const float* d = dy.data() + b * outputs_;
      for (std::size_t i = 0; i < inputs_; ++i) {
        add(x[b * inputs_ + i], d, outputs_, gradient_.data() + i * outputs_);
      }
      add(1, d, outputs_, gradient_.data() + inputs_ * outputs_);
    }
    if (dx == nullptr) return;
    // By columns of W, so that the innermost loop has no sum to wait for.
    transposed_.resize(inputs_ * outputs_);
    for (std::size_t i = 0; i < inputs_; ++i) {
      for (std::size_t o = 0; o < outputs_; ++o) {
        transposed_[o * inputs_ + i] = weights_[i * outputs_ + o];
      }
    }
    dx->assign(batch * inputs_, 0);
    for (std::size_t b = 0; b < batch; ++b) {
      for (std::size_t o = 0; o < outputs_; ++o) {
        add(dy[b * outputs_ + o], transposed_.data() + o * inputs_, inputs_,
            dx->data() + b * inputs_);
      }
    }
  }

  void descend() {
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      velocity_[i] = kMomentum * velocity_[i] - kLearningRate * gradient_[i];
      weights_[i] += velocity_[i];
    }
  }

 private:
  const float* row(std::size_t i) const {
    return weights_.data() + i * outputs_;
  }
  static void add(float scale, const float* from, std::size_t n, float* to) {
    for (std::size_t i = 0; i < n; ++i) to[i] += scale * from[i];
  }

  std::size_t inputs_, outputs_;
  std::vector<float> weights_, gradient_, velocity_, transposed_;
};

// 64 pixels, two hidden layers, so that the second's error reaches the first,
// and 10 scores.
class Network {
 public:
  Network(few_bit_function f, int bits, std::mt19937& random)
      : linear_{Linear(kPixels, kHidden, random),
                Linear(kHidden, kHidden, random),
                Linear(kHidden, kDigits, random)},
        activation_{Activation(f, bits), Activation(f, bits)} {}

  // The scores of each image, kDigits each.
  const std::vector<float>& forward(const std::vector<float>& images,
                                    std::size_t batch) {
    values_[0] = images;
    for (std::size_t l = 0; l < 2; ++l) {
      linear_[l].forward(values_[l], batch, sums_);
      values_[l + 1].resize(sums_.size());
      activation_[l].forward(sums_, values_[l + 1]);
    }
    linear_[2].forward(values_[2], batch, sums_);
    return sums_;
  }

  // A step against the gradient, given that of the scores of the last forward.
  void descend(std::vector<float> d, std::size_t batch) {
    std::vector<float> dx;
    for (std::size_t l = 3; l-- > 0;) {
      linear_[l].backward(values_[l], d, batch, l > 0 ? &dx : nullptr);
      if (l > 0) {
        activation_[l - 1].backward(dx);
        d.swap(dx);
      }
    }
    for (Linear& linear : linear_) linear.descend();
  }

 private:
  std::array<Linear, 3> linear_;
  std::array<Activation, 2> activation_;
  std::array<std::vector<float>, 3> values_;  // inputs of the linear layers
  std::vector<float> sums_;
};

// From scores to the gradient of the mean cross-entropy of their softmax.
std::vector<float> loss_gradient(std::vector<float> scores,
                                 std::span<const std::size_t> digits) {
  const auto batch = static_cast<float>(digits.size());
  for (std::size_t b = 0; b < digits.size(); ++b) {
    const std::span<float> p(scores.data() + b * kDigits, kDigits);
    const float highest = *std::max_element(p.begin(), p.end());
    float sum = 0;
    for (float& v : p) sum += v = std::exp(v - highest);
    for (float& v : p) v /= sum * batch;
    p[digits[b]] -= 1 / batch;
  }
  return scores;
}

double accuracy(Network& network, const Data& data) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < data.digits.size(); ++i) {
    const std::vector<float>& scores = network.forward(
        std::vector<float>(data.images[i].begin(), data.images[i].end()), 1);
    const auto best = std::max_element(scores.begin(), scores.end());
    right += static_cast<std::size_t>(best - scores.begin()) == data.digits[i];
  }
  return static_cast<double>(right) / static_cast<double>(data.digits.size());
}

// Trains a network; its accuracy on the rows it has not seen.
double train(few_bit_function f, int bits, unsigned seed, const Split& split) {
  std::mt19937 random(seed);
  Network network(f, bits, random);
  const std::size_t rows = split.train.digits.size();
  std::vector<std::size_t> order(rows);
  for (std::size_t i = 0; i < rows; ++i) order[i] = i;
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    // Fisher-Yates by hand: std::shuffle may differ between libraries.
    for (std::size_t left = rows; left > 1; --left) {
      std::swap(order[left - 1], order[random() % left]);
    }
    for (std::size_t begin = 0; begin < rows; begin += kBatch) {
      std::vector<float> images;
      std::vector<std::size_t> digits;
      for (std::size_t i = begin; i < std::min(begin + kBatch, rows); ++i) {
        const auto& image = split.train.images[order[i]];
        images.insert(images.end(), image.begin(), image.end());
        digits.push_back(split.train.digits[order[i]]);
      }
      network.descend(
          loss_gradient(network.forward(images, digits.size()), digits),
          digits.size());
    }
  }
  return accuracy(network, split.held_out);
}

bool run(const std::string& name, int seeds, const std::string& path) {
  const auto* const chosen =
      std::find_if(kActivations.begin(), kActivations.end(),
                   [&](const auto& a) { return name == a.first; });
  if (chosen == kActivations.end()) {
    throw std::runtime_error(
        "no activation '" + name +
        "'; use sigmoid, tanh, silu, gelu, gelu_tanh or relu");
  }
  if (seeds < 1) throw std::runtime_error("at least one seed is needed");
  const few_bit_function f = chosen->second;
  const Split split = read_csv(path);
  std::printf(
      "%zu rows to learn from, %zu held out; %s; %d epochs, seeds 1 to %d\n\n",
      split.train.digits.size(), split.held_out.digits.size(), name.c_str(),
      kEpochs, seeds);
  std::printf(
      "cache   bytes an element  held-out accuracy  deviation  lowest\n");
  bool good = true;
  double full_mean = 0;
  const std::vector<int> caches = f == few_bit_function::relu
                                      ? std::vector<int>{kFull, 1}
                                      : std::vector<int>{kFull, 8, 4, 2};
  for (const int bits : caches) {
    double sum = 0, squares = 0, lowest = 1;
    for (int seed = 1; seed <= seeds; ++seed) {
      const double a = train(f, bits, static_cast<unsigned>(seed), split);
      sum += a;
      squares += a * a;
      lowest = std::min(lowest, a);
    }
    const double mean = sum / seeds;
    const double variance =
        seeds > 1 ? std::max(0.0, squares - seeds * mean * mean) / (seeds - 1)
                  : 0;
    if (bits == kFull) {
      full_mean = mean;
      std::printf("full ");
    } else {
      good = good && mean >= full_mean - kTolerance;
      std::printf("%d bit%c", bits, bits == 1 ? ' ' : 's');
    }
    std::printf("%*s%16g  %17.4f  %9.4f  %6.4f\n", bits == kFull ? 3 : 2, "",
                bits == kFull ? 4 : bits / 8.0, mean, std::sqrt(variance),
                lowest);
    std::fflush(stdout);
  }
  std::printf("\n%s\n", good ? "no few-bit cache costs more than a point"
                             : "a few-bit cache costs more than a point");
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc > 1 ? argv[1] : "sigmoid",
               argc > 2 ? std::stoi(argv[2]) : 5,
               argc > 3 ? argv[3] : "data/digits.csv")
               ? 0
               : 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "digits_few_bit: %s\n", e.what());
    return 1;
  }
}
