#!/usr/bin/env python3
"""Lists the tensors of a safetensors file, with nothing but the standard library.

Written from the published rules of the layout, not from neat's code: an 8-byte little-endian header length of at most
100 MB, a JSON object without duplicate keys that begins with '{' and may end in spaces, metadata of strings, and
tensors whose byte ranges fit their shapes and cover the data without hole or overlap. Also checks neat's checksum as
docs/formats.md defines it.
"""
import hashlib
import json
import struct
import sys


def unique(pairs):
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), "a key is there twice"
    return dict(pairs)


def read(raw):
    (length,) = struct.unpack_from("<Q", raw)
    assert length <= 100_000_000 and 8 + length <= len(raw), "the header does not fit"
    text = raw[8 : 8 + length]
    assert text[:1] == b"{", "the header does not begin with {"
    header = json.loads(text.decode("utf-8"), object_pairs_hook=unique)
    metadata = header.pop("__metadata__", {})
    assert all(isinstance(value, str) for value in metadata.values()), "metadata are not text"
    return header, metadata, raw[8 + length :]


def check_ranges(header, data):
    at = 0
    for tensor in sorted(header.values(), key=lambda tensor: tensor["data_offsets"]):
        begin, end = tensor["data_offsets"]
        size = 4
        for extent in tensor["shape"]:
            size *= extent
        assert tensor["dtype"] == "F32" and begin == at and end - begin == size, "a tensor is out of place"
        at = end
    assert at == len(data), "the tensors do not cover the data"


def check_checksum(raw, metadata):
    key = b'"checksum":"'
    assert raw.count(key) == 1
    at = raw.index(key) + len(key)
    digest = hashlib.sha256(raw[:at] + b"0" * 64 + raw[at + 64 :]).hexdigest()
    assert digest == metadata["checksum"], "the checksum does not match"


def line_of(name, tensor, data):
    begin, end = tensor["data_offsets"]
    words = struct.unpack("<%dI" % ((end - begin) // 4), data[begin:end])
    total = sum(words) % 2**64
    ranked = sum(word * (i + 1) for i, word in enumerate(words)) % 2**64
    return "%s F32 %s %d %d" % (name, "x".join(map(str, tensor["shape"])), total, ranked)


def main():
    with open(sys.argv[1], "rb") as file:
        raw = file.read()
    header, metadata, data = read(raw)
    check_ranges(header, data)
    check_checksum(raw, metadata)
    print("format", metadata["format"], metadata["version"])
    for line in sorted(line_of(name, tensor, data) for name, tensor in header.items()):
        print(line)


main()
