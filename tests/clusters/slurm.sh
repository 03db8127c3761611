#!/usr/bin/env bash
# Computes a study with Slurm on three nodes that are all this machine, kills a task, and sends it again.
#
#   tests/clusters/slurm.sh PROGRAM FOLDER COMMAND...     the result is FOLDER/results/slurm
#
# Exits with 3 if Slurm is not to be started here: SLURM_HERE=1, root, and the packages slurm-wlm and munge are needed.
set -euo pipefail
program="$1" work="$2"
shift 2
[[ "${SLURM_HERE:-0}" == 1 && "$(id -u)" == 0 ]] || exit 3
for needed in slurmctld slurmd sbatch munged; do
    command -v "$needed" >/dev/null || exit 3
done

host="$(hostname -s)"
home="$work/slurm"
mkdir -p "$home/state" "$home/log"
cat >"$home/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
StateSaveLocation=$home/state
SlurmdSpoolDir=$home/spool-%n
SlurmctldPidFile=$home/slurmctld.pid
SlurmdPidFile=$home/slurmd-%n.pid
SlurmctldLogFile=$home/log/slurmctld.txt
SlurmdLogFile=$home/log/slurmd-%n.txt
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
MpiDefault=none
NodeName=n[1-3] NodeHostname=$host NodeAddr=127.0.0.1 Port=[17101-17103] CPUs=2 State=UNKNOWN
PartitionName=all Nodes=n[1-3] Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$home/slurm.conf"

if ! pgrep -x munged >/dev/null; then
    mkdir -p /run/munge
    chown munge:munge /run/munge
    runuser -u munge -- munged
fi
slurmctld
for node in n1 n2 n3; do slurmd -N "$node"; done
stop() {
    for file in "$home"/slurmd-*.pid "$home/slurmctld.pid"; do
        [[ -f "$file" ]] && kill "$(cat "$file")" 2>/dev/null || true
    done
}
trap stop EXIT
for _ in $(seq 30); do
    [[ "$(sinfo --noheader --format=%T --nodes=n[1-3] 2>/dev/null | sort -u)" == idle ]] && break
    sleep 1
done

cd "$work"
# A part that is killed as soon as it has a chunk. One that is done before is merely computed again.
"$program" batch --engine slurm --shards 4 "$@" --out results/slurm >/dev/null
for _ in $(seq 600); do
    compgen -G 'results/slurm.shards/2-of-4/chunk-*' >/dev/null && break
    sleep 0.05
done
pkill -KILL -f -- '--shard 2/4' && echo "slurm: task 2 was killed"
wait_for_all() {
    for _ in $(seq 300); do
        [[ -z "$(squeue --noheader)" ]] && return
        sleep 1
    done
    squeue
    exit 1
}
wait_for_all
if [[ ! -e results/slurm/manifest.json ]]; then
    echo "slurm: what puts the parts together was dropped; task 2 is sent again"
    sh results/slurm.batch/submit.sh 2 >/dev/null
    wait_for_all
fi
[[ -e results/slurm/manifest.json ]] || { cat results/slurm.batch/logs/*; exit 1; }
