"""A secret in every personal fact of every flow is in no message, log, output, table or file, given well or wrongly."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from helpers.store_contract import RING, agency, postgres
from workflows import Actor, Office, catalog
from workflows.cli import main
from workflows.errors import WorkflowsError
from workflows.flows.parts import Field
from workflows.office.archive import bundle
from workflows.office.exchange import export_case
from workflows.store.sql.tables import metadata
from workflows.worker.sweep import sweep_all

__all__ = ["agency", "postgres"]

SECRET = "欧阳锋秘密"  # noqa: S105  # a name, not a password
NUMBER = 13987650123
DAY = date(2024, 3, 1)
SAMPLES: dict[str, Any] = {"text": "某项", "int": 1, "bool": True, "day": DAY, "code": "", "codes": ()}
KINDS: tuple[Any, ...] = (SECRET, f"personal:{SECRET}", f"personal:2/{SECRET}", NUMBER, (SECRET, SECRET), SECRET * 999)
"""As text, as what looks like a reference, as a number, as a list, far too long."""


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path, agency: str) -> Iterator[Office]:
    """An office whose database is watched."""
    url = f"sqlite:///{tmp_path / 'office.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres")
    with Office.open(url, agency=agency, keys=None if request.param == "sqlite" else RING) as opened:
        yield opened


def sample(item: Field) -> Any:
    if item.choices:
        return (item.choices[0],) if item.kind == "codes" else item.choices[0]
    return SAMPLES[item.kind]


def attempts() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Give flow, role, command and facts: every command with personal facts, by every role, with every kind."""
    for flow in catalog.flows():
        for move in flow.moves:
            names = [item.name for item in move.requires if item.personal]
            whole = {item.name: sample(item) for item in move.requires if item.kind != "instant"}
            for value, role in product(KINDS, [role.id for role in flow.roles] if names else []):
                for name in names:
                    yield flow.name, role, move.command, {**whole, name: value}
                    yield flow.name, role, move.command, {name: value}


def test_a_secret_leaves_only_encrypted(office: Office, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """Every attempt, refused or done; then what shows, exports, archives, alarms and erases."""
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    done = refused = 0
    for number, (flow, role, command, facts) in enumerate(attempts()):
        case_id = f"A-{number}"
        opener = Actor(catalog.flow(flow).opened_by[-1], "li")
        try:
            office.open_case(flow, case_id, by=opener, on=DAY, applicant={"name": SECRET, "phone": NUMBER})  # type: ignore[dict-item]
            result = office.do(case_id, command, by=Actor(role, "li"), on=DAY, payload=facts, key="k")
        except WorkflowsError as error:
            refused += 1
            told.append(f"{error!r} {error} {error.zh} {json.dumps(error.data(), ensure_ascii=False)}")
        else:
            done += 1
            told.append(repr(result))
            told.append(json.dumps(export_case(office.desk, case_id), ensure_ascii=False))
            told.append(bundle(office, case_id, tmp_path / f"{number}.zip").read_bytes().decode("latin-1"))
    assert (done > 10, refused > 100) == (True, True), (done, refused)
    told.append(repr(sweep_all(office)))
    told.append(repr(list(office.store.data_of(office.agency, ["CaseOpened", "AlarmRaised"]))))
    assert_no_secret("\n".join((*told, caplog.text)))
    assert_no_secret(tables(office))
    assert_no_secret(raw(tmp_path))
    sealed = [person.ciphertext or "" for _, person in office.store.persons(office.agency)]
    assert len(sealed) == done + refused + done  # each case has an applicant, each registered one its facts
    for case_id in dict.fromkeys(case_id for case_id, _ in list(office.store.persons(office.agency))):
        gone = office.erase_personal(by=Actor("archive", "li"), reason="测试", case_id=case_id, preview=False)
        assert gone.left == ()
    office.store.purge()
    assert not list(office.store.persons(office.agency))
    left = tables(office) + raw(tmp_path)
    assert [text for text in sealed if text in left] == []


def assert_no_secret(found: str) -> None:
    assert [part for part in (SECRET, "欧阳锋", str(NUMBER)) if part in found] == []


def tables(office: Office) -> str:
    with office.store.database.engine.connect() as connection:  # type: ignore[attr-defined]
        found: list[str] = []
        for table in metadata.sorted_tables:
            query = select(table) if "agency" not in table.c else select(table).where(table.c.agency == office.agency)
            found += [repr(row) for row in connection.execute(query)]
    return "\n".join(found)


def raw(folder: Path) -> str:
    return "".join(file.read_bytes().decode("utf-8", "replace") for file in folder.glob("office.db*"))


COMMANDS = (
    ("case", "show", "A-1"),
    ("case", "history", "A-1"),
    ("case", "list"),
    ("case", "do", "A-1", "register", "--by", "disclosure_office:li", "--with", f"contact={SECRET}"),
    ("case", "do", "A-1", "register", "--by", "disclosure_office:li", "--with", f"applicant_name=personal:{SECRET}"),
    ("case", "do", "A-1", "accept", "--by", "handler:li", "--with", f"contact={SECRET}"),
    ("alarms", "preview", "--json", "--days", "366"),
    ("alarms", "run"),
    ("verify", "history"),
    ("db", "check"),
    ("keys", "list"),
    ("keys", "rotate", "--forget-old"),
    ("personal", "retain", "A-1", "--through", "2024-03-02", "--by", "archive:li", "--reason", "归档"),
    ("personal", "erase", "--by", "archive:li", "--reason", "期满"),
    ("personal", "erase", "--by", "archive:li", "--reason", "期满", "--write"),
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_never_says_it(tmp_path: Path, lang: str) -> None:
    """Its output, its errors and its traceback, in either language; afterwards it is erased."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    with Office.open(url) as office:
        office.open_case("request", "A-1", by=Actor("disclosure_office", "li"), on=DAY, applicant={"name": SECRET})
        ((_, person),) = office.store.persons("office")
    for words in COMMANDS:
        result = CliRunner().invoke(main, [*words, "--db", url, "--lang", lang])
        assert result.exit_code in {0, 1, 2}, words
        assert_no_secret(result.output)
        assert "Traceback" not in result.output
        assert "没有预料到" not in result.output
    assert_no_secret(raw(tmp_path))
    assert (person.ciphertext or "?") not in raw(tmp_path)
    with Office.open(url) as office:
        assert list(office.store.persons("office")) == []
        types = [event.type for event in office.history("A-1")]
        assert types == ["CaseOpened", "RetentionSet", "PersonalDataErased"]
    assert sys.exc_info() == (None, None, None)
