// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Drawing of the progress bar.

#include "io/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace ogive::internal {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kInterval = std::chrono::milliseconds(100);
constexpr std::size_t kBarWidth = 20;
constexpr std::size_t kMaxLabel = 24;

// A terminal that can go back to the start of a line.
bool is_terminal() {
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) && !(term && std::string_view(term) == "dumb");
}

// Three digits: "1.70 GiB", "429 M inputs".
std::string amount(double n, std::string_view unit) {
  const bool bytes = unit == "B";
  const double step = bytes ? 1024 : 1000;
  const char* prefixes = bytes ? " KMGTPE" : " kMGTPE";
  int i = 0;
  while (n >= 999.5 && prefixes[i + 1] != '\0') {
    n /= step;
    ++i;
  }
  const int decimals = i == 0 || n >= 99.95 ? 0 : n >= 9.995 ? 1 : 2;
  char number[32];
  std::snprintf(number, sizeof number, "%.*f ", decimals, n);
  std::string result = number;
  if (i > 0) result += prefixes[i];
  if (bytes) return result + (i > 0 ? "iB" : "B");
  if (i > 0) result += ' ';
  return result += unit;
}

std::string duration(double seconds) {
  const double s = seconds + 0.5;
  char text[64];
  if (s < 60) {
    std::snprintf(text, sizeof text, "%d s", static_cast<int>(s));
  } else if (s < 3600) {
    const int whole = static_cast<int>(s);
    std::snprintf(text, sizeof text, "%d min %02d s", whole / 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%.1f h", s / 3600);
  }
  return text;
}

}  // namespace

std::string progress_line(std::string_view label, std::string_view unit,
                          std::uint64_t done, std::uint64_t total,
                          double seconds, std::string_view note) {
  const auto n = static_cast<double>(done);
  const double rate = seconds > 0 ? n / seconds : 0;
  std::string line(label.substr(0, kMaxLabel));
  if (label.size() > kMaxLabel) line.replace(kMaxLabel - 3, 3, "...");
  if (total > 0) {
    const double part = std::min(1.0, n / static_cast<double>(total));
    char percent[16];
    // Rounded down: 100 % means done.
    std::snprintf(percent, sizeof percent, " %3d %% [",
                  static_cast<int>(part * 100));
    const std::size_t width = note.empty() ? kBarWidth : kBarWidth / 2;
    const auto filled =
        static_cast<std::size_t>(part * static_cast<double>(width));
    line += percent + std::string(filled, '#') +
            std::string(width - filled, '.') + "]";
  }
  line += " " + (note.empty() ? amount(n, unit) : std::string(note));
  if (rate > 0) {
    if (note.empty()) line += "  " + amount(rate, unit) + "/s";
    line += "  ";
    line += done < total
                ? duration((static_cast<double>(total) - n) / rate) + " left"
                : duration(seconds);
  }
  return line;
}

Progress::Progress(std::string label, std::uint64_t total, std::string unit)
    : label_(std::move(label)),
      unit_(std::move(unit)),
      total_(total),
      shown_(is_terminal()),
      start_(Clock::now()),
      next_draw_(start_ + kInterval) {}

Progress::~Progress() {
  if (shown_ && !finished_) std::fputs("\r\033[K", stderr);
}

void Progress::add(std::uint64_t n) {
  done_ += n;
  if (!shown_) return;
  // Whoever finds another thread drawing goes on working.
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock || Clock::now() < next_draw_) return;
  next_draw_ = Clock::now() + kInterval;
  draw();
}

void Progress::say(std::string note) {
  const std::lock_guard lock(mutex_);
  note_ = std::move(note);
}

void Progress::finish() {
  const std::lock_guard lock(mutex_);
  if (!shown_ || finished_) return;
  finished_ = true;
  draw();
  std::fputc('\n', stderr);
}

void Progress::draw() {
  const std::chrono::duration<double> seconds = Clock::now() - start_;
  std::string line =
      progress_line(label_, unit_, done_, total_, seconds.count(), note_);
  // A line that wraps around could not be redrawn in place.
  struct winsize size = {};
  ioctl(STDERR_FILENO, TIOCGWINSZ, &size);
  const std::size_t columns = size.ws_col > 0 ? size.ws_col : 80;
  if (line.size() >= columns) line.resize(columns - 1);
  std::fprintf(stderr, "\r%s\033[K", line.c_str());
}

}  // namespace ogive::internal
