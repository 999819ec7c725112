// Copyright 2026 The Ogive Authors. SPDX-License-Identifier: Apache-2.0
//
// Networks as JSON files with a hash. docs/training.md describes the file.

#ifndef OGIVE_SRC_NN_NETWORK_FILE_H_
#define OGIVE_SRC_NN_NETWORK_FILE_H_

#include <nlohmann/json.hpp>
#include <string>

#include "io/json_file.h"
#include "ogive/nn.h"

namespace ogive::internal {

// The member "network" of a file: layers and weights. Throws DataError where a
// weight is not finite, which JSON cannot hold.
template <class T>
nlohmann::ordered_json network_to_json(const nn::network<T>& network);

// The network of such a member; every fault of it is a DataError.
template <class T>
nn::network<T> network_from_json(const JsonValue& json, const options& run);

// Whether the member's weights are doubles.
bool is_double_network(const JsonValue& json);

// The text of a file with these members after those that every file has:
// format, version, sha256 and written_by. sha256 is the hash of the file
// without the line that holds it:
//   grep -v '^  "sha256": ' model.json | sha256sum
// `data` names the file in messages on names in it.
std::string sealed_text(const nlohmann::ordered_json& members,
                        const std::string& data);

struct SealedFile {
  JsonValue json;
  std::string sha256;
};
// Reads the file and refuses one that is not as it was written.
SealedFile read_sealed(const std::string& path);

// What nn::network's save() and load() take and make.
template <class T>
std::string network_file_text(const nn::network<T>& network);
template <class T>
nn::network<T> load_network(const std::string& path, const options& run);

}  // namespace ogive::internal

#endif  // OGIVE_SRC_NN_NETWORK_FILE_H_
