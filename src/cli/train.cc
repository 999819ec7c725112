// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// `ogive train`: a network learns from the rows of a CSV file.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/common.h"
#include "cli/predictors.h"
#include "cli/train_report.h"
#include "io/atomic_file.h"
#include "io/error.h"
#include "io/number.h"
#include "io/progress.h"
#include "io/stream.h"
#include "models/network_model.h"
#include "models/training_set.h"
#include "ogive/nn.h"

namespace ogive::internal {
namespace {

constexpr char kTrainFooter[] = R"(
Every column but the label is an input, unless --columns or --exclude say
otherwise. Columns of numbers are standardised (mean 0, standard deviation 1 over
the rows for training); others are categorical: an input of 0 or 1 for each level.
DATA.schema.json beside DATA.csv, or --schema, says of columns their type, the
codes for missing values, and which are protected attributes: those are left out
unless --include-protected is given.

The output is sigmoid for a label of two values, and for several labels of 0 and
1; softmax for several classes; linear for a number. For more than one hidden
layer --hidden-activation and --cache take one word for all or a list.

The same data, options and seed give the same network, bit for bit, on the same
machine and target, for any number of threads.

Examples:
  ogive train data/breast_cancer_wdbc.csv --label benign -o cells.json
  ogive train data/digits.csv --label digit --output softmax --hidden 64,32 \
    --hidden-activation gelu --epochs 40 -o digits.json
  ogive train data/german_credit.csv --label creditability --positive bad \
    --hidden 16 --hidden-activation sigmoid --cache tail --dtype bf16 \
    -o credit.json

Exit codes: 0 done, 2 wrong usage, 3 malformed or unsuitable data, 4 reading or
writing failed.)";

struct TrainOptions {
  std::string output, labels, output_kind, positive;
  std::string hidden = "32", activations = "relu", caches = "standard";
  std::string optimizer = "adam";
  std::optional<double> learning_rate;
  double momentum = 0, validation = 0.2;
  std::size_t epochs = 100, batch = 32, patience = 10;
  std::uint64_t seed = 1;
  PredictorOptions predictors;
  ParamOptions params;
  CommonOptions common;
};

// The words of a list, one for each of `count` layers.
std::vector<std::string> for_each_layer(const std::string& list,
                                        std::size_t count, const char* option) {
  std::vector<std::string> words = CLI::detail::split(list, ',');
  if (words.size() == 1) words.resize(count, words[0]);
  if (words.size() != count) {
    throw UsageError(fmt::format(
        "{}: {} words for {} hidden layers: give one for all, or one for each",
        option, words.size(), count));
  }
  return words;
}

std::vector<std::size_t> hidden_units(const std::string& list) {
  std::vector<std::size_t> units;
  if (list == "none") return units;
  for (const std::string& word : CLI::detail::split(list, ',')) {
    std::size_t n = 0;
    if (!CLI::detail::lexical_cast(word, n) || n == 0 || n > 65536) {
      throw UsageError(fmt::format(
          "--hidden: {} is no number of units: give whole numbers from 1 to "
          "65536, as in 64,32, or none",
          quote_text(word)));
    }
    units.push_back(n);
  }
  return units;
}

nn::cache cache_of(const std::string& word, const std::string& function) {
  std::string list;
  for (int i = 0; i <= static_cast<int>(nn::cache::bits1); ++i) {
    const auto keep = static_cast<nn::cache>(i);
    if (!nn::has_cache(function, keep)) continue;
    if (word == nn::cache_name(keep)) return keep;
    list += (list.empty() ? "" : ", ") + std::string(nn::cache_name(keep));
  }
  throw UsageError(fmt::format("--cache: {} has no cache {}; it has: {}",
                               function, quote_text(word), list));
}

// The values of --param by name.
std::map<std::string, double> parameters_of(const ParamOptions& given,
                                            const std::string& name) {
  if (!given.given()) return {};
  const FunctionInfo& info = function_info(function_by_name(name));
  const Params values = given.of(info.function);
  std::map<std::string, double> result;
  for (int i = 0; i < info.parameter_count; ++i) {
    result[info.parameters[i].name] = values.value[i];
  }
  return result;
}

std::vector<nn::layer> layers_of(const TrainOptions& o, std::size_t outputs) {
  const std::vector<std::size_t> units = hidden_units(o.hidden);
  std::vector<std::string> functions, caches;
  if (!units.empty()) {
    functions =
        for_each_layer(o.activations, units.size(), "--hidden-activation");
    caches = for_each_layer(o.caches, units.size(), "--cache");
  }
  nn::element type = nn::element::same;
  if (o.common.dtype == Dtype::bf16) type = nn::element::bf16;
  if (o.common.dtype == Dtype::f16) type = nn::element::f16;
  std::vector<nn::layer> layers;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const std::string& name = functions[i];
    const auto known = nn::function_names();
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw UsageError(
          fmt::format("--hidden-activation: unknown function {}; there are: {}",
                      quote_text(name), fmt::join(known, ", ")));
    }
    layers.emplace_back(nn::dense{units[i]});
    layers.emplace_back(nn::activation{name, parameters_of(o.params, name),
                                       cache_of(caches[i], name), type});
  }
  layers.emplace_back(nn::dense{outputs});
  return layers;
}

nn::loss loss_of(NetworkOutput output) {
  switch (output) {
    case NetworkOutput::sigmoid:
      return nn::loss::bce_with_logits;
    case NetworkOutput::softmax:
      return nn::loss::softmax_cross_entropy;
    case NetworkOutput::linear:
      break;
  }
  return nn::loss::squared_error;
}

nn::rule rule_of(const TrainOptions& o) {
  if (o.optimizer == "sgd") {
    return nn::sgd{.learning_rate = o.learning_rate.value_or(0.1),
                   .momentum = o.momentum};
  }
  if (o.momentum != 0) {
    throw UsageError("--momentum is for --optimizer sgd; adam has its own");
  }
  return nn::adam{.learning_rate = o.learning_rate.value_or(0.001)};
}

TrainingRequest request_of(const TrainOptions& o) {
  TrainingRequest request;
  request.labels = split_names(o.labels, "--label");
  if (o.output_kind == "sigmoid") request.output = NetworkOutput::sigmoid;
  if (o.output_kind == "softmax") request.output = NetworkOutput::softmax;
  if (o.output_kind == "linear") request.output = NetworkOutput::linear;
  if (request.labels.size() > 1 && request.output == NetworkOutput::softmax) {
    throw UsageError(
        "--output softmax takes one label; several labels are for "
        "sigmoid and linear");
  }
  if (!o.positive.empty() && (request.labels.size() > 1 ||
                              request.output.value_or(NetworkOutput::sigmoid) !=
                                  NetworkOutput::sigmoid)) {
    throw UsageError(
        "--positive is for one label of two classes, with --output "
        "sigmoid");
  }
  request.positive = o.positive;
  request.missing = o.predictors.missing_policy();
  request.validation = o.validation;
  request.seed = o.seed;
  return request;
}

// Trains, with progress; the report gets what there is to tell.
template <class T>
nn::network<T> train_on(const TrainingSet& set, const TrainOptions& o,
                        TrainReport& report) {
  nn::network<T> network(set.inputs, layers_of(o, set.outputs), o.seed,
                         o.common.run);
  const std::vector<T> x(set.x.begin(), set.x.end());
  const std::vector<T> targets(set.targets.begin(), set.targets.end());
  const auto part = [](const std::vector<T>& values, std::size_t begin,
                       std::size_t rows, std::size_t columns) {
    return std::span<const T>(values).subspan(begin * columns, rows * columns);
  };
  const auto rows_from = [&](std::size_t begin, std::size_t rows) {
    return nn::examples<T>{part(x, begin, rows, set.inputs),
                           part(targets, begin, rows, set.outputs)};
  };
  const nn::examples<T> data = rows_from(0, set.rows);
  const nn::examples<T> validation = rows_from(set.rows, set.validation_rows);

  Progress progress("train", o.epochs * set.rows, "rows");
  std::size_t shown = 0;  // rows of this epoch
  nn::training how{.loss = loss_of(set.output),
                   .rule = rule_of(o),
                   .epochs = o.epochs,
                   .batch = o.batch,
                   .seed = o.seed,
                   .patience = o.patience};
  how.on_batch = [&](std::size_t rows) {
    progress.add(rows - shown);
    shown = rows == set.rows ? 0 : rows;
    return !interrupted();
  };
  how.on_epoch = [&](const nn::epoch& e) {
    progress.say(progress_note(e));
    return !interrupted();
  };
  progress.say("epoch 1");
  catch_interrupts();
  try {
    report.history = nn::train(network, data, validation, how);
  } catch (const std::invalid_argument&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw DataError(o.predictors.input + ": " + error.what());
  }
  if (interrupted()) throw Interrupted();
  progress.finish();
  how.on_batch = nullptr;
  how.on_epoch = nullptr;
  report.how = how;
  report.final_training = nn::evaluate(network, data, how.loss);
  report.final_validation = nn::evaluate(network, validation, how.loss);
  report.layers = describe_layers(network, o.batch);
  report.parameters = network.parameters();
  return network;
}

void train(TrainOptions& o) {
  apply_target(o.common);
  const TrainingRequest request = request_of(o);
  // Refused before a long file is read: what is wrong with the layers and rule.
  layers_of(o, 1);
  rule_of(o);
  PredictorTable data = read_predictors(o.predictors, request.labels);
  TrainingSet set = make_training_set(data.table, request);
  if (!o.positive.empty() && set.output != NetworkOutput::sigmoid) {
    throw UsageError(
        fmt::format("--positive is for a label of two classes, but "
                    "{} has more",
                    quote_text(request.labels[0])));
  }
  for (const std::string& name : set.constant) {
    data.left_out.push_back({name, "constant"});
  }
  TrainReport report;
  report.data = o.predictors.input;
  report.schema = data.schema.file;
  report.dtype = std::string(dtype_name(o.common.dtype));
  report.left_out = std::move(data.left_out);
  report.rows = set.rows;
  report.validation_rows = set.validation_rows;
  report.rows_left_out = set.rows_left_out;
  AnyNetwork network = o.common.dtype == Dtype::f64
                           ? AnyNetwork(train_on<double>(set, o, report))
                           : AnyNetwork(train_on<float>(set, o, report));
  const NetworkModel model{set.output, std::move(set.labels),
                           std::move(set.columns), std::move(network), ""};
  const std::string json =
      network_model_text(model, report_json(report), report.data);
  const std::unique_ptr<Sink> sink = open_sink(o.output);
  sink->write(json);
  sink->commit();
  if (o.output != "-" && o.output != "/dev/stdout") {
    write_stdout(report_text(model, report));
  }
}

void add_network(CLI::App* sub, TrainOptions& o) {
  sub->add_option("--hidden", o.hidden,
                  "units of the hidden layers, or none (default 32)")
      ->type_name("N,N,...");
  sub->add_option("--hidden-activation", o.activations,
                  "their functions, as `ogive info` lists them\n"
                  "(default relu)")
      ->type_name("FUNCTION");
  o.params.add_to(sub);
  sub->add_option("--cache", o.caches,
                  "what hidden activations keep for the backward\n"
                  "pass: standard (default), output, tail, input,\n"
                  "bits8, bits4, bits2 or bits1, where they have it")
      ->type_name("POLICY");
  add_dtype(sub, o.common);
  sub->get_option("--dtype")->description(
      "type of weights and sums (f32, the default, or f64);\n"
      "bf16, f16: f32, with hidden activations in that type");
}

void add_training(CLI::App* sub, TrainOptions& o) {
  const auto number = [](double from, double to, const char* words) {
    return CLI::Validator(
        [=](std::string& text) {
          double value = 0;
          const bool fine = CLI::detail::lexical_cast(text, value) &&
                            value >= from && value <= to;
          return fine ? std::string()
                      : fmt::format("must be {}, not '{}'", words, text);
        },
        "");
  };
  sub->add_option("--validation", o.validation,
                  "share of the rows to set apart, chosen by the seed\n"
                  "(default 0.2; 0: none)")
      ->check(number(0, 0.9, "a share from 0 to 0.9"))
      ->type_name("X");
  sub->add_option("--epochs", o.epochs, "at most so many (default 100)")
      ->check(CLI::Range(1, 10000000))
      ->type_name("N");
  sub->add_option("--batch", o.batch, "rows of a step (default 32)")
      ->check(CLI::Range(1, 10000000))
      ->type_name("N");
  sub->add_option("--optimizer", o.optimizer, "adam (default), or sgd")
      ->check(CLI::IsMember({"adam", "sgd"}))
      ->type_name("adam|sgd");
  sub->add_option("--learning-rate", o.learning_rate,
                  "default 0.001, with sgd 0.1")
      ->check(number(1e-300, 1e6, "a number above 0, at most 1e6"))
      ->type_name("X");
  sub->add_option("--momentum", o.momentum, "of sgd (default 0)")
      ->check(number(0, 0.999999, "a number from 0 to below 1"))
      ->type_name("X");
  sub->add_option("--patience", o.patience,
                  "stop after so many epochs without a lower\n"
                  "validation loss, and keep the best epoch's weights\n"
                  "(default 10; 0: never)")
      ->check(CLI::Range(0, 10000000))
      ->type_name("N");
  sub->add_option("--seed", o.seed,
                  "of weights, order and validation (default 1)")
      ->type_name("N");
}

}  // namespace

void add_train(CLI::App& app) {
  auto o = std::make_shared<TrainOptions>();
  CLI::App* sub =
      app.add_subcommand("train", "Train a network on the rows of a CSV file");
  add_data(sub, o->predictors);
  sub->add_option("--label", o->labels,
                  "the column to be predicted, or several (with\n"
                  "sigmoid or linear)")
      ->required()
      ->type_name("COLUMN");
  sub->add_option("-o,--output-file", o->output,
                  "model to write or replace (JSON); -: standard\n"
                  "output, without the report")
      ->required()
      ->type_name("OUT");
  sub->add_option("--output", o->output_kind,
                  "what the outputs are (default: as the label's\n"
                  "values suggest)")
      ->check(CLI::IsMember({"sigmoid", "softmax", "linear"}))
      ->type_name("sigmoid|softmax|linear");
  sub->add_option("--positive", o->positive,
                  "the class whose probability is wanted, of two\n"
                  "(default 1, if the classes are 0 and 1)")
      ->type_name("VALUE");
  add_network(sub, *o);
  add_training(sub, *o);
  add_columns(sub, o->predictors);
  add_missing(sub, o->predictors);
  add_threads(sub, o->common);
  add_target(sub, o->common);
  sub->footer(kTrainFooter);
  sub->callback([o] { train(*o); });
}

}  // namespace ogive::internal
