"""Computes the parts of a command with Dask, and puts them together.

    python dask_parts.py PARTS PROGRAM COMMAND...
    python dask_parts.py 8 honest-broker compare scenarios/singapore-2018.toml --out results/study

With DASK_SCHEDULER=tcp://HOST:8786 the parts go to a running cluster whose workers see the same folder, and else to processes here.
"""
import os
import subprocess
import sys

from distributed import Client, LocalCluster


def part(words, number, parts):
    """Computes one part; raises if it fails, and Dask tries again then."""
    subprocess.run([*words, "--shard", f"{number}/{parts}", "--quiet", "--threads", "1"], check=True)
    return number


def main():
    parts, words = int(sys.argv[1]), sys.argv[2:]
    address = os.environ.get("DASK_SCHEDULER")
    cluster = address or LocalCluster(threads_per_worker=1, dashboard_address=None)
    with Client(cluster) as client:
        tasks = [client.submit(part, words, number, parts, retries=2, pure=False) for number in range(1, parts + 1)]
        client.gather(tasks)
    result = words[words.index("--out") + 1]
    subprocess.run([words[0], "merge", f"{result}.shards"], check=True)


if __name__ == "__main__":
    main()
