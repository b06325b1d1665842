"""The head and the foot of a published notice: title, year, number, signature, issue date. Opens no file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from deadlines.calendars.notices.traditional import SIMPLIFIED
from deadlines.errors import DataError, Reason

_SIGNS = {
    **dict(zip("０１２３４５６７８９（）：，；．｡", "0123456789():,;.。", strict=True)),
    **dict.fromkeys("~～〜∼—–―─－‐‑−﹣", "-"),
    **dict(zip("［］【】[]○", "〔〕〔〕〔〕〇", strict=True)),
}

_WIDTH = str.maketrans(_SIGNS) | SIMPLIFIED

_BLANK = re.compile(r"[\s\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff]+")

_DASHES = re.compile(r"-{2,}")

_NUMERALS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}

ITEM = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}[、.,:]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[、.)](?!\d)|[①-⑳●○■◆·])(.*)$"
)
"""An item of a notice: 一、…, (一)…, 1.… or ①…"""

_ORGAN = (
    r"(?:国务院(?:办公厅)?|[\u4e00-\u9fff]{1,16}?(?:(?:人民)?政府(?:办公[厅室])?|办公[厅室]|人力资源和社会保障[厅局]))"
)

_RUN_TOGETHER = re.compile(r"(?<=[。:：;；\s])(?=[一二三四五六七八九十]{1,2}、)")

_BEHIND_ITEMS = re.compile(
    rf"(?<=[。\s])(?=节假日期间)|(?<=[。\s])(?={_ORGAN}?\s*(?:\d{{4}}年\d{{1,2}}月|[〇○一二三四五六七八九]{{4}}年[一二三四五六七八九十]{{1,2}}月)[^。]*日\s*$)"
)

_A_LIST = 2
"""An item that stands alone in a line is no list that was run together."""

_NUMBER = re.compile(r"([\u4e00-\u9fff]{2,10})[〔(](\d{4})[〕)](\d+)号")

_TITLE = re.compile(rf"({_ORGAN})(?:近日|日前|今日)?(?:发出|发布|公布|印发)?(关于[^。]{{2,70}}?(?:通知|通告|公告))")

_NO_ORGAN = re.compile(r"^()(关于[^。]{2,70}?(?:通知|通告|公告))$")
"""A title whose organ stands in the signature alone."""

_CITED = re.compile(r"《[^《》]*》")

_TITLE_LINES = 4

_DAY = r"(\d{4})[年-](\d{1,2})[月-](\d{1,2})日?"

_DAY_IN_WORDS = r"([〇一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"


@frozen(slots=True)
class NoticeLine:
    """One line of a notice: its number, the text without blanks and full-width signs, and the text as given."""

    number: int
    text: str
    source: str

    def wrong(self, file: str, why: Reason) -> DataError:
        """Make the refusal of this line: the reason, and the line as given."""
        return DataError(file, f"line {self.number}", why, self.source.strip())

    def followed_by(self, other: NoticeLine) -> NoticeLine:
        """Join a line that was broken in the middle with the next one."""
        return NoticeLine(self.number, self.text + other.text, f"{self.source.rstrip()}{other.source.strip()}")


def lines_of(text: str) -> list[NoticeLine]:
    """Give the lines that hold anything: one width, simplified characters, one dash for all, no blanks.

    A line that ends inside a bracket was broken by the page and is joined with the next.
    """
    joined: list[NoticeLine] = []
    for at, raw in _split(text):
        line = NoticeLine(at, _DASHES.sub("-", _BLANK.sub("", raw.translate(_WIDTH))), raw)
        if not line.text:
            continue
        if joined and joined[-1].text.count("(") > joined[-1].text.count(")"):
            joined[-1] = joined[-1].followed_by(line)
        else:
            joined.append(line)
    return joined


def _split(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines with their numbers; items that a newspaper ran together are lines of one number."""
    for at, raw in enumerate(text.splitlines(), 1):
        parts = _RUN_TOGETHER.split(raw)
        if len(parts) > _A_LIST:
            parts[-1:] = _BEHIND_ITEMS.split(parts[-1])
        yield from ((at, part) for part in (parts if len(parts) > _A_LIST else [raw]))


def number_in_words(text: str) -> int:
    """Read a number up to 99 in digits or in Chinese; 廿 is twenty and 卅 thirty."""
    if text.isdecimal() and text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _NUMERALS[text]
    return 10 * (_NUMERALS[tens] if tens else 1) + (_NUMERALS[ones] if ones else 0)


def year_in_words(text: str) -> int:
    """Read a year in digits or as 二〇二七."""
    return int("".join(str(_NUMERALS.get(sign, sign)) for sign in text))


def day_in_line(line: NoticeLine, year: int, month: int, day: int, file: str) -> date:
    """Make a day, or refuse the line that names one that does not exist."""
    try:
        return date(year, month, day)
    except ValueError as error:
        why = Reason(
            "notice.no_such_day",
            f"{year}年{month}月{day}日不存在",
            f"{year}-{month:02}-{day:02} is not a day of the calendar",
        )
        raise line.wrong(file, why) from error


def title_of(lines: Sequence[NoticeLine], file: str, *, regional: bool = False) -> str:
    """Find the title, which may run over several lines; that of a national notice names the State Council."""
    head = [line.text for line in _head_lines(lines)]
    # A regional notice cites the nation's: what stands in 《》 is the title only if nothing else is.
    plain = [_CITED.sub("", text) for text in head]
    title = _titled(_TITLE, plain) or _titled(_TITLE, head) or (_titled(_NO_ORGAN, plain) if regional else None)
    if title and not regional and not title[1].startswith("国务院"):
        raise lines[0].wrong(
            file,
            Reason(
                "notice.of_a_region",
                f"这是{title[1]}的通知，不是全国的；请用 --region 写明地区",
                f"this is a notice of {title[1]}, not of the nation: give its region",
            ),
        )
    if title:
        return f"{title[1]}{title[2]}"
    raise lines[0].wrong(
        file,
        Reason(
            "notice.no_title",
            "没有找到标题（…关于…的通知）；请从通知的标题开始",
            "no title found (…关于…的通知); begin with the notice's title",
        ),
    )


def _titled(pattern: re.Pattern[str], texts: Sequence[str]) -> re.Match[str] | None:
    """Find a title in as few lines as hold one."""
    for size in range(1, _TITLE_LINES + 1):
        for at in range(len(texts) - size + 1):
            match = pattern.search("".join(texts[at : at + size]))
            if match:
                return match
    return None


def year_of(title: str, lines: Sequence[NoticeLine], file: str, issued: date | None) -> int:
    """Find the year that is arranged: in the title, else where the text first gives a day off, else when signed."""
    head = "".join(line.text for line in _head_lines(lines))
    year = re.search(r"(\d{4})年", title) or re.search(r"(\d{4})年(?:\d{1,2}月\d{1,2}日(?:全国)?放假|是)", head)
    if year:
        return int(year[1])
    if issued is not None:
        return issued.year
    raise lines[0].wrong(file, Reason("notice.no_year", "标题中没有年份", "no year found in the title"))


def number_of(lines: Sequence[NoticeLine], issued: date, file: str) -> str:
    """Find the number on a line of its own, behind its label, or right behind the title.

    The numbers of other notices that the text cites are none of these. A number is of the year of issue.
    """
    found = None
    for line in _head_lines(lines):
        found = _NUMBER.fullmatch(line.text.strip("()")) or re.search(f"发文字号〕?:?{_NUMBER.pattern}", line.text)
        if found:
            break
    else:
        line = lines[0]
        found = re.search(f"的通知{_NUMBER.pattern}", "".join(line.text for line in _head_lines(lines)))
    if found is None:
        raise lines[0].wrong(
            file,
            Reason(
                "notice.no_number",
                "没有找到文号（单独一行的 国办发明电〔…〕…号）；请用 --number 写明",
                "no number found (国办发明电〔…〕…号 on a line of its own); give it as number",
            ),
        )
    number = f"{found[1]}〔{found[2]}〕{found[3]}号"
    if int(found[2]) != issued.year:
        raise line.wrong(
            file,
            Reason(
                "notice.number_of_another_year",
                f"文号 {number} 与成文日期 {issued} 不是同一年；请核对原文",
                f"the number {number} is not of the year of issue, {issued}: check the text",
            ),
        )
    return number


def foot_of(lines: Sequence[NoticeLine], body: int, file: str) -> int:
    """Find where the notice ends: behind its date, or its signature where it has no date; else at the end.

    Args:
        lines: All lines.
        body: Where the arrangement begins; a date above it is one of the page.
        file: Name shown in refusals.
    """
    for at in range(body, len(lines)):
        if _day_on(lines[at], file):
            return at + 1
        if re.fullmatch(_ORGAN, lines[at].text):
            dated = at + 1 < len(lines) and _day_on(lines[at + 1], file)
            return at + 2 if dated else at + 1
    return len(lines)


def issued_of(lines: Sequence[NoticeLine], file: str) -> date | None:
    """Find the issue date: under the name of the organ, behind its label, else the last date on a line of its own."""
    best: tuple[int, int, date] | None = None
    for at, line in enumerate(lines):
        day = _day_on(line, file)
        if day is None:
            continue
        signed = re.match(_ORGAN, line.text) or (at > 0 and re.fullmatch(_ORGAN, lines[at - 1].text))
        best = max(best or (0, -1, day), (1 if signed or "成文日期" in line.text else 0, at, day))
    return None if best is None else best[2]


def _day_on(line: NoticeLine, file: str) -> date | None:
    text = line.text.strip("()")
    match = re.fullmatch(f"(?:{_ORGAN}|.*成文日期〕?:?)?{_DAY}(?:印发|发布)?", text)
    if match:
        return day_in_line(line, int(match[1]), int(match[2]), int(match[3]), file)
    words = re.fullmatch(f"(?:{_ORGAN})?{_DAY_IN_WORDS}", text)
    if words is None:
        return None
    return day_in_line(line, year_in_words(words[1]), number_in_words(words[2]), number_in_words(words[3]), file)


def _head_lines(lines: Sequence[NoticeLine]) -> Sequence[NoticeLine]:
    for at, line in enumerate(lines):
        if ITEM.match(line.text):
            return lines[:at]
    return lines


def dated_of(signed: date | None, lines: Sequence[NoticeLine], year: int, file: str) -> date:
    """Give the issue date, or refuse a notice without one, or one of another year than it arranges."""
    if signed is None:
        raise lines[-1].wrong(
            file,
            Reason(
                "notice.no_issue_date",
                "没有找到成文日期（单独一行的 …年…月…日）；请用 --issued 写明",
                "no issue date found (…年…月…日 on a line of its own); give it as issued",
            ),
        )
    if signed.year not in {year - 1, year}:
        raise lines[-1].wrong(
            file,
            Reason(
                "notice.issued_in_another_year",
                f"成文日期 {signed} 与所安排的 {year} 年不合；请用 --issued 写明正确的日期",
                f"issued {signed}, but arranges {year}: give the right date as issued",
            ),
        )
    return signed
