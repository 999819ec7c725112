// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// The hash by which a model's file is known, and which shows that it was
// changed since it was written: the SHA-256 of its text with zeros for its own
// digits.

#ifndef OGIVE_SRC_MODELS_MODEL_SEAL_H_
#define OGIVE_SRC_MODELS_MODEL_SEAL_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "io/json_file.h"

namespace ogive::internal {

// Which file a model is, and what wrote it.
struct ModelIdentity {
  std::string file, sha256;
  std::string library, target;  // version and target that wrote it
};

// The text of a file with these members after those that every file has:
// format, version, library, target and sha256. `data` names the file in
// messages on names in it that are not UTF-8.
std::string sealed_text(const char* format, int version,
                        const nlohmann::ordered_json& members,
                        const std::string& data);

// `text` is that of the file `path`, `json` its value. Throws DataError where
// the hash is not that of the text.
ModelIdentity identify(const std::string& path, const std::string& text,
                       const JsonValue& json);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_MODELS_MODEL_SEAL_H_
