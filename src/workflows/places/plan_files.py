"""Reads ``plan.toml`` of a place: what its plan demands, one table for each demand, number and date."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from attrs import evolve

from deadlines.data_files import VERIFICATIONS, Table, read_table
from deadlines.errors import Reason
from deadlines.law.terms import UNITS
from workflows.places.clause import (
    COUNTED,
    KINDS,
    MODALITIES,
    PERIODS,
    ROLLS,
    SERVANTS,
    SHAPES,
    Anchor,
    Clause,
    DisclosurePlan,
    Duty,
    Owner,
    Service,
)

LONGEST_QUOTE = 60

_HEAD = ("title", "number", "source", "owner", "year", "promulgated")
_CLAUSE = (
    "id",
    "quote",
    "kind",
    "modality",
    "who",
    "n",
    "unit",
    "period",
    "anchor",
    "window",
    "by_date",
    "at",
    "served_by",
    "missing",
    "organisational",
    "duty",
    "until",
    "lapsed_by",
)
_DUTY = ("id", "zh", "en", "shape", "roll", "rule", "counts", "report_to", "outlets", "least", "unit", "verification")
_ANCHOR = {"day": 31, "month": 12, "weekday": 7, "after_days": 366, "after_working_days": 250}
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")

_SHAPE_OF = {
    "duty-event": "event",
    "quota": "quota",
    "report": "report",
    "weight": "indicator",
}
_SHAPE_OF_PERIOD = {"permanent": "permanent", "real_time": "real_time", "hourly": "real_time"}


def read_plan(path: Path) -> DisclosurePlan:
    """Read a plan.toml.

    Raises:
        DataError: Something in it is missing, unknown, doubled or of the wrong kind: the file, the key and why.
    """
    top = read_table(path, f"{path.parent.name}/{path.name}")
    top.only(("plan", "outlets", "owner", "clause"))
    head = top.table("plan")
    head.only(_HEAD)
    clauses, duties = [], []
    for table in top.tables("clause"):
        clause, duty = _clause(table, head.text("owner"))
        clauses.append(clause)
        if duty is not None:
            duties.append(duty)
    _each_once(top, "clause", [clause.id for clause in clauses])
    _each_once(top, "duty", [duty.id for duty in duties])
    plan = DisclosurePlan(
        title=head.text("title"),
        number=head.text("number", ""),
        source=head.text("source"),
        owner=head.text("owner"),
        year=head.whole("year", 1949) if "year" in head.data else None,
        promulgated=head.optional_day("promulgated"),
        clauses=tuple(clauses),
        duties=tuple(duties),
        outlets=top.free_texts("outlets"),
        owners=tuple(_owner(table) for table in top.tables("owner")),
    )
    _served(top, plan)
    return plan


def _owner(table: Table) -> Owner:
    table.only(("name", "until", "successor", "source", "verification"))
    return Owner(
        name=table.text("name"),
        until=table.day("until"),
        successor=table.text("successor"),
        source=table.text("source"),
        verification=table.one_of("verification", VERIFICATIONS),
    )


def _each_once(top: Table, what: str, ids: list[str]) -> None:
    """Refuse an id that stands twice."""
    for name, count in Counter(ids).items():
        if count > 1:
            top.refuse(what, Reason("plan.twice", f"“{name}”出现 {count} 次", f"{name!r} is there {count} times"))


def _served(top: Table, plan: DisclosurePlan) -> None:
    """Refuse a duty or an outlet that a clause or a duty names and the plan does not have."""
    for duty in plan.duties:
        for outlet in duty.outlets:
            if outlet not in plan.outlets:
                zh = f"职责 {duty.id} 写的公开载体“{outlet}”不在本方案中"
                en = f"duty {duty.id} names outlet {outlet!r}, which this plan does not have"
                top.refuse("outlets", Reason("plan.no_outlet", zh, en))
    known = {"duty": {duty.id for duty in plan.duties}, "outlet": set(plan.outlets)}
    for clause in plan.clauses:
        for service in clause.served_by:
            if service.type in known and service.id not in known[service.type]:
                zh = f"条目 {clause.id} 写的 {service.type}“{service.id}”不在本方案中"
                en = f"clause {clause.id} names {service.type} {service.id!r}, which this plan does not have"
                top.refuse("clause", Reason("plan.not_served", zh, en))


def _clause(table: Table, owner: str) -> tuple[Clause, Duty | None]:
    table.only(_CLAUSE)
    served = tuple(_service(table, text) for text in table.texts("served_by", required=False))
    kind = table.one_of("kind", KINDS)
    clause = Clause(
        id=table.text("id"),
        quote=_quote(table),
        kind=kind,
        modality=table.one_of("modality", MODALITIES, "must"),
        who=table.texts("who", required=False),
        n=table.whole("n", 0) if "n" in table.data else None,
        unit=table.one_of("unit", COUNTED) if "unit" in table.data else None,
        period=table.one_of("period", PERIODS) if "period" in table.data else None,
        anchor=_anchor(table),
        window=_window(table),
        by_date=_by_date(table),
        at=table.whole("at", 0) if "at" in table.data else None,
        served_by=served,
        missing=table.text("missing", ""),
        organisational=table.text("organisational", ""),
        until=table.optional_day("until"),
        lapsed_by=table.text("lapsed_by", ""),
    )
    if (clause.until is None) != (not clause.lapsed_by):
        zh = "失效的条目须同时写明最后一日（until）和依据（lapsed_by）"
        table.refuse("until", Reason("plan.lapsed", zh, "give the last day (until) and what ended it (lapsed_by)"))
    if (clause.n is None) != (clause.unit is None):
        table.refuse("n", Reason("plan.n_and_unit", "数与单位须同时写明", "give a number and its unit together"))
    duty = _duty(table.table("duty"), clause, owner) if "duty" in table.data else None
    if duty is not None:
        clause = evolve(clause, served_by=(Service("duty", duty.id), *clause.served_by))
    ways = [bool(clause.served_by), bool(clause.missing), bool(clause.organisational)]
    if sum(ways) != 1:
        zh = "请写明由什么来做（duty、served_by）、缺什么（missing）或者为何不能由软件来做（organisational），只写其一"
        en = "say what serves it (duty, served_by), what is missing, or why it is organisational: one of the three"
        table.refuse("served_by", Reason("plan.one_way", zh, en))
    return clause, duty


def _quote(table: Table) -> str:
    quote = table.text("quote")
    if len(quote) > LONGEST_QUOTE or quote != " ".join(quote.split()):
        zh = f"引文不超过 {LONGEST_QUOTE} 字，空白只留一格；现为 {len(quote)} 字"
        en = f"a quotation has at most {LONGEST_QUOTE} characters, its blanks folded; this has {len(quote)}"
        table.refuse("quote", Reason("plan.quote", zh, en))
    return quote


def _service(table: Table, text: str) -> Service:
    kind, mark, name = text.partition(":")
    if not mark or not name or kind not in SERVANTS:
        zh = f"“{text}”应写作 类型:名称，类型为 {'、'.join(SERVANTS)} 之一"
        en = f"{text!r}: write type:name, the type one of {', '.join(SERVANTS)}"
        table.refuse("served_by", Reason("plan.service", zh, en))
    return Service(kind, name)


def _anchor(table: Table) -> Anchor | None:
    if "anchor" not in table.data:
        return None
    inside = table.table("anchor")
    inside.only(_ANCHOR)
    numbers = {name: inside.whole(name, 1) for name in inside.data}
    for name, number in numbers.items():
        if number > _ANCHOR[name]:
            zh, en = f"{number} 大于 {_ANCHOR[name]}", f"{number} is more than {_ANCHOR[name]}"
            inside.refuse(name, Reason("plan.anchor", zh, en))
    return Anchor(**numbers)


def _window(table: Table) -> tuple[str, str] | None:
    if "window" not in table.data:
        return None
    days = table.texts("window")
    if len(days) != 2 or not all(_MONTH_DAY.fullmatch(day) for day in days) or days[0] > days[1]:  # noqa: PLR2004
        zh = '请写作 ["11-01", "11-10"]，先后两日'
        table.refuse("window", Reason("plan.window", zh, 'write ["11-01", "11-10"], the first and the last day'))
    return days[0], days[1]


def _by_date(table: Table) -> str | None:
    if "by_date" not in table.data:
        return None
    text = table.text("by_date")
    if not (_MONTH_DAY.fullmatch(text) or _is_day(text)):
        zh = f"“{text}”应写作 12-20 或者 2018-12-20"
        table.refuse("by_date", Reason("plan.by_date", zh, f"{text!r}: write 12-20 or 2018-12-20"))
    return text


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _duty(table: Table, clause: Clause, owner: str) -> Duty:
    """Read the duty that a clause makes: number, period and day are those of the clause and are not written twice."""
    table.only(_DUTY)
    given: dict[str, Any] = {}
    if "least" in table.data:
        given = {"least": table.whole("least", 1), "unit": table.one_of("unit", COUNTED)}
    elif clause.n and clause.unit and clause.unit in UNITS:
        given = {"term": UNITS[clause.unit](clause.n)}
    else:
        given = {"least": clause.n, "unit": clause.unit}
    duty = Duty(
        id=table.text("id"),
        zh=table.text("zh", clause.quote),
        en=table.text("en"),
        clause=clause.id,
        quote=clause.quote,
        shape=table.one_of("shape", SHAPES) if "shape" in table.data else shape_of(clause),
        lead=clause.who[0] if clause.who else owner,
        partners=clause.who[1:],
        period=clause.period,
        every=clause.n if clause.period == "n_yearly" and clause.n else 1,
        anchor=clause.anchor,
        window=clause.window,
        due=clause.by_date,
        roll=table.one_of("roll", ROLLS, "none"),
        rule=table.text("rule", ""),
        counts=table.text("counts", ""),
        report_to=table.text("report_to", ""),
        outlets=table.texts("outlets", required=False),
        verification=table.one_of("verification", VERIFICATIONS, "text"),
        **given,
    )
    _complete(table, duty)
    return duty


def shape_of(clause: Clause) -> str:
    """Give the shape of the duty that a clause makes, by its kind, its period and its day."""
    if clause.kind in _SHAPE_OF:
        return _SHAPE_OF[clause.kind]
    if clause.window is not None:
        return "window"
    if clause.by_date is not None and clause.period is None:
        return "dated"
    return _SHAPE_OF_PERIOD.get(clause.period or "", "recurring")


def _complete(table: Table, duty: Duty) -> None:
    """Refuse a duty that could never be due: without a period, a day, a window, or an event to wait for."""
    timeless = duty.shape in {"event", "indicator", "retention", "coverage", "permanent", "subordinate"}
    if not timeless and duty.period is None and duty.due is None and duty.window is None:
        zh = f"职责“{duty.id}”没有周期、日期或者期间，永不到期"
        en = f"duty {duty.id!r} has no period, day or window: it would never be due"
        table.refuse("shape", Reason("plan.never_due", zh, en))
    if duty.shape == "quota" and not duty.least:
        zh = f"次数要求“{duty.id}”没有次数"
        table.refuse("least", Reason("plan.no_number", zh, f"quota {duty.id!r} has no number"))
