#include "program.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

namespace neat::test {
namespace {

fs::path fresh_name(const Folder& folder, const std::string& suffix) {
  static std::atomic<int> number = 0;
  return folder / (".child" + std::to_string(++number) + suffix);
}

void redirect(const fs::path& path, int descriptor) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || ::dup2(file, descriptor) < 0) ::_exit(127);
}

/// In the child, after fork: only what is safe there.
void limit_files(std::uint64_t bytes) {
  if (bytes == 0) return;
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_FSIZE, &limit);
  ::signal(SIGXFSZ, SIG_IGN);  // writing beyond it is then an error, as on a full disk
}

/// In the child: what it executes has root's right to ignore permissions no more. Nobody else has it, nor may give it up.
void obey_permissions(bool obeys) {
  if (obeys) ::prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE);
}

std::vector<char*> pointers(Words& words) {
  std::vector<char*> list;
  for (auto& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

}  // namespace

Folder::Folder() {
  std::string name = (fs::temp_directory_path() / "neat-cli-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
  path_ = name;
}

Folder::~Folder() {
  std::error_code none;
  fs::remove_all(path_, none);
}

Program::Program(const Folder& folder, const Words& arguments, const Conditions& conditions)
    : out_(conditions.out.empty() ? fresh_name(folder, ".out") : fs::path(conditions.out)),
      err_(fresh_name(folder, ".err")) {
  Words words{NEAT_RUN};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto list = pointers(words);
  pid_ = ::fork();
  if (pid_ != 0) return;
  redirect(out_, 1);
  redirect(err_, 2);
  limit_files(conditions.largest_file);
  obey_permissions(conditions.obeys_permissions);
  if (::chdir(folder.path().c_str()) == 0) ::execv(NEAT_RUN, list.data());
  ::_exit(127);
}

Program::~Program() {
  if (ended_) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, &status_, 0);
}

void Program::send(int signal) const {
  ::kill(pid_, signal);
}

Ended Program::wait() {
  if (!ended_) ::waitpid(pid_, &status_, 0);
  ended_ = true;
  const int status = WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
  return {status, fs::is_regular_file(out_) ? read(out_) : "", read(err_)};
}

Measured Program::wait_measured() {
  rusage usage{};
  ::wait4(pid_, &status_, 0, &usage);
  ended_ = true;
  return {wait(), 1024.0 * double(usage.ru_maxrss)};
}

bool Program::wait_for_lines(const fs::path& file, std::size_t lines) {
  for (int i = 0; i < 60000; ++i) {
    if (lines_in(file) >= lines) return true;
    if (::waitpid(pid_, &status_, WNOHANG) == pid_) return ended_ = true, lines_in(file) >= lines;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

bool Program::wait_until_caught(int signal) {
  for (int i = 0; i < 60000; ++i) {
    const fs::path process = "/proc/" + std::to_string(pid_);
    std::error_code gone;
    // Between fork and exec it is still this program, with this program's handlers.
    const bool is_itself =
        fs::read_symlink(process / "exe", gone) != fs::read_symlink("/proc/self/exe", gone);
    const std::string status = read(process / "status");
    const std::size_t at = status.find("SigCgt:");
    if (at == std::string::npos) return false;
    const bool caught = (std::stoull(status.substr(at + 7), nullptr, 16) >> (signal - 1) & 1) != 0;
    if (is_itself && caught) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

Ended run(const Folder& folder, const Words& arguments, const Conditions& conditions) {
  return Program(folder, arguments, conditions).wait();
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::size_t lines_in(const fs::path& path) {
  const std::string text = read(path);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string timeless_csv(const fs::path& path) {
  std::istringstream file(read(path));
  std::string all;
  int seconds = -1;
  for (std::string line; std::getline(file, line);) {
    std::istringstream cells(line);
    int column = 0;
    for (std::string cell; std::getline(cells, cell, ','); ++column) {
      if (cell == "seconds") seconds = column;
      if (column != seconds) all += cell + ',';
    }
    all += '\n';
  }
  return all;
}

std::string timeless_jsonl(const fs::path& path) {
  std::istringstream file(read(path));
  std::string all;
  for (std::string line; std::getline(file, line);) {
    Json object = Json::parse(line);
    object.erase("seconds");
    all += object.dump() + '\n';
  }
  return all;
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;  // sorted
}

}  // namespace neat::test
