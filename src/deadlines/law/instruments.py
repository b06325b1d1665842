"""Legal instruments from TOML files to rules; opens the data files of the law and checks all it reads.

One file is one instrument as promulgated. An amended text is a new file beside the old one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

from deadlines.calendars.gazette import NATIONAL
from deadlines.data_files import DATA, VERIFICATIONS, Table, _parse
from deadlines.errors import DataError, Reason
from deadlines.law.rules import (
    AFTER,
    BEFORE,
    CEILING,
    FLOOR,
    NEXT_DAY,
    NEXT_WORKING_DAY,
    NO_ROLL,
    RESTARTS,
    SAME_DAY,
    SAME_MOMENT,
    SUSPENSIONS,
    Instrument,
    Rule,
    RuleBook,
    RuleExtension,
    RuleRestart,
    RuleSuspension,
)
from deadlines.law.terms import UNITS, FixedDate, Reasonable, Term

FIRST_DAYS: Mapping[str, tuple[str, ...]] = {
    "working_days": (NEXT_DAY, SAME_DAY),
    "calendar_days": (NEXT_DAY, SAME_DAY),
    "months": (NEXT_DAY, SAME_DAY),
    "hours": (SAME_MOMENT,),
    "fixed_date": (SAME_DAY,),
    "reasonable": (NEXT_DAY,),
}
"""Where each unit may begin: hours run from the moment, a fixed date is not counted at all."""

PARTIES = ("agency", "applicant", "third_party", "co_producer", "head", "developer", "enterprise", "review_body")

NOTICES = ("before_expiry",)

_INSTRUMENT_KEYS = (
    "id",
    "title",
    "title_en",
    "number",
    "promulgated",
    "in_force",
    "until",
    "uncertain_until",
    "scope",
    "verification",
    "sources",
    "note",
)

_RULE_KEYS = (
    "id",
    "title",
    "title_en",
    "article",
    "kind",
    "unit",
    "term",
    "direction",
    "start",
    "start_en",
    "first_day",
    "first_day_basis",
    "roll",
    "roll_basis",
    "miss",
    "verification",
    "party",
    "note",
    "in_force",
    "until",
    "sources",
    "gap",
    "suspension",
    "restart",
    "extension",
)

_ONE_DAY = timedelta(days=1)

Versioned = tuple[Rule, str, str, str]
"""A rule with its file, its place there, and the declared reason for a gap before it."""


def rule_book(rule_ids: Collection[str] | None = None, folder: Path | None = None) -> RuleBook:
    """Read the rules of all instruments, or only of the files that hold some rules.

    Args:
        rule_ids: Read only the files that hold one of these; all files if None. A file that is not
            needed is not parsed, so this is the quick way to one rule.
        folder: Where the files are; the package's own if None.

    Raises:
        DataError: A file says something that cannot be used, or two versions of a rule overlap or leave a gap.

    >>> rule_book({"foi.reply"}).in_force("foi.reply", date(2019, 5, 15)).term
    WorkingDays(n=20)
    """
    if folder is None:
        return _own_rule_book(None if rule_ids is None else frozenset(rule_ids))
    return _rule_book(rule_ids, folder)


def instruments(folder: Path | None = None) -> tuple[Instrument, ...]:
    """Read every instrument, those without a term of their own included, by id."""
    return tuple(instrument for instrument, _ in (_read(*text) for text in _texts(folder or _own_folder())))


@cache
def instrument(instrument_id: str) -> Instrument:
    """Read one of the package's instruments, without its rules.

    Raises:
        DataError: There is no such file, or it says something that cannot be used.

    >>> instrument("fee-measures-2020").number
    '国办函〔2020〕109号'
    """
    name = f"{instrument_id}.toml"
    path = _own_folder() / name
    if not path.is_file():
        why = Reason(
            "instrument.no_file",
            "data/instruments 中没有这个文件；请补入该文件或者改正名称",
            "no such file in data/instruments; add the instrument or correct its name",
        )
        raise DataError(name, "instrument", why)
    return _read(name, path.read_text(encoding="utf-8"))[0]


@cache
def _own_rule_book(rule_ids: frozenset[str] | None) -> RuleBook:
    return _rule_book(rule_ids, _own_folder())


def _own_folder() -> Path:
    return DATA / "instruments"


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.toml")):
        yield path.name, path.read_text(encoding="utf-8")


def _rule_book(rule_ids: Collection[str] | None, folder: Path) -> RuleBook:
    wanted = None if rule_ids is None else tuple(f'id = "{rule_id}"' for rule_id in rule_ids)
    texts = ((name, text) for name, text in _texts(folder) if wanted is None or any(mark in text for mark in wanted))
    versions = [version for name, text in texts for version in _read(name, text)[1]]
    check_versions(versions)
    return RuleBook(tuple(version[0] for version in versions))


def _read(name: str, text: str) -> tuple[Instrument, list[Versioned]]:
    top = _parse(name, text)
    top.only(("instrument", "rule"))
    instrument = _instrument(top.table("instrument"))
    if name != f"{instrument.id}.toml":
        why = Reason(
            "instrument.name",
            f"“{instrument.id}”与文件名不同；请改正其一",
            f"{instrument.id!r} is not the name of the file; rename one of them",
        )
        raise DataError(name, "instrument.id", why)
    rows = top.tables("rule")
    return instrument, [(_rule(row, instrument), name, row.key, row.text("gap", "")) for row in rows]


def _instrument(table: Table) -> Instrument:
    table.only(_INSTRUMENT_KEYS)
    in_force, until = table.day("in_force"), table.optional_day("until")
    _check_order(table, in_force, until)
    if table.day("promulgated") > in_force:
        why = Reason(
            "instrument.before_promulgation",
            f"施行日 {in_force} 早于公布日 {table.day('promulgated')}",
            f"{in_force} is before the promulgation on {table.day('promulgated')}",
        )
        table.refuse("in_force", why)
    uncertain = table.optional_day("uncertain_until")
    if uncertain is not None and not table.text("note", ""):
        why = Reason(
            "instrument.no_note",
            f"{uncertain} 须有 note 说明何处不明",
            f"{uncertain} needs a note that says what is uncertain",
        )
        table.refuse("uncertain_until", why)
    return Instrument(
        id=table.text("id"),
        title=table.text("title"),
        title_en=table.text("title_en"),
        number=table.text("number"),
        promulgated=table.day("promulgated"),
        in_force=in_force,
        verification=table.one_of("verification", VERIFICATIONS),
        sources=table.texts("sources"),
        until=until,
        uncertain_until=uncertain,
        scope=table.text("scope", NATIONAL),
        note=table.text("note", ""),
    )


def _check_order(table: Table, first: date, last: date | None) -> None:
    if last is not None and last < first:
        why = Reason(
            "instrument.ends_before_start",
            f"{last} 早于施行日 {first}",
            f"{last} is before the first day in force, {first}",
        )
        table.refuse("until", why)


def _rule(table: Table, instrument: Instrument) -> Rule:
    table.only(_RULE_KEYS)
    unit = table.one_of("unit", FIRST_DAYS)
    starts, ends = table.optional_day("in_force"), table.optional_day("until")
    _check_within(table, instrument, starts, ends)
    return Rule(
        id=table.text("id"),
        title=table.text("title"),
        title_en=table.text("title_en"),
        article=table.text("article"),
        instrument=instrument,
        kind=table.one_of("kind", (CEILING, FLOOR)),
        term=_term(table, unit),
        start=table.text("start"),
        start_en=table.text("start_en"),
        verification=table.one_of("verification", VERIFICATIONS),
        direction=table.one_of("direction", (AFTER, BEFORE)),
        first_day=table.one_of("first_day", FIRST_DAYS[unit]),
        first_day_basis=table.text("first_day_basis"),
        roll=_roll(table, unit),
        roll_basis=table.text("roll_basis"),
        miss=table.text("miss", ""),
        party=table.one_of("party", PARTIES),
        suspensions=tuple(_suspension(row) for row in table.tables("suspension")),
        restarts=tuple(_restart(row) for row in table.tables("restart")),
        extension=_extension(table.table("extension"), unit) if "extension" in table.data else None,
        note=table.text("note", ""),
        starts=starts,
        ends=ends,
        sources=table.texts("sources", required=False),
    )


def _check_within(table: Table, instrument: Instrument, starts: date | None, ends: date | None) -> None:
    first, last = starts or instrument.in_force, ends or instrument.until
    _check_order(table, first, last)
    if first < instrument.in_force:
        why = Reason(
            "rule.before_instrument",
            f"{first} 早于所在文件的施行日 {instrument.in_force}",
            f"{first} is before its instrument is in force, {instrument.in_force}",
        )
        table.refuse("in_force", why)
    if instrument.until is not None and last is not None and last > instrument.until:
        why = Reason(
            "rule.after_instrument",
            f"{last} 晚于所在文件的最后一日 {instrument.until}",
            f"{last} is after the last day of its instrument, {instrument.until}",
        )
        table.refuse("until", why)


def _term(table: Table, unit: str) -> Term:
    if unit == "reasonable":
        if "term" in table.data:
            why = Reason(
                "rule.reasonable_number",
                "合理期限在法律中没有数字；请去掉数字或者改正单位",
                "a reasonable term has no number in the law; leave it out, or change the unit",
            )
            table.refuse("term", why)
        return Reasonable()
    if unit == "fixed_date":
        return _fixed_date(table.table("term"))
    return UNITS[unit](table.whole("term", least=1))


def _fixed_date(table: Table) -> FixedDate:
    table.only(("month", "day", "years_after"))
    month, day = table.whole("month", least=1), table.whole("day", least=1)
    try:
        date(2001, month, day)
    except ValueError:
        why = Reason(
            "rule.leap_day", f"{month}-{day} 不是每年都有的日子", f"{month}-{day} is a day that not every year has"
        )
        table.refuse("day", why)
    return FixedDate(month=month, day=day, years_after=table.whole("years_after"))


def _roll(table: Table, unit: str) -> str:
    roll = table.one_of("roll", (NO_ROLL, NEXT_WORKING_DAY))
    if roll != NO_ROLL and unit in {"working_days", "hours", "reasonable"}:
        why = Reason(
            "rule.no_roll",
            f"以 {unit} 计的期限没有可以顺延的最后一日；请写作 {NO_ROLL}",
            f"a term in {unit} has no last day to roll; write {NO_ROLL!r}",
        )
        table.refuse("roll", why)
    return roll


def _suspension(table: Table) -> RuleSuspension:
    table.only(("cause", "article", "verification"))
    return RuleSuspension(
        table.one_of("cause", SUSPENSIONS), table.text("article"), table.one_of("verification", VERIFICATIONS)
    )


def _restart(table: Table) -> RuleRestart:
    table.only(("cause", "article", "verification"))
    return RuleRestart(
        table.one_of("cause", RESTARTS), table.text("article"), table.one_of("verification", VERIFICATIONS)
    )


def _extension(table: Table, unit: str) -> RuleExtension:
    table.only(("at_most", "times", "approver", "notice", "article", "verification"))
    if unit not in UNITS:
        why = Reason(
            "rule.no_extension_unit",
            f"以 {unit} 计的期限不能按数目延长",
            f"a term in {unit} cannot be extended by a number",
        )
        table.refuse("at_most", why)
    times = table.whole("times", least=1)
    if times != 1:
        why = Reason(
            "rule.times",
            f"{times} 不是 1：只计一次延期，不累加；请写 1，并以 at_most 写明至多可延长多少",
            f"{times} is not 1: the count adds one extension and never sums several; "
            f"write 1 and give all that may be added as at_most",
        )
        table.refuse("times", why)
    return RuleExtension(
        at_most=UNITS[unit](table.whole("at_most", least=1)),
        times=times,
        approver=table.text("approver"),
        notice=table.one_of("notice", NOTICES),
        article=table.text("article"),
        verification=table.one_of("verification", VERIFICATIONS),
    )


def check_versions(found: Iterable[Versioned]) -> None:
    """Refuse two versions of one rule in one place that overlap, or that leave days without a rule.

    A gap that the law really has is declared by ``gap = "reason"`` on the later version.

    Raises:
        DataError: They overlap or leave a gap.
    """
    by_key: dict[tuple[str, str], list[Versioned]] = {}
    for version in sorted(found, key=lambda version: version[0].in_force):
        by_key.setdefault((version[0].id, version[0].instrument.scope), []).append(version)
    for versions in by_key.values():
        for earlier, later in pairwise(versions):
            _check_neighbours(earlier[0], *later)


def _check_neighbours(earlier: Rule, later: Rule, file: str, key: str, gap: str) -> None:
    place = f"{key} {later.id}"
    if earlier.until is None or earlier.until >= later.in_force:
        end = "has no last day" if earlier.until is None else f"lasts until {earlier.until}"
        end_zh = "没有最后一日" if earlier.until is None else f"有效至 {earlier.until}"
        why = Reason(
            "rule.overlap",
            f"与 {earlier.version}（{end_zh}）重叠；请把它的 until 写作 {later.in_force - _ONE_DAY}",
            f"overlaps {earlier.version}, which {end}; give that one until = {later.in_force - _ONE_DAY}",
        )
        raise DataError(file, place, why)
    if earlier.until + _ONE_DAY != later.in_force and not gap:
        why = Reason(
            "rule.gap",
            f"{earlier.version} 之后，{earlier.until + _ONE_DAY} 至 {later.in_force - _ONE_DAY} 没有有效的版本；"
            '请补入其间的版本，或者说明为何没有：gap = "…"',
            f"nothing binds from {earlier.until + _ONE_DAY} to {later.in_force - _ONE_DAY}, after {earlier.version}; "
            f'add the version between, or say why there is none: gap = "…"',
        )
        raise DataError(file, place, why)
