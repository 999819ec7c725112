// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Temporary files, their removal by signals, and the rename.

#include "io/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <system_error>

#include "io/error.h"

namespace ogive::internal {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSendBytes = std::uint64_t{8} << 20;  // at a time
constexpr int kMaxLinks = 40;  // as many as the kernel follows

// The temporary files a signal has to remove, as zero-terminated paths. The
// handler may run at any moment and in any thread, so it only reads these
// pointers; the strings belong to the AtomicFile objects.
constexpr int kSlots = 64;
std::atomic<const char*> g_temporaries[kSlots];
static_assert(std::atomic<const char*>::is_always_lock_free);

void remove_temporaries_and_die(int signal) {
  for (auto& slot : g_temporaries) {
    if (const char* path = slot.load()) unlink(path);
  }
  std::signal(signal, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  raise(signal);
}

void install_handlers() {
  std::signal(SIGXFSZ, SIG_IGN);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction old = {};
    sigaction(signal, nullptr, &old);
    if (old.sa_handler != SIG_DFL) continue;
    struct sigaction action = {};
    action.sa_handler = remove_temporaries_and_die;
    sigfillset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
  }
}

// To be called before the file exists, so that there is no moment at which it
// would be left behind. The 65th file at once goes unregistered.
void register_temporary(const char* path) {
  for (auto& slot : g_temporaries) {
    const char* empty = nullptr;
    if (slot.compare_exchange_strong(empty, path)) return;
  }
}

void unregister_temporary(const char* path) {
  for (auto& slot : g_temporaries) {
    const char* expected = path;
    if (slot.compare_exchange_strong(expected, nullptr)) return;
  }
}

// The path behind `path` if it is a symbolic link, which may be dangling.
std::string follow_links(const std::string& path) {
  fs::path result = path;
  std::error_code error;
  for (int i = 0; i <= kMaxLinks; ++i) {
    const fs::path next = fs::read_symlink(result, error);
    if (error) return result.string();  // not a link
    result = result.parent_path() / next;
  }
  throw IoError(io_message("write", path, ELOOP));
}

std::string folder_of(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : name_(path) {
  static std::once_flag once;
  std::call_once(once, install_handlers);

  struct stat info;
  const bool exists = stat(path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) throw_error("write", EISDIR);
  if (exists && !S_ISREG(info.st_mode)) {
    fd_ = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd_ < 0) throw_error("write", errno);
    return;
  }
  target_ = follow_links(path);
  // A rename asks for no permission to write the file it replaces.
  if (exists && faccessat(AT_FDCWD, target_.c_str(), W_OK, AT_EACCESS) != 0) {
    throw_error("write", errno);
  }

  const std::string base = fs::path(target_).filename().string();
  if (base.empty()) throw_error("write", path.empty() ? ENOENT : EISDIR);
  static std::atomic<unsigned> counter{0};
  for (;;) {
    // The longest name that most file systems take is 255 bytes.
    temporary_ = (fs::path(target_).parent_path() /
                  ("." + base.substr(0, 200) + ".ogive-" +
                   std::to_string(getpid()) + "-" + std::to_string(counter++)))
                     .string();
    // A file of this name, left by a killed process of the same number, must
    // not be registered: it could be somebody's.
    if (access(temporary_.c_str(), F_OK) == 0) continue;
    register_temporary(temporary_.c_str());
    fd_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
               exists ? 0600 : 0666);
    if (fd_ >= 0) break;
    const int error = errno;
    unregister_temporary(temporary_.c_str());
    if (error != EEXIST && error != EINTR) throw_error("write", error);
  }
  if (exists) {
    // The owner first: a change of owner clears some permission bits. Only root
    // may do that; for others the file becomes theirs.
    if (info.st_uid != geteuid() || info.st_gid != getegid()) {
      if (fchown(fd_, info.st_uid, info.st_gid) != 0) info.st_mode &= 0777;
    }
    fchmod(fd_, info.st_mode & 07777);
  }
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) close(fd_);
  if (temporary_.empty()) return;
  unlink(temporary_.c_str());
  unregister_temporary(temporary_.c_str());
}

void AtomicFile::write(const void* data, std::size_t size) {
  write_all(fd_, data, size, name_);
  written_ += size;
#ifdef SYNC_FILE_RANGE_WRITE
  // So that the disk works while more is computed, and commit() has little to
  // wait for. Only a hint: what goes wrong, fsync says.
  if (!temporary_.empty() && written_ - sent_ >= kSendBytes) {
    sync_file_range(fd_, static_cast<off_t>(sent_),
                    static_cast<off_t>(written_ - sent_),
                    SYNC_FILE_RANGE_WRITE);
    sent_ = written_;
  }
#endif
}

void AtomicFile::commit() {
  // Pipes and devices have no disk to sync with, and say so by EINVAL.
  if (fsync(fd_) != 0 && errno != EINVAL) throw_error("write", errno);
  const int closed = close(fd_);
  fd_ = -1;
  if (closed != 0 && errno != EINTR) throw_error("write", errno);
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) {
    throw_error("replace", errno);
  }
  unregister_temporary(temporary_.c_str());
  temporary_.clear();
  // The rename itself survives a power failure once the folder is on the disk;
  // file systems that cannot do this have nothing better to offer.
  const int folder =
      open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  fsync(folder);
  close(folder);
}

void AtomicFile::throw_error(const char* verb, int error) const {
  throw IoError(io_message(verb, name_.empty() ? "''" : name_, error));
}

std::unique_ptr<Sink> open_sink(const std::string& path) {
  if (path == "-" || path == "/dev/stdout") {
    return std::make_unique<StandardOutput>();
  }
  return std::make_unique<AtomicFile>(path);
}

}  // namespace ogive::internal
