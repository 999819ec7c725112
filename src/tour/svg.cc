// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Charts and figures as inline SVG in the colours of the page.

#include <fmt/format.h>

#include <cmath>
#include <regex>
#include <string>
#include <vector>

#include "plot/chart.h"
#include "plot/palette.h"
#include "tour/html.h"

namespace ogive::internal {
namespace {

// Narrow, so that letters stay readable on a phone, where charts shrink.
constexpr double kSvgWidth = 440, kSvgHeight = 320, kFont = 13.5;
// One with so many names is as wide as the page; a phone scrolls it.
constexpr double kWideWidth = 860;
constexpr std::size_t kManyNames = 12;

std::string paint_variable(int paint) {
  if (paint == kInkPaint) return "var(--ink)";
  if (paint == kPaperPaint) return "var(--paper)";
  if (paint == kFaintPaint) return "var(--faint)";
  return fmt::format("var(--c{})", paint % kFigureColours);
}

// "12.5", "3": no more digits than a screen shows.
std::string place(double v) {
  std::string text = fmt::format("{:.1f}", v);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

// How wide a letter is in the wider of the usual sans-serif fonts, in its
// height.
double letter_width(unsigned code) {
  if (code >= 0x2E80) return 1;  // Chinese
  if (code == 'i' || code == 'l' || code == 'j' || code == '.' || code == ',' ||
      code == ' ' || code == '\'' || code == 't' || code == 'f') {
    return 0.36;
  }
  if (code == 'm' || code == 'w' || code == 'M' || code == 'W') return 0.9;
  if (code >= 'A' && code <= 'Z') return 0.72;
  if (code >= 0x2070 && code <= 0x209F) return 0.4;  // super- and subscripts
  return 0.62;
}

std::vector<unsigned> code_points(const std::string& text) {
  std::vector<unsigned> all;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      all.push_back(byte);
    } else if (byte >= 0xC0) {
      all.push_back(byte & (byte >= 0xE0 ? 0x0FU : 0x1FU));
    } else if (!all.empty()) {
      all.back() = all.back() << 6 | (byte & 0x3FU);
    }
  }
  return all;
}

class SvgCanvas : public Canvas {
 public:
  double width(const std::string& text, const TextLook& look) override {
    double sum = 0;
    for (const unsigned code : code_points(text)) sum += letter_width(code);
    return sum * look.size * (look.bold ? 1.08 : 1);
  }

  void text(const std::string& text, Point at, const TextLook& look) override {
    if (text.empty()) return;
    const char* anchor = look.anchor == TextLook::Anchor::start    ? "start"
                         : look.anchor == TextLook::Anchor::middle ? "middle"
                                                                   : "end";
    out_ += fmt::format(
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{}\"{}{}>{}"
        "</text>\n",
        place(at.x), place(at.y), place(look.size), anchor,
        look.bold ? " font-weight=\"bold\"" : "",
        look.angle == 0
            ? ""
            : fmt::format(" transform=\"rotate({} {} {})\"", place(look.angle),
                          place(at.x), place(at.y)),
        html_text(text));
  }

  void line(std::span<const Point> points, const Stroke& stroke) override {
    std::string style =
        fmt::format("stroke:{};stroke-width:{}", paint_variable(stroke.paint),
                    fmt::format("{:.2g}", stroke.width));
    if (stroke.dashed) {
      style += fmt::format(";stroke-dasharray:{} {}", place(5 * stroke.width),
                           place(3.6 * stroke.width));
    }
    out_ += fmt::format("<path style=\"fill:none;{}\" d=\"{}\"/>\n", style,
                        path(points));
  }

  void fill(std::span<const Point> points, int paint, double opacity) override {
    out_ += fmt::format(
        "<path style=\"fill:{}{}\" d=\"{}Z\"/>\n", paint_variable(paint),
        opacity < 1 ? fmt::format(";fill-opacity:{:.2g}", opacity) : "",
        path(points));
  }

  const std::string& result() const { return out_; }

 private:
  static std::string path(std::span<const Point> points) {
    std::string d;
    for (const Point& p : points) {
      d +=
          fmt::format("{}{} {}", d.empty() ? "M" : "L", place(p.x), place(p.y));
    }
    return d;
  }

  std::string out_;
};

// The opening tag, with what is read out in place of the image.
std::string opening(double width, double height, const std::string& id,
                    const std::string& description) {
  return fmt::format(
      "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{}-title\" "
      "stroke-linejoin=\"round\">\n<title id=\"{}-title\">{}</title>\n",
      place(width), place(height), id, id, html_text(description));
}

// A colour of figures as Cairo writes it, in the page's.
std::string page_colour(double red, double green, double blue) {
  const auto is = [&](const Colour& c) {
    return std::fabs(red - 100 * c.red) < 0.5 &&
           std::fabs(green - 100 * c.green) < 0.5 &&
           std::fabs(blue - 100 * c.blue) < 0.5;
  };
  for (int i = 0; i < kFigureColours; ++i) {
    if (is(kPalette[i])) return paint_variable(i);
  }
  return paint_variable(is(kPaper) ? kPaperPaint : kInkPaint);
}

}  // namespace

std::string html_chart(const Chart& chart, const std::string& id,
                       const std::string& description) {
  SvgCanvas canvas;
  const bool wide = chart.x_names.size() > kManyNames;
  const double width = wide ? kWideWidth : kSvgWidth;
  draw_chart(canvas, chart, width, kSvgHeight, kFont);
  return (wide ? "<div class=\"wide\">" : "<div>") +
         opening(width, kSvgHeight, id, description) + canvas.result() +
         "</svg></div>\n";
}

std::string html_figure(const Figure& figure, const std::string& id,
                        const std::string& description) {
  const std::string svg = render_image(figure, ImageFormat::svg);
  // What is between the opening and the closing tag.
  const std::size_t start = svg.find('>', svg.find("<svg")) + 1;
  const std::string body = svg.substr(start, svg.rfind("</svg>") - start);

  std::string out;
  static const std::regex kColour(
      R"(rgb\(([0-9.]+)%, ?([0-9.]+)%, ?([0-9.]+)%\))");
  std::size_t at = 0;
  for (std::sregex_iterator it(body.begin(), body.end(), kColour), end;
       it != end; ++it) {
    const auto from = static_cast<std::size_t>(it->position());
    out += body.substr(at, from - at) + page_colour(std::stod((*it)[1]),
                                                    std::stod((*it)[2]),
                                                    std::stod((*it)[3]));
    at = from + static_cast<std::size_t>(it->length());
  }
  out += body.substr(at);
  // Cairo's ids are the same in each of its files.
  static const std::regex kId(R"((\sid="|href="#|url\(#))");
  out = std::regex_replace(out, kId, "$1" + id + "-");
  return opening(720, 450, id, description) + out + "</svg>\n";
}

}  // namespace ogive::internal
