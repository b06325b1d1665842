"""The rules of the request flow find a planted breach in anybody's history, and nothing in a clean one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from attrs import evolve as changed

from deadlines.counting.timeline import Extended
from helpers import scenarios
from workflows import Actor, Event
from workflows.cases.events import ClockChange
from workflows.catalog import flow
from workflows.catalog.request.compliance import RULES
from workflows.decisions.compliance import find_breaches, history_of
from workflows.values import SHANGHAI

NEW = flow("request@2019")
BY_ID = {scenario.id: scenario for scenario in scenarios.of("request")}
AFTER = date(2024, 12, 2)


def events_of(name: str) -> tuple[Event, ...]:
    """Give the history that a scenario of 2019 ends with."""
    return scenarios.run(BY_ID[name], NEW).case.events


def breaches(events: tuple[Event, ...]) -> list[str]:
    """Judge a history by the rules of this flow."""
    basis = scenarios.basis_of("cn", "", None)
    return [breach.rule for breach in find_breaches(history_of(events, NEW, basis, AFTER), RULES)]


def doctored(name: str, event_type: str, *, drop: tuple[str, ...] = (), **facts: Any) -> tuple[Event, ...]:
    """Change facts of every event of a type, as an imported register might have them."""
    return tuple(
        changed(event, facts=tuple({**{n: v for n, v in event.facts if n not in drop}, **facts}.items()))
        if event.type == event_type
        else event
        for event in events_of(name)
    )


def without(name: str, *types: str) -> tuple[Event, ...]:
    """Leave events out and number the rest anew."""
    kept = [event for event in events_of(name) if event.type not in types]
    return tuple(changed(event, seq=at) for at, event in enumerate(kept, 1))


def ended_as(name: str, outcome: str) -> tuple[Event, ...]:
    """Let the last event give another outcome."""
    *before, last = events_of(name)
    return (*before, changed(last, outcome=outcome))


def another(name: str, event_type: str) -> tuple[Event, ...]:
    """Let an event of a type happen once more at the end."""
    events = events_of(name)
    found = next(event for event in events if event.type == event_type)
    return (*events, changed(found, seq=len(events) + 1))


def by_someone(name: str, event_type: str, actor: Actor) -> tuple[Event, ...]:
    """Let another person have done it."""
    return tuple(changed(event, by=actor) if event.type == event_type else event for event in events_of(name))


def on_another_day(name: str, event_type: str, day: date) -> tuple[Event, ...]:
    """Let an event have happened on another day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
    return tuple(
        changed(event, on=day, recorded=noon) if event.type == event_type else event for event in events_of(name)
    )


def extended_again() -> tuple[Event, ...]:
    """Extend the reply clock a second time without a new term."""
    events = events_of("extended")
    last = events[-1]
    more = ClockChange(
        "reply",
        "",
        (Extended(date(2024, 3, 21)),),
        date(2024, 5, 30),
        None,
        last.clocks[0].rule,
        last.clocks[0].calendar,
    )
    return (*events, changed(last, seq=len(events) + 1, clocks=(more,)))


CLEAN = (
    "replied",
    "partly-granted",
    "correction-restarts",
    "fee-paid",
    "extended",
    "article-15-public-interest",
    "several-consultations",
    "review-comes-first",
    "published",
    "fee-lapses",
    "correction-lapses",
    "redo",
)

BREACHES = {
    "receipt_day_right": doctored("received", "RequestRegistered", received_on=date(2024, 3, 4)),
    "receipt_confirmed_promptly": doctored("web-both-confirm", "RequestRegistered", submitted_on=date(2024, 2, 26)),
    "version_by_receipt": doctored(
        "received", "RequestRegistered", received_on=date(2019, 5, 14), signed_on=date(2019, 5, 14)
    ),
    "correction_asked_in_time": events_of("correction-late-notice"),
    "correction_asked_once": another("correcting", "CorrectionRequested"),
    "correction_says_what": doctored("correcting", "CorrectionRequested", drop=("correction_items",)),
    "extension_once": extended_again(),
    "extension_by_head": by_someone("extended", "TermExtended", Actor("handler", "li")),
    "consultation_proved": events_of("third-party-not-found"),
    "third_party_told_of_override": without("article-15-public-interest", "ThirdPartyTold"),
    "refusal_reasoned": doctored("refused-reply", "ReplyDrafted", drop=("reasons",)),
    "discretion_reasoned": doctored("refused-reply", "ReplyDrafted", drop=("discretion_reasons",)),
    "secrecy_reviewed": without("replied", "SecrecyReviewed"),
    "nothing_secret_given": doctored("replied", "SecrecyReviewed", secrecy="state_secret"),
    "severed": doctored("refused-reply", "SecrecyReviewed", severable=True),
    "four_eyes": by_someone("approved", "ReplyApproved", Actor("head", "li")),
    "remedies_told": doctored("replied", "ReplySent", tells_remedies=False),
    "fee_asked_in_time": on_another_day("fee-demanded", "FeeDemanded", date(2024, 4, 1)),
    "fee_right": doctored("fee-demanded", "FeeDemanded", fee_yuan=400),
    "one_row_of_table_three": ended_as("replied", "gave_something"),
    "review_before_suit": doctored("review-comes-first", "LawsuitFiled", lawsuit_kind="direct"),
    "bulk_reasons_asked": ended_as("replied", "unreasonable_bulk"),
    "unclear_after_correction": ended_as("replied", "still_unclear"),
    "published_if_given": ended_as("published", "internal_affairs"),
}


@pytest.mark.parametrize("name", CLEAN)
def test_what_the_flow_lets_happen_is_clean(name: str) -> None:
    """A history that the flow led to without a flag breaks no rule."""
    assert [] == breaches(events_of(name))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_breach_is_found(rule: Any) -> None:
    """The planted breach is found under its own name."""
    assert rule.id in breaches(BREACHES[rule.id])


def test_every_rule_has_its_article_and_both_languages() -> None:
    """No rule without an article, a demand in Chinese and one in English; no id twice."""
    assert all(rule.article and rule.zh and rule.en for rule in RULES)
    assert len(RULES) == len({rule.id for rule in RULES}) == 24


def test_a_breach_says_what_and_when() -> None:
    """The reason names both days."""
    basis = scenarios.basis_of("cn", "", None)
    (breach,) = find_breaches(history_of(BREACHES["correction_asked_in_time"], NEW, basis, AFTER), RULES)
    assert ("correction_asked_in_time", "条例第三十条", 3) == (breach.rule, breach.article, breach.seq)
    assert "2024-03-12前应当告知补正，2024-03-13才告知 / asked after 2024-03-12" == breach.why


def test_rules_of_requests_do_not_judge_other_flows() -> None:
    """A history of another flow is left alone."""
    one = flow("opinion@2016")
    scenario = next(s for s in scenarios.of("opinion") if s.id == "responded")
    basis = scenarios.basis_of("cn", "", None)
    history = history_of(scenarios.run(scenario, one).case.events, one, basis, AFTER)
    assert () == find_breaches(history, RULES)
