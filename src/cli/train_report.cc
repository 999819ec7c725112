// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Reports of a training.

#include "cli/train_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <variant>

#include "cli/common.h"
#include "cli/predictors.h"
#include "io/number.h"

namespace ogive::internal {
namespace {

using Json = nlohmann::ordered_json;

// Epochs that the table of a long training shows.
constexpr std::size_t kShownEpochs = 12;

std::string loss_text(double loss) {
  return std::isnan(loss) ? "" : fmt::format("{:.6f}", loss);
}

std::string rule_text(const nn::rule& rule) {
  if (const auto* sgd = std::get_if<nn::sgd>(&rule)) {
    return fmt::format("sgd, learning rate {}, momentum {}", sgd->learning_rate,
                       sgd->momentum);
  }
  return fmt::format("adam, learning rate {}",
                     std::get<nn::adam>(rule).learning_rate);
}

std::string score_text(const nn::score& score) {
  std::string text = fmt::format("loss {:.6f}", score.loss);
  if (!std::isnan(score.accuracy)) {
    text += ", accuracy " + percent(score.accuracy);
  }
  return text;
}

std::string model_text(const NetworkModel& model) {
  std::string text = "network: ";
  for (std::size_t i = 0; i < model.labels.size(); ++i) {
    const NetworkLabel& label = model.labels[i];
    const std::string name = quote_text(label.column);
    if (i > 0) text += ", ";
    if (model.output == NetworkOutput::sigmoid) {
      text += fmt::format("P({} = {})", name, quote_text(label.positive));
    } else if (model.output == NetworkOutput::softmax) {
      text +=
          fmt::format("P({} = each of {} classes)", name, label.classes.size());
    } else {
      text += name;
    }
  }
  return text;
}

std::string inputs_text(const NetworkModel& model) {
  std::size_t numeric = 0, categorical = 0;
  for (const NetworkColumn& column : model.columns) {
    ++(column.type == ColumnType::numeric ? numeric : categorical);
  }
  std::string text = std::to_string(model.inputs());
  if (categorical == 0) return text + ", numeric columns standardised";
  return text + fmt::format(
                    ": {} numeric column{} standardised, {} "
                    "categorical one-hot",
                    numeric, numeric == 1 ? "" : "s", categorical);
}

std::string end_text(const TrainReport& report) {
  const std::size_t epochs = report.history.epochs.size();
  std::string text =
      fmt::format("{}, batches of {}, seed {}; ", rule_text(report.how.rule),
                  report.how.batch, report.how.seed);
  if (report.how.patience == 0) {
    return text + fmt::format("{} epochs", epochs);
  }
  return text + fmt::format("{} after {} epochs, weights of epoch {}, the best",
                            report.history.stopped_early ? "stopped" : "ended",
                            epochs, report.history.best);
}

// The first, the last, the best, and some evenly between.
std::string epochs_text(const TrainReport& report) {
  const std::vector<nn::epoch>& epochs = report.history.epochs;
  std::set<std::size_t> shown;
  const std::size_t steps = std::min(epochs.size(), kShownEpochs);
  for (std::size_t i = 0; i < steps; ++i) {
    shown.insert(steps == 1 ? 0 : i * (epochs.size() - 1) / (steps - 1));
  }
  if (report.history.best > 0) shown.insert(report.history.best - 1);
  const bool accuracy = report.how.loss != nn::loss::squared_error;
  const bool validated = report.validation_rows > 0;
  std::string text = fmt::format("\n{:>6}  {:>10}", "epoch", "loss");
  if (accuracy) text += fmt::format("  {:>9}", "accuracy");
  if (validated) text += fmt::format("  {:>10}", "validation");
  if (validated && accuracy) text += fmt::format("  {:>9}", "accuracy");
  text += '\n';
  for (const std::size_t i : shown) {
    const nn::epoch& e = epochs[i];
    text += fmt::format("{:>6}  {:>10}", e.number, loss_text(e.training.loss));
    if (accuracy) text += fmt::format("  {:>9}", percent(e.training.accuracy));
    if (validated) {
      text += fmt::format("  {:>10}", loss_text(e.validation.loss));
    }
    if (validated && accuracy) {
      text += fmt::format("  {:>9}", percent(e.validation.accuracy));
    }
    text += e.number == report.history.best ? "  best\n" : "\n";
  }
  return text;
}

std::string layers_text(const TrainReport& report) {
  std::size_t width = 5;
  for (const LayerLine& line : report.layers) {
    width = std::max(width, line.name.size());
  }
  std::string text =
      fmt::format("\n{:<{}}  kept from forward to backward\n", "layer", width);
  std::size_t total = 0;
  for (const LayerLine& line : report.layers) {
    text += fmt::format("{:<{}}  {:<6}  {:>10} bytes{}\n", line.name, width,
                        line.kept.what, line.kept.bytes,
                        line.kept.shared ? ", those of the next layer" : "");
    if (!line.kept.shared) total += line.kept.bytes;
  }
  return text + fmt::format("{:<{}}  {:<6}  {:>10} bytes for {} rows\n",
                            "together", width, "", total, report.how.batch);
}

Json score_json(const nn::score& score) {
  Json json;
  json["loss"] = score.loss;
  if (!std::isnan(score.accuracy)) json["accuracy"] = score.accuracy;
  return json;
}

Json rule_json(const nn::rule& rule) {
  if (const auto* sgd = std::get_if<nn::sgd>(&rule)) {
    return {{"name", "sgd"},
            {"learning_rate", sgd->learning_rate},
            {"momentum", sgd->momentum}};
  }
  const auto& adam = std::get<nn::adam>(rule);
  return {{"name", "adam"},
          {"learning_rate", adam.learning_rate},
          {"beta1", adam.beta1},
          {"beta2", adam.beta2},
          {"epsilon", adam.epsilon}};
}

}  // namespace

std::string progress_note(const nn::epoch& epoch) {
  std::string note =
      fmt::format("epoch {}  loss {:.4f}", epoch.number, epoch.training.loss);
  if (!std::isnan(epoch.validation.loss)) {
    note += fmt::format("  validation {:.4f}", epoch.validation.loss);
  }
  return note;
}

template <class T>
std::vector<LayerLine> describe_layers(const nn::network<T>& network,
                                       std::size_t batch) {
  std::vector<LayerLine> lines;
  for (std::size_t i = 0; i < network.layers(); ++i) {
    LayerLine line{"", network.kept(i, batch)};
    if (const auto* layer =
            std::get_if<nn::activation>(&network.description(i))) {
      line.name = layer->function;
      if (layer->type != nn::element::same) {
        line.name += fmt::format(" ({})", nn::element_name(layer->type));
      }
    } else {
      line.name =
          fmt::format("dense {} x {}", network.inputs(i), network.outputs(i));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

template std::vector<LayerLine> describe_layers<float>(
    const nn::network<float>&, std::size_t);
template std::vector<LayerLine> describe_layers<double>(
    const nn::network<double>&, std::size_t);

std::string report_text(const NetworkModel& model, const TrainReport& report) {
  std::string text;
  const auto line = [&text](const char* name, const std::string& value) {
    text += fmt::format("{:<22}{}\n", name, value);
  };
  line("model", model_text(model));
  line("data", report.data);
  if (!report.schema.empty()) line("schema", report.schema);
  line("rows", report.validation_rows == 0
                   ? fmt::format("{}, none for validation", report.rows)
                   : fmt::format("{} for training, {} for validation",
                                 report.rows, report.validation_rows));
  if (report.rows_left_out > 0) {
    line("rows left out",
         fmt::format("{}, for missing values", report.rows_left_out));
  }
  line("inputs", inputs_text(model));
  for (const auto& [reason, names] : by_reason(report.left_out)) {
    line("left out", fmt::format("{} ({})", names, reason));
  }
  line("network", fmt::format("{} weights and biases, {}", report.parameters,
                              report.dtype));
  line("training", end_text(report));
  double seconds = 0;
  for (const nn::epoch& e : report.history.epochs) seconds += e.seconds;
  line("time",
       fmt::format(
           "{:.2f} s, {:.3g} ms an epoch", seconds,
           1e3 * seconds / static_cast<double>(report.history.epochs.size())));
  line("on training rows", score_text(report.final_training));
  if (report.validation_rows > 0) {
    line("on validation rows", score_text(report.final_validation));
  }
  return text + epochs_text(report) + layers_text(report);
}

Json report_json(const TrainReport& report) {
  Json json;
  json["data"] = report.data;
  if (!report.schema.empty()) json["schema"] = report.schema;
  json["rows"] = report.rows;
  json["validation_rows"] = report.validation_rows;
  json["rows_left_out"] = report.rows_left_out;
  json["loss"] = nn::loss_name(report.how.loss);
  json["optimizer"] = rule_json(report.how.rule);
  json["batch"] = report.how.batch;
  json["seed"] = report.how.seed;
  json["patience"] = report.how.patience;
  json["epochs"] = report.history.epochs.size();
  json["best_epoch"] = report.history.best;
  json["stopped_early"] = report.history.stopped_early;
  json["on_training_rows"] = score_json(report.final_training);
  if (report.validation_rows > 0) {
    json["on_validation_rows"] = score_json(report.final_validation);
  }
  json["left_out"] = Json::array();
  for (const LeftOutColumn& column : report.left_out) {
    json["left_out"].push_back(
        {{"column", column.name}, {"reason", column.reason}});
  }
  return json;
}

}  // namespace ogive::internal
