// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// NumPy's file format for one array, read and written as a stream.
// Source:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

#ifndef OGIVE_SRC_IO_NPY_H_
#define OGIVE_SRC_IO_NPY_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/stream.h"

namespace ogive::internal {

// The element types Ogive computes with, as an NPY file can hold them.
enum class NpyType : std::uint8_t { f16, f32, f64, bf16 };

// What the header of an NPY file says.
struct NpyHeader {
  NpyType type = NpyType::f32;
  // 'f', or for bf16, which NumPy has no name for, 'u' (its bits as unsigned
  // integers) or 'V' (as two raw bytes, which is what ml_dtypes writes).
  char kind = 'f';
  std::endian order = std::endian::native;
  bool fortran_order = false;
  std::vector<std::uint64_t> shape;  // empty: a single value

  // Bytes of one element: 2, 4 or 8.
  std::size_t item_size() const;
  // Number of elements, the product of the shape; item_size() times it fits
  // into 63 bits.
  std::uint64_t count() const;
  // NumPy's name of the type with its byte order: "<f4".
  std::string descr() const;

  bool operator==(const NpyHeader&) const = default;
};

// Reads the header when it is made, then the elements in the order of the file.
// Every fault of the file is a DataError that names the file, the byte offset
// and what is wrong; none is found later than at the last element.
class NpyReader {
 public:
  // Two-byte integers and raw bytes are refused unless `bf16` says that they
  // are bits of bfloat16 values; then every other type is refused.
  // `source` must outlive the reader.
  NpyReader(Source& source, bool bf16);

  const NpyHeader& header() const { return header_; }

  // Reads the next `n` elements in this machine's byte order, or as many as are
  // left; returns how many. Before it returns the last ones, and for an empty
  // array at the first call, it makes sure that nothing follows them.
  std::size_t read(void* out, std::size_t n);

 private:
  Source& source_;
  NpyHeader header_;
  std::uint64_t left_;  // elements not read yet
};

// Writes a file of version 1.0 as numpy.save does, to the byte.
class NpyWriter {
 public:
  // Writes the header. `sink` must outlive the writer; its commit() is the
  // caller's.
  NpyWriter(Sink& sink, NpyHeader header);

  // Writes `n` elements given in this machine's byte order.
  void write(const void* data, std::size_t n);

 private:
  Sink& sink_;
  NpyHeader header_;
};

// Reverses the bytes of each of the `n` elements of `item_size` (2, 4, 8)
// bytes.
void swap_bytes(void* data, std::size_t n, std::size_t item_size);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_IO_NPY_H_
