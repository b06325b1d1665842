"""Audit of a register of a million rows, end to end: file to verdicts, and to a result file.

Run with a number of rows to measure another size. Memory is the peak of this process, measured after each size,
so that a flat figure means that rows are not held.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from deadlines import china, rulebook
from workflows.ledger import Law, Tally, audit, open_register, survey, tallied, write_result

HEADERS = (
    "编号,渠道,收件日期,补正通知日期,补正日期,延期告知日期,征求第三方意见发出日期,第三方意见收到日期,答复日期,备注"
)
ON = date(2026, 11, 20)
SIZES = (100_000, 1_000_000)


def make(path: Path, rows: int) -> None:
    """Write a register: 80 % plainly in time, 10 % with steps, 6 % near the last day or late, 4 % open, 0.1 % unreadable."""
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


def run(path: Path, out: Path | None = None) -> tuple[float, Tally]:
    started = time.perf_counter()
    tally = Tally()
    register = open_register(path)
    law = Law(rulebook(), china())
    if out is None:
        for _ in survey(register.pieces, register.columns, law, ON, tally):
            pass
    else:
        entries = tallied(audit(register.pieces, register.columns, law, ON), tally)
        write_result(out, entries, register.columns, tally, on=ON, lang="zh")
    register.close()
    return time.perf_counter() - started, tally


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print(f"{'rows':>10} {'MB':>6} {'seconds':>8} {'rows/s':>9} {'peak MB':>8}  what")
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            path = Path(folder, f"{rows}.csv")
            make(path, rows)
            for what, out in (("audit", None), ("audit and CSV", Path(folder, "result.csv"))):
                seconds, tally = run(path, out)
                assert tally.rows == rows
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                size = path.stat().st_size / 1e6
                print(f"{rows:>10} {size:>6.0f} {seconds:>8.2f} {rows / seconds:>9.0f} {peak:>8.0f}  {what}")


if __name__ == "__main__":
    main()
