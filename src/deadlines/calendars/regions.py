"""Which years a region has announced whole, and which its notices leave open. Opens no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from deadlines.calendars.day import OpenYear
from deadlines.calendars.notice import Notice, Region
from deadlines.errors import Reason


def open_years(place: Region, known: Iterable[Notice], years: Sequence[int]) -> dict[int, OpenYear]:
    """Give the announced years of the nation that a region leaves open, with the reason.

    A region with days of its own every year leaves open each year without a notice of its own, and each whose
    notices are known only in part.
    """
    if not place.yearly:
        return {}
    own = _by_year(place, known)
    regions = {}
    for year in years:
        if place.since is None or year >= place.since:
            why = _why_open(place, year, own.get(year, []))
            if why is not None:
                given = [working for notice in own.get(year, []) for working, _ in notice.days().values()]
                off = max(place.most_off - given.count(False), 0)
                regions[year] = OpenYear(why, off, max(place.most_worked - given.count(True), 0))
    return regions


def last_arranged(place: Region, known: Iterable[Notice], years: Sequence[int]) -> int:
    """Give the last year that the region has a notice for, or for which it needs none."""
    before = [year for year in years if place.since is not None and year < place.since]
    own = [year for year in _by_year(place, known) if years[0] <= year <= years[-1]]
    return max([*before, *own], default=years[0] - 1)


def _by_year(place: Region, known: Iterable[Notice]) -> dict[int, list[Notice]]:
    own: dict[int, list[Notice]] = {}
    for notice in known:
        if notice.region == place.id:
            own.setdefault(notice.year, []).append(notice)
    return own


def _why_open(place: Region, year: int, notices: Sequence[Notice]) -> Reason | None:
    if not notices:
        return Reason(
            "calendar.no_regional_notice",
            f"没有{place.name}{year}年的通知，按全国通知回答；取得后请导入：disclosure calendar import 文件 "
            f"--region {place.id}",
            f"no notice of {place.name_en} for {year} is known, so it is answered as the nation has it; import it: "
            f"disclosure calendar import FILE --region {place.id}",
        )
    if any(notice.completes for notice in notices):
        return None
    missing = list(_missing(place, notices))
    if not missing and year not in place.partial:
        return None
    if missing:
        zh, en = f"缺{'、'.join(zh for zh, _ in missing)}", f"without {', '.join(en for _, en in missing)}"
    else:
        zh, en = "".join(notice.note for notice in notices), " ".join(filter(None, (one.note_en for one in notices)))
    return Reason(
        "calendar.partial_regional_notice",
        f"{place.name}{year}年的通知只知道一部分（{zh.rstrip('。') or '见通知'}）",
        f"the notices of {place.name_en} for {year} are known only in part ({en or 'see the notices'})",
    )


def _missing(place: Region, notices: Sequence[Notice]) -> Iterator[tuple[str, str]]:
    """Give the festivals of the region that no notice of the year names, in Chinese and in English if that is known."""
    named = "、".join(holiday.name for notice in notices for holiday in notice.holidays)
    both = zip(place.expects, place.expects_en or place.expects, strict=True)
    return (festival for festival in both if festival[0] not in named)
