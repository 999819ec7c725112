// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "cli/credit_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "io/atomic_file.h"
#include "io/error.h"
#include "io/stream.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kMostPoints = 2000;  // of a curve
constexpr std::size_t kMostLetters = 16;   // of a bin's name

// Figures of data have room for so many letters; a few bytes of UTF-8 more or
// less do not matter, a cut letter does.
std::string shortened(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most - 1;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return text.substr(0, end) + "\u2026";
}

// Curves of a million points look the same with fewer: every n-th, and the
// last.
std::size_t stride_of(std::size_t points) { return points / kMostPoints + 1; }

bool is_drawn(std::size_t i, std::size_t points) {
  return i % stride_of(points) == 0 || i + 1 == points;
}

}  // namespace

Chart roc_chart(const Roc& roc) {
  Chart chart;
  chart.title = fmt::format("ROC curve, AUC {:.4f}", roc.auc);
  chart.x_label = "false positive rate";
  chart.y_label = "true positive rate";
  chart.diagonal = true;
  chart.x_low = chart.y_low = 0;
  chart.x_high = chart.y_high = 1;
  ChartSeries curve;
  for (std::size_t i = 0; i < roc.points.size(); ++i) {
    if (!is_drawn(i, roc.points.size())) continue;
    curve.x.push_back(roc.false_positive_rate(roc.points[i]));
    curve.y.push_back(roc.true_positive_rate(roc.points[i]));
  }
  chart.series.push_back(std::move(curve));
  return chart;
}

Chart ks_chart(const Roc& roc, double sign, const std::string& score,
               const std::string& positive, const std::string& negative) {
  Chart chart;
  chart.title = fmt::format("Kolmogorov-Smirnov distance {:.4f}", roc.ks);
  chart.x_label = score;
  chart.y_label = sign > 0 ? "share of the class at or above"
                           : "share of the class at or below";
  chart.y_low = 0;
  chart.y_high = 1;
  ChartSeries curves[2];
  curves[0].label = positive;
  curves[1].label = negative;
  curves[1].colour = 1;
  ChartSeries gap;
  gap.label = "KS";
  gap.colour = 2;
  gap.dashed = true;
  for (std::size_t i = 1; i < roc.points.size(); ++i) {
    const RocPoint& point = roc.points[i];
    const double shares[2] = {roc.true_positive_rate(point),
                              roc.false_positive_rate(point)};
    if (point.threshold == roc.ks_threshold) {
      gap.x = {sign * point.threshold, sign * point.threshold};
      gap.y = {shares[1], shares[0]};
    }
    if (!is_drawn(i, roc.points.size())) continue;
    for (int k = 0; k < 2; ++k) {
      curves[k].x.push_back(sign * point.threshold);
      curves[k].y.push_back(shares[k]);
    }
  }
  for (ChartSeries& curve : curves) chart.series.push_back(std::move(curve));
  if (!gap.x.empty()) chart.series.push_back(std::move(gap));
  return chart;
}

Chart calibration_chart(const Calibration& calibration) {
  Chart chart;
  chart.title =
      fmt::format("Calibration, Hosmer-Lemeshow {:.2f}", calibration.statistic);
  chart.x_label = "mean probability of the group";
  chart.y_label = "observed rate";
  chart.diagonal = true;
  double highest = 0;
  ChartSeries groups;
  groups.kind = ChartSeries::Kind::points;
  for (const CalibrationGroup& group : calibration.groups) {
    const double rate = group.observed_rate();
    // One standard error of the observed rate, if the probabilities are right.
    const double error = std::sqrt(group.mean() * (1 - group.mean()) /
                                   static_cast<double>(group.rows));
    groups.x.push_back(group.mean());
    groups.y.push_back(rate);
    groups.low.push_back(rate - error);
    groups.high.push_back(rate + error);
    highest = std::max({highest, group.mean(), rate + error});
  }
  chart.x_low = chart.y_low = 0;
  chart.x_high = chart.y_high = std::min(1.0, 1.05 * highest);
  chart.series.push_back(std::move(groups));
  return chart;
}

Chart cutoff_chart(const std::vector<Cutoff>& cutoffs, bool by_probability) {
  Chart chart;
  chart.title = "What a cut-off does";
  chart.x_label = by_probability ? "cut-off: largest probability approved"
                                 : "cut-off: lowest points approved";
  chart.y_label = "share";
  chart.y_low = 0;
  chart.y_high = 1;
  const char* const labels[] = {"approved, of all", "bad, of the approved",
                                "bad declined, of the bad"};
  for (int k = 0; k < 3; ++k) {
    ChartSeries curve;
    curve.label = labels[k];
    curve.colour = k;
    for (const Cutoff& cutoff : cutoffs) {
      const double shares[] = {cutoff.approval_rate, cutoff.bad_rate,
                               cutoff.declined_positives};
      curve.x.push_back(by_probability ? -cutoff.score : cutoff.score);
      curve.y.push_back(shares[k]);
    }
    chart.series.push_back(std::move(curve));
  }
  return chart;
}

std::vector<Chart> woe_charts(const std::vector<WoeColumn>& columns) {
  std::vector<Chart> charts;
  for (const WoeColumn& column : columns) {
    Chart chart;
    chart.title =
        fmt::format("{}, IV {:.4f}", shortened(column.name, 44), column.iv);
    chart.y_label = "WOE";
    ChartSeries bars;
    bars.kind = ChartSeries::Kind::bars;
    for (const WoeBin& bin : column.bins) {
      bars.x.push_back(static_cast<double>(bars.x.size()));
      bars.y.push_back(bin.woe);
      chart.x_names.push_back(shortened(bin_name(column, bin), kMostLetters));
    }
    chart.series.push_back(std::move(bars));
    charts.push_back(std::move(chart));
  }
  return charts;
}

Chart stability_chart(const std::vector<Stability>& columns) {
  Chart chart;
  chart.title = "Population stability index by column";
  chart.y_label = "PSI";
  ChartSeries bars;
  bars.kind = ChartSeries::Kind::bars;
  for (const Stability& column : columns) {
    bars.x.push_back(static_cast<double>(bars.x.size()));
    bars.y.push_back(column.psi);
    chart.x_names.push_back(shortened(column.column, kMostLetters));
  }
  chart.series.push_back(std::move(bars));
  return chart;
}

Chart share_chart(const Stability& column) {
  Chart chart;
  chart.title =
      fmt::format("{}, PSI {:.4f}", shortened(column.column, 44), column.psi);
  chart.y_label = "share of rows";
  ChartSeries bars[2];
  bars[0].label = "old";
  bars[1].label = "new";
  for (int k = 0; k < 2; ++k) {
    bars[k].kind = ChartSeries::Kind::bars;
    bars[k].colour = k;
  }
  for (const StabilityBin& bin : column.bins) {
    const auto x = static_cast<double>(bars[0].x.size());
    bars[0].x.push_back(x);
    bars[0].y.push_back(bin.old_share);
    bars[1].x.push_back(x);
    bars[1].y.push_back(bin.new_share);
    chart.x_names.push_back(shortened(bin.name, kMostLetters));
  }
  for (ChartSeries& series : bars) chart.series.push_back(std::move(series));
  return chart;
}

void ResultFolder::add_to(CLI::App* sub, const std::string& option) {
  sub->add_option(option, path_,
                  "a folder for tables (CSV) and figures; made if it\n"
                  "is not there")
      ->type_name("DIR");
  sub->add_option("--format", format_, "of the figures (default svg)")
      ->check(CLI::IsMember({"svg", "png", "pdf"}))
      ->type_name("svg|png|pdf");
}

void ResultFolder::open() const {
  std::error_code error;
  std::filesystem::create_directory(path_, error);
  if (error) throw IoError(io_message("make", path_, error.value()));
}

void ResultFolder::write(const std::string& name,
                         const std::string& text) const {
  AtomicFile file(path_ + "/" + name);
  file.write(text);
  file.commit();
}

void ResultFolder::draw(const std::string& name, const Chart& chart) const {
  const ImageFormat format = format_ == "png"   ? ImageFormat::png
                             : format_ == "pdf" ? ImageFormat::pdf
                                                : ImageFormat::svg;
  write(name + "." + format_, render_chart(chart, format));
}

void ResultFolder::draw(const std::string& name,
                        const std::vector<Chart>& charts) const {
  const ImageFormat format = format_ == "png"   ? ImageFormat::png
                             : format_ == "pdf" ? ImageFormat::pdf
                                                : ImageFormat::svg;
  constexpr int kColumns = 2;
  write(name + "." + format_, render_charts(charts, kColumns, format));
}

}  // namespace ogive::internal
