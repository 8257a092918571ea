/// apps/neat_run/units.hpp - large numbers for people. Pure; any thread. What is not finite is "-".
#pragma once

#include <string>

namespace neat::app {

std::string count_text(double value);  ///< "950", "12.4 thousand", "2.6 million", ...
std::string bytes_text(double bytes);  ///< "950 B", "12.4 kB", "282 MB", "1.5 GB": powers of 1000
std::string flops_text(double flops);  ///< "950 FLOPs", "5.2 TFLOPs"

}  // namespace neat::app
