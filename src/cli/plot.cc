// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// ogive plot: a function and its derivative as a figure, in a file or in the
// terminal.

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "io/atomic_file.h"
#include "io/error.h"
#include "io/number.h"
#include "plot/figure.h"

namespace ogive::internal {
namespace {

// More than an image has pixels across, so that lines between them are smooth.
constexpr int kSamples = 1249;
// A narrower range relative to its place has too few different doubles, and
// tick labels of too many digits.
constexpr double kNarrowest = 1e-9;
// Terminals wider than this get a figure of this width.
constexpr int kMostColumns = 140;
constexpr int kFewestColumns = 40;
constexpr int kFewestRows = 12;

struct PlotOptions {
  CommonOptions common;
  Function function = {};
  bool derivative = false;
  bool ascii = false;
  double from = -4, to = 4;
  std::string output;
};

ImageFormat format_of(const std::string& path) {
  const std::size_t dot = path.find_last_of("./");
  std::string suffix =
      dot == std::string::npos || path[dot] == '/' ? "" : path.substr(dot);
  std::transform(suffix.begin(), suffix.end(), suffix.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  if (suffix == ".svg") return ImageFormat::svg;
  if (suffix == ".png") return ImageFormat::png;
  if (suffix == ".pdf") return ImageFormat::pdf;
  throw UsageError(
      fmt::format("--output {}: the name must end in .svg, .png or .pdf",
                  quote_text(path)));
}

Figure make_figure(const PlotOptions& o) {
  if (!std::isfinite(o.from) || !std::isfinite(o.to) ||
      !std::isfinite(o.to - o.from)) {
    throw UsageError("--from and --to must be finite numbers");
  }
  const double size = o.to - o.from;
  if (!(size > kNarrowest * std::max(std::fabs(o.from), std::fabs(o.to))) ||
      !std::isnormal(size * kNarrowest)) {
    throw UsageError(
        fmt::format("--to must lie above --from, and not too near to draw: "
                    "they are {} and {}",
                    o.to, o.from));
  }
  Figure figure;
  for (int i = 0; i < kSamples; ++i) {
    figure.x.push_back(o.from + size * i / (kSamples - 1));
  }
  const FunctionInfo& info = function_info(o.function);
  const auto add_series = [&](const std::string& label, Op op) {
    Series series{label, {}};
    run_on(o.function, op, Dtype::f64, figure.x, series.y, o.common.run);
    figure.series.push_back(std::move(series));
  };
  add_series(std::string(info.name) + "(x)", Op::forward);
  if (o.derivative) {
    add_series(std::string(info.name) + "\u2032(x)", Op::derivative);
  }
  for (const double limit : {info.lowest, info.highest}) {
    // At 0 there is the axis.
    if (std::isfinite(limit) && limit != 0) figure.dashed.push_back(limit);
  }
  return figure;
}

bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    std::string text = value;
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
      return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    return text.find("UTF-8") != std::string::npos ||
           text.find("UTF8") != std::string::npos;
  }
  return false;
}

TextStyle terminal_style(const PlotOptions& o) {
  TextStyle style;
  style.unicode = !o.ascii && locale_is_utf8();
  if (isatty(STDOUT_FILENO) == 0) return style;
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  style.colour = (no_colour == nullptr || *no_colour == '\0') &&
                 term != nullptr && std::string(term) != "dumb";
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.columns = std::clamp<int>(size.ws_col, kFewestColumns, kMostColumns);
    // Leaves a line for the prompt, and the proportions of 80 to 24.
    style.rows = std::max(kFewestRows,
                          std::min(size.ws_row - 1, style.columns * 3 / 10));
  }
  return style;
}

}  // namespace

void add_plot(CLI::App& app) {
  CLI::App* sub = app.add_subcommand(
      "plot", "Draw a function, in a file or in the terminal");
  const auto o = std::make_shared<PlotOptions>();
  add_function(sub, o->function);
  sub->add_flag("--derivative", o->derivative, "its derivative too");
  sub->add_option("-o,--output", o->output,
                  "the figure's file, in the format of its suffix .svg,\n"
                  ".png or .pdf; without it draw in the terminal")
      ->type_name("FILE");
  sub->add_option("--from", o->from, "left end of x (default -4)")
      ->type_name("X");
  sub->add_option("--to", o->to, "right end of x (default 4)")->type_name("X");
  sub->add_flag("--ascii", o->ascii,
                "draw in the terminal with ASCII characters alone");
  add_target(sub, o->common);
  sub->footer(
      R"(Values are those of the library, in f64. A file is replaced whole or not at all.
In the terminal the figure is as wide as that, or 80 columns if the output goes
elsewhere; it is in ASCII unless the locale is UTF-8; colours are left out if
NO_COLOR is set.

Examples:
  $ ogive plot sigmoid --derivative -o sigmoid.svg
  $ ogive plot sigmoid --derivative --from -8 --to 8)");
  sub->callback([o, sub] {
    apply_target(o->common);
    std::optional<ImageFormat> format;
    if (sub->count("--output") != 0) format = format_of(o->output);
    const Figure figure = make_figure(*o);
    if (!format) {
      write_stdout(render_text(figure, terminal_style(*o)));
      return;
    }
    AtomicFile file(o->output);
    file.write(render_image(figure, *format));
    file.commit();
  });
}

}  // namespace ogive::internal
