// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves what the progress bar says, that it is drawn on a terminal alone, and
// that an unfinished one clears its line.

#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "io/progress.h"

namespace ogive::internal {
namespace {

TEST(Progress, LineShowsBarAmountRateAndTimeLeft) {
  constexpr std::uint64_t kGiB = 1u << 30;
  EXPECT_EQ(progress_line("sigmoid in.npy", "B", kGiB, 4 * kGiB, 2),
            "sigmoid in.npy  25 % [#####...............] 1.00 GiB  512 MiB/s  "
            "6 s left");
  EXPECT_EQ(progress_line("avx2", "inputs", 1'500'000, 3'000'000, 0.5),
            "avx2  50 % [##########..........] 1.50 M inputs  3.00 M inputs/s  "
            "1 s left");
  EXPECT_EQ(progress_line("x", "B", 0, 100, 0),
            "x   0 % [....................] "
            "0 B");
  EXPECT_EQ(progress_line("x", "B", 999, 1000, 1000),
            "x  99 % [###################.] 999 B  1 B/s  1 s left");
  EXPECT_EQ(progress_line("x", "B", 100, 100, 100),
            "x 100 % [####################] 100 B  1 B/s  1 min 40 s");
  // The total is not known.
  EXPECT_EQ(progress_line("x", "B", 2048, 0, 2), "x 2.00 KiB  1.00 KiB/s  2 s");
  // A file that grew.
  EXPECT_EQ(progress_line("x", "B", 300, 100, 1),
            "x 100 % [####################] 300 B  300 B/s  1 s");
  EXPECT_EQ(progress_line("x", "B", 1, 100'001, 1),
            "x   0 % [....................] 1 B  1 B/s  27.8 h left");
}

TEST(Progress, ANoteStandsForAmountAndRate) {
  EXPECT_EQ(progress_line("train", "rows", 42, 100, 4, "epoch 9  loss 0.1"),
            "train  42 % [####......] epoch 9  loss 0.1  6 s left");
  EXPECT_EQ(progress_line("train", "rows", 100, 100, 4, "epoch 20"),
            "train 100 % [##########] epoch 20  4 s");
}

TEST(Progress, LongLabelsAreCut) {
  EXPECT_EQ(progress_line(std::string(200, 'n'), "B", 0, 0, 0),
            std::string(21, 'n') + "... 0 B");
}

// Runs `body` in a child process whose stderr is `writer`, and returns what
// arrives at `reader`, the other end. Closes both.
std::string run_with_stderr(int writer, int reader,
                            const std::function<void()>& body) {
  const pid_t child = fork();
  EXPECT_GE(child, 0);
  if (child == 0) {
    dup2(writer, STDERR_FILENO);
    close(reader);
    body();
    _exit(0);
  }
  close(writer);
  std::string text;
  char buffer[4096];
  for (ssize_t n; (n = read(reader, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(n));
  }
  close(reader);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  return text;
}

// Whether this machine has pseudo-terminals: a bare chroot has none.
bool has_terminals() {
  int master = -1, slave = -1;
  if (openpty(&master, &slave, nullptr, nullptr, nullptr) != 0) return false;
  close(master);
  close(slave);
  return true;
}
constexpr char kNoTerminals[] = "left out: openpty fails (no /dev/pts here)";

// What `body` draws on a terminal of so many columns (0: it does not say).
std::string drawn_on_terminal(const std::function<void()>& body,
                              unsigned short columns = 0) {
  int master = -1, slave = -1;
  const struct winsize size = {24, columns, 0, 0};
  EXPECT_EQ(openpty(&master, &slave, nullptr, nullptr, &size), 0);
  return run_with_stderr(slave, master, body);
}

void work(bool finish) {
  setenv("TERM", "xterm", 1);
  Progress progress("job", 1000, "B");
  usleep(120'000);
  progress.add(500);
  progress.add(100);  // too soon to draw again
  if (!finish) return;
  progress.add(400);
  progress.finish();
}

TEST(Progress, IsDrawnOnATerminal) {
  if (!has_terminals()) GTEST_SKIP() << kNoTerminals;
  const std::string text = drawn_on_terminal([] { work(true); });
  EXPECT_EQ(text.find("\rjob  50 % [##########..........] 500 B"), 0u) << text;
  EXPECT_EQ(text.find(" 60 %"), std::string::npos) << text;
  const std::size_t last = text.find("\rjob 100 % [####################] ");
  ASSERT_NE(last, std::string::npos) << text;
  EXPECT_EQ(text.substr(text.size() - 2), "\r\n");
}

TEST(Progress, FitsTheTerminal) {
  if (!has_terminals()) GTEST_SKIP() << kNoTerminals;
  const std::string text = drawn_on_terminal([] { work(true); }, 20);
  EXPECT_EQ(text.find("\rjob  50 % [########\033[K"), 0u) << text;
}

TEST(Progress, ClearsItsLineIfNotFinished) {
  if (!has_terminals()) GTEST_SKIP() << kNoTerminals;
  const std::string text = drawn_on_terminal([] { work(false); });
  EXPECT_EQ(text.substr(text.size() - 4), "\r\033[K") << text;
}

TEST(Progress, IsSilentElsewhere) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_EQ(run_with_stderr(ends[1], ends[0], [] { work(true); }), "");
}

TEST(Progress, CountsFromManyThreads) {
  if (!has_terminals()) GTEST_SKIP() << kNoTerminals;
  const std::string text = drawn_on_terminal([] {
    setenv("TERM", "xterm", 1);
    Progress progress("job", 4'000'000, "items");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&progress] {
        for (int k = 0; k < 1'000'000; ++k) progress.add(1);
      });
    }
    for (std::thread& thread : threads) thread.join();
    progress.finish();
  });
  EXPECT_NE(text.find("100 % [####################] 4.00 M items"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace ogive::internal
