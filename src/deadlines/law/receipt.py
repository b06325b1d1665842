"""The day on which a request was received (收到申请之日), by channel, with its article and evidence.

The day is never inferred: where the law asks for a confirmation, the day of submission is not enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from attrs import frozen

from deadlines.calendars.calendar import WorkCalendar
from deadlines.data_files import VERIFICATIONS, Table, read_data
from deadlines.errors import DeadlinesError, Reason
from deadlines.law.instruments import instrument
from deadlines.law.rules import Instrument

FACTS = ("submitted", "arrived", "signed", "confirmed")
"""What can be known of a request's way."""

_IN_ORDER = (
    ("submitted", "arrived"),
    ("submitted", "signed"),
    ("submitted", "confirmed"),
    ("arrived", "confirmed"),
    ("signed", "confirmed"),
)

FACT_WORDS: Mapping[str, tuple[str, str]] = {
    "submitted": ("提交（系统接收）之日", "the day it was submitted"),
    "arrived": ("公开机构收到信函之日", "the day the letter reached the disclosure office"),
    "signed": ("行政机关签收之日", "the day the agency signed for it"),
    "confirmed": ("双方确认之日", "the day both sides confirmed it"),
}


class ReceiptError(DeadlinesError):
    """The day of receipt cannot be told from what is known."""

    code = "receipt"
    host_class = "bad_input"

    def __init__(self, channel: str, missing: str, why: Reason, article: str = "") -> None:
        self.channel = channel
        self.missing = missing
        self.why = why
        self.article = article
        law = f" ({article})" if article else ""
        zh_law = f"（{article}）" if article else ""
        super().__init__(f"送达方式 {channel}：{why.zh}{zh_law}", f"receipt by {channel}: {why}{law}")


@frozen(slots=True)
class ReceiptChannel:
    """How one channel fixes the day: by which fact, due ``promptly`` after which, and what contrary readings take."""

    id: str
    day: str
    article: str
    verification: str
    evidence: str
    evidence_en: str
    promptly: str = ""
    contrary: str = ""
    reading: str = ""
    slow_after_working_days: int | None = None


@frozen(slots=True)
class ReceiptRegime:
    """The channels under one text; ``by_analogy_until`` is the last day before the text was issued."""

    id: str
    instrument: Instrument
    in_force: date
    until: date | None
    by_analogy_until: date | None
    channels: tuple[ReceiptChannel, ...]

    def binds_on(self, day: date) -> bool:
        """Tell whether this text fixes receipts on a day."""
        return self.in_force <= day and (self.until is None or day <= self.until)


@frozen(slots=True)
class ReceiptWarning:
    """Something that may move the day or be held against the office; ``other_day`` is the day under that view."""

    code: str
    zh: str
    en: str
    reading: str = ""
    other_day: date | None = None


@frozen(slots=True)
class Receipt:
    """The day of receipt, the article it rests on, and what proves it; ``evidence`` is what the caller named."""

    day: date
    channel: str
    fact: str
    article: str
    verification: str
    evidence: str
    evidence_needed: str
    evidence_needed_en: str
    warnings: tuple[ReceiptWarning, ...] = ()


def receipt_day(
    channel: str,
    *,
    submitted: date | None = None,
    arrived: date | None = None,
    signed: date | None = None,
    confirmed: date | None = None,
    evidence: str = "",
    calendar: WorkCalendar | None = None,
) -> Receipt:
    """Fix the day of receipt of a request, from which its term runs.

    Args:
        channel: ``in_person``, ``signed_post``, ``ordinary_post``, ``internet``, ``email`` or ``fax``;
            before 15 May 2019 also ``misdirected`` (sent to another unit or person).
        submitted: The day the applicant handed it in or the system took it.
        arrived: The day an unsigned letter reached the disclosure office.
        signed: The day the agency signed for the letter.
        confirmed: The day both sides confirmed; where contact was lost, the day it was restored.
        evidence: What proves the deciding day, such as a mail number.
        calendar: With it, receipts on a day off and slow confirmations are flagged; without it they are not.

    Law: 2019年条例第三十一条; before it 国办公开办函〔2015〕207号.

    Raises:
        ReceiptError: The channel is unknown, the deciding day is missing, or the days contradict each other.

    >>> receipt_day("signed_post", signed=date(2024, 3, 1), evidence="EMS 1049").article
    '《中华人民共和国政府信息公开条例》第三十一条第二项前段'
    """
    given = (("submitted", submitted), ("arrived", arrived), ("signed", signed), ("confirmed", confirmed))
    days = {name: day for name, day in given if day is not None}
    _check_order(channel, days)
    regime, way = _way(channel, days)
    day = days[way.day]
    return Receipt(
        day=day,
        channel=channel,
        fact=way.day,
        article=f"《{regime.instrument.title}》{way.article}",
        verification=way.verification,
        evidence=evidence,
        evidence_needed=way.evidence,
        evidence_needed_en=way.evidence_en,
        warnings=tuple(_warnings(regime, way, days, calendar)),
    )


def _check_order(channel: str, days: Mapping[str, date]) -> None:
    """Refuse a later step that is dated before an earlier one; signing and arrival may come in either order."""
    for earlier, later in _IN_ORDER:
        if earlier in days and later in days and days[later] < days[earlier]:
            why = Reason(
                "receipt.order",
                f"{FACT_WORDS[later][0]} {days[later]} 早于{FACT_WORDS[earlier][0]} {days[earlier]}；请改正其一",
                f"{later} {days[later]} is before {earlier} {days[earlier]}; correct one of them",
            )
            raise ReceiptError(channel, later, why)


def _way(channel: str, days: Mapping[str, date]) -> tuple[ReceiptRegime, ReceiptChannel]:
    """Find the text that fixes this receipt: the first whose deciding day falls while it binds."""
    ways = [(regime, way) for regime in receipt_regimes() for way in regime.channels if way.id == channel]
    if not ways:
        names = ", ".join(dict.fromkeys(way.id for regime in receipt_regimes() for way in regime.channels))
        why = Reason(
            "receipt.unknown_channel",
            f"不认识的送达方式；可用 {names}",
            f"unknown channel; the channels are {names}",
        )
        raise ReceiptError(channel, "channel", why)
    for regime, way in ways:
        if way.day in days and regime.binds_on(days[way.day]):
            return regime, way
    raise _not_fixed(channel, days, ways)


def _not_fixed(
    channel: str, days: Mapping[str, date], ways: list[tuple[ReceiptRegime, ReceiptChannel]]
) -> ReceiptError:
    last = max(days.values(), default=None)
    regime, way = next(((r, w) for r, w in ways if last is not None and r.binds_on(last)), ways[-1])
    article = f"《{regime.instrument.title}》{way.article}"
    if way.day in days:
        spans = "; ".join(f"{r.in_force} to {r.until or 'now'}" for r, _ in ways)
        why = Reason(
            "receipt.no_text",
            f"{days[way.day]} 没有规定以这种方式送达何日为收到；有效期为 {spans}",
            f"no text fixes a receipt by this channel on {days[way.day]}; they bind {spans}",
        )
        return ReceiptError(channel, "channel", why)
    zh, what = FACT_WORDS[way.day]
    why = Reason(
        "receipt.missing_day",
        f"缺少{zh}；请给出 {way.day}=…，依据{way.evidence}。不作推定",
        f"{what} is missing; give {way.day}=…, from {way.evidence_en}. It is never inferred",
    )
    return ReceiptError(channel, way.day, why, article)


def _warnings(
    regime: ReceiptRegime, way: ReceiptChannel, days: Mapping[str, date], calendar: WorkCalendar | None
) -> list[ReceiptWarning]:
    day = days[way.day]
    warnings: list[ReceiptWarning] = []
    if regime.by_analogy_until is not None and day <= regime.by_analogy_until:
        warnings.append(_by_analogy(regime))
    if way.promptly in days and days[way.promptly] < day:
        warnings.append(_late_confirmation(days[way.promptly], day))
    if way.contrary in days and days[way.contrary] < day:
        warnings.append(_contrary(way, days[way.contrary]))
    if calendar is not None:
        warnings += _by_calendar(way, days, calendar)
    return warnings


def _by_analogy(regime: ReceiptRegime) -> ReceiptWarning:
    number = regime.instrument.number
    return ReceiptWarning(
        "by_analogy",
        f"{number}当时尚未作出，只能参照",
        f"{number} was not yet issued; it is applied by analogy",
    )


def _late_confirmation(arrived: date, confirmed: date) -> ReceiptWarning:
    return ReceiptWarning(
        "late_confirmation",
        f"应当于收到信函当日（{arrived}）与申请人确认，实际于{confirmed}确认",
        f"the letter came on {arrived} and had to be confirmed that day, but was confirmed on {confirmed}",
        other_day=arrived,
    )


def _contrary(way: ReceiptChannel, other: date) -> ReceiptWarning:
    zh, en = FACT_WORDS[way.contrary]
    return ReceiptWarning(
        "contrary_reading",
        f"另一种读法以{zh}（{other}）为收到之日",
        f"another reading takes {en}, {other}",
        reading=way.reading,
        other_day=other,
    )


def _by_calendar(way: ReceiptChannel, days: Mapping[str, date], calendar: WorkCalendar) -> list[ReceiptWarning]:
    day = days[way.day]
    warnings: list[ReceiptWarning] = []
    submitted, slow = days.get("submitted"), way.slow_after_working_days
    if slow is not None and submitted is not None and day > calendar.shift(submitted, slow):
        warnings.append(
            ReceiptWarning(
                "slow_confirmation",
                f"{submitted}提交，{day}才确认，超过{slow}个工作日，可能被认为拖延登记",
                f"submitted on {submitted} and confirmed only on {day}, more than {slow} working day(s) later: "
                f"it may be held to be a delayed registration",
                reading=way.reading,
                other_day=submitted,
            )
        )
    if not calendar.is_workday(day):
        other = calendar.next(day)
        warnings.append(
            ReceiptWarning(
                "day_off",
                f"{day}不是工作日；另一种读法以次一工作日（{other}）为收到之日",
                f"{day} is a day off; another reading takes the next working day, {other}",
                reading="receipt_on_non_working_day",
                other_day=other,
            )
        )
    return warnings


@cache
def receipt_regimes() -> tuple[ReceiptRegime, ...]:
    """Read the texts that fix receipts, the oldest first.

    Raises:
        DataError: The file says something that cannot be used.
    """
    return regimes_of(read_data("receipt.toml"))


def regimes_of(top: Table) -> tuple[ReceiptRegime, ...]:
    """Check a parsed file of receipts and give its texts, the oldest first.

    Raises:
        DataError: A key is unknown or missing.
    """
    top.only(("regime",))
    return tuple(sorted((_regime(table) for table in top.tables("regime")), key=lambda regime: regime.in_force))


def _regime(table: Table) -> ReceiptRegime:
    table.only(("id", "instrument", "in_force", "until", "by_analogy_until", "channel"))
    return ReceiptRegime(
        id=table.text("id"),
        instrument=instrument(table.text("instrument")),
        in_force=table.day("in_force"),
        until=table.optional_day("until"),
        by_analogy_until=table.optional_day("by_analogy_until"),
        channels=tuple(_channel(row) for row in table.tables("channel")),
    )


_CHANNEL_KEYS = (
    "id",
    "day",
    "article",
    "verification",
    "evidence",
    "evidence_en",
    "promptly",
    "contrary",
    "reading",
    "slow_after_working_days",
)


def _channel(table: Table) -> ReceiptChannel:
    table.only(_CHANNEL_KEYS)
    slow = "slow_after_working_days"
    return ReceiptChannel(
        id=table.text("id"),
        day=table.one_of("day", FACTS),
        article=table.text("article"),
        verification=table.one_of("verification", VERIFICATIONS),
        evidence=table.text("evidence"),
        evidence_en=table.text("evidence_en"),
        promptly=table.one_of("promptly", FACTS) if "promptly" in table.data else "",
        contrary=table.one_of("contrary", FACTS) if "contrary" in table.data else "",
        reading=table.text("reading", ""),
        slow_after_working_days=table.whole(slow, least=1) if slow in table.data else None,
    )
