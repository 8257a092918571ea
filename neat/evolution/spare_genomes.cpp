#include "neat/evolution/spare_genomes.hpp"

#include <utility>

namespace neat {

void SpareGenomes::collect(std::vector<Member>&& members) {
  spares_.clear();
  spares_.reserve(members.size());
  for (Member& member : members) {
    if (member.genome.use_count() != 1) continue;
    spares_.push_back(std::const_pointer_cast<Genome>(std::move(member.genome)));
    spares_.back()->topology.reset();  // structures that died out are forgotten
  }
  members_ = std::move(members);
  members_.clear();
}

std::shared_ptr<Genome> SpareGenomes::take(std::size_t place) {
  return place < spares_.size() && spares_[place] ? std::move(spares_[place]) : std::make_shared<Genome>();
}

}  // namespace neat
