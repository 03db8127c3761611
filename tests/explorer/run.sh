#!/usr/bin/env bash
# Tests the scripts and the solver of the explorer with Node.
#
#   tests/explorer/run.sh PROGRAM     the program whose results are looked at, target/release/honest-broker if left out
#
# Without Node nothing is tested: the script says SKIPPED and exits with 0, unless EXPLORER_REQUIRED=1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=tests/explorer
program="$(realpath "${1:-${CARGO_TARGET_DIR:-target}/release/honest-broker}")"

if ! command -v node >/dev/null; then
    echo "SKIPPED: the explorer was not tested: there is no node"
    [[ "${EXPLORER_REQUIRED:-0}" == 1 ]] && exit 1
    exit 0
fi

node "$here/arithmetic.mjs"
node src/explorer/answers.mjs src/explorer/solver.wasm.gz check

# Many worlds of a small game, once as it is and once for each thing that is moved.
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
scenario=scenarios/singapore-2018.toml
small=(compare "$scenario" --arms broker --worlds 512 --grid 3 --evaluate exact --no-charts --quiet --set clock.foresight_years=15)
"$program" "${small[@]}" --out "$work/run"
node "$here/estimates.mjs" "$work" settings
number=0
while IFS=$'\t' read -r -a settings; do
    sets=()
    for setting in "${settings[@]}"; do sets+=(--set "$setting"); done
    "$program" "${small[@]}" "${sets[@]}" --out "$work/moved-$number"
    number=$((number + 1))
done <"$work/settings.txt"
node "$here/estimates.mjs" "$work" compare

# Settings of a reader: the file that the page writes, with the program and with the solver of the page.
node "$here/policies.mjs" "$work" write
"$program" check "$work/mine.toml" >/dev/null
arms="$(cat "$work/arms.txt")"
"$program" compare "$work/mine.toml" --arms "$arms" --baseline "${arms%%,*}" --grid 3 --refine every --evaluate exact --worlds 16 --no-charts \
    --quiet --set clock.foresight_years=15 --out "$work/mine"
node "$here/policies.mjs" "$work" compare
