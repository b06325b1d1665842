"""A flow as a picture for pages: SVG with the ids of the states as ids, and nothing that a strict page would refuse.

No style sheet, no script, no font of its own: presentation attributes alone. The classes let a page colour it anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import fsum
from xml.etree import ElementTree as ET

from attrs import frozen

from workflows.flows.flow import Flow
from workflows.flows.parts import ANY_OPEN, SAME, Move, State, expanded_sources
from workflows.flows.render.layered import Arrow, Box, Drawing, Point, arrange, upward
from workflows.flows.render.phrases import party_zh, who
from workflows.places.place import NATIONAL, Place

_NAMESPACE = "http://www.w3.org/2000/svg"
_FONTS = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"

_TITLE, _NOTE, _LABEL = 14, 11, 12
"""Sizes of letters, in pixels."""

_WIDE = {"state": 14, "label": 10, "note": 14}
"""How many Chinese letters stand in a line."""

_COMMON = 3
"""A move that stays where it is and is possible in more states than these is told once, below the picture."""

_MARGIN = 16

_INK, _QUIET, _RULE = "#1d2733", "#5b6775", "#8a96a3"
_FILL = {"open": "#e8f1fb", "waiting": "#fdf3dd", "end": "#e6f2e8"}
_EDGE = {"open": "#3973ac", "waiting": "#b07a1e", "end": "#3f7d4e"}

_ANYWHERE = ANY_OPEN[0]
_BEGIN = "(begin)"

_PARTS = re.compile(r"[!-~]+|.")
"""What is never broken: a number or a word in other letters, or one Chinese letter."""

_NOT_FIRST = "，。、；：）》”’！？"
_NOT_LAST = "（《“‘"


def wrap(text: str, limit: float) -> list[str]:
    """Break a text into as few lines as there have to be of so many Chinese letters, all about as long.

    No line begins with a mark that closes, none ends with one that opens; other letters count a little over half.

    >>> wrap("拟不公开的，送审", 7)
    ['拟不公开', '的，送审']
    """
    lines = _filled(text, limit)
    narrower = lines
    while len(narrower) == len(lines) and limit > 1:
        lines = narrower
        limit -= 0.5
        narrower = _filled(text, limit)
    return lines


def _filled(text: str, limit: float) -> list[str]:
    lines: list[list[str]] = [[]]
    for part in _PARTS.findall(text):
        line = lines[-1]
        if line and ems("".join(line)) + ems(part) > limit:
            carried: list[str] = []
            while len(line) > 1 and ((carried or [part])[0] in _NOT_FIRST or line[-1] in _NOT_LAST):
                carried.insert(0, line.pop())
            lines.append(carried)
        lines[-1].append(part)
    return ["".join(line) for line in lines]


def ems(text: str) -> float:
    """Estimate how wide a text is, in its own size."""
    return fsum(1.0 if letter > "⺀" or letter in "“”‘’…—·" else 0.62 for letter in text)


@frozen
class _Label:
    """What leads from one set of states to another, told once."""

    name: str
    moves: tuple[Move, ...]
    texts: tuple[str, ...]
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    up: bool
    lapse: bool

    def lines(self) -> Iterator[Arrow]:
        """Give the lines to it and from it."""
        for source in self.sources:
            yield Arrow(self.name, source, up=True) if self.up else Arrow(source, self.name)
        for target in self.targets:
            yield Arrow(target, self.name, up=True) if self.up else Arrow(self.name, target)


@frozen
class _Sketch:
    """What a flow has to show: its states with what happens in them, and what leads from one to another."""

    flow: Flow
    place: Place
    stays: Mapping[str, Sequence[str]]
    common: Mapping[str, Sequence[str]]
    labels: Sequence[_Label]

    def word(self, name: str, zh: str) -> str:
        """Give the wording of the place, else that of the flow."""
        return self.place.label(name, zh)

    def state(self, name: str) -> str:
        """Name a state."""
        return self.word(name, self.flow.states_by_id[name].zh)


def svg(flow: Flow, place: Place = NATIONAL) -> str:
    """Draw a flow as SVG; labels are Chinese, the place's own wording where it has one.

    Every state is a group with its id; moves that stay in a state are listed in it, and those that stay in many below.
    """
    sketch = _sketch(flow, place)
    shapes = {state.id: _state_lines(sketch, state) for state in flow.states}
    boxes = [Box(_BEGIN, 14, 14, narrow=True)]
    boxes += [_state_box(state.id, shapes[state.id]) for state in flow.states]
    if any(_ANYWHERE in label.sources for label in sketch.labels):
        boxes.append(Box(_ANYWHERE, 6 * _TITLE, 30))
    boxes += [_label_box(label) for label in sketch.labels]
    lines = [Arrow(_BEGIN, flow.initial), *(line for label in sketch.labels for line in label.lines())]
    drawing = arrange(boxes, lines)
    return _written(sketch, drawing, shapes, {box.name: box for box in boxes})


def _sketch(flow: Flow, place: Place) -> _Sketch:
    stays: dict[str, list[str]] = {state.id: [] for state in flow.states}
    common: dict[str, list[str]] = {}
    ways: dict[tuple[str, str], list[tuple[Move, str, str]]] = defaultdict(list)
    for move in flow.moves:
        text = place.label(move.command, move.zh)
        sources = expanded_sources(flow, move)
        staying = [source for source in sources if move.target in (SAME, source)]
        if len(staying) > _COMMON:
            common.setdefault(text, []).extend(name for name in staying if name not in common.get(text, ()))
        else:
            for name in staying:
                stays[name] += [text] if text not in stays[name] else []
        if move.sources == ANY_OPEN and move.target != SAME:
            sources = (_ANYWHERE,)
        for source in sources:
            if move.target not in (SAME, source):
                ways[text, move.command].append((move, source, move.target))
    return _Sketch(flow, place, stays, common, _labels(flow, ways))


def _labels(flow: Flow, ways: Mapping[tuple[str, str], Sequence[tuple[Move, str, str]]]) -> list[_Label]:
    """Tell once what leads from several states to one, or from one to several; join what joins the same states."""
    names = [flow.initial, *(state.id for state in flow.states if state.id != flow.initial), _ANYWHERE]
    every = [(source, target) for group in ways.values() for _, source, target in group]
    back = upward(names, sorted(dict.fromkeys(every), key=lambda pair: (names.index(pair[0]), every.index(pair))))
    joined: dict[tuple[tuple[str, ...], tuple[str, ...], bool, bool], list[tuple[str, Move]]] = defaultdict(list)
    for (text, command), group in ways.items():
        for sources, targets, up in _bundles([(source, target) for _, source, target in group], back):
            moves = [move for move, source, target in group if source in sources and target in targets]
            joined[sources, targets, up, command in flow.clocks_by_lapse] += [
                (text, move) for move in dict.fromkeys(moves)
            ]
    return [
        _Label(
            f"(label {number})",
            tuple(move for _, move in labels),
            tuple(dict.fromkeys(text for text, _ in labels)),
            *ends,
        )
        for number, (ends, labels) in enumerate(joined.items())
    ]


def _bundles(
    pairs: Sequence[tuple[str, str]], back: frozenset[tuple[str, str]]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    """Bundle pairs that share a target, then those that share a source; what goes up never with what goes down."""
    into: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for pair in dict.fromkeys(pairs):
        into[pair[1], pair in back].append(pair[0])
    out: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for (target, up), sources in into.items():
        if len(sources) > 1:
            yield tuple(sources), (target,), up
        else:
            out[sources[0], up].append(target)
    for (source, up), targets in out.items():
        yield (source,), tuple(targets), up


def _state_lines(sketch: _Sketch, state: State) -> list[tuple[str, str]]:
    """Give the lines of a state: its name, whom it waits for, its clock, what happens in it."""
    lines = [("state", line) for line in wrap(sketch.state(state.id), _WIDE["state"])]
    notes = []
    if state.kind == "waiting" and state.waits_for:
        notes.append(f"等待：{party_zh(sketch.flow, state.waits_for, sketch.place)}")
    if state.clock:
        notes.append(f"期限：{sketch.word(state.clock, sketch.flow.clocks_by_id[state.clock].zh)}")
    lines += [("quiet", line) for note in notes for line in wrap(note, _WIDE["note"])]
    for text in sketch.stays[state.id]:
        first, *rest = wrap(text, _WIDE["note"] - 1)
        lines += [("note", f"· {first}"), *(("more", line) for line in rest)]
    return lines


_HEIGHT = {"state": 20, "quiet": 16, "note": 16, "more": 16}
_LETTERS = {"state": _TITLE, "quiet": _NOTE, "note": _NOTE, "more": _NOTE}


def _state_box(name: str, lines: Sequence[tuple[str, str]]) -> Box:
    width = max(ems(text) * _LETTERS[kind] for kind, text in lines) + 24
    return Box(name, max(width, 96), sum(_HEIGHT[kind] for kind, _ in lines) + 12)


def _label_lines(label: _Label) -> list[str]:
    """Give the lines of a label; several moves are a list, and the second line of an entry stands under its first."""
    if len(label.texts) == 1:
        return wrap(label.texts[0], _WIDE["label"])
    return [
        f"{'　' if at else '· '}{line}" for text in label.texts for at, line in enumerate(wrap(text, _WIDE["label"]))
    ]


def _label_width(lines: Sequence[str]) -> float:
    return max(ems(line) for line in lines) * _LABEL


def _label_box(label: _Label) -> Box:
    lines = _label_lines(label)
    return Box(label.name, _label_width(lines) + 6, 16 * len(lines) + 6, narrow=True)


def _written(
    sketch: _Sketch, drawing: Drawing, shapes: Mapping[str, Sequence[tuple[str, str]]], boxes: Mapping[str, Box]
) -> str:
    flow = sketch.flow
    width = max(drawing.width, 420) + 2 * _MARGIN
    below = _below(sketch, width - 2 * _MARGIN)
    height = drawing.height + 3 * _MARGIN + sum(18 for _ in below) + 40
    root = ET.Element("svg", {"xmlns": _NAMESPACE, "viewBox": f"0 0 {_n(width)} {_n(height)}", "role": "img"})
    root.set("width", _n(width))
    root.set("height", _n(height))
    root.set("aria-label", f"{flow.zh} {flow.en} ({flow.name})")
    root.set("font-family", _FONTS)
    ET.SubElement(root, "title").text = f"{flow.zh} {flow.en} ({flow.name})"
    _put(root, "rect", {"class": "ground", "width": _n(width), "height": _n(height), "fill": "#ffffff"})
    body = _put(root, "g", {"transform": f"translate({_MARGIN} {_MARGIN})"})
    dashed = {line for label in sketch.labels if label.lapse for line in label.lines()}
    states = {*flow.states_by_id, _BEGIN, _ANYWHERE}
    for line, points in drawing.routes.items():
        _route(body, points, arrow=(line.upper if line.up else line.lower) in states, up=line.up, dashed=line in dashed)
    for label in sketch.labels:
        _label(body, sketch, label, drawing.centres[label.name])
    x, y = drawing.centres[_BEGIN]
    _put(body, "circle", {"class": "begin", "cx": _n(x), "cy": _n(y), "r": "7", "fill": _INK})
    if _ANYWHERE in boxes:
        _anywhere(body, boxes[_ANYWHERE], drawing.centres[_ANYWHERE])
    for state in flow.states:
        _state(body, sketch, state, boxes[state.id], drawing.centres[state.id], shapes[state.id])
    _notes(root, below, drawing.height + 2 * _MARGIN + 14)
    _legend(root, sketch, height - 30)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


def _put(parent: ET.Element, tag: str, attributes: Mapping[str, str]) -> ET.Element:
    return ET.SubElement(parent, tag, dict(attributes))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _say(parent: ET.Element, text: str, at: Point, size: int, fill: str, **more: str) -> None:
    element = _put(parent, "text", {"x": _n(at[0]), "y": _n(at[1]), "font-size": str(size), "fill": fill, **more})
    element.text = text


def _route(parent: ET.Element, points: Sequence[Point], *, arrow: bool, up: bool, dashed: bool) -> None:
    """Draw a line: straight through the layers, bent between them; the head of its arrow at the end that is led to."""
    tip = points[0] if up else points[-1]
    ends = list(points)
    if arrow:
        ends[0 if up else -1] = (tip[0], tip[1] + (7 if up else -7))
    way = [f"M{_n(ends[0][0])} {_n(ends[0][1])}"]
    for at in range(1, len(ends)):
        (x, y), (to_x, to_y) = ends[at - 1], ends[at]
        if x == to_x:
            way.append(f"V{_n(to_y)}")
        else:
            half = _n((y + to_y) / 2)
            way.append(f"C{_n(x)} {half} {_n(to_x)} {half} {_n(to_x)} {_n(to_y)}")
    attributes = {"class": "way", "d": "".join(way), "fill": "none", "stroke": _RULE, "stroke-width": "1.4"}
    _put(parent, "path", attributes | ({"stroke-dasharray": "5 3"} if dashed else {}))
    if arrow:
        x, y = tip
        base = y + (8 if up else -8)
        head = f"{_n(x)},{_n(y)} {_n(x - 4)},{_n(base)} {_n(x + 4)},{_n(base)}"
        _put(parent, "polygon", {"class": "head", "points": head, "fill": _RULE})


def _label(parent: ET.Element, sketch: _Sketch, label: _Label, centre: Point) -> None:
    group = _put(parent, "g", {"class": "move lapse" if label.lapse else "move"})
    group.set("data-from", " ".join(label.sources))
    group.set("data-to", " ".join(label.targets))
    group.set("data-command", " ".join(dict.fromkeys(move.command for move in label.moves)))
    texts = [
        f"{sketch.word(move.command, move.zh)} {move.en}（{who(sketch.flow, move, sketch.place)}）{move.article}"
        for move in label.moves
    ]
    _put(group, "title", {}).text = "\n".join(dict.fromkeys(texts))
    lines = _label_lines(label)
    y = centre[1] - 8 * len(lines) + 12
    left = centre[0] - _label_width(lines) / 2
    for at, line in enumerate(lines):
        if len(label.texts) == 1:
            _say(group, line, (centre[0], y + 16 * at), _LABEL, _INK, **{"text-anchor": "middle"})
        else:
            under = 8 if line.startswith("　") else 0
            _say(group, line.lstrip("　"), (left + under, y + 16 * at), _LABEL, _INK)


def _state(
    parent: ET.Element, sketch: _Sketch, state: State, box: Box, centre: Point, lines: Sequence[tuple[str, str]]
) -> None:
    group = _put(parent, "g", {"id": state.id, "class": f"state {state.kind}"})
    _put(group, "title", {}).text = f"{sketch.state(state.id)} {state.en} ({state.id})"
    left, top = centre[0] - box.width / 2, centre[1] - box.height / 2
    frame = {"x": _n(left), "y": _n(top), "width": _n(box.width), "height": _n(box.height)}
    frame |= {"rx": "14" if state.kind == "end" else "5", "fill": _FILL[state.kind], "stroke": _EDGE[state.kind]}
    _put(group, "rect", frame | {"stroke-width": "2" if state.kind == "end" else "1.2"})
    y = top + 6
    for kind, text in lines:
        y += _HEIGHT[kind]
        if kind in {"note", "more"}:
            _say(group, text, (left + (10 if kind == "note" else 17), y - 4), _NOTE, _INK)
            continue
        weight = {"font-weight": "bold"} if kind == "state" else {}
        fill = _INK if kind == "state" else _QUIET
        _say(group, text, (centre[0], y - 4), _LETTERS[kind], fill, **{"text-anchor": "middle"}, **weight)


def _anywhere(parent: ET.Element, box: Box, centre: Point) -> None:
    group = _put(parent, "g", {"class": "anywhere"})
    frame = {"x": _n(centre[0] - box.width / 2), "y": _n(centre[1] - box.height / 2), "rx": "5"}
    frame |= {"width": _n(box.width), "height": _n(box.height), "fill": "none", "stroke": _RULE}
    _put(group, "rect", frame | {"stroke-dasharray": "2 3"})
    _say(group, "办结前随时", (centre[0], centre[1] + 4), _LABEL, _QUIET, **{"text-anchor": "middle"})


def _below(sketch: _Sketch, width: float) -> list[str]:
    """Tell the moves that stay in many states, with where they are possible."""
    if not sketch.common:
        return []
    by_states: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for text, states in sketch.common.items():
        by_states[tuple(states)].append(text)
    lines = [
        f"· {'、'.join(sketch.state(name) for name in states)}：{'；'.join(texts)}"
        for states, texts in by_states.items()
    ]
    return ["状态不变的事项：", *(line for text in lines for line in wrap(text, width / _NOTE - 1))]


def _notes(root: ET.Element, lines: Iterable[str], y: float) -> None:
    group = _put(root, "g", {"class": "notes"})
    for at, line in enumerate(lines):
        _say(group, line, (_MARGIN, y + 18 * at), _NOTE, _INK if line.startswith("·") else _QUIET)


def _legend(root: ET.Element, sketch: _Sketch, y: float) -> None:
    """Tell what the colours and lines mean that are used."""
    group = _put(root, "g", {"class": "legend"})
    x = float(_MARGIN)
    kinds = {state.kind for state in sketch.flow.states}
    for kind, word in (("open", "办理中"), ("waiting", "等待"), ("end", "办结")):
        if kind in kinds:
            frame = {"x": _n(x), "y": _n(y), "width": "22", "height": "14", "rx": "7" if kind == "end" else "3"}
            _put(group, "rect", frame | {"fill": _FILL[kind], "stroke": _EDGE[kind]})
            _say(group, word, (x + 28, y + 11), _NOTE, _QUIET)
            x += 44 + _NOTE * len(word)
    if any(label.lapse for label in sketch.labels):
        line = {"d": f"M{_n(x)} {_n(y + 7)}h26", "stroke": _RULE, "stroke-width": "1.4", "fill": "none"}
        _put(group, "path", line | {"stroke-dasharray": "5 3"})
        _say(group, "期限届满，自动登记", (x + 32, y + 11), _NOTE, _QUIET)
