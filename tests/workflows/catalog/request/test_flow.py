"""依申请公开: every scenario comes out as written, and together they leave no move, guard or effect unproved."""

from __future__ import annotations

from datetime import date

import pytest

from deadlines import rulebook
from deadlines.calendars.calendar import WorkCalendar
from deadlines.errors import NotInForceError
from helpers import permissions, scenarios
from helpers.scenarios import Scenario
from workflows import Actor, Basis, Case, Flow, decide, evolve, link, open_case, preview_void, void
from workflows.cases.events import Occasion
from workflows.catalog import flow
from workflows.catalog.request.compliance import RULES
from workflows.catalog.request.data import GROUNDS, LAWS, LEAVES
from workflows.catalog.request.flow import FLOWS, flow_on
from workflows.catalog.request.history import opinions
from workflows.decisions.compliance import RULES as CORE
from workflows.errors import BadFacts
from workflows.flows.mutants import mutants
from workflows.flows.parts import ANY_OPEN
from workflows.flows.soundness import prove
from workflows.testing import machine_for

BRANCHING = frozenset(
    {
        "began_reply",
        "lapsed_bulk",
        "brings_a_decision",
        "corrected_in_time",
        "paid_in_time",
        *(f"{who}_{what}" for who in ("third_party", "co_producer") for what in ("in_term", "deemed", "given_up")),
        "other_agency_given_up",
    }
)
"""Guards that choose between moves of one command: where one says no, another move is taken, or its guard refuses."""
SCENARIOS = scenarios.of("request")
OLD, NEW = flow("request@2007"), flow("request@2019")
WANG = Actor("disclosure_office", "wang")
YEARS = WorkCalendar.from_days(first=date(2008, 1, 1), last=date(2045, 12, 31))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.id)
def test_scenario(scenario: Scenario) -> None:
    """Each step leads to the state, the due dates and the refusals that the file names."""
    assert () == scenarios.run(scenario, flow(scenario.flow)).faults


@pytest.mark.parametrize("one", FLOWS, ids=lambda one: one.name)
def test_every_move_is_made_from_somewhere(one: Flow) -> None:
    """No move of the literal is without a scenario that makes it."""
    ran = [scenarios.run(scenario, one) for scenario in SCENARIOS if scenario.flow == one.name]
    made = {(command, event) for run in ran for _, command, event in run.moves}
    assert {(move.command, move.event) for move in one.moves} == made


@pytest.mark.parametrize("one", FLOWS, ids=lambda one: one.name)
def test_every_guard_refuses_once(one: Flow) -> None:
    """Each guard has a scenario in which it says no, with its message pinned."""
    ran = [scenarios.run(scenario, one) for scenario in SCENARIOS if scenario.flow == one.name]
    refusing = {guard for run in ran for guard in run.refusals}
    silent = {guard.id for guard in one.guards} - refusing
    assert silent <= BRANCHING


def test_every_end_and_every_leaf_is_reached() -> None:
    """The 21 leaves of table 3 are the outcomes of 2019, and scenarios reach all but those listed, which share code."""
    ends = {scenarios.run(scenario, NEW).case.outcome for scenario in SCENARIOS if scenario.flow == NEW.name}
    not_sent = {"third_party_rights", "unreasonable_bulk", "still_unclear"}
    assert set(LEAVES) - not_sent == ends - {""}


def test_leaves_are_the_rows_of_the_form() -> None:
    """The codes are those of table 3 of 国办公开办函〔2021〕30号, rows 三（一） to 三（六）3, in its order."""
    rows = {"3.1": 0, "3.2": 0, "3.3": 8, "3.4": 3, "3.5": 5, "3.6": 3}
    codes = [f"{row}.{n}" if under else row for row, under in rows.items() for n in range(1, max(under, 1) + 1)]
    assert len(codes) == 21
    assert codes == [leaf.code for leaf in LEAVES.values()]
    assert "（二）部分公开（区分处理的，只计这一情形，不计其他情形）" == LEAVES["partly_granted"].row
    assert codes == [outcome.code for outcome in NEW.outcomes]


def test_every_ground_is_used_and_cited() -> None:
    """A leaf names only known grounds, and each ground belongs to a leaf."""
    used = {ground for leaf in LEAVES.values() for grounds in leaf.grounds.values() for ground in grounds}
    assert used == set(GROUNDS)
    assert all(ground.article and ground.verification for ground in GROUNDS.values())


def test_versions_follow_each_other_without_a_gap() -> None:
    """Received on 14 May 2019: the text of 2007; on 15 May: that of 2019; before 1 May 2008: none."""
    assert ("request@2007", "request@2019") == (flow_on(date(2019, 5, 14)).name, flow_on(date(2019, 5, 15)).name)
    with pytest.raises(NotInForceError) as caught:
        flow_on(date(2008, 4, 30))
    assert caught.value.zh == (
        "request 在 2008-04-30 没有有效的版本；已有版本：request@2007 2008-05-01..2019-05-14；"
        "request@2019 2019-05-15..。请改问有效期内的日子，或者补入当日有效的文件"
    )
    assert caught.value.en.startswith("rule 'request' is not in force on 2008-04-30; its versions: request@2007 2008")


def test_versions_agree_with_the_instruments() -> None:
    """The days in law.toml are those of the instruments that the due dates are counted by."""
    book = rulebook()
    for law in LAWS.values():
        rule = book.in_force("foi.reply", law.since)
        assert (law.instrument, law.since, law.until) == (rule.instrument.id, rule.in_force, rule.until)


@pytest.mark.parametrize("one", FLOWS, ids=lambda one: one.name)
def test_every_clock_has_its_rule(one: Flow) -> None:
    """Each clock's rule binds on the first day of the version, and each cause is one that the rule knows."""
    book = rulebook()
    law = LAWS[one.version]
    day = max(law.since, date(2021, 1, 1)) if one is NEW else law.since
    for clock in one.clocks:
        assert book.in_force(clock.rule, day).id == clock.rule
    for task in one.tasks:
        for clock_id in task.suspends:
            assert book.in_force(one.clocks_by_id[clock_id].rule, day).suspension(task.cause) is not None


@pytest.mark.parametrize("one", FLOWS, ids=lambda one: one.name)
def test_it_is_sound(one: Flow) -> None:
    """The exhaustive search finds no fault."""
    assert () == prove(one).faults


@pytest.mark.parametrize("one", FLOWS, ids=lambda one: one.name)
def test_every_open_state_says_who_is_waited_for(one: Flow) -> None:
    """No case lies with nobody."""
    assert [] == [state.id for state in one.states if state.kind != "end" and not (state.waits_for or state.clock)]


@pytest.mark.parametrize("one", FLOWS, ids=lambda one: one.name)
def test_permissions_are_those_reviewed(one: Flow) -> None:
    """Role x state x command is the table under permissions/; after a change, write it anew and review it."""
    assert permissions.path(one).read_text(encoding="utf-8") == permissions.table(one)


@pytest.mark.parametrize("one", FLOWS, ids=lambda one: one.name)
def test_deletion_is_noticed(one: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any one move, guard or clock effect, a scenario or else the proof fails."""
    monkeypatch.setattr(
        "workflows.flows.flow.check_sound", lambda *_: None
    )  # the proof is slow; ask it only where it is needed
    mine = [scenario for scenario in SCENARIOS if scenario.flow == one.name]
    alive = [
        mutant.name
        for mutant in mutants(one)
        if mutant.flow is not None
        and not any(scenarios.run(scenario, mutant.flow).faults for scenario in mine)
        and not prove(mutant.flow).faults
    ]
    assert [] == alive


def test_system_moves_belong_to_lapses() -> None:
    """Whatever the system does, it does because a term has lapsed."""
    for one in FLOWS:
        assert {move.command for move in one.moves if move.by == ("system",)} == set(one.clocks_by_lapse)


def test_withdrawal_is_open_everywhere() -> None:
    """The applicant may withdraw in every open state."""
    for one in FLOWS:
        (move,) = [move for move in one.moves if move.command == "withdraw"]
        assert ANY_OPEN == move.sources


def test_an_unknown_decision_is_refused_with_the_choices() -> None:
    """A decision that is no row of the table is refused, and the refusal lists the rows."""
    basis = Basis(YEARS, rulebook())
    case = evolve(None, open_case(NEW, "A-1", Occasion(date(2024, 3, 1), scenarios.actor("disclosure_office:wang")))[0])
    with pytest.raises(BadFacts, match="fact 'channel' is 'pigeon', not one of in_person, signed_post"):
        decide(
            NEW,
            case,
            "register",
            Occasion(date(2024, 3, 1), scenarios.actor("disclosure_office:wang")),
            basis=basis,
            payload={"channel": "pigeon"},
        )


def _ended(name: str) -> tuple[Flow, Case, Basis]:
    scenario = next(one for one in SCENARIOS if one.id == name)
    one = flow(scenario.flow)
    return one, scenarios.run(scenario, one).case, scenarios.basis_of("cn", "", None)


def test_a_voided_extension_gives_the_first_due_day_back() -> None:
    """Extended to 28 April; the extension was entered by mistake: 29 March again, and the preview says so."""
    one, case, basis = _ended("extended")
    people = {"approved_by": Actor("head", "chen"), "basis": basis}
    preview = preview_void(one, case, case.seq, Occasion(date(2024, 3, 25), WANG), **people)
    assert [date(2024, 4, 28), date(2024, 3, 29)] == [preview.deadlines[0].before, preview.deadlines[0].after]
    (event,) = void(one, case, case.seq, Occasion(date(2024, 3, 25), WANG), reason="录入有误", **people)
    assert {"reply": date(2024, 3, 29)} == scenarios.standing(evolve(case, event))


def test_a_voided_opinion_no_longer_overrides() -> None:
    """A third party's consent entered for the wrong company is voided: its rights may be the ground again."""
    one, case, basis = _ended("third-party-answers")
    people = {"approved_by": Actor("head", "chen"), "basis": basis}
    (event,) = void(one, case, case.seq, Occasion(date(2024, 3, 21), WANG), reason="录入有误", **people)
    after = evolve(case, event)
    assert {"甲公司": "consents"} == opinions(case)
    assert {} == opinions(after)
    assert {"reply": "suspended", "third_party:甲公司": date(2024, 3, 27)} == scenarios.standing(after)


def test_what_was_published_is_linked() -> None:
    """Turned into proactive disclosure, the request is tied to the case that publishes it."""
    one, case, _ = _ended("published")
    (event,) = link(one, case, "turned_proactive", "DOC-2024-7", Occasion(date(2024, 4, 8), WANG))
    assert [("turned_proactive", "DOC-2024-7")] == [(tie.relation, tie.other) for tie in evolve(case, event).links]


TestNewPromises = machine_for(NEW, Basis(YEARS, rulebook()), date(2024, 3, 1), rules=(*CORE, *RULES)).TestCase
TestOldPromises = machine_for(OLD, Basis(YEARS, rulebook()), date(2010, 3, 1), rules=(*CORE, *RULES)).TestCase
