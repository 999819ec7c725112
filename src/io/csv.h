// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Comma-separated values with a header line, read and written as a stream, one
// row at a time: RFC 4180, with LF or CR LF at the ends of lines and UTF-8 with
// or without a byte order mark.

#ifndef OGIVE_SRC_IO_CSV_H_
#define OGIVE_SRC_IO_CSV_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/stream.h"

namespace ogive::internal {

// Limits that bound the memory one row can take.
inline constexpr std::size_t kCsvMaxRowBytes = std::size_t{16} << 20;
inline constexpr std::size_t kCsvMaxColumns = std::size_t{1} << 18;

// One row as it stands in the file.
class CsvRow {
 public:
  std::size_t size() const { return cells_.size(); }
  // Cell `i` as it stands in the file, its quotes included.
  std::string_view raw(std::size_t i) const {
    return std::string_view(text_).substr(cells_[i].begin,
                                          cells_[i].end - cells_[i].begin);
  }
  bool is_quoted(std::size_t i) const { return raw(i).starts_with('"'); }
  // What cell `i` says: without the quotes around it, and doubled quotes once.
  std::string value(std::size_t i) const;
  // The same, in `buffer` only where that differs from a part of the row.
  std::string_view view(std::size_t i, std::string& buffer) const;
  // "\n", "\r\n", or "" for a last line without end.
  std::string_view line_end() const { return line_end_; }
  // Number of the line, from 1, in which cell `i` begins.
  std::uint64_t line(std::size_t i) const;

 private:
  friend class CsvReader;
  struct Cell {
    std::size_t begin, end;  // offsets in text_
  };

  std::string text_;  // without the line end
  std::vector<Cell> cells_;
  std::string_view line_end_;
  std::uint64_t line_ = 0;
};

// Reads the header line when it is made, then row by row. Every fault of the
// file is a DataError that names the file, the line and, where there is one,
// the column.
class CsvReader {
 public:
  // `source` must outlive the reader.
  explicit CsvReader(Source& source);

  const CsvRow& header() const { return header_; }
  // The columns' names, without quotes; all different, except that several may
  // be empty.
  const std::vector<std::string>& names() const { return names_; }
  // The file's name, for messages.
  const std::string& file() const { return source_.name(); }
  // Whether the file begins with the UTF-8 byte order mark.
  bool has_byte_order_mark() const { return has_byte_order_mark_; }

  // The columns with the given names, in the order of the file; all of them if
  // `names` is empty. Throws DataError for a name the header lacks, and if all
  // are wanted but one has no name.
  std::vector<std::size_t> select(std::span<const std::string> names) const;

  // Reads the next row, which has as many cells as the header; false at the end
  // of the file.
  bool next(CsvRow& row);

  // Counts lines as if the next row began in this one, for the messages on a
  // part of a larger file.
  void set_line(std::uint64_t line) { line_ = line; }

  // Throws the DataError "FILE: line 7, column 'age' (number 3): WHAT" for cell
  // `i` of `row`.
  [[noreturn]] void fail(const CsvRow& row, std::size_t i,
                         const std::string& what) const;

 private:
  int get();  // the next byte, -1 at the end
  void skip_byte_order_mark();
  bool read_row(CsvRow& row, std::size_t columns);
  bool read_quickly(CsvRow& row, std::size_t columns);
  void end_cell(CsvRow& row, std::size_t columns, std::size_t& count);
  [[noreturn]] void fail_line(std::uint64_t line,
                              const std::string& what) const;

  Source& source_;
  std::string buffer_;
  std::size_t at_ = 0;   // in buffer_
  std::size_t end_ = 0;  // of what was read into buffer_
  std::uint64_t line_ = 1;
  bool has_byte_order_mark_ = false;
  CsvRow header_;
  std::vector<std::string> names_;
};

// The text as a cell, in quotes where it has to be, and in any case.
std::string csv_cell(std::string_view text);
std::string quoted_csv_cell(std::string_view text);

// Writes rows as they were read, with some cells replaced.
class CsvWriter {
 public:
  // Writes the header line of `reader`. `sink` must outlive the writer; its
  // commit() is the caller's.
  CsvWriter(Sink& sink, const CsvReader& reader);

  // Writes `row` with its cells `columns` (ascending) replaced by `texts`,
  // numbers in text form, which are quoted where the replaced cell was. All
  // other cells and the line's end stay as they were, to the byte.
  void write(const CsvRow& row, std::span<const std::size_t> columns,
             std::span<const std::string> texts);

  // Hands what is still buffered to the sink. To be called at the end.
  void flush();

 private:
  Sink& sink_;
  std::string buffer_;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_IO_CSV_H_
