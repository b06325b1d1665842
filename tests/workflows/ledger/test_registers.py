"""Registers as offices keep them, each judged right, or refused with the reason; see ``registers/registers.toml``."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from workflows.cli import main

HERE = Path(__file__).with_name("registers")
REGISTERS: list[dict[str, Any]] = tomllib.loads((HERE / "registers.toml").read_text(encoding="utf-8"))["register"]
COMMAND = Path(sys.executable).with_name("disclosure")


@pytest.fixture(params=REGISTERS, ids=[register["id"] for register in REGISTERS])
def register(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Put one register into a folder of its own."""
    monkeypatch.setenv("DISCLOSURE_NOTICES", str(tmp_path / "notices"))
    given: dict[str, Any] = dict(request.param)
    if "file" in given:
        given["path"] = shutil.copy(HERE / given["file"], tmp_path)
    else:
        given["path"] = tmp_path / "register.csv"
        given["path"].write_text(given["text"], encoding="utf-8")
    return given


def run(register: dict[str, Any], *more: str) -> tuple[int, str, str]:
    """Run the command; under an environment of its own in a process of its own."""
    args = ["audit", str(register["path"]), *register["args"], *more]
    if "env" not in register:
        done = CliRunner().invoke(main, args)
        return done.exit_code, done.stdout, done.stderr
    env = {**os.environ, **register["env"]}
    process = subprocess.run([COMMAND, *args], capture_output=True, env=env, check=False)
    errors = "strict" if "--json" in more else "replace"
    return process.returncode, process.stdout.decode("utf-8", errors), process.stderr.decode("utf-8", "replace")


def test_every_row_is_judged_right(register: dict[str, Any]) -> None:
    """Line, verdict and last day of each row are those written beside it, and no other row is there."""
    code, out, refusal = run(register, "--json")

    if "refused" in register:
        assert code == 2
        assert refusal.count("\n") == 1
        assert [] == [word for word in register["refused"] if word not in refusal]
        return
    found = json.loads(out)
    rows = {row["line"]: row for row in found["rows"]}
    told = {int(row.split()[0]): row.split()[1:] for row in register["rows"]}
    assert told == {line: [row["status"], row["due"]][: len(told.get(line, ""))] for line, row in rows.items()}
    for line, text in register.get("finding", {}).items():
        assert any(text in finding["zh"] for finding in rows[int(line)]["findings"])
    for line, cells in register.get("cells", {}).items():
        assert set(cells) <= {str(cell) for cell in rows[int(line)]["cells"].values()}
    said = [finding["zh"] for row in found["rows"] for finding in row["findings"]]
    assert [] == [text for text in said if re.search(r"[a-z]{3,} [a-z]{2,}", text)]


def test_what_was_not_read_is_said(register: dict[str, Any]) -> None:
    """The terminal names what the audit left aside, and says nothing that is not so."""
    _, out, refusal = run(register)

    assert [] == [word for word in register.get("said", []) if word not in out + refusal]
    assert [] == [word for word in register.get("unsaid", []) if word in out + refusal]
    assert "Traceback" not in out + refusal
