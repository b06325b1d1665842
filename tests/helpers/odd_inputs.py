"""Odd inputs for every public door of an office: what people paste, what programs get wrong, what an attacker sends."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from typing import Any

from helpers.example_flow import HANDLER, HEAD
from workflows import Actor
from workflows.office.office import Office
from workflows.store.port import Query

Door = Callable[[Office, Any], object]

TEXTS: tuple[str, ...] = (
    *("", " ", "A ", " A", "\u3000", "A\x00B", "\x00", "A\nB", "\t", "A\x7f", "\u200b", "\u202e", "\ufeff", "\u00a0"),
    *("e\u0301", "\u00e9", "Ａ-1", "\u2028", "\ufffe", "\U0010ffff", "\ud800", "A\udfffB", "😀", "😀" * 128),
    *("长" * 128, "长" * 129, "x" * 10_000, "..", "../../etc/passwd", "a/b", "a:b", "a'b", 'a"b', "%", "_", "\\"),
    *("a;DROP TABLE dw_case", "personal:1/x", "-", "0", "null"),
)
OTHERS: tuple[Any, ...] = (None, 7, 1.5, True, b"A", [], (), {}, object(), date(2024, 3, 1), math.nan)
EAST = timezone(timedelta(hours=8))
MOMENTS: tuple[Any, ...] = (
    *(datetime(2024, 3, 5, 9), datetime.min, datetime.max),  # noqa: DTZ001, DTZ901  # naive on purpose
    *(datetime(2024, 3, 5, 9, tzinfo=EAST), datetime.min.replace(tzinfo=EAST), datetime.max.replace(tzinfo=EAST)),
    *(datetime.max.replace(tzinfo=timezone(-timedelta(hours=14))), datetime(2024, 3, 5, 9, tzinfo=UTC)),
    *(date.min, date.max, date(1969, 12, 31), date(9999, 12, 30), date(2024, 2, 29), "2024-03-05", 20240305, *OTHERS),
)
VALUES: tuple[Any, ...] = (
    *TEXTS,
    *OTHERS,
    *("x" * 1_000_000, 10**500, -1, 2**63, math.inf, (1, 2), ("\ud800",), ("a",) * 5000, [1], {"a": 1}),
)
NUMBERS: tuple[Any, ...] = (0, -1, 1, 2**31, 2**63, 2**64, 10**30, 1.5, "1", None, True)
CURSORS: tuple[Any, ...] = (
    *("", ":", "1:", ":A", "x:A", "1:A", "-1:A", f"{'9' * 30}:A", "1:\x00", "1:\ud800", "١:A", "²:A", "--1:A"),
    *(f"1:{'x' * 1000}", "4611686018427387904:A", 7, b"1:A", []),
)

_numbers = count()


def new() -> str:
    return f"X-{next(_numbers)}"


def opens(part: str) -> Door:
    return lambda o, v: o.open_case("example", new(), by=HANDLER, **{part: v})


def notes(part: str) -> Door:
    return lambda o, v: o.note("A-1", by=HANDLER, **{part: v})


def finds(part: str) -> Door:
    return lambda o, v: o.find(Query(**{part: v}))


OF_TEXT: dict[str, Door] = {
    "id of a new case": lambda o, v: o.open_case("example", v, by=HANDLER),
    "flow": lambda o, v: o.open_case(v, new(), by=HANDLER),
    **{part: opens(part) for part in ("title", "number", "assignee", "key")},
    **{f"noted {part}": notes(part) for part in ("title", "number", "assignee")},
    **{f"listed by {part}": finds(part) for part in ("text", "assignee", "number", "flow", "state", "waits_for")},
    "listed by band": lambda o, v: o.find(Query(band=v, at=o.clock.now())),
    "applicant": lambda o, v: o.open_case("example", new(), by=HANDLER, applicant=v),
    "value of the applicant": lambda o, v: o.open_case("example", new(), by=HANDLER, applicant={"name": v}),
    "role": lambda o, v: o.do("A-1", "consult", by=Actor(v, "li"), payload={"third_party": "甲"}),
    "name": lambda o, v: o.note("A-1", by=Actor("handler", v), title="x"),
    "command": lambda o, v: o.do("A-1", v, by=HANDLER),
    "key of a command": lambda o, v: o.note("A-1", by=HANDLER, title="x", key=v),
    "shown": lambda o, v: o.show(v),
    "history": lambda o, v: o.history(v),
    "allowed": lambda o, v: o.allowed(v, by=HANDLER),
    "verified": lambda o, v: o.verify(v),
    "case of a command": lambda o, v: o.do(v, "receive", by=HANDLER),
    "linked case": lambda o, v: o.link("A-1", "review_of", v, by=HANDLER),
    "relation": lambda o, v: o.link("A-1", v, "A-2", by=HANDLER),
    "agency that opens": lambda o, v: o.at(v).open_case("example", "A-1", by=HANDLER),
    "agency that lists": lambda o, v: o.at(v).find(Query()),
    "one of many": lambda o, v: list(o.apply([v], "receive", by=HANDLER, dry_run=False)),
    "erased case": lambda o, v: o.erase_personal(by=HANDLER, reason="x", case_id=v or "?", preview=False),
    "reason to erase": lambda o, v: o.erase_personal(by=HANDLER, reason=v, case_id="A-1", preview=False),
    "retained case": lambda o, v: o.retain(v, date(2030, 1, 1), by=HANDLER, reason="x"),
    "reason to retain": lambda o, v: o.retain("A-1", date(2030, 1, 1), by=HANDLER, reason=v),
    "reason to void": lambda o, v: o.void("A-2", 2, reason=v, by=HANDLER, approved_by=HEAD),
}
OF_MOMENTS: dict[str, Door] = {
    "day of a command": lambda o, v: o.do("A-2", "consult", by=HANDLER, on=v, payload={"third_party": "甲"}),
    "day opened": opens("on"),
    "day shown": lambda o, v: o.show("A-1", v),
    "day allowed": lambda o, v: o.allowed("A-1", by=HANDLER, on=v),
    "day noted": lambda o, v: o.note("A-1", by=HANDLER, on=v, title="x"),
    "due from": finds("due_from"),
    "due through": finds("due_through"),
    "instant of a band": lambda o, v: o.find(Query(band="overdue", at=v)),
    "last day": lambda o, v: o.retain("A-1", v, by=HANDLER, reason="x"),
    "day of erasure": lambda o, v: o.erase_personal(v, by=HANDLER, reason="x"),
    "last day of an applicant": lambda o, v: o.open_case(
        "example", new(), by=HANDLER, applicant={"n": "x"}, erase_after=v
    ),
}
OF_VALUES: dict[str, Door] = {
    "fact": lambda o, v: o.do("A-2", "consult", by=HANDLER, payload={"third_party": v}),
    "number as a fact": lambda o, v: o.do("A-2", "ask_correction", by=HANDLER, payload={"correction_days": v}),
    "facts": lambda o, v: o.do("A-2", "consult", by=HANDLER, payload=v),
}
OF_NUMBERS: dict[str, Door] = {
    "rows": lambda o, v: o.find(Query(), limit=v),
    "rows overdue": lambda o, v: o.overdue(limit=v),
    "working days": lambda o, v: o.due_within(v),
    "expected event": lambda o, v: o.do("A-1", "receive", by=HANDLER, expected=v),
    "voided event": lambda o, v: o.void("A-2", v, reason="x", by=HANDLER, approved_by=HEAD),
    "looked at event": lambda o, v: o.preview_void("A-2", v, by=HANDLER, approved_by=HEAD),
    "batch": lambda o, v: o.import_histories([o.history("A-1")], batch=v),
}
OF_CURSORS: dict[str, Door] = {
    "cursor": lambda o, v: o.find(Query(is_open=None), after=v),
    "cursor overdue": lambda o, v: o.overdue(after=v),
}


def inputs() -> Iterator[tuple[str, Door, Any]]:
    """Give every door with every odd input of its kind."""
    for doors, odd in (
        (OF_TEXT, (*TEXTS, *OTHERS)),
        (OF_MOMENTS, MOMENTS),
        (OF_VALUES, VALUES),
        (OF_NUMBERS, NUMBERS),
        (OF_CURSORS, CURSORS),
    ):
        for name, door in doors.items():
            for value in odd:
                yield name, door, value
