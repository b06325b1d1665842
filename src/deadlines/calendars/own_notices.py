"""Notices of the office's own, laid over those that ship; one that cannot be used is left out, alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from attrs import frozen

from deadlines.calendars.gazette import calendar_from
from deadlines.calendars.notice import NATIONAL, Notice, Region
from deadlines.calendars.notices.files import (
    NO_NOTICE,
    fill_years,
    horizon,
    notice_from_toml,
    regions,
    repeats,
    shipped_notices,
    shipped_regions,
    user_notices,
)
from deadlines.errors import DataError
from deadlines.home import LeftOut, each_alone


@frozen
class OwnNotices:
    """All notices with the office's own, the regions, and what was left out."""

    notices: tuple[Notice, ...]
    regions: Mapping[str, Region]
    faults: tuple[LeftOut, ...] = ()


def with_own_notices(folders: Iterable[Path], places: Collection[str] | None = None) -> OwnNotices:
    """Read notices over the shipped ones, of all places or only of some; each must fit with those before it."""
    faults: list[LeftOut] = []
    there = [folder for folder, _ in each_alone(folders, _looked_into, faults) if folder.is_dir()]
    known = dict(shipped_regions())
    for _, own in each_alone(there, regions, faults):
        known.update(own)
    kept = list(shipped_notices(places))
    shipped = tuple(kept)

    def fits(path: Path) -> Notice | None:
        notice = _read(path)
        if repeats(notice, shipped) or _is_there(notice, kept):
            return None
        together = (*kept, notice)
        region = None if notice.region == NATIONAL else notice.region
        calendar_from((*together, *fill_years(together)), horizon=horizon(), region=region, regions=known)
        return notice

    for _, notice in each_alone(sorted(_files(there, places), key=_by_year), fits, faults):
        if notice is not None:
            kept.append(notice)
    return OwnNotices((*kept, *fill_years(kept)), known, tuple(faults))


def _looked_into(folder: Path) -> None:
    """Refuse a folder that is a file."""
    user_notices(folder, ())


def _files(folders: Iterable[Path], places: Collection[str] | None) -> Iterator[Path]:
    for folder in folders:
        for path in folder.glob("*/*.toml"):
            if path.name not in NO_NOTICE and (places is None or path.parent.name in places):
                yield path


def _read(path: Path) -> Notice:
    text = path.read_text(encoding="utf-8")
    return notice_from_toml(
        text, file=f"{path.parent.parent.name}/{path.parent.name}/{path.name}", region=path.parent.name
    )


def _by_year(path: Path) -> tuple[int, date, str]:
    """Sort by what a notice says, the earlier year first, so that none is skipped; what cannot be read comes last."""
    try:
        notice = _read(path)
    except (DataError, OSError, UnicodeDecodeError):
        return 9999, date.max, str(path)
    return notice.year, notice.issued or date.min, str(path)


def _is_there(notice: Notice, kept: Iterable[Notice]) -> bool:
    """Tell whether the same notice lies in another folder of the office."""
    return any((one.region, one.number, one.days()) == (notice.region, notice.number, notice.days()) for one in kept)
