// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Pieces of the tour's page: text, tables, charts as inline SVG.

#ifndef OGIVE_SRC_TOUR_HTML_H_
#define OGIVE_SRC_TOUR_HTML_H_

#include <string>
#include <string_view>
#include <vector>

#include "plot/chart.h"
#include "plot/figure.h"

namespace ogive::internal {

// With &, <, > and " as entities.
std::string html_text(std::string_view text);

// Paragraphs of a text of texts.txt; `code` in backticks.
std::string html_paragraphs(std::string_view text);

// One line of such a text, without the paragraph.
std::string html_line(std::string_view text);

// The first row is the head; cells are HTML, numbers if `numeric` says so for
// their column. `caption` is a text.
std::string html_table(const std::vector<std::vector<std::string>>& rows,
                       const std::vector<bool>& numeric,
                       const std::string& caption);

// A program or commands, shown as they are.
std::string html_code(std::string_view text);

// A chart as inline SVG: its text is text, its colours are variables of the
// page's style, and it has no ids but those that begin with `id`, which must be
// different for each. `description` is read out in its place.
std::string html_chart(const Chart& chart, const std::string& id,
                       const std::string& description);

// A figure of a function, as render_image draws it, in the page's colours and
// with ids that begin with `id`.
std::string html_figure(const Figure& figure, const std::string& id,
                        const std::string& description);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_TOUR_HTML_H_
