#include "download.hpp"

#include <curl/curl.h>

#include <exception>
#include <memory>
#include <span>

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

using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

Curl make_curl() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  Curl curl(ready == CURLE_OK ? curl_easy_init() : nullptr, &curl_easy_cleanup);
  if (curl == nullptr)
    throw Error(ErrorCode::system, "libcurl: cannot start: out of memory; free some and try again");
  return curl;
}

void restrict_protocols(CURL* curl) {
#if LIBCURL_VERSION_NUM >= 0x075500
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https,file");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS,
                   static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS | CURLPROTO_FILE));
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

void prepare(CURL* curl, const std::string& address, Transfer& transfer) {
  curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
  restrict_protocols(curl);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 5L);
  curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, kSlowBytes);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "neat-run");
  curl_easy_setopt(curl, CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(transfer.start));
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, advance);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
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
  return *detail != '\0' ? detail : curl_easy_strerror(code);
}

}  // namespace

Download download(const std::string& address, PartFile& part, std::uint64_t most, const Progress& progress) {
  Transfer transfer{part, part.bytes(), most, progress, nullptr};
  const Curl curl = make_curl();
  char detail[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, detail);
  prepare(curl.get(), address, transfer);
  const CURLcode code = curl_easy_perform(curl.get());
  if (transfer.error) std::rethrow_exception(transfer.error);
  const bool resumed = transfer.start > 0;
  if (code == CURLE_OK) return {.ok = true, .resumed = resumed};
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (resumed && status == kRangeNotSatisfiable) return {.ok = true, .resumed = true};
  if (resumed && cannot_resume(code)) {  // from the beginning then; at most once, since the part is empty now
    part.clear();
    return download(address, part, most, progress);
  }
  return {.unreachable = is_unreachable(code), .why = reason(code, detail, transfer)};
}

}  // namespace neat::app
