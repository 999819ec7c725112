// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Where bytes come from and go to: files, pipes, the standard streams, memory.

#ifndef OGIVE_SRC_IO_STREAM_H_
#define OGIVE_SRC_IO_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ogive::internal {

// A file descriptor, closed at the end of its owner's life unless it is one of
// the standard streams (0, 1, 2) or -1.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.fd_) {
    other.fd_ = -1;
  }
  FileDescriptor& operator=(FileDescriptor&& other) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

// A sequence of bytes, read once from front to back.
class Source {
 public:
  explicit Source(std::string name) : name_(std::move(name)) {}
  virtual ~Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  // Fills `out` with the next `size` bytes; returns how many there were, less
  // than `size` only at the end of the sequence. Throws IoError.
  std::size_t read(void* out, std::size_t size);

  // As read, but may return as soon as it has at least one byte: for input that
  // somebody types. 0 at the end of the sequence.
  std::size_t read_some(void* out, std::size_t size);

  // Bytes read so far.
  std::uint64_t offset() const { return offset_; }
  // Length of the whole sequence in bytes, where it is known beforehand: of
  // regular files and memory, not of pipes and terminals.
  virtual std::optional<std::uint64_t> size() const { return std::nullopt; }
  // For messages: the path as the user gave it, or "standard input".
  const std::string& name() const { return name_; }

 private:
  virtual std::size_t read_raw(void* out, std::size_t size) = 0;

  std::string name_;
  std::uint64_t offset_ = 0;
};

// A file, a pipe or a device. Throws IoError saying why it cannot be opened.
class FileSource : public Source {
 public:
  // Reads the file `path`.
  explicit FileSource(const std::string& path);
  // Reads an open descriptor, named `name` in messages.
  FileSource(FileDescriptor fd, std::string name);

  std::optional<std::uint64_t> size() const override { return size_; }

 private:
  std::size_t read_raw(void* out, std::size_t size) override;

  FileDescriptor fd_;
  std::optional<std::uint64_t> size_;
};

// Bytes in memory, which must outlive it. Its size is known, unless it stands
// in for a pipe.
class MemorySource : public Source {
 public:
  MemorySource(std::string_view bytes, std::string name, bool pipe = false)
      : Source(std::move(name)), rest_(bytes), size_(bytes.size()) {
    if (pipe) size_.reset();
  }
  std::optional<std::uint64_t> size() const override { return size_; }

 private:
  std::size_t read_raw(void* out, std::size_t size) override;

  std::string_view rest_;
  std::optional<std::uint64_t> size_;
};

// Takes bytes from front to back.
class Sink {
 public:
  Sink() = default;
  virtual ~Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  // Throws IoError if not all of them could be written.
  virtual void write(const void* data, std::size_t size) = 0;
  void write(std::string_view text) { write(text.data(), text.size()); }
  // Makes what was written final. To be called once, at the end.
  virtual void commit() {}
};

// Standard output.
class StandardOutput : public Sink {
 public:
  using Sink::write;
  void write(const void* data, std::size_t size) override;
};

// Appends to a string.
class StringSink : public Sink {
 public:
  using Sink::write;
  void write(const void* data, std::size_t size) override {
    text_.append(static_cast<const char*>(data), size);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// Writes all `size` bytes to `fd`; throws IoError "cannot write NAME: REASON",
// with what to do about it.
void write_all(int fd, const void* data, std::size_t size,
               const std::string& name);

// "cannot VERB NAME: REASON", followed by what to do for the reasons that have
// an obvious remedy. `error` is an errno value.
std::string io_message(std::string_view verb, const std::string& name,
                       int error);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_IO_STREAM_H_
