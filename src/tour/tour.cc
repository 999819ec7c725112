// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The page's sections, from what studies found and what texts.txt says.

#include "tour/tour.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "studies/data.h"
#include "tour/credit.h"
#include "tour/html.h"
#include "tour/live.h"

namespace ogive::internal {

extern const std::string_view kStyle, kScript, kDerivation;

namespace {

constexpr bool kHasTorch =
#ifdef OGIVE_HAS_TORCH
    true;
#else
    false;
#endif
constexpr bool kHasTensorflow =
#ifdef OGIVE_HAS_TENSORFLOW
    true;
#else
    false;
#endif

constexpr std::string_view kShellExample = R"($ ogive eval sigmoid 0 1 -2.5
$ ogive plot sigmoid --derivative -o sigmoid.svg
$ ogive apply sigmoid scores.npy -o probabilities.npy
)";
constexpr std::string_view kCppExample = R"(#include <ogive/activations.h>

std::vector<float> x{-100, -2.5, 0, 2.5, 80}, dy(5, 1), y(5), t(5), dx(5);
ogive::sigmoid_with_tail(x, y, t);        // the output, and the tail
ogive::sigmoid_backward_tail(dy, t, dx);  // the gradient, from the tail
)";
constexpr std::string_view kTorchExample = R"(import ogive.torch

act = ogive.torch.Sigmoid()          # in place of torch.nn.Sigmoid()
model = ogive.torch.convert(model)   # all activations of a model
)";
constexpr std::string_view kTensorflowExample = R"(import ogive.tensorflow

y = ogive.tensorflow.sigmoid(x)      # in place of tf.nn.sigmoid(x)
)";

// All sections, in order; each has texts tour.NAME.title and tour.NAME.text.
constexpr std::array<const char*, 15> kSections{
    "function",     "picture",     "derivative",
    "cache",        "probability", "soft-normalisation",
    "smooth",       "saturation",  "vanishing-gradient",
    "zig-zag",      "cost",        "placement",
    "alternatives", "use",         "measured"};

class Tour {
 public:
  explicit Tour(const TourRequest& request)
      : request_(request),
        text_(request.study.language),
        start_(std::chrono::steady_clock::now()) {}

  std::string make() {
    work();
    std::string body;
    int number = 0;
    for (const char* name : kSections) body += section(name, ++number);
    Facts facts;
    facts.set("seed", static_cast<double>(request_.study.seed));
    const bool chinese = request_.study.language == Language::chinese;
    const std::string title = html_text(text_("tour.title"));
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n"
        "<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<title>{}</title>\n"
        "<link rel=\"icon\" href=\"data:,\">\n<style>\n{}</style>\n</head>\n"
        "<body>\n<header>\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n{}{}"
        "</header>\n<main>\n{}</main>\n<footer><p>{}</p></footer>\n"
        "<script>\n{}</script>\n</body>\n</html>\n",
        chinese ? "zh-CN" : "en", title, kStyle, title,
        html_line(text_.fill("tour.lead", facts)),
        request_.study.quick
            ? "<p><strong>" + html_line(text_("tour.measured.quick")) +
                  "</strong></p>\n"
            : "",
        contents(), body, html_line(text_("tour.footer")), kScript);
  }

 private:
  // Everything that is measured or trained.
  void work() {
    // So that a missing file does not come out after a minute.
    for (const char* name :
         {"digits.csv", "breast_cancer_wdbc.csv", "german_credit.csv"}) {
      find_data(request_.study.data, name);
    }
    const int parts = static_cast<int>(studies().size()) + 2;
    int part = 0;
    const auto timed = [&](const std::string& name, auto&& f) {
      const auto from = std::chrono::steady_clock::now();
      f();
      if (request_.on_part) {
        request_.on_part(++part, parts, name, seconds_since(from));
      }
    };
    for (const Study& s : studies()) {
      timed(s.name, [&] { results_[s.name] = s.run(request_.study); });
    }
    timed("cache", [&] {
      StudyResult& r = results_["cache"];
      r.charts = {measure_derivative(text_, request_.study.quick, r.facts)};
    });
    timed("probability",
          [&] { results_["probability"] = credit_at_work(request_.study); });
  }

  static double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                         start)
        .count();
  }

  std::string contents() const {
    std::string out = fmt::format("<nav aria-label=\"{}\"><ol>\n",
                                  html_text(text_("tour.contents")));
    for (const char* name : kSections) {
      out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", name,
                         html_line(title(name)));
    }
    return out + "</ol></nav>\n";
  }

  const std::string& title(const std::string& name) const {
    return text_("tour." + name + ".title");
  }

  // The facts that the section's first text may read.
  Facts facts_of(const std::string& name) const {
    const auto found = results_.find(name);
    Facts facts = found == results_.end() ? Facts() : found->second.facts;
    if (name == "function") {
      facts = results_.at("saturation").facts;
      facts.set("cache_section", 4.0);
    } else if (name == "alternatives") {
      facts = results_.at("vanishing-gradient").facts;
    } else if (name == "use") {
      facts.say("torch", kHasTorch);
      facts.say("tensorflow", kHasTensorflow);
    }
    return facts;
  }

  std::string section(const std::string& name, int number) const {
    std::string out = fmt::format(
        "<section id=\"{}\" aria-labelledby=\"{}-heading\">\n"
        "<h2 id=\"{}-heading\">{}. {}</h2>\n",
        name, name, name, number, html_line(title(name)));
    out +=
        html_paragraphs(text_.fill("tour." + name + ".text", facts_of(name)));
    if (name == "function") {
      // The derivation begins with the definition.
      out += "<div class=\"maths\">\n" +
             std::string(kDerivation.substr(0, kDerivation.find('\n'))) +
             "\n</div>\n" + live_figure(text_);
    } else if (name == "picture") {
      out += fmt::format(
          "<figure class=\"picture\">\n{}<figcaption>{}</figcaption>"
          "</figure>\n",
          html_figure(sigmoid_picture(), "picture", text_("tour.picture.alt")),
          html_line(text_("tour.picture.caption")));
    } else if (name == "derivative") {
      out += "<div class=\"maths\">\n" + std::string(kDerivation) + "</div>\n";
      out += figure(name, {product_chart(text_)});
    } else if (name == "alternatives") {
      out += figure(name, alternative_charts(text_)) + alternatives_table();
    } else if (name == "use") {
      out += use();
    } else if (name == "measured") {
      out += machine();
    } else {
      out += study_section(name);
    }
    return out + "</section>\n";
  }

  std::string study_section(const std::string& name) const {
    const StudyResult& r = results_.at(name);
    std::string out = html_paragraphs(r.text) + figure(name, r.charts);
    if (name == "probability") return out + credit_table(r.tables[0]);
    if (r.tables.empty()) return out;
    Facts facts;
    facts.set("name", name);
    out += "<details><summary>" + html_line(text_.fill("tour.table", facts)) +
           "</summary>\n";
    for (const StudyTable& t : r.tables) out += study_table(t);
    return out + "</details>\n";
  }

  std::string figure(const std::string& name,
                     const std::vector<Chart>& charts) const {
    std::string out = "<figure class=\"charts\">\n";
    int i = 0;
    for (const Chart& chart : charts) {
      out += html_chart(chart, fmt::format("{}-{}", name, ++i),
                        description(chart));
    }
    return out + "</figure>\n";
  }

  // What a reader who does not see the chart is told.
  std::string description(const Chart& chart) const {
    Facts facts;
    facts.set("title", chart.title);
    facts.set("axes", std::string());
    facts.set("series", std::string());
    if (!chart.x_label.empty() && !chart.y_label.empty()) {
      facts.set("x", chart.x_label);
      facts.set("y", chart.y_label);
      facts.set("axes", text_.fill("tour.alt.axes", facts));
    }
    std::string names;
    for (const ChartSeries& s : chart.series) {
      if (!s.label.empty()) names += (names.empty() ? "" : ", ") + s.label;
    }
    if (!names.empty()) {
      facts.set("names", names);
      facts.set("series", text_.fill("tour.alt.series", facts));
    }
    return text_.fill("tour.alt", facts);
  }

  std::string percent(double share) const {
    Facts facts;
    facts.set("share", share);
    return html_line(text_.fill("tour.percent", facts));
  }

  static std::string cell(const Cell& cell) {
    if (const auto* words = std::get_if<std::string>(&cell)) {
      return html_text(*words);
    }
    const double value = std::get<double>(cell);
    return number_text(value, is_whole(value) ? "n" : "g4");
  }

  static std::string study_table(const StudyTable& table) {
    std::vector<std::vector<std::string>> rows(1);
    for (const std::string& column : table.columns) {
      rows[0].push_back("<code>" + html_text(column) + "</code>");
    }
    std::vector<bool> numeric;
    for (const Cell& c : table.rows[0]) {
      numeric.push_back(std::holds_alternative<double>(c));
    }
    for (const auto& row : table.rows) {
      rows.emplace_back();
      for (const Cell& c : row) rows.back().push_back(cell(c));
    }
    return html_table(rows, numeric, table.name);
  }

  std::string credit_table(const StudyTable& table) const {
    std::vector<std::vector<std::string>> rows{
        {html_line(text_("tour.credit.row")),
         html_line(text_("tour.credit.log_odds")),
         html_line(text_("tour.credit.probability")),
         html_line(text_("tour.credit.points")),
         html_line(text_("tour.credit.outcome"))}};
    for (const auto& row : table.rows) {
      rows.push_back({cell(row[0]), number_text(std::get<double>(row[1]), "f2"),
                      percent(std::get<double>(row[2])),
                      number_text(std::get<double>(row[3]), "n"),
                      html_line(text_(std::get<double>(row[4]) != 0
                                          ? "tour.credit.bad"
                                          : "tour.credit.good"))});
    }
    return html_table(
        rows, {true, true, true, true, false},
        text_.fill("tour.credit.examples", results_.at("probability").facts));
  }

  // The cost and the accuracy that the studies found of each alternative.
  std::string alternatives_table() const {
    const Facts& deep = results_.at("vanishing-gradient").facts;
    std::map<std::string, double> forward;
    for (const auto& row : results_.at("cost").tables[0].rows) {
      forward[std::get<std::string>(row[0])] = std::get<double>(row[1]);
    }
    std::vector<std::vector<std::string>> rows{
        {html_line(text_("tour.alternatives.function")),
         html_line(text_("tour.alternatives.what")),
         html_line(text_("tour.alternatives.ns")),
         html_line(text_("tour.alternatives.read"))}};
    for (const std::string name :
         {"relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid"}) {
      const std::string accuracy = name + "_deep_accuracy";
      rows.push_back({"<code>" + name + "</code>",
                      html_line(text_("tour.alternatives." + name)),
                      number_text(forward.at(name), "f2"),
                      deep.all().contains(accuracy)
                          ? percent(deep.number(accuracy))
                          : "\u2013"});
    }
    return html_table(rows, {false, false, true, true},
                      text_.fill("tour.alternatives.caption", deep));
  }

  std::string use() const {
    std::string out = "<figure>\n";
    const auto add = [&](const std::string& key, std::string_view code,
                         bool there) {
      Facts facts;
      facts.set("name", text_("tour.use." + key));
      out += "<h3>" +
             html_line(there ? text_("tour.use." + key)
                             : text_.fill("tour.use.later", facts)) +
             "</h3>\n" + html_code(code);
    };
    add("shell", kShellExample, true);
    add("cpp", kCppExample, true);
    add("torch", kTorchExample, kHasTorch);
    add("tensorflow", kTensorflowExample, kHasTensorflow);
    return out + "</figure>\n";
  }

  std::string machine() const {
    const auto row = [this](const char* key, const std::string& value) {
      return std::vector<std::string>{
          html_line(text_("tour.measured." + std::string(key))),
          html_text(value)};
    };
    return "<figure>\n" +
           html_table(
               {row("what", text_("tour.measured.value")),
                row("cpu", request_.cpu),
                row("cores", fmt::format("{}", request_.cores)),
                row("target", request_.target),
                row("version", request_.version + ", " + request_.compiler),
                row("seconds", fmt::format("{:.0f}", seconds_since(start_)))},
               {false, false}, text_("tour.measured.caption")) +
           "</figure>\n";
  }

  const TourRequest& request_;
  const Texts text_;
  const std::chrono::steady_clock::time_point start_;
  std::map<std::string, StudyResult> results_;
};

}  // namespace

std::string make_tour(const TourRequest& request) {
  return Tour(request).make();
}

}  // namespace ogive::internal
