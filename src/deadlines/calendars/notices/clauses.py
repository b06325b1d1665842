"""One item of a notice, clause by clause: which days are off, which are worked, what is said about them. Opens no file.

A clause that speaks of days off or worked is understood whole, or its line is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from attrs import define, field, frozen

from deadlines.calendars.notices.dates import MARK, Dates
from deadlines.calendars.notices.head import NoticeLine, number_in_words
from deadlines.errors import DataError, Reason

URGED = re.compile(r"(?:鼓励|倡导|提倡)[^。;]*")
"""What is only urged orders nothing."""

SPEAKS = re.compile(r"放假|上班|补班|补休|调休|公休|(?<!公)休息|休假|连休")
"""A clause that arranges days."""

_QUOTED = re.compile(r"^(?:根据|按照|依照)《国务院")

_PAPER = re.compile(r"《[^《》]*》|[〔(]\d{4}[〕)]\d+号|第\d+号")

_ASIDE = re.compile(r"\((?:即)?[^()\x00\x01]*\)")

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"

_COUNT = re.compile(rf"共(?:计)?(?:放假|休假|调休)*({_NUMBER})天|(?:放假|休假|公休|调休)({_NUMBER})天")

_PARTS = re.compile(rf"放假({_NUMBER})天[、和]?周末({_NUMBER})天")

_NO_NUMBER = re.compile(r"(?:共计?|放假|公休|调休)天")

_LONGER_RUN = re.compile(rf"连休{_NUMBER}天")

_MOVED = re.compile(r"调休至|调整至|调整到|调至|调到|移至")

_EXTENDED = re.compile("延长.*至\x00(\\d+)\x01")

_RETURN = re.compile(r"(?:起|恢复).*(?:上班|工作|办公)")

_OPEN_ENDED = re.compile("\x01(?:[^\x00]*?)起(?:放假|休假|调休)")

_WORK = re.compile(r"上班|补班|(?:照常|正常)(?:工作|办公)")

_REST = re.compile(r"放假|补休|(?<!公)休息|调休|休假")

_LEGAL = re.compile(r"法定(?:节)?假日")

_PLAIN_REST = re.compile(r"公休|周末|双休")

_DENIED = re.compile(r"[不无未](?:放假|补休|休息|上班)|上班调")

_REMARK = re.compile(r"实行|正值|适逢|逢|是|为|系|与\x00")

_REST_DAYS = re.compile(rf"({_NUMBER}|两)个(?:公休日|休息日|双休日)")

_PROSE = re.compile(
    r"如下|期间|自行|安排|通知|办法|规定|值班|带薪|不能|应当|应|可|须|原则|连休|不(?:再)?(?:调休|补休|补班)|无需|给予|企业|报酬"
)

_WORDS_WITH_DAYS = re.compile(
    r"法定节?假日|公众假日|节假日|假日|节日|公休日|休息日|工作日|纪念日|双休日|放假日|补班日|开幕日|召开日|当日|今日|日期|日常"
    r"|近日|日前|今年|全年|周末|周年|上一周"
)

_LEFT = re.compile(r"\d+|[月日号]|(?:星期|礼拜|周)[一二三四五六日天]|[初廿][一二三四五六七八九十]")

_RANGE = re.compile("\x01起?[-至到]\x00")

_STRAY_RANGE = re.compile("-|\x01[至到]|至\x00")
"""A sign of a range with a day on one side only."""

_COUNTS = re.compile(rf"{_NUMBER}(?:天|个|周年|届|名|小时|县|市|区)|(?:\d{{4}}|[〇一二三四五六七八九]{{4}})年")

_SATURDAY = 5


@define(slots=True)
class Item:
    """One item of a notice: the festival, its days with the line that gives each, and what is said about them.

    ``is_titled`` tells that the title of the notice names the festival, not the item itself.
    """

    name: str
    lines: list[NoticeLine] = field(factory=list)
    off: dict[date, NoticeLine] = field(factory=dict)
    worked: dict[date, NoticeLine] = field(factory=dict)
    moved: dict[date, NoticeLine] = field(factory=dict)
    legal: dict[date, NoticeLine] = field(factory=dict)
    explained: set[date] = field(factory=set)
    returns: dict[date, NoticeLine] = field(factory=dict)
    beside_weekend: NoticeLine | None = None
    owed: tuple[int, str, NoticeLine] | None = None
    is_titled: bool = False

    @property
    def arranges(self) -> bool:
        """Tell whether the item gives any day off or worked."""
        return bool(self.off or self.worked or self.moved)

    def line_of(self, day: date | None) -> NoticeLine:
        """Give the line that gives a day, the first line where none does."""
        places = (self.worked, self.off, self.legal) if day else ()
        return next((each[day] for each in places if day in each), self.lines[0])


@frozen(slots=True)
class Reader:
    """What a notice is read with: its year, the festivals known, the last day of each as announced before."""

    file: str
    year: int
    festivals: tuple[str, ...]
    ends: Callable[[str], date | None]
    regional: bool = False


@define(slots=True)
class _Reading:
    """One line while it is read."""

    item: Item
    line: NoticeLine
    reader: Reader
    dates: Dates
    pending: str = ""

    def wrong(self, code: str, zh: str, en: str) -> DataError:
        return self.line.wrong(self.reader.file, Reason(code, zh, en))

    def cannot_tell(self) -> DataError:
        return self.wrong(
            "notice.off_or_worked",
            "看不出这些日子是放假还是上班",
            "cannot tell whether these days are off or worked",
        )


def read_line(item: Item, line: NoticeLine, reader: Reader) -> None:
    """Add what one line says to its item.

    Raises:
        DataError: With the line: something in it speaks of days off or worked and cannot be understood.
    """
    december = "元旦" in item.name or "新年" in item.name.split("、")
    reading = _Reading(item, line, reader, Dates(line, reader.file, reader.year, december))
    text = URGED.sub("", line.text)
    if reader.regional:
        text = "".join(part for part in re.split(r"(?<=[。;])", text) if not _QUOTED.match(part))
    for sentence in re.split(r"[。;!]", reading.dates.mark(_PAPER.sub("", text))):
        for clause in re.split(r"[,:]", sentence):
            _read(reading, clause)
        if reading.pending:
            raise reading.cannot_tell()


def _read(reading: _Reading, clause: str) -> None:
    """Read one clause: its days, or the count or the verb of the clause before."""
    clause = _ASIDE.sub("", clause) if not SPEAKS.search("".join(_ASIDE.findall(clause))) else clause
    has_days, speaks = bool(MARK.search(clause)), bool(SPEAKS.search(clause))
    if has_days or speaks:
        _refuse_left(reading, clause)
    if not has_days:
        _without_days(reading, clause, speaks=speaks)
        return
    if not speaks and not _says_something(clause):
        reading.pending += clause
        return
    _count(reading, clause, _days_of(reading, reading.pending + clause))
    reading.pending = ""


def _says_something(clause: str) -> bool:
    return any(sign.search(clause) for sign in (_MOVED, _EXTENDED, _WORK, _LEGAL, _REMARK))


def _without_days(reading: _Reading, clause: str, *, speaks: bool) -> None:
    """Read a clause that names no day: the verb of the days before it, a count, or words that arrange nothing."""
    if _NO_NUMBER.search(clause):
        raise reading.dates.unreadable(clause)
    if "连休" in clause and "周末" in clause:
        reading.item.beside_weekend = reading.line
    if reading.pending and (_WORK.search(clause) or _REST.search(clause)) and "除" not in clause[:1]:
        days = _days_of(reading, reading.pending + clause)
        reading.pending = ""
        _count(reading, clause, days)
        return
    if _count(reading, clause, None) or not speaks:
        return
    if not _PROSE.search(clause):
        raise reading.wrong(
            "notice.days_missing",
            f"“{clause}”没有写明哪一日",
            f"{clause!r} names no day",
        )


def _refuse_left(reading: _Reading, clause: str) -> None:
    """Refuse what looks like a day or a number of days and was not read as one."""
    rest = _LONGER_RUN.sub("", clause)
    rest = _COUNTS.sub("", _COUNT.sub("", _PARTS.sub("", _REST_DAYS.sub("", rest))))
    left = _LEFT.search(_WORDS_WITH_DAYS.sub("", MARK.sub("", _without_names(reading, rest))))
    open_range = _STRAY_RANGE.search(_RANGE.sub("\x01\x00", clause))
    if left and left[0].isdigit() and not re.search(f"{left[0]}[月日号]", rest):
        raise reading.wrong(
            "notice.number_no_date",
            "有数字不是日期：每一日请写成 …月…日",
            "a number that is no date: write each day as …月…日",
        )
    if left or (open_range and not _MOVED.search(clause) and not _EXTENDED.search(clause)):
        raise reading.dates.unreadable(reading.dates.as_written(clause))


def _without_names(reading: _Reading, clause: str) -> str:
    """Take out the names of festivals, which may hold a month (壮族三月三) or a number (七一)."""
    for name in sorted({*reading.reader.festivals, *reading.item.name.split("、")}, key=len, reverse=True):
        clause = clause.replace(name, "") if name else clause
    return re.sub(r"[“‘][^”’]*[”’]", "", clause)


def _days_of(reading: _Reading, clause: str) -> list[date]:
    """Read a clause with days; give the days off that it names."""
    moved, extended = _MOVED.search(clause), _EXTENDED.search(clause)
    if _DENIED.search(clause) or _OPEN_ENDED.search(clause):
        raise reading.cannot_tell()
    if moved:
        return _move(reading, clause[: moved.start()], clause[moved.end() :])
    if extended:
        return _give(reading, _extension(reading, reading.dates.day(int(extended[1]))))
    if _WORK.search(clause) and _REST.search(clause):
        raise reading.cannot_tell()
    if _WORK.search(clause):
        _work(reading, clause)
        return []
    if _LEGAL.search(clause):
        days = reading.dates.all(clause, reading.item.off)
        reading.item.legal |= dict.fromkeys(days, reading.line)
        return _give(reading, days)
    if _REST.search(clause):
        return _give(reading, reading.dates.all(clause), repeats=True)
    _remark(reading, clause)
    return []


def _work(reading: _Reading, clause: str) -> None:
    """Read days worked, or the day on which work begins again (起正常上班)."""
    days = dict.fromkeys(reading.dates.all(clause), reading.line)
    if _RETURN.search(clause):
        reading.item.returns |= days
    else:
        reading.item.worked |= days


def _remark(reading: _Reading, clause: str) -> None:
    """Read what is only said of days: that they are a weekend, or what day of the old calendar they are."""
    days = reading.dates.all(clause, reading.item.off)
    if _PLAIN_REST.search(clause):
        _rest_as_ever(reading, days)
    elif not _REMARK.search(clause):
        raise reading.cannot_tell()


def _give(reading: _Reading, days: Sequence[date], *, repeats: bool = False) -> list[date]:
    """Add days off; an explanation (其中…) of days already given may name no other day."""
    item = reading.item
    if item.off:
        item.explained |= set(days)
    if item.off and not repeats:
        _refuse_outside(reading, days)
    item.off |= {day: reading.line for day in days if day not in item.off}
    return list(days)


def _refuse_outside(reading: _Reading, days: Sequence[date]) -> None:
    for day in days:
        if day not in reading.item.off:
            raise reading.wrong(
                "notice.outside",
                f"{day} 不在前面写明的放假日之内",
                f"{day} is not among the days off named before",
            )


def _move(reading: _Reading, before: str, after: str) -> list[date]:
    """Read 将A、B两个公休日调至C、D: as many days off as rest days moved."""
    item, dates = reading.item, reading.dates
    moved, given = dates.all(before, item.off), dates.all(after, item.off)
    festivals = sum(before.count(name) for name in reading.reader.festivals)
    said = _REST_DAYS.search(before)
    number = len(moved) if said is None else number_in_words(said[1].replace("两", "二"))
    if len(moved) + festivals != len(given) or number != len(moved):
        raise reading.wrong(
            "notice.moved_unequal",
            f"调出 {len(moved) + festivals} 日，调入 {len(given)} 日，两者不等",
            f"moves {len(moved) + festivals} rest days, but gives {len(given)} days off",
        )
    for day in moved:
        if day.weekday() < _SATURDAY:
            raise reading.wrong(
                "notice.moved_weekday", f"{day} 不是公休日", f"{day} is no rest day that could be moved"
            )
    item.moved |= dict.fromkeys(moved, reading.line)
    return _give(reading, given)


def _rest_as_ever(reading: _Reading, days: Sequence[date]) -> None:
    for day in days:
        if day.weekday() < _SATURDAY:
            raise reading.wrong("notice.rest_on_weekday", f"{day} 不是周末", f"{day} is no weekend day")
    reading.item.explained |= set(days) & set(reading.item.off)


def _extension(reading: _Reading, last: date) -> list[date]:
    item, year = reading.item, reading.reader.year
    before = reading.reader.ends(item.name)
    if before is None:
        raise reading.wrong(
            "notice.extends_unknown",
            f"延长{item.name}{year}年的假期，而该年的通知还没有；请先导入该通知",
            f"extends {item.name} {year}, whose notice is not known: give it as earlier",
        )
    if last <= before:
        raise reading.wrong(
            "notice.extends_nothing",
            f"延长{item.name}至 {last}，而假期本来就到 {before}",
            f"extends {item.name} to {last}, but it already lasted to {before}",
        )
    return [before + timedelta(days=step) for step in range(1, (last - before).days + 1)]


def _count(reading: _Reading, clause: str, days: Sequence[date] | None) -> bool:
    """Compare a number of days with the days named; a number that comes first waits for them."""
    parts = _PARTS.search(clause)
    if parts:
        _check_parts(reading, number_in_words(parts[1]), number_in_words(parts[2]))
        return True
    said = _COUNT.search(clause)
    number = number_in_words(said[1] or said[2]) if said else 0
    item = reading.item
    if days and (said or item.owed):
        _compare(reading, *((number, said[0]) if said else item.owed[:2] if item.owed else (0, "")), len(days))
        item.owed = None
    elif said and item.off and days is None:
        _compare(reading, number, said[0], len(item.off))
    elif said and not item.off:
        item.owed = (number, said[0], reading.line)
    return said is not None


def _compare(reading: _Reading, number: int, said: str, named: int) -> None:
    if number != named:
        raise reading.line.wrong(reading.reader.file, miscounted(said, named))


def _check_parts(reading: _Reading, given: int, weekend: int) -> None:
    off = reading.item.off
    rest = sum(day.weekday() >= _SATURDAY for day in off)
    if (len(off) - rest, rest) != (given, weekend):
        raise reading.wrong(
            "notice.miscounted",
            f"写明放假{given}天、周末{weekend}天，列明的却是{len(off) - rest}天和{rest}天",
            f"says {given} days off and {weekend} of a weekend, but names {len(off) - rest} and {rest}",
        )


def miscounted(said: str, named: int) -> Reason:
    """Say that a number of days is not the number of days named."""
    return Reason(
        "notice.miscounted",
        f"写明{said}，列明的放假日却是 {named} 天",
        f"says {said}, but the days off named are {named}",
    )
