"""Personal data in the course of time: kept until a day, erased when it is over, encrypted anew under another key.

Who erases, and why, stands in the history of the case; what was erased never did. One case that cannot be read stops
no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

from attrs import evolve, frozen

from deadlines.errors import Reason
from workflows.cases.case import Case
from workflows.cases.events import Actor, Event
from workflows.decisions import corrections
from workflows.errors import Attempt, BadFacts, FactFault
from workflows.flows.flow import Flow
from workflows.office.asides import why_aside
from workflows.office.command_key import NO_KEY
from workflows.office.desk import Desk, Done, again, occasion
from workflows.office.errors import NoKey
from workflows.office.personal import Keyring, context, encrypted
from workflows.places.place import Basis
from workflows.store.checks import check_day
from workflows.store.port import EventStore, Personal
from workflows.values import day_of, is_blank

_PART = 200
"""Texts that are encrypted anew in one transaction."""


@frozen
class KeptPerson:
    """Personal data of one person in a case, by reference; ``erase_after`` is the last day on which they are kept."""

    case_id: str
    ref: str
    erase_after: date | None = None


@frozen
class LeftPerson:
    """What could not be handled, and why; the rest was."""

    case_id: str
    why: Reason
    ref: str = ""


@frozen
class Erasure:
    """What is erased, or would be; ``remains`` says where the encrypted text may still be found."""

    persons: tuple[KeptPerson, ...]
    left: tuple[LeftPerson, ...] = ()
    is_done: bool = False
    remains: Reason | None = None


@frozen
class Resealed:
    """How many texts are under the newest key now, and which could not be opened."""

    done: int
    left: tuple[LeftPerson, ...] = ()


def retain(desk: Desk, case_id: str, through: date, *, by: Actor, reason: str) -> Done:
    """Set the last day on which the personal data of a case are kept.

    Raises:
        BadFacts: There is no reason, or the case has no personal data.
    """
    check_day("through", through)
    refs = tuple(person.ref for person in desk.store.personal(desk.agency, case_id) if person.ciphertext is not None)

    def decision(_flow: Flow, case: Case, now: datetime, _basis: Basis) -> tuple[Event, ...]:
        if not refs:
            raise _fault("personal.none", "本案没有个人信息", "the case has no personal data", "retain", case)
        return corrections.retain(case, occasion(now, case, by), through, refs, reason)

    return again(
        lambda: desk.change(
            case_id, decision, NO_KEY, None, also=lambda work: work.retain(desk.agency, case_id, refs, through)
        )
    )


def erase(desk: Desk, on: date | None, *, by: Actor, reason: str, case_id: str, preview: bool) -> Erasure:
    """List what is erased, or erase it.

    Raises:
        BadFacts: There is no reason.
    """
    check_day("on", on)
    if is_blank(reason) and not preview:
        raise _fault("personal.no_reason", "须写明理由", "it needs its reason", "erase", None)
    found = tuple(_of_case(desk, case_id) if case_id else _over(desk, on or day_of(desk.clock.now())))
    if preview:
        return Erasure(found)
    done: list[KeptPerson] = []
    left: list[LeftPerson] = []
    for one, persons in groupby(found, key=lambda person: person.case_id):
        gone = tuple(persons)
        try:
            _erase_case(desk, one, tuple(person.ref for person in gone), by, reason)
        except Exception as error:  # noqa: BLE001  # whatever is wrong with one case, the others are erased
            left.append(LeftPerson(one, why_aside(error)))
        else:
            done += gone
    return Erasure(tuple(done), tuple(left), is_done=True, remains=desk.store.purge())


def _erase_case(desk: Desk, case_id: str, refs: Sequence[str], by: Actor, reason: str) -> None:
    def decision(_flow: Flow, case: Case, now: datetime, _basis: Basis) -> tuple[Event, ...]:
        return corrections.erase(case, occasion(now, case, by), refs, reason)

    again(
        lambda: desk.change(case_id, decision, NO_KEY, None, also=lambda work: work.erase(desk.agency, case_id, refs))
    )


def _of_case(desk: Desk, case_id: str) -> Iterator[KeptPerson]:
    desk.store.row(desk.agency, case_id)  # refuses a case that is not there
    for person in desk.store.personal(desk.agency, case_id):
        if person.ciphertext is not None:
            yield KeptPerson(case_id, person.ref, person.erase_after)


def _over(desk: Desk, on: date) -> Iterator[KeptPerson]:
    for case_id, person in desk.store.persons(desk.agency, on):
        yield KeptPerson(case_id, person.ref, person.erase_after)


def resealed(store: EventStore, keys: Keyring | None, agencies: Sequence[str]) -> Resealed:
    """Encrypt personal data anew under the newest key; what cannot be opened is told and left as it is.

    Raises:
        NoKey: There are no keys.
    """
    if keys is None:
        raise NoKey(Reason("key.none", "这里没有密钥", "the office was opened without keys"))
    newest = keys.encrypt("", {})[0]
    done, left = 0, []
    for agency in agencies:
        older = [(case_id, person) for case_id, person in store.persons(agency) if person.cipher != newest]
        for at in range(0, len(older), _PART):
            ready: list[tuple[str, Personal, Personal]] = []
            for case_id, person in older[at : at + _PART]:
                try:
                    ready.append((case_id, person, _anew(keys, agency, case_id, person)))
                except NoKey as error:
                    left.append(LeftPerson(case_id, why_aside(error), person.ref))
            with store.begin() as work:
                done += sum([work.reseal(agency, *one) for one in ready])
    return Resealed(done, tuple(left))


def _anew(keys: Keyring, agency: str, case_id: str, person: Personal) -> Personal:
    data = keys.decrypt(context(agency, case_id, person.ref), person.cipher, person.ciphertext or "")
    return evolve(encrypted(keys, agency, case_id, person.ref, data), erase_after=person.erase_after)


def _fault(code: str, zh: str, en: str, command: str, case: Case | None) -> BadFacts:
    attempt = Attempt("" if case is None else case.id, command, "" if case is None else case.state, "个人信息")
    return BadFacts((FactFault("", Reason(code, zh, en)),), attempt, article="")
