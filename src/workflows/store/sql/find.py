"""Lists of cases on a database, each by an index; ``listing.matches`` says the same in Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.engine import Connection

from workflows.cases.listed import BANDS, Band, CaseRow
from workflows.store.listing import (
    NO_DUE,
    asked_at,
    band_of_row,
    bounds,
    counted,
    cursor_of,
    due_edges,
    folded,
    grams,
    in_every_band,
    matches,
    place_after,
)
from workflows.store.port import Effect, Page, Query, SeenCommand
from workflows.store.sql import codec
from workflows.store.sql.tables import cases, commands, effects, events, titles
from workflows.values import micros

_Condition = ColumnElement[bool]

_AT_ONCE = 500


def found(connection: Connection, agency: str, query: Query, limit: int, after: str | None) -> Page:
    """List cases, the nearest due date first; goes on reading until a page is full."""
    conditions = _conditions(agency, query)
    behind = place_after(after)
    rows: list[Any] = []
    while len(rows) <= limit:
        wanted = limit + 1 - len(rows)
        read = connection.execute(_page(conditions, behind, wanted, query.order)).all()
        # titles are found by pairs of characters; that they stand in this order is looked at here
        hits = (codec.case_row_from(row) for row in read)
        rows.extend(row for row in hits if query.text is None or matches(row, Query(text=query.text, is_open=None)))
        if len(read) < wanted:
            break
        behind = read[-1].due_last, read[-1].case_id
    return Page(tuple(rows[:limit]), cursor_of(rows[limit - 1]) if len(rows) > limit else None)


def _page(conditions: list[_Condition], behind: tuple[int, str] | None, limit: int, order: str) -> Any:
    due, case_id_of = cases.c.due_last, cases.c.case_id
    place = {"due": (due, case_id_of), "latest": (due.desc(), case_id_of.desc()), "case": (case_id_of,)}[order]
    query = select(*cases.c).where(*conditions).order_by(*place).limit(limit)
    if behind is None:
        return query
    last, case_id = behind
    if order == "case":
        return query.where(case_id_of > case_id)
    if order == "latest":
        return query.where(due <= last, or_(due < last, and_(due == last, case_id_of < case_id)))
    return query.where(
        cases.c.due_last >= last,
        or_(cases.c.due_last > last, and_(cases.c.due_last == last, cases.c.case_id > case_id)),
    )


def _conditions(agency: str, query: Query) -> list[_Condition]:
    own = cases.c
    conditions: list[_Condition] = [own.agency == agency]
    if query.is_open is not None:
        conditions.append(own.is_open == (1 if query.is_open else 0))
    named = (
        (query.assignee, own.assignee),
        (query.waits_for, own.waits_for),
        (query.flow, own.flow),
        (query.state, own.state),
        (query.number, own.case_number),
    )
    # what is empty is stored as null
    conditions.extend(
        column == wanted if wanted else column.is_(None) for wanted, column in named if wanted is not None
    )
    first, last = due_edges(query)
    if first is not None:
        conditions.append(own.due_last >= first)
    if last is not None:
        conditions.append(own.due_last <= last)
    if first is not None or last is not None:
        conditions.append(own.due_last < NO_DUE)
    if query.band is not None:
        conditions.append(_in_band(query.band, asked_at(query)))
    if query.text is not None and folded(query.text):
        conditions.extend(_has_gram(agency, gram) for gram in _asked(query.text))
    return conditions


def _asked(text: str) -> tuple[str, ...]:
    """Give the pairs that a title must have; the last character alone only if the text is one character."""
    pairs = grams(text)
    return pairs[:-1] if len(pairs) > 1 and len(pairs[-1]) == 1 else pairs


def _has_gram(agency: str, gram: str) -> _Condition:
    wanted = titles.c.gram == gram if len(gram) > 1 else titles.c.gram.startswith(gram, autoescape=True)
    return cases.c.case_id.in_(select(titles.c.case_id).where(titles.c.agency == agency, wanted))


def _in_band(band: Band, at: datetime) -> _Condition:
    own, edge = cases.c, bounds(at)
    runs = own.standing == "running"
    later = and_(runs, own.due_last >= edge.now, own.due_last > edge.today)
    match band:
        case "overdue":
            return and_(runs, own.due_last < edge.now)
        case "due_today":
            return and_(runs, own.due_last >= edge.now, own.due_last <= edge.today)
        case "warning":
            return and_(later, own.warn_at <= micros(at))
        case "on_time":
            return and_(later, own.warn_at > micros(at))
    return own.standing == band


def band_counts(connection: Connection, agency: str, at: datetime, query: Query) -> Mapping[Band, int]:
    """Count the cases of a query by band: in one pass over the index, or one by one where titles are looked into."""
    asked = in_every_band(query)
    if asked.text is not None:
        return counted(Counter(band_of_row(row, at) for row in _all(connection, agency, asked)))
    which = case(*((_in_band(band, at), band) for band in BANDS[:-1]), else_="ended")
    rows = connection.execute(select(which, func.count()).where(*_conditions(agency, asked)).group_by(which))
    return counted({row[0]: row[1] for row in rows})


def _all(connection: Connection, agency: str, query: Query) -> Iterator[CaseRow]:
    after: str | None = None
    while True:
        page = found(connection, agency, query, _AT_ONCE, after)
        yield from page.rows
        after = page.after
        if after is None:
            return


def orphans_query(agency: str) -> Select[Any]:
    """Ask for the cases that have a history and no row."""
    own = events.c
    row = select(cases.c.case_id).where(cases.c.agency == own.agency, cases.c.case_id == own.case_id)
    return select(own.case_id).distinct().where(own.agency == agency, ~row.exists()).order_by(own.case_id)


def effects_of(connection: Connection, agency: str, case_id: str) -> tuple[Effect, ...]:
    """Give all effects of a case: their ids begin with it, and only ids are indexed."""
    own = effects.c
    query = select(own.effect_id, own.case_id, own.seq, own.name, own.payload, own.attempts)
    its = own.effect_id.between(f"{case_id}:", f"{case_id};")
    such = query.where(own.agency == agency, its).order_by(own.seq, own.effect_id)
    return tuple([codec.effect_from(row) for row in connection.execute(such)])


def indexed(connection: Connection, agency: str, case_id: str) -> tuple[frozenset[str], dict[str, SeenCommand]]:
    """Give the pairs of characters by which the title of a case is found, and its commands by their keys."""
    named = select(titles.c.gram).where(titles.c.agency == agency, titles.c.case_id == case_id)
    own = commands.c
    given = select(own.command_key, own.first_seq, own.last_seq, own.command, own.request)
    rows = connection.execute(given.where(own.agency == agency, own.case_id == case_id))
    seen = {key: SeenCommand(first, last, name or "", request or "") for key, first, last, name, request in rows}
    return frozenset(row[0] for row in connection.execute(named)), seen
