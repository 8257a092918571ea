#include "neat/evolution/pareto.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

#include "neat/evolution/species.hpp"

namespace neat {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Point {
  double complexity = 0, fitness = 0;  ///< directed
  std::size_t member = 0;
  std::size_t front = 0;
  double crowding = 0;

  bool equals(const Point& other) const { return complexity == other.complexity && fitness == other.fitness; }
};

/// Of the members that are ok, the simplest first, of equally simple ones the fittest: nobody is dominated by a later one.
std::vector<Point> sorted_points(const std::vector<Member>& members, Complexity measure, bool maximise) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < members.size(); ++i)
    if (members[i].evaluation.ok())
      points.push_back({complexity_of(*members[i].genome->topology, measure),
                        directed_fitness(members[i].evaluation, maximise), i});
  std::ranges::stable_sort(points, [](const Point& a, const Point& b) {
    return a.complexity < b.complexity || (a.complexity == b.complexity && a.fitness > b.fitness);
  });
  return points;
}

/// A point is in the first front whose fittest so far is less fit than it. The fittest of fronts fall, so that front is
/// found by bisection. Equal points do not dominate each other.
void divide_into_fronts(std::vector<Point>& points) {
  std::vector<double> fittest;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i > 0 && points[i].equals(points[i - 1])) {
      points[i].front = points[i - 1].front;
      continue;
    }
    const auto place = std::ranges::lower_bound(fittest, points[i].fitness, std::ranges::greater_equal{});
    points[i].front = std::size_t(place - fittest.begin());
    if (place == fittest.end())
      fittest.push_back(points[i].fitness);
    else
      *place = points[i].fitness;
  }
}

/// REQUIRES: points of one front, the simplest first: so the least fit first.
void measure_crowding(std::vector<Point*>& front) {
  const auto share = [](double part, double whole) { return whole > 0 ? part / whole : 0; };
  const double width = front.back()->complexity - front.front()->complexity;
  const double height = front.back()->fitness - front.front()->fitness;
  for (std::size_t i = 1; i + 1 < front.size(); ++i)
    front[i]->crowding = share(front[i + 1]->complexity - front[i - 1]->complexity, width) +
                         share(front[i + 1]->fitness - front[i - 1]->fitness, height);
  front.front()->crowding = front.back()->crowding = kInfinity;
}

void measure_crowding(std::vector<Point>& points) {
  std::vector<std::vector<Point*>> fronts;
  for (auto& point : points) {
    if (point.front >= fronts.size()) fronts.resize(point.front + 1);
    fronts[point.front].push_back(&point);
  }
  for (auto& front : fronts) measure_crowding(front);
}

}  // namespace

double complexity_of(const Topology& topology, Complexity measure) {
  if (measure == Complexity::connections) return double(topology.enabled_connections());
  if (measure == Complexity::nodes) return double(topology.hidden_nodes());
  return double(topology.parameter_count());
}

std::vector<std::size_t> pareto_order(const std::vector<Member>& members, Complexity measure, bool maximise) {
  auto points = sorted_points(members, measure, maximise);
  divide_into_fronts(points);
  measure_crowding(points);
  std::ranges::sort(points, [](const Point& a, const Point& b) {
    if (a.front != b.front) return a.front < b.front;
    return a.crowding > b.crowding || (a.crowding == b.crowding && a.member < b.member);
  });
  std::vector<std::size_t> order;
  for (const auto& point : points) order.push_back(point.member);
  for (std::size_t i = 0; i < members.size(); ++i)
    if (!members[i].evaluation.ok()) order.push_back(i);
  return order;
}

std::vector<std::size_t> pareto_front(const std::vector<Member>& members, Complexity measure, bool maximise) {
  auto points = sorted_points(members, measure, maximise);
  divide_into_fronts(points);
  std::vector<std::size_t> front;
  const Point* last = nullptr;
  for (const auto& point : points) {
    if (point.front > 0 || (last && point.equals(*last))) continue;
    front.push_back(point.member);
    last = &point;
  }
  return front;
}

SpeciesShare share_by_front(const SearchState& state, const StrategyOptions& options, bool maximise) {
  SpeciesShare share;
  share.ranked = pareto_order(state.members, options.pareto.complexity, maximise);
  share.offspring = options.population.size;
  share.elites = share.parents = std::max<std::size_t>(share.ranked.size() / 2, 1);
  return share;
}

}  // namespace neat
