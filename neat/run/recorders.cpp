#include "neat/run/recorders.hpp"

#include <cerrno>
#include <cstring>

#include "neat/base/error.hpp"

namespace neat {
namespace {

namespace fs = std::filesystem;

/// The byte behind the first `lines` lines. Throws neat::Error(data) when there are fewer.
std::uintmax_t end_of_lines(const fs::path& path, std::size_t lines, const std::string& header) {
  std::ifstream file(path, std::ios::binary);
  std::uintmax_t end = 0;
  std::string line;
  for (std::size_t i = 0; i < lines; ++i) {
    if (!std::getline(file, line) || file.eof())
      throw Error(ErrorCode::data, path.string() + ": has " + std::to_string(i) +
                                       " lines where the checkpoint expects " + std::to_string(lines) +
                                       "; restore the file or start a new run");
    if (i == 0 && !header.empty() && line + "\n" != header)
      throw Error(ErrorCode::data, path.string() +
                                       ": has the columns of another task or version; restore the file or "
                                       "start a new run");
    end += line.size() + 1;
  }
  return end;
}

void cut(const fs::path& path, std::size_t lines, const std::string& header) {
  const std::uintmax_t end = end_of_lines(path, lines, header);
  std::error_code problem;
  fs::resize_file(path, end, problem);
  if (problem)
    throw Error(ErrorCode::system,
                path.string() + ": cannot be shortened: " + problem.message() + "; make it writable");
}

}  // namespace

void Recorders::write(const HistoryLine& line) {
  for (auto& recorder : recorders_) recorder->write(line);
}

FileRecorder::FileRecorder(fs::path path, const std::string& header, std::size_t lines, Format format)
    : path_(std::move(path)), format_(std::move(format)) {
  const std::size_t kept = lines + (header.empty() ? 0 : 1);
  const bool whole_header = fs::exists(path_) && (header.empty() || lines > 0 || count_lines(path_) >= kept);
  if (fs::exists(path_)) cut(path_, whole_header ? kept : 0, whole_header ? header : "");
  file_.open(path_, std::ios::binary | std::ios::app);
  if (!whole_header) append(header);
}

void FileRecorder::write(const HistoryLine& line) {
  append(format_(line));
}

void FileRecorder::append(const std::string& text) {
  errno = 0;
  file_ << text << std::flush;
  if (file_) return;
  const std::string reason = errno == 0 ? "unknown reason" : std::strerror(errno);
  throw Error(ErrorCode::system, path_.string() + ": cannot be written: " + reason +
                                     "; make room or give it another place, then resume the run");
}

std::size_t count_lines(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::size_t lines = 0;
  for (std::string line; std::getline(file, line) && !file.eof();) ++lines;
  return lines;
}

}  // namespace neat
