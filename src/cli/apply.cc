// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive apply`: a function over every number of a file, as a stream.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/predictors.h"
#include "io/atomic_file.h"
#include "io/csv.h"
#include "io/error.h"
#include "io/npy.h"
#include "io/number.h"
#include "io/progress.h"
#include "io/stream.h"
#include "kernels/dispatch.h"
#include "ogive/types.h"

namespace ogive::internal {
namespace {

constexpr char kApplyFooter[] = R"(
Formats, by the input's name (or --format); the output has the same:
  NAME.npy  NumPy, any shape, C or Fortran order, little or big endian; f2, f4
            and f8, or bfloat16 bits as <u2 with --dtype bf16. The output has
            the same type, order and shape.
  NAME.csv  a header line, then numbers in the columns; those not among
            --columns are copied as they are. Computed and printed in f64
            unless --dtype says otherwise.
  -         standard input or output; raw little-endian values of --dtype
            (default f32), any number of them.

The output is written beside its target and renamed when it is complete: an
error or an interrupt leaves an existing file as it was, and OUT may be IN.
Memory use does not grow with the file: at most 64 MiB for NPY and raw values,
200 MiB for CSV, whose rows may take 16 MiB and 262144 cells.

Examples:
  ogive apply sigmoid in.npy -o out.npy
  ogive apply sigmoid scores.csv --columns logit -o probabilities.csv
  ogive apply sigmoid - --dtype f16 --derivative -o - < in.f16 > out.f16

Exit codes: 0 done, 2 wrong usage, 3 malformed input, 4 reading or writing
failed, 130 interrupted.)";

constexpr std::size_t kChunkBytes = std::size_t{4} << 20;

enum class FileFormat { npy, csv, raw };

struct ApplyOptions {
  Function function{};
  ParamOptions params;
  CommonOptions common;
  std::string input, output, format, columns;
  bool derivative = false, tail = false;

  Op op() const {
    return derivative ? Op::derivative : tail ? Op::tail : Op::forward;
  }
};

bool is_standard_input(const std::string& path) {
  return path == "-" || path == "/dev/stdin";
}

// The format that a file's name stands for.
std::optional<FileFormat> format_of_name(const std::string& path) {
  if (path.ends_with(".npy")) return FileFormat::npy;
  if (path.ends_with(".csv")) return FileFormat::csv;
  return {};
}

FileFormat choose_format(const ApplyOptions& o) {
  if (o.format == "npy") return FileFormat::npy;
  if (o.format == "csv") return FileFormat::csv;
  if (o.format == "raw") return FileFormat::raw;
  std::optional<FileFormat> format = format_of_name(o.input);
  if (!format && is_standard_input(o.input)) format = FileFormat::raw;
  if (!format) {
    throw UsageError(o.input +
                     ": the name does not tell the format; give --format npy, "
                     "csv or raw");
  }
  const std::optional<FileFormat> wanted = format_of_name(o.output);
  if (wanted && wanted != format) {
    throw UsageError(o.output + ": the output has the format of the input, " +
                     o.input + ", which its name contradicts");
  }
  return *format;
}

std::unique_ptr<Source> open_source(const std::string& path) {
  if (is_standard_input(path)) {
    return std::make_unique<FileSource>(FileDescriptor(STDIN_FILENO),
                                        "standard input");
  }
  return std::make_unique<FileSource>(path);
}

Progress make_progress(const ApplyOptions& o, const Source& source) {
  const std::size_t slash = o.input.rfind('/');
  return Progress(
      std::string(function_info(o.function).name) + " " +
          (slash == o.input.npos ? o.input : o.input.substr(slash + 1)),
      source.size().value_or(0), "B");
}

// Replaces n values by their results.
void run_in_place(const ApplyOptions& o, Dtype dtype, void* data,
                  std::size_t n) {
  Arrays arrays;
  arrays.in[0] = data;
  arrays.out[0] = data;
  run(o.function, o.op(), dtype, arrays, n, o.params.of(o.function),
      o.common.run);
}

Dtype dtype_of(NpyType type) {
  switch (type) {
    case NpyType::f16:
      return Dtype::f16;
    case NpyType::f64:
      return Dtype::f64;
    case NpyType::bf16:
      return Dtype::bf16;
    default:
      return Dtype::f32;
  }
}

void apply_npy(const ApplyOptions& o, Source& source) {
  const bool bf16 = o.common.dtype_given && o.common.dtype == Dtype::bf16;
  NpyReader reader(source, bf16);
  const Dtype dtype = dtype_of(reader.header().type);
  if (o.common.dtype_given && o.common.dtype != dtype) {
    throw UsageError(fmt::format(
        "{} holds {}, not {}: leave out --dtype (it does not convert)",
        source.name(), dtype_name(dtype), dtype_name(o.common.dtype)));
  }
  const std::unique_ptr<Sink> sink = open_sink(o.output);
  Progress progress = make_progress(o, source);
  progress.add(source.offset());
  NpyWriter writer(*sink, reader.header());
  const std::size_t item = dtype_size(dtype);
  std::vector<std::byte> chunk(kChunkBytes);
  while (const std::size_t n = reader.read(chunk.data(), kChunkBytes / item)) {
    run_in_place(o, dtype, chunk.data(), n);
    writer.write(chunk.data(), n);
    progress.add(n * item);
  }
  sink->commit();
  progress.finish();
}

void apply_raw(const ApplyOptions& o, Source& source) {
  const Dtype dtype = o.common.dtype;
  const std::size_t item = dtype_size(dtype);
  const std::unique_ptr<Sink> sink = open_sink(o.output);
  Progress progress = make_progress(o, source);
  std::vector<std::byte> chunk(kChunkBytes);
  std::size_t held = 0;  // bytes of a value whose rest is still to come
  // What has arrived is passed on at once: the other end may be waiting.
  while (const std::size_t got =
             source.read_some(chunk.data() + held, kChunkBytes - held)) {
    const std::size_t bytes = (held + got) / item * item;
    held = held + got - bytes;
    const bool swap = std::endian::native != std::endian::little;
    if (swap) swap_bytes(chunk.data(), bytes / item, item);
    run_in_place(o, dtype, chunk.data(), bytes / item);
    if (swap) swap_bytes(chunk.data(), bytes / item, item);
    sink->write(chunk.data(), bytes);
    std::copy_n(chunk.begin() + static_cast<std::ptrdiff_t>(bytes), held,
                chunk.begin());
    progress.add(got);
  }
  if (held > 0) {
    throw DataError(fmt::format(
        "{}: byte {}: {} byte{} after the last whole value: {} values take {} "
        "bytes each (--dtype says which type they are)",
        source.name(), source.offset() - held, held, held == 1 ? "" : "s",
        dtype_name(dtype), item));
  }
  sink->commit();
  progress.finish();
}

template <typename T>
void apply_csv(const ApplyOptions& o, Dtype dtype, Source& source) {
  CsvReader reader(source);
  const std::vector<std::size_t> columns =
      reader.select(split_names(o.columns, "--columns"));
  const std::unique_ptr<Sink> sink = open_sink(o.output);
  Progress progress = make_progress(o, source);
  CsvWriter writer(*sink, reader);
  CsvRow row;
  std::vector<T> values(columns.size());
  std::vector<std::string> texts(columns.size());
  std::uint64_t shown = 0;
  while (reader.next(row)) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string text = row.value(columns[i]);
      const std::optional<T> value = parse_number<T>(text);
      if (!value) {
        reader.fail(row, columns[i],
                    text.find_first_not_of(" \t") == text.npos
                        ? "the cell is empty: fill in the missing value (nan "
                          "is one), or leave out the row"
                        : quote_text(text) +
                              " is not a number: correct it, or "
                              "leave its column out of --columns");
      }
      values[i] = *value;
    }
    run_in_place(o, dtype, values.data(), values.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      texts[i] = format_number(values[i]);
    }
    writer.write(row, columns, texts);
    progress.add(source.offset() - shown);
    shown = source.offset();
  }
  writer.flush();
  sink->commit();
  progress.finish();
}

// What is wrong with the operation or its parameters is said before any file is
// opened.
void check(const ApplyOptions& o, Dtype dtype) {
  run(o.function, o.op(), dtype, {}, 0, o.params.of(o.function), o.common.run);
}

void apply(const ApplyOptions& o) {
  const FileFormat format = choose_format(o);
  if (!o.columns.empty() && format != FileFormat::csv) {
    throw UsageError("--columns is for CSV input");
  }
  if (o.output == "-" && format != FileFormat::csv && isatty(STDOUT_FILENO)) {
    throw UsageError(
        "standard output is a terminal: redirect it, or give -o "
        "a file");
  }
  apply_target(o.common);
  check(o, o.common.dtype_given ? o.common.dtype : Dtype::f64);
  const std::unique_ptr<Source> source = open_source(o.input);
  if (format == FileFormat::npy) return apply_npy(o, *source);
  if (format == FileFormat::raw) return apply_raw(o, *source);
  switch (o.common.dtype_given ? o.common.dtype : Dtype::f64) {
    case Dtype::f32:
      return apply_csv<float>(o, Dtype::f32, *source);
    case Dtype::f64:
      return apply_csv<double>(o, Dtype::f64, *source);
    case Dtype::f16:
      return apply_csv<float16>(o, Dtype::f16, *source);
    case Dtype::bf16:
      return apply_csv<bfloat16>(o, Dtype::bf16, *source);
  }
}

}  // namespace

void add_apply(CLI::App& app) {
  auto o = std::make_shared<ApplyOptions>();
  CLI::App* sub = app.add_subcommand(
      "apply", "Apply a function to every number of an NPY or CSV file");
  add_function(sub, o->function);
  sub->add_option("input", o->input, "file to read; -: standard input")
      ->required()
      ->type_name("IN");
  sub->add_option("-o,--output", o->output,
                  "file to write or replace; -: standard output")
      ->required()
      ->type_name("OUT");
  CLI::Option* derivative = sub->add_flag(
      "--derivative", o->derivative, "the derivative instead of the function");
  sub->add_flag("--tail", o->tail, "the tail cache instead of the function")
      ->excludes(derivative);
  sub->add_option("--columns", o->columns,
                  "CSV columns to transform, by name, separated by commas "
                  "(default: all)")
      ->type_name("A,B,...");
  sub->add_option("--format", o->format,
                  "format of input and output where the input's name does not "
                  "tell it")
      ->check(CLI::IsMember({"npy", "csv", "raw"}))
      ->type_name("npy|csv|raw");
  o->params.add_to(sub);
  add_common(sub, o->common);
  sub->get_option("--dtype")->description(
      "element type (default: an NPY file's own; CSV f64, raw f32)");
  sub->footer(kApplyFooter);
  sub->callback([o] { apply(*o); });
}

}  // namespace ogive::internal
