#include "copies.hpp"

#include <span>

#include "data/distort.hpp"

namespace neat::mnist {
namespace {

constexpr std::uint64_t kStream = 0x636f706965730000;  // "copies"

data::Motion draw(plugin::Random& random, const Moves& moves, const neat_math_service& math) {
  constexpr double kRadian = 3.14159265358979323846 / 180;
  const auto within = [&](double most) { return (2 * random.uniform() - 1) * most; };
  const double angle = within(moves.rotation) * kRadian;
  const double right = within(moves.shift), down = within(moves.shift);
  return {data::fixed_point(math.cos(angle)), data::fixed_point(math.sin(angle)), data::fixed_point(right),
          data::fixed_point(down)};
}

}  // namespace

data::LabelledImages with_copies(const data::LabelledImages& images, std::size_t rows, const Moves& moves,
                                 const plugin::Host& host) {
  const std::size_t size = std::size_t{images.height} * images.width;
  data::LabelledImages all{
      static_cast<std::uint32_t>(rows * (moves.copies + 1)), images.height, images.width, {}, {}};
  all.pixels.assign(images.pixels.begin(), images.pixels.begin() + static_cast<std::ptrdiff_t>(rows * size));
  all.pixels.resize(all.rows * size);
  plugin::Random random = host.random(kStream);
  for (std::size_t row = rows; row < all.rows; ++row)
    data::move_image(std::span(images.pixels).subspan(row % rows * size, size), images.height, images.width,
                     draw(random, moves, host.math()), std::span(all.pixels).subspan(row * size, size));
  for (std::size_t row = 0; row < all.rows; ++row) all.labels.push_back(images.labels[row % rows]);
  return all;
}

}  // namespace neat::mnist
