"""A long register counted on every core: pieces of text go out, tallies come back and are added up in order.

Only text is cut, and only between rows. At most a few pieces are under way, so that memory stays flat.
"""

from __future__ import annotations

import csv
import gc
import io
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from itertools import chain, islice
from multiprocessing.context import BaseContext

from attrs import frozen

from deadlines.errors import Reason
from workflows.batches import BETWEEN_COLLECTIONS, can_fork, free_cores
from workflows.ledger.audit import Surveying, surveyor
from workflows.ledger.clock import LegalBasis
from workflows.ledger.errors import RegisterError
from workflows.ledger.mapping import Columns
from workflows.ledger.reading import BrokenLines, Piece, Register, Source, csv_pieces
from workflows.ledger.tally import Tally

LONG = 4_000_000
"""Bytes from which a register is worth starting processes for."""
STRETCH_LINES = 8192
_UNDER_WAY = 3


@frozen(slots=True)
class Stretch:
    """Whole rows as text: the number of the first line, and the bytes of the file read when it was cut."""

    line: int
    text: str
    read: int = 0


def count_up(
    register: Register,
    law: LegalBasis,
    on: date,
    *,
    cores: int | None = None,
    long: int = LONG,
    lines: int = STRETCH_LINES,
    watch: Callable[[int], object] = id,
) -> Tally:
    """Count every row of a register, on every core if it is a long text file; the tally is the same either way.

    Args:
        register: Just opened: its pieces are used up, or its text is read anew.
        law: The rules and the calendar.
        on: The day on which requests not yet answered are looked at.
        cores: Processes to use, all cores that are free to us if None.
        long: Bytes from which more than one process is used.
        lines: Lines in a piece of text.
        watch: Told how far reading has come, in the unit of ``register.size``.

    Raises:
        RegisterError: A process was ended from outside.
    """
    cores = free_cores() if cores is None else cores
    if register.source is not None and cores > 1 and register.size >= long:
        return _on_cores(register, register.source, law, on, cores, lines, watch)
    tally = Tally()
    for _ in surveyor(register.columns, law, on)(_watched(register, watch), tally):
        pass
    return tally


def _watched(register: Register, watch: Callable[[int], object]) -> Iterator[Piece]:
    for piece in register.pieces:
        yield piece
        if not isinstance(piece, BrokenLines):
            watch(register.position())


def _context() -> BaseContext:
    """Fork where that is safe: it costs nothing; else start afresh."""
    return multiprocessing.get_context("fork" if can_fork() else "spawn")


def _on_cores(
    register: Register,
    source: Source,
    law: LegalBasis,
    on: date,
    cores: int,
    lines: int,
    watch: Callable[[int], object],
) -> Tally:
    tally = Tally()
    pool = ProcessPoolExecutor(cores, _context(), _prepare, (register.columns, law, on, source.delimiter))
    try:
        under_way: deque[tuple[int, Future[Tally]]] = deque()
        for stretch in stretches(source, lines):
            under_way.append((stretch.read, pool.submit(_count, stretch.line, stretch.text)))
            if len(under_way) >= cores * _UNDER_WAY:
                _take(under_way, tally, watch)
        while under_way:
            _take(under_way, tally, watch)
    except BrokenProcessPool:
        why = Reason(
            "register.process_ended",
            "正在读它的进程被外部终止，可能是内存不足",
            "a process that was reading it was ended from outside, perhaps for want of memory",
        )
        raise RegisterError(
            register.name,
            why,
            Reason("then.free_memory", "请腾出内存后重新检查", "free some memory and audit it again"),
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)
    return tally


def _take(under_way: deque[tuple[int, Future[Tally]]], tally: Tally, watch: Callable[[int], object]) -> None:
    read, counted = under_way.popleft()
    tally.add_all(counted.result())
    watch(read)


def stretches(source: Source, size: int = STRETCH_LINES) -> Iterator[Stretch]:
    """Cut the text below the headers into pieces of whole rows, of ``size`` lines or a little more."""
    with source.path.open("rb") as raw, io.TextIOWrapper(raw, encoding=source.encoding, newline="") as text:
        line = source.first_line
        for _ in islice(text, line - 1):
            pass
        while lines := list(islice(text, size)):
            joined = "".join(lines)
            if '"' in joined:
                lines = _whole_rows(lines, text, source.delimiter)
                joined = "".join(lines)
            yield Stretch(line, joined, raw.tell())
            line += len(lines)


def _whole_rows(lines: list[str], text: Iterable[str], delimiter: str) -> list[str]:
    """Add the lines that the last row still needs: a quoted cell may hold line breaks."""
    taken: list[str] = []

    def passing() -> Iterator[str]:
        for line in chain(lines, text):
            taken.append(line)
            yield line

    rows = csv.reader(passing(), delimiter=delimiter, strict=True)
    while len(taken) < len(lines):
        try:
            next(rows, None)
        except csv.Error:
            # The reader starts a new row after it, here as in the process that counts.
            continue
    return taken


_surveying: tuple[Surveying, str] | None = None


def _prepare(columns: Columns, law: LegalBasis, on: date, delimiter: str) -> None:
    """Make a process ready to count; an interruption is for the process that waits for it."""
    global _surveying  # noqa: PLW0603  what a process remembers from one piece to the next
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(BETWEEN_COLLECTIONS)
    _surveying = surveyor(columns, law, on), delimiter


def _count(line: int, text: str) -> Tally:
    if _surveying is None:
        raise RuntimeError("this process was not prepared")
    surveyed, delimiter = _surveying
    tally = Tally()
    for _ in surveyed(csv_pieces(io.StringIO(text, newline=""), delimiter, first=line), tally):
        pass
    return tally
