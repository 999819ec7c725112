// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that CSV is read as RFC 4180 says (quotes, doubled quotes, commas and
// newlines within quotes, CR LF, byte order mark, a last line without end),
// that whatever is not replaced is written back to the byte, and that every
// kind of malformed file is refused with line and column.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "io/csv.h"
#include "io/error.h"

namespace ogive::internal {
namespace {

using namespace std::string_literals;
using Table = std::vector<std::vector<std::string>>;

Table read_all(const std::string& text) {
  MemorySource source(text, "a.csv");
  CsvReader reader(source);
  Table table = {reader.names()};
  CsvRow row;
  while (reader.next(row)) {
    table.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      table.back().push_back(row.value(i));
    }
  }
  return table;
}

std::string refusal(const std::string& text) {
  try {
    read_all(text);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

void expect_refused(const std::string& text, const std::string& what) {
  const std::string message = refusal(text);
  EXPECT_EQ(message.substr(0, what.size()), what);
}

// The text with every cell of `columns` replaced by `number`.
std::string rewrite(const std::string& text,
                    const std::vector<std::size_t>& columns,
                    const std::string& number) {
  MemorySource source(text, "a.csv");
  CsvReader reader(source);
  StringSink sink;
  CsvWriter writer(sink, reader);
  const std::vector<std::string> texts(columns.size(), number);
  CsvRow row;
  while (reader.next(row)) writer.write(row, columns, texts);
  writer.flush();
  return sink.text();
}

TEST(Csv, ReadsRowsAndCells) {
  EXPECT_EQ(read_all("a,b\n1,2\n3,4\n"),
            (Table{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(read_all("a,b\r\n1,2\r\n3,4"),
            (Table{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(read_all("\xEF\xBB\xBF"
                     "a,b\n1,2"),
            (Table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read_all("a\n"), (Table{{"a"}}));
  EXPECT_EQ(read_all("a"), (Table{{"a"}}));
  EXPECT_EQ(read_all("a,b\n,\n"), (Table{{"a", "b"}, {"", ""}}));
  EXPECT_EQ(read_all("a\n\n1\n"), (Table{{"a"}, {""}, {"1"}}));
  EXPECT_EQ(read_all("a,b\n 1 ,\t2"), (Table{{"a", "b"}, {" 1 ", "\t2"}}));
}

TEST(Csv, ReadsQuotedCells) {
  EXPECT_EQ(read_all("\"a\",\"b,c\"\n\"1\",\"2\"\n"),
            (Table{{"a", "b,c"}, {"1", "2"}}));
  EXPECT_EQ(read_all("a,b\n\"he said \"\"no\"\"\",\"\"\n"),
            (Table{{"a", "b"}, {"he said \"no\"", ""}}));
  EXPECT_EQ(read_all("a,b\n\"two\nlines\",\"\r\n\"\n\"\"\"\",x"),
            (Table{{"a", "b"}, {"two\nlines", "\r\n"}, {"\"", "x"}}));
}

TEST(Csv, WritesBackToTheByteWhatIsNotReplaced) {
  for (const std::string text :
       {"a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4",
        "\xEF\xBB\xBF"
        "a,b\n1,2",
        "\"a\",\"b,c\"\n\"1\",  2\n", "a,b\n\"x\"\"y\",\"\nz\"\r\n1,2\n", "a",
        "a\n\n\n"}) {
    EXPECT_EQ(rewrite(text, {}, ""), text);
  }
  EXPECT_EQ(rewrite("a,b,c\nx,1,\"y\"\nz, 2 ,w\n", {1}, "0.5"),
            "a,b,c\nx,0.5,\"y\"\nz,0.5,w\n");
  EXPECT_EQ(rewrite("a,b\r\n\"1\",2", {0, 1}, "0.5"), "a,b\r\n\"0.5\",0.5");
  std::string large = "a,b\n", expected = large;
  for (int i = 0; i < 50'000; ++i) {
    large += std::to_string(i) + ",\"x, y\"\n";
    expected += "7,\"x, y\"\n";
  }
  EXPECT_EQ(rewrite(large, {0}, "7"), expected);
}

TEST(Csv, CellsAreQuotedWhereTheyHaveToBe) {
  EXPECT_EQ(csv_cell(""), "");
  EXPECT_EQ(csv_cell("a b'c"), "a b'c");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(csv_cell("a\nb"), "\"a\nb\"");
}

// Gives a byte at a time, so that no row is in the reader's buffer whole.
class ByteSource : public Source {
 public:
  explicit ByteSource(std::string text)
      : Source("a.csv"), text_(std::move(text)) {}

 private:
  std::size_t read_raw(void* out, std::size_t size) override {
    if (at_ == text_.size() || size == 0) return 0;
    *static_cast<char*>(out) = text_[at_++];
    return 1;
  }

  std::string text_;
  std::size_t at_ = 0;
};

// The rows as they stand in the file, with lines and line ends, then what was
// refused.
std::string all_of(Source& source) {
  std::string text;
  try {
    CsvReader reader(source);
    CsvRow row;
    while (reader.next(row)) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        text += '[' + std::string(row.raw(i)) + ']' + row.value(i);
      }
      text += std::to_string(row.line(0)) + std::string(row.line_end());
    }
  } catch (const DataError& error) {
    text += error.what();
  }
  return text;
}

TEST(Csv, ReadsRowsInTheBufferAsByteByByte) {
  // Every kind of byte at every place, near the ends of blocks of 64 too.
  std::mt19937 random(1);
  const std::string bytes = "aa,\"\r\n";
  std::size_t whole = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    std::string text = "x,y,z\n";
    for (int row = 0; row < 3; ++row) {
      for (int cell = 0; cell < 3; ++cell) {
        const bool quoted = random() % 3 == 0;
        if (quoted) text += '"';
        text += std::string(random() % 8 == 0 ? random() % 70 : random() % 4,
                            random() % 5 == 0 ? ',' : 'b');
        if (quoted) text += random() % 4 == 0 ? "\"\"\"" : "\"";
        if (cell < 2) text += ',';
      }
      text += random() % 4 == 0 ? "\r\n" : "\n";
    }
    if (random() % 2 == 0) {
      text.insert(6 + random() % (text.size() - 6), 1,
                  bytes[random() % bytes.size()]);
    }
    MemorySource at_once(text, "a.csv");
    ByteSource by_byte(text);
    const std::string expected = all_of(by_byte);
    ASSERT_EQ(all_of(at_once), expected) << text;
    whole += expected.ends_with('\n') ? 1 : 0;
  }
  EXPECT_GT(whole, 1000U);  // files without a fault
  EXPECT_LT(whole, 19000U);
}

TEST(Csv, RefusesMalformedRows) {
  expect_refused("", "a.csv: line 1: the file is empty");
  expect_refused("\xEF\xBB\xBF", "a.csv: line 1: the file is empty");
  expect_refused(
      "\xFF\xFE"
      "a\0"s,
      "a.csv: line 1: the file is in UTF-16");
  expect_refused("a,b\n1,2\n3\n",
                 "a.csv: line 3: 1 cell, but the header names 2 columns");
  expect_refused("a,b\n1,2,3,4\n",
                 "a.csv: line 2: 4 cells, but the header names 2 columns");
  expect_refused("a\n1,\n",
                 "a.csv: line 2: 2 cells, but the header names 1 col");
  expect_refused("a,b\n1,2\n\n", "a.csv: line 3: the line is empty");
  expect_refused("a,b\n\"x\ny\",2\n3\n", "a.csv: line 4: 1 cell,");
  expect_refused(
      "a,b\n1,\"2\n3,4\n",
      "a.csv: line 2: a quote is opened in column number 2 and never");
  expect_refused("a,b\n1,2\"\n",
                 "a.csv: line 2: a quote within the unquoted cell of column "
                 "number 2");
  expect_refused("a,b\n\"1\"x,2\n",
                 "a.csv: line 2: text after the closing quote in column "
                 "number 1");
  expect_refused("a,b\r1,2\r",
                 "a.csv: line 1: a carriage return is not follow");
  expect_refused("a,b\n1,2\r",
                 "a.csv: line 2: a carriage return is not follow");
}

TEST(Csv, RefusesDuplicateNames) {
  expect_refused("a,b,\"a\"\n1,2,3\n",
                 "a.csv: line 1, column 'a' (number 3): the name is that of "
                 "column 1 too");
}

TEST(Csv, SelectsColumns) {
  MemorySource source("x,\"y, z\",w\n", "a.csv");
  const CsvReader reader(source);
  const auto select = [&](std::vector<std::string> names) {
    return reader.select(names);
  };
  EXPECT_EQ(select({}), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(select({"w", "x", "w"}), (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(select({"y, z"}), (std::vector<std::size_t>{1}));
  try {
    select({"x", "q"});
    ADD_FAILURE();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(),
                 "a.csv: line 1: there is no column 'q'; there are 'x', "
                 "'y, z', 'w'");
  }
}

// The index that some programs write has no name.
TEST(Csv, ColumnsWithoutNameCannotBeTransformed) {
  MemorySource source(",a,\n0,1,2\n", "a.csv");
  CsvReader reader(source);
  const std::vector<std::string> none, a = {"a"}, empty = {""};
  EXPECT_EQ(reader.select(a), (std::vector<std::size_t>{1}));
  EXPECT_THROW(reader.select(empty), DataError);
  try {
    reader.select(none);
    ADD_FAILURE();
  } catch (const DataError& error) {
    EXPECT_EQ(
        std::string(error.what())
            .find("a.csv: line 1, column number 1: the column has no name"),
        0u);
  }
}

TEST(Csv, FailNamesTheLineOfTheCell) {
  MemorySource source("a,b\n1,2\n\"x\ny\nz\",3\n", "a.csv");
  CsvReader reader(source);
  CsvRow row;
  ASSERT_TRUE(reader.next(row));
  ASSERT_TRUE(reader.next(row));
  EXPECT_EQ(row.line(0), 3u);
  EXPECT_EQ(row.line(1), 5u);
  try {
    reader.fail(row, 1, "wrong");
    ADD_FAILURE();
  } catch (const DataError& error) {
    EXPECT_STREQ(error.what(), "a.csv: line 5, column 'b' (number 2): wrong");
  }
}

TEST(Csv, BoundsRowsAndColumns) {
  const std::string row_end = std::string(kCsvMaxRowBytes, 'x') + "\n";
  EXPECT_EQ(read_all("a\n" + row_end).size(), 2u);
  expect_refused("a\nx" + row_end,
                 "a.csv: line 2: the row is longer than 16 MiB");
  std::string open = "a\n1\n\"";
  while (open.size() < kCsvMaxRowBytes + 100) open += "some text\n";
  const std::string message = refusal(open);
  EXPECT_NE(message.find("the quote in line 3 may lack its partner"),
            std::string::npos)
      << message;
  expect_refused(std::string(kCsvMaxColumns, ',') + "\n",
                 "a.csv: line 1: more than 262144 columns");
  // Cells beyond the header's are counted, not kept.
  expect_refused("a,b\n" + std::string(kCsvMaxRowBytes - 1, ',') + "\n",
                 "a.csv: line 2: 16777216 cells, but the header names 2");
}

}  // namespace
}  // namespace ogive::internal
