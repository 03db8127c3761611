#!/usr/bin/env bash
# Computes one study in parts with every engine that is here, and compares each result with that of one run, byte for byte.
#
#   tests/clusters/run.sh PROGRAM     the program, target/release/honest-broker if left out
#
# Processes, GNU parallel, HyperQueue, Dask, Ray, and Slurm with three nodes on this machine, of which a task is killed and sent again. The
# packages for Python, 100 MB, are installed into target/clusters on first use, and only with CLUSTERS_TESTS=1. An engine that is not here
# is SKIPPED, and said so, unless CLUSTERS_REQUIRED=1. Slurm is started only with SLURM_HERE=1, by root, as it needs a daemon of its own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
here="$PWD/tests/clusters"
examples="$PWD/examples/clusters"
program="$(realpath "${1:-${CARGO_TARGET_DIR:-target}/release/honest-broker}")"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp tests/data/uncertain.toml "$work/case.toml"
study=(compare case.toml --worlds 128 --grid 3 --episodes 20 --no-charts)

skipped() {
    echo "SKIPPED: the study was not computed with $*"
    if [[ "${CLUSTERS_REQUIRED:-0}" == 1 ]]; then exit 1; fi
}

same() {
    diff -r "$work/results/whole" "$work/results/$1"
    echo "$1: the bytes of one run"
}

if command -v python3 >/dev/null; then
    python3 benches/growth.py >"$work/growth.txt"
    grep --fixed-strings --line-regexp --file="$work/growth.txt" docs/clusters.md | diff - "$work/growth.txt" ||
        { echo "the table of docs/clusters.md is not what benches/growth.py prints" >&2; exit 1; }
fi

(cd "$work" && "$program" "${study[@]}" --quiet --out results/whole)

(cd "$work" && "$program" batch --engine local --shards 4 "${study[@]}" --out results/processes >/dev/null)
same processes

if command -v parallel >/dev/null; then
    (
        cd "$work"
        parallel --will-cite "$program" "${study[@]}" --out results/parallel --shard '{}/4' --quiet --threads 1 ::: 1 2 3 4
        "$program" merge results/parallel.shards --quiet
    )
    same parallel
else
    skipped "GNU parallel, which is not installed"
fi

"$here/slurm.sh" "$program" "$work" "${study[@]}" && same slurm || {
    [[ $? == 3 ]] || exit 1
    skipped "Slurm, which is not installed or not to be started (SLURM_HERE=1, as root)"
}

skip() {
    skipped "HyperQueue, Dask and Ray: $*"
    exit 0
}
if [[ "${CLUSTERS_TESTS:-0}" != 1 && "${CLUSTERS_REQUIRED:-0}" != 1 ]]; then
    skip "their packages are large, and installed only with CLUSTERS_TESTS=1"
fi
source tests/support/wheels.sh
wheels clusters "$here/requirements.txt" "${CLUSTERS_INSTALL_SECONDS:-600}" "hyperqueue, distributed, ray"
python="$(realpath --no-symlinks "$python")"

(
    cd "$work"
    "$program" batch --engine hyperqueue --shards 4 --write-only "${study[@]}" --out results/hyperqueue >/dev/null
    "$python" results/hyperqueue.batch/job.py --local >hyperqueue.txt 2>&1 || { cat hyperqueue.txt; exit 1; }
)
same hyperqueue

for engine in dask ray; do
    (
        cd "$work"
        "$python" "$examples/${engine}_parts.py" 4 "$program" "${study[@]}" --out "results/$engine" >"$engine.txt" 2>&1 ||
            { cat "$engine.txt"; exit 1; }
    )
    same "$engine"
done
