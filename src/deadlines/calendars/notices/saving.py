"""A notice written into the office's own folder: whole or not at all, and never over another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from attrs import evolve

from deadlines.calendars.gazette import calendar_from, runs
from deadlines.calendars.notice import NATIONAL, Notice, Region
from deadlines.calendars.notices.files import (
    NOTICE_KEYS,
    REGION_KEYS,
    REGIONS_FILE,
    all_notices,
    horizon,
    regions,
    repeats,
    shipped_notices,
    user_folder,
    user_notices,
)
from deadlines.calendars.notices.lawful import refuse_unlawful
from deadlines.errors import DataError, Reason
from deadlines.whole_file import added_whole, replaced_whole


def notice_to_toml(notice: Notice) -> str:
    """Write a notice as TOML; reading it back gives the same notice."""
    lines = ["[notice]"]
    for key in NOTICE_KEYS:
        value = getattr(notice, key)
        if value is None or value is False or value in {"", ()}:
            continue
        lines.append(f"{key} = {_value(value)}")
    for holiday in notice.holidays:
        lines += ["", "[[holiday]]", f"name = {_value(holiday.name)}"]
        for key, days in (("off", holiday.off), ("worked", holiday.worked)):
            if days:
                lines.append(f"{key} = {_value(tuple(_ranges(days)))}")
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    # JSON strings are TOML basic strings, but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _ranges(days: Iterable[date]) -> Iterator[str]:
    for first, last in runs(days):
        yield first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"


def region_to_toml(region: Region) -> str:
    """Write a region as a table of ``regions.toml``; reading it back gives the same region."""
    lines = [f"[{region.id}]"]
    for key in REGION_KEYS:
        value = getattr(region, key)
        if value is None or value in {"", ()} or (key.startswith("most_") and not region.yearly):
            continue
        lines.append(f"{key} = {_value(value)}")
    return "\n".join(lines) + "\n"


def save_notice(notice: Notice, folder: Path | None = None, *, region: Region | None = None) -> Path:
    """Add a notice to the user's own folder and give the file.

    The file appears whole or not at all, and none is ever overwritten: saving the same notice again
    changes nothing, saving a different one under the same number is refused.

    A notice that would leave the calendar without an answer (a second one for its year, a year skipped,
    a contradiction to a shipped one, a statutory day worked) is refused before anything is written.

    Args:
        notice: What is saved.
        folder: The office's folder of notices; the one of this user if None.
        region: The region of the notice, if it is a new one: it is added to ``regions.toml`` before the notice.

    Raises:
        DataError: Another notice of this number is there already, the calendar could not be built with it, or it says
            what the law or the practice of all notices excludes.
    """
    refuse_unlawful(notice)
    place = user_folder() if folder is None else folder
    for other in user_notices(place):
        if (other.region, other.number) == (notice.region, notice.number):
            if evolve(other, file=notice.file) == notice:
                return Path(other.file)
            raise DataError(
                other.file,
                "number",
                Reason(
                    "notice.saved_before",
                    f"{notice.number} 已在其中，内容不同；请先去掉该文件",
                    f"{notice.number} is there already and differs: remove that file first",
                ),
            )
    known = regions(place)
    added = region is not None and region.id not in known
    if not repeats(notice, shipped_notices({notice.region})):
        with_it = (*all_notices(place, {NATIONAL, notice.region}), notice)
        there = {**known, region.id: region} if region is not None else known
        calendar_from(with_it, horizon=horizon(), region=notice.region, regions=there)
    if added and region is not None:
        own = place / REGIONS_FILE
        before = own.read_text(encoding="utf-8") if own.is_file() else ""
        own.parent.mkdir(parents=True, exist_ok=True)
        with replaced_whole(own) as passing:
            passing.write_text(f"{before}{chr(10) if before else ''}{region_to_toml(region)}", encoding="utf-8")
    target = place / notice.region / _file_name(notice)
    _add(target, notice_to_toml(notice))
    return target


def _add(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with added_whole(target) as passing:
            passing.write_text(text, encoding="utf-8")
    except FileExistsError as error:
        raise DataError(
            str(target),
            "file",
            Reason(
                "notice.file_taken",
                "已经存在，且是另一份通知；请先去掉",
                "is there already and holds another notice: remove it first",
            ),
        ) from error


def _file_name(notice: Notice) -> str:
    slug = re.sub(r"[^\w一-鿿]+", "-", notice.number).strip("-_")
    return f"{notice.year}-{slug}.toml"
