#include "neat/platform/channel.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>
#include <thread>

#include "neat/base/error.hpp"
#include "neat/platform/child.hpp"
#include "neat/platform/shared_memory.hpp"

using namespace neat;
using namespace neat::platform;

namespace {

using Bytes = std::vector<std::byte>;

Bytes bytes_of(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * i >> 3);
  return bytes;
}

void write_raw(const Channel& channel, const Bytes& bytes) {
  REQUIRE(::send(channel.descriptor(), bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
}

/// What a message looks like on its way.
Bytes raw_message(const Bytes& payload) {
  auto [a, b] = Channel::make();
  REQUIRE(a.send(payload) == Arrival::message);
  Bytes raw(1 << 16);
  raw.resize(static_cast<std::size_t>(::recv(b.descriptor(), raw.data(), raw.size(), 0)));
  return raw;
}

}  // namespace

TEST_CASE("channel: messages of any size arrive whole and in order") {
  auto [a, b] = Channel::make();
  const std::array<std::size_t, 6> sizes{0, 1, 7, 4096, 5'000'000, 3};
  std::thread sender([&end = a, &sizes] {
    for (const std::size_t size : sizes) end.send(bytes_of(size));
  });
  Bytes payload;
  for (const std::size_t size : sizes) {
    CHECK(b.receive(payload) == Arrival::message);
    CHECK(payload == bytes_of(size));
  }
  sender.join();
}

TEST_CASE("channel: silence, an end and damage are told apart") {
  auto [a, b] = Channel::make();
  Bytes payload;
  CHECK(b.receive(payload, 0.02) == Arrival::late);
  CHECK(a.send(bytes_of(1 << 26), 0.05) == Arrival::late);  // nobody reads
  a.close();
  auto [c, d] = Channel::make();
  c.close();
  CHECK(d.receive(payload) == Arrival::closed);
  CHECK(d.send(bytes_of(8)) == Arrival::closed);  // and no SIGPIPE
  const Bytes raw = raw_message(bytes_of(100));
  for (std::size_t at = 0; at < raw.size(); ++at) {
    auto [e, f] = Channel::make();
    Bytes changed = raw;
    changed[at] ^= std::byte{1};
    write_raw(e, changed);
    e.close();
    const Arrival arrival = f.receive(payload);
    CHECK((arrival == Arrival::damaged || arrival == Arrival::closed));
    CHECK(payload.size() <= std::size_t{1} << 23);  // whatever length it claims
  }
}

TEST_CASE("child: its end is told, by itself or by a signal") {
  Child quick("/bin/sh", {"sh", "-c", "exit 3"}, {});
  CHECK(text(quick.wait()) == "exit status 3");
  Child slow("/bin/sleep", {"sleep", "100"}, {});
  CHECK(slow.running());
  slow.kill();
  CHECK(text(slow.wait()) == "signal 9 (Killed)");
  CHECK_FALSE(slow.running());
  CHECK_THROWS_AS(Child("/nowhere/at-all", {"x"}, {}), Error);
}

TEST_CASE("child: what it is handed lies where it looks, and nothing else does") {
  auto [ours, theirs] = Channel::make();
  auto [more, other] = Channel::make();
  const std::array handed{theirs.descriptor(), other.descriptor()};
  Child child("/bin/sh", {"sh", "-c", "echo one >&3; echo two >&4; test ! -e /proc/self/fd/5"}, handed);
  CHECK(child.wait().status == 0);
  char word[4] = {};
  CHECK(::recv(ours.descriptor(), word, 4, 0) == 4);
  CHECK(std::string(word, 3) == "one");
  CHECK(::recv(more.descriptor(), word, 4, 0) == 4);
  CHECK(std::string(word, 3) == "two");
}

TEST_CASE("shared memory: the parts lie aligned behind each other, for everybody who has the descriptor") {
  const Bytes first = bytes_of(100), second = bytes_of(40);
  const std::array<std::span<const std::byte>, 2> parts{first, second};
  const auto made = SharedMemory::make("test", parts);
  const auto seen = SharedMemory::map(made->descriptor());
  for (const auto& memory : {made, seen}) {
    REQUIRE(memory->bytes().size() == 128 + 40);
    CHECK(std::equal(first.begin(), first.end(), memory->bytes().begin()));
    CHECK(std::equal(second.begin(), second.end(), memory->bytes().begin() + 128));
  }
  CHECK(made->bytes().data() != seen->bytes().data());
  CHECK(::pwrite(made->descriptor(), "x", 1, 0) < 0);  // sealed
  CHECK(::ftruncate(made->descriptor(), 0) != 0);
}
