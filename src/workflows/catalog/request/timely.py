"""What an applicant does within a term, and its record when the term is over: whoever acted in time loses nothing."""

from __future__ import annotations

from attrs import evolve

from workflows.catalog.request import fields as f
from workflows.flows.parts import Move, Restart, Stop


def recorded_late_too(
    move: Move, restart: Restart, *, clock: str, lapsed: str, proved: str, zh: str, en: str
) -> tuple[Move, ...]:
    """Give a move that must be made while a clock of the applicant runs, and those that record it late.

    Late means past the last day, before the lapse was noted or after it; the day is proved either way.

    Args:
        move: In time; its effects, and that the clock has not lapsed, are added.
        restart: The clock of the agency that runs anew.
        clock: The clock of the applicant.
        lapsed: The state to which the lapse of that clock leads.
        proved: Id of the guard that the day was within the term.
        zh: What the late record is called.
        en: The same in English.
    """
    over, requires = f"lapsed_{clock}", (*move.requires, f.PROOF_OF_DAY)
    timely = evolve(move, unless=(over,), effects=(Stop(clock), restart))
    late = evolve(timely, by=("disclosure_office",), zh=zh, en=en, guards=(over, proved), unless=(), requires=requires)
    revived = evolve(
        late,
        sources=(lapsed,),
        zh=f"{zh}，恢复办理",
        en=f"{en}, and go on",
        guards=(proved,),
        effects=(restart,),
        sets=(("archived", False),),
        reopens=True,
    )
    return timely, late, revived
