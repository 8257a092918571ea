/// neat/network/kernels/table_in_use.hpp - the kernels of the path in use. Private to kernels/. Any thread.
#pragma once

#include "neat/network/kernels/table.hpp"

namespace neat::kernels {

const Table& table_in_use();

}  // namespace neat::kernels
