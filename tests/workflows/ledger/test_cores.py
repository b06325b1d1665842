"""A register counted on several cores gives what one process gives."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from deadlines import china, rulebook
from workflows.ledger import LegalBasis, RegisterError, Tally, count_up, open_register
from workflows.ledger import cores as many
from workflows.ledger.cores import Stretch, stretches

ON = date(2026, 11, 20)
ROWS = 3000
HEADERS = "登记表\n\n编号,收件日期,补正通知日期,补正日期,延期告知日期,答复日期,备注\n"


@pytest.fixture(scope="module")
def law() -> LegalBasis:
    return LegalBasis(rulebook(), china())


def _row(rng: random.Random, number: int) -> str:
    received = date(2018, 1, 1) + timedelta(days=rng.randrange(3000))
    told = back = extended = ""
    if rng.random() < 0.2:
        told, back = str(received + timedelta(days=rng.randint(1, 12))), str(received + timedelta(days=20))
    if rng.random() < 0.1:
        extended = str(received + timedelta(days=rng.randint(10, 40)))
    replied = str(received + timedelta(days=rng.randint(1, 90))) if rng.random() < 0.9 else ""
    note = rng.choice(["", "申请公开批复", '"一行\n又一行"', '"甲\r\n\n乙""丙"', "量\r"])
    kind = rng.randrange(60)
    if kind == 0:
        return f'{number},24.3.1,,,,,"不是"日期\n'
    if kind == 1:
        return f"{number},{received},,,,{replied},,,太多,太多\n"
    if kind == 2:
        number = rng.randrange(number + 1)
    if kind == 3:
        return f'{number},{received},,,,{replied},"没有闭合\n'
    return f"{number},{received},{told},{back},{extended},{replied},{note}" + rng.choice(["\n", "\r\n"])


@pytest.fixture(params=["utf-8-sig", "gb18030", "utf-16"])
def register(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    rng = random.Random(711)  # noqa: S311  a register made up
    path = tmp_path / "register.csv"
    text = HEADERS + "".join(_row(rng, number) for number in range(ROWS))
    path.write_text(text, encoding=request.param, newline="")
    return path


def counted(path: Path, law: LegalBasis, **how: Any) -> Tally:
    with closing(open_register(path)) as register:
        return count_up(register, law, ON, **how)


def seen(tally: Tally) -> dict[str, Any]:
    def shown(entries: list[Any]) -> list[Any]:
        return [(entry.line, entry.last_line, entry.id, entry.verdict, list(entry.cells)) for entry in entries]

    return {
        "rows": tally.rows,
        "by_status": tally.by_status,
        "by_finding": tally.by_finding,
        "by_rule": tally.by_rule,
        "reversible": tally.reversible,
        "lost_lines": tally.lost_lines,
        "repeated": (tally.repeated, tally.repeated_lines),
        "bad": shown(tally.bad),
        "doubtful": shown(tally.doubtful),
        "worst": shown(tally.worst()),
    }


@pytest.mark.parametrize("lines", [7, 500])
def test_same_as_one_process(register: Path, law: LegalBasis, lines: int) -> None:
    """Counts, the worst, the doubtful and the bad rows are the same, with the same lines."""
    alone = counted(register, law, cores=1)

    assert ROWS - 200 < alone.rows <= ROWS
    assert len(alone.bad) == 20
    assert len(alone.doubtful) == 12
    assert seen(alone) == seen(counted(register, law, cores=2, long=0, lines=lines))


def test_same_when_started_afresh(register: Path, law: LegalBasis, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that share nothing with this one count the same."""
    spawn = multiprocessing.get_context("spawn")
    monkeypatch.setattr(many, "_context", lambda: spawn)

    assert seen(counted(register, law, cores=1)) == seen(counted(register, law, cores=2, long=0))


def test_unclosed_quotation_mark(tmp_path: Path, law: LegalBasis) -> None:
    """A quotation mark that is never closed costs its own line, and the lines after it are read anew."""
    path = tmp_path / "register.csv"
    row = "{},2024-03-01,,,,2024-03-20,{}\n"
    rows = [row.format(number, '"开' if number == 40 else "") for number in range(90)]
    path.write_text(HEADERS + "".join(rows), encoding="utf-8")
    tally = counted(path, law, cores=2, long=0, lines=9)

    assert (90, 0) == (tally.rows, tally.lost_lines)
    assert [44] == [entry.line for entry in tally.bad]
    assert seen(counted(path, law, cores=1)) == seen(tally)


def test_cut_between_rows(tmp_path: Path) -> None:
    """A piece ends with a whole row; a row that needs more lines takes them along."""
    path = tmp_path / "register.csv"
    path.write_text('收件日期,答复\n1,a\n2,"b\nb\nb"\n3,c\n', encoding="utf-8")
    with closing(open_register(path)) as register:
        source = register.source
    assert source is not None

    assert [(2, '1,a\n2,"b\nb\nb"\n'), (6, "3,c\n")] == [(cut.line, cut.text) for cut in stretches(source, 2)]


def test_headers_alone(tmp_path: Path, law: LegalBasis) -> None:
    """A register without rows is counted in this process."""
    path = tmp_path / "register.csv"
    path.write_text("收件日期,答复日期\n", encoding="utf-8")

    assert counted(path, law, cores=2, long=0).rows == 0


def _never(*_: object) -> None:
    raise AssertionError("a process was started")


def test_short_files_single_cores_and_sheets_stay_here(
    register: Path, tmp_path: Path, law: LegalBasis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process is started where it would not help."""
    monkeypatch.setattr(many, "ProcessPoolExecutor", _never)
    with Workbook(tmp_path / "register.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["收件日期", "答复日期"])
        sheet.write_row(1, 0, ["2024-03-01", "2024-03-20"])

    assert counted(register, law, cores=2).rows == counted(register, law, cores=1, long=0).rows
    assert counted(tmp_path / "register.xlsx", law, cores=2, long=0).rows == 1


def _dying(_line: int, _text: str) -> Tally:
    os._exit(9)


def _dying_or_slow(line: int, _text: str) -> Tally:
    if line < 100:
        time.sleep(0.5)
        os._exit(9)
    time.sleep(40)
    return Tally()


def test_where_the_host_notes_the_signal_that_ends_others_nothing_hangs(
    register: Path, law: LegalBasis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker of the host sets a flag on SIGTERM; its copies are ended all the same when one of them is lost."""
    fork = multiprocessing.get_context("fork")
    monkeypatch.setattr(many, "_context", lambda: fork)
    monkeypatch.setattr(many, "_count", _dying_or_slow)
    noted: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: noted.append(number))
    began = time.monotonic()
    try:
        with pytest.raises(RegisterError, match="ended from outside"):
            counted(register, law, cores=2, long=0, lines=100)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert time.monotonic() - began < 20
    assert noted == []


def test_process_ended_from_outside(register: Path, law: LegalBasis, monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit stops with one sentence."""
    fork = multiprocessing.get_context("fork")
    monkeypatch.setattr(many, "_context", lambda: fork)
    monkeypatch.setattr(many, "_count", _dying)
    with pytest.raises(RegisterError) as refused:
        counted(register, law, cores=2, long=0)

    assert (
        "register.csv: a process that was reading it was ended from outside, perhaps for want of memory; "
        "free some memory and audit it again"
    ) == str(refused.value)


def test_interrupted(register: Path, law: LegalBasis) -> None:
    """An interruption ends the audit and the processes it started."""

    def interrupted(_read: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        counted(register, law, cores=2, long=0, lines=100, watch=interrupted)

    assert multiprocessing.active_children() == []


def test_pieces_under_way_are_few(register: Path, law: LegalBasis, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more text is cut than a few pieces ahead of what is counted."""
    ahead, most = [0], [0]
    cut = many.stretches

    def counting(source: Any, size: int) -> Any:
        for stretch in cut(source, size):
            ahead[0] += 1
            most[0] = max(most[0], ahead[0])
            yield stretch

    def back(_read: int) -> None:
        ahead[0] -= 1

    monkeypatch.setattr(many, "stretches", counting)
    counted(register, law, cores=2, long=0, lines=20, watch=back)

    assert (0, 6) == (ahead[0], most[0])


def test_read_grows(register: Path) -> None:
    """The bytes read reach the size of the file."""
    with closing(open_register(register)) as opened:
        assert opened.source is not None
        cuts: list[Stretch] = list(stretches(opened.source, 100))

    assert cuts[-1].read == opened.size
