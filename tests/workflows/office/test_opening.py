"""An office is opened on an address and closed again: nothing of it stays open, whoever forgot it."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from click.testing import CliRunner

from helpers.example_flow import BASIS, FLOW, HANDLER
from helpers.store_contract import SERVER, postgres
from workflows import Actor
from workflows.cli import main
from workflows.errors import UnknownCase
from workflows.office import Office

__all__ = ["postgres"]

CLERK = Actor("disclosure_office", "li")


def open_files(path: Path) -> list[str]:
    """Give what this process holds open of a database, its log included."""
    targets = []
    for number in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            targets.append(str(number.readlink()))
    return sorted(name for name in targets if name.startswith(str(path)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "office.db"


def test_with_closes_at_its_end(file: Path) -> None:
    """Also when what stands in it fails."""
    with Office.open(f"sqlite:///{file}") as office:
        office.open_case("request", "A-1", by=CLERK, on=date(2024, 3, 1))
        assert open_files(file)
    assert open_files(file) == []
    with pytest.raises(UnknownCase), Office.open(f"sqlite:///{file}") as office:
        office.show("A-2")
    assert open_files(file) == []


def test_a_closed_office_opens_again_by_itself(file: Path) -> None:
    """A host may close while it is idle; every desk on the store is closed with it."""
    office = Office.open(f"sqlite:///{file}", sees=("other",))
    office.at("other").open_case("request", "B-1", by=CLERK, on=date(2024, 3, 1))
    office.close()
    assert open_files(file) == []
    office.open_case("request", "A-1", by=CLERK, on=date(2024, 3, 1))
    assert office.at("other").history("B-1")[0].seq == 1
    office.close()
    office.close()
    assert open_files(file) == []


def test_threads_leave_nothing_behind(file: Path) -> None:
    """However many worked at once."""
    with Office.open(f"sqlite:///{file}") as office:
        threads = [
            Thread(target=office.open_case, args=("request", f"A-{n}"), kwargs={"by": CLERK, "on": date(2024, 3, 1)})
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(office.bands().values()) == 8
    assert open_files(file) == []


def test_an_office_that_finds_no_key_leaves_nothing_open(file: Path) -> None:
    """What was opened before the refusal is closed with it."""
    Path(f"{file}.key").write_text("no key", encoding="utf-8")
    with pytest.raises(Exception, match="key"):
        Office.open(f"sqlite:///{file}")
    assert open_files(file) == []


@pytest.mark.parametrize(
    "command",
    [
        ["case", "list"],
        ["case", "show", "A-1"],
        ["case", "show", "A-9"],
        ["alarms", "run"],
        ["alarms", "preview"],
        ["verify", "history"],
        ["verify", "history", "A-1"],
        ["worker", "--failed"],
        ["db", "check"],
        ["db", "upgrade"],
    ],
    ids=" ".join,
)
def test_every_command_closes_what_it_opened(command: list[str], file: Path) -> None:
    """A program that runs commands in its own process is left with no open file, refused or not."""
    with Office.open(f"sqlite:///{file}") as office:
        office.open_case("request", "A-1", by=CLERK, on=date(2024, 3, 1))
    done = CliRunner().invoke(main, [*command, "--db", f"sqlite:///{file}"])
    assert done.exit_code in {0, 1, 2}
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    assert open_files(file) == []


def sessions(url: str) -> int:
    """Count the sessions of a database once those that have been ended are gone, which takes a server a moment."""
    count = 0
    with psycopg.connect(SERVER, autocommit=True) as server:
        for _ in range(50):
            asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
            count = server.execute(asked, (url.rpartition("/")[2],)).fetchall()[0][0]
            if not count:
                break
            time.sleep(0.02)
    return count


def test_a_server_is_left_as_well(postgres: str) -> None:
    """No session of the office is left on PostgreSQL."""
    with Office.open(postgres, flow=lambda _: FLOW, basis=lambda _: BASIS) as office:
        office.open_case("example", "A-1", by=HANDLER, on=date(2024, 3, 1))
        assert sessions(postgres) == 1
    assert sessions(postgres) == 0
