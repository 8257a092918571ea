#!/bin/sh
# cmake/build_tsan_tbb.sh FOLDER - a TBB that the thread sanitizer understands, installed into FOLDER.
#
# Built from the source package of the distribution's own TBB, so version and origin are those of the library that neat
# is built with; apt-get verifies what it fetches. Does nothing when FOLDER has one already. Fails where there is no
# source package (another system, no network): the caller then goes without, as docs/decisions/0003 says.
set -eu
folder=$1
[ ! -e "$folder/built" ] || exit 0
command -v apt-get >/dev/null 2>&1 || { echo "tsan TBB: no apt-get here" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/lists" "$work/parts" "$work/source"

# The package sources of this system, asked for source code instead of binaries.
for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list.d/ubuntu.sources; do
  [ -e "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" >"$work/list.sources"
done
[ -e "$work/list.sources" ] || sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >"$work/list.list"
list=$(ls "$work"/list.*)
apt() {
  apt-get -qq -o Dir::Etc::sourcelist="$list" -o Dir::Etc::sourceparts="$work/parts" \
    -o Dir::State::lists="$work/lists" -o APT::Sandbox::User=root -o Acquire::Retries=2 "$@"
}
(cd "$work/source" && apt update && apt source --download-only onetbb) >"$work/log" 2>&1 ||
  { cat "$work/log" >&2; echo "tsan TBB: the source package cannot be had" >&2; exit 1; }
tar -xf "$work"/source/onetbb_*.orig.tar.* -C "$work/source" --strip-components=1

# -g1: enough for a readable report. Warnings of a foreign library are not ours.
{
  cmake -S "$work/source" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DTBB_SANITIZE=thread \
    -DTBB_STRICT=OFF -DTBB_TEST=OFF -DTBBMALLOC_BUILD=OFF -DCMAKE_CXX_FLAGS=-g1 -DCMAKE_INSTALL_PREFIX="$folder" &&
    cmake --build "$work/build" -j "$(nproc)" && cmake --install "$work/build"
} >"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; echo "tsan TBB: it cannot be built" >&2; exit 1; }
touch "$folder/built"
