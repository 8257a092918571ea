/// neat/learning/augmentation.hpp - images that are changed a little each time they are learned from: shifted, turned left to
/// right, a square cut out.
///
/// Works on rows as they are stored, before scale and shift. Every draw comes from the life's own stream; without any
/// change asked for nothing is drawn.
#pragma once

#include <cstdint>
#include <vector>

#include "neat/base/random.hpp"
#include "neat/genome/gene.hpp"
#include "neat/network/rows.hpp"

namespace neat {

struct Augmentation {
  Shape image;  ///< of a row: {channels, height, width}
  std::uint32_t shift =
      0;              ///< pixels at most, to each side and up and down; what comes from outside is reflected
  bool flip = false;  ///< left and right change places every other epoch of a row, starting at random
  std::uint32_t cutout =
      0;  ///< side of a square, its middle anywhere, that reads as 0 (DeVries and Taylor 2017)

  bool any() const { return shift > 0 || flip || cutout > 0; }
};

/// Changed copies of a batch's rows.
class AugmentedRows {
 public:
  /// REQUIRES: the rows' features are those of the image; shift below its height and width.
  AugmentedRows(const Augmentation& how, Random& random);

  /// The rows of `x`, changed; valid until the next call. `epoch`: of each row, how often it was seen before.
  Rows change(const Rows& x, std::span<const std::uint32_t> epoch);

 private:
  /// What happens to one image: pixel (r, c) comes from (r + down, c + right), mirrored when flipped.
  struct Change {
    std::int32_t down = 0, right = 0;
    bool flipped = false;
    std::int32_t cut_row = 0, cut_column = 0;
  };

  Change draw(std::uint32_t row, std::uint32_t epoch);
  template <class Value>
  void change_row(const Value* from, const Change& change, Value cut, Value* to) const;
  template <class Value>
  void change_all(const Rows& x, std::span<const std::uint32_t> epoch, Value cut);

  Augmentation how_;
  Random& random_;
  std::uint32_t start_;  ///< of flips
  std::vector<std::byte> bytes_;
};

}  // namespace neat
