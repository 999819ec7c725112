// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Writing and reading a network, and the hash that tells damage.

#include "nn/network_file.h"

#include <cmath>
#include <iterator>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "io/error.h"
#include "io/number.h"
#include "io/sha256.h"
#include "nn/names.h"
#include "ogive/options.h"

namespace ogive::internal {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFormat[] = "ogive network";
constexpr int kVersion = 1;
constexpr char kHashLine[] = "\n  \"sha256\": ";

template <class T>
constexpr const char* kTypeName = std::is_same_v<T, double> ? "f64" : "f32";

template <class T>
Json row_of(std::span<const T> values, const std::string& what) {
  Json row = Json::array();
  for (const T value : values) {
    if (!std::isfinite(value)) {
      throw DataError("a network with " + what + " that is " +
                      format_number(value) +
                      " cannot be kept: its training has gone astray");
    }
    row.push_back(static_cast<double>(value));
  }
  return row;
}

// A parameter may be infinite, which JSON has no number for.
Json parameter_to_json(double value) {
  if (std::isfinite(value)) return value;
  return format_number(value);
}

Json activation_to_json(const nn::activation& layer) {
  Json json;
  json["kind"] = "activation";
  json["function"] = layer.function;
  json["parameters"] = Json::object();
  for (const auto& [name, value] : layer.parameters) {
    json["parameters"][name] = parameter_to_json(value);
  }
  json["cache"] = nn::cache_name(layer.keep);
  json["type"] = nn::element_name(layer.type);
  return json;
}

// The value of `all` that the text names.
template <class Value, std::size_t N>
Value chosen(const JsonValue& json, const Value (&all)[N],
             std::string_view (*name_of)(Value)) {
  const std::string text = json.text();
  std::string list;
  for (const Value value : all) {
    if (name_of(value) == text) return value;
    list += (list.empty() ? "" : ", ") + std::string(name_of(value));
  }
  json.fail("unknown value " + quote_text(text) + "; there are: " + list);
}

nn::layer layer_from_json(const JsonValue& json) {
  const std::string kind = json.at("kind").text();
  if (kind == "dense") {
    json.allow_only({"kind", "units", "start", "bias", "weights"});
    return nn::dense{json.at("units").count(),
                     chosen(json.at("start"), kInits, init_name)};
  }
  if (kind != "activation") {
    json.at("kind").fail("unknown kind " + quote_text(kind) +
                         "; there are: dense, activation");
  }
  json.allow_only({"kind", "function", "parameters", "cache", "type"});
  nn::activation layer;
  layer.function = json.at("function").text();
  for (const auto& [name, value] : json.at("parameters").members()) {
    layer.parameters[name] =
        value.is_text() ? require_number<double>(value.text()) : value.number();
  }
  layer.keep = chosen(json.at("cache"), kCaches, nn::cache_name);
  layer.type = chosen(json.at("type"), kElements, nn::element_name);
  return layer;
}

template <class T>
void fill(std::span<T> to, std::span<const double> from,
          const JsonValue& json) {
  if (from.size() != to.size()) {
    json.fail("has " + std::to_string(from.size()) +
              " numbers, but there are " + std::to_string(to.size()));
  }
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<T>(from[i]);
}

std::string without_hash(const std::string& text) {
  const std::size_t line = text.find(kHashLine);
  if (line == text.npos) return text;
  const std::size_t end = text.find('\n', line + 1);
  return text.substr(0, line) + (end == text.npos ? "" : text.substr(end));
}

}  // namespace

template <class T>
Json network_to_json(const nn::network<T>& network) {
  Json json;
  json["type"] = kTypeName<T>;
  json["inputs"] = network.inputs();
  json["layers"] = Json::array();
  for (std::size_t i = 0; i < network.layers(); ++i) {
    const nn::layer& description = network.description(i);
    if (const auto* activation = std::get_if<nn::activation>(&description)) {
      json["layers"].push_back(activation_to_json(*activation));
      continue;
    }
    const auto& dense = std::get<nn::dense>(description);
    Json layer;
    layer["kind"] = "dense";
    layer["units"] = dense.units;
    layer["start"] = init_name(dense.start);
    layer["bias"] = row_of(network.bias(i), "a bias");
    layer["weights"] = Json::array();
    for (std::size_t k = 0; k < network.inputs(i); ++k) {
      layer["weights"].push_back(
          row_of(network.weights(i).subspan(k * dense.units, dense.units),
                 "a weight"));
    }
    json["layers"].push_back(std::move(layer));
  }
  return json;
}

bool is_double_network(const JsonValue& json) {
  const JsonValue type = json.at("type");
  if (type.text() == kTypeName<double>) return true;
  if (type.text() == kTypeName<float>) return false;
  type.fail("unknown type " + quote_text(type.text()) +
            "; there are: f32, f64");
}

template <class T>
nn::network<T> network_from_json(const JsonValue& json, const options& run) {
  json.allow_only({"type", "inputs", "layers"});
  if (is_double_network(json) != std::is_same_v<T, double>) {
    json.at("type").fail("the weights are " + json.at("type").text() +
                         ", not " + kTypeName<T>);
  }
  const std::vector<JsonValue> layers = json.at("layers").elements();
  std::vector<nn::layer> descriptions;
  // A dense layer's rows are looked at before there is memory for its weights:
  // a file cannot claim more than it holds.
  std::size_t width = json.at("inputs").count();
  for (const JsonValue& layer : layers) {
    descriptions.push_back(layer_from_json(layer));
    const auto* dense = std::get_if<nn::dense>(&descriptions.back());
    if (!dense) continue;
    if (layer.at("weights").elements().size() != width) {
      layer.at("weights").fail("not a row for each of " +
                               std::to_string(width) + " inputs");
    }
    if (layer.at("bias").numbers().size() != dense->units) {
      layer.at("bias").fail("not a number for each of " +
                            std::to_string(dense->units) + " units");
    }
    width = dense->units;
  }
  try {
    nn::network<T> network(json.at("inputs").count(), std::move(descriptions),
                           0, run);
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (network.weights(i).empty()) continue;
      const std::size_t units = network.outputs(i);
      fill<T>(network.bias(i), layers[i].at("bias").numbers(), layers[i]);
      std::size_t k = 0;
      for (const JsonValue& row : layers[i].at("weights").elements()) {
        fill<T>(network.weights(i).subspan(k++ * units, units), row.numbers(),
                row);
      }
    }
    return network;
  } catch (const std::invalid_argument& error) {
    json.fail(error.what());
  }
}

std::string sealed_text(const Json& members, const std::string& data) {
  Json json;
  json["format"] = kFormat;
  json["version"] = kVersion;
  json["sha256"] = "";
  json["written_by"] = {{"library", version()}, {"target", target()}};
  for (const auto& [key, value] : members.items()) json[key] = value;
  std::string text = json_text(json, data);
  const std::string hash = sha256(without_hash(text));
  return text.insert(text.find(kHashLine) + std::size(kHashLine), hash);
}

SealedFile read_sealed(const std::string& path) {
  const std::string text = read_text(path);
  JsonValue json = JsonValue::parse(text, path);
  if (!json.has("format") || json.at("format").text() != kFormat) {
    json.fail("not a network: \"format\" is not " + quote_text(kFormat));
  }
  json.require_version(kVersion);
  const std::string hash = json.at("sha256").text();
  const std::string computed = sha256(without_hash(text));
  if (hash != computed) {
    json.at("sha256").fail(
        "the file is not as it was written: its hash is " + computed +
        " now. Take it from where it came from again, or train anew");
  }
  return {std::move(json), hash};
}

template <class T>
std::string network_file_text(const nn::network<T>& network) {
  Json members;
  members["network"] = network_to_json(network);
  return sealed_text(members, "the network");
}

template <class T>
nn::network<T> load_network(const std::string& path, const options& run) {
  return network_from_json<T>(read_sealed(path).json.at("network"), run);
}

#define OGIVE_TYPE(T)                                               \
  template Json network_to_json<T>(const nn::network<T>&);          \
  template nn::network<T> network_from_json<T>(const JsonValue&,    \
                                               const options&);     \
  template std::string network_file_text<T>(const nn::network<T>&); \
  template nn::network<T> load_network<T>(const std::string&, const options&);
OGIVE_TYPE(float)
OGIVE_TYPE(double)
#undef OGIVE_TYPE

}  // namespace ogive::internal
