"""A long register counted on every core: pieces of text go out, tallies come back and are added up in order.

Only text is cut, and only between rows. At most a few pieces are under way, so that memory stays flat.
"""

from __future__ import annotations

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
from workflows.ledger.auditing import Surveying, survey, surveyor
from workflows.ledger.basis import LegalBasis
from workflows.ledger.errors import RegisterError
from workflows.ledger.formats.text import RowReader, TextSource, csv_pieces, open_lines
from workflows.ledger.mapping import Columns
from workflows.ledger.numbers import Numbers, NumberStretch, stable_hash
from workflows.ledger.pieces import BrokenLines, Piece, RowBlock
from workflows.ledger.reading import Register
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
    sheet: str = "",
    long: int = LONG,
    lines: int = STRETCH_LINES,
    watch: Callable[[int], object] = id,
) -> Tally:
    """Count every row of a register, on every core if it is a long text file; the tally is the same either way.

    Args:
        register: Just opened: its pieces are used up, or its text is read anew.
        law: The rules and the calendar.
        on: The day on which requests not yet answered are looked at.
        sheet: The sheet that entries are to name, where there are several.
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
    for _ in survey(_watched(register, watch), register.columns, law, on, tally, sheet):
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
    source: TextSource,
    law: LegalBasis,
    on: date,
    cores: int,
    lines: int,
    watch: Callable[[int], object],
) -> Tally:
    counting = _Counting(Tally(), Numbers.of(register.columns, hash if can_fork() else stable_hash), watch)
    pool = ProcessPoolExecutor(cores, _context(), _prepare, (register.columns, law, on, source, counting.numbers))
    try:
        under_way: deque[tuple[int, Future[_Counted]]] = deque()
        for stretch in stretches(source, lines):
            under_way.append((stretch.read, pool.submit(_count, stretch.line, stretch.text)))
            if len(under_way) >= cores * _UNDER_WAY:
                counting.take(under_way.popleft())
        while under_way:
            counting.take(under_way.popleft())
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
    return counting.tally


_Counted = tuple[Tally, tuple[NumberStretch, ...]]


@frozen(slots=True, eq=False)
class _Counting:
    """Adds up what the processes counted, in the order of the register."""

    tally: Tally
    numbers: Numbers | None
    watch: Callable[[int], object]

    def take(self, counted: tuple[int, Future[_Counted]]) -> None:
        """Add one stretch."""
        read, future = counted
        tally, numbers = future.result()
        self.tally.add_all(tally)
        if self.numbers is not None:
            for stretch in numbers:
                self.numbers.count(stretch, self.tally)
        self.watch(read)


def stretches(source: TextSource, size: int = STRETCH_LINES) -> Iterator[Stretch]:
    """Cut the text below the headers into pieces of whole rows, of ``size`` lines or a little more."""
    with open_lines(source.path, source.encoding) as text:
        line = source.first_line
        for _ in islice(text, line - 1):
            pass
        left: list[str] = []
        while lines := [*left[:size], *islice(text, max(size - len(left), 0))]:
            left = left[size:]
            if line <= source.doubtful_until or any('"' in one for one in lines):
                rest = iter(left)
                lines, beyond = _whole_rows(lines, chain(rest, text), line, source)
                left = [*beyond, *rest]
            yield Stretch(line, "".join(lines), text.buffer.tell())  # type: ignore[attr-defined]  # a file, which can tell
            line += len(lines)


_ROWS_AT_ONCE = 256


def _whole_rows(lines: list[str], more: Iterable[str], line: int, source: TextSource) -> tuple[list[str], list[str]]:
    """Add the lines that the last row still needs, a quoted cell may hold line breaks; give what was read beyond."""
    taken: list[str] = []

    def passing() -> Iterator[str]:
        for one in chain(lines, more):
            taken.append(one)
            yield one

    reader = RowReader(passing(), source.delimiter, line, source.doubtful_until)
    for _ in reader.pieces(min(_ROWS_AT_ONCE, 1 + len(lines) // 32)):
        if reader.line - line >= len(lines) and reader.line > reader.doubtful_until:
            break
    whole = reader.line - line
    return taken[:whole], taken[whole:]


_surveying: tuple[Surveying, TextSource, Numbers | None] | None = None


def _prepare(columns: Columns, law: LegalBasis, on: date, source: TextSource, numbers: Numbers | None) -> None:
    """Make a process ready to count; an interruption is for the process that waits for it, an end for this one.

    A copy has the handlers of its host; one that only notes that it should end would never be ended with the others.
    """
    global _surveying  # noqa: PLW0603  what a process remembers from one piece to the next
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.set_threshold(BETWEEN_COLLECTIONS)
    _surveying = surveyor(columns, law, on), source, numbers


def _count(line: int, text: str) -> _Counted:
    if _surveying is None:
        raise RuntimeError("this process was not prepared")
    surveyed, source, numbers = _surveying
    tally = Tally()
    taken: list[NumberStretch] = []

    def numbered(pieces: Iterator[Piece]) -> Iterator[Piece]:
        for piece in pieces:
            if numbers is not None and isinstance(piece, RowBlock):
                taken.append(numbers.stretch(piece))
            yield piece

    rows = csv_pieces(io.StringIO(text, newline=""), source.delimiter, first=line, doubtful_until=source.doubtful_until)
    for _ in surveyed(numbered(rows), tally):
        pass
    return tally, tuple(taken)
