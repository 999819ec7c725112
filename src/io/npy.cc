// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The NPY header's little language, and the elements behind it.

#include "io/npy.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

#include "io/error.h"
#include "io/number.h"

namespace ogive::internal {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
// NumPy's own limits are 64 dimensions and, when reading, 10,000 bytes.
constexpr std::size_t kMaxDimensions = 64;
constexpr std::uint64_t kMaxHeader = std::uint64_t{1} << 20;
constexpr std::uint64_t kMaxBytes = std::numeric_limits<std::int64_t>::max();
constexpr char kToFloat[] =
    "convert to a float type, e.g. numpy.asarray(a, dtype=numpy.float32)";

[[noreturn]] void fail(const Source& source, std::uint64_t offset,
                       const std::string& what) {
  throw DataError(source.name() + ": byte " + std::to_string(offset) + ": " +
                  what);
}

// Reads the header's Python dictionary. Understood is what NumPy writes, in any
// order and spacing.
class HeaderParser {
 public:
  // `start` is the offset of `text` in the file.
  HeaderParser(const Source& source, std::string_view text, std::uint64_t start,
               bool bf16)
      : source_(source), text_(text), start_(start), bf16_(bf16) {}

  NpyHeader parse() {
    bool descr = false, fortran_order = false, shape = false;
    expect('{', "the header must be a dictionary");
    while (!take('}')) {
      const std::size_t key_at = position();
      const std::string key = parse_string("a key");
      const auto once = [&](bool& seen) {
        if (seen) error(key_at, "the header has " + quote_text(key) + " twice");
        seen = true;
      };
      expect(':', "a colon must follow the key");
      if (key == "descr") {
        once(descr);
        parse_descr();
      } else if (key == "fortran_order") {
        once(fortran_order);
        parse_fortran_order();
      } else if (key == "shape") {
        once(shape);
        parse_shape();
      } else {
        error(key_at, "unknown key " + quote_text(key) + " in the header");
      }
      if (take('}')) break;
      expect(',', "a comma or a closing brace must follow the value");
    }
    for (const auto& [seen, key] :
         {std::pair(descr, "descr"), std::pair(fortran_order, "fortran_order"),
          std::pair(shape, "shape")}) {
      if (!seen) error(0, std::string("the header lacks '") + key + "'");
    }
    if (const std::size_t at = position(); at < text_.size()) {
      error(at,
            "junk after the header's dictionary: the header's length is "
            "wrong, or the header is damaged");
    }
    return header_;
  }

 private:
  [[noreturn]] void error(std::size_t at, const std::string& what) const {
    fail(source_, start_ + at, what);
  }

  // The offset of the next character that is not white space.
  std::size_t position() {
    at_ = std::min(text_.find_first_not_of(" \t\n\r\f\v", at_), text_.size());
    return at_;
  }
  char peek() { return position() < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c, const char* what) {
    if (take(c)) return;
    error(position(), position() == text_.size()
                          ? std::string("the header ends too early: ") + what
                          : std::string(what) + ", not " + excerpt());
  }
  std::string excerpt() { return quote_text(text_.substr(position(), 12)); }

  std::string parse_string(const char* what) {
    const char quote = peek();
    if (quote != '\'' && quote != '"') {
      error(position(), std::string(what) + " in quotes is missing");
    }
    const std::size_t begin = ++at_;
    const std::size_t end = text_.find(quote, begin);
    if (end == text_.npos) error(begin - 1, "the closing quote is missing");
    at_ = end + 1;
    return std::string(text_.substr(begin, end - begin));
  }

  void parse_descr() {
    const std::size_t at = position();
    if (peek() == '[') {
      error(at, std::string("structured arrays cannot be read: take one field "
                            "and ") +
                    kToFloat);
    }
    const std::string descr = parse_string("the type");
    std::string_view rest = descr;
    header_.order = std::endian::native;
    if (!rest.empty() && std::string_view("<>=|").find(rest[0]) != rest.npos) {
      if (rest[0] == '<') header_.order = std::endian::little;
      if (rest[0] == '>') header_.order = std::endian::big;
      rest.remove_prefix(1);
    }
    if (rest.empty())
      error(at, "the type " + quote_text(descr) + " is unknown");
    header_.kind = rest[0];
    const std::string_view size = rest.substr(1);

    if (bf16_) {
      if (rest != "u2" && rest != "V2") {
        error(at, "the type " + quote_text(descr) +
                      " is not that of bfloat16 values, which is 2 bytes each: "
                      "'<u2'");
      }
      header_.type = NpyType::bf16;
    } else if (rest == "f2") {
      header_.type = NpyType::f16;
    } else if (rest == "f4") {
      header_.type = NpyType::f32;
    } else if (rest == "f8") {
      header_.type = NpyType::f64;
    } else {
      error(at, "arrays of " + kind_name(rest[0], size) + " (" +
                    quote_text(descr) + ") cannot be read: " + kToFloat +
                    (rest == "u2" || rest == "V2"
                         ? "; if they are the bits of bfloat16 values, give "
                           "--dtype bf16"
                         : ""));
    }
  }

  static std::string kind_name(char kind, std::string_view size) {
    switch (kind) {
      case 'i':
      case 'u':
        return "integers";
      case 'b':
        return size == "1" ? "booleans" : "bytes";
      case '?':
        return "booleans";
      case 'c':
        return "complex numbers";
      case 'O':
        return "Python objects";
      case 'S':
      case 'U':
      case 'a':
        return "strings";
      case 'V':
        return "raw bytes";
      case 'M':
      case 'm':
        return "dates or times";
      case 'f':
        return "floats of " + std::string(size) + " bytes";
      default:
        return "an unknown type";
    }
  }

  void parse_fortran_order() {
    const std::size_t at = position();
    for (const std::string_view word : {"True", "False"}) {
      if (text_.substr(at).starts_with(word)) {
        header_.fortran_order = word == "True";
        at_ = at + word.size();
        return;
      }
    }
    error(at, "'fortran_order' must be True or False, not " + excerpt());
  }

  void parse_shape() {
    const std::size_t at = position();
    expect('(', "'shape' must be a tuple of whole numbers");
    bool comma = true;
    while (!take(')')) {
      if (!comma) {
        error(position(),
              "a comma or a closing parenthesis must follow a "
              "dimension, not " +
                  excerpt());
      }
      header_.shape.push_back(parse_dimension());
      comma = take(',');
    }
    // (3) is a number to Python, not a tuple.
    if (header_.shape.size() == 1 && !comma) {
      error(at,
            "'shape' must be a tuple: a comma must follow its only "
            "dimension");
    }
    if (header_.shape.size() > kMaxDimensions) {
      error(at, "'shape' has " + std::to_string(header_.shape.size()) +
                    " dimensions, more than " + std::to_string(kMaxDimensions));
    }
  }

  std::uint64_t parse_dimension() {
    const std::size_t at = position();
    if (peek() == '-') error(at, "negative dimension in 'shape': " + excerpt());
    std::uint64_t value = 0;
    std::size_t end = at;
    for (; end < text_.size() && text_[end] >= '0' && text_[end] <= '9';
         ++end) {
      const auto digit = static_cast<std::uint64_t>(text_[end] - '0');
      if (value > (kMaxBytes - digit) / 10) {
        error(at, "a dimension in 'shape' is too large: " + excerpt());
      }
      value = value * 10 + digit;
    }
    if (end == at) {
      error(at, "'shape' must be a tuple of whole numbers, not " + excerpt());
    }
    if (end < text_.size() && (text_[end] == '.' || text_[end] == 'e')) {
      error(at, "fractional dimension in 'shape': " + excerpt());
    }
    // Python 2 wrote long integers so.
    if (end < text_.size() && text_[end] == 'L') ++end;
    at_ = end;
    return value;
  }

  const Source& source_;
  std::string_view text_;
  std::uint64_t start_;
  bool bf16_;
  std::size_t at_ = 0;
  NpyHeader header_;
};

// Whether the elements, zero dimensions aside, take at most kMaxBytes.
bool fits(const NpyHeader& header) {
  std::uint64_t bytes = header.item_size();
  for (const std::uint64_t n : header.shape) {
    if (n == 0) continue;
    if (bytes > kMaxBytes / n) return false;
    bytes *= n;
  }
  return true;
}

NpyHeader read_header(Source& source, bool bf16) {
  char start[12];
  const std::size_t magic = source.read(start, kMagic.size());
  if (std::string_view(start, magic) != kMagic) {
    fail(source, 0,
         magic == 0 ? "the file is empty"
                    : "this is not an NPY file, which begins with \\x93NUMPY");
  }
  if (source.read(start, 2) < 2) {
    fail(source, source.offset(), "the file ends within the version");
  }
  const int major = static_cast<unsigned char>(start[0]);
  const int minor = static_cast<unsigned char>(start[1]);
  if (major < 1 || major > 3 || minor != 0) {
    fail(source, 6,
         "unknown version " + std::to_string(major) + "." +
             std::to_string(minor) + " of the format; known are 1.0, 2.0, 3.0");
  }
  const std::size_t length_size = major == 1 ? 2 : 4;
  unsigned char length[4];
  if (source.read(length, length_size) < length_size) {
    fail(source, source.offset(), "the file ends within the header's length");
  }
  std::uint64_t header_size = 0;
  for (std::size_t i = length_size; i-- > 0;) {
    header_size = header_size << 8 | length[i];
  }
  if (header_size > kMaxHeader) {
    fail(source, 8,
         "the header claims to be " + std::to_string(header_size) +
             " bytes long, more than " + std::to_string(kMaxHeader));
  }
  const std::uint64_t header_start = source.offset();
  std::string text(header_size, '\0');
  const std::size_t got = source.read(text.data(), text.size());
  if (got < text.size()) {
    fail(source, 8,
         "the header claims to be " + std::to_string(header_size) +
             " bytes long, but the file ends " + std::to_string(got) +
             " bytes after its start");
  }
  return HeaderParser(source, text, header_start, bf16).parse();
}

std::string bytes_text(std::uint64_t n) {
  return std::to_string(n) + (n == 1 ? " byte" : " bytes");
}

}  // namespace

std::size_t NpyHeader::item_size() const {
  return type == NpyType::f64 ? 8 : type == NpyType::f32 ? 4 : 2;
}

std::uint64_t NpyHeader::count() const {
  std::uint64_t product = 1;
  for (const std::uint64_t n : shape) {
    if (n == 0) return 0;
    product *= n;
  }
  return product;
}

std::string NpyHeader::descr() const {
  return std::string(order == std::endian::little ? "<" : ">") + kind +
         std::to_string(item_size());
}

NpyReader::NpyReader(Source& source, bool bf16)
    : source_(source), header_(read_header(source, bf16)) {
  if (!fits(header_)) {
    fail(source, 8, "the shape's number of elements is too large for any file");
  }
  left_ = header_.count();
  // A file's length tells at once whether it can be right.
  if (!source.size() || *source.size() < source.offset()) return;
  const std::uint64_t needed = left_ * header_.item_size();
  const std::uint64_t there = *source.size() - source.offset();
  if (there < needed) {
    fail(source, *source.size(),
         "the file is truncated: the shape needs " + bytes_text(needed) +
             " of data, " + bytes_text(there) + " are there");
  }
  if (there > needed) {
    fail(source, source.offset() + needed,
         bytes_text(there - needed) + " after the data");
  }
}

std::size_t NpyReader::read(void* out, std::size_t n) {
  const std::size_t item = header_.item_size();
  n = static_cast<std::size_t>(std::min<std::uint64_t>(n, left_));
  const std::size_t got = source_.read(out, n * item);
  if (got < n * item) {
    const std::uint64_t missing = left_ * item - got;
    fail(source_, source_.offset(),
         "the file is truncated: " + bytes_text(missing) + " of " +
             bytes_text(header_.count() * item) + " of data are missing");
  }
  if (header_.order != std::endian::native) swap_bytes(out, n, item);
  left_ -= n;
  char extra;
  if (left_ == 0 && source_.read(&extra, 1) != 0) {
    fail(source_, source_.offset() - 1, "bytes after the data");
  }
  return n;
}

NpyWriter::NpyWriter(Sink& sink, NpyHeader header)
    : sink_(sink), header_(std::move(header)) {
  const std::vector<std::uint64_t>& shape = header_.shape;
  std::string text = "{'descr': '" + header_.descr() + "', 'fortran_order': " +
                     (header_.fortran_order ? "True" : "False") +
                     ", 'shape': (";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  }
  text += shape.size() == 1 ? ",), }" : "), }";
  // NumPy leaves room for the slowest dimension to grow to 21 digits, and
  // aligns the data to 64 bytes.
  if (!shape.empty()) {
    const std::uint64_t slowest =
        header_.fortran_order ? shape.back() : shape.front();
    text.append(21 - std::to_string(slowest).size(), ' ');
  }
  const std::size_t prefix = kMagic.size() + 2 + 2;
  text.append(64 - (prefix + text.size() + 1) % 64, ' ');
  text += '\n';

  std::string start(kMagic);
  start += {'\x01', '\x00', static_cast<char>(text.size() & 0xFF),
            static_cast<char>(text.size() >> 8)};
  sink_.write(start + text);
}

void NpyWriter::write(const void* data, std::size_t n) {
  const std::size_t item = header_.item_size();
  if (header_.order == std::endian::native) {
    sink_.write(data, n * item);
    return;
  }
  char chunk[65536];
  const char* p = static_cast<const char*>(data);
  while (n > 0) {
    const std::size_t k = std::min(n, sizeof chunk / item);
    std::memcpy(chunk, p, k * item);
    swap_bytes(chunk, k, item);
    sink_.write(chunk, k * item);
    p += k * item;
    n -= k;
  }
}

void swap_bytes(void* data, std::size_t n, std::size_t item_size) {
  const auto swap_all = [&]<typename T>(T, auto reverse) {
    char* p = static_cast<char*>(data);
    for (std::size_t i = 0; i < n; ++i, p += sizeof(T)) {
      T value;
      std::memcpy(&value, p, sizeof value);
      value = reverse(value);
      std::memcpy(p, &value, sizeof value);
    }
  };
  switch (item_size) {
    case 2:
      return swap_all(std::uint16_t{},
                      [](auto v) { return __builtin_bswap16(v); });
    case 4:
      return swap_all(std::uint32_t{},
                      [](auto v) { return __builtin_bswap32(v); });
    default:
      return swap_all(std::uint64_t{},
                      [](auto v) { return __builtin_bswap64(v); });
  }
}

}  // namespace ogive::internal
