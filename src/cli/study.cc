// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive study`: an experiment with the activation functions, its table, its
// charts and what they mean.

#include "studies/study.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "cli/command.h"
#include "cli/common.h"
#include "io/atomic_file.h"
#include "io/error.h"
#include "io/number.h"
#include "plot/chart.h"

namespace ogive::internal {
namespace {

constexpr std::size_t kLineWidth = 80;

struct StudyOptions {
  CommonOptions common;
  std::string name, output;
  StudyRequest request;
  bool list = false;
};

// The words of a paragraph in lines.
std::string wrapped(const std::string& text) {
  std::string out, line;
  std::size_t length = 0;  // in letters
  const auto letters = [](const std::string& word) {
    std::size_t n = 0;
    for (const char c : word) {
      n += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
    }
    return n;
  };
  const auto flush = [&] {
    out += line + '\n';
    line.clear();
    length = 0;
  };
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end =
        std::min(text.find_first_of(" \n", at), text.size());
    const std::string word = text.substr(at, end - at);
    const bool paragraph = text.compare(end, 2, "\n\n") == 0;
    if (length > 0 && length + 1 + letters(word) > kLineWidth) flush();
    if (!line.empty()) {
      line += ' ';
      ++length;
    }
    line += word;
    length += letters(word);
    if (paragraph) {
      flush();
      out += '\n';
    }
    at = end + (paragraph ? 2 : 1);
  }
  if (!line.empty()) flush();
  return out;
}

const Study& study_by_name(const std::string& name) {
  std::string names;
  for (const Study& s : studies()) {
    if (s.name == name) return s;
    names += (names.empty() ? "" : ", ") + std::string(s.name);
  }
  throw UsageError(fmt::format("there is no study {}; there are {}",
                               quote_text(name), names));
}

void list_studies() {
  const Texts text(Language::english);
  for (const Study& s : studies()) {
    write_stdout(fmt::format("{:<20}{}\n", s.name,
                             text(std::string(s.name) + ".title")));
  }
}

void write_file(const std::filesystem::path& path, const std::string& bytes) {
  AtomicFile file(path.string());
  file.write(bytes);
  file.commit();
  write_stdout(path.string() + '\n');
}

std::string image_of(const StudyResult& result, ImageFormat format) {
  return result.charts.size() == 1
             ? render_chart(result.charts[0], format)
             : render_charts(result.charts, result.charts.size() == 3 ? 3 : 2,
                             format);
}

void make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    throw IoError(fmt::format("--output {}: cannot make this folder: {}",
                              quote_text(path), error.message()));
  }
}

void run_study(const StudyOptions& o) {
  const Study& study = study_by_name(o.name);
  // Before the work, which a wrong path would otherwise be wasted on.
  if (!o.output.empty()) make_folder(o.output);
  const StudyResult result = study.run(o.request);
  const Texts text(o.request.language);
  write_stdout(text(o.name + ".title") + "\n\n");
  if (o.request.quick) write_stdout("a quick look: numbers are rough\n\n");
  for (const StudyTable& table : result.tables) {
    write_stdout(table_text(table) + '\n');
  }
  write_stdout(wrapped(result.text));
  if (o.output.empty()) return;
  write_stdout("\n");
  const std::filesystem::path folder(o.output);
  for (const StudyTable& table : result.tables) {
    write_file(folder / (o.name + (table.name.empty() ? "" : "-" + table.name) +
                         ".csv"),
               table_csv(table));
  }
  write_file(folder / (o.name + ".svg"), image_of(result, ImageFormat::svg));
  write_file(folder / (o.name + ".png"), image_of(result, ImageFormat::png));
}

}  // namespace

void add_study(CLI::App& app) {
  CLI::App* sub = app.add_subcommand(
      "study", "Show by experiment what a sigmoid is good for, and what not");
  const auto o = std::make_shared<StudyOptions>();
  sub->add_option("name", o->name, "the study, as --list lists them")
      ->type_name("STUDY");
  sub->add_flag("--list", o->list, "list the studies");
  sub->add_option("-o,--output", o->output,
                  "a folder for tables (CSV) and figures (SVG, PNG)")
      ->type_name("DIR");
  sub->add_option("--data", o->request.data,
                  "the folder of the data sets, if not the one the\n"
                  "command came with")
      ->type_name("DIR");
  sub->add_option("--seed", o->request.seed,
                  "of the first weights and the order of the rows\n(default 1)")
      ->type_name("N");
  sub->add_flag("--quick", o->request.quick,
                "a rough look, of seconds: fewer inputs, less training");
  o->request.threads = 0;
  sub->add_option("--threads", o->request.threads,
                  "threads; 0, the default: every core")
      ->check(CLI::Range(0, 1024))
      ->type_name("N");
  add_target(sub, o->common);
  sub->footer(
      R"(Prints tables and a text whose numbers are those just found; --output writes the
tables and the figures too, each file whole or not at all. Times are those of
this machine at this moment; everything else is the same in every run on it.

Examples:
  ogive study --list
  ogive study saturation
  ogive study vanishing-gradient -o results)");
  sub->callback([o] {
    apply_target(o->common);
    if (o->list) {
      list_studies();
      return;
    }
    if (o->name.empty()) {
      throw UsageError("name a study, as `ogive study --list` lists them");
    }
    run_study(*o);
  });
}

}  // namespace ogive::internal
