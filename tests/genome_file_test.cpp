#include "neat/io/genome_file.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "neat/base/error.hpp"
#include "neat/base/sha256.hpp"
#include "neat/platform/files.hpp"
#include "sample_genomes.hpp"

using namespace neat;
using namespace neat::io;
using nlohmann::json;
using Bytes = std::vector<std::byte>;

namespace {

ModelCard card_of(std::uint64_t seed) {
  ModelCard card;
  card.writer = "neat 0.1.0";
  card.task = "xor", card.task_version = "1.2", card.abi_minor = 3;
  card.data = {{"images", std::string(64, 'a')}, {"labels", std::string(64, 'b')}};
  card.seed = seed * 0x9e37'79b9'7f4a'7c15ULL;
  card.strategy = "neat", card.preset = "quick \"fast\"\n", card.config = "[population]\nsize = 150\n";
  card.fitness = 1.0 / double(seed + 3), card.maximise = seed % 2 == 0, card.solved = seed % 3 == 0;
  card.metrics = {{"validation", {{"accuracy", 0.1 * double(seed)}, {"loss", 1e-300}}},
                  {"test", {{"accuracy", 0.3}}}};
  card.rows = {{"validation", 5000}, {"test", 10000}};
  card.test_touched = seed, card.generation = std::uint32_t(seed), card.evaluations = seed << 40;
  card.samples_seen = seed * 17;
  return card;
}

GenomeFile file_of(const Genome& genome, std::uint64_t seed = 5) {
  return {genome, {}, card_of(seed)};
}

bool same_bits(const Floats& a, const Floats& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

std::size_t header_size(const Bytes& bytes) {
  std::size_t size = 0;
  for (std::size_t i = 8; i-- > 0;) size = size << 8 | std::to_integer<std::size_t>(bytes[i]);
  return size;
}

std::string header_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()) + 8, header_size(bytes)};
}

Bytes join(const std::string& header, std::span<const std::byte> data, std::uint64_t length) {
  Bytes bytes;
  for (int i = 0; i < 8; ++i) bytes.push_back(std::byte(length >> (8 * i)));
  for (const char c : header) bytes.push_back(std::byte(c));
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

/// Makes the checksum right again, so that a hostile file gets past it.
Bytes sign(Bytes bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::size_t key = text.find("\"checksum\":\"");
  if (key == std::string_view::npos || key + 12 + 64 >= bytes.size() || text[key + 12 + 64] != '"')
    return bytes;
  std::memset(bytes.data() + key + 12, '0', 64);
  const std::string digits = hex(Sha256().add(bytes).finish());
  std::memcpy(bytes.data() + key + 12, digits.data(), 64);
  return bytes;
}

Bytes data_of(const Bytes& bytes) {
  return Bytes(bytes.begin() + 8 + header_size(bytes), bytes.end());
}

/// The file with its header changed as JSON, and signed.
Bytes with_header(const Bytes& bytes, const std::function<void(json&)>& change) {
  json header = json::parse(header_of(bytes));
  change(header);
  const std::string text = header.dump();
  return sign(join(text, data_of(bytes), text.size()));
}

/// The file with one of its JSON texts changed, and signed.
Bytes with_part(const Bytes& bytes, const char* part, const std::function<void(json&)>& change) {
  return with_header(bytes, [&](json& header) {
    json value = json::parse(header["__metadata__"][part].get<std::string>());
    change(value);
    header["__metadata__"][part] = value.dump();
  });
}

/// The text of the refusal; empty when the bytes were accepted.
std::string refusal(const Bytes& bytes) {
  try {
    parse_genome(bytes, "some.genome");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::data);
    return error.what();
  }
  return "";
}

void check_refused(const Bytes& bytes, const std::string& why) {
  const std::string text = refusal(bytes);
  CAPTURE(text);
  CAPTURE(why);
  CHECK(text.starts_with("cannot read: some.genome: "));
  CHECK(text.find(why) != std::string::npos);
  CHECK(text.find("; ") != std::string::npos);
}

const Bytes& good() {
  static const Bytes bytes = genome_bytes(file_of(sample::xor_genome()));
  return bytes;
}

const Bytes& good_layers() {
  static const Bytes bytes = genome_bytes(file_of(sample::layer_genome(5, 3, 2)));
  return bytes;
}

std::filesystem::path golden(const char* name) {
  return std::filesystem::path(NEAT_GOLDEN_FOLDER) / name;
}

}  // namespace

TEST_CASE("genome file: what is saved is what is loaded, and saving again gives the same bytes") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    GenomeFile file = file_of(sample::random_genome(seed), seed);
    if (seed % 4 == 0) file.learned = file.genome.parameters;
    if (seed % 8 == 0)
      for (float& value : file.learned) value *= 0.75F;
    const Bytes bytes = genome_bytes(file);
    const GenomeFile back = parse_genome(bytes, "x");
    CHECK(back.genome.topology == file.genome.topology);
    CHECK(same_bits(back.genome.parameters, file.genome.parameters));
    CHECK(same_bits(back.measured(), file.measured()));
    CHECK(back.genome.traits == file.genome.traits);
    CHECK(back.genome.lineage == file.genome.lineage);
    CHECK(back.card == file.card);
    CHECK(genome_bytes(back) == bytes);
  }
}

TEST_CASE("genome file: parameters are the data, in the order of the flat array, with no padding") {
  const GenomeFile file = file_of(sample::layer_genome(5, 3, 2));
  const Bytes bytes = genome_bytes(file);
  const Bytes data = data_of(bytes);
  REQUIRE(data.size() == 4 * file.genome.parameters.size());
  CHECK(std::memcmp(data.data(), file.genome.parameters.data(), data.size()) == 0);
  CHECK((8 + header_size(bytes)) % 8 == 0);
  const json header = json::parse(header_of(bytes));
  CHECK(header["biases"]["data_offsets"] == json::array({0, 20}));
  CHECK(header["connection.2"]["shape"] == json::array({3, 5}));
  CHECK(header["connection.3"]["shape"] == json::array({2, 3}));
  CHECK_FALSE(header.contains("weights"));
  CHECK(header["connection.3"]["data_offsets"][1] == data.size());
}

TEST_CASE("genome file: learned parameters are stored only where they differ") {
  GenomeFile file = file_of(sample::xor_genome());
  file.learned = file.genome.parameters;
  CHECK(parse_genome(genome_bytes(file), "x").learned.empty());
  file.learned[2] += 1;
  const GenomeFile back = parse_genome(genome_bytes(file), "x");
  CHECK(same_bits(back.learned, file.learned));
  CHECK(same_bits(back.genome.parameters, file.genome.parameters));
  CHECK(json::parse(header_of(genome_bytes(file))).contains("learned.weights"));
}

TEST_CASE("genome file: a figure that is not finite reads back as NaN") {
  GenomeFile file = file_of(sample::xor_genome());
  file.card.fitness = std::numeric_limits<double>::infinity();
  const GenomeFile back = parse_genome(genome_bytes(file), "x");
  CHECK(std::isnan(back.card.fitness));
}

TEST_CASE("genome file: text in the card that is not UTF-8 does not make the file unreadable") {
  GenomeFile file = file_of(sample::xor_genome());
  file.card.config = "data.dir = /data/caf\xe9\n";
  CHECK(parse_genome(genome_bytes(file), "x").card.config.starts_with("data.dir = /data/caf"));
}

TEST_CASE("genome file: every shorter piece of a file is refused") {
  for (std::size_t size = 0; size < good().size(); ++size) {
    CAPTURE(size);
    const Bytes piece(good().begin(), good().begin() + std::ptrdiff_t(size));
    CHECK(refusal(piece).starts_with("cannot read: some.genome: "));
  }
}

TEST_CASE("genome file: a longer file is refused") {
  Bytes longer = good();
  longer.push_back(std::byte{0});
  CHECK(refusal(longer) != "");
}

TEST_CASE("genome file: every changed byte is noticed") {
  for (const Bytes* original : {&good(), &good_layers()})
    for (std::size_t at = 0; at < original->size(); ++at)
      for (const int flip : {0x01, 0x20, 0x80, 0xff}) {
        Bytes bytes = *original;
        bytes[at] ^= std::byte(flip);
        CAPTURE(at);
        CAPTURE(flip);
        CHECK(refusal(bytes) != "");
      }
}

TEST_CASE("genome file: changed bytes with a right checksum load or are refused, and nothing else happens") {
  std::mt19937_64 random(4);
  std::size_t loaded = 0, refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes = round % 2 == 0 ? good() : good_layers();
    for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes) {
      const std::size_t at = random() % bytes.size();
      const char digits[] = "0123456789{}[],:\"\\-.eE ";
      bytes[at] = random() % 2 == 0 ? std::byte(random()) : std::byte(digits[random() % (sizeof digits - 1)]);
    }
    refusal(sign(bytes)).empty() ? ++loaded : ++refused;
  }
  CHECK(loaded > 100);  // changes in data, names and numbers that still make a genome
  CHECK(refused > 5'000);
}

TEST_CASE("genome file: a file that is no container is refused") {
  const Bytes data = data_of(good());
  const std::string header = header_of(good());
  check_refused({}, "it is too short for a genome file (0 bytes); use a .genome file that neat-run wrote");
  check_refused(Bytes(7), "it is too short for a genome file (7 bytes)");
  check_refused(join(header, data, ~std::uint64_t{0}), "its header would be 18446744073709551615 bytes");
  check_refused(join(header, data, 100'000'001),
                "it is not a genome file: its header would be 100000001 bytes");
  check_refused(join(header, data, header.size() + data.size() + 1),
                "does not end in the file; copy it again");
  check_refused(join(header, data, 0), "its header is not a JSON object");
  check_refused(join("[1,2,3]", {}, 7), "its header is not a JSON object");
  check_refused(join("{\"a\":", {}, 5), "its header is not valid JSON");
  check_refused(join("{} {}", {}, 5), "its header is not valid JSON");
  check_refused(join("{\"a\":NaN}", {}, 9), "its header is not valid JSON");
  check_refused(join("{\"\xff\":1}", {}, 7), "its header is not valid JSON");
}

TEST_CASE("genome file: deep nesting is refused at any depth") {
  for (const int depth : {4, 100, 200'000}) {
    const std::string arrays = "{\"a\":" + std::string(std::size_t(depth), '[');
    check_refused(join(arrays, {}, arrays.size()), "its header nests too deep");
    std::string objects = "{\"a\":";
    for (int i = 0; i < depth; ++i) objects += "{\"a\":";
    check_refused(join(objects, {}, objects.size()), "its header nests too deep");
  }
  check_refused(
      with_header(good(), [](json& h) { h["__metadata__"]["topology"] = std::string(100'000, '['); }),
      "its topology nests too deep; it is damaged");
}

TEST_CASE("genome file: a key that is there twice is refused") {
  const std::string twice = R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"a":1})";
  check_refused(join(twice, Bytes(4), twice.size()), "its header has the key 'a' twice");
  check_refused(with_header(good(), [](json& h) { h["__metadata__"]["lineage"] = R"({"id":1,"id":1})"; }),
                "its lineage has the key 'id' twice");
}

TEST_CASE("genome file: tensors must be float32, cover the data, and agree with their shapes") {
  const auto tensor = [](json& header) -> json& { return header["weights"]; };
  const auto refused = [&](const std::function<void(json&)>& change, const char* why) {
    check_refused(with_header(good(), change), why);
  };
  refused([&](json& h) { tensor(h)["dtype"] = "F64"; }, "has a tensor that is not of type F32");
  refused([&](json& h) { tensor(h)["dtype"] = 3; }, "has a 'dtype' that is not text");
  refused([&](json& h) { tensor(h).erase("dtype"); }, "has no 'dtype'");
  refused([&](json& h) { tensor(h).erase("data_offsets"); }, "has no 'data_offsets'");
  refused([&](json& h) { tensor(h)["more"] = 1; }, "has a tensor with unknown parts");
  refused([&](json& h) { h["weights"] = 5; }, "holds something else where 'dtype' belongs");
  refused([&](json& h) { tensor(h)["shape"] = "5"; }, "has a tensor without a proper shape");
  refused([&](json& h) { tensor(h)["shape"] = std::vector<int>(9, 1); },
          "has a tensor without a proper shape");
  refused([&](json& h) { tensor(h)["shape"] = {6}; }, "whose shape and offsets differ");
  refused([&](json& h) { tensor(h)["shape"] = {-5}; }, "has a 'shape' that is not a whole number");
  refused([&](json& h) { tensor(h)["shape"] = {5.0}; }, "has a 'shape' that is not a whole number");
  refused(
      [&](json& h) {
        tensor(h)["shape"] = {std::uint64_t{1} << 62, 4};
      },
      "has a 'shape' that is out of range");
  refused(
      [&](json& h) {
        tensor(h)["data_offsets"] = {8, 28, 30};
      },
      "has a tensor without a pair of offsets");
  refused(
      [&](json& h) {
        tensor(h)["data_offsets"] = {-8, 12};
      },
      "has a 'data_offsets' that is not a whole number");
  refused([&](json& h) { tensor(h)["data_offsets"] = {28, 8}; }, "whose shape and offsets differ");
  refused(
      [&](json& h) {
        tensor(h)["data_offsets"] = {8, 1e6};
      },
      "has a 'data_offsets' that is not a whole number");
  refused(
      [&](json& h) {
        tensor(h)["data_offsets"] = {8, 1'000'000};
      },
      "has a 'data_offsets' that is out of range");
  refused([&](json& h) { tensor(h)["data_offsets"] = {4, 24}; }, "has tensors that overlap or leave a hole");
  refused([&](json& h) { h.erase("biases"); }, "has tensors that overlap or leave a hole");
  refused([&](json& h) { h.erase("weights"); }, "describes 8 bytes of data, but there are 28");
}

TEST_CASE("genome file: metadata that are not neat's are refused") {
  const auto refused = [&](const std::function<void(json&)>& change, const char* why) {
    check_refused(with_header(good(), [&](json& header) { change(header["__metadata__"]); }), why);
  };
  refused([](json& m) { m = 4; }, "its header has metadata that are not an object");
  refused([](json& m) { m["epoch"] = 4; }, "its header has metadata that are not text");
  refused([](json& m) { m = json::object(); },
          "it is a safetensors file, but no genome of neat; use a .genome file");
  refused([](json& m) { m["format"] = "pt"; }, "it is a safetensors file, but no genome of neat");
  refused([](json& m) { m.erase("version"); }, "its metadata have no 'version'");
  refused([](json& m) { m.erase("checksum"); }, "its metadata have no 'checksum'");
  refused([](json& m) { m["checksum"] = "abc"; }, "its checksum is not where neat writes it");
  for (const char* part : {"topology", "traits", "lineage", "card"})
    refused([&](json& m) { m.erase(part); }, (std::string("its metadata have no '") + part + "'").c_str());
  refused([](json& m) { m["card"] = "no JSON"; }, "its card is not valid JSON; it is damaged: copy it again");
  check_refused(with_header(good(), [](json& h) { h.erase("__metadata__"); }), "but no genome of neat");
}

TEST_CASE("genome file: another format version names who wrote it and what to do") {
  const auto newer = [](json& header) {
    header["__metadata__"]["version"] = "2";
    header["__metadata__"]["writer"] = "neat 7.1.0";
  };
  check_refused(with_header(good(), newer),
                "it is in genome format 2, written by neat 7.1.0, and this program reads format 1; "
                "read it with the program that wrote it, or a newer one");
}

TEST_CASE("genome file: a wrong checksum is refused") {
  Bytes bytes = good();
  bytes.back() ^= std::byte{1};
  check_refused(bytes,
                "its checksum does not match its content; it is damaged: copy it again, or use another one");
}

TEST_CASE("genome file: topologies that cannot be are refused by name") {
  const auto refused = [&](const std::function<void(json&)>& change, const char* why) {
    check_refused(with_part(good(), "topology", change), why);
  };
  refused([](json& t) { t = json::array(); }, "its topology holds something else where 'nodes' belongs");
  refused([](json& t) { t["nodes"] = 3; }, "its topology has 'nodes' that are not a list");
  refused([](json& t) { t["more"] = 3; }, "its topology has a topology with unknown parts");
  refused([](json& t) { t["nodes"][0].erase("id"); }, "its topology has no 'id'");
  refused([](json& t) { t["nodes"][0]["id"] = -1; }, "its topology has a 'id' that is not a whole number");
  refused([](json& t) { t["nodes"][0]["id"] = 1ULL << 32; }, "its topology has a 'id' that is out of range");
  refused([](json& t) { t["nodes"][0]["kernel"] = 3; }, "its topology has a node with unknown parts");
  refused([](json& t) { t["nodes"][2]["activation"] = "magic"; },
          "its topology has an unknown activation 'magic'");
  refused([](json& t) { t["nodes"][2]["bias"] = 1; },
          "its topology has a 'bias' that is neither true nor false");
  refused([](json& t) { t["nodes"][2]["dropout"] = 1; },
          "its topology has a node with a dropout outside [0, 1)");
  refused([](json& t) { t["nodes"][2]["dropout"] = nullptr; }, "has a node with a dropout outside [0, 1)");
  refused(
      [](json& t) {
        t["nodes"][0]["shape"] = {1, 1};
      },
      "its topology has a node whose shape is not three numbers");
  refused(
      [](json& t) {
        t["nodes"][0]["shape"] = {1, 0, 1};
      },
      "its topology has a node with an impossible shape");
  refused(
      [](json& t) {
        t["nodes"][0]["shape"] = {65536, 65536, 65536};
      },
      "has a node with an impossible shape");
  refused([](json& t) { t["connections"][0]["delay"] = 1; },
          "its topology has a connection with unknown parts");
  refused([](json& t) { t["connections"][0]["op"] = "conv"; }, "its topology has an unknown op 'conv'");
  refused([](json& t) { t["connections"][0]["source"] = 99; },
          "topology: connection 1 leaves from node 99, which is not there; the genome is damaged");
  refused([](json& t) { t["connections"][0]["target"] = 0; }, "topology: connection 1 leads into an input");
  refused([](json& t) { t["connections"][1] = t["connections"][0]; },
          "topology: connection 1 is there twice");
  refused([](json& t) { t["nodes"].erase(1); }, "which is not there");
  refused([](json& t) { t["connections"].erase(0); },
          "its tensor 'weights' is absent or not what its topology asks for");
}

TEST_CASE("genome file: a topology that asks for more than the file holds is refused before it is built") {
  const auto huge = [](json& t) {
    for (json& node : t["nodes"]) node["shape"] = {1 << 30, 2, 1}, node["bias"] = false;
    for (json& connection : t["connections"]) connection["op"] = "dense";  // 2^62 weights each: the sum wraps
  };
  check_refused(with_part(good_layers(), "topology", huge),
                "its topology asks for more parameters than the file holds");
  const auto wide = [](json& t) { t["nodes"][1]["shape"] = {1 << 30, 1, 1}; };
  check_refused(with_part(good_layers(), "topology", wide),
                "its topology asks for more parameters than the file holds");
}

TEST_CASE("genome file: tensors must be those of the topology") {
  const auto rename = [](json& header) {
    header["connection.9"] = header["connection.3"];
    header.erase("connection.3");
  };
  check_refused(with_header(good_layers(), rename),
                "its tensor 'connection.3' is absent or not what its topology asks");
  const auto transpose = [](json& header) { header["connection.3"]["shape"] = {3, 2}; };
  check_refused(with_header(good_layers(), transpose), "its tensor 'connection.3' is absent or not what");
  const auto add = [](json& h) { h["more"] = {{"dtype", "F32"}, {"shape", {0}}, {"data_offsets", {0, 0}}}; };
  check_refused(with_header(good_layers(), add), "it holds tensors that its topology does not ask for");
}

TEST_CASE("genome file: traits, lineage and card are checked") {
  const auto refused = [&](const char* part, const std::function<void(json&)>& change, const char* why) {
    check_refused(with_part(good(), part, change), why);
  };
  refused(
      "traits", [](json& t) { t["batch"] = 0; }, "its traits has a trait that is not a usable number");
  refused(
      "traits", [](json& t) { t["sigma"] = nullptr; }, "its traits has a trait that is not a usable number");
  refused(
      "traits", [](json& t) { t["sigma"] = "1"; }, "its traits has a 'sigma' that is not a number");
  refused(
      "traits", [](json& t) { t["luck"] = 1; }, "its traits has a trait list with unknown parts");
  refused(
      "lineage", [](json& l) { l["parents"] = {1}; }, "its lineage has 'parents' that are not a pair");
  refused(
      "lineage", [](json& l) { l["more"] = 1; }, "its lineage has a lineage with unknown parts");
  refused(
      "card", [](json& c) { c["metrics"] = {1}; }, "its card has metrics, rows or data that are not objects");
  refused(
      "card", [](json& c) { c["metrics"]["test"] = 1; }, "its card has metrics that are not an object");
  refused(
      "card", [](json& c) { c["rows"]["test"] = "x"; }, "its card has a 'rows' that is not a whole number");
  refused(
      "card", [](json& c) { c.erase("seed"); }, "its card has no 'seed'");
}

TEST_CASE("genome file: parameters that are not finite are neither read nor written") {
  for (const std::uint32_t bits : {0x7f80'0000U, 0xff80'0000U, 0x7fc0'0000U}) {
    Bytes bytes = good();
    std::memcpy(bytes.data() + bytes.size() - 4, &bits, 4);
    check_refused(sign(bytes), "it holds a parameter that is not a finite number; it is damaged");
  }
  GenomeFile file = file_of(sample::xor_genome());
  file.genome.parameters[0] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_WITH_AS(
      genome_bytes(file),
      "cannot save genome 7: it holds a parameter that is not a finite number; lower the learning rate",
      Error);
}

TEST_CASE("genome file: save and load through the disk; an absent file is named") {
  const auto folder = std::filesystem::temp_directory_path() / "neat-genome-file-test";
  std::filesystem::create_directories(folder);
  const auto path = folder / "champion.genome";
  save_genome(path, file_of(sample::recurrent_genome()));
  CHECK(load_genome(path).genome.topology == sample::recurrent_genome().topology);
  std::filesystem::remove_all(folder);
  try {
    load_genome(path);
    FAIL("an absent file was loaded");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::data);
    CHECK(std::string(error.what()) ==
          "cannot read: " + path.string() + ": no such file or directory; check the path");
  }
}

TEST_CASE("genome file: format 1 as written by neat 0.1.0 is still read, and still written") {
  const Bytes bytes = platform::read_file(golden("format-1.genome"));
  const GenomeFile file = parse_genome(bytes, "golden");
  GenomeFile expected = file_of(sample::recurrent_genome(), 9);
  expected.learned = expected.genome.parameters;
  for (float& value : expected.learned) value *= 0.5F;
  CHECK(file.genome.topology == expected.genome.topology);
  CHECK(same_bits(file.genome.parameters, expected.genome.parameters));
  CHECK(same_bits(file.learned, expected.learned));
  CHECK(file.card == expected.card);
  CHECK(genome_bytes(expected) == bytes);
}
