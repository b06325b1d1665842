"""Every example of the README, the docs and the docstrings is collected; here they are counted by another way."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from helpers import ROOT

COLLECTED = re.compile(r"^(?P<path>[^:]+)::line:(?P<line>\d+),column:\d+$", re.MULTILINE)
PROMPT = re.compile(r"^\s*>>>\s")
PYTHON = re.compile(r"^\s*(```+|~~~+|:::+)\s*(\{code(-block)?\}\s*)?(python|py|py3|pycon|python3)\b", re.IGNORECASE)


def searched() -> list[str]:
    """Where pytest looks when it is given nothing."""
    paths = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    return list(paths["testpaths"])


def lines_like(pattern: re.Pattern[str], paths: list[Path]) -> set[tuple[str, int]]:
    return {
        (path.relative_to(ROOT).as_posix(), number)
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.match(line)
    }


def test_no_example_of_the_sources_is_left_out() -> None:
    """What ``make test`` collects, told by file and line, is what a plain search of the text finds."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-o", "addopts=", "-p", "no:cacheprovider"]
    command += [path for path in searched() if path != "tests"]
    ran = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True, timeout=120)
    found = {(match["path"], int(match["line"])) for match in COLLECTED.finditer(ran.stdout)}
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")]
    wanted = lines_like(PYTHON, pages) | lines_like(PROMPT, [*(ROOT / "src").rglob("*.py"), *pages])
    assert len(wanted) > 150
    assert sorted(wanted - found) == []
