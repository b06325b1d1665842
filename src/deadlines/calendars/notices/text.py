"""A holiday notice as published, in Chinese, to a Notice. Guesses nothing.

What cannot be understood, or contradicts the calendar, the law or itself, is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date

from attrs import evolve, frozen

from deadlines.calendars.notice import (
    FESTIVAL_ALIASES,
    FESTIVALS,
    NATIONAL,
    Holiday,
    Notice,
    festival_parts,
    plain_festival,
    refuse_incomplete,
)
from deadlines.calendars.notices.checks import check_item, check_together, doubts
from deadlines.calendars.notices.clauses import SPEAKS, URGED, Item, Reader, read_line
from deadlines.calendars.notices.dates import DAY
from deadlines.calendars.notices.head import (
    ITEM,
    NoticeLine,
    dated_of,
    foot_of,
    issued_of,
    lines_of,
    number_of,
    title_of,
    year_of,
)
from deadlines.calendars.notices.lawful import Arranged, Standard, excluded, or_checked, overworked
from deadlines.calendars.outlook.files import forecast_practice, holiday_laws
from deadlines.errors import DataError, Reason

NAMES = (*FESTIVALS, "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日")
"""Names a national notice may use; a regional one may name festivals of its own."""

_ARRANGES = re.compile(r"放假|上班|补班|补休|公休|调休|延长|休息")

_DATELINE = re.compile(r"^.{0,20}?(?:\d{1,2}月)?\d{1,2}日(?:电|讯)")

_NO_NAME = re.compile(r"如下|安排|通知|其中|即|具体|放假|上班|调休|补休|时间|\d")

_LONGEST_NAME = 24

_READ_OUT = "通知原文逐句读出，各日与所写的星期、天数相符"
"""What an odd notice was compared with, if nobody says more."""

_YEAR = re.compile(r"^\d{4}年")

_PLACE = re.compile(r"^[\u4e00-\u9fff]{1,8}?(?:省|自治区|市|自治州|州|县|区|盟|旗)(?:\d{4}年)?")

_ABOUT = re.compile(
    r"关于(?:调整|重申|做好|延长|印发)?(?:\d{4}年)?(.*?)(?:期间|假期|放假|调休|补休|公休|部分节假日|节假日|的?通[知告]|公告)"
)


@frozen(slots=True)
class Parsed:
    """A notice as read, the lines behind its signature that were left unread, and what is odd in it, in which line.

    A notice given as data has no lines.
    """

    notice: Notice
    unread: tuple[NoticeLine, ...] = ()
    doubts: tuple[tuple[NoticeLine | None, Reason], ...] = ()


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
    checked: str = "",
) -> Notice:
    """Read a holiday notice from its published text.

    A December date of the New Year item without a year is the December before. A rest day moved
    elsewhere (公休日调至) is worked unless the notice gives it off. Nothing behind the signature is read.

    Args:
        text: The text with its title, number, items and date, one paragraph a line.
        file: Name shown in refusals.
        region: Region id for a regional notice, which may name festivals of its own.
        number: The number where the text (a newspaper's copy) has none.
        issued: The issue date where the text has none.
        published: The first day on which it was public, if known.
        sources: Where the text was found.
        festivals: Names of the region's festivals, to know one that the title names.
        earlier: Notices known before; an extension (延长春节假期至) begins where theirs end.
        checked: What the text was compared with, if it says what the law or the practice of all notices excludes.

    Raises:
        DataError: With the line number and the text: a day or a clause that cannot be read, a weekday that is not
            the date's, a day both off and worked, a day of another year, a count that does not match, an unknown
            festival, a statutory day that is worked, a day worked far from its holiday, no holiday.

    Law: 全国年节及纪念日放假办法 第二条、第四条、第六条

    >>> notice = parse_notice('''国务院办公厅关于调整2019年劳动节假期安排的通知
    ... 国办发明电〔2019〕3号
    ... 一、2019年5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。
    ... 国务院办公厅
    ... 2019年3月22日''')
    >>> notice.number, len(notice.holidays[0].off), str(notice.holidays[0].worked[0])
    ('国办发明电〔2019〕3号', 4, '2019-04-28')
    """
    return read_notice_text(
        text,
        file=file,
        region=region,
        number=number,
        issued=issued,
        published=published,
        sources=sources,
        festivals=festivals,
        earlier=earlier,
        checked=checked,
    ).notice


def read_notice_text(
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
    checked: str = "",
) -> Parsed:
    """Read a notice as ``parse_notice`` does, and give the lines behind its signature that speak of days off.

    Raises:
        DataError: As ``parse_notice``.
    """
    lines = _lines(text, file)
    is_regional = region != NATIONAL
    title, known = title_of(lines, file, regional=is_regional), tuple(earlier)
    foot = foot_of(lines, _body_of(lines), file)
    lines, tail = lines[:foot], lines[foot:]
    signed = issued or issued_of(lines, file)
    year = year_of(title, lines, file, signed if is_regional else None)
    own = (*festivals, *_names_used(known, region)) if is_regional else ()
    reader = Reader(file, year, tuple(dict.fromkeys((*NAMES, *own))), _ends(known, region, year, signed), is_regional)
    items = _arranging(lines, title, reader)
    dated = dated_of(signed, lines, year, file)
    annual = bool(re.search(r"\d{4}年部分节假日", title))
    notice = Notice(
        number=number or number_of(lines, dated, file),
        title=title,
        kind="regional" if is_regional else "annual" if annual else "amendment",
        year=year,
        region=region,
        issued=dated,
        published=published,
        sources=tuple(sources) or (file,),
        completes=annual and is_regional,
        checked=checked,
        holidays=tuple(Holiday(item.name, tuple(sorted(item.off)), tuple(sorted(item.worked))) for item in items),
        file=file,
    )
    refuse_incomplete(notice)
    odd = tuple(_against_law(items, notice))
    # What a text says plainly, days and count, is no slip of a table: it is kept with that word.
    notice = evolve(notice, checked=checked or (_READ_OUT if odd else ""))
    return Parsed(notice, tuple(_unread(tail, file)), (*odd, *doubts(items)))


def _lines(text: str, file: str) -> list[NoticeLine]:
    lines = lines_of(text)
    if not lines:
        why = Reason(
            "notice.empty", "没有内容；请给出公布的通知原文", "the text is empty: give the notice as published"
        )
        raise DataError(file, "line 1", why)
    return lines


def _arranging(lines: list[NoticeLine], title: str, reader: Reader) -> list[Item]:
    """Give the items that arrange days, each understood and all of them checked against each other."""
    items = [item for item in _items(lines, title, reader) if _understand(item, reader)]
    if not items:
        why = Reason(
            "notice.no_holiday",
            "没有找到放假安排：没有一行写明哪几日放假",
            "no holiday found: no line says which days are off",
        )
        raise DataError(reader.file, f"line {lines[-1].number}", why)
    check_together(items, reader.file)
    return items


def _against_law(items: Sequence[Item], notice: Notice) -> Iterator[tuple[NoticeLine, Reason]]:
    """Refuse with its line what the law or the practice excludes; give it as a doubt if somebody checked it."""
    standard = Standard.of(notice.year, notice.issued, holiday_laws(), forecast_practice())
    holidays = [
        Arranged(item.name, *(frozenset(each) for each in (item.off, item.worked, item.legal, item.moved)))
        for item in items
    ]
    annual, regional = notice.kind == "annual" or notice.completes, notice.region != NATIONAL
    for found in excluded(holidays, standard, annual=annual, regional=regional):
        line = items[found.at].line_of(found.day)
        if not notice.checked:
            raise line.wrong(notice.file, or_checked(found.why))
        yield line, found.why
    for found in overworked(holidays, standard, regional=regional) if annual else ():
        yield items[found.at].line_of(found.day), found.why


def _names_used(notices: Iterable[Notice], region: str) -> Iterator[str]:
    for notice in notices:
        if notice.region == region:
            for holiday in notice.holidays:
                yield from holiday.name.split("、")


def _ends(earlier: Iterable[Notice], region: str, year: int, issued: date | None) -> Callable[[str], date | None]:
    """Give the last day of each holiday of the year as announced before the notice was issued."""
    last: dict[str, date] = {}
    for notice in earlier:
        since = notice.known_since
        before = issued is None or since is None or since < issued
        if notice.year == year and notice.region in {NATIONAL, region} and before:
            for holiday in notice.holidays:
                for name in holiday.name.split("、") if holiday.off else ():
                    last[name] = max(*holiday.off, last.get(name, date.min))
    return last.get


def _body_of(lines: Sequence[NoticeLine]) -> int:
    """Find where the arrangement begins: at the first item, or the first line that gives days."""
    for at, line in enumerate(lines):
        if ITEM.match(line.text) or _arranges(line):
            return at
    return len(lines)


def _arranges(line: NoticeLine) -> bool:
    """Tell whether a sentence of a line names a day and speaks of days off; an introduction does either, not both."""
    text = URGED.sub("", _DATELINE.sub("", line.text))
    return any(DAY.search(sentence) and _ARRANGES.search(sentence) for sentence in re.split(r"[。;]", text))


def _unread(tail: Sequence[NoticeLine], file: str) -> Iterator[NoticeLine]:
    """Give the lines behind the signature that speak of days off; refuse an item of the notice among them."""
    for line in tail:
        if ITEM.match(line.text) and _arranges(line):
            raise line.wrong(
                file,
                Reason(
                    "notice.item_behind_signature",
                    "落款以后还有条文；请只保留通知本身",
                    "an item stands behind the signature: leave nothing but the notice itself",
                ),
            )
        if SPEAKS.search(line.text):
            yield line


def _items(lines: Sequence[NoticeLine], title: str, reader: Reader) -> Iterator[Item]:
    """Group the lines that arrange days under the festival they stand under."""
    item: Item | None = None
    titled = _titled(title, reader)
    body = _body_of(lines)
    for at, line in enumerate(lines):
        text = _DATELINE.sub("", line.text) if at <= body else line.text
        parted = _heading(text, titled, reader) if at >= body else None
        if parted is not None:
            if item is not None:
                yield item
            name, rest = parted
            item = Item(name, [NoticeLine(line.number, rest, line.source)] if rest else [], is_titled=name == titled)
        elif at >= body and (_arranges(line) or SPEAKS.search(URGED.sub("", text))):
            if item is None:
                item = Item(titled, is_titled=True)
            item.lines.append(NoticeLine(line.number, text, line.source))
    if item is not None:
        yield item


def _heading(text: str, titled: str, reader: Reader) -> tuple[str, str] | None:
    """Part the name of a festival from what an item says; None for a line that begins no item."""
    found = ITEM.match(text)
    body = (found[1] if found else text).lstrip("、.,")
    name, colon, rest = body.partition(":")
    if colon and _is_name(name, reader):
        return plain_festival(_YEAR.sub("", name)), rest
    if not found:
        known = not colon and plain_festival(body) in reader.festivals
        return (plain_festival(body), "") if known else None
    if not colon and not DAY.search(body) and not SPEAKS.search(body) and len(body) <= _LONGEST_NAME:
        return plain_festival(body), ""
    first = DAY.search(body)
    name = body[: first.start()] if first else ""
    if name and all(
        FESTIVAL_ALIASES.get(part, part) in reader.festivals for part in festival_parts(_YEAR.sub("", name))
    ):
        return plain_festival(_YEAR.sub("", name)), body[len(name) :]
    return titled, body


def _is_name(name: str, reader: Reader) -> bool:
    """Tell whether what stands before a colon names a festival."""
    plain = _YEAR.sub("", name)
    if not plain or DAY.search(name):
        return False
    if all(FESTIVAL_ALIASES.get(part, part) in reader.festivals for part in festival_parts(plain)):
        return True
    return len(plain) <= _LONGEST_NAME and not _NO_NAME.search(plain)


def _titled(title: str, reader: Reader) -> str:
    """Give the festivals that the title names; for a region, else what the title is about."""
    found = {name: title.find(name) for name in reader.festivals if name in title}
    outer = [name for name in found if not any(name != other and name in other for other in found)]
    about = _ABOUT.search(title) if reader.regional else None
    parts = festival_parts(_PLACE.sub("", about[1])) if about else []
    if outer and all(any(name in part for name in outer) for part in parts):
        return "、".join(sorted(outer, key=found.__getitem__))
    return "、".join(parts)


def _understand(item: Item, reader: Reader) -> bool:
    """Fill an item from its lines; False if it arranges no day at all."""
    for line in item.lines:
        read_line(item, line, reader)
    if not item.arranges and item.owed is None:
        _refuse_festival_without_days(item, reader)
        return False
    _refuse_unknown(item, reader)
    check_item(item, reader.file)
    for day, line in item.moved.items():
        if day not in item.off:
            item.worked.setdefault(day, line)
    return True


def _refuse_festival_without_days(item: Item, reader: Reader) -> None:
    """Refuse an item that names a festival of the nation and speaks of days off, but gives none."""
    named = item.name and all(part in FESTIVALS for part in item.name.split("、"))
    for line in item.lines if named and not item.is_titled else ():
        if SPEAKS.search(line.text):
            why = Reason("notice.days_missing", f"{item.name}没有写明哪一日放假", f"{item.name} names no day off")
            raise line.wrong(reader.file, why)


def _refuse_unknown(item: Item, reader: Reader) -> None:
    if not item.name:
        why = Reason(
            "notice.no_festival",
            "看不出是哪个节日：请在条目前写明，如“一、元旦：”",
            "cannot tell which festival this is: begin the item with its name, such as 一、元旦：",
        )
        raise item.lines[0].wrong(reader.file, why)
    for name in item.name.split("、"):
        if name not in reader.festivals and not reader.regional:
            known = "、".join(reader.festivals)
            raise item.lines[0].wrong(
                reader.file,
                Reason(
                    "notice.unknown_festival",
                    f"不认识的节日“{name}”；认识的有：{known}",
                    f"unknown festival {name!r}; known are {known}",
                ),
            )
