"""What is wrong with the facts that a command brings: all of it at once, before any condition speaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from deadlines.errors import Reason
from workflows.errors import FactFault
from workflows.flows.act import Act
from workflows.flows.parts import Field
from workflows.flows.table import Transition
from workflows.values import Value, is_blank

_TYPES: Mapping[str, type] = {
    "text": str,
    "code": str,
    "codes": tuple,
    "int": int,
    "bool": bool,
    "day": date,
    "instant": datetime,
}

_KINDS: Mapping[str, str] = {
    "text": "文字",
    "code": "代码",
    "codes": "代码的列表",
    "int": "整数",
    "bool": "是或否",
    "day": "日期",
    "instant": "时刻",
}


def titled(item: Field) -> str:
    """Give the title of a fact in Chinese with the name by which it is given."""
    return f"“{item.zh}”（{item.name}）"


def faults_of(act: Act, step: Transition, others: Sequence[Transition]) -> tuple[FactFault, ...]:
    """Give the facts that are missing for a step, not of its kind or not known to it.

    ``others`` are the steps that the command may take from the same state; a fact that only another of them takes
    belongs to another case of the command.
    """
    return (*_given(act, step, others), *_missing(act, step))


def _missing(act: Act, step: Transition) -> Iterator[FactFault]:
    for item in step.needs:
        if item.name not in act.payload:
            why = Reason("fact.missing", f"缺少{titled(item)}", f"fact {item.name!r} is missing: {item.en}")
            yield FactFault(item.name, why)


def _given(act: Act, step: Transition, others: Sequence[Transition]) -> Iterator[FactFault]:
    for name, value in act.payload.items():
        item = step.takes.get(name)
        why = _not_taken(name, others) if item is None else _wrong(item, value)
        if why is not None:
            yield FactFault(name, why)


def _not_taken(name: str, others: Sequence[Transition]) -> Reason:
    elsewhere = next((other.takes[name] for other in others if name in other.takes), None)
    if elsewhere is not None:
        return Reason(
            "fact.not_here",
            f"{titled(elsewhere)}不属于这一步的这种情形",
            f"fact {name!r} does not belong to this case of the command",
        )
    known = dict.fromkeys(item.name for other in others for item in other.move.requires)
    return Reason(
        "fact.unknown",
        f"不认识的事项“{name}”；可写 {'、'.join(known) or '（没有事项）'}",
        f"unknown fact {name!r}; {', '.join(known) or 'no facts'} expected",
    )


def _wrong(item: Field, value: Value) -> Reason | None:
    """Tell what is wrong with a value; one of a personal fact is not repeated, since errors are logged."""
    kind = _TYPES[item.kind]
    zh = f"{titled(item)}的值" if item.personal else f"{titled(item)}的值“{_shown(value)}”"
    en = f"fact {item.name!r} is" if item.personal else f"fact {item.name!r} is {_quoted(value)},"
    if type(value) is not kind:
        return Reason("fact.type", f"{zh}不是{_KINDS[item.kind]}", f"{en} not {item.kind}")
    if kind is datetime and getattr(value, "tzinfo", None) is None:
        return Reason("fact.no_zone", f"{zh}没有时区", f"{en} not an aware instant")
    if item.choices and _strange(item, value):
        known = f"{zh}不在 {'、'.join(item.choices)} 之列"
        return Reason("fact.no_choice", known, f"{en} not one of {', '.join(item.choices)}")
    if value == () or (isinstance(value, str) and is_blank(value)):
        return Reason("fact.empty", f"{titled(item)}没有内容", f"{en} empty")
    return None


def _shown(value: Value) -> str:
    return "、".join(map(_shown, value)) if isinstance(value, tuple) else str(value)


def _quoted(value: Value) -> str:
    return repr(value) if isinstance(value, (str, tuple)) else str(value)


def _strange(item: Field, value: Value) -> bool:
    return any(part not in item.choices for part in (value if isinstance(value, tuple) else (value,)))
