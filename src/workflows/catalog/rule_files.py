"""Reads what the compliance rules of a flow rest on: ``rules.toml`` in the folder of the flow, version by version."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from deadlines.data_files import VERIFICATIONS, Table
from deadlines.errors import Reason
from workflows.decisions.compliance import BreachAt, Citation, ComplianceRule, History

Finder = Callable[[History], Iterable[BreachAt]]

Steps = Mapping[str, Mapping[str, Citation]]
"""Version of the flow to what each of its steps rests on."""

_NO_STEPS: Steps = {}


def read_rules(
    module: str, flow: str, finders: Mapping[str, Finder], steps: Steps = _NO_STEPS
) -> tuple[ComplianceRule, ...]:
    """Give the rules of a flow in the order of its file, each with what it rests on in each version.

    Args:
        module: The ``__file__`` of the module that has the finders; ``rules.toml`` lies beside it.
        flow: The flow whose cases they judge.
        finders: What finds the breaches of each rule, by its id.
        steps: What a rule may point to instead of citing by itself.

    Raises:
        DataError: A rule has no finder or a finder no rule, a rule cites nothing, or a key is missing or misspelt.
    """
    path = Path(module).with_name("rules.toml")
    top = Table(f"{path.parent.name}/{path.name}", "", tomllib.loads(path.read_text(encoding="utf-8")))
    top.only(("rule",))
    rules = tuple(_rule(table, flow, finders, steps) for table in top.tables("rule"))
    ids = [rule.id for rule in rules]
    wrong = sorted(name for name in finders if ids.count(name) != 1)
    if wrong:
        why = Reason(
            "compliance.one_rule_each",
            f"{'、'.join(wrong)} 须各有一个 [[rule]]",
            f"give each of {', '.join(wrong)} one [[rule]]",
        )
        top.refuse("rule", why)
    return rules


def _rule(table: Table, flow: str, finders: Mapping[str, Finder], steps: Steps) -> ComplianceRule:
    table.only(("id", "zh", "en", "step", "citations"))
    rule_id = table.one_of("id", finders)
    citations = _of_step(table, steps) if "step" in table.data else tuple(map(_citation, table.tables("citations")))
    if not citations:
        why = Reason(
            "compliance.no_citation",
            "缺少；请写明规则所依据的条款，或者写明有依据的步骤",
            "missing; cite what the rule rests on, or name a step that does",
        )
        table.refuse("citations", why)
    return ComplianceRule(rule_id, table.text("zh"), table.text("en"), finders[rule_id], flow, citations)


def _of_step(table: Table, steps: Steps) -> tuple[Citation, ...]:
    name = table.one_of("step", {name for cited in steps.values() for name in cited})
    return tuple(cited[name] for cited in steps.values() if name in cited)


def _citation(table: Table) -> Citation:
    table.only(("article", "verification", "versions"))
    return Citation(
        table.text("article"),
        table.one_of("verification", VERIFICATIONS),
        table.texts("versions", required=False),
    )
