"""A holiday notice as published, in Chinese, to a Notice. Opens no file and guesses nothing.

What cannot be understood, or contradicts the calendar or itself, is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta

from attrs import define, field, frozen

from deadlines.calendars.gazette import FESTIVALS, NATIONAL, Holiday, Notice, refuse_incomplete
from deadlines.calendars.notices.head import (
    ITEM,
    Line,
    day_of,
    issued_of,
    lines_of,
    number_in_words,
    number_of,
    title_of,
    year_of,
)
from deadlines.errors import DataError, Reason

NAMES = (*FESTIVALS, "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日")
"""Names a national notice may use; give others as ``festivals`` for a region."""

_ALIASES = {"五一": "劳动节", "五一国际劳动节": "劳动节", "国际劳动节": "劳动节", "十一": "国庆节"}

_ALIASES |= {"清明": "清明节", "端午": "端午节", "中秋": "中秋节", "国庆": "国庆节", "新年": "元旦"}

_SAID = r"(?:\((?P<in>[^()]*)\)|(?P<bare>(?:星期|周|礼拜)[一二三四五六日天]))?"

_DAY = re.compile(r"(?:(?P<y>\d{4})年)?(?:(?P<m>\d{1,2})月(?P<d>\d{1,2})日?|(?P<only>\d{1,2})日)" + _SAID)

_WEEKDAYS = {sign: value for value, sign in enumerate("一二三四五六日")} | {"天": 6}

_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")

_COUNT = re.compile(r"共计?(\d+|[一二三四五六七八九十]+)天")

_OWN_COUNT = re.compile(r"放假(\d+|[一二三四五六七八九十]+)天")

_DAYS_HERE = re.compile("\x00(\\d+)\x01")

_REACH = re.compile("\x00(\\d+)\x01[-至到]\x00(\\d+)\x01")

_MOVED = re.compile(r"调至|调整到|调到|调整至")

_EXTENDED = re.compile("延长.*至\x00(\\d+)\x01")

_RETURN = re.compile(r"起.*上班")

_WORK = re.compile(r"上班")

_REST = re.compile(r"放假|补休|(?<!公)休息|调休")

_DENIED = re.compile(r"[不无未](?:放假|补休|休息|上班)|上班调")

_UNREAD = re.compile(r"[0-9]")

_COUNTS = re.compile("\x00\\d+\x01|\\d+天|\\d{4}年|\\d+周年")

_URGED = re.compile(r"鼓励[^。;]*")

_PASSING = re.compile(r"法定|公休|实行|正值|是")

_ARRANGES = re.compile(r"放假|上班|补休|公休|调休|延长")


@define(slots=True)
class _Item:
    name: str
    lines: list[Line] = field(factory=list)
    off: dict[date, Line] = field(factory=dict)
    worked: dict[date, Line] = field(factory=dict)
    moved: dict[date, Line] = field(factory=dict)


@frozen(slots=True)
class _Reader:
    file: str
    year: int
    festivals: tuple[str, ...]
    ends: Callable[[str], date | None]


def parse_notice(
    text: str,
    *,
    file: str = "notice",
    region: str = NATIONAL,
    number: str = "",
    issued: date | None = None,
    published: date | None = None,
    sources: Sequence[str] = (),
    festivals: Collection[str] = (),
    earlier: Iterable[Notice] = (),
) -> Notice:
    """Read a holiday notice from its published text.

    A December date of the New Year item without a year is the December before. A rest day moved
    elsewhere (公休日调至) is worked unless the notice gives it off.

    Args:
        text: The text with its title, number, items and date, one paragraph a line.
        file: Name shown in refusals.
        region: Region id for a regional notice.
        number: The number where the text (a newspaper's copy) has none.
        issued: The issue date where the text has none.
        published: The first day on which it was public, if known.
        sources: Where the text was found.
        festivals: Names a regional notice may use besides the national ones.
        earlier: Notices known before; an extension (延长春节假期至) begins where theirs ends.

    Raises:
        DataError: With the line number and the text: a weekday that is not the date's, a day both off and
            worked, a day of another year, a count that does not match, an unknown festival, no holiday.

    Law: 全国年节及纪念日放假办法 第四条、第六条

    >>> notice = parse_notice('''国务院办公厅关于调整2019年劳动节假期安排的通知
    ... 国办发明电〔2019〕3号
    ... 一、2019年5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。
    ... 国务院办公厅
    ... 2019年3月22日''')
    >>> notice.number, len(notice.holidays[0].off), str(notice.holidays[0].worked[0])
    ('国办发明电〔2019〕3号', 4, '2019-04-28')
    """
    lines = lines_of(text)
    if not lines:
        raise DataError(
            file,
            "line 1",
            Reason(
                "notice.empty_text", "没有内容；请给出公布的通知原文", "the text is empty: give the notice as published"
            ),
        )
    title = title_of(lines, file)
    year = year_of(title, lines, file)
    reader = _Reader(file, year, (*NAMES, *festivals), _ends(earlier, year))
    items = [item for item in _items(lines, title, reader) if _read(item, reader)]
    if not items:
        raise DataError(
            file,
            f"line {lines[-1].number}",
            Reason(
                "notice.no_holiday",
                "没有找到放假安排：没有一行写明哪几日放假",
                "no holiday found: no line says which days are off",
            ),
        )
    _refuse_both(items, file)
    kind = "regional" if region != NATIONAL else "annual" if re.search(r"\d{4}年部分节假日", title) else "amendment"
    notice = Notice(
        number=number or number_of(lines, file),
        title=title,
        kind=kind,
        year=year,
        region=region,
        issued=issued or issued_of(lines, year, file),
        published=published,
        sources=tuple(sources) or (file,),
        holidays=tuple(Holiday(item.name, tuple(sorted(item.off)), tuple(sorted(item.worked))) for item in items),
        file=file,
    )
    return refuse_incomplete(notice)


def _ends(earlier: Iterable[Notice], year: int) -> Callable[[str], date | None]:
    last = {
        holiday.name: max(holiday.off)
        for notice in earlier
        if notice.kind == "annual" and notice.year == year and notice.region == NATIONAL
        for holiday in notice.holidays
        if holiday.off
    }
    return last.get


def _items(lines: Sequence[Line], title: str, reader: _Reader) -> Iterator[_Item]:
    """Group the lines that arrange days under the festival they stand under."""
    item: _Item | None = None
    titled = "、".join(name for name in _named_in(title, reader))
    for line in lines:
        heading = ITEM.match(line.text)
        if heading:
            if item is not None:
                yield item
            name, colon, rest = heading[1].partition(":")
            if not colon or _DAY.search(name):
                bare = not _DAY.search(heading[1]) and len(heading[1]) <= max(map(len, reader.festivals))
                name, rest = (heading[1], "") if bare else _without_colon(heading[1], titled, reader)
            item = _Item(name, [Line(line.number, rest, line.source)] if rest else [])
        elif _DAY.search(_URGED.sub("", line.text)) and _ARRANGES.search(_URGED.sub("", line.text)):
            if item is None:
                item = _Item(titled)
            item.lines.append(line)
    if item is not None:
        yield item


def _without_colon(text: str, titled: str, reader: _Reader) -> tuple[str, str]:
    """Part a heading such as 元旦1月1日放假 from its text; the title names the festival of one without any."""
    first = _DAY.search(text)
    name = text[: first.start()] if first else ""
    known = bool(name) and all(_ALIASES.get(part, part) in reader.festivals for part in re.split(r"[、和]", name))
    return (name, text[len(name) :]) if known else (titled, text)


def _named_in(text: str, reader: _Reader) -> Iterator[str]:
    found = {name: text.find(name) for name in reader.festivals if name in text}
    yield from sorted(found, key=found.__getitem__)


def _read(item: _Item, reader: _Reader) -> bool:
    """Fill an item from its lines; False if it arranges no day at all."""
    for line in item.lines:
        _read_line(item, line, reader)
    if not item.off and not item.worked and not item.moved:
        return False
    for day, line in item.moved.items():
        if day not in item.off:
            item.worked.setdefault(day, line)
    item.name = _festival(item, reader)
    return True


def _festival(item: _Item, reader: _Reader) -> str:
    names = [re.sub(r"[“”\"‘’'《》]", "", part) for part in re.split(r"[、和]", item.name)]
    known = [_ALIASES.get(name, name) for name in names]
    for name in known:
        if name not in reader.festivals:
            raise item.lines[0].wrong(
                reader.file,
                Reason(
                    "notice.unknown_festival",
                    f"不认识的节日“{name}”；节日有{'、'.join(reader.festivals)}",
                    f"unknown festival {name!r}; known are {'、'.join(reader.festivals)}",
                ),
            )
    return "、".join(known)


@define(slots=True)
class _Dates:
    """The days of one line, each replaced in the text by a mark that holds its place here."""

    item: _Item
    line: Line
    reader: _Reader
    found: list[re.Match[str]] = field(factory=list)
    month: int = 0
    year: int = 0

    def mark(self, text: str) -> str:
        """Replace each day by its place, so that commas in brackets part nothing."""

        def place(match: re.Match[str]) -> str:
            self.found.append(match)
            return f"\x00{len(self.found) - 1}\x01"

        return _DAY.sub(place, text)

    def day(self, index: int, *, within: Collection[date] = ()) -> date:
        """Work out one day; a bare 3日 is of the month named last, or of the holiday it stands in."""
        match = self.found[index]
        number = int(match["d"] or match["only"])
        if match["m"]:
            self.month = int(match["m"])
            self.year = int(match["y"]) if match["y"] else self._year(self.month)
        elif within:
            inside = [day for day in within if day.day == number]
            if len(inside) == 1:
                return self._same_weekday(inside[0], match)
        if not self.month:
            raise self.line.wrong(
                self.reader.file, Reason("notice.no_month", f"“{match[0]}”没有月份", f"{match[0]!r} has no month")
            )
        return self._same_weekday(day_of(self.line, self.year, self.month, number, self.reader.file), match)

    def _year(self, month: int) -> int:
        new_year = _ALIASES.get(self.item.name, self.item.name).startswith("元旦")
        return self.reader.year - (1 if new_year and month == 12 else 0)  # noqa: PLR2004 - December

    def _same_weekday(self, day: date, match: re.Match[str]) -> date:
        said = _WEEKDAY.findall(match["in"] or match["bare"] or "")
        # (周四至周六) behind a range stands behind its last day.
        if said and _WEEKDAYS[said[-1]] != day.weekday():
            right = "一二三四五六日"[day.weekday()]
            raise self.line.wrong(
                self.reader.file,
                Reason(
                    "notice.weekday",
                    f"{day} 是星期{right}，不是星期{said[-1]}",
                    f"{day} is 星期{right}, not 星期{said[-1]}",
                ),
            )
        if day.year != self.reader.year and not (day.year == self.reader.year - 1 and day.month == 12):  # noqa: PLR2004
            raise self.line.wrong(
                self.reader.file,
                Reason(
                    "notice.another_year",
                    f"{day} 不在 {self.reader.year} 年",
                    f"{day} is of another year than {self.reader.year}",
                ),
            )
        return day

    def all(self, clause: str, *, within: Collection[date] = ()) -> list[date]:
        """List the days of a clause, ranges written out."""
        days: list[date] = []
        at = 0
        while (mark := _DAYS_HERE.search(clause, at)) is not None:
            reach = _REACH.match(clause, mark.start())
            first = self.day(int(mark[1]), within=within)
            last = self.day(int(reach[2]), within=within) if reach else first
            if last < first:
                raise self.line.wrong(
                    self.reader.file,
                    Reason(
                        "notice.range_reversed",
                        f"{first} 至 {last} 止于开始之前",
                        f"{first} to {last} ends before it begins",
                    ),
                )
            days += [first + timedelta(days=step) for step in range((last - first).days + 1)]
            at = (reach or mark).end()
        return days


def _read_line(item: _Item, line: Line, reader: _Reader) -> None:
    dates = _Dates(item, line, reader)
    for clause in re.split(r"[。;,:]", dates.mark(_URGED.sub("", line.text))):
        if not _DAYS_HERE.search(clause):
            _check_total(item, line, clause, reader)
            continue
        days = _read_clause(item, line, clause, dates)
        _check_own_count(line, clause, days, reader)


def _read_clause(item: _Item, line: Line, clause: str, dates: _Dates) -> list[date]:
    if _UNREAD.search(_COUNTS.sub("", clause)):
        raise line.wrong(
            dates.reader.file,
            Reason(
                "notice.number_no_date",
                "数字不是日期：每一日请写作…月…日",
                "a number that is no date: write each day as …月…日",
            ),
        )
    if _DENIED.search(clause) or (_WORK.search(clause) and _REST.search(clause)):
        raise line.wrong(
            dates.reader.file,
            Reason(
                "notice.off_or_worked", "看不出这几日是放假还是上班", "cannot tell whether these days are off or worked"
            ),
        )
    moved = _MOVED.search(clause)
    extended = _EXTENDED.search(clause)
    days: list[date] = []
    if moved:
        item.moved |= dict.fromkeys(dates.all(clause[: moved.start()]), line)
        days = dates.all(clause[moved.end() :])
        item.off |= dict.fromkeys(days, line)
    elif extended:
        days = _extension(item, line, dates.day(int(extended[1])), dates.reader)
        item.off |= dict.fromkeys(days, line)
    elif _RETURN.search(clause):
        item.worked |= {day: line for day in dates.all(clause) if day.weekday() in {5, 6}}
    elif _WORK.search(clause):
        item.worked |= dict.fromkeys(dates.all(clause), line)
    elif _PASSING.search(clause) and not _REST.search(clause):
        dates.all(clause, within=item.off)
    elif _REST.search(clause):
        days = dates.all(clause)
        item.off |= dict.fromkeys(days, line)
    else:
        raise line.wrong(
            dates.reader.file,
            Reason(
                "notice.off_or_worked", "看不出这几日是放假还是上班", "cannot tell whether these days are off or worked"
            ),
        )
    return days


def _extension(item: _Item, line: Line, last: date, reader: _Reader) -> list[date]:
    before = reader.ends(item.name)
    if before is None:
        raise line.wrong(
            reader.file,
            Reason(
                "notice.nothing_to_extend",
                f"延长 {reader.year} 年{item.name}假期，而该年的通知尚未导入；请先导入",
                f"extends {item.name} {reader.year}, whose notice is not known: give it as earlier",
            ),
        )
    if last <= before:
        raise line.wrong(
            reader.file,
            Reason(
                "notice.extends_nothing",
                f"把{item.name}假期延长至 {last}，而原来已至 {before}",
                f"extends {item.name} to {last}, but it already lasted to {before}",
            ),
        )
    return [before + timedelta(days=step) for step in range(1, (last - before).days + 1)]


def _check_total(item: _Item, line: Line, clause: str, reader: _Reader) -> None:
    said = _COUNT.search(clause)
    if said and number_in_words(said[1]) != len(item.off):
        raise line.wrong(
            reader.file,
            Reason(
                "notice.count",
                f"写的是{said[0]}，列明的放假日却是 {len(item.off)} 日",
                f"says {said[0]}, but the days off named are {len(item.off)}",
            ),
        )


def _check_own_count(line: Line, clause: str, days: Sequence[date], reader: _Reader) -> None:
    said = _COUNT.search(clause) or _OWN_COUNT.search(clause)
    if said and days and number_in_words(said[1]) != len(days):
        raise line.wrong(
            reader.file,
            Reason(
                "notice.count",
                f"写的是{said[0]}，列明的放假日却是 {len(days)} 日",
                f"says {said[0]}, but the days off named are {len(days)}",
            ),
        )


def _refuse_both(items: Sequence[_Item], file: str) -> None:
    off: dict[date, str] = {}
    worked: dict[date, str] = {}
    for item in items:
        for day, line in sorted(item.off.items()):
            if day in worked or day in item.worked:
                raise line.wrong(
                    file, Reason("notice.off_and_worked", f"{day} 既放假又上班", f"{day} is both off and worked")
                )
            if day in off:
                raise line.wrong(
                    file,
                    Reason(
                        "notice.off_twice",
                        f"{day} 在{off[day]}和{item.name}中两次放假",
                        f"{day} is off twice, under {off[day]} and {item.name}",
                    ),
                )
            off[day] = item.name
        for day, line in sorted(item.worked.items()):
            if day in off:
                raise line.wrong(
                    file, Reason("notice.off_and_worked", f"{day} 既放假又上班", f"{day} is both off and worked")
                )
            worked[day] = item.name
