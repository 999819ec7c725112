// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Networks of dense layers and activation functions: forward, backward with a
// chosen cache for each activation, losses, training, prediction, files.
//
//   namespace nn = ogive::nn;
//   nn::network<float> net(64, {nn::dense{32}, nn::activation{"relu"},
//                               nn::dense{10}});
//   nn::training how{.loss = nn::loss::softmax_cross_entropy, .epochs = 20};
//   nn::train(net, {x, nn::one_hot<float>(digits, 10)}, {}, how);
//   std::vector<float> logits = net.predict(x_new);
//   net.save("digits.json");
//
// T, the type of weights, sums and gradients, is float or double.
//
// What all here share:
//   shapes   a matrix is a span of its rows, one after the other: `rows` rows
//   of
//            `inputs` numbers have rows * inputs elements, and how many rows
//            there are follows from the length. 0 rows are allowed, other than
//            for training. Layers are counted from 0, from the input on.
//   errors   std::invalid_argument for shapes, layers, names and values that
//            make no sense, with what was given and what would be right; files:
//            std::runtime_error, with the file and the place in it.
//   bits     predict() and its activations: the same on every target, machine
//            and number of threads. Initial weights too. forward(), backward()
//            and training: the same in every run on one machine with one target
//            in force, for any number of threads; other machines may round
//            their products differently.
//   threads  a network may be used by one thread at a time; predict(), being
//            const, by many. options::threads says how many a call may use.
//   NaN      and infinities go through as IEEE 754 and activations.h have it;
//            nothing is checked for them. docs/training.md has the formulas.

#ifndef OGIVE_NN_H_
#define OGIVE_NN_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ogive/options.h"

namespace ogive::internal {
template <class T>
class Network;
}

#pragma GCC visibility push(default)
namespace ogive::nn {

// ---- Layers

// How the weights start. Both draw from the uniform distribution over [-a, a];
// biases start at 0.
//   xavier   a = sqrt(6 / (inputs + units)): X. Glorot, Y. Bengio, 2010
//   he       a = sqrt(6 / inputs): K. He et al., 2015
//   zero     all 0
//   automatic  he before a function without an upper bound (relu and its
//            relatives, silu, gelu, softplus and so on) and before relu6,
//            xavier before any other and at the end
enum class init : std::uint8_t { automatic, xavier, he, zero };

// y = x W + b. W has a row for each input and a column for each unit.
struct dense {
  std::size_t units = 1;
  init start = init::automatic;
};

// What an activation layer keeps from forward to backward.
//   standard  what functions.def says: y where the derivative follows from it,
//             else x
//   output   y
//   tail     the tail cache, for functions that have one
//   input    x; the derivative is taken straight from it
//   bits8 .. bits1   the few-bit cache of few_bit.h, for functions that have
//   one
enum class cache : std::uint8_t {
  standard,
  output,
  tail,
  input,
  bits8,
  bits4,
  bits2,
  bits1
};

// The type in which an activation layer computes and keeps; `same` is T. The
// inputs and gradients it is given are rounded to the type (to nearest), its
// results are taken back to T.
enum class element : std::uint8_t { same, f32, f64, f16, bf16 };

// y = f(x), element by element: `function` is a name of functions.def, and
// `parameters` sets some of its parameters, the others being at their defaults.
// "softmax" is there too, each row for itself (cache: output).
struct activation {
  std::string function;
  // NOLINTNEXTLINE(readability-redundant-member-init): compilers warn without
  std::map<std::string, double> parameters = {};
  cache keep = cache::standard;
  element type = element::same;
};

using layer = std::variant<dense, activation>;

// Whether an activation can keep that: `function` has such a cache. False for
// names that are no functions.
bool has_cache(std::string_view function, cache keep);

// The names by which layers are chosen in words: "relu", ...; "output", "tail",
// "input", "bits8", ...; "f32", ....
std::vector<std::string> function_names();
std::string_view cache_name(cache keep);
std::string_view element_name(element type);

// What a layer keeps from forward to backward.
struct kept {
  std::string what;       // "input", "output", "tail", "bits4", "" for nothing
  std::size_t bytes = 0;  // for the number of rows asked about
  // Whether it is the very array that the next layer keeps, so that it takes no
  // memory of its own.
  bool shared = false;
};

// ---- Losses, of outputs y and targets z of the same shape

//   bce_with_logits   mean over all elements of max(y, 0) - y z + log1p(e^-|y|)
//   bce               mean over all elements of -z log(y) - (1 - z) log(1 - y),
//                     y being probabilities; as in PyTorch logarithms are cut
//                     off at -100 and the gradient's y (1 - y) at 1e-12
//   softmax_cross_entropy   mean over the rows of -sum_j z_j log(softmax(y)_j)
//   squared_error     mean over all elements of (y - z)^2
enum class loss : std::uint8_t {
  bce_with_logits,
  bce,
  softmax_cross_entropy,
  squared_error
};
std::string_view loss_name(loss of);

// Rows of 0 but for a 1 at the class, as targets of softmax_cross_entropy.
// Throws where a class is not below `classes`.
template <class T>
std::vector<T> one_hot(std::span<const std::size_t> of, std::size_t classes);

// ---- Networks

template <class T>
class network {
 public:
  // Layers on rows of `inputs` numbers. The same seed gives the same weights.
  network(std::size_t inputs, std::vector<layer> layers, std::uint64_t seed = 1,
          const options& run = {});
  network(const network& other);
  network(network&& other) noexcept;
  network& operator=(network other) noexcept;
  ~network();

  std::size_t layers() const;
  const layer& description(std::size_t i) const;
  std::size_t inputs() const;   // of the first layer
  std::size_t outputs() const;  // of the last
  std::size_t inputs(std::size_t i) const;
  std::size_t outputs(std::size_t i) const;

  // Accuracy tier and threads of all that follows.
  void set_options(const options& run);
  const options& get_options() const;

  // Of a dense layer; empty for an activation. weights() has inputs(i) rows of
  // outputs(i) numbers: weights(i)[k * outputs(i) + j] leads from k to j. To
  // set them, write into the spans, which stay valid as long as the network
  // lives.
  std::span<T> weights(std::size_t i);
  std::span<const T> weights(std::size_t i) const;
  std::span<T> bias(std::size_t i);
  std::span<const T> bias(std::size_t i) const;
  std::size_t parameters() const;  // how many there are

  // ---- One batch. The spans that are returned hold until the next call that
  // is not const.

  // The outputs, a row for each row of x; fills the caches.
  std::span<const T> forward(std::span<const T> x);
  // From dL/dy of the outputs of the last forward(), by the caches it filled:
  // the gradients of all weights and biases, to be read below. Throws
  // std::logic_error without a forward().
  void backward(std::span<const T> dy);
  // forward(x), the loss against the targets and backward() of its gradient:
  // all of a training step but the step. Returns the loss.
  double gradients(std::span<const T> x, std::span<const T> targets,
                   nn::loss of);

  // dL/dW and dL/db of a dense layer, in the shapes of weights() and bias().
  std::span<const T> weight_gradient(std::size_t i) const;
  std::span<const T> bias_gradient(std::size_t i) const;

  // While inspected, a network keeps what every layer gave and the gradient
  // with respect to it; otherwise the memory serves several layers in turn.
  // Takes effect with the next forward(). Changes no result.
  void inspect(bool on);
  // Of an inspected network: y of layer i in the last forward(), and dL/dy of
  // it in the last backward(). Throw std::logic_error if there is none.
  std::span<const T> output(std::size_t i) const;
  std::span<const T> gradient(std::size_t i) const;

  // What layer i keeps from forward to backward with so many rows.
  nn::kept kept(std::size_t i, std::size_t rows) const;

  // ---- Use

  // The outputs: y = ((b + x_0 w_0) + x_1 w_1) + ... for each unit, each
  // product and each sum rounded to T by itself, then the activations. The same
  // bits on every machine; forward()'s up to the rounding of its products.
  std::vector<T> predict(std::span<const T> x) const;
  void predict(std::span<const T> x, std::span<T> y) const;

  // A JSON file, described in docs/training.md, that holds layers and weights
  // to the bit, with a hash over them. Replaces a file whole or not at all.
  void save(const std::string& path) const;
  // Refuses a file that is damaged, of a version it does not know, or whose
  // weights are not of type T.
  static network load(const std::string& path, const options& run = {});

 private:
  std::unique_ptr<internal::Network<T>> state_;
};

// The L2 norm, summed up in double.
template <class T>
double norm(std::span<const T> of);

// ---- Training

// Stochastic gradient descent: v = momentum v + g, w -= learning_rate v.
struct sgd {
  double learning_rate = 0.1;
  double momentum = 0;
};
// D. Kingma, J. Ba, Adam: A Method for Stochastic Optimization, 2015.
struct adam {
  double learning_rate = 0.001;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
};
using rule = std::variant<sgd, adam>;

// Takes steps by the gradients that network::backward() left, and keeps what
// the rule needs from step to step. The network must outlive it.
template <class T>
class optimizer {
 public:
  optimizer(network<T>& net, const rule& by);
  optimizer(optimizer&& other) noexcept;
  ~optimizer();
  void step();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

// Rows and their targets: x has rows of net.inputs() numbers, targets as many
// rows of net.outputs() numbers.
template <class T>
struct examples {
  std::span<const T> x = {};
  std::span<const T> targets = {};
};

// Loss, and accuracy: the share of rows whose largest output is that of the
// largest target (softmax_cross_entropy); the share of elements on the right
// side of probability 1/2 (bce, bce_with_logits); NaN for squared_error.
struct score {
  double loss = std::numeric_limits<double>::quiet_NaN();
  double accuracy = std::numeric_limits<double>::quiet_NaN();
};

// By forward(), in batches of 256 rows: the same as training saw.
template <class T>
score evaluate(network<T>& net, const examples<T>& data, loss of);

struct epoch {
  std::size_t number = 0;  // from 1
  score training;          // over the epoch's batches, each before its step
  score validation;        // after the epoch; NaN without validation rows
  double seconds = 0;      // of this epoch, its validation included
  bool best = false;       // lowest loss so far (validation's, if there is one)
};

struct training {
  nn::loss loss = loss::bce_with_logits;
  nn::rule rule = adam{};
  std::size_t epochs = 100;
  std::size_t batch = 32;  // rows; the last of an epoch may be smaller
  bool shuffle = true;     // anew each epoch
  std::uint64_t seed = 1;  // of the order of the rows
  // Stop after so many epochs without a lower validation loss (without
  // validation rows: training loss); 0: never. Where it is not 0 the network
  // ends with the weights of the best epoch.
  std::size_t patience = 0;
  // Called after each epoch, and after each step with the rows done in the
  // epoch; false ends the training there. May read the network.
  // NOLINTBEGIN(readability-redundant-member-init)
  std::function<bool(const epoch&)> on_epoch = {};
  std::function<bool(std::size_t rows)> on_batch = {};
  // NOLINTEND(readability-redundant-member-init)
};

struct history {
  std::vector<epoch> epochs;
  std::size_t best = 0;        // number of the best epoch, 0 for none
  bool stopped_early = false;  // by patience
};

// Trains on `data`. Throws std::runtime_error, with the epoch, where the loss
// is no longer a finite number: the learning rate is too large, or the data are
// not standardised.
template <class T>
history train(network<T>& net, const examples<T>& data,
              const examples<T>& validation, const training& how);

#define OGIVE_NN_TYPE(T)                                                    \
  extern template class network<T>;                                         \
  extern template class optimizer<T>;                                       \
  extern template std::vector<T> one_hot<T>(std::span<const std::size_t>,   \
                                            std::size_t);                   \
  extern template double norm<T>(std::span<const T>);                       \
  extern template score evaluate<T>(network<T>&, const examples<T>&, loss); \
  extern template history train<T>(network<T>&, const examples<T>&,         \
                                   const examples<T>&, const training&);
OGIVE_NN_TYPE(float)
OGIVE_NN_TYPE(double)
#undef OGIVE_NN_TYPE

}  // namespace ogive::nn
#pragma GCC visibility pop

#endif  // OGIVE_NN_H_
