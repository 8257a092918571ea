/// tests/data_sets/server.hpp - a small HTTP server on this machine: one file per path, with or without ranges, or one
/// that stalls in the middle. Runs in a thread of its own until it goes out of scope; keeps what it was asked.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace neat::test {

enum class Manner { ranges, no_ranges, stalls };

class Server {
 public:
  Server(std::map<std::string, std::string> files, Manner manner)
      : files_(std::move(files)), manner_(manner) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, plain, size) != 0 || ::listen(socket_, 8) != 0) throw std::runtime_error("no server");
    ::getsockname(socket_, plain, &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    ended_ = true;
    thread_.join();
    ::close(socket_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string address() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }
  /// "NAME from BYTE" for every request that was answered.
  std::vector<std::string> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  void serve() {
    while (!ended_) {
      pollfd wait{socket_, POLLIN, 0};
      if (::poll(&wait, 1, 20) <= 0) continue;
      const int connection = ::accept(socket_, nullptr, nullptr);
      answer(connection);
      ::close(connection);
    }
  }

  void answer(int connection) {
    std::string request;
    char bytes[4096];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const ssize_t got = ::recv(connection, bytes, sizeof bytes, 0);
      if (got <= 0) return;
      request.append(bytes, static_cast<std::size_t>(got));
    }
    const std::string name = request.substr(5, request.find(' ', 5) - 5);
    const auto range = request.find("Range: bytes=");
    const std::size_t from = range == std::string::npos ? 0 : std::stoul(request.substr(range + 13));
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(name + " from " + std::to_string(from));
    }
    send_file(connection, name, from);
  }

  void send_file(int connection, const std::string& name, std::size_t from) {
    const auto file = files_.find(name);
    if (file == files_.end()) return send(connection, "404 Not Found", "", "no such file");
    const std::string& content = file->second;
    if (manner_ == Manner::stalls) return stall(connection, content);
    if (from == 0 || manner_ == Manner::no_ranges) return send(connection, "200 OK", "", content);
    if (from >= content.size()) return send(connection, "416 Range Not Satisfiable", "", "");
    const std::string range = "Content-Range: bytes " + std::to_string(from) + "-" +
                              std::to_string(content.size() - 1) + "/" + std::to_string(content.size()) +
                              "\r\n";
    send(connection, "206 Partial Content", range, content.substr(from));
  }

  void stall(int connection, const std::string& content) {
    write_all(connection, head("200 OK", "", content.size()) + content.substr(0, content.size() / 2));
    char byte;
    pollfd wait{connection, POLLIN, 0};
    while (!ended_ &&
           (::poll(&wait, 1, 20) == 0 || ::recv(connection, &byte, 1, 0) > 0)) {  // until it hangs up
    }
  }

  static std::string head(const std::string& status, const std::string& lines, std::size_t size) {
    return "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + lines +
           "Content-Length: " + std::to_string(size) + "\r\n\r\n";
  }
  static void send(int connection, const std::string& status, const std::string& lines,
                   const std::string& body) {
    write_all(connection, head(status, lines, body.size()) + body);
  }
  static void write_all(int connection, const std::string& text) {
    for (std::size_t sent = 0; sent < text.size();) {
      const ssize_t count = ::send(connection, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return;
      sent += static_cast<std::size_t>(count);
    }
  }

  std::map<std::string, std::string> files_;
  Manner manner_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> ended_{false};
  mutable std::mutex mutex_;
  std::vector<std::string> asked_;
  std::thread thread_;
};

}  // namespace neat::test
