"""What serves the clauses of a plan: each is looked up, so that a plan never names what is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from attrs import frozen

from deadlines.errors import Reason
from deadlines.law.rules import RuleBook
from deadlines.law.terms import UNITS
from workflows.catalog import flows
from workflows.places.clause import Clause, Service
from workflows.places.place import Place, has_rule, rules_of

REPORTS = ("annual", "statistics")
"""Reports that the library makes."""

REGISTERS = ("requests", "documents", "decisions", "opinions", "duties")
"""Lists that follow from the cases and duties of an office."""


@frozen
class PlanFinding:
    """Something wrong with a plan as data: at which clause, and why."""

    clause: str
    why: Reason


def findings_of(place: Place, book: RuleBook) -> Iterator[PlanFinding]:
    """Go through what is wrong with a place's plan: what serves nothing, and numbers that do not agree."""
    if place.plan is None:
        return
    for clause in place.plan.clauses:
        for service in clause.served_by:
            if not is_there(service, place, book):
                zh = f"{service.type}“{service.id}”不存在；请核对名称"
                yield PlanFinding(
                    clause.id, Reason("plan.no_service", zh, f"there is no {service.type} {service.id!r}")
                )
            elif service.type == "rule":
                yield from _differing(clause, service, place, book)


def is_there(service: Service, place: Place, book: RuleBook) -> bool:
    """Tell whether a service exists: in the flows, the rules, the place, its plan, or the library."""
    if service.type == "rule":
        return has_rule(place, book, service.id)
    known = _of_library() | {"label": place.labels, "option": place.options}
    own = place.offices if service.type == "role" else ()
    # duties and outlets are looked up when the plan is read
    return service.type not in known or service.id in known[service.type] or service.id in own


@cache
def _of_library() -> dict[str, Collection[str]]:
    """Give every move and guard as ``flow.name``, every role, and what is reported and listed."""
    shipped = flows()
    return {
        "move": frozenset(f"{flow.id}.{move.command}" for flow in shipped for move in flow.moves),
        "guard": frozenset(f"{flow.id}.{guard.id}" for flow in shipped for guard in flow.guards),
        "role": frozenset(role.id for flow in shipped for role in flow.roles),
        "report": REPORTS,
        "register": REGISTERS,
    }


def _differing(clause: Clause, service: Service, place: Place, book: RuleBook) -> Iterator[PlanFinding]:
    """Name a clause whose number is in no version of the rule that serves it."""
    if clause.unit is None or clause.n is None or clause.unit not in UNITS:
        return
    wanted = UNITS[clause.unit](clause.n)
    if wanted not in {rule.term for rule in rules_of(place, book, service.id)}:
        zh = f"方案写 {clause.n} {clause.unit}，期限 {service.id} 没有这样的版本"
        en = f"the plan says {clause.n} {clause.unit}, no version of {service.id} does"
        yield PlanFinding(clause.id, Reason("plan.other_number", zh, en))
