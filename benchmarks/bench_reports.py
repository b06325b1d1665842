"""The annual report of an agency with very many cases, and the check of a published page.

    python benchmarks/bench_reports.py [CASES]    # 100,000 if none is given, three minutes

The cases are recorded histories under other numbers and days, nine events each on average, over three years. The
report is made in a process of its own, so that its memory is the peak of that process; what it costs is compared with
reading every event of the same table.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from _harness import Figure, at_most, per_call, report, within
from attrs import evolve

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from helpers.histories import FOLDER
from helpers.papers import PINGTAN, html_of, rows_of
from workflows.cases.text import from_dict, text_of
from workflows.office.office import Office
from workflows.reports.check import audited
from workflows.reports.made import made
from workflows.reports.published import published
from workflows.reports.reading.html import read_html
from workflows.store.sql.engines import connect, url_of
from workflows.store.sql.schema import create

CASES, MOST_SECONDS, MOST_MB = 100_000, 10, 300
PAGE_BYTES, MOST_CHECK = 100_000, 0.3


def lives() -> list[list[dict]]:
    """Give the recorded requests of the flow of 2019, as data."""
    files = sorted(FOLDER.glob("request-*.json"))
    read = [json.loads(file.read_text(encoding="utf-8"))["events"] for file in files]
    return [events for events in read if events[0]["flow"].endswith("2019")] or read


def fill(path: Path, cases: int) -> None:
    """Fill a database: each life in turn under a number of its own, its days moved by up to three years."""
    create(connect(url_of(f"sqlite:///{path}")))
    forms = [
        (life[0]["case_id"], [text_of(shifted(from_dict(event), later)) for event in life])
        for life in lives()
        for later in range(0, 1000, 50)
    ]

    def rows():
        for n in range(cases):
            own, texts = forms[n % len(forms)]
            for seq, body in enumerate(texts, 1):
                yield "a", f"C{n:07}", seq, body.replace(f'"{own}"', f'"C{n:07}"'), "sha256", "0" * 64

    with closing(sqlite3.connect(path)) as database:
        database.executemany("INSERT INTO dw_event VALUES (?, ?, ?, ?, ?, ?)", rows())
        database.commit()


def shifted(event, days: int):
    """Move the days of an event."""
    later = timedelta(days)
    facts = tuple((name, value + later if isinstance(value, date) else value) for name, value in event.facts)
    return evolve(event, on=event.on + later, recorded=event.recorded + later, facts=facts)


def in_a_process(url: str, year: int) -> dict[str, float]:
    """Make the report of a year; give seconds, memory and what it counted."""
    office = Office.open(url, agency="a")
    begun, cpu = time.perf_counter(), time.process_time()
    counted = made(office, year)
    return {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - cpu,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "new": counted.figures.count("new", "total"),
        "results": counted.figures.count("total", "total"),
    }


def apart(url: str, year: int) -> dict[str, float]:
    """Make the report in a process of its own."""
    done = subprocess.run([sys.executable, __file__, "--in-a-process", url, str(year)], check=True, capture_output=True)
    return json.loads(done.stdout)


def counted_by_sql(path: Path, year: int) -> int:
    """Count what was received in a year in another way, over the same events."""
    query = (
        "SELECT count(DISTINCT case_id) FROM dw_event WHERE json_extract(body, '$.type') = 'RequestRegistered' "
        "AND substr(json_extract(body, '$.facts.received_on.day'), 1, 4) = ?"
    )
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query, (str(year),)).fetchone()[0]


def whole_table(path: Path) -> float:
    """Time reading every event of the table: what a report costs at least that reads them all."""
    begun = time.process_time()
    with closing(sqlite3.connect(path)) as database:
        for (body,) in database.execute("SELECT body FROM dw_event ORDER BY agency, case_id, seq"):
            json.loads(body)
    return time.process_time() - begun


def checked() -> tuple[float, int]:
    """Check a published page with as much around it as portals put there; give seconds and its size."""
    text = html_of(
        rows_of("2025"), year="2025", two=PINGTAN["reports"]["2025"], four=PINGTAN["reports"]["2025"]["table4"]
    )
    filling = "<p>公开政府信息，回应社会关切。</p>" * ((PAGE_BYTES - len(text.encode())) // 48)
    raw = text.replace("</body>", f"{filling}</body>").encode()

    def check() -> None:
        assert not audited(published(read_html(Path("page.html"), raw))).findings

    return per_call(check, number=3, repeat=5), len(raw)


def main() -> int:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "office.db")
        fill(path, cases)
        year = 2025
        run = apart(f"sqlite:///{path}", year)
        assert run["new"] == counted_by_sql(path, year)
        every = whole_table(path)
    page, size = checked()
    figures = [
        at_most(f"a year's report over {cases:,} cases, seconds at work", run["cpu"], MOST_SECONDS),
        Figure(
            "the same, peak memory",
            f"{run['mb']:.0f} MB",
            "",
            f"{run['mb']:.0f} MB",
            f"<= {MOST_MB} MB",
            run["mb"] <= MOST_MB,
        ),
        within("the same, beside the whole table", run["cpu"], every, against="to read every event", most=1.0),
        at_most(f"check of a page of {size // 1000} kB", page, MOST_CHECK),
    ]
    return report("Annual reports", figures)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--in-a-process"]:
        print(json.dumps(in_a_process(sys.argv[2], int(sys.argv[3]))))
    else:
        sys.exit(1 if main() else 0)
