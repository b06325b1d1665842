"""A yearly JSON file of holiday-cn as a notice."""

from __future__ import annotations

import json
from datetime import date

from deadlines.calendars.notice import Holiday, Notice, plain_festival, refuse_incomplete
from deadlines.calendars.notices.lawful import refuse_unlawful
from deadlines.data_files import Table
from deadlines.errors import DataError, Reason


def notice_from_holiday_cn(
    text: str,
    *,
    file: str,
    number: str = "",
    issued: date | None = None,
    published: date | None = None,
    checked: str = "",
) -> Notice:
    """Read a yearly JSON file of holiday-cn as one annual notice.

    It already holds mid-year changes, so it arranges the year as last known. Ordinary weekdays that it
    lists as worked are dropped. ``checked`` as in ``parse_notice``.

    Raises:
        DataError: It is no such file, it lists no days (the year is not announced), or it says what the law or the
            practice of all notices excludes.

    >>> text = '{"year": 2027, "papers": [], "days": []}'
    >>> notice_from_holiday_cn(text, file="2027.json")
    Traceback (most recent call last):
    deadlines.errors.DataError: 2027.json: days: empty: 2027 is not announced in this file; wait for the notice
    """
    table = _year_file(text, file)
    year = table.whole("year", 1949)
    if not table.data.get("days"):
        raise DataError(
            file,
            "days",
            Reason(
                "holiday_cn.not_announced",
                f"没有内容：该文件尚无 {year} 年的安排，请等待通知",
                f"empty: {year} is not announced in this file; wait for the notice",
            ),
        )
    named: dict[str, tuple[list[date], list[date]]] = {}
    for entry in table.tables("days"):
        day, off = _holiday_cn_day(entry)
        if off or day.weekday() in {5, 6}:
            named.setdefault(plain_festival(entry.text("name")), ([], []))[0 if off else 1].append(day)
    notice = Notice(
        number=number or f"holiday-cn {year}",
        title=f"holiday-cn {year}",
        kind="annual",
        year=year,
        issued=issued,
        published=published,
        verification="secondary",
        sources=("holiday-cn", *table.texts("papers", required=False)) if table.data.get("papers") else ("holiday-cn",),
        holidays=tuple(Holiday(name, tuple(rest), tuple(work)) for name, (rest, work) in named.items()),
        checked=checked,
        file=file,
    )
    return refuse_unlawful(refuse_incomplete(notice))


def _year_file(text: str, file: str) -> Table:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError(
            file, "json", Reason("data.unreadable", f"不能读取（{error}）", f"cannot be read: {error}")
        ) from error
    if not isinstance(data, dict):
        raise DataError(
            file,
            "json",
            Reason(
                "holiday_cn.no_year_file",
                "不是 holiday-cn 的年度文件；最上层应有 year、papers、days",
                "is not a holiday-cn year file; its top is a table with year, papers and days",
            ),
        )
    return Table(file, "", data)


def _holiday_cn_day(entry: Table) -> tuple[date, bool]:
    off = entry.data.get("isOffDay")
    if not isinstance(off, bool):
        entry.refuse(
            "isOffDay", Reason("data.not_yes_or_no", f"“{off}”不是 true 或 false", f"{off!r} is not true or false")
        )
    try:
        return date.fromisoformat(entry.text("date")), off
    except ValueError:
        entry.refuse(
            "date",
            Reason(
                "data.not_a_day_text",
                f"“{entry.data['date']}”不是日期；请写作 2027-01-01",
                f"{entry.data['date']!r} is not a day; write 2027-01-01",
            ),
        )
