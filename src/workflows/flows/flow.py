"""A flow as one typed literal. A wrong flow cannot be constructed."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from attrs import field, frozen

from workflows.errors import InvalidFlow
from workflows.flows.faults import first_fault
from workflows.flows.parts import ChoiceLabel, Clock, Field, Guard, Lapse, Move, Outcome, Role, State, Task
from workflows.flows.soundness import check_sound
from workflows.flows.table import MoveTable, table_of
from workflows.flows.world_event import WorldEvent


@frozen(eq=False)
class Flow:
    """The states, moves, clocks and sub-tasks of one kind of case, every part with its article.

    Args:
        id: Name, snake_case.
        version: A case is pinned to it when it is opened.
        zh: What it is called in Chinese.
        en: What it is called in English.
        article: Legal basis of the whole; refusals that rest on no move cite it.
        initial: State of a case just opened.
        opened_by: Roles that may open a case.
        states: Where a case can be.
        moves: What may happen where, in the order in which it is tried.
        roles: Who acts in it.
        outcomes: How a case can end.
        clocks: The terms that run on a case.
        tasks: The sub-tasks of which several may be open at once.
        guards: The conditions that moves name, each once.
        corrected_by: Roles that may void events; two persons are needed.
        befalling: What the world may do to a case in each state, and what answers it.
        labels: What the choices of its facts are called, by fact and choice; no case is judged by it.
        proved: Prove it sound at construction. False gives a draft, to look at its faults; never use it for cases.

    Raises:
        InvalidFlow: Something is wrong with it; ``fault`` says what, ``trace`` how to get there.
    """

    id: str
    version: str
    zh: str
    en: str
    article: str
    initial: str
    opened_by: tuple[str, ...]
    states: tuple[State, ...]
    moves: tuple[Move, ...]
    roles: tuple[Role, ...]
    outcomes: tuple[Outcome, ...]
    clocks: tuple[Clock, ...] = ()
    tasks: tuple[Task, ...] = ()
    guards: tuple[Guard, ...] = ()
    corrected_by: tuple[str, ...] = ()
    befalling: tuple[WorldEvent, ...] = ()
    labels: Mapping[str, Mapping[str, ChoiceLabel]] = field(factory=dict, kw_only=True, repr=False)
    proved: bool = field(default=True, kw_only=True)
    name: str = field(init=False, repr=False)
    """The id and version that a case is pinned to, such as ``request@2019``."""
    table: MoveTable = field(init=False, repr=False)
    digest: str = field(init=False, repr=False)
    states_by_id: Mapping[str, State] = field(init=False, repr=False)
    clocks_by_id: Mapping[str, Clock] = field(init=False, repr=False)
    tasks_by_id: Mapping[str, Task] = field(init=False, repr=False)
    guards_by_id: Mapping[str, Guard] = field(init=False, repr=False)
    fields_by_name: Mapping[str, Field] = field(init=False, repr=False)
    personal: frozenset[str] = field(init=False, repr=False)
    clocks_by_lapse: Mapping[str, Clock] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        fault = first_fault(self)
        if fault is not None:
            raise InvalidFlow(self.id, fault)
        put = object.__setattr__
        put(self, "name", f"{self.id}@{self.version}")
        put(self, "states_by_id", {state.id: state for state in self.states})
        put(self, "clocks_by_id", {clock.id: clock for clock in self.clocks})
        put(self, "tasks_by_id", {task.id: task for task in self.tasks})
        put(self, "guards_by_id", {guard.id: guard for guard in self.guards})
        put(self, "fields_by_name", {item.name: item for move in self.moves for item in move.requires})
        put(self, "personal", frozenset(item.name for move in self.moves for item in move.requires if item.personal))
        put(self, "clocks_by_lapse", {c.lapse.command: c for c in self.clocks if isinstance(c.lapse, Lapse)})
        put(self, "digest", sha256(repr(_canonical(self)).encode()).hexdigest()[:16])
        put(self, "table", table_of(self))
        if self.proved:
            check_sound(self, self.digest, self.table)

    def label_of(self, fact: str, choice: str | bool) -> ChoiceLabel:  # noqa: FBT001  # the value of a fact, not a switch
        """Give what a choice of a fact is called, its id where nothing is said; yes and no are called so."""
        if isinstance(choice, bool):
            return ChoiceLabel("是", "yes") if choice else ChoiceLabel("否", "no")
        return self.labels.get(fact, {}).get(choice) or ChoiceLabel(choice, choice)

    @property
    def commands(self) -> tuple[str, ...]:
        """Every command, in the order of the literal."""
        return tuple(dict.fromkeys(move.command for move in self.moves))


def _canonical(flow: Flow) -> tuple[object, ...]:
    return (
        flow.id,
        flow.version,
        flow.initial,
        flow.opened_by,
        flow.states,
        flow.moves,
        flow.roles,
        flow.outcomes,
        flow.clocks,
        flow.tasks,
        flow.guards,
        flow.corrected_by,
        *flow.befalling,
    )
