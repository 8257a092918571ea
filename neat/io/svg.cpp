#include "neat/io/svg.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "neat/genome/shapes.hpp"
#include "neat/io/layout.hpp"
#include "neat/io/number_text.hpp"
#include "neat/io/strict_json.hpp"

namespace neat::io {
namespace {

// Mid tones: they stand out from white and from black alike.
constexpr const char* kText = "#79818d";
constexpr double kLabelSize = 12, kSmallSize = 10;  // pixels
constexpr std::size_t kNamedEdges = 4000;  // more edges than this carry no tooltip, to keep the file small

std::string escaped(std::string_view text) {
  const std::string valid =
      nlohmann::json::parse(dump(std::string(text))).get<std::string>();  // UTF-8 made valid
  std::string out;
  for (const char c : valid) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

std::string at(double value) {
  return fixed_text(value, 1);
}

std::string text_element(double x, double y, double size, const char* anchor, std::string_view colour,
                         std::string_view text) {
  return "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\" font-size=\"" + at(size) + "\" text-anchor=\"" +
         anchor + "\" fill=\"" + std::string(colour) + "\">" + escaped(text) + "</text>\n";
}

std::string curve_data(const Curve& c) {
  return "M" + at(c.x0) + " " + at(c.y0) + "C" + at(c.x1) + " " + at(c.y1) + " " + at(c.x2) + " " + at(c.y2) +
         " " + at(c.x3) + " " + at(c.y3);
}

/// A small triangle at the end of a curve, along its last tangent.
std::string arrow_head(const Curve& c, double size, const std::string& colour) {
  const double dx = c.x3 - c.x2, dy = c.y3 - c.y2, length = std::max(std::sqrt(dx * dx + dy * dy), 1e-9);
  const double ux = dx / length * size, uy = dy / length * size;
  const auto point = [](double x, double y) { return at(x) + "," + at(y); };
  return "<polygon points=\"" + point(c.x3, c.y3) + " " + point(c.x3 - ux - uy / 2, c.y3 - uy + ux / 2) +
         " " + point(c.x3 - ux + uy / 2, c.y3 - uy - ux / 2) + "\" fill=\"" + colour + "\"/>\n";
}

const char* node_colour(Role role) {
  switch (role) {
    case Role::input:
      return "#4d7a9e";
    case Role::bias:
      return "#8a6fae";
    case Role::output:
      return "#3c8a63";
    case Role::hidden:
      break;
  }
  return "#6d7280";
}

std::string shape_text(const Shape& shape) {
  if (shape.height == 1 && shape.width == 1) return std::to_string(shape.channels);
  return std::to_string(shape.channels) + " × " + std::to_string(shape.height) + " × " +
         std::to_string(shape.width);
}

bool computes(const NodeGene& node) {
  return node.role == Role::hidden || node.role == Role::output;
}

/// What the page must hold, grown as things are drawn.
struct Bounds {
  double left = std::numeric_limits<double>::max(), top = left, right = -left, bottom = -left;

  void add(double x, double y) {
    left = std::min(left, x), right = std::max(right, x);
    top = std::min(top, y), bottom = std::max(bottom, y);
  }
  void add(const Curve& c) {
    for (int i = 0; i <= 16; ++i) add(c.x(i / 16.0), c.y(i / 16.0));
  }
};

class Drawing {
 public:
  Drawing(const Genome& genome, const DrawOptions& options)
      : genome_(genome), topology_(*genome.topology), options_(options), layout_(topology_) {
    for (std::size_t i = 0; i < topology_.connections().size(); ++i)
      if (topology_.connections()[i].enabled || options_.disabled) shown_.push_back(i);
    for (const std::size_t i : shown_)
      if (topology_.connections()[i].source == topology_.connections()[i].target)
        loops_.insert(topology_.connections()[i].source);
    for (const std::size_t i : shown_) strongest_ = std::max(strongest_, std::fabs(strength(genome_, i)));
    // Strong connections are drawn last, on top of weak ones.
    std::ranges::stable_sort(shown_, {}, [&](std::size_t i) { return std::fabs(strength(genome_, i)); });
    leave_out_weakest();
  }

  std::string page() {
    const std::string edges = draw_edges(), nodes = draw_nodes(), words = captions();
    const double x = bounds_.left - 16, y = bounds_.top - 16;
    const double width = bounds_.right - x + 16, height = bounds_.bottom - y + 16;
    const std::string title = options_.title.empty() ? "network" : options_.title;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"" + at(x) + " " + at(y) + " " + at(width) +
           " " + at(height) + "\" width=\"" + at(width) + "\" height=\"" + at(height) +
           "\" role=\"img\" font-family=\"system-ui, sans-serif\">\n<title>" + escaped(title) + "</title>\n" +
           "<g fill=\"none\" stroke-linecap=\"round\">\n" + edges + "</g>\n<g>\n" + nodes + "</g>\n" + words +
           "</svg>\n";
  }

 private:
  void leave_out_weakest() {
    const auto is_weight = [&](std::size_t i) {
      return topology_.connections()[i].op.kind == OperatorKind::weight;
    };
    left_out_ = shown_.size() > options_.most ? shown_.size() - options_.most : 0;
    std::size_t excess = left_out_;
    std::erase_if(shown_, [&](std::size_t i) { return excess > 0 && is_weight(i) && excess-- > 0; });
    left_out_ -= excess;
  }

  double scale() const { return layout_.radius() / 14; }  ///< small nodes go with thin lines

  double opacity() const { return shown_.size() <= 60 ? 0.9 : shown_.size() <= 400 ? 0.7 : 0.45; }

  double width_of(std::size_t connection) const {
    if (topology_.connections()[connection].op.kind != OperatorKind::weight) return 7;
    const double share = strongest_ > 0 ? std::fabs(strength(genome_, connection)) / strongest_ : 0;
    return (0.7 + 3.8 * share) * scale();
  }

  std::string edge_tooltip(std::size_t connection) const {
    const ConnectionGene& c = topology_.connections()[connection];
    const char* what = c.op.kind == OperatorKind::weight ? " weight " : " RMS ";
    return "<title>" + std::to_string(c.source) + " to " + std::to_string(c.target) + ":" + what +
           short_text(strength(genome_, connection)) + (c.recurrent ? ", recurrent" : "") +
           (c.enabled ? "" : ", disabled") + "</title>";
  }

  std::string draw_edge(std::size_t connection) {
    const ConnectionGene& c = topology_.connections()[connection];
    const std::size_t source = topology_.node_index(c.source), target = topology_.node_index(c.target);
    const Curve curve = c.recurrent ? layout_.recurrent(source, target) : layout_.forward(source, target);
    bounds_.add(curve);
    const std::string colour = weight_colour(genome_, connection);
    std::string out = "<path d=\"" + curve_data(curve) + "\" stroke=\"" + colour + "\" stroke-width=\"" +
                      fixed_text(width_of(connection), 2) + "\" stroke-opacity=\"" +
                      fixed_text(c.enabled ? opacity() : 0.5, 2) + "\" data-source=\"" +
                      std::to_string(c.source) + "\" data-target=\"" + std::to_string(c.target) + "\"";
    if (!c.enabled) out += " stroke-dasharray=\"" + at(4 * scale()) + " " + at(5 * scale()) + "\"";
    const bool named = shown_.size() <= kNamedEdges;
    out += named ? ">" + edge_tooltip(connection) + "</path>\n" : "/>\n";
    if (c.recurrent) out += arrow_head(curve, 9 * scale() + width_of(connection), colour);
    if (c.op.kind != OperatorKind::weight) out += block_label(connection, curve);
    return out;
  }

  std::string block_label(std::size_t connection, const Curve& curve) const {
    const ConnectionGene& c = topology_.connections()[connection];
    const std::size_t weights = topology_.weights(connection).size;
    const std::string text = described(c.op) + (weights > 0 ? " " + std::to_string(weights) : "");
    const double x = (curve.x0 + 3 * curve.x1 + 3 * curve.x2 + curve.x3) / 8;
    const double y = (curve.y0 + 3 * curve.y1 + 3 * curve.y2 + curve.y3) / 8;
    const bool bowed_up = y < (curve.y0 + curve.y3) / 2 - 1;
    return "<g stroke=\"none\">" +
           text_element(x, bowed_up ? y - 9 : y + 17, kSmallSize, "middle", kText, text) + "</g>";
  }

  std::string draw_edges() {
    std::string out;
    for (const bool recurrent : {false, true})
      for (const std::size_t i : shown_)
        if (topology_.connections()[i].recurrent == recurrent) out += draw_edge(i);
    return out;
  }

  std::string node_tooltip(std::size_t node) const {
    const NodeGene& n = topology_.nodes()[node];
    std::string text = std::string(name(n.role)) + " " + node_label(topology_, node, options_);
    if (computes(n)) text += ", " + std::string(name(n.activation)) + ", " + std::string(name(n.aggregation));
    const ParameterRange bias = topology_.bias(node);
    if (bias.size == 1) text += ", bias " + short_text(genome_.parameters[bias.offset]);
    return "<title>" + escaped(text) + "</title>";
  }

  std::string draw_neuron(std::size_t node) {
    const NodeGene& n = topology_.nodes()[node];
    const Place& p = layout_.place(node);
    std::string out = "<circle cx=\"" + at(p.x) + "\" cy=\"" + at(p.y) + "\" r=\"" + at(p.half_width) +
                      "\" fill=\"" + node_colour(n.role) + "\" data-node=\"" + std::to_string(n.id) + "\">" +
                      node_tooltip(node) + "</circle>\n";
    const std::string id = std::to_string(n.id);
    if (double(id.size()) * kSmallSize * 0.6 < 2 * p.half_width && layout_.radius() > 8)
      out += text_element(p.x, p.y + kSmallSize * 0.35, kSmallSize, "middle", "#ffffff", id);
    return out + neuron_caption(node);
  }

  /// Names of inputs and outputs beside the drawing; activations where there is room.
  std::string neuron_caption(std::size_t node) {
    const NodeGene& n = topology_.nodes()[node];
    const Place& p = layout_.place(node);
    std::string caption = node_label(topology_, node, options_);
    const bool named = caption != std::to_string(n.id);
    if (!named) caption = n.role == Role::bias ? "bias" : "";
    const bool roomy = layout_.radius() > 8;
    if (n.role == Role::hidden)
      return roomy ? text_element(p.x, p.y - p.half_height - 4, kSmallSize * 0.9, "middle", kText,
                                  name(n.activation))
                   : "";
    if (n.role == Role::output && roomy) caption += (named ? " · " : "") + std::string(name(n.activation));
    const bool outer = n.role == Role::output ? p.x + 1 > layout_.width() : p.x < 1;
    if (caption.empty() || !outer) return "";
    const double side = n.role == Role::output ? 1 : -1, x = p.x + side * (p.half_width + 7);
    bounds_.add(x + side * double(caption.size()) * kLabelSize * 0.58, p.y);
    return text_element(x, p.y + kLabelSize * 0.35, kLabelSize, side > 0 ? "start" : "end", kText, caption);
  }

  std::string draw_block(std::size_t node) {
    const NodeGene& n = topology_.nodes()[node];
    const Place& p = layout_.place(node);
    std::string out = "<rect x=\"" + at(p.x - p.half_width) + "\" y=\"" + at(p.y - p.half_height) +
                      "\" width=\"" + at(2 * p.half_width) + "\" height=\"" + at(2 * p.half_height) +
                      "\" rx=\"7\" fill=\"" + node_colour(n.role) + "\" data-node=\"" + std::to_string(n.id) +
                      "\">" + node_tooltip(node) + "</rect>\n";
    std::string caption = node_label(topology_, node, options_);
    if (caption == std::to_string(n.id)) caption = std::string(name(n.role)) + " " + caption;
    out += text_element(p.x, p.y - 11, kSmallSize, "middle", "#ffffff", caption);
    out += text_element(p.x, p.y + 5, kLabelSize + 2, "middle", "#ffffff", shape_text(n.shape));
    std::string does(name(n.activation));
    if (n.normalisation != Normalisation::none) does = std::string(name(n.normalisation)) + " · " + does;
    if (n.aggregation != Aggregation::sum) does = std::string(name(n.aggregation)) + " · " + does;
    if (computes(n)) out += text_element(p.x, p.y + 20, kSmallSize, "middle", "#ffffff", does);
    return out;
  }

  std::string draw_nodes() {
    std::string out;
    for (std::size_t i = 0; i < topology_.nodes().size(); ++i) {
      const Place& p = layout_.place(i);
      bounds_.add(p.x - p.half_width, p.y - p.half_height - kLabelSize);
      bounds_.add(p.x + p.half_width, p.y + p.half_height);
      out += topology_.nodes()[i].shape.is_neuron() ? draw_neuron(i) : draw_block(i);
    }
    return out;
  }

  std::string legend() const {
    bool scalar = false, disabled = false, recurrent = false, dense = true;
    for (const std::size_t i : shown_) {
      const ConnectionGene& c = topology_.connections()[i];
      scalar |= c.op.kind == OperatorKind::weight;
      dense &= c.op.kind == OperatorKind::dense;
      disabled |= !c.enabled;
      recurrent |= c.recurrent;
    }
    std::string text = scalar  ? "blue: weight above 0 · orange: below 0 · width: strength"
                       : dense ? "grey: dense blocks"
                               : "grey: operators, and how many weights they have";
    if (disabled) text += " · dashed: disabled";
    if (recurrent) text += " · arrow: recurrent";
    if (left_out_ > 0) text += " · the weakest " + std::to_string(left_out_) + " connections are not drawn";
    return text;
  }

  std::string captions() {
    std::string out;
    const double left = bounds_.left;
    if (!options_.title.empty()) {
      bounds_.add(left + double(options_.title.size()) * 8.5, bounds_.top - 26);
      out += text_element(left, bounds_.top + 10, 15, "start", kText, options_.title);
    }
    const std::string text = legend();
    bounds_.add(left + double(text.size()) * kSmallSize * 0.52, bounds_.bottom + 26);
    return out + text_element(left, bounds_.bottom, kSmallSize, "start", kText, text);
  }

  const Genome& genome_;
  const Topology& topology_;
  const DrawOptions& options_;
  Layout layout_;
  std::vector<std::size_t> shown_;  ///< connections, weakest first
  std::set<NodeId> loops_;          ///< nodes that a connection joins to themselves
  double strongest_ = 0;
  std::size_t left_out_ = 0;
  Bounds bounds_;
};

}  // namespace

std::string to_svg(const Genome& genome, const DrawOptions& options) {
  return Drawing(genome, options).page();
}

}  // namespace neat::io
