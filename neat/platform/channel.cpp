#include "neat/platform/channel.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>

#include "neat/base/error.hpp"

namespace neat::platform {
namespace {

constexpr std::uint64_t kMagic = 0x31'656d'6172'664eULL;  // "Nframe1"
constexpr int kBuffer = 1 << 20;                          // bytes that wait in the socket, at most
constexpr std::size_t kPiece = std::size_t{1} << 22;      // memory grows with what has arrived

struct Header {
  std::uint64_t magic = kMagic, length = 0, checksum = 0;
};

/// Finds stray writes and torn messages, not malice: a word at a time, since parameters are many.
std::uint64_t checksum(std::span<const std::byte> bytes) {
  std::uint64_t sum = 0x9e37'79b9'7f4a'7c15ULL ^ bytes.size();
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min(sizeof word, bytes.size() - at));
    sum = std::rotl((sum ^ word) * 0xff51'afd7'ed55'8ccdULL, 29);
  }
  return sum;
}

class Deadline {
 public:
  explicit Deadline(double seconds) : bounded_(seconds > 0), end_(Clock::now()) {
    if (bounded_)
      end_ +=
          std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(std::min(seconds, 1e8)));
  }

  /// Milliseconds that are left, rounded up; -1: no bound.
  int left() const {
    if (!bounded_) return -1;
    const std::chrono::duration<double, std::milli> rest = end_ - Clock::now();
    return static_cast<int>(std::clamp(std::ceil(rest.count()), 0.0, 1e9));
  }

 private:
  using Clock = std::chrono::steady_clock;
  bool bounded_;
  Clock::time_point end_;
};

/// Until the socket can go on; false when the time is over.
bool wait_for(int descriptor, short event, const Deadline& deadline) {
  for (;;) {
    const int left = deadline.left();
    if (left == 0) return false;
    pollfd watched{descriptor, event, 0};
    const int ready = ::poll(&watched, 1, left);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
  }
}

/// Moves all of `bytes` by `step`, which moves a part and tells how much.
template <class Bytes, class Step>
Arrival move_all(Bytes bytes, int descriptor, short event, const Deadline& deadline, Step step) {
  while (!bytes.empty()) {
    const ssize_t moved = step(bytes);
    if (moved > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(moved));
      continue;
    }
    if (moved == 0) return Arrival::closed;
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return Arrival::closed;
    if (!wait_for(descriptor, event, deadline)) return Arrival::late;
  }
  return Arrival::message;
}

Arrival put(int descriptor, std::span<const std::byte> bytes, const Deadline& deadline) {
  return move_all(bytes, descriptor, POLLOUT, deadline, [=](std::span<const std::byte> rest) {
    return ::send(descriptor, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  });
}

Arrival take(int descriptor, std::span<std::byte> bytes, const Deadline& deadline) {
  return move_all(bytes, descriptor, POLLIN, deadline, [=](std::span<std::byte> rest) {
    return ::recv(descriptor, rest.data(), rest.size(), MSG_DONTWAIT);
  });
}

Arrival take_payload(int descriptor, std::uint64_t length, std::vector<std::byte>& payload,
                     const Deadline& deadline) {
  payload.clear();
  while (payload.size() < length) {
    const std::size_t before = payload.size();
    payload.resize(before + std::min<std::uint64_t>(kPiece, length - before));
    const Arrival arrival = take(descriptor, std::span(payload).subspan(before), deadline);
    if (arrival != Arrival::message) return arrival;
  }
  return Arrival::message;
}

}  // namespace

std::pair<Channel, Channel> Channel::make() {
  int ends[2];
#ifdef __linux__
  const int failure = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
#else
  const int failure = ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
#endif
  if (failure != 0)
    throw Error(ErrorCode::system, std::string("channel: cannot be made: ") + std::strerror(errno) +
                                       "; close other programs or raise the number of open files");
  for (const int end : ends) ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &kBuffer, sizeof kBuffer);
  return {Channel(ends[0]), Channel(ends[1])};
}

bool Channel::is_socket() const {
  struct stat status {};
  return ::fstat(descriptor_, &status) == 0 && S_ISSOCK(status.st_mode);
}

void Channel::close() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

Arrival Channel::send(std::span<const std::byte> payload, double seconds) {
  const Deadline deadline(seconds);
  const Header header{kMagic, payload.size(), checksum(payload)};
  const Arrival begun = put(descriptor_, std::as_bytes(std::span(&header, 1)), deadline);
  return begun == Arrival::message ? put(descriptor_, payload, deadline) : begun;
}

Arrival Channel::receive(std::vector<std::byte>& payload, double seconds) {
  const Deadline deadline(seconds);
  Header header;
  Arrival arrival = take(descriptor_, std::as_writable_bytes(std::span(&header, 1)), deadline);
  if (arrival != Arrival::message) return arrival;
  if (header.magic != kMagic) return Arrival::damaged;
  arrival = take_payload(descriptor_, header.length, payload, deadline);
  if (arrival != Arrival::message) return arrival;
  return checksum(payload) == header.checksum ? Arrival::message : Arrival::damaged;
}

}  // namespace neat::platform
