/// tasks/data/cifar10_files.hpp - the files of CIFAR-10 that are known, for those who read and those who fetch them. Data.
#pragma once

#include "data/cifar.hpp"

namespace neat::data {

/// The official files (www.cs.toronto.edu/~kriz/cifar.html), and a copy put together from others' lossless copies of 59,907
/// images and JPEG copies of 93 (73 of the training files, 20 of the test file), with the official order and labels.
inline constexpr CifarFile kCifar10Files[] = {
    {"data_batch_1.bin", "5dd7e06a14cb22eb9f671a540d1b7c25", "e8800bf27ec6f45491f149f7317b9608"},
    {"data_batch_2.bin", "5ea93a67294ea407fff1d09f752e9692", "7d723ade99f73b811cfabf20cb43fa92"},
    {"data_batch_3.bin", "942cd6a4bcdd0dd3c604fbe906cb4421", "d89dc53bd17e60b84343cd94e9eafc38"},
    {"data_batch_4.bin", "ae636b3ba5c66a11e91e8cb52e771fcb", "5099218b3dec0d98fa89086d0d317020"},
    {"data_batch_5.bin", "53f37980c15c3d472c316c40844f3f0d", "1c39cedb4666850d181538cfcd1008d1"},
    {"test_batch.bin", "803d5f7f4d78ea53de84dbe85f74fb6d", "4fd89b928a74095080b56355876466c0"}};

inline constexpr CifarSet kCifar10{kCifar10Files, 10000, "fetch it again with `neat-run data get cifar10`"};

}  // namespace neat::data
