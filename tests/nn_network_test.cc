// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves what nn.h says of networks beside their gradients: initial weights
// follow from the seed and keep to their bounds, predictions have the same bits
// on every target, for any number of threads and of rows at once, and are the
// sums in the documented order; a file gives the network back to the bit and is
// refused where one character of it is another; what makes no sense is refused
// in words.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "io/sha256.h"
#include "nn/random.h"
#include "ogive/activations.h"
#include "ogive/nn.h"
#include "ogive/options.h"

namespace ogive {
namespace {

using internal::Random;

// Calls f and checks that it throws an E whose message has the part.
template <class E>
void expect_throw(const std::function<void()>& f, const std::string& part) {
  try {
    f();
  } catch (const E& error) {
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
        << '"' << error.what() << "\" lacks \"" << part << '"';
    return;
  }
  ADD_FAILURE() << "did not throw: " << part;
}

template <class T>
std::vector<T> random_values(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  std::vector<T> values(n);
  for (T& v : values) v = static_cast<T>(4 * random.unit() - 2);
  return values;
}

template <class T>
nn::network<T> a_network(std::uint64_t seed = 3, const options& run = {}) {
  return nn::network<T>(
      9,
      {nn::dense{17},
       nn::activation{.function = "elu", .parameters = {{"alpha", 0.5}}},
       nn::dense{33},
       nn::activation{.function = "sigmoid",
                      .keep = nn::cache::tail,
                      .type = nn::element::bf16},
       nn::dense{5}, nn::activation{"softmax"}},
      seed, run);
}

template <class T>
bool same_bits(std::span<const T> a, std::span<const T> b) {
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

TEST(NnNetwork, TheSeedGivesTheWeights) {
  auto a = a_network<float>(3), b = a_network<float>(3),
       c = a_network<float>(4);
  for (const std::size_t i : {0u, 2u, 4u}) {
    EXPECT_TRUE(same_bits<float>(a.weights(i), b.weights(i)));
    EXPECT_FALSE(same_bits<float>(a.weights(i), c.weights(i)));
  }
  EXPECT_TRUE(a.weights(1).empty());
  EXPECT_EQ(a.parameters(), 9u * 17 + 17 + 17 * 33 + 33 + 33 * 5 + 5);
  // The first draw of seed 1, so that they stay the same from version to
  // version.
  nn::network<double> one(1, {nn::dense{.units = 1, .start = nn::init::he}}, 1);
  EXPECT_EQ(one.weights(0)[0], (2 * Random(1).unit() - 1) * std::sqrt(6.0));
}

// A uniform distribution over [-a, a]: its bounds, its mean and its variance
// a^2 / 3.
TEST(NnNetwork, InitialWeightsKeepToTheirBounds) {
  const auto check = [](nn::init start, const char* next, double a) {
    std::vector<nn::layer> layers{nn::dense{.units = 200, .start = start}};
    if (next) layers.emplace_back(nn::activation{next});
    const nn::network<double> net(300, layers);
    double largest = 0, sum = 0, squares = 0;
    for (const double w : net.weights(0)) {
      largest = std::max(largest, std::fabs(w));
      sum += w;
      squares += w * w;
    }
    EXPECT_LE(largest, a);
    EXPECT_GT(largest, 0.999 * a);
    EXPECT_NEAR(sum / 60000, 0, 0.01 * a);
    EXPECT_NEAR(squares / 60000, a * a / 3, 0.01 * a * a);
    for (const double b : net.bias(0)) ASSERT_EQ(b, 0);
  };
  const double xavier = std::sqrt(6.0 / 500), he = std::sqrt(6.0 / 300);
  check(nn::init::xavier, "relu", xavier);
  check(nn::init::he, "tanh", he);
  for (const char* name : {"tanh", "sigmoid", "softsign", "softmax"}) {
    check(nn::init::automatic, name, xavier);
  }
  check(nn::init::automatic, nullptr, xavier);
  for (const char* name : {"relu", "relu6", "gelu", "elu", "softplus"}) {
    check(nn::init::automatic, name, he);
  }
  const nn::network<float> zero(3, {nn::dense{2, nn::init::zero}});
  for (const float w : zero.weights(0)) EXPECT_EQ(w, 0);
}

TEST(NnNetwork, PredictionsAreSumsInTheDocumentedOrder) {
  nn::network<float> net(50, {nn::dense{3}, nn::activation{"tanh"}});
  const auto x = random_values<float>(50, 1);
  for (float& b : net.bias(0)) b = 0.3f;
  const std::vector<float> y = net.predict(x);
  for (std::size_t j = 0; j < 3; ++j) {
    float sum = net.bias(0)[j];
    for (std::size_t k = 0; k < 50; ++k) {
      // In double the product is exact, so that this rounds it once.
      const auto product =
          static_cast<float>(static_cast<double>(x[k]) *
                             static_cast<double>(net.weights(0)[k * 3 + j]));
      sum += product;
    }
    EXPECT_EQ(y[j], tanh(sum));
  }
}

// `hash` is the same on every machine and with every compiler.
template <class T>
void check_prediction_bits(const char* hash) {
  auto net = a_network<T>();
  const std::size_t rows = 300;
  const auto x = random_values<T>(rows * 9, 5);
  const std::vector<T> y = net.predict(x);
  EXPECT_EQ(internal::sha256({reinterpret_cast<const char*>(y.data()),
                              y.size() * sizeof(T)}),
            hash);
  std::size_t tried = 0;
  for (const std::string& name : targets()) {
    set_target(name);
    for (const int threads : {1, 2, 0}) {
      net.set_options({.threads = threads});
      EXPECT_TRUE(same_bits<T>(net.predict(x), y)) << name << threads;
      ++tried;
    }
  }
  set_target("best");
  EXPECT_GE(tried, 3u);
  std::vector<T> pieces;
  for (std::size_t i = 0; i < rows; i += 37) {
    const std::size_t n = std::min<std::size_t>(37, rows - i);
    const auto part = net.predict(std::span(x).subspan(i * 9, n * 9));
    pieces.insert(pieces.end(), part.begin(), part.end());
  }
  EXPECT_TRUE(same_bits<T>(pieces, y));
  // forward() differs by the order of sums alone.
  const auto forward = net.forward(x);
  for (std::size_t i = 0; i < y.size(); ++i) {
    // One step of bfloat16 in a hidden layer may differ.
    ASSERT_NEAR(static_cast<double>(forward[i]), static_cast<double>(y[i]),
                0.02);
  }
}

TEST(NnNetwork, PredictionsHaveTheSameBitsEverywhere) {
  check_prediction_bits<float>(
      "56aa039d8f5b2458a348d68ee2cc7dffe9758f67a515a0bbf6243c4bbdc412a4");
  check_prediction_bits<double>(
      "465a4127c68e63bf8cd04aeb68e5afc837a6ccb4bec6d59c497e3ebf1a731160");
}

TEST(NnNetwork, CopiesAreNetworksOfTheirOwn) {
  auto net = a_network<float>();
  const auto x = random_values<float>(18, 5);
  auto copy = net;
  copy.weights(0)[0] += 1;
  EXPECT_NE(net.weights(0)[0], copy.weights(0)[0]);
  copy = net;
  EXPECT_TRUE(same_bits<float>(copy.predict(x), net.predict(x)));
  EXPECT_EQ(net.predict(std::span<const float>()).size(), 0u);
  EXPECT_EQ(net.forward(std::span<const float>()).size(), 0u);
}

// ---- Files

class NnFile : public testing::Test {
 protected:
  void SetUp() override {
    path_ = (std::filesystem::temp_directory_path() /
             ("ogive_nn_" + std::to_string(getpid()) + ".json"))
                .string();
  }
  void TearDown() override { std::remove(path_.c_str()); }

  std::string read() const {
    std::ifstream file(path_, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  void write(const std::string& text) const {
    std::ofstream(path_, std::ios::binary) << text;
  }
  // What the line "sha256" of the text should say.
  static std::string hash_of(const std::string& text) {
    const std::size_t line = text.find("  \"sha256\": ");
    const std::size_t next = text.find('\n', line) + 1;
    return internal::sha256(text.substr(0, line) + text.substr(next));
  }
  // The message with which load() refuses the text.
  template <class T = float>
  std::string refusal(const std::string& text) const {
    write(text);
    try {
      nn::network<T>::load(path_);
    } catch (const std::runtime_error& error) {
      EXPECT_NE(std::string(error.what()).find(path_), std::string::npos);
      return error.what();
    }
    return "not refused";
  }

  std::string path_;
};

template <class T>
void expect_same(const nn::network<T>& a, const nn::network<T>& b) {
  ASSERT_EQ(a.layers(), b.layers());
  for (std::size_t i = 0; i < a.layers(); ++i) {
    EXPECT_TRUE(same_bits<T>(a.weights(i), b.weights(i)));
    EXPECT_TRUE(same_bits<T>(a.bias(i), b.bias(i)));
    EXPECT_EQ(a.kept(i, 10).what, b.kept(i, 10).what);
    EXPECT_EQ(a.kept(i, 10).bytes, b.kept(i, 10).bytes);
  }
}

TEST_F(NnFile, GivesTheNetworkBackToTheBit) {
  auto net = a_network<float>();
  net.bias(0)[0] = -0.0f;
  net.bias(0)[1] = std::numeric_limits<float>::denorm_min();
  net.weights(0)[0] = std::numeric_limits<float>::max();
  net.save(path_);
  expect_same(nn::network<float>::load(path_), net);

  auto wide = a_network<double>();
  wide.bias(0)[1] = std::numeric_limits<double>::denorm_min();
  wide.save(path_);
  const auto again = nn::network<double>::load(path_);
  expect_same(again, wide);
  const auto x = random_values<double>(18, 5);
  EXPECT_TRUE(same_bits<double>(again.predict(x), wide.predict(x)));
  expect_throw<std::runtime_error>([&] { nn::network<float>::load(path_); },
                                   "weights are f64, not f32");

  // An infinite parameter, for which JSON has no number.
  const nn::network<float> infinite(
      1, {nn::activation{.function = "softplus",
                         .parameters = {{"threshold", OGIVE_INF}}}});
  infinite.save(path_);
  EXPECT_EQ(
      std::get<nn::activation>(nn::network<float>::load(path_).description(0))
          .parameters.at("threshold"),
      OGIVE_INF);
}

// The hash is that of sha256sum over the file without the line that holds it.
TEST_F(NnFile, HoldsAHashThatAnybodyCanCheck) {
  EXPECT_EQ(internal::sha256(""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(internal::sha256("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(internal::sha256(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_EQ(
      internal::sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomno"
                       "pnopq"),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  a_network<float>().save(path_);
  const std::string text = read();
  const std::size_t at = text.find("\"sha256\": \"") + 11;
  EXPECT_EQ(text.substr(at, 64), hash_of(text));
}

TEST_F(NnFile, EveryDamageIsRefused) {
  nn::network<float>(2, {nn::dense{2}, nn::activation{"relu"}}).save(path_);
  const std::string good = read();
  ASSERT_EQ(refusal(good), "not refused");
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = bad[i] == '1' ? '2' : '1';
    ASSERT_NE(refusal(bad), "not refused") << i;
    if (i % 16 != 0) continue;
    ASSERT_NE(refusal(good.substr(0, i)), "not refused") << i;
  }
  EXPECT_NE(refusal(good + " "), "not refused");
  std::string changed = good;
  changed.replace(changed.find("relu"), 4, "silu");
  EXPECT_NE(refusal(changed).find("not as it was written"), std::string::npos);
  EXPECT_NE(refusal("{}").find("\"format\" is not 'ogive network'"),
            std::string::npos);
  std::string newer = good;
  newer.replace(newer.find("\"version\": 1"), 12, "\"version\": 2");
  EXPECT_NE(refusal(newer).find("reads version 1 alone"), std::string::npos);
  expect_throw<std::runtime_error>(
      [] { nn::network<float>::load("/no/such/file.json"); },
      "/no/such/file.json");
}

// Files whose hash is right and whose contents make no sense.
TEST_F(NnFile, NonsenseIsRefusedByItsPlace) {
  nn::network<float>(2, {nn::dense{2}, nn::activation{"relu"}}).save(path_);
  const std::string good = read();
  const auto sealed = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const std::size_t place = text.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    text.replace(place, from.size(), to);
    text.replace(text.find("\"sha256\": \"") + 11, 64, hash_of(text));
    return refusal(text);
  };
  const auto expect = [](const std::string& message, const std::string& part) {
    EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  expect(sealed("\"relu\"", "\"rely\""), "unknown function 'rely'");
  expect(sealed("\"standard\"", "\"tail\""), "relu has no cache 'tail'");
  expect(sealed("\"units\": 2", "\"units\": 3"),
         "/network/layers/0/bias: not a number for each of 3 units");
  expect(sealed("\"inputs\": 2", "\"inputs\": 1000000000000"),
         "/network/layers/0/weights: not a row for each");
  expect(sealed("\"kind\": \"activation\"", "\"kind\": \"lstm\""),
         "/network/layers/1/kind: unknown kind 'lstm'");
  expect(sealed("\"start\": \"automatic\"", "\"start\": \"zeros\""),
         "there are: automatic, xavier, he, zero");
  expect(sealed("\"bias\": [0.0,0.0]", "\"bias\": [0.0,null]"),
         "/network/layers/0/bias: element 1 is not a finite number");
  expect(sealed("\"type\": \"f32\"", "\"type\": \"f8\""), "unknown type 'f8'");
}

TEST_F(NnFile, WeightsThatAreNotFiniteAreNotSaved) {
  nn::network<float> net(2, {nn::dense{2}});
  net.save(path_);
  const std::string before = read();
  net.weights(0)[1] = std::numeric_limits<float>::quiet_NaN();
  expect_throw<std::runtime_error>([&] { net.save(path_); },
                                   "with a weight that is nan");
  EXPECT_EQ(read(), before);
}

// ---- Wrong use

TEST(NnNetwork, RefusesWhatMakesNoSense) {
  using Net = nn::network<float>;
  const auto refuses = [](std::vector<nn::layer> layers, const char* part) {
    expect_throw<std::invalid_argument>([&] { Net(3, layers); }, part);
  };
  expect_throw<std::invalid_argument>([] { Net(0, {nn::dense{1}}); },
                                      "0 inputs");
  refuses({}, "needs a layer");
  refuses({nn::dense{2}, nn::dense{0}}, "0 units (layer 1)");
  refuses({nn::activation{"sigmoyd"}},
          "unknown function 'sigmoyd'; there are: "
          "sigmoid, ");
  refuses({nn::activation{.function = "elu", .parameters = {{"alfa", 1}}}},
          "elu has no parameter 'alfa'; it has: alpha");
  refuses({nn::activation{.function = "elu", .parameters = {{"alpha", -1}}}},
          "alpha");
  refuses({nn::activation{.function = "relu", .parameters = {{"alpha", 1}}}},
          "it has none");
  refuses({nn::activation{.function = "gelu", .keep = nn::cache::output}},
          "gelu has no cache 'output'; it has: standard, input, bits8, bits4, "
          "bits2");
  refuses({nn::activation{.function = "softmax", .keep = nn::cache::tail}},
          "softmax has no cache 'tail'");
  refuses({nn::activation{.function = "silu",
                          .parameters = {{"beta", 2}},
                          .keep = nn::cache::bits4}},
          "for its default parameters alone");

  Net net(3, {nn::dense{2}});
  const std::vector<float> four(4), six(6);
  expect_throw<std::invalid_argument>(
      [&] { net.forward(four); }, "x has 4 elements, which are no rows of 3");
  expect_throw<std::invalid_argument>([&] { net.predict(four); },
                                      "no rows of 3");
  expect_throw<std::logic_error>([&] { net.backward(four); },
                                 "without a forward()");
  net.forward(six);
  expect_throw<std::invalid_argument>([&] { net.backward(six); },
                                      "dy has 6 elements");
  expect_throw<std::invalid_argument>(
      [&] { net.gradients(six, six, nn::loss::bce); }, "targets have 6");
  expect_throw<std::logic_error>([&] { net.output(0); }, "inspect(true)");
  expect_throw<std::logic_error>([&] { net.gradient(0); }, "inspect(true)");
  expect_throw<std::invalid_argument>([&] { net.weights(1); },
                                      "no layer 1: the network has 1");
  expect_throw<std::invalid_argument>([&] { net.set_options({.threads = -1}); },
                                      "threads");
  const std::vector<std::size_t> classes{0, 3};
  expect_throw<std::invalid_argument>([&] { nn::one_hot<float>(classes, 3); },
                                      "class 3 in row 1");
}

}  // namespace
}  // namespace ogive
