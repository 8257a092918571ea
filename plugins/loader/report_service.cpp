// neat.report/1: what a task shows of its champion; kept where the request asks for it, else dropped.
#include "neat/io/report_items.hpp"
#include "plugins/loader/network_handle.hpp"

namespace neat {
namespace {

constexpr std::size_t kMostItems = 256, kMostBytes = std::size_t{64} << 20;

std::int32_t emit(neat_network* handle, std::uint32_t kind, const char* name, const void* bytes,
                  std::uint64_t count, neat_error* error) {
  return answer(error, [&] {
    neat_network& at = checked(handle);
    if (at.account == nullptr) refuse("report: it is given within evaluate; pass the request's network");
    if (kind > NEAT_REPORT_IMAGE) refuse("report: it has no known kind; pass a NEAT_REPORT_ kind");
    if (name == nullptr || name[0] == 0) refuse("report: it needs a name; pass one");
    if (bytes == nullptr || count == 0)
      refuse(std::string("report: ") + name + ": it is empty; pass its bytes");
    if (count > kMostBytes)
      refuse(std::string("report: ") + name + ": it is larger than 64 MiB; make it smaller");
    if (at.account->report.size() >= kMostItems) refuse("report: there are 256 items already; emit fewer");
    if (!at.account->request.report) return;
    ReportItem item{static_cast<ReportItem::Kind>(kind), name,
                    std::string(static_cast<const char*>(bytes), count)};
    if (const std::string problem = io::problem_of(item); !problem.empty())
      refuse(std::string("report: ") + name + ": " + problem + "; see docs/formats.md, Task extras");
    at.account->report.push_back(std::move(item));
  });
}

}  // namespace

const neat_report_service& report_service() {
  static constexpr neat_report_service service{sizeof(neat_report_service), 0, &emit};
  return service;
}

}  // namespace neat
