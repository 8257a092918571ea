/// neat/platform/signals.hpp - the wish to stop: SIGINT (Ctrl-C) or SIGTERM sets a flag that loops look at.
///
/// The first signal only sets the flag, so that a run can finish its bookkeeping; from then on both signals
/// have their default action again, so that a second one ends the process. Thread rules: the flag may be read
/// from any thread.
#pragma once

#include <atomic>

namespace neat::platform {

/// Installs the handlers. [main thread]
void install_stop_signals();

bool stop_requested() noexcept;
void request_stop() noexcept;  ///< as if a signal had come
void clear_stop() noexcept;    ///< forgets the wish; handlers stay as they are

/// The flag itself, for those who must poll plain memory; lives as long as the process.
const std::atomic<bool>& stop_flag() noexcept;

}  // namespace neat::platform
