"""The command `honest-broker`, as it comes with the wheel: `python -m honest_broker compare ...`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def program() -> Path:
    """The program that comes with the package."""
    return Path(__file__).with_name("bin") / ("honest-broker.exe" if os.name == "nt" else "honest-broker")


def main() -> int:
    """Runs the program in place of Python, with the arguments of the command line."""
    file = program()
    if not file.is_file():
        print(f"error: the package was built without the command: there is no {file}", file=sys.stderr)
        return 1
    command = [str(file), *sys.argv[1:]]
    if os.name == "nt":
        return subprocess.call(command)
    os.execv(file, command)


if __name__ == "__main__":
    sys.exit(main())
