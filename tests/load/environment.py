"""Python environments with pinned libraries, made once and kept in the user's cache."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path


def run(command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, encoding="utf-8", **options)


def environment(requirements):
    """The Python of an environment with these libraries, made when it is not there; `None` and the reason when it cannot be."""
    pinned = requirements.read_text(encoding="utf-8")
    digest = hashlib.sha256(f"{sys.version_info[:2]} {pinned}".encode()).hexdigest()[:16]
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tagline-load" / digest
    python = root / "bin/python"
    if (root / "complete").exists():
        return python, None
    shutil.rmtree(root, ignore_errors=True)
    made = run([sys.executable, "-m", "venv", root])
    if made.returncode == 0:
        made = run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements])
    if made.returncode != 0:
        return None, (made.stderr or made.stdout).strip().splitlines()[-1:] or ["pip failed"]
    (root / "complete").touch()
    return python, None
