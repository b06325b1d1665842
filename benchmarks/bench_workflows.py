"""Speed of the core beside `transitions` in the same run: moves, decisions, replay, memory, proof, import.

Run: python benchmarks/bench_workflows.py
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from _harness import Figure, at_least_per_second, at_most, faster, report, within
from transitions import Machine
from transitions.extensions import HierarchicalMachine

from helpers.example_flow import BASIS, FLOW, HANDLER, HEAD
from workflows import Case, decide, evolve, from_dict, open_case, replay
from workflows.cases.events import Occasion
from workflows.decisions.decide import choose
from workflows.flows.act import Act

DAY = date(2024, 3, 1)
ROUND = 240


def rate(work: Callable[[], int], repeats: int = 800) -> float:
    """Give units per second of processor time: the best of many short runs, both for us and for the peer.

    What else the machine does only ever slows a run down, so the best one is nearest to what the code costs, and a run
    of some milliseconds is the likelier to be left alone.
    """
    rates = []
    for _ in range(repeats):
        start = process_time()
        done = work()
        rates.append(done / (process_time() - start))
    return max(rates)


def started() -> Case:
    case = replay(open_case(FLOW, "A-1", Occasion(DAY, HANDLER)))
    for command, by in (("receive", HANDLER),):
        for event in decide(FLOW, case, command, Occasion(DAY, by), basis=BASIS):
            case = evolve(case, event)
    return case


class Model:
    """What `transitions` moves: the guards as methods that read the same case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.act = Act("reply", DAY, HANDLER, {"decision": "disclosed"})

    def not_extended_reply(self) -> bool:
        return FLOW.guards_by_id["not_extended_reply"].test(self.case, self.act)

    def running_reply(self) -> bool:
        return FLOW.guards_by_id["running_reply"].test(self.case, self.act)

    def third_party_open(self) -> bool:
        return FLOW.guards_by_id["third_party_open"].test(self.case, self.act)

    def brings_decision_withheld(self) -> bool:
        return FLOW.guards_by_id["brings_decision_withheld"].test(self.case, self.act)


def peer(kind: type[Machine]) -> Callable[[], int]:
    rows = [
        {
            "trigger": move.command,
            "source": source,
            "dest": step.target,
            "conditions": list(move.guards),
            "unless": list(move.unless),
        }
        for (source, _), steps in FLOW.table.items()
        for step in steps
        for move in (step.move,)
    ]
    model = Model(started())
    states = [state.id for state in FLOW.states]
    kind(model=model, states=states, initial="handling", transitions=rows, auto_transitions=False)

    def work() -> int:
        for _ in range(ROUND // 2):
            model.reply()
            model.order_redo()
        return ROUND // 2 * 2

    return work


def moves() -> Callable[[], int]:
    case = started()
    ended = next(step for step in FLOW.table["handling", "reply"] if step.move.outcome == "disclosed")
    there = case
    for event in decide(FLOW, case, "reply", Occasion(DAY, HANDLER), basis=BASIS, payload={"decision": "disclosed"}):
        there = evolve(there, event)
    reply = Act("reply", DAY, HANDLER, {"decision": "disclosed"})
    redo = Act("order_redo", DAY, HEAD)

    def work() -> int:
        for _ in range(ROUND // 2):
            choose(FLOW, case, reply)
            choose(FLOW, there, redo)
        return ROUND // 2 * 2

    assert choose(FLOW, case, reply) is ended
    return work


def decisions() -> Callable[[], int]:
    """Four commands on each of thirty cases, received day after day, each with a third party of its own.

    No count is known beforehand: every due date that a command moves is counted from the facts.
    """
    ready = []
    for number in range(30):
        day, party = DAY + timedelta(days=number), {"third_party": f"第三方{number}"}
        fresh = replay(open_case(FLOW, f"A-{number}", Occasion(day, HANDLER)))
        case = evolve(fresh, decide(FLOW, fresh, "receive", Occasion(day, HANDLER), basis=BASIS)[0])
        asked = decide(FLOW, case, "consult", Occasion(day + timedelta(days=5), HANDLER), basis=BASIS, payload=party)
        ready.append((day, day + timedelta(days=8), party, fresh, case, evolve(case, asked[0])))
    granted = {"decision": "disclosed"}

    def work() -> int:
        BASIS.counted.clear()
        for day, later, party, fresh, case, asked in ready:
            decide(FLOW, fresh, "receive", Occasion(day, HANDLER), basis=BASIS)
            decide(FLOW, case, "extend", Occasion(later, HEAD), basis=BASIS)
            decide(FLOW, asked, "record_opinion", Occasion(later, HANDLER), basis=BASIS, payload=party)
            decide(FLOW, case, "reply", Occasion(later, HANDLER), basis=BASIS, payload=granted)
        assert len(BASIS.counted) == len(ready)
        return len(ready) * 4

    return work


def long_history() -> Case:
    case = started()
    for number in range(12):
        for command in ("consult", "record_opinion"):
            payload = {"third_party": f"第三方{number}"}
            on = date(2024, 3, 5)
            for event in decide(FLOW, case, command, Occasion(on, HANDLER), basis=BASIS, payload=payload):
                case = evolve(case, event)
    return case


def replaying(case: Case) -> Callable[[], int]:
    events = case.events
    times = 2_400 // len(events)

    def work() -> int:
        for _ in range(times):
            replay(events)
        return times * len(events)

    return work


def recorded() -> Callable[[], int]:
    """Every history kept in the tests: five flows, three to twenty-seven events."""
    folder = Path(__file__).parents[1] / "tests" / "workflows" / "cases" / "histories"
    stored = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    kept = [tuple(from_dict(event) for event in one["events"]) for one in stored]
    total = sum(map(len, kept))

    def work() -> int:
        for _ in range(8):
            for history in kept:
                replay(history)
        return 8 * total

    return work


def memory() -> float:
    case = started()
    events = case.events
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [replay(events) for _ in range(2000)]
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return used / len(kept)


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def imports(code: str) -> float:
    """Give seconds of processor time of a whole process, the median of some."""
    times = []
    for _ in range(9):
        start = children()
        subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": "src"})
        times.append(children() - start)
    return median(times)


def against(name: str, table: float, other: float, least: float) -> Figure:
    return faster(f"a move, {name}", 1 / table, 1 / other, against="transitions", least=least)


def main() -> int:
    begun = process_time()
    total = 0
    for number in range(10_000_000):
        total += number
    yard = process_time() - begun
    assert total
    table = rate(moves())
    nothing = imports("pass")
    theirs = imports("import transitions, attrs") - nothing
    figures = [
        against("flat Machine", table, rate(peer(Machine)), 4),
        against("HierarchicalMachine", table, rate(peer(HierarchicalMachine)), 20),
        at_least_per_second("full decision, every due date counted", rate(decisions()), 40_000),
        at_least_per_second("replay, the recorded histories", rate(recorded()), 500_000),
        at_least_per_second("replay, 4 events on two clocks", rate(replaying(received_and_consulted())), 500_000),
        at_least_per_second("replay, 26 events on thirteen clocks", rate(replaying(long_history())), 500_000),
        at_most("all flows read, compiled and proved", imports("from workflows.catalog import flows; flows()"), 1),
        within(
            "import workflows", imports("import workflows") - nothing, theirs, against="transitions + attrs", most=1.5
        ),
    ]
    failed = report("workflows, processor time", figures)
    print(f"a case with one clock: {memory():,.0f} bytes without its events; ten million additions: {yard:.2f} s here")
    return failed


def received_and_consulted() -> Case:
    case = started()
    for command, on in (("consult", date(2024, 3, 11)), ("record_opinion", date(2024, 3, 20))):
        payload = {"third_party": "甲"}
        for event in decide(FLOW, case, command, Occasion(on, HANDLER), basis=BASIS, payload=payload):
            case = evolve(case, event)
    return case


if __name__ == "__main__":
    sys.exit(min(main(), 1))
