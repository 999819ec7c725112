// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Text, tables and code as HTML.

#include "tour/html.h"

#include <algorithm>

namespace ogive::internal {

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string html_line(std::string_view text) {
  // A percent sign stays with its number.
  std::string bound(text);
  for (std::size_t at = 0; (at = bound.find(" %", at)) != bound.npos;) {
    bound.replace(at, 2, "\u00a0%");
  }
  text = bound;
  std::string out;
  bool code = false;
  while (!text.empty()) {
    const std::size_t tick = std::min(text.find('`'), text.size());
    out += html_text(text.substr(0, tick));
    text.remove_prefix(tick);
    if (text.empty()) break;
    out += code ? "</code>" : "<code>";
    code = !code;
    text.remove_prefix(1);
  }
  return code ? out + "</code>" : out;
}

std::string html_paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    out += "<p>" + html_line(text.substr(0, end)) + "</p>\n";
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return out;
}

std::string html_table(const std::vector<std::vector<std::string>>& rows,
                       const std::vector<bool>& numeric,
                       const std::string& caption) {
  std::string out = "<div class=\"table\"><table>\n<caption>" +
                    html_line(caption) + "</caption>\n";
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const char* kind = r == 0 ? "th scope=\"col\"" : "td";
    out += r == 0 ? "<thead><tr>" : "<tr>";
    for (std::size_t i = 0; i < rows[r].size(); ++i) {
      out += '<' + std::string(kind) + (numeric[i] ? " class=\"n\">" : ">") +
             rows[r][i] + (r == 0 ? "</th>" : "</td>");
    }
    out += r == 0 ? "</tr></thead>\n<tbody>\n" : "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string html_code(std::string_view text) {
  return "<pre><code>" + html_text(text) + "</code></pre>\n";
}

}  // namespace ogive::internal
