// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Proves that AtomicFile replaces a file whole or not at all: whatever goes
// wrong before commit() (an error, a full disk, a signal), the old file keeps
// its content and no temporary file stays behind. Permissions, links and
// devices are treated as promised, and each refusal says what the matter is.

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "io/atomic_file.h"
#include "io/error.h"

namespace ogive::internal {
namespace {

namespace fs = std::filesystem;

class AtomicFileTest : public testing::Test {
 protected:
  void SetUp() override {
    // Forked, not started anew: an emulated program could not start itself.
    testing::FLAGS_gtest_death_test_style = "fast";
    std::string pattern = testing::TempDir() + "/ogive-atomic-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ / name; }

  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  std::string get(const std::string& name) const {
    std::ifstream file(folder_ / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(
        fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  mode_t mode(const std::string& name) const {
    struct stat info = {};
    EXPECT_EQ(stat(path(name).c_str(), &info), 0);
    return info.st_mode & 07777;
  }
  // The message with which writing `name` is refused.
  std::string refusal(const std::string& name) const {
    try {
      AtomicFile file(path(name));
      file.write("new");
      file.commit();
    } catch (const IoError& error) {
      return error.what();
    }
    return "";
  }

  fs::path folder_;
};

TEST_F(AtomicFileTest, ReplacesOnCommitOnly) {
  put("a", "old");
  {
    AtomicFile file(path("a"));
    file.write("ne");
    EXPECT_EQ(get("a"), "old");
    EXPECT_EQ(entries(), 2u);
    file.write("w");
    file.commit();
    EXPECT_EQ(get("a"), "new");
    EXPECT_EQ(entries(), 1u);
  }
  EXPECT_EQ(get("a"), "new");
}

TEST_F(AtomicFileTest, WithoutCommitNothingChanges) {
  put("a", "old");
  {
    AtomicFile(path("a")).write("new");
  }
  {
    AtomicFile(path("b")).write("new");
  }
  EXPECT_EQ(get("a"), "old");
  EXPECT_FALSE(fs::exists(path("b")));
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFileTest, KeepsPermissionsAndObeysTheUmask) {
  put("a", "old");
  for (const mode_t wanted : {0600, 0640, 0755, 0666}) {
    ASSERT_EQ(chmod(path("a").c_str(), wanted), 0);
    EXPECT_EQ(refusal("a"), "");
    EXPECT_EQ(mode("a"), wanted);
  }
  const mode_t umask_before = umask(027);
  EXPECT_EQ(refusal("b"), "");
  umask(umask_before);
  EXPECT_EQ(mode("b"), 0640u);
}

TEST_F(AtomicFileTest, FollowsLinks) {
  put("a", "old");
  fs::create_directory(path("sub"));
  fs::create_symlink("a", path("link"));
  fs::create_symlink("../link", path("sub/chain"));
  fs::create_symlink("missing", path("dangling"));
  fs::create_symlink("loop", path("loop"));
  EXPECT_EQ(refusal("sub/chain"), "");
  EXPECT_EQ(get("a"), "new");
  EXPECT_TRUE(fs::is_symlink(path("sub/chain")));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(refusal("dangling"), "");
  EXPECT_TRUE(fs::is_symlink(path("dangling")));
  EXPECT_EQ(get("missing"), "new");
  EXPECT_EQ(refusal("loop").find("cannot write " + path("loop")), 0u);
}

TEST_F(AtomicFileTest, WritesDevicesAndPipesDirectly) {
  {
    AtomicFile file("/dev/null");
    file.write("new");
    file.commit();
  }
  EXPECT_TRUE(fs::is_character_file("/dev/null"));

  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  std::unique_ptr<FILE, int (*)(FILE*)> reader(
      popen(("cat '" + path("pipe") + "'").c_str(), "r"), pclose);
  EXPECT_EQ(refusal("pipe"), "");
  char text[16] = {};
  EXPECT_EQ(std::fread(text, 1, sizeof text, reader.get()), 3u);
  EXPECT_STREQ(text, "new");
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(AtomicFileTest, RefusesWhatCannotBeReplaced) {
  fs::create_directory(path("folder"));
  EXPECT_EQ(refusal("folder"), "cannot write " + path("folder") +
                                   ": Is a directory: name a file in it");
  EXPECT_EQ(refusal("folder/"), "cannot write " + path("folder/") +
                                    ": Is a directory: name a file in it");
  EXPECT_EQ(refusal("missing/a"),
            "cannot write " + path("missing/a") +
                ": No such file or directory: check the spelling of the path");
  EXPECT_THROW(AtomicFile(""), IoError);
  put("a", "old");
  EXPECT_NE(refusal("a/b").find("Not a directory"), std::string::npos);
  EXPECT_EQ(entries(), 2u);
}

// Root may write everything, so it becomes somebody else for this.
TEST_F(AtomicFileTest, RefusesWithoutPermission) {
  put("a", "old");
  fs::create_directory(path("locked"));
  ASSERT_EQ(chmod(path("a").c_str(), 0444), 0);
  ASSERT_EQ(chmod(path("locked").c_str(), 0555), 0);
  ASSERT_EQ(chmod(folder_.c_str(), 0777), 0);
  const bool root = geteuid() == 0;
  ASSERT_EQ(root ? seteuid(65534) : 0, 0);
  const std::string file = refusal("a"), folder = refusal("locked/a");
  ASSERT_EQ(root ? seteuid(0) : 0, 0);
  for (const std::string& message : {file, folder}) {
    EXPECT_NE(message.find("Permission denied: check the permissions"),
              std::string::npos)
        << message;
  }
  EXPECT_EQ(get("a"), "old");
  EXPECT_EQ(entries(), 2u);
}

TEST_F(AtomicFileTest, AFullDiskLeavesTheOldFileWhole) {
  try {
    AtomicFile("/dev/full").write("new");
    ADD_FAILURE();
  } catch (const IoError& error) {
    EXPECT_STREQ(error.what(),
                 "cannot write /dev/full: No space left on device: free some "
                 "space, or write to another disk");
  }
  put("a", "old");
  struct rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const struct rlimit small = {100'000, before.rlim_max};
  std::string message;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  try {
    AtomicFile file(path("a"));
    file.write(std::string(60'000, 'x'));
    file.write(std::string(60'000, 'x'));
    file.commit();
  } catch (const IoError& error) {
    message = error.what();
  }
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(message, "cannot write " + path("a") +
                         ": File too large: raise the limit on the size of "
                         "files (ulimit -f)");
  EXPECT_EQ(get("a"), "old");
  EXPECT_EQ(entries(), 1u);
}

using AtomicFileDeathTest = AtomicFileTest;

TEST_F(AtomicFileDeathTest, SignalsRemoveTheTemporaryFilesAndKill) {
  put("a", "old");
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    EXPECT_EXIT(
        {
          std::signal(signal, SIG_DFL);
          AtomicFile first(path("a"));
          AtomicFile second(path("b"));
          first.write("new");
          second.write("new");
          std::cerr << "files: " << entries() << std::endl;
          raise(signal);
        },
        testing::KilledBySignal(signal), "files: 3");
    EXPECT_EQ(get("a"), "old");
    EXPECT_EQ(entries(), 1u);
  }
}

TEST_F(AtomicFileDeathTest, SignalsMayArriveInAnyThread) {
  put("a", "old");
  EXPECT_EXIT(
      {
        std::signal(SIGTERM, SIG_DFL);
        AtomicFile file(path("a"));
        file.write("new");
        pthread_t thread;
        pthread_create(
            &thread, nullptr,
            [](void*) -> void* {
              raise(SIGTERM);  // to this thread
              return nullptr;
            },
            nullptr);
        pthread_join(thread, nullptr);
      },
      testing::KilledBySignal(SIGTERM), "");
  EXPECT_EQ(get("a"), "old");
  EXPECT_EQ(entries(), 1u);
}

// As under nohup.
TEST_F(AtomicFileDeathTest, IgnoredSignalsStayIgnored) {
  put("a", "old");
  EXPECT_EXIT(
      {
        std::signal(SIGHUP, SIG_IGN);
        AtomicFile file(path("a"));
        file.write("new");
        raise(SIGHUP);
        file.commit();
        std::_Exit(7);
      },
      testing::ExitedWithCode(7), "");
  EXPECT_EQ(get("a"), "new");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFileTest, ManyFilesAtOnce) {
  std::vector<std::unique_ptr<AtomicFile>> files;
  for (int i = 0; i < 100; ++i) {
    files.push_back(std::make_unique<AtomicFile>(path(std::to_string(i))));
    files.back()->write(std::to_string(i));
  }
  for (auto& file : files) file->commit();
  EXPECT_EQ(entries(), 100u);
  EXPECT_EQ(get("37"), "37");
}

TEST_F(AtomicFileTest, TakesLongNamesAndSameTargetTwice) {
  const std::string name(255, 'n');
  EXPECT_EQ(refusal(name), "");
  EXPECT_EQ(get(name), "new");
  AtomicFile first(path("a")), second(path("a"));
  first.write("first");
  second.write("second");
  second.commit();
  first.commit();
  EXPECT_EQ(get("a"), "first");
  EXPECT_EQ(entries(), 2u);
}

}  // namespace
}  // namespace ogive::internal
