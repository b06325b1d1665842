"""The annual report made from histories: real lives with literal counts, drawn lives counted another way."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve
from docx import Document
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from lxml import html as lxml_html
from python_calamine import CalamineWorkbook

from deadlines.errors import DataError
from helpers.histories import FOLDER
from helpers.papers import PINGTAN, keys_of, rows_of
from helpers.store_contract import RING, agency, postgres, url
from workflows import Event
from workflows.cases.text import from_dict, to_dict
from workflows.catalog import flow
from workflows.office.office import Office
from workflows.places.shipped import basis_for
from workflows.reports.annual import Annual, annual
from workflows.reports.check import audit_report
from workflows.reports.errors import ReportError
from workflows.reports.facts import Facts, read_facts, with_facts
from workflows.reports.figures import Figures, added, figures_from
from workflows.reports.form import ENDINGS, GROUPS, form_of
from workflows.reports.made import differences, made, requests
from workflows.reports.plot import months_svg
from workflows.reports.requests import Request, flows_counted, needed_types, requests_of
from workflows.reports.statistics import Month, statistics
from workflows.reports.writing.docx import write_docx
from workflows.reports.writing.html import page
from workflows.reports.writing.xlsx import write_xlsx
from workflows.testing import histories, machine_for

__all__ = ["agency", "postgres", "url"]  # fixtures

COLUMNS = ["natural_person", "company", "research", "public_welfare", "legal_service", "other", "total"]


def recorded(agency: str = "test") -> list[tuple[Event, ...]]:
    """Give the recorded histories of requests, as those of an agency."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("request-*.json"))]
    own = [text.replace('"agency": "test"', f'"agency": "{agency}"') for text in texts]
    return [tuple(from_dict(event) for event in json.loads(text)["events"]) for text in own]


@pytest.fixture
def office() -> Office:
    """An office with fourteen recorded lives: twelve received on 2024-03-01, two on 2018-03-01."""
    office = Office.open("memory:", agency="test")
    office.import_histories(recorded())
    return office


def row(report: Annual, key: str) -> list[int]:
    """Give the numbers of a row."""
    return [report.figures.count(key, column) for column in COLUMNS]


def test_the_year_of_twelve_requests(office: Office) -> None:
    """Counted by hand: seven ended, three of them granted; one ended again after a redo and counts by its first end."""
    report = made(office, 2024)
    assert row(report, "new") == [12, 0, 0, 0, 0, 0, 12]
    assert row(report, "carried_in") == [0] * 7
    filled = {key: row(report, key)[0] for key in keys_of("2021") if row(report, key)[0]}
    assert filled == {"new": 12, "open": 3, "d5": 2, "o1": 1, "o2": 1, "total": 7, "carried_out": 5}
    assert report.cases_of("d5", "natural_person") == ("archived-again-after-redo", "review-comes-first")
    four = {group: [report.figures.ended(group, ending) for ending in ENDINGS] for group in GROUPS}
    assert four == {"review": [1, 2, 0, 0, 3], "direct": [0, 0, 0, 0, 0], "after_review": [1, 0, 0, 1, 2]}
    assert (report.figures.fee_requests, str(report.figures.fee_yuan)) == (1, "380")
    assert [(w.code, w.cases) for w in report.figures.warnings] == [
        ("ended_again", ("archived-again-after-redo",)),
    ]


def test_the_same_from_each_database(url: str, agency: str) -> None:
    """SQLite and PostgreSQL: the query by types, by case and number, and what was recorded by a day, as in memory."""
    office = Office.open(url, agency=agency, keys=RING)
    office.import_histories(recorded(agency))
    report, early = made(office, 2024), made(office, 2024, as_of=date(2024, 3, 20))
    applied = [(event["case_id"], event["seq"]) for event in office.desk.store.data_of(agency, {"ReviewApplied"})]
    office.desk.store.close()
    filled = {key: row(report, key)[0] for key in keys_of("2021") if row(report, key)[0]}
    assert filled == {"new": 12, "open": 3, "d5": 2, "o1": 1, "o2": 1, "total": 7, "carried_out": 5}
    assert report.cases_of("d5", "natural_person") == ("archived-again-after-redo", "review-comes-first")
    four = {group: [report.figures.ended(group, ending) for ending in ENDINGS] for group in GROUPS}
    assert four == {"review": [1, 2, 0, 0, 3], "direct": [0, 0, 0, 0, 0], "after_review": [1, 0, 0, 1, 2]}
    assert (row(early, "new")[0], row(early, "d5")[0], row(early, "total")[0]) == (12, 2, 2)
    assert [case for case, _ in applied] == [
        "archived-again-after-redo",
        "old-refused",
        "review-comes-first",
        "silence",
    ]
    assert applied == sorted(applied)


def test_the_year_before_and_the_year_after(office: Office) -> None:
    """What was carried out is carried in; an old year has the old form."""
    after = made(office, 2025)
    assert (row(after, "new")[6], row(after, "carried_in")[6], row(after, "carried_out")[6]) == (0, 5, 5)
    assert after.figures.ended("after_review", "pending") == 1
    old = made(office, 2018)
    assert old.figures.form.id == "2019"
    assert (row(old, "new")[0], row(old, "open")[0], row(old, "d6")[0]) == (2, 1, 1)
    assert (old.figures.ended("review", "other"), old.figures.ended("direct", "corrected")) == (1, 1)


def test_as_of_a_day_only_what_was_recorded_by_then(office: Office) -> None:
    """Two refusals were recorded on 13 March; the reply of 25 March was not."""
    report = made(office, 2024, as_of=date(2024, 3, 20))
    assert (row(report, "new")[0], row(report, "d5")[0], row(report, "total")[0]) == (12, 2, 2)
    assert set(made(office, 2024, as_of=date(2024, 2, 29)).figures.three.values()) == {0}


def test_a_snapshot_names_what_corrections_changed(office: Office) -> None:
    """As published on 20 March, and today."""
    then = made(office, 2024, as_of=date(2024, 3, 20)).figures
    as_then = made(office, 2024, as_of=date(2024, 3, 20))
    changed = {(each.row, each.col): each for each in differences(then, made(office, 2024), as_then)}
    assert (changed["open", "natural_person"].then, changed["open", "natural_person"].now) == (0, 3)
    assert changed["open", "natural_person"].came == (
        "article-15-public-interest",
        "replied",
        "replied-late-after-delay",
    )
    carried = changed["carried_out", "total"]
    assert (carried.then, carried.now, carried.came) == (10, 5, ())
    assert set(carried.went) == {*changed["open", "total"].came, "fee-lapses", "late-correction-reopens"}
    assert ("d5", "natural_person") not in changed
    assert (changed["fees", "yuan"].then, changed["fees", "yuan"].now) == ("0", "380")
    assert list(differences(then, as_then)) == []


def test_a_request_without_a_kind_is_in_no_column_and_named() -> None:
    """The kind is asked for, not demanded."""
    (request, *_) = [
        request
        for request in requests_of([to_dict(event) for life in recorded() for event in life], {"request@2019"})
        if request.case_id == "replied"
    ]
    report = annual([evolve(request, kind="")], "a", 2024, form_of("2021"), date(2025, 1, 20))
    assert report.figures.unplaced == ("replied",)
    assert report.figures.count("new", "total") == 0
    assert report.figures.to_dict()["unplaced"][0]["why"] == "applicant_kind"


# another way of counting, which shares no code


class Oracle:
    """Counts from events as stored, one by one."""

    def __init__(self, lives: Sequence[Sequence[dict[str, Any]]], year: int, form: str = "2021") -> None:
        self.rows = ROWS if form == "2021" else {**ROWS, "not_corrected": "o", "not_paid": "o", "other": "o"}
        self.three: Counter[tuple[str, str]] = Counter()
        self.four: Counter[tuple[str, str]] = Counter()
        self.first, self.last = f"{year}-01-01", f"{year}-12-31"
        for life in lives:
            left = without_voided(life)
            self.request(left)
            self.remedies(left)

    def request(self, life: Sequence[dict[str, Any]]) -> None:
        """Count a request in its row and column."""
        received = kind = None
        ended = outcome = ""
        for event in life:
            facts = event.get("facts", {})
            received = day(facts["received_on"]) if "received_on" in facts else received
            kind = facts.get("applicant_kind", kind)
            if not ended and event.get("outcome"):
                ended, outcome = day(event["on"]), event["outcome"]
        if not received or received > self.last or (ended and ended < self.first) or kind is None:
            return
        self.three["new" if received >= self.first else "carried_in", kind] += 1
        self.three[self.rows[outcome] if ended and ended <= self.last else "carried_out", kind] += 1

    def remedies(self, life: Sequence[dict[str, Any]]) -> None:
        """Count reconsiderations and suits."""
        for number, result, kind in (
            ("review_number", "review_result", ""),
            ("lawsuit_number", "lawsuit_result", "lawsuit_kind"),
        ):
            for name in {event["facts"][number] for event in life if number in event.get("facts", {})}:
                own = [event for event in life if event.get("facts", {}).get(number) == name]
                kinds = [event["facts"][kind] for event in own if kind in event["facts"]]
                group = (kinds[-1] if kinds else "direct") if kind else "review"
                ends = [(day(event["on"]), event["facts"][result]) for event in own if result in event["facts"]]
                concluded, how = ends[-1] if ends else ("9999-12-31", "")
                if day(own[0]["on"]) <= self.last and concluded >= self.first:
                    self.four[group, how if concluded <= self.last else "pending"] += 1


def without_voided(life: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the events that count; a voided voiding voids nothing."""
    gone: set[int] = set()
    for event in reversed(life):
        if event.get("voids") and event["seq"] not in gone:
            gone.add(event["voids"])
    return [event for event in life if event["seq"] not in gone and event["type"] != "EventVoided"]


def day(moment: dict[str, str]) -> str:
    """Give the day of a stored moment."""
    return moment.get("day") or moment["instant"][:10]


ROWS = {
    "granted": "open", "partly_granted": "partial", "state_secret": "d1", "forbidden_by_law": "d2",
    "endangers_safety": "d3", "third_party_rights": "d4", "internal_affairs": "d5", "process_information": "d6",
    "enforcement_file": "d7", "administrative_query": "d8", "not_held": "u1", "no_ready_information": "u2",
    "still_unclear": "u3", "petition": "n1", "repeated": "n2", "published_matter": "n3", "unreasonable_bulk": "n4",
    "reissue": "n5", "not_corrected": "o1", "not_paid": "o2", "other": "o3",
}  # fmt: skip
BASIS = basis_for("cn")


STARTS = (("request@2019", date(2023, 11, 20)), ("request@2007", date(2017, 11, 20)))


@pytest.fixture(scope="module")
def pool() -> tuple[tuple[Event, ...], ...]:
    """Give lives drawn once from both versions of the flow, ended and not, with the recorded ones.

    Each is played by the state machine of its flow: ``histories`` takes commands that the flow allows in the state
    that it has reached and lets the flow decide them; ``machine_for`` asks for any command and voids events as well.
    """
    drawn: list[tuple[Event, ...]] = []

    @settings(max_examples=60, database=None, deadline=None)
    @given(*(histories(flow(name), BASIS, first, most=14) for name, first in STARTS))
    def draw(new: tuple[Event, ...], old: tuple[Event, ...]) -> None:
        drawn.extend((new, old))

    draw()
    for name, first in STARTS:
        run_state_machine_as_test(_kept(machine_for(flow(name), BASIS, first), drawn), settings=MACHINE)
    return (*recorded(), *drawn)


MACHINE = settings(
    max_examples=25, stateful_step_count=40, database=None, deadline=None, suppress_health_check=[*HealthCheck]
)


def _kept(machine: type[RuleBasedStateMachine], into: list[tuple[Event, ...]]) -> type[RuleBasedStateMachine]:
    """Give a machine that keeps the history of each of its runs."""

    def teardown(self: Any) -> None:
        if hasattr(self, "case"):
            into.append(self.case.events)

    return type("Kept", (machine,), {"teardown": teardown})


def moved(life: Sequence[Event], case_id: str, days: int, kind: str) -> tuple[Event, ...]:
    """Give a life under another number, some days later, for an applicant of another kind."""
    return tuple(_moved(event, case_id, timedelta(days), kind) for event in life)


def _moved(event: Event, case_id: str, later: timedelta, kind: str) -> Event:
    facts = tuple(
        (name, kind if name == "applicant_kind" else value + later if isinstance(value, date) else value)
        for name, value in event.facts
    )
    return evolve(event, case_id=case_id, on=event.on + later, recorded=event.recorded + later, facts=facts)


def scattered(size: int, seed: int) -> list[tuple[int, int, str]]:
    """Give for so many cases which life of the pool, how many days later, and for which kind of applicant."""
    chance = Random(seed)  # noqa: S311  # a test that can be run again
    return [(chance.randrange(500), chance.randrange(801), chance.choice(COLUMNS[:6])) for _ in range(size)]


CHANCE = Random(1)  # noqa: S311  # a test that can be run again


@settings(max_examples=20)
@given(
    st.builds(scattered, st.integers(1, 400), st.integers(0, 2**32)),
    st.integers(2017, 2027),
    st.sampled_from(["2021", "2019"]),
    st.none() | st.dates(date(2017, 6, 1), date(2027, 6, 1)),
    st.randoms(),
)
@example(scattered(400, 1), 2024, "2021", None, CHANCE)
@example(scattered(400, 2), 2018, "2019", None, CHANCE)
@example(scattered(400, 3), 2025, "2021", date(2025, 6, 1), CHANCE)
def test_any_lives_are_counted_as_by_hand(
    pool: tuple[tuple[Event, ...], ...], drawn: Any, year: int, form: str, as_of: date | None, chance: Any
) -> None:
    """All cells of both tables in both forms, as known on any day; identities, carry-over, sums, order of recording."""
    events = [moved(pool[n % len(pool)], f"C{at:03}", days, kind) for at, (n, days, kind) in enumerate(drawn)]
    known = [[e for e in map(to_dict, life) if as_of is None or e["recorded"][:10] <= str(as_of)] for life in events]
    counted = counted_of(known)
    report = annual(counted, "a", year, form_of(form), date(2030, 1, 1))
    oracle = Oracle(known, year, form)
    inner = {place: n for place, n in report.figures.three.items() if "total" not in place and n}
    assert inner == dict(oracle.three)
    ended = {place: n for place, n in report.figures.four.items() if place[1] != "total" and n}
    assert ended == dict(oracle.four)
    assert all(check["ok"] for check in report.figures.checks())
    for place, n in report.figures.three.items():
        assert (len(report.cases_of(*place)), len(set(report.cases_of(*place)))) == (n, n)
    following = annual(counted, "a", year + 1, form_of(form), date(2030, 1, 1)).figures
    for column in COLUMNS:
        assert report.figures.count("carried_out", column) == following.count("carried_in", column)
    late = [[{**event, "recorded": "2030-01-01T00:00:00+08:00"} for event in life] for life in known]
    chance.shuffle(late)
    again = counted_of(late)
    half = len(again) // 2
    parts = [
        annual(part, name, year, form_of(form), date(2030, 1, 1)).figures
        for name, part in (("a", again[:half]), ("b", again[half:]))
    ]
    whole = added(parts, "a")
    assert (filled(whole.three), filled(whole.four)) == (filled(report.figures.three), filled(report.figures.four))


def counted_of(lives: Sequence[Sequence[dict[str, Any]]]) -> list[Request]:
    """Give the requests as the report reads them."""
    return list(requests_of([event for life in lives for event in life], {"request@2019", "request@2007"}))


def filled(counts: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Give the cells that are not zero."""
    return {place: n for place, n in counts.items() if n}


def test_what_is_known_on_a_day_is_asked_of_the_store_in_the_same_way(office: Office) -> None:
    """As of each day of the spring, the events recorded through it give the same report."""
    lives = [[to_dict(event) for event in life] for life in recorded()]
    for day_of_month in (1, 12, 13, 14, 29):
        as_of = date(2024, 3, day_of_month)
        known = [[event for event in life if event["recorded"][:10] <= str(as_of)] for life in lives]
        oracle = Oracle(known, 2024, "2021")
        inner = {place: n for place, n in made(office, 2024, as_of=as_of).figures.three.items() if "total" not in place}
        assert filled(inner) == dict(oracle.three)


def test_the_pool_has_lives_of_many_ends(pool: tuple[tuple[Event, ...], ...]) -> None:
    """The property above would show nothing if all drawn lives were alike."""
    ends = Counter(request.end.outcome if request.end else "" for request in requests_of(
        [to_dict(event) for n, life in enumerate(pool) for event in moved(life, f"P{n}", 0, "other")],
        {"request@2019", "request@2007"},
    ))  # fmt: skip
    assert len(ends) >= 6
    assert sum(ends.values()) - ends[""] >= 15
    assert sum(any(event.voids for event in life) for life in pool[len(recorded()) :]) >= 5


def test_only_the_events_that_are_needed_are_read() -> None:
    """Every end, every opening again, every fact that is counted; nothing of clocks and consultations."""
    types = needed_types(flows_counted([flow("request@2019"), flow("opinion")]))
    assert {"RequestRegistered", "ReplySent", "RequestNotCorrected", "RedoOrdered", "ReviewConcluded"} <= types
    assert types.isdisjoint({"RequestAccepted", "ThirdPartyConsulted", "ReplyDrafted", "ConferenceHeld"})


def test_a_store_gives_the_events_of_some_types(tmp_path: Path) -> None:
    """In memory and in a database alike, by case and number."""
    answers = []
    for address in ("memory:", f"sqlite:///{tmp_path / 'office.db'}"):
        store = (office := Office.open(address, agency="test")).desk.store
        office.import_histories(recorded())
        answers.append(
            [(event["case_id"], event["seq"]) for event in store.data_of("test", {"ReviewApplied", "FeePaid"})]
        )
        store.close()
    assert answers[0] == answers[1]
    assert [case for case, _ in answers[0]] == [
        "archived-again-after-redo",
        "fee-paid",
        "old-refused",
        "review-comes-first",
        "silence",
    ]


# what is written here, read by somebody else


TWO_2019: dict[str, Any] = {
    "rules": {"made": 0, "published": 0, "published_total": 3},
    "documents": {"made": 89, "published": 88, "published_total": 87},
    "licences": {"before": 396, "change": -4, "decisions": 181},
    "services": {"before": 1001, "change": 5, "decisions": 3},
    "penalties": {"before": 2648, "change": 0, "decisions": 430},
    "coercion": {"before": 126, "change": 0, "decisions": 25},
    "charges": {"before": 35, "change": -2},
    "procurement": {"items": 135, "amount": "75394432.52"},
}
"""Table two in the form of 2019; the numbers of one published report, some changed so that no two are alike."""

CELLS_2019 = [
    ["第二十条第（一）项"] * 4,
    ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
    ["规章", "0", "0", "3"],
    ["规范性文件", "89", "88", "87"],
    ["第二十条第（五）项"] * 4,
    ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
    ["行政许可", "396", "-4", "181"],
    ["其他对外管理服务事项", "1001", "5", "3"],
    ["第二十条第（六）项"] * 4,
    ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
    ["行政处罚", "2648", "0", "430"],
    ["行政强制", "126", "0", "25"],
    ["第二十条第（八）项"] * 4,
    ["信息内容", "上一年项目数量", "本年增/减", "本年增/减"],
    ["行政事业性收费", "35", "-2", "-2"],
    ["第二十条第（九）项"] * 4,
    ["信息内容", "采购项目数量", "采购总金额", "采购总金额"],
    ["政府集中采购", "135", "75394432.52元", "75394432.52元"],
]
"""The same as it stands on paper, 18 by 4; a cell that spans two places stands at both."""


def published(year: str = "2025", form: str = "2021") -> Figures:
    """Give a published report as figures."""
    report = PINGTAN["reports"][year]
    three = {
        (key, column): n
        for key, cells in zip(keys_of(form), rows_of(year, form), strict=True)
        for column, n in zip(COLUMNS, cells, strict=True)
    }
    four = dict(zip([(group, ending) for group in GROUPS for ending in ENDINGS], report["table4"], strict=True))
    two: dict[str, Any] | None = None
    if form == "2019":
        two = TWO_2019
    elif "documents" in report:
        two = {
            "rules": {"made": 0, "repealed": 0, "in_force": 0},
            "documents": dict(zip(("made", "repealed", "in_force"), report["documents"], strict=True)),
            **{name: int(report[name]) for name in ("licences", "penalties", "coercion")},
            "charges": report["charges"],
        }
    return Figures("平潭", int(year), form_of(form), date(int(year) + 1, 1, 20), three, four, table2=two)


def test_the_word_file_has_the_official_shapes_and_the_same_numbers(tmp_path: Path) -> None:
    """14 by 4, 28 by 10, 4 by 15, read by python-docx cell by cell."""
    write_docx(published(), tmp_path / "a.docx")
    two, three, four = Document(str(tmp_path / "a.docx")).tables
    assert [(len(t.rows), len(t.columns)) for t in (two, three, four)] == [(14, 4), (28, 10), (4, 15)]
    assert [[int(cell.text) for cell in line.cells[3:]] for line in three.rows[3:]] == rows_of("2025")
    assert [int(cell.text) for cell in four.rows[3].cells] == PINGTAN["reports"]["2025"]["table4"]
    assert two.rows[13].cells[1].text == "4166.241619"


def test_the_word_file_of_2019_has_the_shapes_of_that_form(tmp_path: Path) -> None:
    """18 by 4, 26 by 10, 4 by 15: other results are one row, table two has its own columns; cell by cell."""
    write_docx(published("2019", "2019"), tmp_path / "a.docx")
    two, three, four = Document(str(tmp_path / "a.docx")).tables
    assert [(len(t.rows), len(t.columns)) for t in (two, three, four)] == [(18, 4), (26, 10), (4, 15)]
    assert [[cell.text for cell in line.cells] for line in two.rows] == CELLS_2019
    assert [[int(cell.text) for cell in line.cells[3:]] for line in three.rows[3:]] == rows_of("2019", "2019")


def test_the_workbook_and_the_page_of_2019_have_table_two(tmp_path: Path) -> None:
    """Read by calamine and lxml: numbers are numbers, a cell that spans two places is followed."""
    figures = published("2019", "2019")
    write_xlsx(figures, tmp_path / "a.xlsx")
    sheet = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_name("表二").to_python()[1:]
    heads = [[row[0], "", "", ""] if len(set(row)) == 1 else list(row) for row in CELLS_2019]
    for row in heads[12:]:
        row[3] = ""  # the last number of these items spans two places
    assert [[f"{cell:g}" if isinstance(cell, float) else cell for cell in row] for row in sheet] == heads
    table = lxml_html.document_fromstring(page(figures).encode()).findall(".//table")[0]
    lines = [
        [td.text_content() for td in tr.findall("td") for _ in range(int(td.get("colspan", "1")))]
        for tr in table.findall(".//tr")
    ]
    assert lines == CELLS_2019


def test_table_two_of_2019_is_read_back(tmp_path: Path) -> None:
    """Each number under its line and its head, from every format that is written here."""
    figures, numbers = published("2019", "2019"), []
    write_docx(figures, tmp_path / "a.docx")
    write_xlsx(figures, tmp_path / "a.xlsx")
    (tmp_path / "a.html").write_text(page(figures), encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(figures.to_dict()), encoding="utf-8")
    for name in ("a.docx", "a.xlsx", "a.html", "a.json"):
        two = audit_report(tmp_path / name).report.two
        numbers.append({key: str(read.value) for key, read in two.items()})
    expected = {f"{line}.{head}": str(n) for line, values in TWO_2019.items() for head, n in values.items()}
    assert (len(expected), numbers) == (22, [expected] * 4)


def test_numbers_of_the_workbook_are_numbers(tmp_path: Path) -> None:
    """Read by calamine."""
    write_xlsx(published(), tmp_path / "a.xlsx")
    book = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    rows = book.get_sheet_by_name("表三").to_python()
    assert [[int(cell) for cell in line[3:]] for line in rows[4:] if isinstance(line[3], float)] == rows_of("2025")


def test_the_page_is_read_by_another_reader() -> None:
    """Read by lxml in the test itself; what an office writes stays text."""
    figures = evolve(published(), prose={"overview": "<b>&{{7*7}}</b>"})
    root = lxml_html.document_fromstring(page(figures).encode())
    lines = root.findall(".//table")[1].findall(".//tr")[3:]
    assert [[int(td.text_content()) for td in tr.findall("td")[-7:]] for tr in lines] == rows_of("2025")
    assert "<b>&{{7*7}}</b>" in root.text_content()


@pytest.mark.parametrize(("year", "form"), [("2025", "2021"), ("2019", "2019")])
@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.html", "a.json"])
def test_what_is_made_here_passes_the_check(year: str, form: str, name: str, tmp_path: Path) -> None:
    """Drafts included: their numbers are held against the tables."""
    path, figures = tmp_path / name, published(year, form)
    if name == "a.docx":
        write_docx(figures, path)
    elif name == "a.xlsx":
        write_xlsx(figures, path)
    else:
        path.write_text(page(figures) if name == "a.html" else json.dumps(figures.to_dict()), encoding="utf-8")
    audit = audit_report(path)
    assert (audit.findings, audit.suspects, audit.report.year, audit.report.form.id) == ((), (), int(year), form)


# what departments send, what no history holds, how fast the office was


def test_returns_are_added_and_what_they_lack_is_said() -> None:
    """Two reports of one agency each; table two of one is missing, so the sum has none."""
    whole = added([published(), evolve(published(), agency="交通局", table2=None)], "全区")
    assert whole.count("new", "total") == 308
    assert whole.ended("review", "total") == 72
    assert whole.table2 is None
    assert [(warned.code, warned.text) for warned in whole.warnings] == [("table2_missing", "没有表二：交通局")]
    both = added([published(), evolve(published(), agency="交通局")], "全区")
    assert (both.table2 or {})["charges"] == "8332.483238"
    assert (both.table2 or {})["documents"] == {"made": 116, "repealed": 90, "in_force": 1092}


def test_reports_of_different_years_are_not_added() -> None:
    """The years stand in the refusal."""
    with pytest.raises(ReportError, match=r"only reports of one year and one form are added; here are 2024/2021, 2025"):
        added([published(), published("2024")], "全区")


def test_a_return_that_was_changed_is_refused() -> None:
    """Its numbers are no longer those it was written with."""
    data = published().to_dict()
    assert figures_from(json.loads(json.dumps(data)), "a.json").three == published().three
    data["table3"]["rows"][0]["cells"][0] += 1
    with pytest.raises(ReportError) as refused:
        figures_from(data, "a.json")
    assert refused.value.zh == "a.json：数字与写成时的校验值不符，已被改动；请向报送机关核对"


@pytest.mark.parametrize("data", [None, [], {}, {"schema": "other"}, {"schema": "disclosure.report.annual/1"}])
def test_what_is_no_return_is_refused(data: object) -> None:
    """One line that says how to write one."""
    with pytest.raises(ReportError, match="write it by: disclosure report annual --json"):
        figures_from(data, "a.json")


FORM = form_of("2021")
WHOLE = (
    "[table2]\nlicences = 3\npenalties = 4\ncoercion = 5\n"
    "rules = {made = 0, repealed = 0, in_force = 0}\ndocuments = {made = 2, repealed = 1, in_force = 9}\n"
)
"""Table two without its charges."""


@pytest.mark.parametrize(
    ("text", "code", "zh"),
    [
        (
            f"{WHOLE}charges = true\n",
            "facts.charges",
            'facts.toml：table2.charges：True 不是金额：以万元计，写成文字，如 charges = "4166.241619"',
        ),
        (f'{WHOLE}charges = "many"\n', "facts.charges_value", "facts.toml：table2.charges：'many' 不是金额"),
        (f'{WHOLE}charges = "-1"\n', "facts.charges_value", "facts.toml：table2.charges：'-1' 不是金额"),
        ("[table2\n", "facts.no_toml", "facts.toml：file：不是 UTF-8 的 TOML："),
    ],
)
def test_facts_that_cannot_be_so_are_refused(tmp_path: Path, text: str, code: str, zh: str) -> None:
    """With the place, and how an amount is written."""
    path = tmp_path / "facts.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_facts(path, FORM)
    assert code == refused.value.why.code
    assert refused.value.zh.startswith(zh)


def test_facts_are_read_strictly(tmp_path: Path) -> None:
    """Table two and prose; a misspelt key is refused with its place."""
    path = tmp_path / "facts.toml"
    path.write_text(
        '[table2]\nlicences = 3\npenalties = 4\ncoercion = 5\ncharges = "1.250000"\n'
        "rules = {made = 0, repealed = 0, in_force = 0}\ndocuments = {made = 2, repealed = 1, in_force = 9}\n"
        '[prose]\noverview = "概况"\n',
        encoding="utf-8",
    )
    facts = read_facts(path, FORM)
    assert facts == Facts(
        {
            "rules": {"made": 0, "repealed": 0, "in_force": 0},
            "documents": {"made": 2, "repealed": 1, "in_force": 9},
            "licences": 3,
            "penalties": 4,
            "coercion": 5,
            "charges": "1.250000",
        },
        {"overview": "概况"},
    )
    path.write_text("[table2]\nlicence = 3\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"facts.toml: table2.licence: unknown key"):
        read_facts(path, FORM)


def test_facts_of_the_form_of_2019(tmp_path: Path) -> None:
    """Its own keys; an increase may be below zero; those of the other form are refused with their place."""
    path = tmp_path / "facts.toml"
    lines = [
        f"{line} = {{{', '.join(f'{head} = {json.dumps(n)}' for head, n in values.items())}}}"
        for line, values in TWO_2019.items()
    ]
    path.write_text("[table2]\n" + "\n".join(lines), encoding="utf-8")
    assert read_facts(path, form_of("2019")).table2 == TWO_2019
    with pytest.raises(DataError, match=r"facts.toml: table2.services: unknown key"):
        read_facts(path, FORM)
    for wrong, zh in (
        ("licences = {change = 1.5}", "table2.licences.change：1.5 不是增减数：写整数，减少的为负，如 -8"),
        ("licences = {before = -1}", "table2.licences.before：“-1”不是不小于 0 的整数"),
        ("procurement = {amount = 1.5}", '1.5 不是金额：以元计，写成文字，如 amount = "1605964.00"'),
    ):
        path.write_text(f"[table2]\n{wrong}\n", encoding="utf-8")
        with pytest.raises(DataError) as refused:
            read_facts(path, form_of("2019"))
        assert refused.value.zh.endswith(zh)


LACKING_2019 = (
    "表二有 6 个数字没有给出，留空，不会按零计：规章的本年新制作数量、规章的本年新公开数量、规章的对外公开总数量、"
    "规范性文件的本年新制作数量、政府集中采购的采购项目数量、政府集中采购的采购总金额"
)


@pytest.mark.parametrize("form", ["2021", "2019"])
def test_what_the_facts_leave_out_is_warned_of_and_stays_blank(tmp_path: Path, form: str) -> None:
    """Never zero: a line and one number of a line are missing, and both are named."""
    path = tmp_path / "facts.toml"
    numbers = {
        "2021": "documents = {made = 2, in_force = 9}\nrules = {made = 0, repealed = 0, in_force = 0}\n"
        "licences = 3\npenalties = 4\n" + 'charges = "1"\n',
        "2019": "\n".join(
            f"{line} = {{{', '.join(f'{head} = {json.dumps(n)}' for head, n in values.items() if head != 'made')}}}"
            for line, values in TWO_2019.items()
            if line not in {"rules", "procurement"}
        ),
    }[form]
    path.write_text(f"[table2]\n{numbers}\n[prose]\nother = '无'\n", encoding="utf-8")
    figures = with_facts(
        evolve(published("2025" if form == "2021" else "2019", form), table2=None), read_facts(path, form_of(form))
    )
    assert [(warned.code, warned.text) for warned in figures.warnings] == {
        "2021": [
            (
                "table2_incomplete",
                "表二有 2 个数字没有给出，留空，不会按零计：行政规范性文件的本年废止件数、行政强制的本年处理决定数量",
            )
        ],
        "2019": [("table2_incomplete", LACKING_2019)],
    }[form]
    lines = [
        [td.text_content() for td in tr]
        for tr in lxml_html.document_fromstring(page(figures).encode()).findall(".//table")[0].iter("tr")
    ]
    assert {
        "2021": ["行政规范性文件", "2", "", "9"],
        "2019": ["规范性文件", "", "88", "87"],
    }[form] in lines
    assert {"2021": ["行政强制", ""], "2019": ["政府集中采购", "", ""]}[form] in lines
    assert (
        added([figures, evolve(figures, agency="交通局")], "全区").table2["documents"]
        == {  # type: ignore[index]
            "2021": {"made": 4, "repealed": None, "in_force": 18},
            "2019": {"made": None, "published": 176, "published_total": 174},
        }[form]
    )


def test_table_two_is_compared_with_the_snapshot(office: Office) -> None:
    """Where there is one today: 1.50 and 1.5 are one amount; what nobody gives now is no change."""
    now = made(office, 2024)
    two: dict[str, Any] = {"rules": {"made": 0, "repealed": 0, "in_force": 0}}
    two |= {"documents": {"made": 2, "repealed": 1, "in_force": 9}}
    two |= {"licences": 3, "penalties": 4, "coercion": None, "charges": "1.50"}
    then = evolve(now.figures, table2=two)
    changed = {**two, "documents": {"made": 2, "repealed": 1, "in_force": 8}, "coercion": 5, "charges": "1.5"}
    today = evolve(now, figures=evolve(now.figures, table2=changed))
    assert [(d.table, d.row, d.col, d.then, d.now, d.came) for d in differences(then, today)] == [
        (2, "documents", "in_force", 9, 8, ()),
        (2, "coercion", "decisions", None, 5, ()),
    ]
    assert list(differences(then, now)) == []
    assert len(list(differences(now.figures, today))) == 10


def test_tables_two_of_2019_are_added() -> None:
    """Amounts to the cent, decreases below zero."""
    both = added([published("2019", "2019"), evolve(published("2019", "2019"), agency="交通局")], "全区")
    assert (both.table2 or {})["procurement"] == {"items": 270, "amount": "150788865.04"}
    assert (both.table2 or {})["licences"] == {"before": 792, "change": -8, "decisions": 362}


def test_statistics_of_the_twelve(office: Office) -> None:
    """Counted by hand on the calendar of 2024: seven ended, five had a term, one was a day late."""
    figures = statistics(requests(office, with_offices=True), "test", 2024, BASIS.calendar)
    assert (figures.received, figures.received_before, figures.whole.ended, figures.before.ended) == (12, 0, 7, 0)
    assert [(share.key, share.ended) for share in figures.outcomes] == [
        ("granted", 3),
        ("internal_affairs", 2),
        ("not_corrected", 1),
        ("not_paid", 1),
    ]
    # After Friday 1 March 2024 come 8 working days through the 13th, 20 through the 29th, 37 through 24 April.
    assert (figures.whole.judged, figures.whole.in_time, figures.whole.rate) == (5, 4, 0.8)
    granted = figures.outcomes[0]
    assert (granted.judged, granted.in_time) == (3, 2)
    assert (granted.median_days, granted.longest_days, granted.longest_case) == (20, 37, "replied-late-after-delay")
    assert figures.outcomes[1].median_days == 8
    assert [month for month in figures.months if month.received or month.ended] == [
        Month(3, 12, 5),
        Month(4, 0, 2),
    ]


def test_the_plot_is_readable_without_colour() -> None:
    """Title, description, hatching, a number over each bar; the same text each time."""
    svg = months_svg([Month(n, n, 12 - n) for n in range(1, 13)], "标题<", "说明")
    assert svg == months_svg([Month(n, n, 12 - n) for n in range(1, 13)], "标题<", "说明")
    assert '<title id="plot-title">标题&lt;</title>' in svg
    assert '<desc id="plot-desc">说明</desc>' in svg
    assert 'fill="url(#hatch)"' in svg
    assert svg.count("</text>") == 12 * 3 + 2
    assert "style=" not in svg
