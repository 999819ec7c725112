// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The CSV state machine.

#include "io/csv.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <unordered_map>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "io/error.h"
#include "io/number.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 16;
// The bytes at which a look at a row stops.
constexpr std::string_view kStops = ",\"\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The bytes of [begin, end) at which a cell may end or a quote stands, one
// after the other. They are found 64 at a time, whatever they turn out to mean:
// one by one they are the largest part of scoring a file.
class Stops {
 public:
  Stops(const char* begin, const char* end)
      : block_(begin), end_(end), stops_(find(begin)) {}

  // The next one; `end` if there is none.
  const char* next() {
    while (stops_ == 0) {
      if (end_ - block_ <= kBlock) return end_;
      block_ += kBlock;
      stops_ = find(block_);
    }
    const char* const stop = block_ + std::countr_zero(stops_);
    stops_ &= stops_ - 1;
    return stop;
  }

 private:
  static constexpr std::ptrdiff_t kBlock = 64;

  // A bit for each byte of the block.
  std::uint64_t find(const char* block) const {
    std::uint64_t stops = 0;
#ifdef __SSE2__
    if (end_ - block >= kBlock) {
      for (int i = 0; i < kBlock; i += 16) {
        __m128i v, any = _mm_setzero_si128();
        std::memcpy(&v, block + i, sizeof v);
        for (const char c : kStops) {
          any = _mm_or_si128(any, _mm_cmpeq_epi8(v, _mm_set1_epi8(c)));
        }
        stops |= static_cast<std::uint64_t>(_mm_movemask_epi8(any)) << i;
      }
      return stops;
    }
#endif
    const std::ptrdiff_t n = std::min(kBlock, end_ - block);
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      const bool stop = kStops.find(block[i]) != kStops.npos;
      stops |= std::uint64_t{stop} << i;
    }
    return stops;
  }

  const char* block_;
  const char* end_;
  std::uint64_t stops_;  // of the block, those not yet given
};

}  // namespace

std::string CsvRow::value(std::size_t i) const {
  std::string_view cell = raw(i);
  if (!is_quoted(i)) return std::string(cell);
  cell = cell.substr(1, cell.size() - 2);
  std::string result;
  for (std::size_t k = 0; k < cell.size(); ++k) {
    result += cell[k];
    if (cell[k] == '"') ++k;
  }
  return result;
}

std::string_view CsvRow::view(std::size_t i, std::string& buffer) const {
  std::string_view cell = raw(i);
  if (!cell.starts_with('"')) return cell;
  cell = cell.substr(1, cell.size() - 2);
  if (cell.find('"') == cell.npos) return cell;
  buffer = value(i);
  return buffer;
}

std::uint64_t CsvRow::line(std::size_t i) const {
  const auto begin = text_.begin();
  const auto newlines = std::count(
      begin, begin + static_cast<std::ptrdiff_t>(cells_[i].begin), '\n');
  return line_ + static_cast<std::uint64_t>(newlines);
}

CsvReader::CsvReader(Source& source)
    : source_(source), buffer_(kBufferSize, '\0') {
  skip_byte_order_mark();
  if (!read_row(header_, kCsvMaxColumns)) {
    fail_line(1,
              "the file is empty: a header line with the columns' names is "
              "missing");
  }
  std::unordered_map<std::string_view, std::size_t> seen;
  names_.reserve(header_.size());
  for (std::size_t i = 0; i < header_.size(); ++i) {
    names_.push_back(header_.value(i));
    if (names_[i].empty()) continue;
    const auto [first, is_new] = seen.emplace(names_[i], i);
    if (!is_new) {
      fail(header_, i,
           "the name is that of column " + std::to_string(first->second + 1) +
               " too: give each column a name of its own");
    }
  }
}

std::vector<std::size_t> CsvReader::select(
    std::span<const std::string> names) const {
  std::vector<std::size_t> columns;
  if (names.empty()) {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i].empty()) {
        fail(
            header_, i,
            "the column has no name: name it, or choose others with --columns");
      }
      columns.push_back(i);
    }
    return columns;
  }
  for (const std::string& name : names) {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end() || name.empty()) {
      constexpr std::size_t kMostListed = 20;
      std::string list;
      for (std::size_t i = 0; i < std::min(names_.size(), kMostListed); ++i) {
        list += (i > 0 ? ", " : "") + quote_text(names_[i]);
      }
      fail_line(1, "there is no column " + quote_text(name) + "; there are " +
                       list + (names_.size() > kMostListed ? ", ..." : ""));
    }
    columns.push_back(static_cast<std::size_t>(found - names_.begin()));
  }
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  return columns;
}

bool CsvReader::next(CsvRow& row) {
  return read_quickly(row, names_.size()) || read_row(row, names_.size());
}

int CsvReader::get() {
  if (at_ == end_) {
    at_ = 0;
    end_ = source_.read_some(buffer_.data(), buffer_.size());
    if (end_ == 0) return -1;
  }
  return static_cast<unsigned char>(buffer_[at_++]);
}

void CsvReader::skip_byte_order_mark() {
  end_ = source_.read(buffer_.data(), kByteOrderMark.size());
  const std::string_view start(buffer_.data(), end_);
  if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF")) {
    fail_line(1, "the file is in UTF-16: save it as UTF-8");
  }
  has_byte_order_mark_ = start == kByteOrderMark;
  if (has_byte_order_mark_) at_ = end_;
}

void CsvReader::end_cell(CsvRow& row, std::size_t columns, std::size_t& count) {
  // Cells beyond the last column only count, for the message.
  if (++count > columns) return;
  const std::size_t begin = row.cells_.empty() ? 0 : row.cells_.back().end + 1;
  row.cells_.push_back({begin, row.text_.size()});
}

// Reads a row that lies in the buffer whole, in one line, and has nothing wrong
// with it. Otherwise it reads nothing, and returns false.
bool CsvReader::read_quickly(CsvRow& row, std::size_t columns) {
  const char* const begin = buffer_.data() + at_;
  const char* const end = buffer_.data() + end_;
  Stops stops(begin, end);
  row.cells_.resize(columns);
  const char* cell = begin;
  for (std::size_t i = 0; i < columns; ++i) {
    const char* p = stops.next();
    if (p == cell && p != end && *p == '"') {
      do {  // to the closing quote, past those that are doubled
        do {
          p = stops.next();
        } while (p != end && (*p == ',' || *p == '\r'));
        if (p == end || *p == '\n') return false;
        const char* const after = p + 1;
        p = stops.next();
        if (p != after || p == end) return false;
      } while (*p == '"');
    }
    if (p == end || *p == '"') return false;
    row.cells_[i] = {static_cast<std::size_t>(cell - begin),
                     static_cast<std::size_t>(p - begin)};
    if (*p == ',') {
      cell = p + 1;
      continue;
    }
    if (i + 1 != columns) return false;
    row.line_end_ = "\n";
    row.text_.assign(begin, p);
    if (*p == '\r') {
      if (p + 1 == end || p[1] != '\n') return false;
      row.line_end_ = "\r\n";
      ++p;
    }
    at_ += static_cast<std::size_t>(p + 1 - begin);
    row.line_ = line_++;
    return true;
  }
  return false;
}

// Reads a row of at most `columns` cells, or of exactly as many where they are
// known from the header.
bool CsvReader::read_row(CsvRow& row, std::size_t columns) {
  row.text_.clear();
  row.cells_.clear();
  row.line_end_ = "";
  row.line_ = line_;
  std::size_t count = 0;
  std::uint64_t quote_line = 0;
  enum { kStart, kPlain, kQuoted, kAfterQuote } state = kStart;

  int c = get();
  if (c < 0) return false;
  for (;; c = get()) {
    if (row.text_.size() > kCsvMaxRowBytes) {
      fail_line(row.line_,
                "the row is longer than " +
                    std::to_string(kCsvMaxRowBytes >> 20) + " MiB" +
                    (state == kQuoted
                         ? ": the quote in line " + std::to_string(quote_line) +
                               " may lack its partner"
                         : ""));
    }
    if (state == kQuoted) {
      if (c < 0) {
        fail_line(quote_line, "a quote is opened in column number " +
                                  std::to_string(count + 1) +
                                  " and never closed");
      }
      if (c == '"') state = kAfterQuote;
      if (c == '\n') ++line_;
      row.text_ += static_cast<char>(c);
      continue;
    }
    if (c < 0) break;
    if (c == '\n') {
      row.line_end_ = "\n";
      break;
    }
    if (c == '\r') {
      if (get() != '\n') {
        fail_line(line_,
                  "a carriage return is not followed by a line feed: "
                  "end lines with LF or CR LF");
      }
      row.line_end_ = "\r\n";
      break;
    }
    if (c == ',') {
      end_cell(row, columns, count);
      state = kStart;
    } else if (c == '"' && (state == kStart || state == kAfterQuote)) {
      if (state == kStart) quote_line = line_;
      state = kQuoted;
    } else if (c == '"') {
      fail_line(line_, "a quote within the unquoted cell of column number " +
                           std::to_string(count + 1) +
                           ": put the cell in quotes and double those in it");
    } else if (state == kAfterQuote) {
      fail_line(line_, "text after the closing quote in column number " +
                           std::to_string(count + 1) +
                           ": double the quotes within a quoted cell");
    } else {
      state = kPlain;
    }
    row.text_ += static_cast<char>(c);
  }
  const bool blank = row.text_.empty();
  end_cell(row, columns, count);
  if (!row.line_end_.empty()) ++line_;

  if (names_.empty()) {
    if (count > columns) {
      fail_line(row.line_, "more than " + std::to_string(columns) + " columns");
    }
  } else if (count != columns) {
    fail_line(row.line_,
              blank
                  ? "the line is empty"
                  : std::to_string(count) + (count == 1 ? " cell" : " cells") +
                        ", but the header names " + std::to_string(columns) +
                        (columns == 1 ? " column" : " columns"));
  }
  return true;
}

void CsvReader::fail(const CsvRow& row, std::size_t i,
                     const std::string& what) const {
  std::string column = "column ";
  if (i < names_.size() && !names_[i].empty()) {
    column += quote_text(names_[i]) + " (number " + std::to_string(i + 1) + ")";
  } else {
    column += "number " + std::to_string(i + 1);
  }
  throw DataError(source_.name() + ": line " + std::to_string(row.line(i)) +
                  ", " + column + ": " + what);
}

void CsvReader::fail_line(std::uint64_t line, const std::string& what) const {
  throw DataError(source_.name() + ": line " + std::to_string(line) + ": " +
                  what);
}

std::string quoted_csv_cell(std::string_view text) {
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

std::string csv_cell(std::string_view text) {
  return text.find_first_of(",\"\r\n") == text.npos ? std::string(text)
                                                    : quoted_csv_cell(text);
}

CsvWriter::CsvWriter(Sink& sink, const CsvReader& reader) : sink_(sink) {
  if (reader.has_byte_order_mark()) buffer_ = kByteOrderMark;
  write(reader.header(), {}, {});
}

void CsvWriter::write(const CsvRow& row, std::span<const std::size_t> columns,
                      std::span<const std::string> texts) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) buffer_ += ',';
    if (next == columns.size() || columns[next] != i) {
      buffer_ += row.raw(i);
      continue;
    }
    const std::string_view quote = row.is_quoted(i) ? "\"" : "";
    buffer_ += quote;
    buffer_ += texts[next++];
    buffer_ += quote;
  }
  buffer_ += row.line_end();
  if (buffer_.size() >= kBufferSize) flush();
}

void CsvWriter::flush() {
  sink_.write(buffer_);
  buffer_.clear();
}

}  // namespace ogive::internal
