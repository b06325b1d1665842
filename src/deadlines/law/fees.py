"""The information processing fee (信息处理费): marginal bands per item or per page, never both for one request.

An agency chooses items or pages for each request; the bands are data (``data/fees.toml``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from attrs import frozen

from deadlines.data_files import VERIFICATIONS, Table, read_data
from deadlines.errors import DeadlinesError, Reason
from deadlines.law.instruments import instrument
from deadlines.law.rules import Instrument


class FeeError(DeadlinesError):
    """A count that no fee can be computed for."""

    code = "fee"
    host_class = "bad_input"

    def __init__(self, what: str, value: object, why: Reason) -> None:
        self.what = what
        self.value = value
        self.why = why
        super().__init__(f"{what}：{value!r} {why.zh}", f"{what}: {value!r} {why}")


class NoFeeError(DeadlinesError):
    """No fee schedule binds on the day."""

    code = "no_fee"
    host_class = "refused"

    def __init__(self, schedule: str, day: date, first: date, number: str) -> None:
        self.schedule = schedule
        self.day = day
        self.first = first
        self.number = number
        super().__init__(
            f"{day} 没有按{schedule}计的信息处理费：办法自 {first} 起施行（{number}）；在此之前的申请不得据以收费",
            f"no processing fee per {schedule} on {day.isoformat()}: the measures bind from {first.isoformat()} "
            f"({number}); charge nothing under them for an earlier request",
        )


@frozen(slots=True)
class FeeBand:
    """One price, for the units above ``above`` up to and including ``through`` (None: no end), in yuan.

    With ``step`` the price rises by ``rise`` after each ``step`` units.
    """

    above: int
    through: int | None
    price: Decimal
    step: int | None = None
    rise: Decimal = Decimal(0)


@frozen(slots=True)
class FeeSchedule:
    """The bands of one way to charge, with the instrument and article."""

    id: str
    instrument: Instrument
    article: str
    in_force: date
    verification: str
    unit: str
    unit_en: str
    bands: tuple[FeeBand, ...]

    @property
    def citation(self) -> str:
        """The instrument and article in one phrase."""
        return f"《{self.instrument.title}》{self.article}"


@frozen(slots=True)
class FeeLine:
    """The units ``first`` to ``last`` at one price."""

    first: int
    last: int
    price: Decimal

    @property
    def count(self) -> int:
        """How many units."""
        return self.last - self.first + 1

    @property
    def amount(self) -> Decimal:
        """Yuan for these units."""
        return self.price * self.count


@frozen(slots=True)
class Fee:
    """What may be charged, line by line."""

    schedule: FeeSchedule
    lines: tuple[FeeLine, ...]

    @property
    def amount(self) -> Decimal:
        """Yuan in all."""
        return sum((line.amount for line in self.lines), Decimal(0))

    def explain(self, language: str = "zh") -> tuple[str, ...]:
        """Give one sentence for each band that was touched, then the sum with its article.

        >>> pages_fee(68, on=date(2025, 6, 2)).explain("en")[1]
        'pages 31 to 68: 38 at 10 yuan, 380 yuan'
        """
        return _explain_zh(self) if language == "zh" else _explain_en(self)


def items_fee(new: int, *, already: int = 0, on: date) -> Fee:
    """Charge by item: ``new`` items of an applicant who filed ``already`` items in the same calendar month.

    Both count the smallest reasonable items into which requests were split (一事一申请), whatever the decision.

    Law: 国办函〔2020〕109号第四条.

    Raises:
        FeeError: A count is negative or not a whole number.
        NoFeeError: No schedule binds on the day.

    >>> items_fee(35, on=date(2025, 6, 2)).amount
    Decimal('3000')
    """
    return _fee(_schedule("items", on), _count("already", already), _count("new", new))


def pages_fee(pages: int, *, on: date) -> Fee:
    """Charge by volume: the pages (A4, one side) of one request, where the applicant wants paper, e-mail or copies.

    Law: 国办函〔2020〕109号第五条.

    Raises:
        FeeError: The count is negative or not a whole number.
        NoFeeError: No schedule binds on the day.

    >>> pages_fee(68, on=date(2025, 6, 2)).amount
    Decimal('380')
    """
    return _fee(_schedule("pages", on), 0, _count("pages", pages))


def items_by_month(filed: Iterable[date]) -> Mapping[tuple[int, int], int]:
    """Count an applicant's items by calendar month (自然月), the first month first; one day per item.

    >>> items_by_month([date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 31)])
    {(2025, 6): 1, (2025, 7): 2}
    """
    return dict(sorted(Counter((day.year, day.month) for day in filed).items()))


def monthly_fees(filed: Iterable[date]) -> Mapping[tuple[int, int], Fee]:
    """Charge by item for each calendar month: the count begins anew on the first of the month.

    Raises:
        NoFeeError: An item was filed before the schedule was in force.
    """
    return {
        (year, month): items_fee(count, on=date(year, month, 1))
        for (year, month), count in items_by_month(filed).items()
    }


def _count(what: str, value: object) -> int:
    if type(value) is not int or value < 0:
        raise FeeError(
            what,
            value,
            Reason("fee.no_count", "不是件数：请给出不小于 0 的整数", "is not a count: give a whole number, 0 or more"),
        )
    return value


def _fee(schedule: FeeSchedule, already: int, new: int) -> Fee:
    wanted_first, wanted_last = already + 1, already + new
    lines = []
    for first, last, price in _prices(schedule.bands):
        if first > wanted_last:
            break
        low, high = max(first, wanted_first), wanted_last if last is None else min(last, wanted_last)
        if low <= high:
            lines.append(FeeLine(low, high, price))
    return Fee(schedule, tuple(lines))


def _prices(bands: Iterable[FeeBand]) -> Iterator[tuple[int, int | None, Decimal]]:
    """Give each price with its first and last unit; a rising band goes on for ever."""
    for band in bands:
        first, price = band.above + 1, band.price
        while band.step is not None:
            yield first, first + band.step - 1, price
            first, price = first + band.step, price + band.rise
        yield first, band.through, price


def _yuan(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _explain_zh(fee: Fee) -> tuple[str, ...]:
    unit = fee.schedule.unit
    lines = [
        f"第{line.first}至{line.last}{unit}：{line.count}{unit}，"
        + (f"每{unit}{_yuan(line.price)}元，{_yuan(line.amount)}元" if line.price else "不收费")
        for line in fee.lines
    ]
    return (*lines, f"合计{_yuan(fee.amount)}元（{fee.schedule.citation}）")


def _explain_en(fee: Fee) -> tuple[str, ...]:
    unit = fee.schedule.unit_en
    lines = [
        f"{unit}s {line.first} to {line.last}: {line.count} "
        + (f"at {_yuan(line.price)} yuan, {_yuan(line.amount)} yuan" if line.price else "free")
        for line in fee.lines
    ]
    return (*lines, f"in all {_yuan(fee.amount)} yuan ({fee.schedule.instrument.number}, {fee.schedule.article})")


def _schedule(schedule_id: str, on: date) -> FeeSchedule:
    versions = [schedule for schedule in fee_schedules() if schedule.id == schedule_id]
    bound = [schedule for schedule in versions if schedule.in_force <= on]
    if not bound:
        first = min(versions, key=lambda schedule: schedule.in_force)
        raise NoFeeError(first.unit_en, on, first.in_force, first.instrument.number)
    return max(bound, key=lambda schedule: schedule.in_force)


@cache
def fee_schedules() -> tuple[FeeSchedule, ...]:
    """Read every fee schedule.

    Raises:
        DataError: The file says something that cannot be used.
    """
    return schedules_of(read_data("fees.toml"))


def schedules_of(top: Table) -> tuple[FeeSchedule, ...]:
    """Check a parsed fee file and give its schedules.

    Raises:
        DataError: A key is unknown or missing, or the bands do not follow each other.
    """
    top.only(("schedule",))
    return tuple(_read_schedule(table) for table in top.tables("schedule"))


def _read_schedule(table: Table) -> FeeSchedule:
    table.only(("id", "instrument", "article", "in_force", "verification", "unit", "unit_en", "band"))
    bands = tuple(_read_band(row) for row in table.tables("band"))
    _check_bands(table, bands)
    return FeeSchedule(
        id=table.one_of("id", ("items", "pages")),
        instrument=instrument(table.text("instrument")),
        article=table.text("article"),
        in_force=table.day("in_force"),
        verification=table.one_of("verification", VERIFICATIONS),
        unit=table.text("unit"),
        unit_en=table.text("unit_en"),
        bands=bands,
    )


def _read_band(table: Table) -> FeeBand:
    table.only(("above", "through", "price", "step", "rise"))
    if ("step" in table.data) != ("rise" in table.data):
        table.refuse("step", Reason("fee.step_and_rise", "step 与 rise 须同时写明", "step and rise go together"))
    return FeeBand(
        above=table.whole("above"),
        through=table.whole("through", least=1) if "through" in table.data else None,
        price=_money(table, "price"),
        step=table.whole("step", least=1) if "step" in table.data else None,
        rise=_money(table, "rise") if "rise" in table.data else Decimal(0),
    )


def _money(table: Table, name: str) -> Decimal:
    written = table.text(name)
    try:
        amount = Decimal(written)
    except InvalidOperation:
        why = Reason(
            "fee.no_amount",
            f'“{written}”不是金额；请写作 "100"',
            f'{written!r} is not an amount; write it as "100"',
        )
        table.refuse(name, why)
    if not amount.is_finite() or amount < 0:
        table.refuse(
            name,
            Reason("fee.negative", f"“{written}”不是不小于 0 的金额", f"{written!r} is not an amount of 0 or more"),
        )
    return amount


def _check_bands(table: Table, bands: tuple[FeeBand, ...]) -> None:
    reached: int | None = 0
    for number, band in enumerate(bands, 1):
        if band.above != reached:
            why = Reason(
                "fee.band_gap",
                f"{band.above} 没有接上前一档，前一档止于 {reached}",
                f"{band.above} does not follow the band before it, which ends at {reached}",
            )
            table.refuse(f"band[{number}].above", why)
        if band.through is not None and (band.through <= band.above or band.step is not None):
            why = Reason(
                "fee.empty_band",
                f"{band.through} 使这一档没有任何单位，或者给递增档设了终点",
                f"{band.through} leaves no unit in the band, or ends a rising band",
            )
            table.refuse(f"band[{number}].through", why)
        reached = band.through
    if reached is not None:
        why = Reason(
            "fee.last_band", "最后一档不得有终点；请去掉 through", "the last band has an end; leave out its through"
        )
        table.refuse("band", why)
