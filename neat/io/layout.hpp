/// neat/io/layout.hpp - where the nodes and connections of a network lie on a page: columns by depth, left to
/// right.
///
/// Units are pixels, y grows downwards. The same topology always gives the same layout. Pure; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "neat/genome/topology.hpp"

namespace neat::io {

/// The centre of a node and half its extent.
struct Place {
  double x = 0, y = 0;
  double half_width = 0, half_height = 0;
};

/// A cubic Bezier curve.
struct Curve {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0;

  double x(double t) const;  ///< t in [0, 1]
  double y(double t) const;
};

class Layout {
 public:
  explicit Layout(const Topology& topology);

  const Place& place(std::size_t node) const { return places_[node]; }
  double radius() const { return radius_; }  ///< of a neuron
  double height() const { return height_; }  ///< of the tallest column; the drawing is centred on y = 0
  double width() const { return width_; }    ///< from the first column's centre to the last one's

  /// From the right side of one node to the left side of another, bowed around nodes in between where that
  /// helps.
  Curve forward(std::size_t source, std::size_t target) const;
  /// Back from one node to another, below or above both; a loop above the node when they are the same.
  Curve recurrent(std::size_t source, std::size_t target) const;

 private:
  struct Lane {
    double x = 0;
    std::vector<std::size_t> nodes;  ///< from top to bottom
  };

  void size_nodes(const Topology& topology, std::size_t most);
  void place_columns(const std::vector<std::vector<std::size_t>>& order);
  void place_column(const std::vector<std::size_t>& nodes, std::size_t lanes, double x, double middle);
  double column_gap(std::size_t columns) const;
  double widest(const std::vector<std::size_t>& nodes) const;
  double lane_step(const std::vector<std::size_t>& nodes) const;
  double centre(const std::vector<std::vector<std::size_t>>& order, std::size_t column) const;
  double spread(const std::vector<std::size_t>& nodes) const;
  Curve around(const Place& a, const Place& b, double side) const;
  double column_height(const std::vector<std::size_t>& nodes) const;
  std::size_t hits(const Curve& curve, std::size_t source, std::size_t target) const;

  std::vector<Place> places_;
  std::vector<Lane> lanes_;  ///< by x
  double radius_ = 0, gap_ = 0, height_ = 0, width_ = 0;
};

}  // namespace neat::io
