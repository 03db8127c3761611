#!/usr/bin/env bash
# Reads the tables of a scenario with hostile names back with pandas, and compares every cell. Runs what docs/python.md shows of R.
#
#   tests/readers/run.sh PROGRAM     the program whose tables are read, target/release/honest-broker if left out
#
# pandas is installed into target/readers on first use. If it cannot be, nothing is read: the script says SKIPPED and exits with 0,
# unless READERS_REQUIRED=1. Where there is no Rscript, the lines of R are not run, and it says so in the same way, unless R_REQUIRED=1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here=tests/readers
target="${CARGO_TARGET_DIR:-target}"
program="$(realpath "${1:-$target/release/honest-broker}")"

skip() {
    echo "SKIPPED: the tables were not read with pandas: $*"
    [[ "${READERS_REQUIRED:-0}" == 1 ]] && exit 1
    exit 0
}

source tests/support/wheels.sh
wheels readers "$here/requirements.txt" "${READERS_INSTALL_SECONDS:-300}" "pandas"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
folders=()
# Names of files that are something else to some program, and a scenario whose words are so too.
number=0
for name in NA 2018 '=1+1' +1 -x @sum null TRUE 'jun 2018' '2018-06' 1e5 "'quoted" '북핵' 'a, "b"'; do
    number=$((number + 1))
    file="$work/$number/$name.toml"
    mkdir -p "$work/$number"
    sed -e 's/^title = .*/title = "=1+1"/' -e 's/^summary = .*/summary = "-1, \\"two\\"\\n@three"/' \
        tests/data/uncertain.toml >"$file"
    "$program" compare "$file" --grid 2 --episodes 10 --worlds 16 --arms no_broker,custody_only --quiet \
        --set 'broker.name="=1, @2"' --out "$work/out$number"
    folders+=("$work/out$number")
done
"$python" "$here/read.py" "${folders[@]}"

if ! command -v Rscript >/dev/null; then
    echo "SKIPPED: the lines of R in docs/python.md were not run: there is no Rscript"
    [[ "${R_REQUIRED:-0}" == 1 ]] && exit 1
    exit 0
fi
{
    echo 'pdf(NULL)'
    awk '/^```r$/ { inside = 1; next } /^```$/ { inside = 0 } inside' docs/python.md
    # The order of all tables, and two arms of eight outcomes that sum to one.
    echo 'stopifnot(levels(outcomes$outcome)[1] == "settlement", levels(outcomes$outcome)[8] == "war", nrow(outcomes) == 16)'
    echo 'stopifnot(abs(tapply(outcomes$estimate, outcomes$arm, sum) - 1) < 1e-9)'
} >"$work/page.R"
Rscript --vanilla "$work/page.R"
echo "$(Rscript --version 2>&1) runs the lines of docs/python.md"
