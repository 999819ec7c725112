// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that training works and can be repeated: networks learn real data to a
// stated accuracy on rows they have not seen, in float, in double and with
// activations in bfloat16; a seed gives the same bits in every run, for any
// number of threads and with memory shared or not; early stopping ends with the
// best epoch's weights; and training that goes astray, or makes no sense, is an
// error in words.

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/csv.h"
#include "io/stream.h"
#include "models/schema.h"
#include "models/table.h"
#include "nn/random.h"
#include "ogive/nn.h"

namespace ogive {
namespace {

// Columns of numbers standardised, the last one being the class; rows shuffled,
// the last fifth for testing.
template <class T>
struct Data {
  std::size_t columns = 0;
  std::vector<T> x, test_x;
  std::vector<std::size_t> classes, test_classes;
};

template <class T>
Data<T> read(const std::string& name) {
  const std::string path = std::string(OGIVE_TEST_DATA) + "/../../data/" + name;
  internal::FileSource source(path);
  internal::CsvReader reader(source);
  std::vector<std::size_t> all(reader.names().size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  internal::Table table = internal::read_table(reader, path, all, {});
  Data<T> data;
  data.columns = all.size() - 1;
  std::vector<std::size_t> order(table.rows);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  internal::Random(5).shuffle(order);
  const std::size_t training = table.rows - table.rows / 5;
  for (std::size_t j = 0; j < data.columns; ++j) {
    std::vector<double>& v = table.columns[j].numbers;
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < training; ++i) sum += v[order[i]];
    const double mean = sum / static_cast<double>(training);
    for (std::size_t i = 0; i < training; ++i) {
      squares += (v[order[i]] - mean) * (v[order[i]] - mean);
    }
    const double s = std::sqrt(squares / static_cast<double>(training));
    for (double& value : v) value = s > 0 ? (value - mean) / s : 0;
  }
  for (std::size_t i = 0; i < table.rows; ++i) {
    auto& x = i < training ? data.x : data.test_x;
    for (std::size_t j = 0; j < data.columns; ++j) {
      x.push_back(static_cast<T>(table.columns[j].numbers[order[i]]));
    }
    (i < training ? data.classes : data.test_classes)
        .push_back(static_cast<std::size_t>(
            table.columns[data.columns].numbers[order[i]]));
  }
  return data;
}

template <class T>
std::vector<T> as_targets(const std::vector<std::size_t>& classes) {
  return {classes.begin(), classes.end()};
}

template <class T>
double digits_accuracy(const nn::activation& hidden, const nn::rule& rule,
                       std::size_t epochs) {
  const Data<T> data = read<T>("digits.csv");
  nn::network<T> net(data.columns, {nn::dense{32}, hidden, nn::dense{10}});
  const auto z = nn::one_hot<T>(data.classes, 10);
  const auto test_z = nn::one_hot<T>(data.test_classes, 10);
  const nn::history history =
      nn::train(net, {data.x, z}, {data.test_x, test_z},
                {.loss = nn::loss::softmax_cross_entropy,
                 .rule = rule,
                 .epochs = epochs});
  EXPECT_EQ(history.epochs.size(), epochs);
  EXPECT_LT(history.epochs.back().training.loss,
            history.epochs.front().training.loss / 5);
  // What the last epoch said is what the network does now.
  const nn::score now =
      nn::evaluate(net, {data.test_x, test_z}, nn::loss::softmax_cross_entropy);
  EXPECT_EQ(now.loss, history.epochs.back().validation.loss);
  EXPECT_EQ(now.accuracy, history.epochs.back().validation.accuracy);
  return now.accuracy;
}

TEST(NnTraining, DigitsAreLearnt) {
  EXPECT_GE(digits_accuracy<float>({"relu"}, nn::adam{}, 30), 0.96);
  EXPECT_GE(digits_accuracy<double>(
                {"tanh"}, nn::sgd{.learning_rate = 0.05, .momentum = 0.9}, 20),
            0.96);
  EXPECT_GE(digits_accuracy<float>({.function = "sigmoid",
                                    .keep = nn::cache::tail,
                                    .type = nn::element::bf16},
                                   nn::adam{.learning_rate = 0.01}, 20),
            0.96);
  EXPECT_GE(
      digits_accuracy<float>({.function = "gelu", .keep = nn::cache::bits2},
                             nn::adam{.learning_rate = 0.01}, 20),
      0.96);
}

template <class T>
double cells_accuracy(std::vector<nn::layer> layers, nn::loss loss) {
  const Data<T> data = read<T>("breast_cancer_wdbc.csv");
  nn::network<T> net(data.columns, std::move(layers));
  const auto z = as_targets<T>(data.classes);
  const auto test_z = as_targets<T>(data.test_classes);
  nn::train(net, {data.x, z}, {}, {.loss = loss, .epochs = 40});
  return nn::evaluate(net, {data.test_x, test_z}, loss).accuracy;
}

TEST(NnTraining, TumoursAreToldApart) {
  EXPECT_GE(cells_accuracy<float>(
                {nn::dense{16}, nn::activation{"relu"}, nn::dense{1}},
                nn::loss::bce_with_logits),
            0.95);
  EXPECT_GE(cells_accuracy<double>({nn::dense{16}, nn::activation{"relu"},
                                    nn::dense{1}, nn::activation{"sigmoid"}},
                                   nn::loss::bce),
            0.95);
}

TEST(NnTraining, FunctionsAreFitted) {
  std::vector<double> x, z;
  for (int i = -50; i <= 50; ++i) {
    x.push_back(i / 25.0);
    z.push_back(std::sin(2 * x.back()));
  }
  nn::network<double> net(
      1, {nn::dense{16}, nn::activation{"tanh"}, nn::dense{1}});
  const nn::history history =
      nn::train(net, {x, z}, {},
                {.loss = nn::loss::squared_error,
                 .rule = nn::adam{.learning_rate = 0.02},
                 .epochs = 200,
                 .batch = 16});
  EXPECT_LT(nn::evaluate(net, {x, z}, nn::loss::squared_error).loss, 2e-3);
  EXPECT_TRUE(std::isnan(history.epochs.back().training.accuracy));
  EXPECT_TRUE(std::isnan(history.epochs.back().validation.loss));
}

// The weights after some training.
template <class T>
std::vector<T> trained(int threads, bool inspect, std::uint64_t seed) {
  const std::size_t rows = 700, in = 150;
  internal::Random random(8);
  std::vector<T> x(rows * in), z(rows * 3);
  for (T& v : x) v = static_cast<T>(random.unit() - 0.5);
  for (T& v : z) v = static_cast<T>(random.unit());
  nn::network<T> net(in,
                     {nn::dense{130}, nn::activation{"silu"}, nn::dense{70},
                      nn::activation{.function = "tanh",
                                     .keep = nn::cache::tail,
                                     .type = nn::element::bf16},
                      nn::dense{3}},
                     2, {.threads = threads});
  net.inspect(inspect);
  nn::train(net, {x, z}, {x, z},
            {.loss = nn::loss::squared_error,
             .epochs = 3,
             .batch = 300,
             .seed = seed,
             .patience = 10});
  std::vector<T> weights;
  for (std::size_t i = 0; i < net.layers(); ++i) {
    const auto w = net.weights(i), b = net.bias(i);
    weights.insert(weights.end(), w.begin(), w.end());
    weights.insert(weights.end(), b.begin(), b.end());
  }
  return weights;
}

template <class T>
void check_bits() {
  const auto same = [](const std::vector<T>& a, const std::vector<T>& b) {
    return std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
  };
  const std::vector<T> weights = trained<T>(1, false, 1);
  EXPECT_TRUE(same(trained<T>(1, false, 1), weights));
  EXPECT_TRUE(same(trained<T>(2, false, 1), weights));
  EXPECT_TRUE(same(trained<T>(0, false, 1), weights));
  EXPECT_TRUE(same(trained<T>(1, true, 1), weights));
  EXPECT_FALSE(same(trained<T>(1, false, 2), weights));
}

TEST(NnTraining, TheSameBitsForTheSameSeed) {
  check_bits<float>();
  check_bits<double>();
}

// A network too large for its rows learns them by heart, and the validation
// loss rises again.
TEST(NnTraining, EarlyStoppingEndsWithTheBestWeights) {
  const Data<float> data = read<float>("breast_cancer_wdbc.csv");
  const auto z = as_targets<float>(data.classes);
  const auto test_z = as_targets<float>(data.test_classes);
  nn::network<float> net(data.columns,
                         {nn::dense{64}, nn::activation{"relu"}, nn::dense{1}});
  std::vector<std::size_t> seen;
  const nn::history history =
      nn::train(net, {data.x, z}, {data.test_x, test_z},
                {.rule = nn::adam{.learning_rate = 0.01},
                 .epochs = 500,
                 .patience = 7,
                 .on_epoch = [&](const nn::epoch& e) {
                   seen.push_back(e.number);
                   return true;
                 }});
  ASSERT_TRUE(history.stopped_early);
  ASSERT_LT(history.epochs.size(), 500u);
  EXPECT_EQ(history.epochs.size(), history.best + 7);
  EXPECT_EQ(seen.size(), history.epochs.size());
  const nn::epoch& best = history.epochs[history.best - 1];
  EXPECT_TRUE(best.best);
  EXPECT_EQ(
      nn::evaluate(net, {data.test_x, test_z}, nn::loss::bce_with_logits).loss,
      best.validation.loss);
  for (const nn::epoch& e : history.epochs) {
    EXPECT_GE(e.validation.loss, best.validation.loss);
    EXPECT_GT(e.seconds, 0);
  }
}

struct Small {
  nn::network<float> net{2, {nn::dense{1}}};
  std::vector<float> x = std::vector<float>(20, 1), z = std::vector<float>(10);
};

TEST(NnTraining, CallbacksEndIt) {
  Small s;
  std::vector<std::size_t> rows;
  nn::history history =
      nn::train(s.net, {s.x, s.z}, {},
                {.epochs = 2, .batch = 4, .on_batch = [&](std::size_t done) {
                   rows.push_back(done);
                   return true;
                 }});
  EXPECT_EQ(rows, (std::vector<std::size_t>{4, 8, 10, 4, 8, 10}));
  EXPECT_EQ(history.epochs.size(), 2u);
  history = nn::train(s.net, {s.x, s.z}, {},
                      {.epochs = 9, .on_epoch = [](const nn::epoch& e) {
                         return e.number < 3;
                       }});
  EXPECT_EQ(history.epochs.size(), 3u);
  history = nn::train(
      s.net, {s.x, s.z}, {},
      {.epochs = 9, .batch = 5, .on_batch = [](std::size_t) { return false; }});
  EXPECT_EQ(history.epochs.size(), 0u);
}

// Rows in their own order, a batch of all: one step is one plain step of
// descent.
TEST(NnTraining, OneStepIsTheStep) {
  Small s;
  s.x[3] = 5;
  nn::network<float> copy = s.net;
  copy.gradients(s.x, s.z, nn::loss::squared_error);
  nn::train(s.net, {s.x, s.z}, {},
            {.loss = nn::loss::squared_error,
             .rule = nn::sgd{.learning_rate = 0.25},
             .epochs = 1,
             .batch = 100,
             .shuffle = false});
  EXPECT_EQ(s.net.weights(0)[1],
            copy.weights(0)[1] - 0.25f * copy.weight_gradient(0)[1]);
  EXPECT_EQ(s.net.bias(0)[0],
            copy.bias(0)[0] - 0.25f * copy.bias_gradient(0)[0]);
}

TEST(NnTraining, RefusesWhatMakesNoSense) {
  const auto refuses = [](nn::training how, const std::string& part,
                          std::size_t x_size = 20) {
    Small s;
    try {
      nn::train(s.net, {std::span<const float>(s.x).first(x_size), s.z}, {},
                how);
      ADD_FAILURE() << "did not throw: " << part;
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
          << error.what();
    }
  };
  refuses({.batch = 0}, "a batch of 0 rows");
  refuses({.rule = nn::sgd{.learning_rate = 0}}, "learning_rate is 0.0");
  refuses({.rule = nn::sgd{.momentum = 1}}, "momentum is 1.0");
  refuses({.rule = nn::adam{.beta2 = -1}}, "beta2 is -1.0");
  refuses({.rule = nn::adam{.epsilon = 0}}, "epsilon is 0.0");
  refuses({}, "x has 9 rows, but there are targets for 10", 18);
  refuses({}, "x has 19 elements, which are no rows of 2", 19);
  Small s;
  try {
    nn::train(s.net, {}, {}, {});
    ADD_FAILURE() << "did not throw";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "ogive: no rows to train on");
  }
}

TEST(NnTraining, SaysSoWhereItGoesAstray) {
  Small s;
  for (float& v : s.x) v = 1e6f;
  for (float& v : s.z) v = 1;
  try {
    nn::train(s.net, {s.x, s.z}, {},
              {.loss = nn::loss::squared_error,
               .rule = nn::sgd{.learning_rate = 10}});
    ADD_FAILURE() << "did not throw";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("a smaller learning rate"),
              std::string::npos);
  }
}

}  // namespace
}  // namespace ogive
