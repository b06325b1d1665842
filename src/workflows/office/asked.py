"""What a person may do with a case, and what comes in for it: options with their forms, facts read from texts."""

from __future__ import annotations

from deadlines.counting.timeline import Moment
from workflows.cases.events import Actor
from workflows.decisions.decide import steps_for
from workflows.flows.act import Act
from workflows.office.desk import Desk
from workflows.values import Value
from workflows.views.forms import form_here
from workflows.views.options import Option, options_of
from workflows.views.reading import Source, read_form


def options(desk: Desk, case_id: str, by: Actor, on: Moment | None) -> tuple[Option, ...]:
    """Give what an actor may do with a case.

    Raises:
        UnknownCase: The agency has no such case.
    """
    case = desk.fresh(case_id).case
    place = desk.basis(case.place).place
    found = options_of(desk.flow(case.flow), case, on or desk.clock.now(), by, place)
    return tuple(one for one in found if desk.permits(by, case, one.command) is None)


def read(
    desk: Desk, case_id: str, command: str, given: object, by: Actor, on: Moment | None, source: Source
) -> dict[str, Value]:
    """Read what is given for a command on a case into facts.

    Raises:
        BadFacts: Something is missing, unknown or of another kind; all of it is named at once.
        Refused: The flow does not have the command here, or not for this role.
        UnknownCase: The agency has no such case.
    """
    case = desk.fresh(case_id).case
    flow, place = desk.flow(case.flow), desk.basis(case.place).place
    act = Act(command, on or desk.clock.now(), by, place=place)
    mine = steps_for(flow, case, act)
    which = tuple(at for at, step in enumerate(flow.table[case.state, command]) if any(step is one for one in mine))
    return read_form(
        form_here(flow, case.state, command, which, place), given, source=source, case_id=case_id, state=case.state
    )
