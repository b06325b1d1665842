"""What a place is counted by: its calendar, the rules as shipped or of the office's own, and its own terms."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from deadlines.home import Stamp, home_folder, own_folder, stamp
from deadlines.loading import china, rulebook
from workflows.places.files import place
from workflows.places.place import Basis, Place


def basis_for(place_id: str, home: Path | None = None) -> Basis:
    """Give the basis of a place; a notice or a file of the office's own is seen at the next call.

    Args:
        place_id: Such as ``cn`` or ``shanwei``.
        home: The office's own folder; that of ``DISCLOSURE_HOME`` if None.

    Raises:
        DataError: There is no such place, or its file is wrong.
        LooserThanLaw: A term of it is looser than the law.
    """
    own = home_folder(home)
    stamps = (stamp(own_folder("places", own), "*/place.toml"), stamp(own_folder("instruments", own), "*.toml"))
    where = _place(place_id, own, stamps)
    calendar, book = china(where.region or None, home=own), rulebook(own)
    basis = _MADE.get((place_id, own))
    # by identity: to compare calendars day by day would cost more than to count a deadline
    if basis is None or basis.calendar is not calendar or basis.rulebook is not book or basis.place is not where:
        basis = _MADE[place_id, own] = Basis(calendar, book, where)
    return basis


_MADE: dict[tuple[str, Path | None], Basis] = {}
"""The basis last given for each place; it remembers what was counted by it."""


@lru_cache(maxsize=256)
def _place(place_id: str, home: Path | None, stamps: tuple[Stamp, Stamp]) -> Place:  # noqa: ARG001  # part of the key
    return place(place_id, home=home)
