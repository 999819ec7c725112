// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that a network's file gives it back to the bit, holds a hash that
// anybody can check, and is refused where one character of it is another, with
// the place where its contents make no sense.

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "io/sha256.h"
#include "nn_support.h"
#include "ogive/nn.h"

namespace ogive {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

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
                         .parameters = {{"threshold", kInfinity}}}});
  infinite.save(path_);
  EXPECT_EQ(
      std::get<nn::activation>(nn::network<float>::load(path_).description(0))
          .parameters.at("threshold"),
      kInfinity);
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

}  // namespace
}  // namespace ogive
