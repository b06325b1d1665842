"""What a shell offers where the id of a rule or the name of a flow is begun."""

from __future__ import annotations

import click

from deadlines import rulebook


def rule_ids(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """List the rules, of all versions, whose id begins so."""
    del ctx, param
    return sorted({rule.id for rule in rulebook().rules if rule.id.startswith(begun)})


def flow_names(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """List the flows whose name begins so, first without, then with the version."""
    from workflows.catalog import flows  # noqa: PLC0415  # dear, and only a shell asks

    del ctx, param
    names = {flow.id: None for flow in flows()} | {flow.name: None for flow in flows()}
    return [name for name in names if name.startswith(begun)]
