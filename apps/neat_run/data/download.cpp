#include "data/download.hpp"

#include <curl/curl.h>

#include <exception>
#include <memory>
#include <span>

#include "data/on_demand.hpp"
#include "neat/base/error.hpp"

namespace neat::app {
namespace {

constexpr long kConnectSeconds = 5;
constexpr long kSlowSeconds = 20;  // a transfer below kSlowBytes a second for this long is given up
constexpr long kSlowBytes = 1000;
constexpr long kRangeNotSatisfiable = 416;

/// What the callbacks of one transfer share. No exception may pass through libcurl, so it waits here.
struct Transfer {
  PartFile& part;
  std::uint64_t start, most;
  const Progress& progress;
  std::exception_ptr error;
  bool too_long = false;
};

std::size_t receive(const char* bytes, std::size_t, std::size_t count, void* context) {
  Transfer& transfer = *static_cast<Transfer*>(context);
  transfer.too_long = transfer.part.bytes() + count > transfer.most;
  if (transfer.too_long) return 0;
  try {
    transfer.part.append(std::as_bytes(std::span(bytes, count)));
  } catch (...) {
    transfer.error = std::current_exception();
    return 0;
  }
  return count;
}

int advance(void* context, curl_off_t total, curl_off_t done, curl_off_t, curl_off_t) {
  const Transfer& transfer = *static_cast<Transfer*>(context);
  const std::uint64_t all = total > 0 ? transfer.start + static_cast<std::uint64_t>(total) : 0;
  transfer.progress(transfer.start + static_cast<std::uint64_t>(done), all);
  return 0;
}

struct Libcurl {
  NEAT_ON_DEMAND_LIBRARY(NEAT_LIBCURL)
  NEAT_ON_DEMAND(global_init, curl_global_init);
  NEAT_ON_DEMAND(easy_init, curl_easy_init);
  NEAT_ON_DEMAND(easy_cleanup, curl_easy_cleanup);
  NEAT_ON_DEMAND(easy_setopt, curl_easy_setopt);
  NEAT_ON_DEMAND(easy_getinfo, curl_easy_getinfo);
  NEAT_ON_DEMAND(easy_perform, curl_easy_perform);
  NEAT_ON_DEMAND(easy_strerror, curl_easy_strerror);
};

const Libcurl& libcurl() {
  static const auto* const loaded = new Libcurl;  // never unloaded: it may have threads
  return *loaded;
}

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

Curl make_curl() {
  static const CURLcode ready = libcurl().global_init(CURL_GLOBAL_DEFAULT);
  Curl curl(ready == CURLE_OK ? libcurl().easy_init() : nullptr, libcurl().easy_cleanup);
  if (curl == nullptr)
    throw Error(ErrorCode::system, "libcurl: cannot start: out of memory; free some and try again");
  return curl;
}

void restrict_protocols(CURL* curl) {
#if LIBCURL_VERSION_NUM >= 0x075500
  libcurl().easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https,file");
  libcurl().easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  libcurl().easy_setopt(curl, CURLOPT_PROTOCOLS,
                        static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS | CURLPROTO_FILE));
  libcurl().easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

void prepare(CURL* curl, const std::string& address, Transfer& transfer) {
  libcurl().easy_setopt(curl, CURLOPT_URL, address.c_str());
  restrict_protocols(curl);
  libcurl().easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  libcurl().easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
  libcurl().easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
  libcurl().easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  libcurl().easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  libcurl().easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, kSlowBytes);
  libcurl().easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
  libcurl().easy_setopt(curl, CURLOPT_USERAGENT, "neat-run");
  libcurl().easy_setopt(curl, CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(transfer.start));
  libcurl().easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
  libcurl().easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  libcurl().easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  libcurl().easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, advance);
  libcurl().easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
}

bool cannot_resume(CURLcode code) {
  return code == CURLE_RANGE_ERROR || code == CURLE_BAD_DOWNLOAD_RESUME || code == CURLE_FTP_COULDNT_USE_REST;
}

bool is_unreachable(CURLcode code) {
  return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
         code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT ||
         code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION;
}

std::string reason(CURLcode code, const char* detail, const Transfer& transfer) {
  if (transfer.too_long) return "sends more than the file has";
  return *detail != '\0' ? detail : libcurl().easy_strerror(code);
}

}  // namespace

Download download(const std::string& address, PartFile& part, std::uint64_t most, const Progress& progress) {
  Transfer transfer{part, part.bytes(), most, progress, nullptr};
  const Curl curl = make_curl();
  char detail[CURL_ERROR_SIZE] = "";
  libcurl().easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, detail);
  prepare(curl.get(), address, transfer);
  const CURLcode code = libcurl().easy_perform(curl.get());
  if (transfer.error) std::rethrow_exception(transfer.error);
  const bool resumed = transfer.start > 0;
  if (code == CURLE_OK) return {.ok = true, .resumed = resumed};
  long status = 0;
  libcurl().easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (resumed && status == kRangeNotSatisfiable) return {.ok = true, .resumed = true};
  if (resumed && cannot_resume(code)) {  // from the beginning then; at most once, since the part is empty now
    part.clear();
    return download(address, part, most, progress);
  }
  return {.unreachable = is_unreachable(code), .why = reason(code, detail, transfer)};
}

}  // namespace neat::app
