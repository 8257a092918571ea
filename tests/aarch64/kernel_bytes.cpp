// neat_kernel_bytes [changed] - prints a digest of what every kernel, activation, elementary function and random draw
// computes, a line each, `ieee` and `fma` where both are there. Two paths of one tag that differ end it with 1.
// `changed`: of an input that differs in one bit.
#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <map>

#include "aarch64/bytes.hpp"
#include "kernels_in_use.hpp"
#include "neat/base/math.hpp"
#include "neat/base/random.hpp"
#include "neat/network/kernels/kernels.hpp"

namespace neat::test {

Floats digest_input(std::size_t count, std::uint64_t seed, bool changed) {
  Floats values(count);
  Random(seed, Purpose::test, 5, 0).fill_normal(values);
  if (changed) values[count / 2] = std::bit_cast<float>(std::bit_cast<std::uint32_t>(values[count / 2]) ^ 1U);
  return values;
}

namespace {

const std::vector<std::array<std::size_t, 2>> kSizes{{1, 1},   {2, 3},   {3, 128},  {7, 129},
                                                     {10, 64}, {13, 65}, {27, 300}, {64, 70}};

Line multiply_line(bool changed) {
  Digest digest;
  for (const auto& [rows, columns] : kSizes)
    for (const std::size_t lanes : {1, 16, 48, 64, 80}) {
      const Floats w = digest_input(rows * columns, 1, changed), x = digest_input(columns * lanes, 2, false);
      Floats y = digest_input(rows * lanes, 3, false), back(columns * lanes);
      const auto view = kernels::row_major(w.data(), rows, columns);
      kernels::multiply(view, x.data(), y.data(), lanes, true);
      kernels::multiply(view.transposed(), y.data(), back.data(), lanes, false);
      digest.add(y);
      digest.add(back);
    }
  return {"multiply", digest.value()};
}

Line outer_line(bool changed) {
  Digest digest;
  for (const auto& [rows, columns] : kSizes)
    for (const std::size_t lanes : {16, 48, 64, 112}) {
      const Floats delta = digest_input(rows * lanes, 4, changed),
                   x = digest_input(columns * lanes, 5, false);
      Floats gradient = digest_input(rows * columns, 6, false), sums(rows);
      kernels::add_outer(delta.data(), rows, x.data(), columns, lanes, gradient.data());
      kernels::add_lane_sums(delta.data(), rows, 1, lanes, sums.data());
      digest.add(gradient);
      digest.add(sums);
    }
  return {"outer", digest.value()};
}

Line convolution_line(bool changed) {
  Digest digest;
  for (const kernels::Convolution& c : {kernels::Convolution{1, 6, 7, 5, 5, 1, 2},
                                        {3, 8, 8, 17, 3, 1, 1},
                                        {4, 9, 5, 6, 3, 2, 0},
                                        {9, 5, 6, 12, 3, 1, 1},
                                        {5, 4, 4, 16, 1, 1, 0}})
    for (const std::size_t lanes : {16, 32, 64}) {
      const std::size_t pixels = c.out_height() * c.out_width();
      const Floats w = digest_input(c.out_channels * c.in_channels * c.kernel * c.kernel, 7, changed);
      const Floats x = digest_input(c.in_channels * c.height * c.width * lanes, 8, false);
      Floats y(c.out_channels * pixels * lanes), x_delta(x.size()), gradient(w.size());
      kernels::convolve(c, w.data(), x.data(), y.data(), lanes, false);
      kernels::convolve_back(c, w.data(), y.data(), x_delta.data(), lanes);
      kernels::add_convolution_outer(c, y.data(), x.data(), lanes, gradient.data());
      digest.add(y);
      digest.add(x_delta);
      digest.add(gradient);
    }
  return {"convolution", digest.value()};
}

Line activation_line(Activation activation, bool changed) {
  Digest digest;
  for (const float scale : {0.01F, 1.0F, 30.0F}) {
    Floats x = digest_input(1003, 9, changed);
    for (float& v : x) v *= scale;
    Floats y = x, delta = digest_input(1003, 10, false);
    kernels::activate(activation, y);
    kernels::activate_backward(activation, x.data(), y.data(), delta);
    digest.add(y);
    digest.add(delta);
  }
  // Every 65,537th float: all exponents, infinities, NaN.
  std::vector<float> all(1U << 16);
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = std::bit_cast<float>(i * 65537U);
  kernels::activate(activation, all);
  digest.add(all);
  return {std::string(name(activation)), digest.value()};
}

Line optimiser_line(bool changed) {
  Digest digest;
  const Floats g = digest_input(1003, 11, changed);
  Floats a = digest_input(1003, 12, false), b = a, velocity = a, first = a, second(a.size(), 0.25F);
  kernels::step_sgd({0.9F, 0.01F, 0.1F, false}, g, velocity.data(), a);
  kernels::step_adam({0.9F, 0.1F, 0.999F, 0.001F, 2, 3, 1e-8F, 0.01F, 0.1F}, g, first.data(), second.data(),
                     b);
  for (const Floats* values : {&a, &b, &velocity, &first, &second}) digest.add(*values);
  return {"optimisers", digest.value()};
}

Line rows_line(bool changed) {
  Digest digest;
  for (const std::size_t count : {1, 4, 15, 16, 37}) {
    std::vector<std::uint8_t> bytes(16 * count);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = std::uint8_t(i * 37);
    const Floats floats = digest_input(16 * count, 13, changed);
    const std::uint8_t* byte_rows[16];
    const float* float_rows[16];
    for (std::size_t r = 0; r < 16; ++r) {
      byte_rows[r] = bytes.data() + r * count;
      float_rows[r] = floats.data() + r * count;
    }
    Floats a(count * 16), b(count * 16);
    kernels::read_bytes(byte_rows, count, 1.0F / 255, 0.25F, 16, a.data());
    kernels::read_floats(float_rows, count, 3.0F, 0.25F, 16, b.data());
    digest.add(a);
    digest.add(b);
  }
  return {"rows", digest.value()};
}

}  // namespace

std::vector<Line> kernel_lines(bool changed) {
  std::vector<Line> lines{multiply_line(changed), outer_line(changed), convolution_line(changed),
                          optimiser_line(changed), rows_line(changed)};
  for (int a = 0; a < 12; ++a) lines.push_back(activation_line(Activation(a), changed));
  return lines;
}

std::vector<Line> base_lines(bool changed) {
  std::vector<Line> lines;
  const auto add = [&](const char* subject, auto function) {
    Digest digest;
    for (const float x : digest_input(2000, 14, changed))
      for (const double scale : {1.0, 40.0}) digest.add(function(scale * double(x)));
    lines.push_back({subject, digest.value()});
  };
  add("math.exp", [](double x) { return math::exp(x); });
  add("math.log", [](double x) { return math::log(x * x); });
  add("math.sin", [](double x) { return math::sin(x); });
  add("math.cos", [](double x) { return math::cos(x); });
  add("math.tanh", [](double x) { return math::tanh(x); });
  add("math.erf", [](double x) { return double(math::erf(float(x))); });
  add("math.normal_quantile", [](double x) { return math::normal_quantile(1 / (1 + x * x)); });
  Random random(changed ? 1 : 0, Purpose::test, 6, 0);
  std::vector<std::uint32_t> bits(1001);
  std::vector<float> normals(1001);
  std::vector<double> uniforms(1001);
  random.fill_bits(bits);
  random.fill_normal(normals);
  random.fill_uniform(uniforms);
  Digest digest;
  digest.add(bits);
  digest.add(normals);
  digest.add(uniforms);
  for (int i = 0; i < 1000; ++i) digest.add(random.normal());
  lines.push_back({"random", digest.value()});
  return lines;
}

}  // namespace neat::test

namespace {

using namespace neat;

void print(std::string_view tag, const test::Line& line) {
  std::printf("%.*s %s %016llx\n", int(tag.size()), tag.data(), line.subject.c_str(),
              static_cast<unsigned long long>(line.digest));
}

std::vector<test::Line> lines_of(kernels::Path path, bool changed) {
  const test::InUse in_use(path);
  auto lines = test::kernel_lines(changed);
  for (test::Line& line : test::network_lines(changed)) lines.push_back(std::move(line));
  return lines;
}

bool agree(const std::vector<test::Line>& a, const std::vector<test::Line>& b, std::string_view path) {
  bool same = true;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i].digest != b[i].digest) {
      std::fprintf(stderr, "neat_kernel_bytes: %s: path %.*s has other bytes than the path before it\n",
                   a[i].subject.c_str(), int(path.size()), path.data());
      same = false;
    }
  return same;
}

}  // namespace

int main(int count, char** arguments) {
  const bool changed = count > 1 && std::string_view(arguments[1]) == "changed";
  for (const test::Line& line : test::base_lines(changed)) print("any", line);
  std::map<std::string_view, std::vector<test::Line>> seen;  // of each tag
  bool same = true;
  for (const kernels::Path path : kernels::available_paths()) {
    const auto [first, is_new] = seen.emplace(kernels::arithmetic(path), lines_of(path, changed));
    if (!is_new) same &= agree(first->second, lines_of(path, changed), kernels::name(path));
  }
  for (const auto& [tag, lines] : seen)
    for (const test::Line& line : lines) print(tag, line);
  return same ? 0 : 1;
}
