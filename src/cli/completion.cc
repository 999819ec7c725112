// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// ogive completion: a completion script for a shell, made from the command's
// own description of its options.

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "studies/study.h"

namespace ogive::internal {
namespace {

// {0} names of the subcommands, {1} the global options,
// {2} "SUB|--option ...": those that take a value,
// {3} the cases of words by "SUB|--option" before the cursor,
// {4} the cases of words by "SUB|number of the positional",
// {5} the cases of a subcommand's options.
constexpr char kScript[] = R"(# bash completion of ogive. To use it:
#   source <(ogive completion bash)
_ogive() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}}
  local sub= words= word i position=0
  COMPREPLY=()
  # bash makes --option=value three words.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${{COMP_WORDS[COMP_CWORD-2]}}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${{COMP_WORDS[i]}}
    if [[ $word == -* ]]; then
      case " {2} " in
        *" $sub|$word "*)
          [[ ${{COMP_WORDS[i+1]}} == = ]] && ((i++))
          ((i++)) ;;
      esac
    elif [[ -z $sub ]]; then
      sub=$word
    else
      ((position++))
    fi
  done
  case "$sub|$prev" in
{3}    *)
      if [[ -z $sub && $cur == -* ]]; then
        words="{1}"
      elif [[ -z $sub ]]; then
        words="{0}"
      elif [[ $cur == -* ]]; then
        case $sub in
{5}        esac
      else
        case "$sub|$position" in
{4}        esac
      fi ;;
  esac
  if [[ $words == FILE ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  fi
}}
complete -F _ogive ogive
)";

// The words that an argument can be, separated by blanks; FILE for any file;
// nothing if it can be anything. The names of types that mean something here
// are FUNCTION, STUDY, TARGET, FILE, IN, OUT and DIR (files too), and the words
// themselves: "f32|f64".
std::string words_of(const CLI::Option& option) {
  // CLI11 adds the validators' descriptions after a colon.
  const std::string type = CLI::detail::split(option.get_type_name(), ':')[0];
  if (type == "FILE" || type == "IN" || type == "OUT" || type == "DIR") {
    return "FILE";
  }
  std::string words;
  const auto add = [&words](std::string_view word) {
    words += (words.empty() ? "" : " ") + std::string(word);
  };
  if (type == "FUNCTION") {
    for (const FunctionInfo& f : functions()) add(f.name);
    return words;
  }
  if (type == "STUDY") {
    for (const Study& s : studies()) add(s.name);
    return words;
  }
  const bool is_choice = type.find('|') != type.npos || type == "bash";
  for (const std::string& part : CLI::detail::split(type, '|')) {
    if (part == "TARGET") {
      for (const std::string& name : targets()) add(name);
    } else if (is_choice) {
      add(part);
    }
  }
  return words;
}

// "--output" and "-o".
std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_lnames()) {
    names.push_back("--" + name);
  }
  for (const std::string& name : option.get_snames()) {
    names.push_back("-" + name);
  }
  return names;
}

std::string option_names(const CLI::App& app) {
  std::string all;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : names_of(*option)) {
      all += (all.empty() ? "" : " ") + name;
    }
  }
  return all;
}

std::string bash_script(const CLI::App& app) {
  std::string subs, valued, after_option, positionals, options;
  for (const CLI::App* sub : app.get_subcommands({})) {
    const std::string& name = sub->get_name();
    subs += (subs.empty() ? "" : " ") + name;
    options += fmt::format("          {}) words=\"{}\" ;;\n", name,
                           option_names(*sub));
    int position = 0;
    for (const CLI::Option* option : sub->get_options()) {
      const std::string words = words_of(*option);
      if (option->get_positional()) {
        if (!words.empty()) {
          // One that may be given several times is the last.
          const bool repeats = option->get_items_expected_max() > 1;
          positionals +=
              fmt::format("          \"{}|\"{}) words=\"{}\" ;;\n", name,
                          repeats ? "*" : std::to_string(position), words);
        }
        ++position;
        continue;
      }
      if (option->get_items_expected_max() == 0) continue;  // a flag
      std::string pattern;
      for (const std::string& option_name : names_of(*option)) {
        const std::string key = name + "|" + option_name;
        valued += (valued.empty() ? "" : " ") + key;
        pattern += (pattern.empty() ? "" : " | ") + ('"' + key + '"');
      }
      after_option +=
          fmt::format("    {})\n      words=\"{}\" ;;\n", pattern, words);
    }
  }
  return fmt::format(kScript, subs, option_names(app), valued, after_option,
                     positionals, options);
}

}  // namespace

void add_completion(CLI::App& app) {
  CLI::App* sub =
      app.add_subcommand("completion", "Print a completion script for a shell");
  const auto shell = std::make_shared<std::string>();
  sub->add_option("shell", *shell, "the shell")
      ->required()
      ->check(CLI::IsMember(std::vector<std::string>{"bash"}))
      ->type_name("bash");
  sub->footer(R"(Example, for the running shell (a line for ~/.bashrc too):
  source <(ogive completion bash))");
  sub->callback([&app, shell] { write_stdout(bash_script(app)); });
}

}  // namespace ogive::internal
