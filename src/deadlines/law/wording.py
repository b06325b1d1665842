"""The words in which dates and terms are told: Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from deadlines.errors import Lang as Lang  # noqa: PLC0414  # named here too, where words are chosen
from deadlines.law.terms import CalendarDays, FixedDate, Hours, Months, Reasonable, Term, WorkingDays

CAUSES: dict[str, tuple[str, str]] = {
    "third_party_consultation": ("征求第三方意见", "consulting a third party"),
    "other_agency_consultation": ("征求其他机关意见", "consulting another agency"),
    "co_producer_consultation": ("征求共同制作机关意见", "consulting a co-producing agency"),
    "corrected_request_received": ("收到补正后的申请", "corrected request received"),
    "fee_paid": ("信息处理费缴清", "fee paid in full"),
    "own_change": ("自行改变原答复", "the agency withdrew its own reply"),
    "order_to_redo": ("责令重新办理", "ordered to decide again"),
    "material_change": ("草案重大修改", "material change of the draft"),
}

BEGINNINGS: dict[str, tuple[str, str]] = {"order_to_redo": ("收到责令之日", "receipt of the order")}
"""What the day of a restart is called where the name of its cause does not say it."""

VERIFICATION: dict[str, tuple[str, str]] = {
    "text": ("已核对原文", "text read"),
    "secondary": ("据转载文本", "secondary source"),
    "memory": ("凭记忆，待核对", "from memory, to be checked"),
}

CERTAINTY: dict[str, tuple[str, str]] = {
    "announced": ("已公布", "announced"),
    "revisable": ("可能变动：后续通知仍可能调整", "may still be moved by a notice to come"),
    "forecast": ("预测（放假通知尚未公布）", "forecast (notice not yet published)"),
}

_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")

_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_INDEX: dict[Lang, int] = {"zh": 0, "en": 1}


def say(pair: tuple[str, str], lang: Lang) -> str:
    """Choose the wording of one language."""
    return pair[_INDEX[lang]]


def cause(name: str, lang: Lang) -> str:
    """Name a cause of suspension or restart; an unknown one is shown as it is."""
    return say(CAUSES.get(name, (name, name)), lang)


def beginning(name: str, lang: Lang) -> str:
    """Name the day from which a term runs anew, by what happened on it.

    >>> beginning("order_to_redo", "zh"), beginning("fee_paid", "zh"), beginning("fee_paid", "en")
    ('收到责令之日', '信息处理费缴清之日', 'fee paid in full')
    """
    if name in BEGINNINGS:
        return say(BEGINNINGS[name], lang)
    return f"{cause(name, lang)}之日" if lang == "zh" else cause(name, lang)


def causes(names: Iterable[str], lang: Lang) -> str:
    """List causes to choose from, each with the code by which it is given.

    >>> causes(["fee_paid"], "zh"), causes([], "en")
    ('信息处理费缴清（fee_paid）', 'nothing')
    """
    if lang == "en":
        return ", ".join(names) or "nothing"
    return "、".join(f"{cause(name, lang)}（{name}）" if name in CAUSES else name for name in names) or "无"


def weekday(day: date, lang: Lang) -> str:
    """Name the weekday of a day in short.

    >>> weekday(date(2024, 3, 1), "zh"), weekday(date(2024, 3, 1), "en")
    ('五', 'Fri')
    """
    return (_WEEKDAYS if lang == "zh" else _WEEKDAYS_EN)[day.weekday()]


def unit(term: Term, lang: Lang) -> str:
    """Name the unit of a term."""
    pairs: dict[type, tuple[str, str]] = {
        WorkingDays: ("个工作日", "working days"),
        CalendarDays: ("日", "calendar days"),
        Months: ("个月", "months"),
        Hours: ("小时", "hours"),
        FixedDate: ("固定日期", "fixed date"),
        Reasonable: ("合理期限", "reasonable term"),
    }
    return say(pairs[type(term)], lang)


def length(term: Term, lang: Lang) -> str:
    """Say a term in words.

    >>> length(WorkingDays(20), "zh"), length(CalendarDays(30), "en")
    ('20个工作日', '30 calendar days')
    """
    if isinstance(term, FixedDate):
        when = ("次年", "of the next year") if term.years_after else ("当年", "of the same year")
        return f"{when[0]}{term.month}月{term.day}日" if lang == "zh" else f"{term.month:02}-{term.day:02} {when[1]}"
    if isinstance(term, Reasonable):
        return unit(term, lang)
    if lang == "zh":
        return f"{term.n}{unit(term, lang)}"
    return f"{term.n} {unit(term, lang)}" if term.n > 1 else f"1 {unit(term, lang).removesuffix('s')}"
