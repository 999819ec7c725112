// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Reading and writing of files, pipes, standard streams and memory.

#include "io/stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "io/error.h"

namespace ogive::internal {
namespace {

// The kernel writes and reads at most 2^31 - 4096 bytes at once.
constexpr std::size_t kMaxTransfer = std::size_t{1} << 30;

int open_for_reading(const std::string& path) {
  int fd;
  do {
    fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) throw IoError(io_message("open", path, errno));
  return fd;
}

const char* remedy(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return ": free some space, or write to another disk";
    case EFBIG:
      return ": raise the limit on the size of files (ulimit -f)";
    case EACCES:
    case EPERM:
      return ": check the permissions of the file and its folder";
    case ENOENT:
    case ENOTDIR:
      return ": check the spelling of the path";
    case EISDIR:
      return ": name a file in it";
    default:
      return "";
  }
}

}  // namespace

std::string io_message(std::string_view verb, const std::string& name,
                       int error) {
  return "cannot " + std::string(verb) + " " + name + ": " +
         std::generic_category().message(error) + remedy(error);
}

FileDescriptor::~FileDescriptor() {
  if (fd_ > 2) close(fd_);
}

std::size_t Source::read_some(void* out, std::size_t size) {
  const std::size_t got = read_raw(out, size);
  offset_ += got;
  return got;
}

std::size_t Source::read(void* out, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const std::size_t got =
        read_some(static_cast<char*>(out) + done, size - done);
    if (got == 0) break;
    done += got;
  }
  return done;
}

FileSource::FileSource(const std::string& path)
    : FileSource(FileDescriptor(open_for_reading(path)), path) {}

FileSource::FileSource(FileDescriptor fd, std::string name)
    : Source(std::move(name)), fd_(std::move(fd)) {
  struct stat info;
  if (fstat(fd_.get(), &info) != 0) {
    throw IoError(io_message("read", this->name(), errno));
  }
  if (S_ISDIR(info.st_mode)) {
    throw IoError(io_message("read", this->name(), EISDIR));
  }
  // Files that the kernel makes up, as in /proc, say that they are empty. A
  // standard stream may have been read in part before.
  if (!S_ISREG(info.st_mode) || info.st_size == 0) return;
  const off_t position = lseek(fd_.get(), 0, SEEK_CUR);
  if (position >= 0 && position <= info.st_size) {
    size_ = static_cast<std::uint64_t>(info.st_size - position);
  }
}

std::size_t FileSource::read_raw(void* out, std::size_t size) {
  ssize_t got;
  do {
    got = ::read(fd_.get(), out, std::min(size, kMaxTransfer));
  } while (got < 0 && errno == EINTR);
  if (got < 0) throw IoError(io_message("read", name(), errno));
  return static_cast<std::size_t>(got);
}

std::size_t MemorySource::read_raw(void* out, std::size_t size) {
  const std::size_t got = std::min(size, rest_.size());
  if (got > 0) std::memcpy(out, rest_.data(), got);
  rest_.remove_prefix(got);
  return got;
}

void StandardOutput::write(const void* data, std::size_t size) {
  write_all(STDOUT_FILENO, data, size, "standard output");
}

void write_all(int fd, const void* data, std::size_t size,
               const std::string& name) {
  const char* p = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t put = ::write(fd, p, std::min(size, kMaxTransfer));
    if (put < 0) {
      if (errno == EINTR) continue;
      throw IoError(io_message("write", name, errno));
    }
    p += put;
    size -= static_cast<std::size_t>(put);
  }
}

}  // namespace ogive::internal
