"""What a place is counted by: its calendar, the rules as shipped, and its own terms."""

from __future__ import annotations

from functools import lru_cache

from deadlines.loading import china, rulebook
from workflows.place import Basis, Place
from workflows.place_files import place


def basis_for(place_id: str) -> Basis:
    """Give the basis of a place; a notice imported meanwhile is seen at the next call.

    Raises:
        DataError: There is no such place.
    """
    where = _place(place_id)
    return Basis(china(where.region or None), rulebook(), where)


@lru_cache(maxsize=256)
def _place(place_id: str) -> Place:
    return place(place_id)
