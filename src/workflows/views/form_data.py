"""The form of a command as other programs are given it, alone or as an option."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from attrs import frozen

from workflows.views.cases import named
from workflows.views.forms import CommandForm, FormField, Way
from workflows.views.shapes import NamedPart
from workflows.views.words import role_words


@frozen
class NeededIfData:
    """A fact is needed where another is, or has among it, one of some values."""

    fact: str
    values: tuple[Any, ...]
    article: str


@frozen
class FieldData:
    """One fact on a form; ``demand`` is ``required``, ``needed_if`` or ``optional``."""

    name: str
    kind: str
    label: str
    label_en: str
    demand: str
    optional: bool
    needed_if: tuple[NeededIfData, ...]
    choices: tuple[NamedPart, ...]
    personal: bool
    help: str
    help_en: str


@frozen
class WayData:
    """One of the steps that a command may be: the facts that it takes, and those that it requires."""

    takes: tuple[str, ...]
    requires: tuple[str, ...]


@frozen
class FormData:
    """The form of a command, also as an option: what may be given, by whom, on which article."""

    SCHEMA: ClassVar = "disclosure.form/1"
    flow: str
    command: str
    label: str
    label_en: str
    article: str
    roles: tuple[NamedPart, ...]
    fields: tuple[FieldData, ...]
    ways: tuple[WayData, ...]


@lru_cache(maxsize=4096)
def form_data(form: CommandForm) -> FormData:
    """Give a form as plain values.

    >>> from workflows.catalog import flow
    >>> from workflows.views.forms import form_of
    >>> [(field.name, field.demand) for field in form_data(form_of(flow("request"), "withdraw")).fields]
    [('withdrawal', 'required'), ('record_evidence', 'optional')]
    """
    return FormData(
        flow=form.flow.name,
        command=form.command,
        label=form.zh,
        label_en=form.en,
        article=form.article,
        roles=tuple(named(role, role_words(form.flow, role, form.place)) for role in form.roles),
        fields=tuple(map(_field, form.fields)),
        ways=tuple(map(_way, form.ways)),
    )


def _field(item: FormField) -> FieldData:
    return FieldData(
        name=item.name,
        kind=item.kind,
        label=item.zh,
        label_en=item.en,
        demand=item.demand,
        optional=item.demand == "optional",
        needed_if=tuple(NeededIfData(one.fact, one.values, one.article) for one in item.needed_if),
        choices=tuple(NamedPart(one.id, one.zh, one.en) for one in item.choices),
        personal=item.personal,
        help=item.help_zh,
        help_en=item.help_en,
    )


def _way(way: Way) -> WayData:
    return WayData(tuple(way.step.takes), tuple(item.name for item in way.step.needs))
