"""The rules of the opinion flow find a planted breach in anybody's history, and nothing in a clean one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from attrs import evolve as changed

from deadlines.counting.timeline import Started
from helpers import scenarios
from helpers.doctored import doctored, without
from workflows import Actor, Event
from workflows.catalog import flow
from workflows.catalog.opinion.compliance import RULES
from workflows.decisions.compliance import find_breaches, history_of

FLOW = flow("opinion@2016")
BY_ID = {scenario.id: scenario for scenario in scenarios.of("opinion")}
AFTER = datetime.fromisoformat("2024-12-02T09:00:00+08:00")


def events_of(name: str) -> tuple[Event, ...]:
    """Give the history that a scenario ends with."""
    return scenarios.run(BY_ID[name], FLOW).case.events


def breaches(events: tuple[Event, ...]) -> list[str]:
    """Judge a history by the rules of this flow."""
    basis = scenarios.basis_of(events[0].get("place"), "", None)
    return [breach.rule for breach in find_breaches(history_of(events, FLOW, basis, AFTER), RULES)]


def origin_moved() -> tuple[Event, ...]:
    """Let the hours run from the assessment instead of the detection."""
    *before, assessed = events_of("urgent")
    clocks = tuple(
        changed(change, facts=(Started(assessed.on),)) if change.clock == "release" else change
        for change in assessed.clocks
    )
    return (*before, changed(assessed, clocks=clocks))


def dismissed_by(role: str) -> tuple[Event, ...]:
    """Let someone else have dismissed it."""
    *before, last = events_of("dismissed")
    return (*before, changed(last, by=Actor(role, "x")))


def answered_on(day: str) -> tuple[Event, ...]:
    """Let the answer have been submitted on another day."""
    at = datetime.fromisoformat(f"{day}T09:00:00+08:00")
    return tuple(
        changed(event, on=at.date(), recorded=at) if event.type == "AnswerSubmitted" else event
        for event in events_of("message-reviewed")
    )


CLEAN = ("responded", "transferred", "dismissed", "transfer-declined", "rumour-is-refuted", "message-without-term")

BREACHES = {
    "origin_stated": doctored(events_of("responding"), "OpinionDetected", drop=("origin",)),
    "same_origin": origin_moved(),
    "no_repost": doctored(events_of("responded"), "ResponsePublished", content_kind="repost_of_news"),
    "rumour_refuted": doctored(events_of("responded"), "OpinionAssessed", veracity="rumour"),
    "late_is_accounted_for": without(events_of("responded-late"), "HeldAccountable"),
    "head_speaks": doctored(events_of("conference-held"), "ConferenceHeld", speaker="spokesperson"),
    "conference_held": without(events_of("conference-held"), "ConferenceHeld"),
    "release_continued": without(events_of("conference-held"), "ProgressPublished"),
    "partners_informed": without(events_of("conference-held"), "PartnersInformed"),
    "evaluated": without(events_of("responded"), "ResponseEvaluated"),
    "dismissed_by_head": dismissed_by("opinion_office"),
    "transfer_confirmed": events_of("transferred-after-assessment"),
    "message_in_time": answered_on("2018-08-16"),
}


@pytest.mark.parametrize("name", CLEAN)
def test_what_the_flow_lets_happen_is_clean(name: str) -> None:
    """A history that the flow led to without a flag breaks no rule."""
    assert [] == breaches(events_of(name))


def test_a_full_response_to_a_grave_emergency_is_clean() -> None:
    """Release, partners, progress, conference by the head, evaluation: nothing is missing."""
    assert [] == breaches(events_of("conference-held"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_breach_is_found(rule: Any) -> None:
    """The planted breach is found under its own name."""
    assert rule.id in breaches(BREACHES[rule.id])


def test_every_rule_has_its_article_and_both_languages() -> None:
    """No rule without an article, a demand in Chinese and one in English; no id twice."""
    assert all(rule.citation(FLOW) and rule.zh and rule.en for rule in RULES)
    assert len(RULES) == len({rule.id for rule in RULES}) == 13
