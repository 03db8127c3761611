#!/usr/bin/env bash
# Whether the committed solver for the page answers as recorded, and whether today's sources make the same one.
#
# Where Node, or the packages that src/explorer/build.sh needs, are not installed, the script says SKIPPED and exits with 0, unless
# EXPLORER_REQUIRED=1. That the recorded answers are the program's is a test of its own: cargo test --test explorer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=src/explorer

skip() {
    echo "SKIPPED: $*"
    [[ "${EXPLORER_REQUIRED:-0}" == 1 ]] && exit 1
    exit 0
}

command -v node >/dev/null || skip "the solver of the page was not asked anything: there is no node"
node "$here/answers.mjs" "$here/solver.wasm.gz" check

least="$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)"
version="$(/usr/bin/rustc --version 2>/dev/null | cut -d' ' -f2)" || true
tools=(/usr/bin/rustc /usr/bin/cargo /usr/lib/rustlib/src/rust/library/std/Cargo.toml)
for tool in "${tools[@]}"; do
    [[ -e "$tool" ]] || skip "the solver of the page was not built again: there is no $tool"
done
command -v wasm-ld >/dev/null || skip "the solver of the page was not built again: there is no wasm-ld"
[[ "$(printf '%s\n' "$least" "$version" | sort -V | head -1)" == "$least" ]] ||
    skip "the solver of the page was not built again: rustc $version is older than $least"

wasm="$("$here/build.sh" only)"
if gzip -d -c "$here/solver.wasm.gz" | cmp -s - "$wasm"; then
    echo "today's sources make the committed solver, byte for byte"
elif node "$here/answers.mjs" "$wasm" check; then
    echo "today's sources make another solver than the committed one, with the same answers"
else
    echo "today's sources make a solver with other answers: run $here/build.sh and commit what it writes" >&2
    exit 1
fi
