"""Audit of a register of a million rows, end to end: file to verdicts, and to a result file.

Run with a number of rows to measure another size. Memory is the peak of the largest process, measured after each
size, so that a flat figure means that rows are not held. CPU is that of all processes.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from deadlines import china, rulebook
from workflows.batches import seldom_collected
from workflows.ledger import (
    About,
    Audited,
    LegalBasis,
    Tally,
    audit,
    count_up,
    open_register,
    tallied,
    write_result,
)

HEADERS = (
    "编号,渠道,收件日期,补正通知日期,补正日期,延期告知日期,征求第三方意见发出日期,第三方意见收到日期,答复日期,备注"
)
ON = date(2026, 11, 20)
SIZES = (200_000, 1_000_000)
WRITTEN = 200_000
_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def make(path: Path, rows: int) -> None:
    """Write a register: some 77 % plainly in time, 10 % with steps, 9 % late or near it, 4 % open, 0.1 % unreadable."""
    rng = random.Random(711)
    first, span = date(2009, 1, 1), (date(2026, 9, 1) - date(2009, 1, 1)).days
    with path.open("w", encoding="gb18030") as file:
        file.write(HEADERS + "\n")
        for number in range(rows):
            received = first + timedelta(days=rng.randrange(span))
            file.write(_row(rng, number, received) + "\n")


def _row(rng: random.Random, number: int, received: date) -> str:
    def later(low: int, high: int) -> date:
        return received + timedelta(days=rng.randint(low, high))

    told = back = extended = sent = answered = ""
    kind = rng.random()
    if kind < 0.04:
        told, back = str(later(2, 10)), str(later(11, 25))
    elif kind < 0.07:
        sent, answered = str(later(2, 8)), str(later(9, 24))
    elif kind < 0.10:
        extended = str(later(12, 22))
    replied = str(later(26, 60) if told or sent or extended else later(2, 22))
    if kind > 0.90:
        replied = str(later(23, 45))
    if kind > 0.96:
        replied = ""
    if kind > 0.999:
        replied = "24.3.1"
    return f"{number},网络,{received},{told},{back},{extended},{sent},{answered},{replied},申请公开某项目批复"


def run(path: Path, out: Path | None = None) -> tuple[float, float, Tally]:
    """Audit a file; give the seconds on the wall, the seconds of CPU, and what was counted."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    tally = Tally()
    law = LegalBasis(rulebook(), china())
    with closing(open_register(path)) as register, seldom_collected():
        if out is None:
            tally = count_up(register, law, ON)
        else:
            entries = tallied(audit(register.pieces, register.columns, law, ON), tally)
            about = About(ON, ON, "bench", law.calendar.last)
            write_result(out, [Audited(register, entries)], tally, about, "zh")
    return time.perf_counter() - wall, cpu_seconds() - cpu, tally


def cpu_seconds() -> float:
    """Add up the CPU of this process and of those it started that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in _WHO)


def yardstick() -> float:
    """Time ten million additions, so that figures of different machines can be told apart."""
    cpu, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return time.process_time() - cpu


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print(f"yardstick: ten million additions take {yardstick():.2f} s of CPU here")
    print(f"{'rows':>10} {'MB':>5} {'wall s':>7} {'rows/s':>8} {'CPU s':>6} {'rows/CPU s':>10} {'peak MB':>8}  what")
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            path = Path(folder, f"{rows}.csv")
            make(path, rows)
            whats = [("audit", None)]
            if rows <= WRITTEN:
                whats += [
                    (f"audit, result as {kind}", Path(folder, f"result.{kind}")) for kind in ("csv", "json", "xlsx")
                ]
            for what, out in whats:
                wall, cpu, tally = run(path, out)
                assert tally.rows == rows
                peak = max(resource.getrusage(who).ru_maxrss for who in _WHO) / 1024
                print(
                    f"{rows:>10} {path.stat().st_size / 1e6:>5.0f} {wall:>7.2f} {rows / wall:>8.0f} {cpu:>6.2f} "
                    f"{rows / cpu:>10.0f} {peak:>8.0f}  {what}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
