"""The law on public holidays and what a notice may decide, read from ``data`` and checked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from deadlines.calendars.calendar import Outlook, WorkCalendar
from deadlines.calendars.outlook.forecast import outlook
from deadlines.calendars.outlook.practice import Festival, FestivalBlock, Practice, RegionalPractice
from deadlines.calendars.outlook.statutory import CALENDARS, SOLAR, TERM, HolidayLaw, StatutoryDay, YearlyDay
from deadlines.data_files import VERIFICATIONS, Table, read_data
from deadlines.errors import Reason

_LAW_KEYS = (
    "id",
    "number",
    "promulgated",
    "in_force",
    "until",
    "article",
    "verification",
    "sources",
    "note",
    "days",
    "worked_in_a_row",
    "worked_in_a_row_article",
)

_BLOCK_KEYS = ("weekdays", "start", "length", "likely", "likely_joined", "laws", "evidence", "why")

_FESTIVAL_KEYS = ("id", "name", "anchor", "pool", "block", "make_up", "must_contain", "must_contain_why", "absorbs")

_MAKE_UP_KEYS = ("before", "after", "seen_before", "seen_after", "evidence", "why")

_WEEK = range(1, 8)


def look_ahead(calendar: WorkCalendar) -> Outlook:
    """Look past the last notice of a calendar, by the law and the practice as shipped.

    Give it to ``WorkCalendar(look=...)``; it is a module-level function, so that calendars can be pickled.

    Raises:
        DataError: A data file cannot be used, or the calendar does not end with a year.
    """
    return outlook(calendar, holiday_laws(), forecast_practice())


@cache
def holiday_laws() -> tuple[HolidayLaw, ...]:
    """Read the versions of 全国年节及纪念日放假办法, oldest first.

    Raises:
        DataError: The file says something that cannot be used.

    >>> [len(law.days) for law in holiday_laws()]
    [10, 11, 11, 13]
    """
    return laws_of(read_data("statutory_days.toml"))


@cache
def forecast_practice() -> Practice:
    """Read what a notice may decide.

    Raises:
        DataError: The file says something that cannot be used.
    """
    return practice_of(read_data("forecast.toml"), holiday_laws())


def laws_of(top: Table) -> tuple[HolidayLaw, ...]:
    """Check and build the versions of the law.

    Raises:
        DataError: A key is unknown or missing, versions overlap or leave a gap.
    """
    top.only(("version",))
    tables = top.tables("version")
    laws = tuple(_law(each) for each in tables)
    for table, before, after in zip(tables[1:], laws, laws[1:], strict=False):
        if before.until is None or (after.in_force - before.until).days != 1:
            why = Reason(
                "outlook.version_gap",
                f"{after.in_force} 没有接上 {before.id} 的最后一日 {before.until}",
                f"{after.in_force} does not follow the last day of {before.id}, {before.until}",
            )
            table.refuse("in_force", why)
    return laws


def practice_of(top: Table, laws: Iterable[HolidayLaw]) -> Practice:
    """Check and build the bounds of a notice.

    Raises:
        DataError: A key is unknown or missing, or a bound is narrower than what was seen.
    """
    known = tuple(law.id for law in laws)
    top.only(("reach_years", "same_side_cost", "farthest_make_up", "regional", "pool", "festival"))
    pools = {}
    for each in top.tables("pool"):
        each.only(("id", "block"))
        pools[each.text("id")] = _blocks(each, known)
    regional = top.table("regional")
    regional.only(("shift_days", "drift_days_a_year", "recall_years", "spare_days_off", "why"))
    regional.text("why")
    return Practice(
        festivals=tuple(_festival(each, pools, known) for each in top.tables("festival")),
        regional=RegionalPractice(
            shift_days=regional.whole("shift_days"),
            drift_days=regional.whole("drift_days_a_year"),
            recall_years=regional.whole("recall_years", 1),
            spare_days_off=regional.whole("spare_days_off"),
        ),
        reach_years=top.whole("reach_years", 2),
        same_side_cost=_number(top, "same_side_cost"),
        farthest_make_up=top.whole("farthest_make_up", 1),
    )


def _law(table: Table) -> HolidayLaw:
    table.only(_LAW_KEYS)
    row = "worked_in_a_row" in table.data
    if row:
        table.text("worked_in_a_row_article")
    days = table.tables("days")
    if not days:
        table.refuse("days", Reason("outlook.no_days", "缺少；请列明放假日", "missing; list the days off"))
    return HolidayLaw(
        id=table.text("id"),
        number=table.text("number"),
        promulgated=table.day("promulgated"),
        in_force=table.day("in_force"),
        until=table.optional_day("until"),
        article=table.text("article"),
        verification=table.one_of("verification", VERIFICATIONS),
        sources=table.texts("sources"),
        days=tuple(_statutory_day(each) for each in days),
        worked_in_a_row=table.whole("worked_in_a_row", 1) if row else None,
        note=table.text("note", ""),
    )


def _statutory_day(table: Table) -> StatutoryDay:
    table.only(("name", "festival", "calendar", "month", "day", "plus"))
    return StatutoryDay(table.text("name"), table.text("festival"), _yearly(table))


def _yearly(table: Table) -> YearlyDay:
    calendar = table.one_of("calendar", CALENDARS)
    if calendar == TERM:
        return YearlyDay(calendar)
    month, day = table.whole("month", 1), table.whole("day", 1)
    if month > 12 or day > (31 if calendar == SOLAR else 30):  # noqa: PLR2004 - the lengths of year and month
        table.refuse(
            "day", Reason("outlook.no_such_day", f"没有 {month} 月 {day} 日", f"month {month} day {day} does not exist")
        )
    return YearlyDay(calendar, month, day, _signed(table, "plus") if "plus" in table.data else 0)


def _festival(table: Table, pools: dict[str, tuple[FestivalBlock, ...]], laws: tuple[str, ...]) -> Festival:
    table.only(_FESTIVAL_KEYS)
    make_up, anchor = table.table("make_up"), table.table("anchor")
    make_up.only(_MAKE_UP_KEYS)
    make_up.texts("evidence")
    anchor.only(("calendar", "month", "day", "plus"))
    for side in ("before", "after"):
        if make_up.whole(side) < make_up.whole(f"seen_{side}"):
            why = Reason(
                "outlook.more_seen",
                f"写的是 {make_up.whole(side)} 日，所见却是 {make_up.whole(f'seen_{side}')} 日",
                f"{make_up.whole(side)} days, but {make_up.whole(f'seen_{side}')} were seen",
            )
            make_up.refuse(side, why)
    # A festival's own blocks come first, so that they decide what is likely.
    pooled = pools[table.one_of("pool", pools)] if "pool" in table.data else ()
    return Festival(
        id=table.text("id"),
        name=table.text("name"),
        anchor=_yearly(anchor),
        blocks=_blocks(table, laws) + pooled,
        before=make_up.whole("before"),
        after=make_up.whole("after"),
        must_contain=frozenset(table.texts("must_contain", required=False)),
        absorbs=table.text("absorbs", ""),
    )


def _blocks(table: Table, laws: tuple[str, ...]) -> tuple[FestivalBlock, ...]:
    return tuple(_block(each, laws) for each in table.tables("block"))


def _block(table: Table, laws: tuple[str, ...]) -> FestivalBlock:
    table.only(_BLOCK_KEYS)
    weekdays = table.data.get("weekdays")
    if not isinstance(weekdays, list) or not weekdays or any(day not in _WEEK for day in weekdays):
        why = Reason(
            "outlook.no_weekdays",
            f"“{weekdays}”不是星期的列表；请用 1（星期一）至 7",
            f"{weekdays!r} is not a list of weekdays, 1 for Monday to 7",
        )
        table.refuse("weekdays", why)
    evidence = table.data.get("evidence")
    if not isinstance(evidence, list):
        why = Reason(
            "outlook.no_evidence",
            f"“{evidence}”不是列表；从未见过的请写 []，并说明为何算数",
            f"{evidence!r} is not a list; write [] where it was never seen, and say why it counts",
        )
        table.refuse("evidence", why)
    if not evidence:
        table.text("why")
    for key in ("likely", "likely_joined", "laws"):
        for law in table.texts(key, required=False):
            if law not in laws:
                why = Reason(
                    "outlook.unknown_version",
                    f"“{law}”不是放假办法的版本；现有 {'、'.join(laws)}",
                    f"{law!r} is no version of the law; they are {', '.join(laws)}",
                )
                table.refuse(key, why)
    return FestivalBlock(
        weekdays=frozenset(weekdays),
        start=_signed(table, "start"),
        length=table.whole("length", 1),
        evidence=tuple(evidence),
        likely=frozenset(table.texts("likely", required=False)),
        likely_joined=frozenset(table.texts("likely_joined", required=False)),
        laws=frozenset(table.texts("laws", required=False)),
        why=table.text("why", ""),
    )


def _signed(table: Table, name: str) -> int:
    value = table.data.get(name)
    if type(value) is not int:
        table.refuse(name, Reason("data.not_an_integer", f"“{value}”不是整数", f"{value!r} is not a whole number"))
    return value


def _number(table: Table, name: str) -> float:
    value = table.data.get(name)
    if type(value) not in {int, float}:
        table.refuse(name, Reason("data.not_a_number", f"“{value}”不是数", f"{value!r} is not a number"))
    return float(value)  # type: ignore[arg-type]
