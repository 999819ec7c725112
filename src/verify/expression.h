// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The formulas of functions.def, read. They are the definition of each
// function; interval.h and quick.h compute what they say.
//
//   text        expression, or: expression where name = expression, name = ...
//               (a name may use those before it)
//   expression  sum, or: sum < sum ? expression : expression   (also > <= >=)
//   sum         product + product - ...
//   product     factor * factor / ...
//   factor      -factor, or: primary, or: primary ^ N   (N from 2 to 9)
//   primary     number, pi, nan, a variable, a parameter, a name of `where`,
//               ( expression ), or a function's call: exp expm1 log log1p tanh
//               erfc sqrt abs, min max copysign of two arguments
//
// A number is the real one that its decimal digits say. As usual, -x^2 is
// -(x^2).

#ifndef OGIVE_SRC_VERIFY_EXPRESSION_H_
#define OGIVE_SRC_VERIFY_EXPRESSION_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/dispatch.h"

namespace ogive::internal {

enum class Kind : std::uint8_t {
  number,  // `text`
  pi,
  nan,
  variable,   // `index`
  parameter,  // `index`
  negate,
  add,
  subtract,
  multiply,
  divide,
  power,  // argument ^ `index`
  less,   // argument 0 < argument 1 ? argument 2 : argument 3
  less_equal,
  exp,
  expm1,
  log,
  log1p,
  tanh,
  erfc,
  sqrt,
  abs,
  min,
  max,
  copysign,
};

struct Node {
  Kind kind;
  int index = 0;
  std::array<int, 4> arguments = {-1, -1, -1, -1};
  // The warnings about fields left out want this.
  std::string text = {};  // NOLINT(readability-redundant-member-init)
};

constexpr int argument_count(Kind kind) {
  switch (kind) {
    case Kind::number:
    case Kind::pi:
    case Kind::nan:
    case Kind::variable:
    case Kind::parameter:
      return 0;
    case Kind::add:
    case Kind::subtract:
    case Kind::multiply:
    case Kind::divide:
    case Kind::min:
    case Kind::max:
    case Kind::copysign:
      return 2;
    case Kind::less:
    case Kind::less_equal:
      return 4;
    default:
      return 1;
  }
}

// The values of the variables: the argument, and dy.
using Arguments = std::array<double, 2>;

class Expression {
 public:
  // Reads `text`, in which `variable` is number 0 of Arguments and the
  // parameters are those of `info`. Throws std::invalid_argument that tells the
  // place.
  Expression(std::string_view text, std::string_view variable,
             const FunctionInfo& info);

  // Arguments come before the nodes that use them; equal nodes are one.
  const std::vector<Node>& nodes() const { return nodes_; }
  int root() const { return root_; }

  // Makes this dy, variable 1, times what it was.
  void multiply_by_dy();

  // As written, in double.
  double evaluate(const Arguments& point, const Params& params) const;

 private:
  class Parser;
  int add(Node node);

  std::vector<Node> nodes_;
  int root_ = 0;
};

}  // namespace ogive::internal

#endif  // OGIVE_SRC_VERIFY_EXPRESSION_H_
