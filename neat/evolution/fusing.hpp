/// neat/evolution/fusing.hpp - the fusions of one generation: which of its members are averaged, one after the other, and
/// which averages are good enough to be parents.
///
///   average   all that take part become one, with equal weights
///   weighted  the same, the fitter the more: softmax of fitness, as sharp as `effective` parents make it
///   greedy    one after the other is taken in, the best first, and stays where the average is not worse for it (greedy
///             soup: Wortsman et al. 2022, arXiv 2203.05482)
///   nearest   each of the best is averaged with those nearest to it in the space of weights
///
/// With `guard` an average is kept only where its measured fitness is not worse, by more than `margin`, than that of its
/// fittest ingredient. Serial; holds pointers to members, which must not move meanwhile.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "neat/evolution/options.hpp"
#include "neat/evolution/state.hpp"

namespace neat {

class Fusing {
 public:
  Fusing() = default;  ///< nothing is fused
  /// `ranked`: members that are ok, best first; of those the kind and `members` say who takes part. `parents` are wanted.
  Fusing(const FusionOptions& options, std::vector<const Member*> ranked, std::size_t parents, bool maximise);

  /// The next average as a member without an evaluation, with its number and its fittest ingredient's line of descent;
  /// nothing where all was tried. REQUIRES: what was proposed before was judged.
  std::optional<Member> propose(GenomeId id, std::uint32_t generation);
  void judge(Member measured);

  const std::vector<Member>& kept() const { return kept_; }
  std::size_t tried() const { return tried_; }

 private:
  using Ingredients = std::vector<const Member*>;

  Ingredients next_ingredients() const;
  Ingredients neighbourhood(const Member& of) const;
  std::vector<double> weights(const Ingredients& mixed) const;
  double fitness(const Member& member) const;

  FusionOptions options_;
  Ingredients ranked_;
  std::size_t wanted_ = 0;  ///< averages, by `nearest`
  bool maximise_ = true;
  std::size_t tried_ = 0;
  Ingredients proposed_, soup_;  ///< ingredients of the one that waits; of the greedy one so far
  std::vector<Member> kept_;
};

}  // namespace neat
