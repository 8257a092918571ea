#include "neat/io/network_text.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "neat/io/number_text.hpp"
#include "sample_genomes.hpp"

using namespace neat;
using namespace neat::io;
using nlohmann::json;

TEST_CASE("network text: the summary counts what there is") {
  const std::string text = to_text(sample::recurrent_genome());
  CHECK(
      text.starts_with("genome 11: parents 5 and 3, born in generation 11\n"
                       "2 inputs, 1 output, 3 hidden nodes, 11 connections (and 1 disabled), 12 parameters, "
                       "recurrent\n"));
}

TEST_CASE("network text: every gene has a row") {
  Genome genome = sample::xor_genome();
  for (std::size_t i = 0; i < genome.parameters.size(); ++i) genome.parameters[i] = float(i) + 0.5F;
  CHECK(to_text(genome) ==
        "genome 7: parents 3 and 2, born in generation 7\n"
        "2 inputs, 1 output, 1 hidden node, 4 connections (and 1 disabled), 7 parameters, feed-forward\n"
        "\n"
        "  node  role    shape   column  activation  aggregation  bias\n"
        "  0     input   neuron  0       -           -            -\n"
        "  1     input   neuron  0       -           -            -\n"
        "  2     output  neuron  2       steep_tanh  sum          0.5\n"
        "  3     hidden  neuron  1       tanh        sum          1.5\n"
        "\n"
        "  connection  from  to  kind    weight\n"
        "  1           0     2   weight  2.5\n"
        "  2           1     2   weight  3.5     disabled\n"
        "  3           0     3   weight  4.5\n"
        "  4           1     3   weight  5.5\n"
        "  5           3     2   weight  6.5\n");
}

TEST_CASE("network text: long tables are cut, and say by how much") {
  const std::string text = to_text(sample::recurrent_genome(), 5);
  CHECK(text.find("  ... and 2 nodes more\n") != std::string::npos);
  CHECK(text.find("  ... and 7 connections more\n") != std::string::npos);
}

TEST_CASE("network text: a block is told by its size and strength") {
  Genome genome = sample::layer_genome(784, 64, 10);
  for (float& value : genome.parameters) value = 0.25F;
  const std::string text = to_text(genome);
  CHECK(text.find("50176 weights, RMS 0.25") != std::string::npos);
  CHECK(text.find("10 values") != std::string::npos);
}

TEST_CASE("network text: the card's figures are lines") {
  ModelCard card;
  card.task = "mnist", card.task_version = "1.0", card.fitness = 0.9712;
  card.metrics["test"]["accuracy"] = 0.9698;
  card.test_touched = 1;
  const std::string text = to_text(card);
  CHECK(text.find("task:                   mnist 1.0\n") != std::string::npos);
  CHECK(text.find("fitness:                0.9712 (more is better)\n") != std::string::npos);
  CHECK(text.find("test accuracy:          0.9698\n") != std::string::npos);
  CHECK(text.find("test set measured:      1 time\n") != std::string::npos);
}

TEST_CASE("network text: the JSON holds every gene with its weight") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    const Genome genome = sample::random_genome(seed);
    const json value = json::parse(to_json(GenomeFile{genome, {}, {}}));
    REQUIRE(value["nodes"].size() == genome.topology->nodes().size());
    REQUIRE(value["connections"].size() == genome.topology->connections().size());
    CHECK(value["counts"]["parameters"] == genome.parameters.size());
    CHECK(value["lineage"]["id"] == genome.lineage.id);
    for (std::size_t i = 0; i < value["connections"].size(); ++i) {
      const json& connection = value["connections"][i];
      const ParameterRange range = genome.topology->weights(i);
      CHECK(connection["innovation"] == genome.topology->connections()[i].innovation);
      if (connection["op"] == "weight")
        CHECK(connection["weight"] == double(genome.parameters[range.offset]));
      if (connection["op"] == "dense") CHECK(connection["parameters"] == range.size);
    }
  }
}

TEST_CASE("number text: short and fixed forms") {
  CHECK(short_text(0.25) == "0.25");
  CHECK(short_text(1.23456e-5) == "1.235e-05");
  CHECK(short_text(150) == "150");
  CHECK(fixed_text(-1.25, 1) == "-1.2");
  CHECK(fixed_text(1e300, 2).size() == 304);
}
