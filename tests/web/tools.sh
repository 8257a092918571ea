# Sourced by the tests here: what they need, or the reason why it cannot be had.

skip() {
  if [ "${NEAT_REQUIRE_ALL:-}" = 1 ]; then
    echo "FAILED: $1, and NEAT_REQUIRE_ALL=1 asks for it"
    exit 1
  fi
  echo "skipped: $1"
  exit 77
}

need_node() {
  command -v npm >/dev/null && command -v node >/dev/null || skip "there is no node or no npm"
  node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' || skip "node is older than 18"
}

# install_here FOLDER: the packages of FOLDER's lock file into the present folder, once per lock file. A lock file that
# is wrong is a failure; a registry that cannot be reached is not.
install_here() {
  if [ -d node_modules ] && cmp -s "$1/package-lock.json" package-lock.json; then return; fi
  cp "$1/package.json" "$1/package-lock.json" "$1/.npmrc" .
  if timeout 300 npm ci --ignore-scripts >npm.log 2>&1; then return; fi
  rm -rf node_modules
  if grep -E 'EUSAGE|EINTEGRITY|EJSONPARSE' npm.log; then
    cat npm.log
    exit 1
  fi
  skip "npm cannot install the packages of $1 ($(tail -n 1 npm.log))"
}
