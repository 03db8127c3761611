"""Computes the parts of a command with Ray, and puts them together.

    python ray_parts.py PARTS PROGRAM COMMAND...
    python ray_parts.py 8 honest-broker compare scenarios/singapore-2018.toml --out results/study

With RAY_ADDRESS the parts go to a running cluster whose nodes see the same folder, and else to processes here.
"""
import os
import subprocess
import sys

# Ray tells its makers what it is used for, unless it is told not to.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

import ray


@ray.remote(num_cpus=1, max_retries=2, retry_exceptions=True)
def part(folder, words, number, parts):
    """Computes one part; raises if it fails, and Ray tries again then."""
    command = [*words, "--shard", f"{number}/{parts}", "--quiet", "--threads", "1"]
    subprocess.run(command, check=True, cwd=folder)
    return number


def main():
    parts, words = int(sys.argv[1]), sys.argv[2:]
    ray.init(include_dashboard=False, log_to_driver=False)
    ray.get([part.remote(os.getcwd(), words, number, parts) for number in range(1, parts + 1)])
    result = words[words.index("--out") + 1]
    subprocess.run([words[0], "merge", f"{result}.shards"], check=True)


if __name__ == "__main__":
    main()
