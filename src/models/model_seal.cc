// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0

#include "models/model_seal.h"

#include <cstring>

#include "io/sha256.h"
#include "ogive/options.h"

namespace ogive::internal {
namespace {

constexpr char kHashMember[] = "\"sha256\": \"";
constexpr std::size_t kHashDigits = 64;

// Where the digits of the hash are in a file's text; npos: nowhere.
std::size_t hash_place(const std::string& text) {
  const std::size_t at = text.find(kHashMember);
  return at == text.npos ? at : at + std::strlen(kHashMember);
}

}  // namespace

std::string sealed_text(const char* format, int version,
                        const nlohmann::ordered_json& members,
                        const std::string& data) {
  nlohmann::ordered_json json;
  json["format"] = format;
  json["version"] = version;
  json["library"] = std::string(ogive::version());
  json["target"] = target();
  json["sha256"] = std::string(kHashDigits, '0');
  for (const auto& [key, value] : members.items()) json[key] = value;
  std::string text = json_text(json, data);
  text.replace(hash_place(text), kHashDigits, sha256(text));
  return text;
}

ModelIdentity identify(const std::string& path, const std::string& text,
                       const JsonValue& json) {
  ModelIdentity result;
  result.file = path;
  result.sha256 = json.at("sha256").text();
  result.library = json.at("library").text();
  result.target = json.at("target").text();
  std::string zeros = text;
  const std::size_t place = hash_place(text);
  const bool found = result.sha256.size() == kHashDigits &&
                     place != text.npos &&
                     text.compare(place, kHashDigits, result.sha256) == 0;
  if (found) zeros.replace(place, kHashDigits, kHashDigits, '0');
  const std::string hash = sha256(zeros);
  if (!found || hash != result.sha256) {
    json.at("sha256").fail(
        "the file is not as it was written: with zeros for these digits its "
        "hash is " +
        hash + ". Take it from where it came from again, or fit anew");
  }
  return result;
}

}  // namespace ogive::internal
