#include "neat/io/genome_file.hpp"

#include "genome_bytes.hpp"

using namespace neat;
using namespace neat::io;
using namespace neat::test;

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
