// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive tour`: the page that shows it all.

#include "tour/tour.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/machine.h"
#include "io/atomic_file.h"
#include "io/error.h"
#include "io/number.h"
#include "ogive/options.h"

namespace ogive::internal {
namespace {

struct TourOptions {
  CommonOptions common;
  StudyRequest study;
  std::string output, language = "en";
};

void run_tour(const TourOptions& o) {
  // Opened before the work, so that a wrong path does not waste it.
  AtomicFile file(o.output);
  TourRequest request;
  request.study = o.study;
  request.study.language =
      o.language == "zh" ? Language::chinese : Language::english;
  request.cpu = cpu_name();
  request.compiler = compiler_name();
  request.cores = core_count();
  request.target = target();
  request.version = version();
  request.on_part = [](int part, int parts, const std::string& name,
                       double seconds) {
    write_stdout(
        fmt::format("[{}/{}] {:<20}{:>6.1f} s\n", part, parts, name, seconds));
    flush_stdout();
  };
  file.write(make_tour(request));
  file.commit();
  write_stdout(fmt::format("the tour lies in {}\n",
                           std::filesystem::absolute(o.output).string()));
}

}  // namespace

void add_tour(CLI::App& app) {
  CLI::App* sub = app.add_subcommand(
      "tour", "Write a page that shows what a sigmoid is, and what it is for");
  const auto o = std::make_shared<TourOptions>();
  sub->add_option("-o,--output", o->output,
                  "the page's file, such as tour.html")
      ->required()
      ->type_name("FILE");
  sub->add_option("--lang", o->language,
                  "the page's language: en (default) or zh, Chinese")
      ->check(CLI::IsMember({"en", "zh"}))
      ->type_name("en|zh");
  sub->add_option("--data", o->study.data,
                  "the folder of the data sets, if not the one the\n"
                  "command came with")
      ->type_name("DIR");
  sub->add_option("--seed", o->study.seed,
                  "of the first weights and the order of the rows\n(default 1)")
      ->type_name("N");
  sub->add_flag("--quick", o->study.quick,
                "a rough page in seconds: little training, few timings");
  sub->add_option("--threads", o->study.threads,
                  "threads; 0, the default: every core")
      ->check(CLI::Range(0, 1024))
      ->type_name("N");
  add_target(sub, o->common);
  sub->footer(
      R"(Runs every study (`ogive study --list`) and writes one page that needs no other
file and no network: for a screen, a phone or paper, light or dark. It takes
about a minute. The file is replaced whole or not at all.

Examples:
  ogive tour -o tour.html
  ogive tour -o tour.html --lang zh)");
  sub->callback([o] {
    apply_target(o->common);
    run_tour(*o);
  });
}

}  // namespace ogive::internal
