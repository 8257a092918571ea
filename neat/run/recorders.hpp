/// neat/run/recorders.hpp - where history goes as it is made: files of a run directory, a progress line.
///
/// A recorder is told every finished generation once, in order. Not thread safe.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <vector>

#include "neat/run/history.hpp"

namespace neat {

class Recorder {
 public:
  virtual ~Recorder() = default;
  virtual void write(const HistoryLine& line) = 0;
};

/// All recorders of a run, told in the order in which they were added.
class Recorders {
 public:
  void add(std::unique_ptr<Recorder> recorder) { recorders_.push_back(std::move(recorder)); }
  void write(const HistoryLine& line);

 private:
  std::vector<std::unique_ptr<Recorder>> recorders_;
};

/// Appends one line of text per generation to a file and hands it to the system at once.
class FileRecorder : public Recorder {
 public:
  using Format = std::function<std::string(const HistoryLine&)>;

  /// Keeps the first `lines` lines of the file behind `header` (made here when the file is new), drops the
  /// rest. Throws neat::Error(data) when the file has fewer or another header, neat::Error(system) when it
  /// cannot be written.
  FileRecorder(std::filesystem::path path, const std::string& header, std::size_t lines, Format format);

  /// Throws neat::Error(system) when the line cannot be written; what was there before stays.
  void write(const HistoryLine& line) override;

 private:
  void append(const std::string& text);

  std::filesystem::path path_;
  Format format_;
  std::ofstream file_;
};

/// How many whole lines a text file has; 0 when there is none.
std::size_t count_lines(const std::filesystem::path& path);

}  // namespace neat
