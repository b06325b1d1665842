"""Facts that contradict the rule or each other are refused, with the article; the others become a plan."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from deadlines.counting.plan import Plan, Span, plan
from deadlines.counting.timeline import Agreed, Extended, Fact, Restarted, Resumed, Stopped, Suspended, Timeline
from deadlines.errors import TimelineError
from deadlines.law.readings import Readings
from deadlines.law.rules import Instrument, Rule, RuleExtension, RuleRestart, RuleSuspension
from deadlines.law.terms import CalendarDays, FixedDate, Hours, Months, Reasonable, Term, WorkingDays

D = date.fromisoformat
A, B = "third_party_consultation", "other_agency_consultation"
LAW = Instrument("law", "某法", "A law", "", D("2000-01-01"), D("2000-01-01"), "memory", ())
TWENTY = WorkingDays(20)


def rule(term: Term = TWENTY, **parts: Any) -> Rule:
    """Invent a rule with two causes of suspension, one restart and one extension."""
    given: dict[str, Any] = {
        "suspensions": (RuleSuspension(A, "第三条", "memory"), RuleSuspension(B, "第三条", "memory")),
        "restarts": (
            RuleRestart("corrected_request_received", "第四条", "memory"),
            RuleRestart("order_to_redo", "第四条", "memory"),
        ),
        "extension": RuleExtension(TWENTY, 1, "负责人", "", "第五条", "memory"),
    }
    return Rule(
        "r",
        "期限",
        "Term",
        "第二条",
        LAW,
        parts.pop("kind", "ceiling"),
        term,
        "起",
        "s",
        "memory",
        **{**given, **parts},
    )


def planned(*facts: Fact, of: Rule | None = None, **choices: Any) -> Plan:
    """Plan a clock that started on 1 March 2024."""
    return plan(of or rule(), Timeline.starting(D("2024-03-01"), *facts).facts, Readings(**choices))


def pause(cause: str, begun: str, over: str | None = None, key: str = "") -> list[Fact]:
    """Suspend on one day and resume on another."""
    return [Suspended(D(begun), cause, key), *([Resumed(D(over), cause, key)] if over else [])]


def spans(*facts: Fact, **choices: Any) -> list[tuple[str, str | None, tuple[str, ...]]]:
    """Give the spans of a plan as text."""
    return [
        (span.after.isoformat(), span.through and span.through.isoformat(), span.causes)
        for span in planned(*facts, **choices).spans
    ]


def test_a_clock_that_only_started() -> None:
    """Origin and length, nothing else."""
    assert Plan(D("2024-03-01"), TWENTY) == planned()


def test_a_full_plan() -> None:
    """Every kind of fact finds its place."""
    restarted = Restarted(D("2024-03-05"), "corrected_request_received")
    stopped = Stopped(D("2024-04-30"), "answered")
    told = Extended(D("2024-03-28"), WorkingDays(5))
    facts = [restarted, stopped, told, *pause(A, "2024-03-11", "2024-03-25"), Agreed(D("2024-03-05"), WorkingDays(15))]
    assert Plan(
        origin=D("2024-03-05"),
        term=WorkingDays(15),
        extension=WorkingDays(5),
        extended_on=D("2024-03-28"),
        spans=(Span(D("2024-03-11"), D("2024-03-25"), (A,)),),
        restarted=restarted,
        stopped=stopped,
    ) == planned(*facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([*pause(A, "2024-03-05", "2024-03-08")], [("2024-03-05", "2024-03-08", (A,))]),
        ([*pause(A, "2024-03-05")], [("2024-03-05", None, (A,))]),
        ([*pause(A, "2024-03-05", "2024-03-05")], []),
        (
            [*pause(A, "2024-03-05", "2024-03-08"), *pause(B, "2024-03-07", "2024-03-12")],
            [("2024-03-05", "2024-03-12", (A, B))],
        ),
        (
            [*pause(A, "2024-03-05", "2024-03-12"), *pause(B, "2024-03-07", "2024-03-08")],
            [("2024-03-05", "2024-03-12", (A, B))],
        ),
        (
            [*pause(A, "2024-03-05", "2024-03-08"), *pause(A, "2024-03-08", "2024-03-12")],
            [("2024-03-05", "2024-03-12", (A,))],
        ),
        (
            [*pause(A, "2024-03-05", "2024-03-08"), *pause(A, "2024-03-09", "2024-03-12")],
            [("2024-03-05", "2024-03-08", (A,)), ("2024-03-09", "2024-03-12", (A,))],
        ),
        (
            [*pause(A, "2024-03-05", key="1"), *pause(A, "2024-03-07", "2024-03-08", key="2")],
            [("2024-03-05", None, (A,))],
        ),
        (
            [*pause(A, "2024-03-05", "2024-03-08", key="1"), *pause(B, "2024-03-07")],
            [("2024-03-05", None, (A, B))],
        ),
        (
            [*pause(B, "2024-03-09"), *pause(A, "2024-03-05", "2024-03-08")],
            [("2024-03-05", "2024-03-08", (A,)), ("2024-03-09", None, (B,))],
        ),
        (
            [*pause(A, "2024-03-04", "2024-03-04", key="1"), *pause(A, "2024-03-05", "2024-03-08", key="2")],
            [("2024-03-05", "2024-03-08", (A,))],
        ),
        ([*pause(A, "2024-03-01", "2024-03-04")], [("2024-03-01", "2024-03-04", (A,))]),
    ],
)
def test_suspensions_are_merged(facts: list[Fact], expected: list[tuple[str, str | None, tuple[str, ...]]]) -> None:
    """Intervals, never balances: what overlaps or touches is one span, with every cause once."""
    assert expected == spans(*facts)
    assert expected == spans(*facts[::-1])


def test_a_pause_over_before_the_restart_is_forgotten() -> None:
    """Only what leaves out days after the origin is kept."""
    restart = Restarted(D("2024-03-12"), "corrected_request_received")
    assert [] == spans(restart, *pause(A, "2024-03-05", "2024-03-12"))
    assert [("2024-03-05", "2024-03-13", (A,))] == spans(restart, *pause(A, "2024-03-05", "2024-03-13"))


def test_the_day_of_dispatch_may_be_left_out_too() -> None:
    """Under the contrary reading a pause begins a day earlier, open or not."""
    excluded = {"consultation_dispatch_day": "excluded"}
    assert [("2024-03-04", "2024-03-08", (A,))] == spans(*pause(A, "2024-03-05", "2024-03-08"), **excluded)
    assert [("2024-03-04", None, (A,))] == spans(*pause(A, "2024-03-05"), **excluded)


def test_a_correction_read_as_a_pause() -> None:
    """From the notice to the corrected request; without the day of the notice it has no effect, and says so."""
    cause = "corrected_request_received"
    known = Restarted(D("2024-03-12"), cause, since=D("2024-03-06"))
    assert [("2024-03-06", "2024-03-12", (cause,))] == spans(known, correction_effect="suspend")
    unknown = planned(Restarted(D("2024-03-12"), cause), correction_effect="suspend")
    assert ((), ("corrected_request_received of 2024-03-12 has no effect under the reading 'suspend'",)) == (
        unknown.spans,
        tuple(map(str, unknown.notes)),
    )


def test_each_correction_may_be_read_as_a_pause() -> None:
    """Two notices, two pauses, where the second is allowed and neither restarts."""
    cause = "corrected_request_received"
    twice = [
        Restarted(D(on), cause, since=D(since))
        for since, on in (("2024-03-04", "2024-03-06"), ("2024-03-12", "2024-03-15"))
    ]
    contrary = {"correction_effect": "suspend", "second_correction": "again"}
    assert [("2024-03-04", "2024-03-06", (cause,)), ("2024-03-12", "2024-03-15", (cause,))] == spans(*twice, **contrary)


def test_what_has_no_effect_is_noted() -> None:
    """A second correction, and one that was asked for too late."""
    cause = "corrected_request_received"
    first, second = (Restarted(D(day), cause, late=True) for day in ("2024-03-05", "2024-03-12"))
    assert ("corrected_request_received of 2024-03-12 has no effect under the reading 'once'",) == tuple(
        map(str, planned(first, second).notes)
    )
    assert ("corrected_request_received of 2024-03-05 has no effect under the reading 'no_effect'",) == tuple(
        map(str, planned(first, late_correction_notice="no_effect").notes)
    )


def test_pauses_at_instants_are_spans_of_days() -> None:
    """A term set later in days may have begun at an instant; its pauses leave out whole days."""
    instants = [datetime(2024, 3, day, 9, tzinfo=UTC) for day in (1, 5, 8)]
    begun, sent, came = instants
    facts = Timeline.starting(begun, Agreed(begun, WorkingDays(5)), Suspended(sent, A), Resumed(came, A))
    assert (Span(D("2024-03-05"), D("2024-03-08"), (A,)),) == plan(
        rule(Reasonable(), extension=None), facts.facts, Readings()
    ).spans


def test_the_last_restart_counts() -> None:
    """Each restart begins a full new term."""
    first, last = (Restarted(D(day), "order_to_redo") for day in ("2024-03-05", "2024-03-12"))
    assert (last, D("2024-03-12")) == (planned(last, first).restarted, planned(last, first).origin)


def test_an_extension_before_a_restart_fell_with_it() -> None:
    """The new term may be extended anew, and the note says what became of the old extension."""
    restart = Restarted(D("2024-03-12"), "corrected_request_received")
    old, new = Extended(D("2024-03-11")), Extended(D("2024-03-12"))
    fell = planned(restart, old)
    assert (None, None, ("the extension of 2024-03-11 fell with the restart on 2024-03-12",)) == (
        fell.extension,
        fell.extended_on,
        tuple(map(str, fell.notes)),
    )
    assert (TWENTY, D("2024-03-12")) == (planned(restart, old, new).extension, planned(restart, old, new).extended_on)


def test_the_last_of_several_extensions_counts() -> None:
    """Where a rule may be extended twice the second one sets the length."""
    twice = rule(extension=RuleExtension(TWENTY, 2, "负责人", "", "第五条", "memory"))
    facts = (Extended(D("2024-03-11"), WorkingDays(5)), Extended(D("2024-03-12"), WorkingDays(9)))
    assert (WorkingDays(9), D("2024-03-12")) == (
        planned(*facts, of=twice).extension,
        planned(*facts, of=twice).extended_on,
    )


def test_an_agency_may_bind_itself_more_strictly() -> None:
    """Shorter than a ceiling, longer than a floor, or just the same."""
    assert WorkingDays(19) == planned(Agreed(D("2024-03-01"), WorkingDays(19))).term
    assert TWENTY == planned(Agreed(D("2024-03-01"), TWENTY)).term
    floor = rule(kind="floor")
    assert WorkingDays(21) == planned(Agreed(D("2024-03-01"), WorkingDays(21)), of=floor).term
    assert TWENTY == planned(Agreed(D("2024-03-01"), TWENTY), of=floor).term
    assert Months(1) == planned(Agreed(D("2024-03-01"), Months(1)), of=rule(Reasonable())).term


CITED = "(《某法》第二条)"
CITED_ZH = "（《某法》第二条）"
REFUSED: list[tuple[str, Rule, list[Fact], str]] = [
    (
        "a fact before the start",
        rule(),
        pause(A, "2024-02-29", "2024-03-05"),
        "Suspended on 2024-02-29: happened before the clock started on 2024-03-01",
    ),
    (
        "a cause that does not suspend",
        rule(),
        pause("holiday", "2024-03-05"),
        (
            "Suspended on 2024-03-05: 'holiday' does not suspend r; it is suspended by "
            f"third_party_consultation, other_agency_consultation {CITED}"
        ),
    ),
    (
        "a rule that nothing suspends",
        rule(suspensions=()),
        pause(A, "2024-03-05"),
        f"Suspended on 2024-03-05: 'third_party_consultation' does not suspend r; it is suspended by nothing {CITED}",
    ),
    (
        "suspended twice",
        rule(),
        [*pause(A, "2024-03-05"), *pause(A, "2024-03-07")],
        (
            "Suspended on 2024-03-07: already suspended for 'third_party_consultation' since 2024-03-05; "
            "give it its own key"
        ),
    ),
    (
        "resumed without a suspension",
        rule(),
        [Resumed(D("2024-03-05"), A)],
        "Resumed on 2024-03-05: nothing was suspended for 'third_party_consultation'",
    ),
    (
        "resumed under another key",
        rule(),
        [*pause(A, "2024-03-05", key="1"), Resumed(D("2024-03-07"), A, "2")],
        "Resumed on 2024-03-07: nothing was suspended for 'third_party_consultation' 2",
    ),
    (
        "a cause that does not restart",
        rule(),
        [Restarted(D("2024-03-05"), "holiday")],
        (
            "Restarted on 2024-03-05: 'holiday' does not restart r; "
            "it is restarted by corrected_request_received, order_to_redo (第二条)"
        ),
    ),
    (
        "a rule that nothing restarts",
        rule(restarts=()),
        [Restarted(D("2024-03-05"), "holiday")],
        "Restarted on 2024-03-05: 'holiday' does not restart r; it is restarted by nothing (第二条)",
    ),
    (
        "no extension",
        rule(extension=None),
        [Extended(D("2024-03-05"))],
        f"Extended on 2024-03-05: r cannot be extended {CITED}",
    ),
    (
        "extended too often",
        rule(),
        [Extended(D("2024-03-05")), Extended(D("2024-03-06"))],
        "Extended on 2024-03-06: r may be extended 1 time(s), this is number 2 (第五条)",
    ),
    (
        "extended by too much",
        rule(),
        [Extended(D("2024-03-05"), WorkingDays(21))],
        "Extended on 2024-03-05: 21 working days is more than the 20 working days that may be added (第五条)",
    ),
    (
        "extended in another unit",
        rule(),
        [Extended(D("2024-03-05"), CalendarDays(5))],
        "Extended on 2024-03-05: 5 calendar days is more than the 20 working days that may be added (第五条)",
    ),
    (
        "no length set",
        rule(Reasonable()),
        [],
        (
            "Timeline: r is a reasonable term that the agency sets; no length was set: "
            f"add Agreed(on=..., term=...) {CITED}"
        ),
    ),
    (
        "another unit",
        rule(),
        [Agreed(D("2024-03-05"), CalendarDays(10))],
        f"Agreed on 2024-03-05: 10 calendar days cannot replace 20 working days: another unit {CITED}",
    ),
    (
        "a fixed date cannot be agreed away",
        rule(FixedDate(1, 31)),
        [Agreed(D("2024-03-05"), CalendarDays(10))],
        (f"Agreed on 2024-03-05: 10 calendar days cannot replace 01-31 of the same year: another unit {CITED}"),
    ),
    (
        "longer than a ceiling",
        rule(),
        [Agreed(D("2024-03-05"), WorkingDays(21))],
        f"Agreed on 2024-03-05: 21 working days is longer than the most the law allows, 20 working days {CITED}",
    ),
    (
        "shorter than a floor",
        rule(kind="floor"),
        [Agreed(D("2024-03-05"), WorkingDays(19))],
        f"Agreed on 2024-03-05: 19 working days is shorter than the least the law allows, 20 working days {CITED}",
    ),
    (
        "an extension in another unit than the term",
        rule(Reasonable()),
        [Agreed(D("2024-03-01"), Months(1)), Extended(D("2024-03-05"), WorkingDays(5))],
        "Extended on 2024-03-05: 5 working days cannot be added to 1 month: another unit",
    ),
    (
        "a fixed date suspended",
        rule(FixedDate(1, 31, 1)),
        pause(A, "2024-03-05"),
        ("Timeline: 01-31 of the next year can be neither suspended nor extended; correct the rule r"),
    ),
    (
        "a fixed date extended",
        rule(FixedDate(1, 31, 1)),
        [Extended(D("2024-03-05"))],
        ("Timeline: 01-31 of the next year can be neither suspended nor extended; correct the rule r"),
    ),
    (
        "hours from a day",
        rule(Hours(48)),
        [],
        "Started on 2024-03-01: r runs in natural hours: give the instant it started as an aware datetime",
    ),
]


@pytest.mark.parametrize(("what", "asked", "facts", "message"), REFUSED)
def test_contradictions_are_refused(what: str, asked: Rule, facts: list[Fact], message: str) -> None:
    """The message names the fact, the day, the reason and the article."""
    with pytest.raises(TimelineError) as caught:
        planned(*facts, of=asked)
    assert message == str(caught.value), what


IN_CHINESE: list[tuple[Rule, list[Fact], str, str]] = [
    (
        rule(),
        [Suspended(D("2024-02-29"), A)],
        "timeline.before_start",
        "2024-02-29中止：早于起算日 2024-03-01",
    ),
    (
        rule(),
        [Restarted(D("2024-03-05"), "x")],
        "timeline.no_restart",
        (
            "2024-03-05重新计算：“x”不使 r 重新计算；"
            "可使其重新计算的：收到补正后的申请（corrected_request_received）、责令重新办理（order_to_redo）（第二条）"
        ),
    ),
    (
        rule(suspensions=()),
        [Suspended(D("2024-03-05"), A)],
        "timeline.no_suspension",
        f"2024-03-05中止：“征求第三方意见”不能中止 r；可使其中止的：无{CITED_ZH}",
    ),
    (
        rule(),
        [Suspended(D("2024-03-05"), A), Suspended(D("2024-03-06"), A)],
        "timeline.suspended_before",
        "2024-03-06中止：自 2024-03-05 起已因“征求第三方意见”中止；另一次中止须另行标明",
    ),
    (
        rule(),
        [Resumed(D("2024-03-05"), A)],
        "timeline.nothing_to_resume",
        "2024-03-05恢复计算：此前没有因“征求第三方意见”的中止可以恢复",
    ),
    (
        rule(),
        [Extended(D("2024-03-05"), WorkingDays(30))],
        "timeline.extension_too_long",
        "2024-03-05告知延期：延长30个工作日，多于可延长的20个工作日（第五条）",
    ),
    (
        rule(extension=None),
        [Extended(D("2024-03-05"))],
        "timeline.no_extension",
        f"2024-03-05告知延期：r 不可延长{CITED_ZH}",
    ),
    (
        rule(),
        [Extended(D("2024-03-05")), Extended(D("2024-03-06"))],
        "timeline.too_many_extensions",
        "2024-03-06告知延期：r 可延长1次，这是第2次（第五条）",
    ),
    (
        rule(Reasonable()),
        [],
        "timeline.no_length_set",
        f"r 是由机关确定的合理期限，尚未确定长短；请用 Agreed 写明{CITED_ZH}",
    ),
    (
        rule(),
        [Agreed(D("2024-03-05"), WorkingDays(21))],
        "timeline.own_too_long",
        f"2024-03-05确定期限：21个工作日长于法定最长的20个工作日{CITED_ZH}",
    ),
    (
        rule(kind="floor"),
        [Agreed(D("2024-03-05"), WorkingDays(19))],
        "timeline.own_too_short",
        f"2024-03-05确定期限：19个工作日短于法定最短的20个工作日{CITED_ZH}",
    ),
    (
        rule(),
        [Agreed(D("2024-03-05"), CalendarDays(10))],
        "timeline.own_unit",
        f"2024-03-05确定期限：10日不能代替20个工作日：单位不同{CITED_ZH}",
    ),
    (
        rule(Reasonable()),
        [Agreed(D("2024-03-01"), Months(1)), Extended(D("2024-03-05"), WorkingDays(5))],
        "timeline.extension_unit",
        "2024-03-05告知延期：5个工作日不能加到1个月上：单位不同",
    ),
    (
        rule(FixedDate(1, 31, 1)),
        [Extended(D("2024-03-05"))],
        "timeline.fixed_term",
        "次年1月31日不能中止或者延长；请改正期限 r",
    ),
    (
        rule(Hours(48)),
        [],
        "timeline.start_needs_instant",
        "2024-03-01起算：r 以自然小时计：请给出起算时刻（带时区）",
    ),
]


@pytest.mark.parametrize(("asked", "facts", "code", "message"), IN_CHINESE, ids=[row[2] for row in IN_CHINESE])
def test_contradictions_are_told_in_chinese(asked: Rule, facts: list[Fact], code: str, message: str) -> None:
    """The library says them itself; the code of the reason stays when the wording changes."""
    with pytest.raises(TimelineError) as caught:
        planned(*facts, of=asked)
    assert (code, message) == (caught.value.why.code, caught.value.text("zh"))


def test_days_from_an_instant_are_refused() -> None:
    """Which day an instant falls on is for the caller to say."""
    with pytest.raises(TimelineError) as caught:
        plan(rule(), Timeline.starting(datetime(2024, 3, 1, 9, tzinfo=UTC)).facts, Readings())
    assert ("Started on 2024-03-01T09:00:00+00:00: r runs in days: give the day it started as a date") == str(
        caught.value
    )


def test_an_instant_may_start_hours_or_a_term_yet_to_be_set() -> None:
    """A reasonable term may turn out to be one in hours."""
    begun = datetime(2024, 3, 1, 9, tzinfo=UTC)
    assert Plan(begun, Hours(48)) == plan(rule(Hours(48)), Timeline.starting(begun).facts, Readings())
    set_later = Timeline.starting(begun, Agreed(begun, Hours(5)))
    assert Plan(begun, Hours(5)) == plan(rule(Reasonable()), set_later.facts, Readings())
