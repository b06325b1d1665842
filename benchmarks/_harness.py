"""Measure two things in one run and print how many times faster one is, beside the target."""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured figure; ``ok`` is None where nothing was promised."""

    what: str
    ours: str
    peer: str
    figure: str
    target: str
    ok: bool | None


def per_call(call: Callable[[], object], *, number: int, repeat: int = 7) -> float:
    """Seconds per call: the median of several rounds, each of many calls."""
    rounds = []
    for _ in range(repeat):
        begun = time.perf_counter()
        for _ in range(number):
            call()
        rounds.append((time.perf_counter() - begun) / number)
    return statistics.median(rounds)


def alternating(
    ours: Callable[[], object], peer: Callable[[], object], *, numbers: tuple[int, int], repeat: int = 7
) -> tuple[float, float]:
    """Seconds per call of both, in alternating rounds, so that a busy machine slows both alike."""
    pairs = [
        (per_call(ours, number=numbers[0], repeat=1), per_call(peer, number=numbers[1], repeat=1))
        for _ in range(repeat)
    ]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def process(code: str) -> None:
    """Run a whole Python process that executes some code."""
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def duration(seconds: float) -> str:
    """Show a duration in the unit that reads best."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def faster(what: str, ours: float, peer: float, *, against: str, least: float) -> Figure:
    """Promise that ours is at least so many times faster."""
    ratio = peer / ours
    shown = f"{ratio:,.0f}x" if ratio >= 10 else f"{ratio:.1f}x"
    return Figure(what, duration(ours), f"{duration(peer)} {against}", shown, f">= {least:,g}x", ratio >= least)


def within(what: str, ours: float, bound: float, *, against: str, most: float) -> Figure:
    """Promise that ours takes at most so many times a bound."""
    ratio = ours / bound
    return Figure(what, duration(ours), f"{duration(bound)} {against}", f"{ratio:.2f}x", f"<= {most:g}x", ratio <= most)


def at_most(what: str, ours: float, most: float) -> Figure:
    """Promise that ours takes at most so many seconds."""
    return Figure(what, duration(ours), "", duration(ours), f"<= {duration(most)}", ours <= most)


def at_least_per_second(what: str, per_second: float, least: float) -> Figure:
    """Promise at least so many a second."""
    return Figure(what, f"{per_second:,.0f}/s", "", f"{per_second:,.0f}/s", f">= {least:,.0f}/s", per_second >= least)


def machine() -> str:
    """Name the machine and the interpreter."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    name = f"{len(models)} x {models[0]}" if models else platform.processor() or platform.machine()
    return f"{name}, {platform.system()}, Python {platform.python_version()}"


def report(title: str, figures: Sequence[Figure]) -> int:
    """Print the table; give the number of promises that were not kept."""
    rows = [("", "ours", "peer", "figure", "target", "")]
    marks = {True: "pass", False: "FAIL", None: ""}
    rows += [(f.what, f.ours, f.peer, f.figure, f.target, marks[f.ok]) for f in figures]
    widths = [max(len(row[i]) for row in rows) for i in range(6)]
    print(f"{title}\n{machine()}\n")
    for i, row in enumerate(rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
        if i == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print()
    return sum(figure.ok is False for figure in figures)
