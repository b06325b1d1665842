"""What a store lists of a case, worked out by hand; and what a command writes, statement by statement."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from attrs import evolve

from deadlines.counting.timeline import Restarted, Started
from deadlines.errors import TimelineError
from helpers.example_flow import BASIS, FLOW, HANDLER
from helpers.store_contract import MORNING, office_on
from workflows.cases.case import Case, ClockState, replay
from workflows.cases.events import NOTED, VOIDED, Event, Occasion
from workflows.decisions.decide import decide, open_case
from workflows.decisions.rows import armed_by, clock_changes, rebuilt, row_of, warn_at
from workflows.errors import Unstorable
from workflows.office.case_cache import CaseCache, StoredCase
from workflows.office.personal import Keys, decrypted, encrypted
from workflows.store.checks import check_commit
from workflows.store.memory import MemoryStore
from workflows.store.port import Commit
from workflows.store.sql.batch import gathered
from workflows.values import SHANGHAI

DESK = office_on(MemoryStore(("a",)), "a").desk


def begun() -> Case:
    """A request that was received on 5 March 2024 and is due on 2 April."""
    first = open_case(FLOW, "A-1", Occasion(MORNING, HANDLER), agency="a", place=BASIS.place, notes={"title": "预算"})
    case = replay(first)
    return replay((*first, *decide(FLOW, case, "receive", Occasion(MORNING, HANDLER), basis=BASIS)))


def clock(key: str, start: date, due: date, name: str = "reply") -> ClockState:
    """A running clock as a case holds it."""
    return ClockState(name, key, (Started(start),), due, due, "foi.reply@regulation-2019", "v")


def at(month: int, day: int, hour: int) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize("turned", [False, True])
def test_the_nearest_due_date_and_the_first_warning_of_several_clocks(*, turned: bool) -> None:
    """Whichever clock comes first in the case, and though the one that is due later warns first.

    Three quarters of the 41 days from 10 February to 22 March are 30 days and 18 hours.
    """
    near, far = clock("b", date(2024, 3, 1), date(2024, 3, 21)), clock("a", date(2024, 2, 10), date(2024, 3, 22))
    row = row_of(FLOW, evolve(begun(), clocks=(far, near) if turned else (near, far)))
    assert (date(2024, 3, 21), at(3, 11, 18)) == (row.due, row.warn_at)


def test_a_warning_is_counted_from_the_restart() -> None:
    """Three quarters of the 20 days from 1 April; without the restart of the 51 from 1 March: 38 days and 6 hours."""
    due = date(2024, 4, 21)
    once = clock("", date(2024, 3, 1), due)
    again = evolve(once, facts=(*once.facts, Restarted(date(2024, 4, 1), "corrected_request_received")))
    assert (at(4, 8, 6), at(4, 16, 0)) == (warn_at(FLOW, once, due), warn_at(FLOW, again, due))


def test_a_clock_that_nothing_started_has_no_warning() -> None:
    """No day is made up for it."""
    lost = evolve(clock("", date(2024, 3, 1), date(2024, 3, 21)), facts=(Restarted(date(2024, 4, 1), "fee_paid"),))
    with pytest.raises(TimelineError, match=r"nothing started this clock: add Started\(on=...\)"):
        warn_at(FLOW, lost, date(2024, 4, 21))


def test_the_clock_of_somebody_else_alone_means_waiting() -> None:
    """While it stands still as well; a clock that was stopped means nothing."""
    case = begun()
    theirs = clock("甲", date(2024, 3, 1), date(2024, 3, 21), "third_party")
    assert "waiting" == row_of(FLOW, evolve(case, clocks=(theirs,))).standing
    assert "no_clock" == row_of(FLOW, evolve(case, clocks=())).standing
    assert "running" == row_of(FLOW, evolve(case, clocks=(theirs, *case.clocks))).standing
    assert "suspended" == row_of(FLOW, evolve(case, clocks=(evolve(case.clocks[0], due=None),))).standing
    row = row_of(FLOW, evolve(case, clocks=(theirs,)))
    assert (None, None) == (row.due, row.warn_at)


def test_a_clock_that_is_the_same_is_not_armed_anew() -> None:
    """Equal is enough: a case that was read again holds other objects."""
    case = begun()
    copied = evolve(case, clocks=tuple(evolve(state) for state in case.clocks))
    changes = clock_changes(FLOW, case, copied, BASIS)
    assert ((), (), ()) == (changes.arms, changes.moves, changes.drops)
    later = evolve(case, clocks=(evolve(case.clocks[0], due=date(2024, 4, 3)),))
    assert [date(2024, 4, 3)] == [row.due for row in clock_changes(FLOW, case, later, BASIS).moves]
    assert (("reply", ""),) == clock_changes(FLOW, case, evolve(case, clocks=()), BASIS).drops


def test_what_armed_a_clock_is_told_from_the_history_alone() -> None:
    """A voided entry changes the clocks that it had changed, and so does one that voids the correction."""
    case = begun()
    asked = decide(FLOW, case, "consult", Occasion(MORNING, HANDLER), basis=BASIS, payload={"third_party": "甲"})
    assert {("reply", ""): 3, ("third_party", "甲"): 3} == armed_by((*case.events, *asked))
    voided = (*case.events, *asked, voiding(3, 4))
    assert {("reply", ""): 4} == {at: n for at, n in armed_by(voided).items() if replay(voided).clock(*at)}
    noted = replay((*voided, note(replay(voided), assignee="wang")))
    assert 4 == armed_by(noted.events)["reply", ""]
    again = (*case.events, voiding(2, 3), voiding(3, 4))
    assert {("reply", ""): 4} == armed_by(again)


def test_of_several_events_in_one_write_each_arms_its_own_clock() -> None:
    """A note behind a consultation arms nothing; a third that moves the reply arms the reply alone."""
    case = begun()
    asked = decide(FLOW, case, "consult", Occasion(MORNING, HANDLER), basis=BASIS, payload={"third_party": "甲"})
    after = replay((*case.events, *asked))
    after = replay((*after.events, note(after, assignee="wang")))
    heard = decide(
        FLOW, after, "record_opinion", Occasion(MORNING, HANDLER), basis=BASIS, payload={"third_party": "甲"}
    )
    last = replay((*after.events, *heard))
    arms = clock_changes(FLOW, case, after, BASIS)
    assert [("third_party", "甲", 3)] == [(row.clock, row.key, row.armed_by) for row in arms.arms]
    assert [("reply", 3)] == [(row.clock, row.armed_by) for row in arms.moves]
    changes = clock_changes(FLOW, case, last, BASIS)
    assert [("reply", 5)] == [(row.clock, row.armed_by) for row in (*changes.arms, *changes.moves)]


def test_a_clock_that_is_started_again_just_as_it_was_is_not_armed_anew() -> None:
    """Told alike from the change and from the whole history: the alarms of its ladder are not raised a second time."""
    case = begun()
    again = evolve(case.events[1], seq=3)
    after = replay((*case.events, again))
    changes = clock_changes(FLOW, case, after, BASIS)
    assert ((), (), ()) == (changes.arms, changes.moves, changes.drops)
    assert {("reply", ""): 2} == armed_by(after.events)


def test_clocks_are_listed_by_name_and_key_whichever_was_started_first() -> None:
    """As every store lists them: 乙 comes before 甲 in bytes as in characters."""
    case = begun()
    for name in ("甲", "乙"):
        asked = decide(FLOW, case, "consult", Occasion(MORNING, HANDLER), basis=BASIS, payload={"third_party": name})
        case = replay((*case.events, *asked))
    expected = [("reply", ""), ("third_party", "乙"), ("third_party", "甲")]
    assert expected == [(row.clock, row.key) for row in rebuilt(FLOW, case, BASIS)]


def voiding(seq: int, own: int) -> Event:
    """An entry that voids another."""
    return evolve(begun().events[0], seq=own, type=VOIDED, state="", voids=seq)


def note(case: Case, **notes: str) -> Event:
    """A note that follows on a case."""
    return evolve(case.events[0], seq=case.seq + 1, type=NOTED, recorded=MORNING, detail=tuple(notes.items()))


def statements(before: Case | None, *events: Event) -> dict[str, int]:
    """How many rows each statement writes for new events of a case."""
    known = None if before is None else StoredCase(before, "0" * 64)
    commit, _ = DESK.commit_for(FLOW, known, events, BASIS)
    return {name: len(rows) for name, rows in gathered("a", [commit])[0].rows.items()}


def test_a_command_writes_what_it_changes_and_nothing_else() -> None:
    """A title of two characters is two rows of its index: the pair, and what begins with the second."""
    case = begun()
    opening, receiving = case.events
    assert {"insert_case": 1, "insert_event": 1, "insert_title": 2} == statements(None, opening)
    assert {"move_case": 1, "insert_event": 1, "insert_clock": 1} == statements(replay((opening,)), receiving)
    withdrawn = decide(FLOW, case, "withdraw", Occasion(MORNING, HANDLER), basis=BASIS)
    assert {"move_case": 1, "insert_event": 1, "drop_clock": 1} == statements(case, *withdrawn)


def test_a_note_touches_the_index_of_titles_only_for_a_new_title() -> None:
    """Who has a case says nothing of its title; of two notes at once either may be the one that does."""
    case = begun()
    moved = {"move_case": 1, "insert_event": 1, "note_case": 1}
    assert moved == statements(case, note(case, assignee="wang"))
    retitled = {**moved, "drop_titles": 1, "insert_title": 2}
    assert retitled == statements(case, note(case, title="决算"))
    titled, named = note(case, title="决算"), evolve(note(case, assignee="wang"), seq=case.seq + 2)
    assert {**retitled, "insert_event": 2} == statements(case, titled, named)
    assert {"insert_case": 1, "insert_event": 3, "insert_title": 2, "insert_clock": 1} == statements(
        None, *case.events, note(case, assignee="wang")
    )


def test_the_events_of_a_commit_follow_each_other() -> None:
    """One that is missing, at the end or between two, one of another case, one of another agency."""
    case = begun()
    row, (first, second) = row_of(FLOW, case), case.events
    check_commit("a", Commit(row, 0, (first, second)))
    why = "must be {} of the same case and agency 'a', not '{}'"
    for wrong, due, of in (
        (Commit(row, 0, (first,)), "(1, 2)", "a"),
        (Commit(row, 0, (first, evolve(second, seq=3))), "(1, 2)", "a"),
        (Commit(row, 0, (first, evolve(second, case_id="A-2"))), "(1, 2)", "a"),
        (Commit(evolve(row, agency="b"), 0, (first, second)), "(1, 2)", "b"),
        (Commit(row, 1, (first, second)), "(2,)", "a"),
    ):
        found = tuple(event.seq for event in wrong.events)
        with pytest.raises(Unstorable) as refused:
            check_commit("a", wrong)
        assert f"its events {found} {why.format(due, of)}" in str(refused.value)


def test_the_key_of_every_clock_is_looked_at() -> None:
    """Of those that are new and of those that move."""
    case = begun()
    (arm,) = clock_changes(FLOW, None, case, BASIS).arms
    strange = evolve(arm, key="甲\n")
    for commit in (
        Commit(row_of(FLOW, case), 0, case.events, arms=(arm, strange)),
        Commit(row_of(FLOW, case), 0, case.events, arms=(arm,), moves=(strange,)),
    ):
        with pytest.raises(Unstorable, match=r"clock key .* it holds control characters"):
            check_commit("a", commit)


def test_the_cases_written_last_are_known() -> None:
    """The one that was put there first goes first; to be written again is to be put there again."""
    known, case = CaseCache(most=2), begun()
    for name in ("A", "B", "A", "C"):
        known.put(StoredCase(evolve(case, id=name), name))
    assert [None, "A", "C"] == [None if (one := known.get(name)) is None else one.head for name in ("B", "A", "C")]
    known.forget("A")
    known.forget("never")
    assert known.get("A") is None


def test_what_a_later_command_brought_stands() -> None:
    """By the number of the command, not by its digits; data of the opening come before all."""
    keys = Keys("k", {"k": bytes(16)})
    kept = [
        encrypted(keys, "a", "A-1", ref, {"contact": ref, ref: ref}, date(2034, 3, 5))
        for ref in ("10", "2", "applicant")
    ]
    erased = evolve(kept[0], ref="11", ciphertext=None)
    found = decrypted(keys, "a", "A-1", [*kept, erased])
    assert {"contact": "10", "10": "10", "2": "2", "applicant": "applicant"} == found
    assert date(2034, 3, 5) == kept[0].erase_after
