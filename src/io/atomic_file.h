// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Replaces a file whole or not at all.

#ifndef OGIVE_SRC_IO_ATOMIC_FILE_H_
#define OGIVE_SRC_IO_ATOMIC_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "io/stream.h"

namespace ogive::internal {

// Writes to a temporary file in the folder of the target; commit() brings it to
// the disk and renames it to the target. Until then the target is as it was: if
// the object dies before commit(), or the process by SIGINT, SIGTERM or SIGHUP,
// the temporary file is removed. (SIGKILL and power failure can leave it
// behind: .TARGET.ogive-PID-N.)
//
// A target that is a symbolic link stays one: the file it points at is
// replaced. The new file has the permissions of the one it replaces, else what
// the umask leaves of 0666. Devices and pipes are not replaced, but written to
// directly.
//
// The first object of the process ignores SIGXFSZ, so that a limit on the size
// of files becomes an IoError, and catches those of the three signals that have
// their default action, which it takes once the temporary files are removed.
class AtomicFile : public Sink {
 public:
  // Throws IoError if the target cannot be replaced: its folder is missing or
  // not writable, it is a folder itself, or it is write-protected.
  explicit AtomicFile(const std::string& path);
  ~AtomicFile() override;

  using Sink::write;
  // Throws IoError if the bytes cannot be written (a full disk).
  void write(const void* data, std::size_t size) override;

  // Throws IoError if the data cannot be brought to the disk or the temporary
  // file not be renamed; the target is then as it was.
  void commit() override;

 private:
  void throw_error(const char* verb, int error) const;

  std::string name_;       // the path as given, for messages
  std::string target_;     // with the links followed
  std::string temporary_;  // empty if the target is written directly
  int fd_ = -1;
  std::uint64_t written_ = 0;
  std::uint64_t sent_ = 0;  // of these, what the disk has been asked to write
};

// The sink for an output path: standard output for "-" and /dev/stdout, an
// AtomicFile for any other.
std::unique_ptr<Sink> open_sink(const std::string& path);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_IO_ATOMIC_FILE_H_
