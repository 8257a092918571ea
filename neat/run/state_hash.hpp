/// neat/run/state_hash.hpp - the fingerprint of a search between two generations: SHA-256 over its canonical
/// bytes, and over the fingerprint before, so that equal hashes mean equal histories.
///
/// A genome goes in by the digest of its content, its topology by its own. Which genomes share memory does not matter, and
/// neither do threads, machines or how often the run was interrupted.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "neat/base/sha256.hpp"
#include "neat/base/threads.hpp"
#include "neat/evolution/state.hpp"

namespace neat {

/// Hashes one state of a search after the other: the topologies that both have are not hashed again. Genomes are hashed
/// side by side. [main thread]
class StateHasher {
 public:
  explicit StateHasher(Threads& threads) : threads_(threads) {}

  /// Hex. `previous` is the hash of the generation before, empty at the first.
  std::string hash(const SearchState& state, const std::string& previous);

 private:
  struct HashedTopology {
    std::shared_ptr<const Topology> topology;
    Sha256::Digest digest;
  };
  void hash_topologies(const std::vector<std::shared_ptr<const Genome>>& genomes);
  const Sha256::Digest& digest_of(const Topology* topology) const;

  Threads& threads_;
  std::vector<HashedTopology>
      topologies_;  ///< of the last state, by address; addresses do not reach the hash
};

/// What a StateHasher that has seen nothing says. Pure; any thread.
std::string state_hash(const SearchState& state, const std::string& previous);

}  // namespace neat
