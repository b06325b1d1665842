"""Where the boxes of a directed graph stand and how its lines run: in layers, top to bottom, nothing over anything.

The steps are those of Sugiyama: layers, an order in each with few crossings, then places. A line that passes a layer
has a slot of its own there, as a box has, and bends only between layers; so no line can run through a box.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from math import fsum, inf

from attrs import field, frozen

# Sums are taken with fsum: the same on every version of Python, so that a picture that is kept stays the same.

GAP = 26
"""Between two boxes of a layer."""

STEP = 34
"""Between two layers, at least."""

SLOT = 14
"""What a line that passes a layer takes of it."""

PORT = 9
"""Between two lines at the same side of a box."""

ROUNDS = 24
"""How often the order of the layers is worked over, and their places."""

Point = tuple[float, float]


@frozen
class Box:
    """A thing with an extent; ``narrow`` ones take their lines in the middle."""

    name: str
    width: float
    height: float
    narrow: bool = False


@frozen
class Arrow:
    """From one box down to another; ``up`` if it is to be read from the lower to the upper one."""

    upper: str
    lower: str
    up: bool = False


@frozen
class Drawing:
    """The middle of every box, and the points of every line from its upper to its lower end."""

    width: float
    height: float
    centres: Mapping[str, Point]
    routes: Mapping[Arrow, tuple[Point, ...]]


@frozen
class _Layers:
    """Boxes and slots by layer, and what hangs together between neighbouring layers."""

    rows: list[list[str]]
    above: dict[str, list[str]] = field(factory=lambda: defaultdict(list))
    below: dict[str, list[str]] = field(factory=lambda: defaultdict(list))
    chains: dict[Arrow, list[str]] = field(factory=dict)


def upward(nodes: Sequence[str], pairs: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Choose the pairs that close a circle, met first when one walks from the first node; without them none is left."""
    after: dict[str, list[str]] = defaultdict(list)
    for source, target in pairs:
        after[source].append(target)
    closing: set[tuple[str, str]] = set()
    done: set[str] = set()
    for start in nodes:
        path: dict[str, Iterator[str]] = {} if start in done else {start: iter(after[start])}
        while path:
            node, rest = next(reversed(path.items()))
            following = next(rest, None)
            if following is None:
                path.pop(node)
                done.add(node)
            elif following in path:
                closing.add((node, following))
            elif following not in done:
                path[following] = iter(after[following])
    return frozenset(closing)


def arrange(boxes: Sequence[Box], lines: Sequence[Arrow]) -> Drawing:
    """Find a place for every box and a way for every line; ``lines`` has no circle.

    >>> drawing = arrange([Box("a", 40, 20), Box("b", 40, 20)], [Arrow("a", "b")])
    >>> drawing.centres["a"][1] < drawing.centres["b"][1]
    True
    """
    size = {box.name: box for box in boxes}
    layers = _layers(boxes, lines)
    _order(layers)
    middle = _abscissae(layers, size)
    return _drawn(layers, size, middle)


def _ranks(boxes: Sequence[Box], lines: Sequence[Arrow]) -> dict[str, int]:
    """Give each box its layer: below all above it, and then as near to what it hangs together with as it can be."""
    above, below = defaultdict(list), defaultdict(list)
    for line in lines:
        above[line.lower].append(line.upper)
        below[line.upper].append(line.lower)
    rank: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in rank:
            rank[name] = max((depth(other) + 1 for other in above[name]), default=0)
        return rank[name]

    for box in boxes:
        depth(box.name)
    names = sorted(rank, key=lambda name: -rank[name])
    for _ in range(ROUNDS):
        for name in names:
            up, down = above[name], below[name]
            low = min((rank[other] for other in down), default=rank[name] + 1) - 1
            high = max((rank[other] for other in up), default=rank[name] - 1) + 1
            if down and len(down) > len(up):
                rank[name] = low
            elif up and len(up) > len(down):
                rank[name] = high
    least = min(rank.values(), default=0)
    return {name: at - least for name, at in rank.items()}


def _layers(boxes: Sequence[Box], lines: Sequence[Arrow]) -> _Layers:
    """Put the boxes into layers, with a slot in each layer that a line passes."""
    rank = _ranks(boxes, lines)
    layers = _Layers([[] for _ in range(max(rank.values(), default=-1) + 1)])
    for box in boxes:
        layers.rows[rank[box.name]].append(box.name)
    for number, line in enumerate(lines):
        chain = [line.upper]
        for at in range(rank[line.upper] + 1, rank[line.lower]):
            slot = f"|{number}|{at}"
            layers.rows[at].append(slot)
            chain.append(slot)
        chain.append(line.lower)
        layers.chains[line] = chain
        for upper, lower in pairwise(chain):
            layers.below[upper].append(lower)
            layers.above[lower].append(upper)
    return layers


def _crossings(upper: Sequence[str], lower: Sequence[str], below: Mapping[str, Sequence[str]]) -> int:
    place = {name: at for at, name in enumerate(lower)}
    ends = [sorted(place[other] for other in below.get(name, ())) for name in upper]
    count = 0
    for left in range(len(ends)):
        for right in range(left + 1, len(ends)):
            count += sum(1 for a in ends[left] for b in ends[right] if b < a)
    return count


def _all_crossings(layers: _Layers) -> int:
    return sum(_crossings(upper, lower, layers.below) for upper, lower in pairwise(layers.rows))


def _order(layers: _Layers) -> None:
    """Order each layer so that few lines cross, sweeping down and up; the best order met is kept."""
    best, rows = _all_crossings(layers), [list(row) for row in layers.rows]
    for turn in range(ROUNDS):
        down = turn % 2 == 0
        order = range(1, len(layers.rows)) if down else range(len(layers.rows) - 2, -1, -1)
        for at in order:
            fixed = layers.rows[at - 1 if down else at + 1]
            place = {name: spot for spot, name in enumerate(fixed)}
            _by_barycentre(layers.rows[at], layers.above if down else layers.below, place)
        _exchange(layers)
        crossings = _all_crossings(layers)
        if crossings < best:
            best, rows = crossings, [list(row) for row in layers.rows]
    layers.rows[:] = rows


def _by_barycentre(row: list[str], joined: Mapping[str, Sequence[str]], place: Mapping[str, int]) -> None:
    def weight(at: int) -> float:
        ends = joined.get(row[at], ())
        return sum(place[name] for name in ends) / len(ends) if ends else at

    row[:] = [row[at] for at in sorted(range(len(row)), key=weight)]


def _exchange(layers: _Layers) -> None:
    """Exchange neighbours as long as that takes crossings away."""
    better = True
    while better:
        better = False
        for at, row in enumerate(layers.rows):
            for left in range(len(row) - 1):
                pair = (row[left], row[left + 1])
                if _pair_crossings(layers, at, pair) > _pair_crossings(layers, at, (pair[1], pair[0])):
                    row[left], row[left + 1] = pair[1], pair[0]
                    better = True


def _pair_crossings(layers: _Layers, at: int, pair: tuple[str, str]) -> int:
    count = 0
    if at:
        count += _crossings(pair, layers.rows[at - 1], layers.above)
    if at + 1 < len(layers.rows):
        count += _crossings(pair, layers.rows[at + 1], layers.below)
    return count


def _is_slot(name: str) -> bool:
    return name.startswith("|")


def _pull(first: str, other: str) -> float:
    """Say how much two ends want to stand above each other: what passes layers wants to run straight."""
    return (1.0, 3.0, 12.0)[_is_slot(first) + _is_slot(other)]


def _apart(left: str, right: str, size: Mapping[str, Box]) -> float:
    """Say how far the middles of two neighbours are apart, at least."""
    slots = _is_slot(left) + _is_slot(right)
    width = sum(SLOT if _is_slot(name) else size[name].width for name in (left, right))
    return width / 2 + (GAP, GAP / 2, 0)[slots]


def _abscissae(layers: _Layers, size: Mapping[str, Box]) -> dict[str, float]:
    """Place the members of each layer as near as may be to what they are joined to, in their order, apart."""
    gaps = [[_apart(left, right, size) for left, right in pairwise(row)] for row in layers.rows]
    middle: dict[str, float] = {}
    for row, apart in zip(layers.rows, gaps, strict=True):
        middle.update(zip(row, accumulate(apart, initial=0.0), strict=False))
    sides: tuple[Callable[[str], Sequence[str]], ...] = (
        lambda name: layers.above.get(name, ()),
        lambda name: layers.below.get(name, ()),
        lambda name: [*layers.above.get(name, ()), *layers.below.get(name, ())],
    )
    for turn in range(3 * ROUNDS):
        joined = sides[turn % 2] if turn < ROUNDS else sides[2]
        step = 1 if turn % 2 == 0 else -1
        for row, apart in zip(layers.rows[::step], gaps[::step], strict=True):
            wanted, weights = [], []
            for name in row:
                pulls = [(_pull(name, other), middle[other]) for other in joined(name)]
                weight = fsum(pull for pull, _ in pulls)
                wanted.append(fsum(pull * x for pull, x in pulls) / weight if weight else middle[name])
                weights.append(weight or 0.1)
            middle.update(zip(row, spread(wanted, weights, apart), strict=True))
    for _ in range(3):
        _straighten(layers, gaps, middle)
    return middle


def _straighten(layers: _Layers, gaps: Sequence[Sequence[float]], middle: dict[str, float]) -> None:
    """Let each line run straight through as many layers as its neighbours there allow."""
    spot = {name: (number, at) for number, row in enumerate(layers.rows) for at, name in enumerate(row)}

    def room(name: str) -> tuple[float, float]:
        number, at = spot[name]
        row = layers.rows[number]
        low = middle[row[at - 1]] + gaps[number][at - 1] if at else -inf
        return low, middle[row[at + 1]] - gaps[number][at] if at + 1 < len(row) else inf

    for chain in layers.chains.values():
        run: list[str] = []
        low, high = -inf, inf
        for name in [*chain[1:-1], ""]:
            least, most = room(name) if name else (inf, -inf)
            if run and max(low, least) > min(high, most):
                mean = fsum(middle[slot] for slot in run) / len(run)
                middle.update(dict.fromkeys(run, min(max(mean, low), high)))
                run, low, high = [], -inf, inf
            run.append(name)
            low, high = max(low, least), min(high, most)


def spread(
    wanted: Sequence[float], weights: Sequence[float], gaps: Sequence[float], within: tuple[float, float] = (-inf, inf)
) -> list[float]:
    """Give the places nearest to the wanted ones, by weighted squares, that keep the order, the gaps and the bounds.

    >>> spread([0, 0, 9], [1, 1, 1], [2, 2])
    [-1.0, 1.0, 9.0]
    >>> spread([0, 0, 9], [1, 1, 1], [2, 2], (0, 8))
    [0.0, 2.0, 8.0]
    """
    offsets = [0.0]
    for gap in gaps:
        offsets.append(offsets[-1] + gap)
    blocks: list[tuple[float, float, int]] = []
    for want, weight, offset in zip(wanted, weights, offsets, strict=False):
        block = (want - offset, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            value, heavy, count = blocks.pop()
            total = heavy + block[1]
            block = ((value * heavy + block[0] * block[1]) / total, total, count + block[2])
        blocks.append(block)
    low, high = within[0], within[1] - offsets[-1]
    values = [min(max(value, low), high) for value, _, count in blocks for _ in range(count)]
    return [value + offset for value, offset in zip(values, offsets, strict=False)]


def _drawn(layers: _Layers, size: Mapping[str, Box], middle: Mapping[str, float]) -> Drawing:
    """Give heights to the layers and ends to the lines."""
    left = min((middle[name] - box.width / 2 for name, box in size.items()), default=0.0)
    left = min([left, *(middle[name] - SLOT for row in layers.rows for name in row if _is_slot(name))])
    at = {name: x - left for name, x in middle.items()}
    tops, bottoms, y = [], [], 0.0
    for number, row in enumerate(layers.rows):
        tall = max((size[name].height for name in row if not _is_slot(name)), default=0.0)
        tops.append(y)
        bottoms.append(y + tall)
        reach = max((abs(at[name] - at[other]) for name in row for other in layers.below.get(name, ())), default=0.0)
        y += tall + (min(STEP + reach / 9, 3 * STEP) if number + 1 < len(layers.rows) else 0)
    layer = {name: number for number, row in enumerate(layers.rows) for name in row}
    centres = {name: (at[name], (tops[layer[name]] + bottoms[layer[name]]) / 2) for name in size}
    ports = _ports(layers, size, at)
    routes = {}
    for line, chain in layers.chains.items():
        upper, lower = size[line.upper], size[line.lower]
        points = [(ports[line, "out"], centres[line.upper][1] + upper.height / 2)]
        points.append((ports[line, "out"], bottoms[layer[line.upper]]))
        for slot in chain[1:-1]:
            points += [(at[slot], tops[layer[slot]]), (at[slot], bottoms[layer[slot]])]
        points.append((ports[line, "in"], tops[layer[line.lower]]))
        points.append((ports[line, "in"], centres[line.lower][1] - lower.height / 2))
        routes[line] = tuple(points)
    right = max([*(at[name] + box.width / 2 for name, box in size.items()), *(x + SLOT for x in at.values())])
    return Drawing(right, bottoms[-1] if bottoms else 0.0, centres, routes)


def _ports(layers: _Layers, size: Mapping[str, Box], at: Mapping[str, float]) -> dict[tuple[Arrow, str], float]:
    """Let each line meet its box as near to where it comes from as the side of the box and the other lines allow."""
    ends: dict[tuple[str, str], list[tuple[float, Arrow]]] = defaultdict(list)
    for line, chain in layers.chains.items():
        ends[line.upper, "out"].append((at[chain[1]], line))
        ends[line.lower, "in"].append((at[chain[-2]], line))
    ports: dict[tuple[Arrow, str], float] = {}
    for (name, side), lines in ends.items():
        box = size[name]
        lines.sort(key=lambda end: end[0])
        if box.narrow:
            places = [at[name]] * len(lines)
        else:
            room = max(box.width / 2 - PORT, 0.0)
            step = min(PORT, 2 * room / max(len(lines) - 1, 1))
            gaps, within = [step] * (len(lines) - 1), (at[name] - room, at[name] + room)
            places = spread([x for x, _ in lines], [1.0] * len(lines), gaps, within)
        ports.update({(line, side): x for x, (_, line) in zip(places, lines, strict=True)})
    return ports
