"""Errors, lists, consequences and previews as other programs are given them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from deadlines.errors import ErrorAsData, plain
from workflows.decisions.corrections import Consequences, MovedDeadline
from workflows.errors import BadFacts, GuardFailed, Refused
from workflows.flows.flow import Flow
from workflows.places.place import NATIONAL, Place
from workflows.views.cases import named
from workflows.views.events import event_data
from workflows.views.shapes import (
    ConsequencesData,
    ErrorData,
    FaultData,
    MovedData,
    NamedPart,
    PageData,
    PreviewData,
    PreviewItem,
    RowData,
)
from workflows.views.words import clock_words, fact_words, outcome_words, state_words


class PreviewedResult(Protocol):
    """What a command for many leads to in one case, as ``Office.what_if`` and ``Office.apply`` give it."""

    @property
    def case_id(self) -> str:
        """Which case."""

    @property
    def state_before(self) -> str:
        """Where it was."""

    @property
    def state_after(self) -> str:
        """Where it would be."""

    @property
    def outcome(self) -> str:
        """How it would end, empty if it would not."""

    @property
    def deadlines(self) -> tuple[MovedDeadline, ...]:
        """The deadlines that would move."""

    @property
    def refused(self) -> ErrorAsData | None:
        """The error if it is not done."""

    @property
    def written(self) -> bool:
        """Whether it has been done."""


def error_data(error: ErrorAsData) -> ErrorData:
    """Give an error or a refusal: every fact at fault with a JSON pointer to it.

    >>> from workflows.catalog import flow
    >>> from workflows.errors import BadFacts
    >>> from workflows.views.reading import read
    >>> try:
    ...     read(flow("request"), "withdraw", {})
    ... except BadFacts as wrong:
    ...     error_data(wrong).faults[0].pointer, error_data(wrong).faults[0].code
    ('/facts/withdrawal', 'fact.missing')
    """
    faults = error.faults if isinstance(error, BadFacts) else ()
    return ErrorData(
        code=error.code,
        host_class=error.host_class,
        zh=error.zh,
        en=error.en,
        article=error.article,
        guard=error.guard if isinstance(error, GuardFailed) else "",
        allowed=error.allowed if isinstance(error, Refused) else (),
        faults=tuple(
            FaultData(fault.field, pointer_to(fault.field), fault.why.code, fault.why.zh, fault.why.en)
            for fault in faults
        ),
        facts=plain(error.facts()),
    )


def pointer_to(fact: str) -> str:
    """Give the JSON pointer to a fact of a command; ``on`` stands beside the facts.

    >>> pointer_to("channel"), pointer_to("on"), pointer_to("a/b")
    ('/facts/channel', '/on', '/facts/a~1b')
    """
    if fact in {"", "on"}:
        return f"/{fact}".rstrip("/")
    return f"/facts/{fact.replace('~', '~0').replace('/', '~1')}"


def page_data(items: Iterable[RowData], after: str | None, bands: Mapping[str, int] | None = None) -> PageData:
    """Give a part of a list with the cursor of the next."""
    return PageData(tuple(items), after, bands)


def consequences_data(flow: Flow, place: Place, found: Consequences) -> ConsequencesData:
    """Give what voiding an entry would change."""
    return ConsequencesData(
        event=event_data(flow, found.event, place),
        state_before=named(found.state_before, state_words(flow, found.state_before, place)),
        state_after=named(found.state_after, state_words(flow, found.state_after, place)),
        outcome_before=_ending(flow, found.outcome_before, place),
        outcome_after=_ending(flow, found.outcome_after, place),
        deadlines=tuple(moved_data(flow, moved, place) for moved in found.deadlines),
        facts_lost=tuple(named(name, fact_words(flow, name, place)) for name in found.facts_lost),
        alarms=found.alarms,
    )


def moved_data(flow: Flow, moved: MovedDeadline, place: Place = NATIONAL) -> MovedData:
    """Give a deadline before and after."""
    zh, en = clock_words(flow, moved.clock, place)
    return MovedData(moved.clock, moved.key, zh, en, moved.before, moved.after)


def preview_data(
    command: str, results: Iterable[PreviewedResult], words: Mapping[str, tuple[Flow, Place]]
) -> PreviewData:
    """Give what a command leads to in each of many cases.

    ``words`` has the flow and the place of each case, by its id; a case that is not there keeps its ids.
    """
    return PreviewData(command, tuple(_item(result, words.get(result.case_id)) for result in results))


def _item(result: PreviewedResult, words: tuple[Flow, Place] | None) -> PreviewItem:
    refused = None if result.refused is None else error_data(result.refused)
    if words is None:
        return PreviewItem(result.case_id, None, None, None, (), refused, result.written)
    flow, place = words
    return PreviewItem(
        id=result.case_id,
        state_before=_state(flow, result.state_before, place),
        state_after=_state(flow, result.state_after, place),
        outcome=_ending(flow, result.outcome, place),
        deadlines=tuple(moved_data(flow, moved, place) for moved in result.deadlines),
        refused=refused,
        written=result.written,
    )


def _state(flow: Flow, state: str, place: Place) -> NamedPart | None:
    return named(state, state_words(flow, state, place)) if state else None


def _ending(flow: Flow, outcome: str, place: Place) -> NamedPart | None:
    return named(outcome, outcome_words(flow, outcome, place)) if outcome else None
