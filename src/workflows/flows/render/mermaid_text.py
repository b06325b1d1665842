"""A flow as a mermaid state diagram: states, who does what, under which article, and the clocks."""

from __future__ import annotations

from workflows.flows.flow import Flow
from workflows.flows.parts import ANY_OPEN, SAME, Move, Start, expanded_sources
from workflows.flows.render.phrases import lapse_zh, who
from workflows.places.place import NATIONAL, Place


def mermaid(flow: Flow, place: Place = NATIONAL) -> str:
    """Draw a flow; labels are Chinese, the place's own wording where it has one.

    Moves that are possible in every open state are drawn once, from a note, so that the picture stays readable.
    """
    lines = ["stateDiagram-v2", "    direction TB"]
    lines += [f'    state "{_clean(place.label(state.id, state.zh))}" as {state.id}' for state in flow.states]
    lines.append(f"    [*] --> {flow.initial}")
    for move in flow.moves:
        if move.sources == ANY_OPEN:
            continue
        for source in expanded_sources(flow, move):
            target = source if move.target == SAME else move.target
            lines.append(f"    {source} --> {target}: {_label(flow, move, place)}")
    lines += [f"    {state.id} --> [*]" for state in flow.states if state.kind == "end"]
    lines += _anywhere(flow, place)
    for state in flow.states:
        lines += _clocks_started_into(flow, state.id, place)
    return "\n".join(lines) + "\n"


def _anywhere(flow: Flow, place: Place) -> list[str]:
    moves = [move for move in flow.moves if move.sources == ANY_OPEN]
    if not moves:
        return []
    zh = {state.id: place.label(state.id, state.zh) for state in flow.states}
    notes = [f"        {_label(flow, m, place)} → {_clean(zh.get(m.target, '原状态'))}" for m in moves]
    return [f"    note left of {flow.initial}", "        办结前随时：", *notes, "    end note"]


def _clocks_started_into(flow: Flow, state: str, place: Place) -> list[str]:
    """Note beside a state the clocks that are started on the way into it."""
    started = dict.fromkeys(
        effect.clock
        for move in flow.moves
        for effect in move.effects
        if isinstance(effect, Start) and state in ((move.target,) if move.target != SAME else move.sources)
    )
    if not started:
        return []
    notes = []
    for name in started:
        clock = flow.clocks_by_id[name]
        notes.append(
            f"        ⏱ {_clean(place.label(name, clock.zh))}（{clock.rule}）届满：{_clean(lapse_zh(flow, clock))}"
        )
    return [f"    note right of {state}", *notes, "    end note"]


def _label(flow: Flow, move: Move, place: Place) -> str:
    return _clean(f"{place.label(move.command, move.zh)}（{who(flow, move, place)}）{move.article}")


def _clean(text: str) -> str:
    """Give a text without the marks that mermaid reads as its own."""
    return text.replace(":", "：").replace(";", "；").replace('"', "”").replace("#", "＃").replace("\n", " ")
