/// neat/base/base64.hpp - bytes as text (RFC 4648, section 4, with padding). Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace neat {

std::string base64(std::string_view bytes);

}  // namespace neat
