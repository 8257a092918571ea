/// neat/io/number_text.hpp - numbers as text, the same in every locale. Pure; any thread.
#pragma once

#include <string>

namespace neat::io {

/// `decimals` digits after the point.
std::string fixed_text(double value, int decimals);

/// At most four significant digits, without trailing zeros: "0.25", "1.234e-05".
std::string short_text(double value);

}  // namespace neat::io
