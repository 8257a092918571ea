#include "neat/evolution/fusing.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "neat/evolution/fusion.hpp"
#include "neat/evolution/species.hpp"

namespace neat {

Fusing::Fusing(const FusionOptions& options, std::vector<const Member*> ranked, std::size_t parents,
               bool maximise)
    : options_(options), ranked_(std::move(ranked)), wanted_(parents), maximise_(maximise) {
  if (options_.kind == FusionKind::none) ranked_.clear();
  if (options_.members > 0 && ranked_.size() > options_.members) ranked_.resize(options_.members);
  if (ranked_.size() < 2) ranked_.clear();
  if (options_.kind == FusionKind::greedy && !ranked_.empty()) soup_ = {ranked_.front()};
}

double Fusing::fitness(const Member& member) const {
  return directed_fitness(member.evaluation, maximise_);
}

/// A member and those nearest to it, which have its structure.
Fusing::Ingredients Fusing::neighbourhood(const Member& of) const {
  std::vector<std::pair<double, const Member*>> others;
  for (const Member* other : ranked_) {
    if (other == &of || other->genome->topology != of.genome->topology) continue;
    double squares = 0;
    for (std::size_t i = 0; i < of.genome->parameters.size(); ++i)
      squares += std::pow(double(of.genome->parameters[i]) - double(other->genome->parameters[i]), 2);
    others.emplace_back(squares, other);
  }
  std::ranges::stable_sort(others, {}, &std::pair<double, const Member*>::first);
  Ingredients all{&of};
  for (const auto& [distance, other] : others)
    if (all.size() <= options_.neighbours) all.push_back(other);
  return all;
}

Fusing::Ingredients Fusing::next_ingredients() const {
  if (ranked_.empty()) return {};
  switch (options_.kind) {
    case FusionKind::none:
      return {};
    case FusionKind::average:
    case FusionKind::weighted:
      return tried_ == 0 ? ranked_ : Ingredients{};
    case FusionKind::greedy: {
      if (tried_ + 1 >= ranked_.size()) return {};
      Ingredients more = soup_;
      more.push_back(ranked_[tried_ + 1]);
      return more;
    }
    case FusionKind::nearest:
      return tried_ < std::min(wanted_, ranked_.size()) ? neighbourhood(*ranked_[tried_]) : Ingredients{};
  }
  return {};
}

std::vector<double> Fusing::weights(const Ingredients& mixed) const {
  if (options_.kind != FusionKind::weighted) return std::vector<double>(mixed.size(), 1);
  std::vector<double> values;
  for (const Member* member : mixed) values.push_back(fitness(*member));
  return options_.temperature > 0 ? softmax(values, options_.temperature)
                                  : fusion_weights(values, options_.effective);
}

std::optional<Member> Fusing::propose(GenomeId id, std::uint32_t generation) {
  proposed_ = next_ingredients();
  if (proposed_.empty()) return std::nullopt;
  ++tried_;
  std::vector<const Genome*> genomes;
  for (const Member* member : proposed_) genomes.push_back(member->genome.get());
  Genome fused = fuse(genomes, weights(proposed_));
  fused.lineage = {id, {genomes.front()->lineage.id, genomes[genomes.size() > 1]->lineage.id}, generation};
  Member member;
  member.genome = std::make_shared<const Genome>(std::move(fused));
  member.line = proposed_.front()->line;
  return member;
}

void Fusing::judge(Member measured) {
  if (!measured.evaluation.ok()) return;
  const bool greedy = options_.kind == FusionKind::greedy;
  const Member& rival = greedy && !kept_.empty() ? kept_.front() : *proposed_.front();
  const double least = fitness(rival) - (options_.guard ? options_.margin : 0);
  if ((greedy || options_.guard) && fitness(measured) < least) return;
  if (greedy) soup_ = proposed_, kept_.clear();
  kept_.push_back(std::move(measured));
}

}  // namespace neat
