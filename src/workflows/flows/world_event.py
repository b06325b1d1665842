"""The words in which a flow says what the world may do to a case."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

VOID = "void"
"""The correction of an entry, which every flow has that says who may correct."""

WorldEventKind = Literal["silence", "abolition", "annulment", "error", "gone"]
"""What the world may do to a case: whoever is waited for says nothing; somebody who takes part is abolished; what was
done is annulled; an error is found in it; whoever it is done for is gone."""


@frozen
class WorldEvent:
    """Something that the world may do to a case in some states, and the commands that answer it.

    A flow that lists such events says for every state what each kind of them means there; the proof then asks that in
    every case that can get there one of the commands is possible, now or when a term has lapsed. ``answered_by`` may
    name ``void``, the correction of an entry; empty, the event asks for nothing there, and ``zh`` and ``en`` say why.
    With ``task`` it is asked where such a sub-task is open.
    """

    kind: WorldEventKind
    states: tuple[str, ...]
    zh: str
    en: str
    answered_by: tuple[str, ...] = ()
    task: str = ""
