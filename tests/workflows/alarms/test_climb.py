"""The reminder ladder: when each rung is reached, what quiet hours move, what a late sweep raises."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from attrs import evolve as changed
from hypothesis import given
from hypothesis import strategies as st

from deadlines import china
from deadlines.calendars.calendar import WorkCalendar
from deadlines.errors import DataError
from helpers.errors import told
from helpers.example_flow import APPLICANT, BASIS, FLOW, HANDLER, HEAD, WEEKS
from workflows import Actor, Case, decide, evolve, open_case
from workflows.alarms.climb import LAPSE, Armed, Climb, arm, climb, due_rings
from workflows.alarms.files import ladders, read_ladders
from workflows.alarms.ladder import Ladder, LadderBook, Quiet, Rung
from workflows.cases.events import ALARM, Occasion
from workflows.decisions.entry import entry
from workflows.flows.act import Act
from workflows.flows.parts import Clock, Overdue
from workflows.values import SHANGHAI

BOOK = ladders()
MONDAY = date(2024, 3, 4)
"""Received on this Monday, the reply is due on 1 April 2024: 20 working days on a wall calendar without holidays."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def received(on: date = MONDAY) -> Case:
    case = evolve(None, open_case(FLOW, "A-1", Occasion(on, HANDLER))[0])
    return then(case, "receive", on)


def then(case: Case, command: str, on: date, by: Actor = HANDLER, **payload: object) -> Case:
    for event in decide(FLOW, case, command, Occasion(on, by), basis=BASIS, payload=payload):
        case = evolve(case, event)
    return case


def way_of(
    due: date | datetime, earliest: date | None = None, clock: str = "reply", calendar: WorkCalendar = WEEKS
) -> Climb:
    return climb(BOOK, FLOW, "cn", clock, due, earliest, calendar)


def armed(case: Case, clock: str = "reply", now: str = "2024-03-04T10:00") -> Armed:
    return arm(BOOK, FLOW, case, case.clock(clock), at(now), WEEKS)


def test_the_rungs_of_a_term_in_days_are_working_days_from_the_due_day() -> None:
    """Due on Monday 1 April 2024: counted on a wall calendar with weekends off."""
    found = [(step.id, step.at.strftime("%m-%d %H:%M")) for step in way_of(date(2024, 4, 1)).steps]
    assert found == [
        ("amber-5", "03-25 09:00"),
        ("amber-3", "03-27 09:00"),
        ("amber-1", "03-29 09:00"),
        ("due", "04-01 09:00"),
        ("red", "04-02 09:00"),
        ("supervise", "04-04 09:00"),
    ]


def test_rungs_follow_the_announced_calendar() -> None:
    """Due on 2024-05-08: the make-up Saturday 11 May is worked, 1 to 5 May are off, 28 April (Sunday) is worked."""
    steps = climb(BOOK, FLOW, "cn", "reply", date(2024, 5, 8), None, china()).steps
    days = {step.id: step.at.date() for step in steps}
    assert days["amber-5"] == date(2024, 4, 28)
    assert days["amber-3"] == date(2024, 4, 30)
    assert days["supervise"] == date(2024, 5, 11)


def test_a_due_day_off_is_reminded_of_on_the_working_day_before() -> None:
    """Sunday 31 March 2024: somebody must be there to read it, so on Friday."""
    days = {step.id: step.at.date() for step in way_of(date(2024, 3, 31)).steps}
    assert days["due"] == date(2024, 3, 29)
    assert days["red"] == date(2024, 4, 1)


def test_a_forecast_is_reminded_of_by_its_earliest_day_and_lapses_by_its_due_day() -> None:
    """Warn early, but never hold a silence against anybody before the term is really over."""
    way = way_of(date(2024, 4, 1), date(2024, 3, 28), "correction")
    assert [(step.id, step.at) for step in way.steps] == [
        ("amber-1", at("2024-03-27T09:00")),
        (LAPSE, at("2024-04-02T00:00")),
    ]


def test_supervision_repeats_every_five_working_days() -> None:
    """From Thursday 4 April 2024: 11, 18, 25 April."""
    steps = way_of(date(2024, 4, 1)).between(at("2024-04-05T00:00"), at("2024-04-26T00:00"))
    assert [(step.id, step.at.strftime("%m-%d")) for step in steps] == [
        ("supervise.1", "04-11"),
        ("supervise.2", "04-18"),
        ("supervise.3", "04-25"),
    ]


def test_a_new_clock_is_armed_with_its_first_rung() -> None:
    """Received on 4 March, the first reminder is on 25 March."""
    found = armed(received())
    assert (found.rung, found.next_at) == (0, at("2024-03-25T09:00"))


def test_a_suspended_clock_has_no_alarm() -> None:
    """While a third party is asked the reply does not run."""
    case = then(received(), "consult", date(2024, 3, 6), third_party="p1")
    assert armed(case).next_at is None


def test_a_stopped_clock_has_no_alarm() -> None:
    """A withdrawn request reminds nobody."""
    assert armed(then(received(), "withdraw", date(2024, 3, 6), APPLICANT)).next_at is None


def test_rungs_before_the_start_of_a_short_term_never_fire() -> None:
    """Three working days for a correction: its first rung is the day before the last, not one in the past."""
    case = then(received(), "ask_correction", date(2024, 3, 6), correction_days=3)
    assert armed(case, "correction", "2024-03-06T10:00").next_at == at("2024-03-08T09:00")


def test_a_request_registered_late_is_reminded_of_at_once() -> None:
    """Written down on 28 March, two rungs have passed since the start: both are due now, as one alarm."""
    found = armed(received(), now="2024-03-28T15:00")
    assert found.next_at == at("2024-03-25T09:00")
    rings, rest = due_rings(way_of(date(2024, 4, 1)), found, at("2024-03-28T15:00"))
    assert [(one.step.id, one.missed) for one in rings] == [("amber-3", ("amber-5",))]
    assert rest.next_at == at("2024-03-29T09:00")


def test_a_clock_that_moves_does_not_repeat_what_was_raised() -> None:
    """Reminded at -5 on 25 March, then extended by its head: the next rung is five days before the new end."""
    case = received()
    detail = (("clock", "reply"), ("key", ""), ("rung", "amber-5"), ("armed_by", "2"))
    case = evolve(case, entry(case, ALARM, Act("alarm", date(2024, 3, 25), HANDLER), detail=detail))
    assert armed(case, now="2024-03-26T10:00").next_at == at("2024-03-27T09:00")
    extended = then(case, "extend", date(2024, 3, 26), HEAD)
    assert extended.clock("reply").due == date(2024, 4, 29)
    assert armed(extended, now="2024-03-26T10:00").next_at == at("2024-04-22T09:00")


def test_a_late_sweep_raises_the_latest_rung_for_everybody_and_says_how_late() -> None:
    """Three weeks without a sweep: supervision goes to all whom the others would have told, and names them."""
    rings, rest = due_rings(way_of(date(2024, 4, 1)), Armed(0, at("2024-03-25T09:00")), at("2024-04-12T10:00"))
    assert [(one.step.id, one.late) for one in rings] == [("supervise.1", timedelta(days=1, hours=1))]
    assert rings[0].missed == ("amber-5", "amber-3", "amber-1", "due", "red", "supervise")
    assert (rest.rung, rest.next_at) == (7, at("2024-04-18T09:00"))


def test_people_whom_no_later_rung_tells_are_told_by_their_own() -> None:
    """The legal office is told on the due day only; the later alarm of the handler does not swallow that."""
    mine = Ladder(
        "x",
        "cn",
        "working_days",
        (
            Rung("a", -1, "amber", ("handler",), ("mail",), "甲", "a", time(9)),
            Rung("b", 0, "amber", ("legal_office",), ("mail",), "乙", "b", time(9)),
            Rung("c", 1, "red", ("handler",), ("mail",), "丙", "c", time(9)),
        ),
        BOOK.ladders[0].lapse,
        "test",
    )
    way = climb(LadderBook((mine,)), FLOW, "cn", "reply", date(2024, 4, 1), None, WEEKS)
    rings, _ = due_rings(way, Armed(0, at("2024-03-29T09:00")), at("2024-04-03T00:00"))
    assert [(one.step.id, one.missed) for one in rings] == [("b", ()), ("c", ("a",))]


def test_a_lapse_stands_for_every_reminder_before_it() -> None:
    """After the lapse nobody is told that a day is left."""
    way = way_of(date(2024, 4, 1), None, "correction")
    rings, rest = due_rings(way, Armed(0, at("2024-03-29T09:00")), at("2024-04-02T00:00"))
    assert [(one.step.id, one.missed, one.late) for one in rings] == [(LAPSE, ("amber-1",), timedelta())]
    assert rest.next_at is None


def test_a_lapse_is_not_moved_by_quiet_hours_and_not_early() -> None:
    """The due day itself belongs to the party: midnight after it, in Beijing."""
    way = way_of(date(2024, 4, 1), None, "correction")
    assert way.between(at("2024-04-01T09:01"), at("2024-04-01T23:59:59")) == ()
    assert way.steps[-1].at == at("2024-04-02T00:00")


@pytest.mark.parametrize(
    ("moment", "moved"),
    [
        ("2024-03-01T19:59:59", "2024-03-01T19:59:59"),
        ("2024-03-01T20:00", "2024-03-02T08:30"),
        ("2024-03-02T00:00", "2024-03-02T08:30"),
        ("2024-03-02T08:29:59", "2024-03-02T08:30"),
        ("2024-03-02T08:30", "2024-03-02T08:30"),
    ],
)
def test_quiet_hours_move_an_alarm_to_their_end(moment: str, moved: str) -> None:
    """From 20:00 until 08:30 nobody is disturbed, and nothing is lost."""
    assert Quiet(time(20), time(8, 30)).moved(at(moment)) == at(moved)


def test_quiet_hours_within_a_day_end_on_that_day() -> None:
    """A break at noon."""
    noon = Quiet(time(12), time(14))
    assert noon.moved(at("2024-03-01T13:00")) == at("2024-03-01T14:00")
    assert noon.moved(at("2024-03-01T14:00")) == at("2024-03-01T14:00")


def test_terms_in_hours_ring_at_night() -> None:
    """A term of 24 hours does not sleep: twelve, four and one hour before, at the end, and two hours after."""
    hours = FLOW.clocks_by_id["reply"]
    ladder = BOOK.of("cn", "opinion", changed(hours, id="conference"), "hours")
    flow = changed(FLOW, clocks=FLOW.clocks)
    way = climb(LadderBook((ladder, *BOOK.ladders)), flow, "cn", "reply", at("2024-03-01T03:00"), None, WEEKS)
    assert [(step.id, step.at.strftime("%d %H:%M")) for step in way.steps] == [
        ("amber-12", "29 15:00"),
        ("amber-4", "29 23:00"),
        ("amber-1", "01 02:00"),
        ("due", "01 03:00"),
        ("supervise", "01 05:00"),
    ]


def test_the_release_within_five_hours_has_its_own_ladder() -> None:
    """Named clocks come before the rest."""
    release = Clock("release", "opinion.release", "agency", "发布", "release", lapse=Overdue("x", "y", "z"))
    assert BOOK.of("cn", "opinion", release, "hours").id == "release"
    assert BOOK.of("cn", "opinion", changed(release, id="other"), "hours").id == "hours"


def test_a_place_comes_before_the_nation(tmp_path: Path) -> None:
    """A ladder of Shanwei binds there and nowhere else."""
    path = tmp_path / "shanwei.toml"
    path.write_text(
        '[[ladder]]\nid="own"\nunit="working_days"\nbasis="test"\n[ladder.lapse]\nzh="届满"\nen="lapsed"\n'
        '[[ladder.rung]]\nid="amber-2"\nat=-2\ntime=10:00:00\ncolour="amber"\nto=["handler"]\nchannels=["sms"]\n'
        'zh="还有{n}天"\nen="{n} left"\n',
        encoding="utf-8",
    )
    book = LadderBook((*BOOK.ladders, *read_ladders(path)))
    reply = FLOW.clocks_by_id["reply"]
    assert book.of("shanwei", "example", reply, "working_days").id == "own"
    assert book.of("guiyang", "example", reply, "working_days").id == "working-days"


def test_every_ladder_says_what_it_rests_on() -> None:
    """No law says when to remind: all is marked as the house's own."""
    assert {ladder.basis for ladder in BOOK.ladders} == {"house default"}


_RUNG = '[[ladder.rung]]\nid="{id}"\nat={at}\ncolour="amber"\nzh="甲"\nen="a"\n'
_HEAD = '[[ladder]]\nid="x"\nunit="hours"\nbasis="t"\n[ladder.lapse]\nzh="甲"\nen="a"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[ladders]\n", "x.toml: top: unknown: ladders; known are ladder, quiet"),
        ('[[ladder]]\nid="x"\nunit="days"\n', "x.toml: ladder 'x': unit 'days' is not one of working_days, hours"),
        (
            '[quiet]\nbasis="t"\nfrom=08:00:00\nuntil=08:00:00\n',
            "x.toml: quiet: from 08:00:00 until 08:00:00 is not a span; write two times such as 20:00:00",
        ),
        (
            _HEAD + _RUNG.format(id="a", at=1) + _RUNG.format(id="b", at=-1),
            "x.toml: ladder 'x': rungs are not in the order of their distance from the due day",
        ),
        (_HEAD + _RUNG.format(id="a", at=-1) * 2, "x.toml: ladder 'x': two rungs have one id: a, a"),
        (
            _HEAD + _RUNG.format(id="a", at=-1) + "time=09:00:00\n",
            (
                "x.toml: ladder 'x' rung 'a': time 09:00:00: a rung in working days has a time of day, "
                "one in hours has none"
            ),
        ),
        (
            _HEAD + _RUNG.format(id="a b", at=-1),
            "x.toml: ladder 'x' rung 'a b': id 'a b' must be plain letters, digits and hyphens",
        ),
        (
            _HEAD + _RUNG.format(id="a", at=-1) + "repeat=1\n" + _RUNG.format(id="b", at=1),
            "x.toml: ladder 'x': only the last rung may repeat",
        ),
        (
            '[[ladder]]\nid="x"\nunit="hours"\nparty="all"\n',
            "ladder.party x.toml：ladder 'x'：对象“all”不是 agency 或者 other；两者都用的不必写",
        ),
        (
            _HEAD + _RUNG.format(id="a", at='"1"'),
            "ladder.number x.toml：ladder 'x' rung 'a'：at '1'、repeat 0：应为以 hours 计的数",
        ),
        (
            _HEAD + _RUNG.format(id="a", at=1).replace('zh="甲"', "zh=1"),
            "ladder.text x.toml：ladder 'x' rung 'a' zh：“1”不是文字",
        ),
        (
            _HEAD + _RUNG.format(id="a", at=1) + 'to="head"\n',
            "ladder.names x.toml：ladder 'x' rung 'a'：“head”不是名称的列表",
        ),
        (
            _HEAD + _RUNG.format(id="a", at=1).replace("amber", "blue"),
            "ladder.colour x.toml：ladder 'x' rung 'a'：颜色“blue”不在 amber、red 之列",
        ),
    ],
)
def test_a_wrong_ladder_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """Each refusal names the file, the ladder and what is wrong."""
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as refusal:
        read_ladders(path)
    assert message in told(refusal.value)


def test_a_book_without_a_ladder_for_hours_is_refused(tmp_path: Path) -> None:
    """A clock that reminds nobody must be a choice, never a gap."""
    with pytest.raises(DataError) as refusal:
        ladders(tmp_path)
    assert str(refusal.value) == "cn.toml: ladder: no ladder in working_days for party 'agency'; add one"


@given(
    due=st.dates(date(2024, 3, 1), date(2026, 6, 30)),
    sweeps=st.lists(st.integers(0, 60 * 24 * 60), min_size=1, max_size=12),
)
def test_whenever_sweeps_run_every_rung_is_raised_or_stood_for_exactly_once(due: date, sweeps: list[int]) -> None:
    """Sweeps at any instants, in order: what they raised and stood for is what they should have met, none twice."""
    way = way_of(due)
    start = way.steps[0].at
    stands, told = Armed(0, start), []
    for minutes in sorted(sweeps):
        now = start + timedelta(minutes=minutes)
        if stands.next_at is not None and stands.next_at <= now:
            rings, stands = due_rings(way, stands, now)
            told += [name for one in rings for name in (*one.missed, one.step.id)]
    last = start + timedelta(minutes=max(sweeps))
    assert sorted(told) == sorted(step.id for step in way.between(start, last))
    assert len(set(told)) == len(told)


def test_a_clock_put_off_has_lost_no_alarm() -> None:
    """Its next look was moved past the first two rungs; where it stands on the ladder still tells of them."""
    rings, _ = due_rings(way_of(date(2024, 4, 1)), Armed(0, at("2024-03-27T10:00")), at("2024-03-27T10:00"))
    assert [(one.step.id, one.missed) for one in rings] == [("amber-3", ("amber-5",))]
    later, _ = due_rings(way_of(date(2024, 4, 1)), Armed(7, at("2024-04-30T10:00")), at("2024-04-30T10:00"))
    assert [(one.step.id, one.missed) for one in later] == [("supervise.3", ("supervise.2",))]
