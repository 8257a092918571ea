/// neat/io/report_items.hpp - what a task shows of a network, checked and as JSON (docs/formats.md, "Task extras").
///
/// Pure; any thread.
#pragma once

#include <span>
#include <string>

#include "neat/genome/evaluation.hpp"

namespace neat::io {

/// Why an item is not what its kind asks for, in a few words; empty when it is.
std::string problem_of(const ReportItem& item);

/// An array with one object per item: kind, name, and content or png (base64). REQUIRES: items without a problem.
std::string to_json(std::span<const ReportItem> items);

}  // namespace neat::io
