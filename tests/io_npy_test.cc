// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that NPY files are read and written as NumPy does: headers equal those
// of numpy.save to the byte, elements arrive in this machine's byte order and
// leave in the file's. Every kind of malformed file is refused, by its length
// where that is known and as a pipe where it is not, with the file's name, the
// offset and what is wrong.

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "io/error.h"
#include "io/npy.h"

namespace ogive::internal {
namespace {

using namespace std::string_literals;

// A file with the given header text, unpadded, and data.
std::string npy(const std::string& header, const std::string& data,
                char version = 1) {
  std::string file = "\x93NUMPY"s + version + '\0';
  const int length_bytes = version == 1 ? 2 : 4;
  for (int i = 0; i < length_bytes; ++i) {
    file += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  }
  return file + header + data;
}

std::string dictionary(const std::string& descr, const std::string& shape,
                       const std::string& order = "False") {
  return "{'descr': " + descr + ", 'fortran_order': " + order +
         ", 'shape': " + shape + ", }\n";
}

NpyHeader read_header(const std::string& file, bool bf16 = false) {
  MemorySource source(file, "a.npy");
  return NpyReader(source, bf16).header();
}

// Reads all elements, a few at a time.
std::string read_all(Source& source, bool bf16) {
  NpyReader reader(source, bf16);
  const std::size_t item = reader.header().item_size();
  std::string data;
  char buffer[5 * 8];
  while (const std::size_t n = reader.read(buffer, 5)) {
    data.append(buffer, n * item);
  }
  return data;
}

// The message with which the file is refused; empty if it is not.
std::string refusal(const std::string& file, bool pipe, bool bf16 = false) {
  MemorySource source(file, "a.npy", pipe);
  try {
    read_all(source, bf16);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

// Expects the refusal "a.npy: byte OFFSET: WHAT...", as file and as pipe.
void expect_refused(const std::string& file, std::uint64_t offset,
                    const std::string& what, bool bf16 = false) {
  for (const bool pipe : {false, true}) {
    const std::string message = refusal(file, pipe, bf16);
    const std::string place = "a.npy: byte " + std::to_string(offset) + ": ";
    EXPECT_EQ(message.substr(0, place.size()), place) << message;
    EXPECT_NE(message.find(what), std::string::npos) << message;
  }
}

// As numpy.save of NumPy 2.4 writes them.
struct Golden {
  NpyHeader header;
  std::string text;
  std::size_t padding;
};

const std::vector<Golden>& goldens() {
  constexpr auto kLittle = std::endian::little;
  static const std::vector<Golden> list = {
      {{NpyType::f32, 'f', kLittle, false, {3, 4}},
       "\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, "
       "'shape': (3, 4), }"s,
       58},
      {{NpyType::f64, 'f', std::endian::big, false, {}},
       "\x93NUMPY\x01\x00v\x00{'descr': '>f8', 'fortran_order': False, "
       "'shape': (), }"s,
       62},
      {{NpyType::f16, 'f', kLittle, true, {2, 5}},
       "\x93NUMPY\x01\x00v\x00{'descr': '<f2', 'fortran_order': True, "
       "'shape': (2, 5), }"s,
       59},
      {{NpyType::bf16, 'u', kLittle, false, {7}},
       "\x93NUMPY\x01\x00v\x00{'descr': '<u2', 'fortran_order': False, "
       "'shape': (7,), }"s,
       60},
      {{NpyType::bf16, 'V', kLittle, false, {2}},
       "\x93NUMPY\x01\x00v\x00{'descr': '<V2', 'fortran_order': False, "
       "'shape': (2,), }"s,
       60},
      {{NpyType::f64, 'f', kLittle, false, {0, 3}},
       "\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, "
       "'shape': (0, 3), }"s,
       58},
      {{NpyType::f32, 'f', kLittle, false, std::vector<std::uint64_t>(40, 1)},
       "\x93NUMPY\x01\x00\xf6\x00{'descr': '<f4', 'fortran_order': False, "
       "'shape': (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "
       "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), }"s,
       72},
  };
  return list;
}

TEST(Npy, HeadersAreThoseOfNumpy) {
  for (const Golden& golden : goldens()) {
    const std::string expected =
        golden.text + std::string(golden.padding, ' ') + "\n";
    EXPECT_EQ(expected.size() % 64, 0u);
    StringSink sink;
    NpyWriter(sink, golden.header);
    EXPECT_EQ(sink.text(), expected);
    const std::string data(golden.header.count() * golden.header.item_size(),
                           'x');
    EXPECT_EQ(read_header(expected + data, golden.header.type == NpyType::bf16),
              golden.header)
        << golden.text;
  }
}

TEST(Npy, ReadsAllVersionsSpellingsAndOrders) {
  const NpyHeader plain{NpyType::f32, 'f', std::endian::little, false, {2, 3}};
  const std::string data(24, 'x');
  for (const char version : {'\1', '\2', '\3'}) {
    EXPECT_EQ(read_header(npy(dictionary("'<f4'", "(2, 3)"), data, version)),
              plain);
  }
  for (const char* header :
       {"{'shape': (2, 3), 'fortran_order': False, 'descr': '<f4'}",
        "{\"descr\":\"<f4\",\"fortran_order\":False,\"shape\":(2,3,)}   \n",
        " {\t'descr' : '<f4' , 'fortran_order' : False, 'shape' : ( 2 , 3 ) } ",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }\n"}) {
    EXPECT_EQ(read_header(npy(header, data)), plain) << header;
  }
  for (const char* native : {"'f4'", "'=f4'", "'|f4'"}) {
    EXPECT_EQ(read_header(npy(dictionary(native, "(2, 3)"), data)).order,
              std::endian::native);
  }
  EXPECT_TRUE(read_header(npy(dictionary("'<f4'", "(2, 3)", "True"), data))
                  .fortran_order);
  EXPECT_EQ(read_header(npy(dictionary("'<f4'", "()"), "1234")).count(), 1u);
  EXPECT_EQ(read_header(npy(dictionary("'<f4'", "(3, 0, 5)"), "")).count(), 0u);
}

TEST(Npy, ElementsKeepTheirValuesThroughEitherByteOrder) {
  const std::vector<float> values = {1, -2.5f, 0, 3e-40f, 7, 8, 9, 1e38f};
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    NpyHeader header{NpyType::f32, 'f', order, false, {2, 4}};
    StringSink sink;
    NpyWriter writer(sink, header);
    writer.write(values.data(), 3);
    writer.write(values.data() + 3, 5);
    const std::string first = sink.text().substr(sink.text().size() - 32, 4);
    EXPECT_EQ(first, order == std::endian::big ? "\x3f\x80\x00\x00"s
                                               : "\x00\x00\x80\x3f"s);
    for (const bool pipe : {false, true}) {
      MemorySource source(sink.text(), "a.npy", pipe);
      const std::string data = read_all(source, false);
      ASSERT_EQ(data.size(), 32u);
      EXPECT_EQ(std::memcmp(data.data(), values.data(), 32), 0);
    }
  }
}

TEST(Npy, SwapsLongArraysInChunks) {
  for (const NpyType type : {NpyType::f16, NpyType::f32, NpyType::f64}) {
    NpyHeader header{type, 'f', std::endian::big, false, {50'001}};
    std::string values(50'001 * header.item_size(), '\0');
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<char>(i * 2654435761u >> 13);
    }
    StringSink sink;
    NpyWriter(sink, header).write(values.data(), 50'001);
    MemorySource source(sink.text(), "a.npy");
    EXPECT_EQ(read_all(source, false), values);
    std::string twice = values;
    swap_bytes(twice.data(), 50'001, header.item_size());
    EXPECT_EQ(sink.text().substr(sink.text().size() - twice.size()), twice);
  }
}

TEST(Npy, RefusesWhatIsNoNpyFile) {
  expect_refused("", 0, "the file is empty");
  expect_refused("\x93NUM", 0, "not an NPY file");
  expect_refused("PK\x03\x04 zip archive", 0, "not an NPY file");
  expect_refused("\x93NUMPY", 6, "ends within the version");
  expect_refused("\x93NUMPY\x01", 7, "ends within the version");
  for (const auto& [version, text] :
       {std::pair("\x00\x00"s, "0.0"), std::pair("\x04\x00"s, "4.0"),
        std::pair("\x01\x01"s, "1.1"), std::pair("\xFF\x00"s, "255.0")}) {
    expect_refused("\x93NUMPY" + version + "v\0{}"s, 6,
                   "unknown version "s + text);
  }
}

TEST(Npy, RefusesHeadersThatLieAboutTheirLength) {
  const std::string good = npy(dictionary("'<f4'", "(2,)"), "12345678");
  expect_refused("\x93NUMPY\x01\x00v"s, 9, "ends within the header's length");
  expect_refused("\x93NUMPY\x02\x00v\x00\x00"s, 11,
                 "ends within the header's length");
  expect_refused(good.substr(0, 30), 8,
                 "bytes long, but the file ends 20 bytes");
  std::string lie = good;
  lie[9] = 1;  // 256 more
  expect_refused(lie, 8, "but the file ends");
  lie = good;
  ++lie[8];
  lie[lie.size() - 8] = 'x';
  expect_refused(lie, lie.size() - 8, "junk after the header's dictionary");
  lie = good;
  lie[8] = static_cast<char>(lie[8] - 10);
  expect_refused(lie, 10u + static_cast<unsigned char>(lie[8]),
                 "the header ends too early");
  expect_refused("\x93NUMPY\x02\x00\xff\xff\xff\xff"s, 8,
                 "the header claims to be 4294967295 bytes long");
  expect_refused(npy("", ""), 10, "must be a dictionary");
  expect_refused(npy(std::string(100, ' '), ""), 110, "must be a dictionary");
}

TEST(Npy, RefusesHeadersThatAreNoProperDictionary) {
  expect_refused(npy("['<f4']\n", ""), 10, "must be a dictionary, not '[");
  expect_refused(npy("{descr: '<f4'}\n", ""), 11, "a key in quotes is missing");
  expect_refused(npy("{'descr' '<f4'}\n", ""), 19, "a colon must follow");
  expect_refused(npy("{'descr: 1\n", ""), 11, "closing quote is missing");
  expect_refused(npy("{'descr': '<f4' 'shape': ()}\n", ""), 26, "a comma or");
  expect_refused(npy("{'descr': '<f4', 'descr': '<f4'}", ""), 27, "twice");
  expect_refused(npy("{'color': 1}", ""), 11, "unknown key 'color'");
  expect_refused(npy("{'descr': '<f4', 'shape': ()}\n", "1234"), 10,
                 "lacks 'fortran_order'");
  expect_refused(npy("{}\n", ""), 10, "lacks 'descr'");
  expect_refused(npy("{'descr': '<f4', 'fortran_order': False}", ""), 10,
                 "lacks 'shape'");
  expect_refused(npy(dictionary("'<f4'", "()", "1"), "1234"), 44,
                 "must be True or False, not '1, ");
  const std::string whole = dictionary("'<f4'", "()");
  expect_refused(npy(whole + "x", "1234"), 10 + whole.size(), "junk after");
  expect_refused(npy("{'descr': "s + '\0' + "'<f4'", ""), 20, "is missing");
}

TEST(Npy, RefusesShapesThatAreNone) {
  const auto shape = [](const std::string& text) {
    return npy(dictionary("'<f4'", text), "12345678");
  };
  const std::uint64_t at = 10 + dictionary("'<f4'", "").find(", }");
  expect_refused(shape("(-1,)"), at + 1, "negative dimension in 'shape': '-1,");
  expect_refused(shape("(2, -0)"), at + 4, "negative dimension");
  expect_refused(shape("(1.5,)"), at + 1, "fractional dimension in 'shape'");
  expect_refused(shape("(2., 1)"), at + 1, "fractional dimension");
  expect_refused(shape("(1e3,)"), at + 1, "fractional dimension");
  expect_refused(shape("(2)"), at, "a comma must follow its only dimension");
  expect_refused(shape("2"), at, "must be a tuple");
  expect_refused(shape("[2]"), at, "must be a tuple");
  expect_refused(shape("(2 3)"), at + 3, "a comma or a closing parenthesis");
  expect_refused(shape("(,)"), at + 1, "must be a tuple of whole numbers");
  expect_refused(shape("(2,, 3)"), at + 3, "must be a tuple of whole numbers");
  expect_refused(shape("(None,)"), at + 1, "must be a tuple of whole numbers");
  expect_refused(shape("(0x2,)"), at + 2, "a comma or a closing parenthesis");
  expect_refused(shape("(9223372036854775808,)"), at + 1, "is too large");
  expect_refused(shape("(99999999999999999999999999,)"), at + 1, "too large");
  // 2^61 elements of 4 bytes; 2^64 elements, which is 0 in 64 bits.
  expect_refused(shape("(2305843009213693952,)"), 8, "too large for any file");
  expect_refused(shape("(4294967296, 4294967296)"), 8, "too large for any");
  // NumPy refuses it too.
  expect_refused(shape("(0, 4294967296, 4294967296)"), 8, "too large for any");
  std::string many = "(";
  for (int i = 0; i < 65; ++i) many += "1, ";
  expect_refused(shape(many + ")"), at, "65 dimensions, more than 64");
}

TEST(Npy, RefusesTypesThatAreNoFloats) {
  const std::string advice =
      "convert to a float type, e.g. numpy.asarray(a, dtype=numpy.float32)";
  for (const auto& [descr, name] :
       {std::pair("'<i4'", "integers ('<i4')"), std::pair("'|u1'", "integers"),
        std::pair("'>i8'", "integers"), std::pair("'<u2'", "integers"),
        std::pair("'|b1'", "booleans"), std::pair("'<c8'", "complex numbers"),
        std::pair("'|O'", "Python objects"), std::pair("'<U5'", "strings"),
        std::pair("'|S3'", "strings"), std::pair("'<M8[ns]'", "dates"),
        std::pair("'<V2'", "raw bytes"), std::pair("'<f16'", "floats of 16"),
        std::pair("'<f3'", "floats of 3 bytes"),
        std::pair("'float32'", "floats of loat32"),
        std::pair("'<x4'", "an unknown type")}) {
    const std::string file = npy(dictionary(descr, "(2,)"), "1234567890123456");
    expect_refused(file, 20, name);
    expect_refused(file, 20, advice);
  }
  expect_refused(npy(dictionary("'<u2'", "(2,)"), "1234"), 20,
                 "if they are the bits of bfloat16 values, give --dtype bf16");
  expect_refused(npy(dictionary("[('a', '<f4'), ('b', '<i4')]", "(2,)"), ""),
                 20, "structured arrays cannot be read");
  expect_refused(npy(dictionary("''", "(2,)"), ""), 20, "is unknown");
  expect_refused(npy(dictionary("'<'", "(2,)"), ""), 20, "is unknown");
  expect_refused(npy(dictionary("4", "(2,)"), ""), 20, "the type in quotes");
}

TEST(Npy, TakesTwoByteIntegersForBfloat16OnlyWhenTold) {
  for (const char* descr : {"'<u2'", "'>u2'", "'<V2'", "'|V2'"}) {
    EXPECT_EQ(read_header(npy(dictionary(descr, "(2,)"), "1234"), true).type,
              NpyType::bf16);
  }
  for (const char* descr : {"'<f2'", "'<f4'", "'<i2'", "'<u4'"}) {
    expect_refused(npy(dictionary(descr, "(2,)"), "12345678"), 20,
                   "is not that of bfloat16 values", true);
  }
}

TEST(Npy, RefusesTruncatedDataAndBytesAfterIt) {
  const std::string header = dictionary("'<f4'", "(7, 3)");
  const std::uint64_t start = 10 + header.size();
  for (const std::size_t there : {0, 1, 4, 83}) {
    const std::string file = npy(header, std::string(there, 'x'));
    expect_refused(file, start + there, "the file is truncated: ");
    EXPECT_NE(
        refusal(file, false)
            .find("needs 84 bytes of data, " + std::to_string(there) + " byte"),
        std::string::npos);
    EXPECT_NE(refusal(file, true).find(std::to_string(84 - there) + " byte"),
              std::string::npos);
  }
  EXPECT_EQ(refusal(npy(header, std::string(84, 'x')), false), "");
  EXPECT_EQ(refusal(npy(header, std::string(84, 'x')), true), "");
  expect_refused(npy(header, std::string(85, 'x')), start + 84,
                 "after the data");
  expect_refused(npy(header, std::string(168, 'x')), start + 84,
                 "after the data");
  expect_refused(npy(dictionary("'<f4'", "(0, 3)"), "x"),
                 10 + dictionary("'<f4'", "(0, 3)").size(), "after the data");
}

}  // namespace
}  // namespace ogive::internal
