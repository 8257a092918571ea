/// apps/neat_run/compare/text.hpp - a comparison as the object of docs/formats.md, as text for a terminal and as
/// Markdown. Pure; any thread.
#pragma once

#include <span>
#include <string>

#include "compare/samples.hpp"
#include "sample/summary.hpp"

namespace neat::app {

OrderedJson comparison_json(std::span<const ComparedSample> samples, const ComparisonReport& report);

enum class TextStyle { terminal, markdown };

/// A table per sample, then the notes.
std::string comparison_text(std::span<const ComparedSample> samples, const ComparisonReport& report,
                            TextStyle style);

/// "evaluations: lower by 345 (95 % interval 120 to 560), ...".
std::string sentence(const Comparison& comparison);

}  // namespace neat::app
