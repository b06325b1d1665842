"""A form as JSON Schema (2020-12) and as a component of OpenAPI 3.1: it accepts what ``reading.read`` accepts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workflows.flows.parts import FieldKind
from workflows.views.forms import CommandForm, FormField, Way
from workflows.views.signs import DAY, INSTANT, MOST, TEXT

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_OF_KIND: Mapping[FieldKind, Mapping[str, Any]] = {
    "text": {"type": "string", "pattern": TEXT},
    "int": {"type": "integer", "minimum": -MOST, "maximum": MOST},
    "bool": {"type": "boolean"},
    "day": {"type": "string", "format": "date", "pattern": DAY},
    "instant": {"type": "string", "format": "date-time", "pattern": INSTANT},
}


def json_schema(form: CommandForm) -> dict[str, Any]:
    """Give the schema of the facts of a command, as its form takes them.

    Labels are titles: Chinese in ``title``, English in ``x-title-en``. A personal fact is ``writeOnly``.

    >>> from workflows.catalog import flow
    >>> from workflows.views.forms import form_of
    >>> schema = json_schema(form_of(flow("request"), "withdraw"))
    >>> schema["required"], schema["properties"]["withdrawal"]["title"]
    (['withdrawal'], '撤回的意思表示')
    """
    return {"$schema": DIALECT, **_schema(form)}


def openapi_component(form: CommandForm) -> dict[str, Any]:
    """Give the form as an entry of ``components.schemas`` of OpenAPI 3.1, under a name of its own.

    >>> from workflows.catalog import flow
    >>> from workflows.views.forms import form_of
    >>> list(openapi_component(form_of(flow("request"), "withdraw")))
    ['request.2019.withdraw']
    """
    return {f"{form.flow.id}.{form.flow.version}.{form.command}": _schema(form)}


def _schema(form: CommandForm) -> dict[str, Any]:
    ways = [_way(way, form) for way in form.ways]
    distinct = [way for at, way in enumerate(ways) if way not in ways[:at]]
    head = {
        "title": form.zh,
        "x-title-en": form.en,
        "description": form.article,
        "type": "object",
        "properties": {item.name: _property(item) for item in form.fields},
    }
    # where all ways take the same, what they take is what the form takes
    return {**distinct[0], **head} if len(distinct) == 1 else {**head, "anyOf": distinct}


def _property(item: FormField) -> dict[str, Any]:
    told = {"title": item.zh, "x-title-en": item.en}
    if item.help_zh:
        told |= {"description": item.help_zh, "x-description-en": item.help_en}
    if item.personal:
        return {**told, **_kind(item), "writeOnly": True}
    return {**told, **_kind(item)}


def _kind(item: FormField) -> dict[str, Any]:
    if item.kind not in {"code", "codes"}:
        return dict(_OF_KIND[item.kind])
    one = {"type": "string", "oneOf": [{"const": c.id, "title": c.zh, "x-title-en": c.en} for c in item.choices]}
    return one if item.kind == "code" else {"type": "array", "items": one, "minItems": 1}


def _way(way: Way, form: CommandForm) -> dict[str, Any]:
    """Say what one way of a command takes, wants and is told from the others by."""
    taken = [item for item in form.fields if item.name in way.step.takes]
    found: dict[str, Any] = {"required": [item.name for item in way.step.needs]}
    conditions = [*_picked(way, form), *_demanded(way)]
    if conditions:
        found["allOf"] = conditions
    if len(form.ways) > 1:
        found["properties"] = {item.name: _narrowed(way, item) for item in taken}
    found["additionalProperties"] = False
    return found


def _narrowed(way: Way, item: FormField) -> Any:
    """Say which of the choices of the form this way takes; nothing where it takes all."""
    own = way.step.takes[item.name].choices
    if len(own) == len(item.choices):
        return True
    return {"enum": list(own)} if item.kind == "code" else {"items": {"enum": list(own)}}


def _picked(way: Way, form: CommandForm) -> Iterable[dict[str, Any]]:
    for pick in way.picks:
        holds = {"properties": {pick.fact: _is(form, pick.fact, (pick.value,))}, "required": [pick.fact]}
        yield holds if pick.is_wanted else {"not": holds}


def _demanded(way: Way) -> Iterable[dict[str, Any]]:
    for need, _ in way.step.demands:
        kind = way.step.takes[need.when].kind
        holds = {"properties": {need.when: _value(kind, need.values)}, "required": [need.when]}
        yield {"if": holds, "then": {"required": [need.fact]}}


def _is(form: CommandForm, fact: str, values: Sequence[Any]) -> dict[str, Any]:
    item = form.takes.get(fact)
    return _value("code" if item is None else item.kind, values)


def _value(kind: FieldKind, values: Sequence[Any]) -> dict[str, Any]:
    one = {"enum": list(values)}
    return {"type": "array", "contains": one} if kind == "codes" else one
