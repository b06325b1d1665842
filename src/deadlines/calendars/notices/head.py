"""The head and the foot of a published notice: title, year, number, issue date. Opens no file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from attrs import frozen

from deadlines.errors import DataError, Reason

_FROM = "０１２３４５６７８９（）：，；．［］【】～—–―─－〜○"

_TO = "0123456789():,;.〔〕〔〕-------〇"

_WIDTH = str.maketrans(_FROM, _TO) | str.maketrans("[]", "〔〕")

_BLANK = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")

_NUMERALS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}

ITEM = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))(.*)$")
"""An item of a notice: 一、… or (一)…"""

_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,8}〔\d{4}〕\d+号)")

_TITLE = re.compile(r"((?:国务院办公厅|国务院|[\u4e00-\u9fff]{2,15}人民政府(?:办公[厅室])?)关于[^。]{2,60}?的通知)")

_ORGAN = r"(?:国务院(?:办公厅)?|[\u4e00-\u9fff]{2,15}人民政府(?:办公[厅室])?)"

_DAY = r"(\d{4})[年-](\d{1,2})[月-](\d{1,2})日?"

_DAY_IN_WORDS = r"([〇一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"


@frozen(slots=True)
class Line:
    """One line of a notice: its number, the text without blanks and full-width signs, and the text as given."""

    number: int
    text: str
    source: str

    def wrong(self, file: str, why: Reason) -> DataError:
        """Make the refusal of this line."""
        return DataError(file, f"line {self.number}", why, self.source.strip())


def lines_of(text: str) -> list[Line]:
    """Give the lines that hold anything, with digits and punctuation in one width and no blanks."""
    made = (Line(at, _BLANK.sub("", raw.translate(_WIDTH)), raw) for at, raw in enumerate(text.splitlines(), 1))
    return [line for line in made if line.text]


def number_in_words(text: str) -> int:
    """Read a number up to 99 in digits or in Chinese."""
    if text.isdecimal() and text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _NUMERALS[text]
    return 10 * (_NUMERALS[tens] if tens else 1) + (_NUMERALS[ones] if ones else 0)


def day_of(line: Line, year: int, month: int, day: int, file: str) -> date:
    """Make a day, or refuse the line that names one that does not exist."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise line.wrong(
            file,
            Reason(
                "notice.no_such_day",
                f"{year}-{month}-{day} 不是日历上的日子",
                f"{year}-{month:02}-{day:02} is not a day of the calendar",
            ),
        ) from error


def title_of(lines: Sequence[Line], file: str) -> str:
    """Find the title, which may run over several lines."""
    found = _TITLE.search(_head(lines))
    if found is None:
        raise lines[0].wrong(
            file,
            Reason(
                "notice.no_title",
                "没有找到标题（…关于…的通知）；请从通知的标题开始",
                "no title found (…关于…的通知); begin with the notice's title",
            ),
        )
    return found[1]


def year_of(title: str, lines: Sequence[Line], file: str) -> int:
    """Find the year that is arranged: in the title, else where the text first gives a day off."""
    found = re.search(r"(\d{4})年", title) or re.search(
        r"(\d{4})年(?:\d{1,2}月\d{1,2}日(?:全国)?放假|是)", _head(lines)
    )
    if found is None:
        raise lines[0].wrong(file, Reason("notice.no_year", "标题中没有年份", "no year found in the title"))
    return int(found[1])


def number_of(lines: Sequence[Line], file: str) -> str:
    """Find the number on a line of its own, behind its label, or right behind the title.

    The numbers of other notices that the text cites are none of these.
    """
    for line in lines:
        if ITEM.match(line.text):
            break
        found = _NUMBER.fullmatch(line.text) or re.search(f"发文字号〕?:?{_NUMBER.pattern}", line.text)
        if found:
            return found[1]
    found = re.search(f"的通知{_NUMBER.pattern}", _head(lines))
    if found is None:
        raise lines[0].wrong(
            file,
            Reason(
                "notice.no_number",
                "没有找到文号（国办发明电〔…〕…号，单独一行）；请用 --number 写明",
                "no number found (国办发明电〔…〕…号 on a line of its own); give it as number",
            ),
        )
    return found[1]


def issued_of(lines: Sequence[Line], year: int, file: str) -> date:
    """Find the issue date: under the name of the organ, behind its label, else the last date on a line of its own."""
    best: tuple[int, int, Line, date] | None = None
    for at, line in enumerate(lines):
        day = _day_on(line, file)
        if day is None:
            continue
        signed = re.match(_ORGAN, line.text) or (at > 0 and re.fullmatch(_ORGAN, lines[at - 1].text))
        best = max(best or (0, -1, line, day), (1 if signed or "成文日期" in line.text else 0, at, line, day))
    if best is None:
        raise lines[-1].wrong(
            file,
            Reason(
                "notice.no_issue_date",
                "没有找到成文日期（…年…月…日，单独一行）；请用 --issued 写明",
                "no issue date found (…年…月…日 on a line of its own); give it as issued",
            ),
        )
    _, _, line, day = best
    if day.year not in {year - 1, year}:
        raise line.wrong(
            file,
            Reason(
                "notice.issued_in_another_year",
                f"成文日期为 {day}，安排的却是 {year} 年；请用 --issued 写明正确的日期",
                f"issued {day}, but arranges {year}: give the right date as issued",
            ),
        )
    return day


def _day_on(line: Line, file: str) -> date | None:
    found = re.fullmatch(f"(?:{_ORGAN}|.*成文日期〕?:?)?{_DAY}", line.text)
    if found:
        return day_of(line, int(found[1]), int(found[2]), int(found[3]), file)
    words = re.fullmatch(f"(?:{_ORGAN})?{_DAY_IN_WORDS}", line.text)
    if words is None:
        return None
    year = int("".join(str(_NUMERALS[sign]) for sign in words[1]))
    return day_of(line, year, number_in_words(words[2]), number_in_words(words[3]), file)


def _head(lines: Sequence[Line]) -> str:
    head: list[str] = []
    for line in lines:
        if ITEM.match(line.text):
            break
        head.append(line.text)
    return "".join(head)
