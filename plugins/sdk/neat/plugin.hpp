/// neat/plugin.hpp - write a task as a small class; NEAT_PLUGIN(T) turns it into the C ABI of plugin.h.
///
/// Header-only on purpose: it is compiled with the plugin's own flags, so nothing of neat's build leaks in.
/// All of it is hidden, so that two plugins never share a function or a variable. It works without exceptions
/// and RTTI: then fail() records the first error, the call that failed returns zeros or nothing, and the host
/// is told when evaluate returns.
///
/// T has: static constexpr Info info; Shape input and output (static constexpr members or const functions);
/// Result evaluate(Network&, const Request&) const, which many threads call at once.
/// T may have: a constructor T(Host&) or T(const Host&); static constexpr arrays Option options[], Preset
/// presets[], Metric metrics[], Objective objectives[] (default: one, "fitness", to be maximised); Result
/// champion_test(Network&, const Request&) const; const char* notice() const. Every task lives in an
/// anonymous namespace, so that equal names in two plugins are two things.
#pragma once
#if (defined(_MSVC_LANG) ? _MSVC_LANG : __cplusplus) < 202002L
#error "neat/plugin.hpp needs C++20 (-std=c++20); neat/plugin.h works from C and older C++"
#endif

#include "neat/plugin/adapter.hpp"
