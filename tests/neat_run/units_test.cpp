#include "units.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace neat::app;

TEST_CASE("units: three digits and a word") {
  CHECK(count_text(0) == "0");
  CHECK(count_text(12) == "12");
  CHECK(count_text(12.34) == "12.3");
  CHECK(count_text(2.5) == "2.50");
  CHECK(count_text(999) == "999");
  CHECK(count_text(999.9) == "1.00 thousand");
  CHECK(count_text(2'633'333) == "2.63 million");
  CHECK(count_text(-4.5e9) == "-4.50 billion");
  CHECK(count_text(3e30) == "3000000000000000 quadrillion");
  CHECK(bytes_text(281'968'000) == "282 MB");
  CHECK(bytes_text(512) == "512 B");
  CHECK(flops_text(5.2027e12) == "5.20 TFLOPs");
  CHECK(flops_text(99.96e9) == "100 GFLOPs");
}

TEST_CASE("units: what is not finite is a dash") {
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
    for (const auto text : {count_text, bytes_text, flops_text}) CHECK(text(value) == "-");
}
