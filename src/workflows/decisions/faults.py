"""What is wrong with the facts that a command brings: all of it at once, before any condition speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from deadlines.errors import Reason
from workflows.errors import FactFault
from workflows.flows.flow import Flow
from workflows.flows.parts import Field, Guard
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


_LONGEST = 120

_HALF_SIGN = re.compile("[\ud800-\udfff]")


def titled(item: Field) -> str:
    """Give the title of a fact in Chinese with the name by which it is given."""
    return f"“{item.zh}”（{item.name}）"


def faults_of(payload: Mapping[str, Value], step: Transition, others: Sequence[Transition]) -> tuple[FactFault, ...]:
    """Give the facts that are missing for a step, not of its kind or not known to it.

    ``others`` are the steps that the command may take from the same state; a fact that only another of them takes
    belongs to another case of the command.
    """
    return (*_given(payload, step, others), *_missing(payload, step))


def _missing(payload: Mapping[str, Value], step: Transition) -> Iterator[FactFault]:
    for item in step.needs:
        if item.name not in payload:
            why = Reason("fact.missing", f"缺少{titled(item)}", f"fact {item.name!r} is missing: {item.en}")
            yield FactFault(item.name, why)


def left_out(payload: Mapping[str, Value], guard: Guard) -> tuple[str, ...]:
    """Give the facts that a condition wants of what is given, and that are not there."""
    wanted = (need.fact for need in guard.needs if need.holds(payload.get(need.when)))
    return tuple(dict.fromkeys(fact for fact in wanted if fact not in payload))


def needed_of(payload: Mapping[str, Value], step: Transition, flow: Flow) -> Iterator[FactFault]:
    """Give the facts that the conditions of a step will want of what is given, each once."""
    told: set[str] = set()
    for need, guard in step.demands:
        if need.fact in told or need.fact not in left_out(payload, guard) or not need.holds(payload.get(need.when)):
            continue
        told.add(need.fact)
        item, cause = step.takes[need.fact], step.takes[need.when]
        given = payload[need.when]
        values = [one for one in need.values if one == given or (isinstance(given, tuple) and one in given)]
        labels = [flow.label_of(need.when, one) for one in values]
        why = Reason(
            "fact.needed",
            f"缺少{titled(item)}：“{cause.zh}”为“{'、'.join(label.zh for label in labels)}”时须写明（{guard.article}）",
            f"fact {item.name!r} is missing: {item.en}, needed where {cause.name!r} is "
            f"{', '.join(map(str, values))} ({guard.article})",
        )
        yield FactFault(item.name, why)


def _given(payload: Mapping[str, Value], step: Transition, others: Sequence[Transition]) -> Iterator[FactFault]:
    for name, value in payload.items():
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
    """Tell what is wrong with a value."""
    kind = _TYPES[item.kind]
    if type(value) is not kind:
        return not_of_kind(item, value)
    zh, en = _told(item, value)
    if kind is datetime and getattr(value, "tzinfo", None) is None:
        return Reason("fact.no_zone", f"{zh}没有时区", f"{en} not an aware instant")
    if item.choices and _strange(item, value):
        known = f"{zh}不在 {'、'.join(item.choices)} 之列"
        return Reason("fact.no_choice", known, f"{en} not one of {', '.join(item.choices)}")
    if value == () or (isinstance(value, str) and is_blank(value)):
        return Reason("fact.empty", f"{titled(item)}没有内容", f"{en} empty")
    if isinstance(value, str) and _HALF_SIGN.search(value):
        return Reason("fact.half_sign", f"{titled(item)}含有不完整的字符", f"fact {item.name!r} has half a sign in it")
    return None


def not_of_kind(item: Field, value: object) -> Reason:
    """Say that a value is not of the kind of its fact."""
    zh, en = _told(item, value)
    return Reason("fact.type", f"{zh}不是{_KINDS[item.kind]}", f"{en} not {item.kind}")


def _told(item: Field, value: object) -> tuple[str, str]:
    """Say which value of which fact is meant; one of a personal fact is not repeated."""
    if item.personal:
        return f"{titled(item)}的值", f"fact {item.name!r} is"
    return f"{titled(item)}的值“{_shown(value)}”", f"fact {item.name!r} is {_quoted(value)},"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return "、".join(map(_shown, value))
    text = _HALF_SIGN.sub("□", str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _quoted(value: object) -> str:
    text = repr(value) if isinstance(value, (str, tuple)) else _HALF_SIGN.sub("□", str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _strange(item: Field, value: Value) -> bool:
    return any(part not in item.choices for part in (value if isinstance(value, tuple) else (value,)))
