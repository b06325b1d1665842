"""Whatever is typed: one of the three exit codes, and never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpers.odd_inputs import TEXTS
from workflows.cli import main

WORDS = tuple(text for text in TEXTS if "\ud800" not in text and "\udfff" not in text and len(text) < 10_000)
"""What a terminal can hand over; a lone surrogate is what Python makes of a byte that is no UTF-8."""

BYTES = ("\udcff", "A\udcffB")

INSTANTS = ("2024-03-05", "2024-02-30", "0001-01-01", "9999-12-31", "2024-03-05T25:00", "20240305", "٢٠٢٤-٠٣-٠٥", "x")

NUMBERS = ("-1", "0", "9223372036854775808", f"{'9' * 5000}", "1e9", "½", "x")

FACTS = ("=", "a", "=b", "third_party=", "description=x=y", "received_on=2024-02-30", "a=1\x00", f"a={'长' * 5000}")

DESK = ("--by", "disclosure_office:li")

DOORS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "id of a new case": (("case", "open", "request", "{}", *DESK), WORDS + BYTES),
    "flow": (("case", "open", "{}", "B-1", *DESK), WORDS + BYTES),
    "title": (("case", "open", "request", "{n}", *DESK, "--title", "{}"), WORDS + BYTES),
    "key": (("case", "open", "request", "{n}", *DESK, "--key", "{}"), WORDS + BYTES),
    "role": (("case", "open", "request", "{n}", "--by", "{}"), WORDS + BYTES),
    "place": (("case", "open", "request", "{n}", *DESK, "--place", "{}"), WORDS),
    "day": (("case", "open", "request", "{n}", *DESK, "--on", "{}"), INSTANTS),
    "shown": (("case", "show", "{}"), WORDS + BYTES),
    "history": (("case", "history", "{}"), WORDS),
    "command": (("case", "do", "A-1", "{}", *DESK), WORDS + BYTES),
    "facts": (("case", "do", "A-1", "register", *DESK, "--with", "{}"), FACTS + WORDS),
    "instant": (("case", "do", "A-1", "register", *DESK, "--at", "{}"), INSTANTS + WORDS),
    "expected": (("case", "do", "A-1", "register", *DESK, "--expected", "{}"), NUMBERS),
    "text": (("case", "list", "--text", "{}"), WORDS + BYTES),
    "cursor": (("case", "list", "--after", "{}"), WORDS + NUMBERS),
    "rows": (("case", "list", "--limit", "{}"), NUMBERS),
    "days ahead": (("alarms", "preview", "--days", "{}"), NUMBERS),
    "agency": (("verify", "history", "--agency", "{}"), WORDS + BYTES),
    "verified": (("verify", "history", "--case", "{}"), WORDS + BYTES),
    "recorded after": (("db", "clock", "--recorded-after", "{}"), INSTANTS + WORDS),
}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def inputs(door: str) -> Iterator[list[str]]:
    words, odd = DOORS[door]
    for number, text in enumerate(odd):
        yield [text if word == "{}" else f"N-{number}" if word == "{n}" else word for word in words]


@pytest.mark.parametrize("door", DOORS)
def test_whatever_is_typed_is_answered_in_words(door: str) -> None:
    """Through one option or argument each, on one database; afterwards it is whole."""
    assert 0 == run("case", "open", "request", "A-1", *DESK).exit_code
    failed = []
    for words in inputs(door):
        result = run(*words)
        said = f"{result.output}{result.stderr}"
        is_raw = result.exception is not None and not isinstance(result.exception, SystemExit)
        if result.exit_code not in {0, 1, 2} or is_raw or "Traceback" in said or "没有预料到" in said:
            failed.append((words[-1][:40], result.exit_code, repr(result.exception), said[-200:]))
    assert [] == failed
    assert 0 == run("verify", "history").exit_code


def test_there_are_hundreds() -> None:
    """Each of them is one command."""
    assert 500 < sum(len(odd) for _, odd in DOORS.values())


ADDRESSES: dict[str, str] = {
    "no address": "x",
    "empty": "",
    "no driver": "nosuch://localhost/x",
    "a driver that is not there": "mysql://localhost/x",
    "an old name": "postgres://postgres@127.0.0.1:1/x",
    "async": "postgresql+asyncpg://postgres@127.0.0.1/x",
    "async file": "sqlite+aiosqlite:///o.db",
    "port": "postgresql://postgres@127.0.0.1:abc/x",
    "no such port": "postgresql://postgres@127.0.0.1:1/x",
    "port too high": "postgresql://postgres@127.0.0.1:99999/x",
    "option": "postgresql://postgres@127.0.0.1:1/x?nosuch=1",
    "option of a file": "sqlite:///o.db?nosuch=1",
    "read only": "sqlite:///file:o.db?mode=ro&uri=true",
    "host": "postgresql://postgres@no.such.host.invalid/x",
    "NUL": "sqlite:///a\x00b.db",
}


@pytest.mark.parametrize("kind", ADDRESSES)
def test_addresses_that_lead_nowhere(kind: str, tmp_path: Path) -> None:
    """Refused in words by who looks, who upgrades and who makes; nothing is made by the first two."""
    for words in (("case", "list"), ("db", "check"), ("db", "upgrade")):
        result = run(*words, "--db", ADDRESSES[kind])
        assert (2, True) == (result.exit_code, isinstance(result.exception, SystemExit)), (words, repr(result))
        assert "Traceback" not in result.stderr
        assert "没有预料到" not in result.stderr
        assert [] == [file.name for file in tmp_path.iterdir()]
