"""What may be done with a case now: each command with its roles, its article and its form."""

from __future__ import annotations

from attrs import frozen

from deadlines.counting.timeline import Moment
from workflows.cases.case import Case
from workflows.cases.events import Actor
from workflows.decisions.decide import possible
from workflows.flows.flow import Flow
from workflows.places.place import NATIONAL, Place
from workflows.views.forms import CommandForm, form_here


@frozen(eq=False)
class Option:
    """One command that may be given now. Its form has only the ways that are possible, so its words are theirs."""

    command: str
    zh: str
    en: str
    article: str
    roles: tuple[str, ...]
    form: CommandForm


def options_of(flow: Flow, case: Case, on: Moment, by: Actor, place: Place = NATIONAL) -> tuple[Option, ...]:
    """Give what this actor may do with a case now, in the order of the flow.

    What no facts could make possible is not offered: without a pending review there is none to conclude.
    """
    offered = possible(flow, case, on, by, place).items()
    return tuple(_option(form_here(flow, case.state, command, which, place)) for command, which in offered)


def _option(form: CommandForm) -> Option:
    return Option(form.command, form.zh, form.en, form.article, form.roles, form)
