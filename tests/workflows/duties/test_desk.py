"""What an office records of its duties, and how they stand: refusals, order, as-of, two writers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest

from helpers.store_contract import Opened, agency, opened, postgres, url  # noqa: F401  # fixtures
from workflows import Actor, catalog
from workflows.cases.events import VOIDED, Event
from workflows.duties.desk import DutyDesk, Given
from workflows.duties.errors import DutyRefused, UnknownDuty
from workflows.duties.from_cases import shown_by_cases
from workflows.duties.records import DutyRecords, Records
from workflows.duties.standing import standing
from workflows.errors import NotPermitted
from workflows.office.desk import Desk, again
from workflows.office.office import Office
from workflows.places.shipped import basis_for
from workflows.values import SHANGHAI

LI = Actor("handler", "li")
WANG = Actor("disclosure_office", "wang")
HEAD = Actor("head", "zhao")


class Now:
    """A clock that is set by hand."""

    def __init__(self, day: date) -> None:
        self.day = day

    def now(self) -> datetime:
        """Noon of the day."""
        return datetime.combine(self.day, datetime.min.time(), SHANGHAI) + timedelta(hours=12)


@pytest.fixture
def now() -> Now:
    """28 November 2017."""
    return Now(date(2017, 11, 28))


@pytest.fixture
def desk(now: Now) -> DutyDesk:
    """The duties of Guiyang in an office in memory."""
    return DutyDesk.at(Office.open("memory:", agency="gy", place="guiyang", clock=now))


def statuses(desk: DutyDesk, duty: str, as_of: date, year: int = 2017) -> dict[str, str]:
    """The status of each turn of a duty."""
    return {item.period: item.status for item in desk.items(year, as_of) if item.duty.id == duty}


def shown(on: date, ref: str = "https://example.gov.cn/1") -> Given:
    """An address as evidence."""
    return Given(on, "url", ref)


def test_done_late_pending_missed(desk: DutyDesk, now: Now) -> None:
    """按月: the 31st is the last day; what is done on 1 November is late for October."""
    desk.done("water_source_monthly", "2017-09", shown(date(2017, 9, 30)), by=LI)
    desk.done("water_source_monthly", "2017-10", shown(date(2017, 11, 1)), by=LI)
    found = statuses(desk, "water_source_monthly", now.day)
    assert [found[f"2017-{month:02}"] for month in (8, 9, 10, 11, 12)] == [
        "missed",
        "done",
        "late",
        "pending",
        "pending",
    ]
    assert statuses(desk, "water_source_monthly", date(2017, 11, 30))["2017-11"] == "pending"
    assert statuses(desk, "water_source_monthly", date(2017, 12, 1))["2017-11"] == "missed"


def test_nothing_to_publish_is_a_waiver_with_its_reason(desk: DutyDesk, now: Now) -> None:
    """No incident in the first quarter; evidence that comes later stands in its place."""
    desk.waive("incidents_quarterly", "2017-Q1", "本季度没有突发环境事件", by=WANG)
    item = next(one for one in desk.items(2017, now.day) if one.period == "2017-Q1")
    assert (item.status, item.reason) == ("waived", "本季度没有突发环境事件")


def test_a_quota_counts(desk: DutyDesk, now: Now) -> None:
    """每周不少于2次: once is short, twice is done, and twice on Monday of the next week is not this week's."""
    desk.done("new_media_updates", "2017-W47", shown(date(2017, 11, 20), "a"), by=LI)
    assert statuses(desk, "new_media_updates", now.day)["2017-W47"] == "missed"
    desk.done("new_media_updates", "2017-W47", shown(date(2017, 11, 26), "b"), by=LI)
    assert statuses(desk, "new_media_updates", now.day)["2017-W47"] == "done"
    desk.done("new_media_updates", "2017-W46", Given(date(2017, 11, 13), "url", "c", count=2), by=LI)
    assert statuses(desk, "new_media_updates", now.day)["2017-W46"] == "done"


def held(case: str, seq: int, on: date, by: Actor, kind: str = "ConferenceHeld", **more: object) -> Event:
    """A press conference in a case."""
    at = datetime.combine(on, datetime.min.time(), SHANGHAI) + timedelta(hours=15)
    return Event(case, seq, kind, at, at, by, "opinion@2016", "briefing", "responding", **more)  # type: ignore[arg-type]


def test_what_a_case_shows_counts_by_itself(desk: DutyDesk) -> None:
    """The conference of the head counts for the head, one held by the department and one voided do not."""
    events = [
        held("OP-1", 5, date(2017, 3, 1), HEAD),
        held("OP-2", 5, date(2017, 3, 2), Actor("responsible", "sun")),
        held("OP-3", 5, date(2017, 3, 3), HEAD),
        held("OP-3", 6, date(2017, 3, 4), WANG, VOIDED, voids=5),
        held("OP-4", 5, date(2017, 3, 5), HEAD, "ResponsePublished"),
        held("OP-5", 5, date(2018, 1, 1), HEAD),
    ]
    found = shown_by_cases(events, desk.plan.duties, date(2017, 12, 31))
    assert {name: [one.ref for one in own] for name, own in found.items()} == {"principal_interprets": ["OP-1#5"]}
    records = Records({"principal_interprets": DutyRecords(of_cases=found["principal_interprets"])})
    items = standing(desk.plan, 2017, desk.office.basis("guiyang"), records, date(2017, 12, 31))
    (item,) = [one for one in items if one.duty.id == "principal_interprets"]
    assert (item.have, item.need, item.status) == (1, 2, "pending")


def test_an_interval_that_the_plan_leaves_open(desk: DutyDesk, now: Now) -> None:
    """例行: unset until the office sets it; who set it is on record."""
    assert statuses(desk, "regular_press_conference", now.day) == {"2017": "unset"}
    desk.set_interval("regular_press_conference", {"every": "half_year", "month": 6, "day": 20}, by=WANG)
    assert statuses(desk, "regular_press_conference", now.day) == {"2017-H1": "missed", "2017-H2": "pending"}
    history = desk.office.history("duty:guiyang:regular_press_conference")
    assert (history[-1].type, history[-1].by) == ("IntervalSet", WANG)


def test_an_event_begins_the_term(desk: DutyDesk, now: Now) -> None:
    """办理复文形成之日起10个工作日: formed on 13 November 2017, due on the 27th."""
    desk.trigger("proposal_reply", "建字〔2017〕8号", date(2017, 11, 13), by=LI)
    (item,) = [one for one in desk.items(2017, now.day) if one.duty.id == "proposal_reply"]
    assert (item.due, item.status) == (date(2017, 11, 27), "missed")
    desk.done("proposal_reply", "建字〔2017〕8号", shown(date(2017, 11, 28)), by=LI)
    assert statuses(desk, "proposal_reply", now.day) == {"建字〔2017〕8号": "late"}


def test_everybody_within_three_years(now: Now) -> None:
    """3年内轮训一遍: without a year, each asks about the three that end with it; the office says of how many."""
    desk = DutyDesk.at(Office.open("memory:", agency="jc", place="jincheng", clock=now))
    assert statuses(desk, "staff_trained", now.day) == {"2015-2017": "pending"}
    desk.set_interval("staff_trained", {"every": "n_years", "years": 3, "need": 50}, by=WANG)
    desk.done("staff_trained", "2015-2017", Given(date(2016, 5, 1), "attendance", "名册", count=34), by=LI)
    (item,) = [one for one in desk.items(2017, now.day) if one.duty.id == "staff_trained"]
    assert (item.have, item.need, item.status, item.due) == (34, 50, "pending", date(2017, 12, 31))
    desk.done("staff_trained", "2015-2017", Given(date(2017, 6, 1), "attendance", "名册二", count=16), by=LI)
    assert statuses(desk, "staff_trained", now.day) == {"2015-2017": "done"}


def test_a_plan_after_its_year_is_uncertain_until_the_office_says(desk: DutyDesk, now: Now) -> None:
    """2017年工作要点: in 2018 nothing is certain; before 2017 nothing was due."""
    assert set(statuses(desk, "water_source_monthly", now.day, 2018).values()) == {"uncertain"}
    assert desk.items(2016, now.day) == ()
    desk.confirm(2018, "continue", by=HEAD)
    assert set(statuses(desk, "water_source_monthly", now.day, 2018).values()) == {"pending"}
    desk.confirm(2018, "end", by=HEAD)
    assert desk.items(2018, now.day) == ()


WATER = "water_source_monthly"
PRESS = "regular_press_conference"

REFUSED: tuple[tuple[Callable[[DutyDesk], object], str, str], ...] = (
    (
        lambda desk: desk.done(WATER, "2017-13", shown(date(2017, 11, 1)), by=LI),
        "duty.no_period",
        f"guiyang {WATER}（四（一）2）：没有周期“2017-13”；如 2017-01、2017-02、2017-03…",
    ),
    (
        lambda desk: desk.done(WATER, "2017-11", shown(date(2017, 10, 31)), by=LI),
        "duty.too_early",
        f"guiyang {WATER}（四（一）2）：2017-11 自 2017-11-01 开始，不能在 2017-10-31 已经完成；请核对周期和日期",
    ),
    (
        lambda desk: desk.done(PRESS, "2017", shown(date(2017, 10, 31)), by=LI),
        "duty.unset",
        f"guiyang {PRESS}（四（一）6）：尚未确定周期；请先确定：disclosure duties set {PRESS} --every month --day 10",
    ),
    (
        lambda desk: desk.done("proposal_reply", "建字1号", shown(date(2017, 10, 31)), by=LI),
        "duty.no_trigger",
        (
            "guiyang proposal_reply（五（二）4）：“建字1号”没有登记起因；请先登记："
            "disclosure duties event proposal_reply --period 建字1号 --on 日期"
        ),
    ),
    (
        lambda desk: desk.set_interval(WATER, {"every": "year"}, by=WANG),
        "duty.interval_in_plan",
        f"guiyang {WATER}（四（一）2）：方案已写明周期，不由机关另定；只能确定应有数量（need）",
    ),
    (
        lambda desk: desk.trigger(WATER, "x", date(2017, 1, 1), by=LI),
        "duty.no_event",
        f"guiyang {WATER}（四（一）2）：这项职责按周期或者日期到期，不因某一事件",
    ),
)


@pytest.mark.parametrize(("act", "code", "message"), REFUSED, ids=[code for _, code, _ in REFUSED])
def test_refusals(desk: DutyDesk, act: Callable[[DutyDesk], object], code: str, message: str) -> None:
    """Place, duty, clause, reason and what to do; nothing is written."""
    with pytest.raises(DutyRefused) as refused:
        act(desk)
    assert (refused.value.why.code, refused.value.zh) == (code, message)
    assert [name for name, _, _ in desk.office.store.heads("gy")] == []


def test_the_same_evidence_twice_names_the_entry(desk: DutyDesk) -> None:
    """A repeated delivery under one key is one entry; the same evidence without it is refused."""
    first = desk.done("water_source_monthly", "2017-10", shown(date(2017, 10, 30)), by=LI, key="k")
    again_ = desk.done("water_source_monthly", "2017-09", shown(date(2017, 9, 30)), by=LI, key="j")
    assert (len(first.events), len(again_.events)) == (2, 1)
    with pytest.raises(DutyRefused) as refused:
        desk.done("water_source_monthly", "2017-10", shown(date(2017, 10, 30)), by=LI)
    assert refused.value.zh == (
        "guiyang water_source_monthly（四（一）2）：2017-10 已有同样的凭证（第 2 条，handler:li）；要更正，请先撤销该条"
    )


def test_unknown_duties_name_what_is_near(desk: DutyDesk) -> None:
    """A misspelt id costs one look."""
    with pytest.raises(UnknownDuty) as unknown:
        desk.duty("water_source_montly")
    assert unknown.value.zh == "guiyang 没有职责“water_source_montly”；是否指 water_source_monthly？"


@pytest.mark.parametrize(
    ("right", "may"),
    [
        ("record", {"handler", "disclosure_office", "web"}),
        ("waive", {"disclosure_office"}),
        ("set", {"disclosure_office", "head"}),
        ("confirm", {"head"}),
    ],
)
def test_who_may_do_what(desk: DutyDesk, right: str, may: set[str]) -> None:
    """The table of the place, as it is enforced."""
    acts = {
        "record": lambda by: desk.done("water_source_monthly", "2017-10", shown(date(2017, 10, 30), by.role), by=by),
        "waive": lambda by: desk.waive("water_source_monthly", "2017-09", "无", by=by),
        "set": lambda by: desk.set_interval("regular_press_conference", {"every": "year"}, by=by),
        "confirm": lambda by: desk.confirm(2018, "continue", by=by),
    }
    allowed = set()
    for role in ("handler", "disclosure_office", "web", "head", "applicant"):
        try:
            acts[right](Actor(role, "x"))
        except NotPermitted:
            continue
        allowed.add(role)
    assert allowed == may


def test_a_voided_entry_was_never_made(desk: DutyDesk, now: Now) -> None:
    """The first entry opened the stream: entry 2 is the evidence."""
    desk.done("water_source_monthly", "2017-10", shown(date(2017, 10, 30)), by=LI)
    desk.office.void("duty:guiyang:water_source_monthly", 2, reason="地址有误", by=WANG, approved_by=HEAD)
    assert statuses(desk, "water_source_monthly", now.day)["2017-10"] == "missed"


def test_the_order_of_recording_changes_nothing() -> None:
    """Three pieces of evidence, recorded in every order and on other days."""
    given = [("2017-08", date(2017, 8, 31)), ("2017-09", date(2017, 10, 2)), ("2017-10", date(2017, 10, 9))]
    seen = set()
    for order in permutations(given):
        now = Now(date(2017, 11, 1))
        desk = DutyDesk.at(Office.open("memory:", agency="gy", place="guiyang", clock=now))
        for period, day in order:
            desk.done("water_source_monthly", period, shown(day), by=LI)
            now.day += timedelta(days=3)
        seen.add(tuple(statuses(desk, "water_source_monthly", date(2017, 12, 31)).items()))
    (only,) = seen
    assert dict(only)["2017-09"] == "late"


def test_as_of_tells_what_was_known(desk: DutyDesk) -> None:
    """Recorded on 28 November: on the 27th October was missed."""
    desk.done("water_source_monthly", "2017-10", shown(date(2017, 10, 30)), by=LI)
    assert statuses(desk, "water_source_monthly", date(2017, 11, 27))["2017-10"] == "missed"
    assert statuses(desk, "water_source_monthly", date(2017, 11, 28))["2017-10"] == "done"


def test_streams_are_in_no_list_of_open_cases(desk: DutyDesk) -> None:
    """Evidence is no case to handle, and its chain is proved like one."""
    desk.done("water_source_monthly", "2017-10", shown(date(2017, 10, 30)), by=LI)
    assert sum(desk.office.bands().values()) == 0
    assert desk.office.verify("duty:guiyang:water_source_monthly") == 2


def test_two_writers_lose_nothing(opened: Opened, agency: str) -> None:  # noqa: F811  # fixtures
    """Forty pieces from eight threads into one stream, on every store."""
    store = opened()
    clock = Now(date(2017, 11, 28))
    desk = DutyDesk.at(Office(Desk(store, agency, clock, catalog.flow, basis_for), "guiyang"))

    def one(n: int) -> None:
        again(
            lambda: desk.done("new_media_updates", "2017-W47", shown(date(2017, 11, 21), f"u{n}"), by=LI), attempts=200
        )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(40)))
    (item,) = [found for found in desk.items(2017, date(2017, 11, 28)) if found.period == "2017-W47"]
    assert (item.have, sorted(found.ref for found in item.evidence)) == (40, sorted(f"u{n}" for n in range(40)))


PROCESS = """
import sys
from datetime import date
from workflows import Actor, Office
from workflows.duties.desk import DutyDesk, Given
from workflows.office.desk import again

url, agency, name = sys.argv[1:]
with Office.open(url, agency=agency, place="guiyang") as office:
    desk = DutyDesk.at(office)
    for n in range(10):
        given = Given(date(2017, 11, 21), "url", f"{name}{n}")
        again(lambda: desk.done("new_media_updates", "2017-W47", given, by=Actor("handler", name)), attempts=200)
"""


def test_two_processes_lose_nothing(url: str, agency: str) -> None:  # noqa: F811  # fixtures
    """Ten pieces from each of two processes into one stream, on both databases."""
    command = [sys.executable, "-c", PROCESS, url, agency]
    running = [subprocess.Popen([*command, name], stderr=subprocess.PIPE) for name in ("a", "b")]
    assert [(process.communicate(timeout=120)[1], process.returncode) for process in running] == [(b"", 0)] * 2
    with Office.open(url, agency=agency, place="guiyang") as office:
        items = DutyDesk.at(office).items(2017, date(2099, 1, 1))
        (item,) = [found for found in items if found.period == "2017-W47"]
    assert sorted(one.ref for one in item.evidence) == sorted(f"{name}{n}" for name in "ab" for n in range(10))
