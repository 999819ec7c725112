// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// ogive eval: a function of numbers given as arguments or on standard input.

#include <fmt/format.h>

#include <cctype>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "io/error.h"
#include "io/number.h"
#include "io/stream.h"

namespace ogive::internal {
namespace {

// A longer word is refused rather than collected without end.
constexpr std::size_t kLongestWord = 4096;
constexpr std::size_t kChunk = 65536;  // bytes read at once

struct EvalOptions {
  CommonOptions common;
  Function function = {};
  ParamOptions params;
  std::vector<std::string> numbers;
  bool derivative = false;
  bool tail = false;
  bool hex = false;

  Op op() const {
    return derivative ? Op::derivative : tail ? Op::tail : Op::forward;
  }
};

template <typename T>
class Evaluator {
 public:
  explicit Evaluator(const EvalOptions& o)
      : o_(o), params_(o.params.of(o.function)) {}

  void add(T x) { x_.push_back(x); }

  // Prints the results of the numbers added since the last call.
  void print() {
    run_on(o_.function, o_.op(), o_.common.dtype, x_, y_, params_,
           o_.common.run);
    std::string text;
    for (const T y : y_) {
      text += format_number(y);
      if (o_.hex) text += "  " + format_hex(y) + "  " + format_bits(y);
      text += '\n';
    }
    write_stdout(text);
    x_.clear();
  }

 private:
  const EvalOptions& o_;
  Params params_;
  std::vector<T> x_, y_;
};

template <typename T>
void eval_arguments(const EvalOptions& o) {
  Evaluator<T> evaluator(o);
  for (const std::string& text : o.numbers) {
    evaluator.add(require_number<T>(text));
  }
  evaluator.print();
}

// Reads words as they come and prints after each piece of input, so that it
// serves a person who types, a program that waits for each answer, and streams
// of any length.
template <typename T>
void eval_stdin(const EvalOptions& o) {
  FileSource in(FileDescriptor(0), "standard input");
  Evaluator<T> evaluator(o);
  std::string buffer(kChunk, '\0');
  std::string word;
  std::uint64_t line = 1;
  const auto finish_word = [&] {
    if (word.empty()) return;
    std::optional<T> x;
    if (word.size() <= kLongestWord) x = parse_number<T>(word);
    if (!x) {
      // What came before is right and stays printed.
      evaluator.print();
      flush_stdout();
      throw DataError(fmt::format("standard input, line {}: {} is not a number",
                                  line, quote_text(word)));
    }
    evaluator.add(*x);
    word.clear();
  };
  while (const std::size_t size = in.read_some(buffer.data(), buffer.size())) {
    for (const char c : std::string_view(buffer).substr(0, size)) {
      if (std::isspace(static_cast<unsigned char>(c)) == 0) {
        if (word.size() <= kLongestWord) word += c;
        continue;
      }
      finish_word();
      if (c == '\n') ++line;
    }
    evaluator.print();
    flush_stdout();
  }
  finish_word();
  evaluator.print();
}

}  // namespace

void add_eval(CLI::App& app) {
  CLI::App* sub =
      app.add_subcommand("eval", "Evaluate a function at some numbers");
  const auto o = std::make_shared<EvalOptions>();
  add_function(sub, o->function);
  sub->add_option("numbers", o->numbers,
                  "where to evaluate it: decimals, hexadecimal floats,\n"
                  "inf, nan; without any, read from standard input,\n"
                  "separated by white space")
      ->type_name("NUMBER ...");
  CLI::Option* derivative =
      sub->add_flag("--derivative", o->derivative, "the derivative instead");
  CLI::Option* tail = sub->add_flag(
      "--tail", o->tail, "the tail cache instead, if the function has one");
  tail->excludes(derivative);
  sub->add_flag("--hex", o->hex,
                "print the hexadecimal float and the bits too");
  o->params.add_to(sub);
  add_common(sub, o->common);
  sub->footer(
      R"(Prints one result a line, as the shortest decimal that reads back to the same
bits of the element type. A number is rounded to that type when it is read.

Examples:
  $ ogive eval sigmoid 0 1 -2.5
  0.5
  0.7310586
  0.07585818
  $ ogive eval elu -1 --param alpha=0.5
  -0.31606027
  $ seq -2 2 | ogive eval sigmoid --derivative --dtype bf16 --hex)");
  sub->callback([o] {
    apply_target(o->common);
    with_type(o->common.dtype, [&]<typename T>(std::type_identity<T>) {
      o->numbers.empty() ? eval_stdin<T>(*o) : eval_arguments<T>(*o);
    });
  });
}

}  // namespace ogive::internal
