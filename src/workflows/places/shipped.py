"""What a place is counted by: its calendar, the rules as shipped, and its own terms."""

from __future__ import annotations

from functools import lru_cache

from deadlines.loading import china, rulebook
from workflows.places.files import place
from workflows.places.place import Basis, Place


def basis_for(place_id: str) -> Basis:
    """Give the basis of a place; a notice imported meanwhile is seen at the next call.

    Raises:
        DataError: There is no such place.
    """
    where = _place(place_id)
    calendar, book = china(where.region or None), rulebook()
    basis = _MADE.get(place_id)
    # by identity: to compare calendars day by day would cost more than to count a deadline
    if basis is None or basis.calendar is not calendar or basis.rulebook is not book:
        basis = _MADE[place_id] = Basis(calendar, book, where)
    return basis


_MADE: dict[str, Basis] = {}
"""The basis last given for each place; it remembers what was counted by it."""


@lru_cache(maxsize=256)
def _place(place_id: str) -> Place:
    return place(place_id)
