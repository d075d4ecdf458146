#!/usr/bin/env python3
"""`run.py TAGLINE [OPTION...]`: runs compare.py on a binary, with the libraries that it needs in an environment of their own."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "load"))

from environment import environment  # noqa: E402


def main():
    program, options = Path(sys.argv[1]).resolve(), sys.argv[2:]
    python, why = environment(HERE / "requirements.txt")
    if python is None:
        sys.exit(f"the libraries to compare with could not be installed: {why}")
    ours = f"{python} -B {HERE / 'ours.py'} {program}"
    sys.exit(subprocess.run([python, "-B", HERE / "compare.py", "--ours", ours, *options]).returncode)


if __name__ == "__main__":
    main()
