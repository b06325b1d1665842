"""A flow that says something else is noticed: one variant of each kind for each flow; all of them in ``tests/slow``."""

from __future__ import annotations

import pytest

from helpers import variants
from workflows import Flow
from workflows.catalog import flow as flow_named
from workflows.catalog import flows


@pytest.mark.parametrize("flow", flows(), ids=lambda flow: flow.name)
def test_one_variant_of_each_kind_is_noticed(flow: Flow) -> None:
    """By what it does, or by the reviewed tables of clocks and permissions."""
    some = list(variants.some(flow, 1))
    assert [] == [f"{one.kind}: {one.where}" for one in some if not variants.noticed(one)]
    assert len(some) >= 20


def test_what_ships_is_noticed_by_nothing() -> None:
    """A detector that notices every flow would notice nothing."""
    for flow in flows():
        assert () == variants.noticed(variants.Variant("", "", "", flow), by_all=True)


def test_there_are_many_variants_of_every_kind() -> None:
    """Hundreds for each flow, and each kind has some."""
    request = list(variants.variants(flow_named("request")))
    assert len(request) >= 1000
    assert {one.kind for one in request} == {kind for kind, _ in variants.KINDS}
