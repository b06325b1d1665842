"""The form of a command: what it brings, in order, with the labels of both languages; derived from the flow alone."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from attrs import evolve, field, frozen

from deadlines.errors import Reason
from workflows.decisions.wording import attempt, event_title
from workflows.errors import NotAllowedHere
from workflows.flows.flow import Flow
from workflows.flows.parts import EVIDENCE, Field, FieldKind, Guard
from workflows.flows.table import Transition
from workflows.places.place import NATIONAL, Place
from workflows.values import Value
from workflows.views.words import command_words

Demand = Literal["required", "needed_if", "optional"]
"""``needed_if`` is needed where another fact is so or so; ``optional`` may be needed by what only the case knows."""

_NOTHING: Mapping[str, Value] = {}


@frozen
class Choice:
    """One value that a fact may have, with its labels."""

    id: str
    zh: str
    en: str


@frozen
class NeededIf:
    """A fact is needed where another is, or has among it, one of some values; with the article where one says so."""

    fact: str
    values: tuple[str | bool, ...]
    article: str = ""

    def holds(self, given: object) -> bool:
        """Tell whether the other fact, None if it is not given, makes it needed."""
        return any(one in self.values for one in given) if isinstance(given, tuple) else given in self.values


@frozen
class FormField:
    """One fact on a form. A ``personal`` one is written and never shown."""

    name: str
    kind: FieldKind
    zh: str
    en: str
    demand: Demand
    needed_if: tuple[NeededIf, ...] = ()
    choices: tuple[Choice, ...] = ()
    personal: bool = False
    help_zh: str = ""
    help_en: str = ""


@frozen
class Pick:
    """What tells one way of a command from another: a fact has a value, or has it not."""

    fact: str
    value: str | int | bool
    is_wanted: bool

    def fits(self, facts: Mapping[str, Value]) -> bool:
        """Tell whether the facts go this way."""
        given = facts.get(self.fact)
        return (self.value in given if isinstance(given, tuple) else given == self.value) is self.is_wanted


@frozen(eq=False)
class Way:
    """One of the steps that a command may be, with what tells it from the others."""

    step: Transition
    picks: tuple[Pick, ...] = ()

    def fits(self, facts: Mapping[str, Value]) -> bool:
        """Tell whether the facts go this way."""
        return all(pick.fits(facts) for pick in self.picks)


@frozen(eq=False)
class CommandForm:
    """The form of a command. ``ways`` are the steps that it may be; facts must fit one of them whole."""

    flow: Flow
    command: str
    zh: str
    en: str
    article: str
    roles: tuple[str, ...]
    fields: tuple[FormField, ...]
    ways: tuple[Way, ...]
    place: Place = field(default=NATIONAL, repr=False)

    @property
    def takes(self) -> Mapping[str, Field]:
        """The facts that any of its ways takes, by name."""
        return {name: item for way in reversed(self.ways) for name, item in way.step.takes.items()}

    def given(self, facts: Mapping[str, Value]) -> CommandForm:
        """Give the form as it is once some facts are known: what they make needed is required, what they rule out goes.

        >>> from workflows.catalog import flow
        >>> form = form_of(flow("request"), "register").given({"channel": "in_person"})
        >>> next(item.demand for item in form.fields if item.name == "submitted_on")
        'required'
        """
        known = {pick.fact for way in self.ways for pick in way.picks if pick.fact in facts}
        fitting = [way for way in self.ways if all(pick.fits(facts) for pick in way.picks if pick.fact in known)]
        ways = tuple(fitting) or self.ways
        return evolve(self, ways=ways, fields=tuple(_fields(self.flow, ways, self.place, facts)))


def form_of(flow: Flow, command: str, place: Place = NATIONAL) -> CommandForm:
    """Give the form of a command, wherever in the flow it may be given.

    Raises:
        NotAllowedHere: The flow has no such command.

    >>> from workflows.catalog import flow
    >>> form = form_of(flow("request"), "extend")
    >>> form.article, [(item.name, item.demand) for item in form.fields][:2]
    ('条例第三十三条第二款', [('extension_reason', 'required'), ('extension_days', 'optional')])
    """
    form = _whole_form(flow, command, place)
    if form is None:
        why = Reason("form.no_command", "流程中没有这个命令", "no such command in the flow")
        raise NotAllowedHere(why, attempt(flow, "", command, ""), article=flow.article)
    return form


@lru_cache(maxsize=1024)
def _whole_form(flow: Flow, command: str, place: Place) -> CommandForm | None:
    steps: list[Transition] = []
    for (_, name), found in flow.table.items():
        if name == command:
            steps += [step for step in found if all(step.move is not one.move for one in steps)]
    order = {id(move): at for at, move in enumerate(flow.moves)}
    steps.sort(key=lambda step: order[id(step.move)])
    return _form(flow, command, place, steps) if steps else None


@lru_cache(maxsize=4096)
def form_here(flow: Flow, state: str, command: str, which: tuple[int, ...], place: Place = NATIONAL) -> CommandForm:
    """Give the form of some of the steps that a command may be in a state, by their places in the table."""
    steps = flow.table[state, command]
    return _form(flow, command, place, [steps[at] for at in which])


def _form(flow: Flow, command: str, place: Place, steps: Sequence[Transition]) -> CommandForm:
    ways = _ways(steps)
    zh, en = command_words(flow, command, place, [step.move for step in steps])
    articles = dict.fromkeys(step.move.article for step in steps)
    roles = dict.fromkeys(role for step in steps for role in step.move.by)
    fields = tuple(_fields(flow, ways, place, _NOTHING))
    return CommandForm(flow, command, zh, en, "；".join(articles), tuple(roles), fields, ways, place)


def _ways(steps: Sequence[Transition]) -> tuple[Way, ...]:
    """Give the ways of a command: a condition on a value that one wants and another must not have tells them apart."""
    wanted = {guard.id for step in steps for guard, _, is_wanted in step.tests if is_wanted}
    barred = {guard.id for step in steps for guard, _, is_wanted in step.tests if not is_wanted}
    return tuple(Way(step, tuple(_picks(step, wanted & barred))) for step in steps)


def _picks(step: Transition, telling: set[str]) -> Iterator[Pick]:
    for guard, _, is_wanted in step.tests:
        if guard.id in telling and guard.about[:1] == ("brings",):
            yield Pick(guard.about[1], literal_eval(guard.about[2]), is_wanted)


def _fields(flow: Flow, ways: Sequence[Way], place: Place, given: Mapping[str, Value]) -> Iterator[FormField]:
    names = dict.fromkeys(item.name for way in ways for item in way.step.move.requires)
    for name in (*names, *([] if EVIDENCE.name in names else [EVIDENCE.name])):
        yield _field(flow, name, ways, place, given)


def _field(flow: Flow, name: str, ways: Sequence[Way], place: Place, given: Mapping[str, Value]) -> FormField:
    taking = [way.step for way in ways if name in way.step.takes]
    wanting = [way for way in ways if any(item.name == name for item in way.step.needs)]
    item = next((one.takes[name] for one in taking if not one.takes[name].optional), taking[0].takes[name])
    conditions = (*_told_apart(flow, wanting), *_demanded(name, taking)) if len(wanting) < len(ways) else ()
    open_still = tuple(one for one in conditions if one.fact not in given)
    is_needed = len(wanting) == len(ways) or any(one.holds(given[one.fact]) for one in conditions if one.fact in given)
    demand: Demand = "required" if is_needed else "needed_if" if open_still else "optional"
    choices = dict.fromkeys(choice for one in taking for choice in one.takes[name].choices)
    help_zh, help_en = _help(flow, item)
    return FormField(
        name=name,
        kind=item.kind,
        zh=place.label(name, item.zh),
        en=item.en,
        demand=demand,
        needed_if=() if is_needed else open_still,
        choices=tuple(_choice(flow, name, choice, place) for choice in choices),
        personal=item.personal,
        help_zh=help_zh,
        help_en=help_en,
    )


def _choice(flow: Flow, name: str, choice: str, place: Place) -> Choice:
    label = flow.label_of(name, choice)
    return Choice(choice, place.label(choice, label.zh), label.en)


def _told_apart(flow: Flow, wanting: Sequence[Way]) -> Iterator[NeededIf]:
    """Say by which values of one fact the ways that want it are told from the others; nothing if by several facts."""
    found: dict[str, list[str | bool]] = {}
    for way in wanting:
        facts = {pick.fact for pick in way.picks}
        if len(facts) != 1:
            return
        (fact,) = facts
        found.setdefault(fact, []).extend(_values(flow, fact, way.picks))
    for fact, values in found.items():
        yield NeededIf(fact, tuple(dict.fromkeys(values)))


def _values(flow: Flow, fact: str, picks: Sequence[Pick]) -> Iterator[str | bool]:
    item = flow.fields_by_name[fact]
    known: tuple[str | bool, ...] = (True, False) if item.kind == "bool" else item.choices
    return (value for value in known if all((value == pick.value) is pick.is_wanted for pick in picks))


def _demanded(name: str, taking: Sequence[Transition]) -> Iterator[NeededIf]:
    told: set[Guard] = set()
    for step in taking:
        for need, guard in step.demands:
            if need.fact == name and guard not in told:
                told.add(guard)
                yield NeededIf(need.when, need.values, guard.article)


_OF_KIND: Mapping[str, tuple[str, str]] = {
    "int": ("整数", "a whole number"),
    "codes": ("可选多项", "one or more"),
    "instant": ("北京时间的时刻", "an instant, Beijing time"),
}


def _help(flow: Flow, item: Field) -> tuple[str, str]:
    """Say in both languages how a fact is given and what bounds it."""
    told = [_OF_KIND[item.kind]] if item.kind in _OF_KIND else []
    if item.name == EVIDENCE.name:
        told.append(("期限届满后才补录的，须写明", "needed for what is written down after a term was over"))
    if item.kind in {"day", "instant"}:
        told.append(
            ("不早于办理之日", "not before the act") if item.planned else ("不晚于办理之日", "not after the act")
        )
    for name in item.answers:
        title = event_title(flow, name.partition(":")[0])
        told.append((f"不早于“{title}”", f"not before {name.partition(':')[0]}"))
    if item.personal:
        told.append(("个人信息，加密另存，不再显示", "personal: kept apart, encrypted, not shown again"))
    return "；".join(zh for zh, _ in told), "; ".join(en for _, en in told)
