#!/bin/sh
# cmake/install_packages.sh GROUP... - installs what is missing of these groups of debian-packages.txt.
#
# Touches nothing when everything is there, so that it needs neither root nor a network then. On a system without
# apt-get it only says so: the build itself names what it cannot find.
set -eu
list=$(dirname "$0")/debian-packages.txt

has_package() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]; }

missing_of() {
  while read -r group package command; do
    [ "$group" = "$1" ] || continue
    if [ -n "$command" ] && command -v "$command" >/dev/null 2>&1; then continue; fi
    has_package "$package" || printf ' %s' "$package"
  done <"$list"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_be_root() { [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; }; }

if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-query >/dev/null 2>&1; then
  echo "packages: not a Debian-like system, nothing is installed; README.md, 'Other systems', names the packages"
  exit 0
fi

needed='' wished=''
for group in "$@"; do
  if [ "$group" = wish ]; then wished=$(missing_of wish); else needed="$needed$(missing_of "$group")"; fi
done
[ -n "$needed$wished" ] || exit 0
if ! can_be_root; then
  [ -n "$needed" ] || exit 0
  echo "packages: missing:$needed: only root can install them; run as root: apt-get install$needed" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
echo "packages: installing$needed$wished"
as_root apt-get update -qq || echo "packages: apt-get update failed; going on with the package lists that are there" >&2
# sudo drops the environment, so that the setting is given once more.
# shellcheck disable=SC2086  # lists of words on purpose
if [ -n "$needed" ]; then
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $needed >/dev/null || {
    echo "packages: apt-get could not install:$needed; see its message above" >&2
    exit 1
  }
fi
# shellcheck disable=SC2086
if [ -n "$wished" ]; then
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wished >/dev/null ||
    echo "packages: going on without$wished" >&2
fi
