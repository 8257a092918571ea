#include "neat/io/report_items.hpp"

#include <nlohmann/json.hpp>

#include "neat/base/base64.hpp"
#include "neat/io/strict_json.hpp"

namespace neat::io {
namespace {

using Json = nlohmann::json;

constexpr int kMostDepth = 4;
constexpr std::string_view kPngSignature("\x89PNG\r\n\x1a\n", 8);

[[noreturn]] void refuse(const std::string& why) {
  throw JsonRefusal(why);
}

const Json& array_of(const Json& object, const char* key) {
  const Json& value = member(object, key);
  if (!value.is_array()) refuse(std::string(key) + " is not an array");
  return value;
}

void require_text(const Json& value, const char* what) {
  if (!value.is_string()) refuse(std::string(what) + " is not a text");
}

void check_title(const Json& object) {
  if (object.contains("title")) require_text(object["title"], "title");
}

void check_table(const Json& table) {
  check_title(table);
  const std::size_t width = array_of(table, "columns").size();
  for (const auto& column : table["columns"]) require_text(column, "a column's name");
  for (const auto& row : array_of(table, "rows")) {
    if (!row.is_array() || row.size() != width)
      refuse("a row does not have one cell for each of the " + std::to_string(width) + " columns");
    for (const auto& cell : row)
      if (cell.is_structured()) refuse("a cell is neither number, text, switch nor null");
  }
}

void check_numbers(const Json& values, const char* what) {
  for (const auto& value : values)
    if (!value.is_number() && !value.is_null())
      refuse(std::string(what) + " holds more than numbers and nulls");
}

void check_axis(const Json& figure, const char* key) {
  const Json& axis = member(figure, key);
  if (!axis.is_object()) refuse(std::string(key) + " is not an object");
  if (axis.contains("label")) require_text(axis["label"], "label");
}

/// Poles on a cart: one series for the cart, one for each pole, and any further ones behind.
void check_scene(const Json& figure) {
  if (!figure.contains("scene")) return;
  const Json& scene = figure["scene"];
  if (!scene.is_object() || !scene.contains("kind") || scene["kind"] != "poles")
    refuse("scene is no object of the kind poles");
  const Json& lengths = array_of(scene, "lengths");
  if (lengths.empty() || figure["series"].size() < lengths.size() + 1)
    refuse("scene does not have a series for the cart and each pole");
  for (const auto& length : lengths)
    if (!length.is_number() || length <= 0) refuse("a pole's length is no number above 0");
  if (!member(scene, "track").is_number()) refuse("track is no number");
}

void check_figure(const Json& figure) {
  check_title(figure);
  check_axis(figure, "x");
  check_axis(figure, "y");
  const Json& x = array_of(figure["x"], "values");
  check_numbers(x, "x");
  for (const auto& series : array_of(figure, "series")) {
    require_text(member(series, "name"), "a series' name");
    const Json& values = array_of(series, "values");
    if (values.size() != x.size()) refuse("a series does not have one value for each x");
    check_numbers(values, "a series");
  }
  check_scene(figure);
}

Json json_of(const ReportItem& item) {
  constexpr const char* kKinds[] = {"figure", "table", "image"};
  Json json{{"kind", kKinds[static_cast<int>(item.kind)]}, {"name", item.name}};
  if (item.kind == ReportItem::Kind::image)
    json["png"] = base64(item.bytes);
  else
    json["content"] = parse_strictly(item.bytes, kMostDepth);
  return json;
}

}  // namespace

std::string problem_of(const ReportItem& item) {
  if (item.kind == ReportItem::Kind::image)
    return item.bytes.starts_with(kPngSignature) ? "" : "it does not begin as a PNG file does";
  try {
    const Json content = parse_strictly(item.bytes, kMostDepth);
    item.kind == ReportItem::Kind::table ? check_table(content) : check_figure(content);
  } catch (const JsonRefusal& refusal) {
    return refusal.what();
  }
  return {};
}

std::string to_json(std::span<const ReportItem> items) {
  Json all = Json::array();
  for (const auto& item : items) all.push_back(json_of(item));
  return dump(all) + "\n";
}

}  // namespace neat::io
