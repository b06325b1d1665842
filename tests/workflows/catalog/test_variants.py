"""A flow that says something else is noticed: one variant of each kind for each flow; all of them in ``tests/slow``."""

from __future__ import annotations

import pytest

from helpers import variants
from workflows.catalog import flows

FLOWS = flows()


@pytest.mark.parametrize("at", range(len(variants.KINDS)))
def test_a_variant_of_each_kind_is_noticed(at: int) -> None:
    """By what it does, or by the reviewed tables of clocks and permissions; each kind in one flow or another."""
    flows_with_some = [flow for flow in (*FLOWS[at % len(FLOWS) :], *FLOWS) if variants.of_kind(flow, at)]
    one = variants.of_kind(flows_with_some[0], at)
    assert one is not None
    assert variants.noticed(one), f"{one.kind}: {one.where}"


def test_what_ships_is_noticed_by_nothing() -> None:
    """A detector that notices every flow would notice nothing."""
    for flow in FLOWS:
        assert () == variants.noticed(variants.Variant("", "", "", flow), by_all=True)


def test_there_are_many_variants_of_every_kind() -> None:
    """Thousands over all flows, and each kind has some."""
    made = {kind: sum(1 for flow in FLOWS for _ in make(flow)) for (kind, _), make in variants.KINDS.items()}
    assert sum(made.values()) >= 4000
    assert min(made.values()) >= 4, made
