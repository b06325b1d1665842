"""The command as a shell meets it: given nothing, asked to complete, written into a pipe."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = "import sys; sys.argv[0] = 'disclosure'; from workflows.cli import main; main()"


def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, its output in a pipe."""
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "DISCLOSURE_LANG"}}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        capture_output=True,
        encoding="utf-8",
        env=environment | {"PYTHONUTF8": "1"} | more,
        check=False,
        timeout=120,
    )


def completed(line: str) -> list[str]:
    """Ask for what may stand where the last word of a line is begun."""
    words = line.split(" ")
    answer = run(COMP_WORDS=line, COMP_CWORD=str(len(words) - 1), _DISCLOSURE_COMPLETE="bash_complete")
    assert ("", 0) == (answer.stderr, answer.returncode)
    return [row.partition(",")[2] for row in answer.stdout.splitlines() if row]


def test_nothing_given_is_answered_with_the_help() -> None:
    """The same text as ``--help``, no error, no trace of a fault."""
    nothing, asked = run(), run("--help")
    assert 0 == asked.returncode
    assert asked.stdout.startswith("用法 Usage: disclosure [OPTIONS] COMMAND [ARGS]...\n")
    assert asked.stdout.strip() == (nothing.stdout + nothing.stderr).strip()
    assert nothing.returncode in {0, 2}  # as the version of click has it


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(shell: str) -> None:
    """What a shell reads once; click asks the bash of the machine for its version and may warn of an old one."""
    script = run(_DISCLOSURE_COMPLETE=f"{shell}_source")
    assert 0 == script.returncode
    assert f"_DISCLOSURE_COMPLETE={shell}_complete" in script.stdout


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("disclosure ca", ["calendar", "case"]),
        ("disclosure calendar imp", ["import"]),
        ("disclosure --", ["--version", "--help"]),
        ("disclosure flow show --form m", ["mermaid"]),
        ("disclosure flow show request", ["request", "request@2007", "request@2019"]),
        ("disclosure case open opin", ["opinion", "opinion@2016"]),
        ("disclosure due decision.comment", ["decision.comment", "decision.comment.shortened"]),
        ("disclosure rules no.such", []),
    ],
)
def test_words_are_completed_at_every_depth(line: str, words: list[str]) -> None:
    """Commands, those below them, options, choices, flows and rules."""
    assert words == completed(line)


def test_a_pipe_is_not_folded() -> None:
    """An article stands whole on the line of its rule; on a narrow terminal it is folded, and nothing is cut."""
    title = "《国务院办公厅关于全面推行行政规范性文件合法性审核机制的指导意见》审核时限条款（条号未核）"
    piped = run("rules", "document.legality").stdout
    narrow = run("rules", "document.legality", COLUMNS="60").stdout
    assert [row for row in piped.splitlines() if row.lstrip().startswith("依据") and title in row]
    assert title not in narrow
    assert max(len(row) for row in narrow.splitlines()) <= 60
    assert [] == [row for row in piped.splitlines() if row != row.rstrip()]
