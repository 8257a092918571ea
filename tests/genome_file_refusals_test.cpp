// What load_genome refuses (genome_file.hpp), each by its text.
#include "genome_bytes.hpp"

using namespace neat;
using namespace neat::io;
using namespace neat::test;

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
  refused([](json& t) { t["connections"][0]["op"] = "spline"; }, "its topology has an unknown op 'spline'");
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
