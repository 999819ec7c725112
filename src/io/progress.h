// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// A progress bar on the terminal.

#ifndef OGIVE_SRC_IO_PROGRESS_H_
#define OGIVE_SRC_IO_PROGRESS_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace ogive::internal {

// Shows on stderr, if that is a terminal, how far a long job is: a bar with
// percentage, rate and time left, redrawn in place at most ten times a second.
// Otherwise it prints nothing.
class Progress {
 public:
  // `total` is the amount of work in `unit`s, 0 if it is not known. The unit
  // "B" stands for bytes, shown as KiB, MiB, GiB; all others are counted in
  // thousands (k), millions (M) and so on.
  Progress(std::string label, std::uint64_t total, std::string unit);
  // Clears the line unless finish() was called, so that an error message begins
  // on an empty one.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `n` more units are done. May be called from many threads at once.
  void add(std::uint64_t n);

  // What is shown from now on in place of the amount and the rate.
  void say(std::string note);

  // Everything is done: shows the last state and ends the line.
  void finish();

 private:
  void draw();

  const std::string label_, unit_;
  const std::uint64_t total_;
  const bool shown_;
  const std::chrono::steady_clock::time_point start_;
  std::atomic<std::uint64_t> done_{0};
  std::mutex mutex_;  // guards the rest
  std::chrono::steady_clock::time_point next_draw_;
  std::string note_;
  bool finished_ = false;
};

// The line Progress shows after `seconds`, without line end. Of the label at
// most 24 characters are shown.
// "sigmoid in.npy  42 % [########............] 1.70 GiB  512 MiB/s  4 s left"
// With a note:
// "train  42 % [####......] epoch 9  loss 0.1234  4 s left"
std::string progress_line(std::string_view label, std::string_view unit,
                          std::uint64_t done, std::uint64_t total,
                          double seconds, std::string_view note = {});

}  // namespace ogive::internal

#endif  // OGIVE_SRC_IO_PROGRESS_H_
