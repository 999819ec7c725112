// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// ogive plot: functions and their derivatives as a figure, in a file or in the
// terminal; or all of the table as a sheet of small figures.

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/draw.h"
#include "io/atomic_file.h"
#include "io/error.h"
#include "io/number.h"
#include "plot/figure.h"

namespace ogive::internal {
namespace {

// Terminals wider than this get a figure of this width.
constexpr int kMostColumns = 140;
constexpr int kFewestColumns = 40;
constexpr int kFewestRows = 12;

struct PlotOptions {
  CommonOptions common;
  std::vector<std::string> names;
  DrawOptions draw;
  bool family = false;
  bool ascii = false;
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

std::vector<Function> functions_of(const PlotOptions& o) {
  if (o.names.empty()) {
    throw UsageError(
        "name one function or more, as `ogive info` lists them, or give "
        "--family for a sheet of all");
  }
  if (o.names.size() > kFigureColours) {
    throw UsageError(
        fmt::format("{} functions are too many for one figure: at most {} can "
                    "be told apart; --family draws all, a panel each",
                    o.names.size(), kFigureColours));
  }
  std::vector<Function> all;
  for (const std::string& name : o.names) {
    const Function f = function_by_name(name);
    if (std::find(all.begin(), all.end(), f) != all.end()) {
      throw UsageError(fmt::format("{} is named twice", name));
    }
    all.push_back(f);
  }
  return all;
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
      "plot", "Draw functions, in a file or in the terminal");
  const auto o = std::make_shared<PlotOptions>();
  sub->add_option("functions", o->names,
                  fmt::format("up to {} functions, as `ogive info` lists them",
                              kFigureColours))
      ->type_name("FUNCTION");
  sub->add_flag("--derivative", o->draw.derivative, "their derivatives too");
  sub->add_flag("--family", o->family,
                "instead of functions by name a sheet of all, a\n"
                "panel each, with derivatives; needs --output");
  sub->add_option("-o,--output", o->output,
                  "the figure's file, in the format of its suffix .svg,\n"
                  ".png or .pdf; without it draw in the terminal")
      ->type_name("FILE");
  sub->add_option("--from", o->draw.from, "left end of x (default -4)")
      ->type_name("X");
  sub->add_option("--to", o->draw.to, "right end of x (default 4)")
      ->type_name("X");
  sub->add_option("--ymin", o->draw.y_min,
                  "lower end of y (default: what it takes)")
      ->type_name("Y");
  sub->add_option("--ymax", o->draw.y_max,
                  "upper end of y (default: what it takes)")
      ->type_name("Y");
  sub->add_flag("--ascii", o->ascii,
                "draw in the terminal with ASCII characters alone");
  o->draw.params.add_to(sub);
  add_target(sub, o->common);
  sub->footer(
      R"(Values are those of the library, in f64. A file is replaced whole or not at all.
Without --from and --to, x runs from -4 to 4, or just over where the functions
are defined if that is less. Without --ymin and --ymax, y holds the curves; but
those that grow faster than 1.5 times the larger of 4 and |x| are cut off there.
In the terminal the figure is as wide as that, or 80 columns if the output goes
elsewhere; it is in ASCII unless the locale is UTF-8; colours are left out if
NO_COLOR is set.

Examples:
  $ ogive plot sigmoid --derivative -o sigmoid.svg
  $ ogive plot sigmoid --derivative --from -8 --to 8
  $ ogive plot sigmoid --derivative --ymin 0 --ymax 0.3
  $ ogive plot --family -o family.pdf)");
  sub->callback([o, sub] {
    apply_target(o->common);
    std::optional<ImageFormat> format;
    if (sub->count("--output") != 0) format = format_of(o->output);
    if (o->family && !o->names.empty()) {
      throw UsageError("--family draws all functions: name none beside it");
    }
    if (o->draw.params.given() && o->names.size() != 1) {
      throw UsageError("--param is for a figure of one function");
    }
    if (o->family && !format) {
      throw UsageError("--family needs --output: a sheet does not fit in text");
    }
    std::string image;
    if (o->family) {
      image = render_sheet(make_sheet(o->draw), *format);
    } else {
      const Figure figure = make_figure(o->draw, functions_of(*o));
      if (!format) {
        write_stdout(render_text(figure, terminal_style(*o)));
        return;
      }
      image = render_image(figure, *format);
    }
    AtomicFile file(o->output);
    file.write(image);
    file.commit();
  });
}

}  // namespace ogive::internal
