"""Every variant of every flow: none that changes a date, a role, an exit or an outcome goes unnoticed."""

from __future__ import annotations

import os

import pytest

from helpers import variants
from workflows import Flow
from workflows.catalog import flows

pytestmark = pytest.mark.skipif(not os.environ.get("DISCLOSURE_THOROUGH"), reason="minutes: make slow")


@pytest.mark.parametrize("flow", flows(), ids=lambda flow: flow.name)
def test_every_variant_is_noticed(flow: Flow) -> None:
    """By what it does, or by the reviewed tables of clocks and permissions."""
    made = list(variants.variants(flow))
    alive = [f"{one.kind}: {one.where}" for one in made if not variants.noticed(one)]
    assert [] == sorted(set(alive) ^ set(variants.NOTHING_CHANGED.get(flow.name, ())))
    assert len(made) >= 500
