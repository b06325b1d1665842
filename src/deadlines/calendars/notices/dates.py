"""The days that a line of a notice names: read, checked against their weekdays, ranges written out. Opens no file."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta

from attrs import define, field

from deadlines.calendars.notices.head import NoticeLine, day_in_line, number_in_words, year_in_words
from deadlines.errors import Reason

WEEKDAYS = "一二三四五六日"

_SAID = r"(?:\((?P<in>[^()]*)\)|(?P<bare>(?:星期|周|礼拜)[一二三四五六日天]))?"

_WORDS = "一二三四五六七八九十"

DAY = re.compile(
    r"(?:(?P<y>\d{4}|[〇一二三四五六七八九]{4})年)?"
    r"(?:(?<!\d)(?P<m>\d{1,2})月(?P<d>\d{1,2})(?!\d)[日号]?"
    rf"|(?P<wm>[{_WORDS}]{{1,2}})月(?P<wd>[{_WORDS}廿卅]{{1,3}})[日号]"
    rf"|(?<!\d)(?P<only>\d{{1,2}})[日号]|(?<=[至到、和及-])(?P<wonly>[{_WORDS}廿卅]{{1,3}})[日号])" + _SAID
)
"""A day as notices write it: 1月3日, 2027年1月3日（周日）, 五月八日, or 3日 behind a day whose month is named."""

MARK = re.compile("\x00(\\d+)\x01")
"""What stands in a line where a day was read."""

_REACH = re.compile("\x00(\\d+)\x01起?[-至到]\x00(\\d+)\x01")

_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")

_LUNAR = re.compile(
    r"(?:农历|阴历|夏历|藏历|彝历|傣历|回历)?(?:大年)?(?:除夕|[正腊冬]月[初廿一二三四五六七八九十]{0,3}|"
    rf"(?<=历)[{_WORDS}]{{1,2}}月[初廿{_WORDS}]{{1,3}}日?|[{_WORDS}]{{1,2}}月初[{_WORDS}])"
)

_HIDDEN = re.compile(r"\d|放假|上班|补班|补休|调休|休息|公休")

_DECEMBER = 12


@define(slots=True)
class Dates:
    """The days of one line, each replaced in the text by a mark that holds its place here.

    ``year`` is the one that the notice arranges; ``december`` tells that a December without a year is the one before.
    """

    line: NoticeLine
    file: str
    year: int
    december: bool
    found: list[re.Match[str]] = field(factory=list)
    month: int = 0
    month_of_year: int = 0

    def mark(self, text: str) -> str:
        """Replace each day by its place, so that commas in brackets part nothing."""

        def place(match: re.Match[str]) -> str:
            inside = match["in"] or ""
            if _HIDDEN.search(inside):
                raise self.unreadable(inside)
            self.found.append(match)
            return f"\x00{len(self.found) - 1}\x01"

        return DAY.sub(place, _LUNAR.sub("", text))

    def unreadable(self, what: str) -> Exception:
        """Make the refusal of a part of the line that says something about days and cannot be read."""
        return self.line.wrong(
            self.file,
            Reason(
                "notice.unreadable",
                f"“{what}”读不懂：每一日请写成 …月…日",
                f"cannot read {what!r}: write each day as …月…日",
            ),
        )

    def day(self, index: int, within: Collection[date] = ()) -> date:
        """Work out one day; a bare 3日 is of the month named last, or of the holiday it stands in."""
        match = self.found[index]
        month, number = match["m"] or match["wm"], match["d"] or match["wd"] or match["only"] or match["wonly"]
        of_month = number_in_words(number)
        if month:
            self.month = number_in_words(month)
            self.month_of_year = year_in_words(match["y"]) if match["y"] else self._year(self.month)
        else:
            inside = [day for day in within if day.day == of_month]
            if len(inside) == 1:
                return self._as_said(inside[0], match)
        if not self.month:
            raise self.line.wrong(
                self.file, Reason("notice.no_month", f"“{match[0]}”没有月份", f"{match[0]!r} has no month")
            )
        return self._as_said(day_in_line(self.line, self.month_of_year, self.month, of_month, self.file), match)

    def _year(self, month: int) -> int:
        return self.year - (1 if self.december and month == _DECEMBER else 0)

    def _as_said(self, day: date, match: re.Match[str]) -> date:
        said = self._weekdays(match)
        # (周四至周六) behind a range stands behind its last day.
        if said and said[-1] != day.weekday():
            self._wrong_weekday(day, said[-1])
        if day.year != self.year and not (day.year == self.year - 1 and day.month == _DECEMBER):
            raise self.line.wrong(
                self.file,
                Reason(
                    "notice.other_year",
                    f"{day} 不在 {self.year} 年",
                    f"{day} is of another year than {self.year}",
                ),
            )
        return day

    def _weekdays(self, match: re.Match[str]) -> list[int]:
        said = _WEEKDAY.findall(match["in"] or match["bare"] or "")
        return [WEEKDAYS.index(sign.replace("天", "日")) for sign in said]

    def _wrong_weekday(self, day: date, said: int) -> None:
        right, wrong = WEEKDAYS[day.weekday()], WEEKDAYS[said]
        raise self.line.wrong(
            self.file,
            Reason(
                "notice.wrong_weekday",
                f"{day} 是星期{right}，不是星期{wrong}",
                f"{day} is 星期{right}, not 星期{wrong}",
            ),
        )

    def all(self, clause: str, within: Collection[date] = ()) -> list[date]:
        """List the days of a clause, ranges written out."""
        days: list[date] = []
        at = 0
        while (mark := MARK.search(clause, at)) is not None:
            reach = _REACH.match(clause, mark.start())
            end = (reach or mark).end()
            if clause[end : end + 1] == "\x00":
                raise self.unreadable(self.as_written(clause[mark.start() :]))
            first = self.day(int(mark[1]), within)
            last = self.day(int(reach[2]), within) if reach else first
            if last < first:
                raise self.line.wrong(
                    self.file,
                    Reason(
                        "notice.reversed",
                        f"{first} 至 {last}：止日早于起日",
                        f"{first} to {last} ends before it begins",
                    ),
                )
            days += [first + timedelta(days=step) for step in range((last - first).days + 1)]
            self._check_first_weekday(days, first, int((reach or mark)[2 if reach else 1]), is_range=reach is not None)
            at = end
        return days

    def _check_first_weekday(self, days: list[date], first: date, index: int, *, is_range: bool) -> None:
        """Check the other weekdays in one bracket: (周四至周六) behind a range, (周六、周日) behind a list."""
        said = self._weekdays(self.found[index])
        if len(said) <= 1:
            return
        if is_range:
            earlier = {first: said[0]}
        else:
            earlier = dict(zip(days[-len(said) :], said, strict=False)) if len(days) >= len(said) else {}
        for day, sign in earlier.items():
            if day.weekday() != sign:
                self._wrong_weekday(day, sign)

    def as_written(self, text: str) -> str:
        """Give a part of the line with its days as the text has them."""
        return MARK.sub(lambda mark: self.found[int(mark[1])][0], text)
