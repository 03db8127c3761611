#!/usr/bin/env bash
# Counts the instructions of one small solve and of one small batch of episodes, and compares them with counts.txt.
#
#   tests/instructions/run.sh PROGRAM          compare; exit code 1 if a count has risen by more than 3 %
#   tests/instructions/run.sh PROGRAM write    write the counts
#
# Seconds depend on what else the machine does; the instructions of one thread do not, to a millionth. A count that has fallen by more
# than 3 % is no failure, but is to be written, so that the gain is kept. Counts belong to a compiler and to vectors of 256 bits, the
# widest that valgrind knows. Where valgrind or those vectors are missing, nothing is compared: the script says SKIPPED and exits with 0,
# unless INSTRUCTIONS_REQUIRED=1.
set -euo pipefail
program="$(realpath "$1")"
mode="${2:-check}"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
counts=tests/instructions/counts.txt
band=3

skip() {
    echo "SKIPPED: instructions were not counted: $*"
    [[ "${INSTRUCTIONS_REQUIRED:-0}" == 1 ]] && exit 1
    exit 0
}

command -v valgrind >/dev/null || skip "valgrind is not installed"
grep -qw avx2 /proc/cpuinfo 2>/dev/null && grep -qw fma /proc/cpuinfo || skip "the processor has no vectors of 256 bits"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# Instructions of the program with these arguments, on one processor, so that it takes one thread.
count() {
    taskset -c 0 valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$@" >"$work/printed.txt" 2>"$work/valgrind.txt" ||
        { cat "$work/valgrind.txt" >&2; exit 1; }
    sed -n 's/.*Collected : //p' "$work/valgrind.txt"
}

measure() {
    echo "solve $(count solve scenarios/singapore-2018.toml --grid 5 --set clock.foresight_years=15)"
    echo "play $(count compare tests/data/complete.toml --evaluate play --episodes 20000 --grid 3 --no-charts --quiet --out "$work/out")"
}

measured="$(measure)"
if [[ "$mode" == write ]]; then
    echo "$measured" >"$counts"
    cat "$counts"
    exit 0
fi
failed=0
while read -r what now; do
    before="$(sed -n "s/^$what //p" "$counts")"
    change="$(awk "BEGIN { printf \"%+.2f\", 100 * ($now / $before - 1) }")"
    echo "$what: $now instructions, $change % of $before"
    if awk "BEGIN { exit !($change > $band) }"; then
        echo "$what takes more instructions than it did; if that is meant: tests/instructions/run.sh PROGRAM write" >&2
        failed=1
    elif awk "BEGIN { exit !($change < -$band) }"; then
        echo "$what takes fewer instructions: tests/instructions/run.sh PROGRAM write keeps the gain"
    fi
done <<<"$measured"
exit "$failed"
