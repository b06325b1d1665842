"""From what a form brings to the facts of a command, or all that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from deadlines.errors import Reason
from workflows.decisions.faults import faults_of, needed_of, not_of_kind, titled
from workflows.decisions.wording import attempt
from workflows.errors import BadFacts, FactFault
from workflows.flows.flow import Flow
from workflows.flows.parts import Field
from workflows.places.place import NATIONAL, Place
from workflows.values import SHANGHAI, Value, is_blank
from workflows.views.forms import CommandForm, Way, form_of
from workflows.views.signs import DAY, INSTANT, MOST, TEXT

Source = Literal["json", "texts"]
"""``json`` are the values of a JSON document, ``texts`` what a form on a page or a command line gives: texts alone."""

_DAY, _INSTANT, _TEXT = re.compile(DAY), re.compile(INSTANT), re.compile(TEXT)

_DAY_IN_TEXT = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})日?")

_WHOLE = re.compile(r"[+-]?[0-9]{1,16}")

_YES = frozenset({"true", "yes", "on", "1", "y", "t", "是"})

_NO = frozenset({"false", "no", "off", "0", "n", "f", "否"})

_SEPARATORS = re.compile("[,，、]")


def read(
    flow: Flow, command: str, mapping: object, *, source: Source = "json", place: Place = NATIONAL
) -> dict[str, Value]:
    """Read what someone gives for a command into its facts.

    With ``source="texts"`` every value is a text or a list of texts, as a form posts them and a command line has them:
    what is blank counts as not given, a day may be written 2024年3月1日, an instant without a zone is Beijing time.

    Raises:
        BadFacts: Something is missing, unknown or of another kind; all of it is named at once.
        NotAllowedHere: The flow has no such command.

    >>> from workflows.catalog import flow
    >>> read(flow("request"), "extend", {"extension_reason": "案情复杂", "notice_way": "电话", "extension_days": 20})
    {'extension_reason': '案情复杂', 'notice_way': '电话', 'extension_days': 20}
    >>> try:
    ...     read(flow("request"), "extend", {"notice_way": ["电话"], "extension_days": "二十"}, source="texts")
    ... except BadFacts as wrong:
    ...     [(fault.field, fault.why.code) for fault in wrong.faults]
    [('extension_days', 'fact.type'), ('extension_reason', 'fact.missing')]
    """
    return read_form(form_of(flow, command, place), mapping, source=source)


def read_form(
    form: CommandForm, mapping: object, *, source: Source = "json", case_id: str = "", state: str = ""
) -> dict[str, Value]:
    """Read what someone gives on a form into facts; ``case_id`` and ``state`` stand in what is said of a fault.

    Raises:
        BadFacts: Something is missing, unknown or of another kind; all of it is named at once.
    """
    facts: dict[str, Value] = {}
    bad: list[FactFault] = []
    takes = form.takes
    for name, raw in _given(mapping, source, bad):
        item = takes.get(name)
        if item is None:
            # whatever it is, it is named as unknown below
            facts[name] = str(raw)
            continue
        value = _OF_TEXTS[item.kind](raw) if source == "texts" else raw
        read_value = _OF_JSON[item.kind](value)
        if read_value is None:
            bad.append(
                FactFault(name, _several(item) if _is_several(raw, item, source) else not_of_kind(item, _as_given(raw)))
            )
        else:
            facts[name] = read_value
    faults = _least_faults(form, facts, bad)
    if faults:
        raise BadFacts(faults, attempt(form.flow, case_id, form.command, state), article=form.article)
    return facts


def _given(mapping: object, source: Source, bad: list[FactFault]) -> Iterator[tuple[str, object]]:
    if not isinstance(mapping, Mapping):
        why = Reason("facts.no_mapping", "事项须按名称逐项写明", "facts are given by name, as an object")
        bad.append(FactFault("", why))
        return
    for name, raw in mapping.items():
        if source == "texts":
            texts = [raw] if isinstance(raw, str) else raw
            if isinstance(texts, Sequence) and all(isinstance(one, str) and is_blank(one) for one in texts):
                continue
        yield str(name), raw


def _least_faults(form: CommandForm, facts: Mapping[str, Value], bad: Sequence[FactFault]) -> tuple[FactFault, ...]:
    """Give what stands between the facts and the nearest way of the form, nothing where they fit one."""
    unread = {fault.field for fault in bad}
    fitting = [way for way in form.ways if way.fits(facts)]
    found = [(*bad, *_faults_on(form, way, facts, unread)) for way in fitting or form.ways]
    least = min(found, key=len)
    return least if least or fitting else (_no_way(form),)


def _faults_on(form: CommandForm, way: Way, facts: Mapping[str, Value], unread: set[str]) -> Iterator[FactFault]:
    found = (
        *faults_of(facts, way.step, [one.step for one in form.ways]),
        *needed_of(facts, way.step, form.flow),
    )
    return (fault for fault in found if fault.field not in unread)


def _no_way(form: CommandForm) -> FactFault:
    item = form.takes[next(pick.fact for way in form.ways for pick in way.picks)]
    why = Reason("fact.no_way", f"没有{titled(item)}为此值的情形", f"the command has no case of this {item.name!r}")
    return FactFault(item.name, why)


def _is_several(raw: object, item: Field, source: Source) -> bool:
    return source == "texts" and item.kind != "codes" and isinstance(raw, (list, tuple)) and len(raw) > 1


def _several(item: Field) -> Reason:
    return Reason("fact.several", f"{titled(item)}写了不止一次", f"fact {item.name!r} is given more than once")


def _text(value: object) -> Value | None:
    return value if isinstance(value, str) else None


def _codes(value: object) -> Value | None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return None
    return tuple(value)


def _int(value: object) -> Value | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_whole = isinstance(value, int) and not isinstance(value, bool) and -MOST <= value <= MOST
    return value if is_whole else None  # type: ignore[return-value]  # it is an int here


def _bool(value: object) -> Value | None:
    return value if isinstance(value, bool) else None


def _day(value: object) -> Value | None:
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.search(value) else None


def _instant(value: object) -> Value | None:
    return datetime.fromisoformat(value) if isinstance(value, str) and _INSTANT.search(value) else None


_OF_JSON: Mapping[str, Callable[[object], Value | None]] = {
    "text": _text,
    "code": _text,
    "codes": _codes,
    "int": _int,
    "bool": _bool,
    "day": _day,
    "instant": _instant,
}
"""For each kind, how a value of JSON is read; None for one that is not of the kind."""


def _one(raw: object) -> str | None:
    """Give the one text that is given; the blanks about it do not count."""
    if isinstance(raw, (list, tuple)) and len(raw) == 1:
        raw = raw[0]
    return raw.strip() if isinstance(raw, str) else None


def _as_given(raw: object) -> Any:
    return raw[0] if isinstance(raw, (list, tuple)) and len(raw) == 1 else raw


def _codes_in(raw: object) -> Any:
    texts = [raw] if isinstance(raw, str) else raw
    if not isinstance(texts, (list, tuple)) or not all(isinstance(one, str) for one in texts):
        return None
    return [part.strip() for one in texts for part in _SEPARATORS.split(one) if part.strip()]


def _int_in(raw: object) -> Any:
    text = _one(raw)
    return int(text) if text is not None and _WHOLE.fullmatch(text) else None


def _bool_in(raw: object) -> Any:
    text = (_one(raw) or "").lower()
    return True if text in _YES else False if text in _NO else None


def _day_in(raw: object) -> Any:
    found = _DAY_IN_TEXT.fullmatch(_one(raw) or "")
    return None if found is None else f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"


def _instant_in(raw: object) -> Any:
    try:
        at = datetime.fromisoformat(_one(raw) or "")
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).isoformat()


_OF_TEXTS: Mapping[str, Callable[[object], Any]] = {
    "text": _as_given,
    "code": _one,
    "codes": _codes_in,
    "int": _int_in,
    "bool": _bool_in,
    "day": _day_in,
    "instant": _instant_in,
}
"""For each kind, how texts are made the value that JSON would have; None for what cannot be one."""
