// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The command `ogive`: parses the arguments, runs one subcommand and turns what
// it throws into a message on stderr and an exit code.

#include <fcntl.h>
#include <strings.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "io/error.h"
#include "io/number.h"
#include "ogive/options.h"

namespace ogive::internal {
namespace {

constexpr char kMainFooter[] = R"(Examples:
  ogive eval sigmoid 0 1 -2.5
  ogive plot sigmoid --derivative -o sigmoid.svg
  ogive apply sigmoid in.npy -o out.npy

Exit codes:
    0  all went well
    1  a promise is broken: verification found a wrong result, an audit a score
       that differs
    2  wrong usage: unknown option, function, target, value out of range
    3  bad input data: a file or a number that cannot be read as what it is
       said to be
    4  input or output failed: file not found, disk full, stdout closed
  130  interrupted

Environment:
  OGIVE_TARGET       the target to run on, one of those `ogive info` lists
  OGIVE_NUM_THREADS  threads where --threads is not given; 0: every core)";

// Option lines without CLI11's notes on needs, exclusions and permitted values,
// which the errors tell, and one blank line before the footer.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(28); }

  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_items_expected_max() == 0) return "";  // a flag
    const std::string type = option->get_type_name();
    return " " + type.substr(0, type.find(':'));  // without its validators'
  }

  std::string make_footer(const CLI::App* app) const override {
    const std::string text = app->get_footer();
    const std::size_t start = text.find_first_not_of('\n');
    return start == text.npos ? "" : text.substr(start) + "\n";
  }
};

// A file opened while a standard stream is closed would take its number, and
// output meant for the stream would go into the file. Such a stream gets a
// descriptor instead on which its use fails.
void occupy_standard_streams() {
  for (int fd = 0; fd <= 2; ++fd) {
    if (fcntl(fd, F_GETFD) != -1) continue;
    // The lowest free number is taken, which is fd.
    if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) < 0)
      std::_Exit(kExitIo);
  }
}

// CLI11 takes "-2.5" for a number but "-inf", "-nan" and "-.5" for options. A
// blank in front makes them plain words; whoever reads numbers skips blanks.
bool is_negative_number_word(const std::string& arg) {
  if (arg.size() < 3 || arg[0] != '-') return false;
  const char* rest = arg.c_str() + 1;
  return (rest[0] == '.' && rest[1] >= '0' && rest[1] <= '9') ||
         strncasecmp(rest, "inf", 3) == 0 || strncasecmp(rest, "nan", 3) == 0;
}

int fail(int code, std::string_view message) {
  // The library's own messages begin with its name.
  constexpr std::string_view kPrefix = "ogive: ";
  if (message.starts_with(kPrefix)) message.remove_prefix(kPrefix.size());
  std::fprintf(stderr, "ogive: error: %.*s\n", static_cast<int>(message.size()),
               message.data());
  return code;
}

int run_command(int argc, char** argv) {
  CLI::App app("Activation functions of neural networks, correctly rounded.",
               "ogive");
  app.set_version_flag("--version", "ogive " + std::string(version()));
  app.formatter(std::make_shared<HelpFormatter>());
  app.require_subcommand(1);
  app.footer(kMainFooter);
  add_eval(app);
  add_apply(app);
  add_table(app);
  add_plot(app);
  add_verify(app);
  add_bench(app);
  add_fit(app);
  add_scorecard(app);
  add_score(app);
  add_audit(app);
  add_evaluate(app);
  add_psi(app);
  add_train(app);
  add_predict(app);
  add_study(app);
  add_tour(app);
  add_document(app);
  add_info(app);
  add_completion(app);

  // CLI11 takes the arguments in reverse order.
  std::vector<std::string> args;
  for (int i = argc - 1; i > 0; --i) {
    args.emplace_back(argv[i]);
    if (is_negative_number_word(args.back())) args.back().insert(0, 1, ' ');
  }
  try {
    app.parse(args);
  } catch (const CLI::CallForHelp&) {
    write_stdout(app.help());
  } catch (const CLI::CallForVersion&) {
    write_stdout("ogive " + std::string(version()) + "\n");
  } catch (const CLI::ParseError& e) {
    std::string sub;
    for (const CLI::App* s : app.get_subcommands()) sub = " " + s->get_name();
    // CLI11 complains first of what is missing, though what is there and wrong
    // tells more.
    const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
    const std::string message =
        unknown.empty()
            ? e.what()
            : (sub.empty() && unknown[0][0] != '-' ? "unknown subcommand "
                                                   : "unexpected argument ") +
                  quote_text(unknown[0]);
    return fail(kExitUsage, message + "\nTry: ogive" + sub + " --help");
  }
  flush_stdout();
  return kExitOk;
}

}  // namespace
}  // namespace ogive::internal

int main(int argc, char** argv) {
  using namespace ogive::internal;
  occupy_standard_streams();
  // A reader that went away shows as a failed write, with its exit code.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run_command(argc, argv);
  } catch (const BrokenPromise& e) {
    return fail(kExitBrokenPromise, e.what());
  } catch (const UsageError& e) {
    return fail(kExitUsage, e.what());
  } catch (const std::invalid_argument& e) {
    return fail(kExitUsage, e.what());
  } catch (const DataError& e) {
    return fail(kExitData, e.what());
  } catch (const Interrupted& e) {
    return fail(kExitInterrupted, e.what());
  } catch (const std::bad_alloc&) {
    return fail(kExitIo, "not enough memory");
  } catch (const std::exception& e) {
    return fail(kExitIo, e.what());
  }
}
