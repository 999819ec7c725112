// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The definitions of expression.h.

#include "verify/expression.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <numbers>
#include <stdexcept>
#include <utility>

namespace ogive::internal {

namespace {

constexpr std::pair<std::string_view, Kind> kCalls[] = {
    {"exp", Kind::exp},     {"expm1", Kind::expm1},       {"log", Kind::log},
    {"log1p", Kind::log1p}, {"tanh", Kind::tanh},         {"erfc", Kind::erfc},
    {"sqrt", Kind::sqrt},   {"abs", Kind::abs},           {"min", Kind::min},
    {"max", Kind::max},     {"copysign", Kind::copysign},
};

// Of ASCII alone, whatever the locale.
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

}  // namespace

// Recursive descent. The names after `where` are read first, so that the
// expression before it can use them.
class Expression::Parser {
 public:
  Parser(Expression& result, std::string_view text, std::string_view variable,
         const FunctionInfo& info)
      : result_(result), text_(text) {
    names_.emplace(variable, result.add({Kind::variable}));
    for (int i = 0; i < info.parameter_count; ++i) {
      names_.emplace(info.parameters[i].name,
                     result.add({.kind = Kind::parameter, .index = i}));
    }
  }

  void parse() {
    const std::size_t where = find_where();
    end_ = text_.size();
    if (where != std::string_view::npos) {
      at_ = where + 5;
      do {
        const std::string_view name = word();
        if (name.empty()) fail("a name is missing");
        const std::size_t start = at_ - name.size();
        expect('=');
        const int value = expression();
        if (!names_.emplace(name, value).second) {
          fail("the name '" + std::string(name) + "' is taken", start);
        }
      } while (accept(','));
      finish();
      end_ = where;
    }
    at_ = 0;
    result_.root_ = expression();
    finish();
  }

 private:
  [[noreturn]] void fail(const std::string& why, std::size_t where) const {
    throw std::invalid_argument("formula: " + why + " at position " +
                                std::to_string(where + 1) + " of '" +
                                std::string(text_) + "'");
  }
  [[noreturn]] void fail(const std::string& why) const { fail(why, at_); }

  std::size_t find_where() const {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (!is_letter(text_[i])) continue;
      const std::size_t start = i;
      while (i < text_.size() && (is_letter(text_[i]) || is_digit(text_[i]))) {
        ++i;
      }
      if (text_.substr(start, i - start) == "where") return start;
    }
    return std::string_view::npos;
  }

  char peek() {
    while (at_ < end_ && text_[at_] == ' ') ++at_;
    return at_ < end_ ? text_[at_] : '\0';
  }
  bool accept(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(std::string("'") + c + "' is missing");
  }
  void finish() {
    if (peek() != '\0') fail("unexpected text");
  }
  std::string_view word() {
    if (!is_letter(peek())) return {};
    const std::size_t start = at_;
    while (at_ < end_ && (is_letter(text_[at_]) || is_digit(text_[at_]))) {
      ++at_;
    }
    return text_.substr(start, at_ - start);
  }
  int make(Kind kind, int a, int b = -1, int c = -1, int d = -1) {
    return result_.add({.kind = kind, .arguments = {a, b, c, d}});
  }

  int expression() {
    if (++depth_ > 100) fail("too deeply nested");
    int value = sum();
    const char c = peek();
    if (c == '<' || c == '>') {
      ++at_;
      const bool equal = at_ < end_ && text_[at_] == '=';
      if (equal) ++at_;
      const int right = sum();
      expect('?');
      const int yes = expression();
      expect(':');
      const int no = expression();
      const Kind kind = equal ? Kind::less_equal : Kind::less;
      value = c == '<' ? make(kind, value, right, yes, no)
                       : make(kind, right, value, yes, no);
    }
    --depth_;
    return value;
  }
  int sum() {
    int value = product();
    for (;;) {
      if (accept('+')) {
        value = make(Kind::add, value, product());
      } else if (accept('-')) {
        value = make(Kind::subtract, value, product());
      } else {
        return value;
      }
    }
  }
  int product() {
    int value = factor();
    for (;;) {
      if (accept('*')) {
        value = make(Kind::multiply, value, factor());
      } else if (accept('/')) {
        value = make(Kind::divide, value, factor());
      } else {
        return value;
      }
    }
  }
  int factor() {
    if (accept('-')) {
      if (++depth_ > 100) fail("too deeply nested");
      const int value = make(Kind::negate, factor());
      --depth_;
      return value;
    }
    const int base = primary();
    if (!accept('^')) return base;
    const char c = peek();
    if (c < '2' || c > '9') fail("the exponent must be a digit from 2 to 9");
    ++at_;
    if (at_ < end_ && (is_digit(text_[at_]) || text_[at_] == '.')) {
      fail("the exponent must be a digit from 2 to 9", at_ - 1);
    }
    return result_.add({.kind = Kind::power,
                        .index = c - '0',
                        .arguments = {base, -1, -1, -1}});
  }
  int primary() {
    const char c = peek();
    if (accept('(')) {
      const int value = expression();
      expect(')');
      return value;
    }
    if (is_digit(c)) return number();
    const std::string_view name = word();
    if (name.empty()) fail(c == '\0' ? "it ends too soon" : "unexpected text");
    if (const auto found = names_.find(name); found != names_.end()) {
      return found->second;
    }
    if (name == "pi") return result_.add({Kind::pi});
    if (name == "nan") return result_.add({Kind::nan});
    for (const auto& [call, kind] : kCalls) {
      if (name != call) continue;
      expect('(');
      const int a = expression();
      int b = -1;
      if (argument_count(kind) == 2) {
        expect(',');
        b = expression();
      }
      expect(')');
      return make(kind, a, b);
    }
    fail("unknown name '" + std::string(name) + "'", at_ - name.size());
  }
  int number() {
    const std::size_t start = at_;
    bool point = false;
    while (at_ < end_ && (is_digit(text_[at_]) || text_[at_] == '.')) {
      if (text_[at_] == '.') {
        if (point) fail("a number with two points", start);
        point = true;
      }
      ++at_;
    }
    return result_.add({.kind = Kind::number,
                        .text = std::string(text_.substr(start, at_ - start))});
  }

  Expression& result_;
  std::string_view text_;
  std::map<std::string_view, int> names_;
  std::size_t at_ = 0, end_ = 0;
  int depth_ = 0;
};

Expression::Expression(std::string_view text, std::string_view variable,
                       const FunctionInfo& info) {
  Parser(*this, text, variable, info).parse();
}

int Expression::add(Node node) {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& n = nodes_[i];
    if (n.kind == node.kind && n.index == node.index &&
        n.arguments == node.arguments && n.text == node.text) {
      return static_cast<int>(i);
    }
  }
  nodes_.push_back(std::move(node));
  return static_cast<int>(nodes_.size()) - 1;
}

void Expression::multiply_by_dy() {
  const int dy = add({.kind = Kind::variable, .index = 1});
  root_ = add({.kind = Kind::multiply, .arguments = {dy, root_, -1, -1}});
}

double Expression::evaluate(const Arguments& point,
                            const Params& params) const {
  std::vector<double> values(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& n = nodes_[i];
    const auto arg = [&](int k) { return values[n.arguments[k]]; };
    const auto value = [&]() -> double {
      switch (n.kind) {
        case Kind::number:
          return std::strtod(n.text.c_str(), nullptr);
        case Kind::pi:
          return std::numbers::pi;
        case Kind::nan:
          return std::numeric_limits<double>::quiet_NaN();
        case Kind::variable:
          return point[n.index];
        case Kind::parameter:
          return params.value[n.index];
        case Kind::negate:
          return -arg(0);
        case Kind::add:
          return arg(0) + arg(1);
        case Kind::subtract:
          return arg(0) - arg(1);
        case Kind::multiply:
          return arg(0) * arg(1);
        case Kind::divide:
          return arg(0) / arg(1);
        case Kind::power: {
          double product = arg(0);
          for (int k = 1; k < n.index; ++k) product *= arg(0);
          return product;
        }
        case Kind::less:
          return arg(0) < arg(1) ? arg(2) : arg(3);
        case Kind::less_equal:
          return arg(0) <= arg(1) ? arg(2) : arg(3);
        case Kind::exp:
          return std::exp(arg(0));
        case Kind::expm1:
          return std::expm1(arg(0));
        case Kind::log:
          return std::log(arg(0));
        case Kind::log1p:
          return std::log1p(arg(0));
        case Kind::tanh:
          return std::tanh(arg(0));
        case Kind::erfc:
          return std::erfc(arg(0));
        case Kind::sqrt:
          return std::sqrt(arg(0));
        case Kind::abs:
          return std::fabs(arg(0));
        case Kind::min:
          return arg(1) < arg(0) ? arg(1) : arg(0);
        case Kind::max:
          return arg(0) < arg(1) ? arg(1) : arg(0);
        case Kind::copysign:
          return std::copysign(arg(0), arg(1));
      }
      return 0;
    };
    values[i] = value();
  }
  return values[root_];
}

}  // namespace ogive::internal
