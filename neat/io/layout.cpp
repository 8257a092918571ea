#include "neat/io/layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "neat/io/drawing.hpp"

namespace neat::io {
namespace {

constexpr std::size_t kLaneNodes = 40;  // a column with more is folded into several lanes
constexpr int kSweeps = 6;
constexpr double kBlockHalfWidth = 54;
constexpr double kWidestDrawing = 1700;  // what a deep network is squeezed into, as far as its columns allow

using Columns = std::vector<std::vector<std::size_t>>;

Columns by_column(const Topology& topology) {
  const std::vector<std::uint32_t> column = columns(topology);
  Columns result(column.empty() ? 0 : *std::ranges::max_element(column) + 1);
  for (std::size_t i = 0; i < column.size(); ++i) result[column[i]].push_back(i);
  return result;
}

std::vector<std::vector<std::size_t>> neighbours_of(const Topology& topology) {
  std::vector<std::vector<std::size_t>> neighbours(topology.nodes().size());
  for (const ConnectionGene& c : topology.connections()) {
    if (c.recurrent) continue;
    const std::size_t s = topology.node_index(c.source), t = topology.node_index(c.target);
    neighbours[s].push_back(t);
    neighbours[t].push_back(s);
  }
  return neighbours;
}

/// Relative height in [0, 1] of each node within its column.
void measure(const std::vector<std::size_t>& column, std::vector<double>& height) {
  for (std::size_t i = 0; i < column.size(); ++i)
    height[column[i]] = (double(i) + 0.5) / double(column.size());
}

/// Fewer crossings: hidden columns are sorted by the mean height of their neighbours (Sugiyama et al. 1981,
/// the barycentre method); inputs and outputs stay in id order, where people look for them.
void untangle(const Topology& topology, Columns& order) {
  if (order.size() < 3) return;
  const auto neighbours = neighbours_of(topology);
  std::vector<double> height(topology.nodes().size(), 0.5), wish(height.size(), 0.5);
  for (const auto& column : order) measure(column, height);
  for (int sweep = 0; sweep < kSweeps; ++sweep)
    for (std::size_t c = 1; c + 1 < order.size(); ++c) {
      for (const std::size_t node : order[c]) {
        double sum = 0;
        for (const std::size_t other : neighbours[node]) sum += height[other];
        wish[node] = neighbours[node].empty() ? 0.5 : sum / double(neighbours[node].size());
      }
      std::ranges::stable_sort(order[c], {}, [&](std::size_t node) { return wish[node]; });
      measure(order[c], height);
    }
}

double bezier(double a, double b, double c, double d, double t) {
  const double s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

}  // namespace

double Curve::x(double t) const {
  return bezier(x0, x1, x2, x3, t);
}
double Curve::y(double t) const {
  return bezier(y0, y1, y2, y3, t);
}

Layout::Layout(const Topology& topology) : places_(topology.nodes().size()) {
  Columns order = by_column(topology);
  untangle(topology, order);
  std::size_t most = 1;
  for (const auto& column : order) most = std::max(most, std::min(column.size(), kLaneNodes));
  size_nodes(topology, most);
  place_columns(order);
}

void Layout::size_nodes(const Topology& topology, std::size_t most) {
  radius_ = most <= 12 ? 14 : most <= 24 ? 11 : 7;
  gap_ = most <= 12 ? 24 : most <= 24 ? 15 : 9;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Shape& shape = topology.nodes()[i].shape;
    places_[i].half_width = places_[i].half_height = radius_;
    if (shape.is_neuron()) continue;
    places_[i].half_width = kBlockHalfWidth;
    places_[i].half_height = 24 + 7 * std::log2(double(shape.size()));
  }
}

double Layout::column_height(const std::vector<std::size_t>& nodes) const {
  double height = 0;
  for (const std::size_t node : nodes) height += 2 * places_[node].half_height + gap_;
  return nodes.empty() ? 0 : height - gap_;
}

void Layout::place_columns(const Columns& order) {
  for (const auto& column : order) {
    const std::size_t lanes = (column.size() + kLaneNodes - 1) / kLaneNodes;
    height_ = std::max(height_, column_height(column) / double(std::max<std::size_t>(lanes, 1)));
  }
  double x = 0;
  for (std::size_t c = 0; c < order.size(); ++c) {
    const std::size_t lanes = std::max<std::size_t>((order[c].size() + kLaneNodes - 1) / kLaneNodes, 1);
    place_column(order[c], lanes, x, centre(order, c));
    x += double(lanes - 1) * lane_step(order[c]) + widest(order[c]);
    if (c + 1 < order.size()) x += column_gap(order.size()) + widest(order[c + 1]);
  }
  for (const Place& place : places_) width_ = std::max(width_, place.x);
}

/// Steep edges are hard to follow, so taller drawings get wider gaps; deep ones get narrower gaps.
double Layout::column_gap(std::size_t columns) const {
  const double wanted = std::clamp(height_ * 0.45, 120.0, 340.0);
  return std::clamp(kWidestDrawing / double(columns), 5 * radius_, wanted) - 2 * radius_;
}

/// Short hidden columns lie above and below the middle by turns: on one line their edges would cover each
/// other.
double Layout::centre(const std::vector<std::vector<std::size_t>>& order, std::size_t column) const {
  const bool hidden = column > 0 && column + 1 < order.size();
  if (!hidden || order.size() < 4) return 0;
  constexpr double kSway[] = {-0.5, 0.5, -0.9, 0.2, 0.9, -0.2};
  const double room = std::max(0.0, height_ - spread(order[column]));
  return kSway[column % std::size(kSway)] * room / 2;
}

double Layout::widest(const std::vector<std::size_t>& nodes) const {
  double half_width = radius_;
  for (const std::size_t node : nodes) half_width = std::max(half_width, places_[node].half_width);
  return half_width;
}

double Layout::lane_step(const std::vector<std::size_t>& nodes) const {
  return 2 * widest(nodes) + gap_ * 0.7;
}

/// The height that a column takes: short ones are stretched, so that edges get room between their nodes.
double Layout::spread(const std::vector<std::size_t>& nodes) const {
  if (nodes.size() < 2) return column_height(nodes);
  return std::max(column_height(nodes), std::min(0.8 * height_, 2.5 * column_height(nodes)));
}

void Layout::place_column(const std::vector<std::size_t>& nodes, std::size_t lanes, double x, double middle) {
  double height = 0;  // of the first lane, which is the tallest: rows stay level
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    // Folded row by row, so that an image's pixels stay in reading order.
    std::vector<std::size_t> members;
    for (std::size_t i = lane; i < nodes.size(); i += lanes) members.push_back(nodes[i]);
    if (lane == 0) height = lanes == 1 ? spread(members) : column_height(members);
    const double extra =
        lanes > 1 || members.size() < 2 ? 0 : (height - column_height(members)) / double(members.size() - 1);
    double y = middle - height / 2;
    for (const std::size_t node : members) {
      places_[node].x = x + double(lane) * lane_step(nodes);
      places_[node].y = y + places_[node].half_height;
      y += 2 * places_[node].half_height + gap_ + extra;
    }
    lanes_.push_back({x + double(lane) * lane_step(nodes), std::move(members)});
  }
}

std::size_t Layout::hits(const Curve& c, std::size_t source, std::size_t target) const {
  constexpr int kSamples = 32;
  std::size_t count = 0;
  for (int i = 1; i < kSamples; ++i) {
    const double t = double(i) / kSamples;
    const double x = c.x(t), y = c.y(t);
    const auto lane = std::ranges::lower_bound(lanes_, x - kBlockHalfWidth - 3, {}, &Lane::x);
    for (auto l = lane; l != lanes_.end() && l->x < x + kBlockHalfWidth + 3; ++l)
      for (const std::size_t node : l->nodes) {
        const Place& p = places_[node];
        const bool inside = std::fabs(p.x - x) < p.half_width + 3 && std::fabs(p.y - y) < p.half_height + 3;
        count += inside && node != source && node != target;
      }
  }
  return count;
}

Curve Layout::forward(std::size_t source, std::size_t target) const {
  const Place &a = places_[source], &b = places_[target];
  const double x0 = a.x + a.half_width, x3 = b.x - b.half_width, reach = (x3 - x0) * 0.45;
  const double unit = 2 * radius_ + gap_;
  Curve best;
  std::size_t fewest = places_.size() * 1000;
  for (const double bow : {0.0, -0.7, 0.7, -1.4, 1.4, -2.2, 2.2, -3.2, 3.2}) {
    const double lift = bow * unit;
    const Curve curve{x0, a.y, x0 + reach, a.y + lift, x3 - reach, b.y + lift, x3, b.y};
    const std::size_t count = hits(curve, source, target);
    if (count < fewest) best = curve, fewest = count;
    if (fewest == 0) break;
  }
  return best;
}

Curve Layout::recurrent(std::size_t source, std::size_t target) const {
  const Place &a = places_[source], &b = places_[target];
  if (source == target) {
    const double w = a.half_width * 0.6, top = a.y - a.half_height * 0.8, rise = radius_ * 2.2;
    return {a.x + w, top, a.x + 2.6 * w, top - rise, a.x - 2.6 * w, top - rise, a.x - w, top};
  }
  const Curve below = around(a, b, 1), above = around(a, b, -1);
  return hits(above, source, target) < hits(below, source, target) ? above : below;
}

/// Below (side 1) or above (side -1) both nodes.
Curve Layout::around(const Place& a, const Place& b, double side) const {
  const double span = std::fabs(a.x - b.x);
  const double reach = radius_ * 2 + gap_ + std::min(span * 0.22, 40 + height_ * 0.3);
  const double from = a.y + side * a.half_height, to = b.y + side * b.half_height;
  const double level = side * (std::max(side * from, side * to) + reach);
  const double lean = span < 1 ? radius_ * 3 : 0;  // within one column: bulge to the right
  return {a.x, from, a.x + radius_ + lean, level, b.x - radius_ + 2 * lean, level, b.x, to};
}

}  // namespace neat::io
