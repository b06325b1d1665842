"""A flow as BPMN 2.0 with a drawing, for tools of others.

Each state becomes a task with a gateway behind it, each end an end event, each move a sequence flow, each lapse a timer
at the task it interrupts. An end that can be reopened gets a gateway before its end event.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from workflows.flows.flow import Flow
from workflows.flows.parts import SAME, Lapse, Move, expanded_sources
from workflows.flows.render.phrases import conditions, effect_zh, who
from workflows.places.place import NATIONAL, Place

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"

_DI = "http://www.omg.org/spec/BPMN/20100524/DI"

_DC = "http://www.omg.org/spec/DD/20100524/DC"

_LINE = "http://www.omg.org/spec/DD/20100524/DI"

_XSI = "http://www.w3.org/2001/XMLSchema-instance"

_SIZE: Mapping[str, tuple[int, int]] = {"event": (36, 36), "gateway": (50, 50), "task": (120, 80)}


class _Drawing:
    """The process element and where each node stands."""

    def __init__(self, flow: Flow) -> None:
        self.process = ET.Element(f"{{{_BPMN}}}process", id=f"{flow.id}_{_ncname(flow.version)}", name=flow.zh)
        self.process.set("isExecutable", "true")
        self.places: dict[str, tuple[int, int, int, int]] = {}
        self.edges: list[tuple[str, str, str]] = []

    def node(self, tag: str, name: str, label: str, kind: str, at: tuple[int, int]) -> ET.Element:
        """Add a node."""
        width, height = _SIZE[kind]
        self.places[name] = (at[0] - width // 2, at[1] - height // 2, width, height)
        return ET.SubElement(self.process, f"{{{_BPMN}}}{tag}", id=name, name=label)

    def edge(self, source: str, target: str, label: str, condition: str = "") -> None:
        """Add a sequence flow."""
        name = f"flow_{len(self.edges) + 1}"
        element = ET.SubElement(
            self.process, f"{{{_BPMN}}}sequenceFlow", id=name, name=label, sourceRef=source, targetRef=target
        )
        if condition:
            test = ET.SubElement(element, f"{{{_BPMN}}}conditionExpression")
            test.set(f"{{{_XSI}}}type", "bpmn:tFormalExpression")
            test.text = condition
        self.edges.append((name, source, target))


def bpmn(flow: Flow, place: Place = NATIONAL) -> str:
    """Write a flow as BPMN 2.0 XML; names are Chinese, ids those of the flow."""
    for prefix, address in (("bpmn", _BPMN), ("bpmndi", _DI), ("dc", _DC), ("di", _LINE), ("xsi", _XSI)):
        ET.register_namespace(prefix, address)
    drawing = _Drawing(flow)
    drawing.node("startEvent", "start", "开始", "event", (60, 100))
    reopened = {source for move in flow.moves if move.reopens for source in expanded_sources(flow, move)}
    for at, state in enumerate(flow.states):
        label, middle = place.label(state.id, state.zh), 100 + 160 * at
        if state.kind != "end":
            drawing.node("userTask", state.id, label, "task", (220, middle))
            drawing.node("exclusiveGateway", f"after_{state.id}", f"{label}之后", "gateway", (400, middle))
            drawing.edge(state.id, f"after_{state.id}", "")
        elif state.id in reopened:
            drawing.node("userTask", state.id, label, "task", (220, middle))
            drawing.node("exclusiveGateway", f"after_{state.id}", f"{label}之后", "gateway", (400, middle))
            drawing.node("endEvent", f"end_{state.id}", label, "event", (560, middle))
            drawing.edge(state.id, f"after_{state.id}", "")
            drawing.edge(f"after_{state.id}", f"end_{state.id}", "不再重开", "command == ''")
        else:
            drawing.node("endEvent", state.id, label, "event", (560, middle))
    drawing.edge("start", flow.initial, "")
    for move in flow.moves:
        _move(flow, drawing, move, place)
    return _written(flow, drawing)


def _move(flow: Flow, drawing: _Drawing, move: Move, place: Place) -> None:
    lapse = next((clock for clock in flow.clocks if clock.lapse == Lapse(move.command)), None)
    label = f"{place.label(move.command, move.zh)}（{who(flow, move, place)}，{move.article}）"
    notes = [conditions(flow, move), *(effect_zh(flow, effect) for effect in move.effects)]
    for source in expanded_sources(flow, move):
        if flow.states_by_id[source].kind == "end" and not move.reopens:
            continue
        target = source if move.target == SAME else move.target
        if lapse is None:
            drawing.edge(f"after_{source}", target, label, f"command == '{move.command}'")
            continue
        name = f"lapse_{lapse.id}_{source}"
        if name not in drawing.places:
            x, y, _, height = drawing.places[source]
            timer = drawing.node("boundaryEvent", name, f"{lapse.zh}届满", "event", (x + 30, y + height))
            timer.set("attachedToRef", source)
            timer.set("cancelActivity", "true")
            documentation = ET.SubElement(timer, f"{{{_BPMN}}}documentation")
            documentation.text = "；".join(note for note in notes if note) or lapse.zh
            when = ET.SubElement(timer, f"{{{_BPMN}}}timerEventDefinition", id=f"timer_{name}")
            date = ET.SubElement(when, f"{{{_BPMN}}}timeDate")
            date.set(f"{{{_XSI}}}type", "bpmn:tFormalExpression")
            date.text = f"due_{lapse.id}"
        drawing.edge(name, target, label)


def _written(flow: Flow, drawing: _Drawing) -> str:
    root = ET.Element(
        f"{{{_BPMN}}}definitions", id=f"definitions_{flow.id}", targetNamespace="urn:disclosure-workflows"
    )
    documentation = ET.Element(f"{{{_BPMN}}}documentation")
    documentation.text = f"{flow.name}，依据：{flow.article}"
    drawing.process.insert(0, documentation)
    root.append(drawing.process)
    diagram = ET.SubElement(root, f"{{{_DI}}}BPMNDiagram", id="diagram")
    plane = ET.SubElement(diagram, f"{{{_DI}}}BPMNPlane", id="plane", bpmnElement=drawing.process.get("id") or "")
    for name, (x, y, width, height) in drawing.places.items():
        shape = ET.SubElement(plane, f"{{{_DI}}}BPMNShape", id=f"shape_{name}", bpmnElement=name)
        ET.SubElement(shape, f"{{{_DC}}}Bounds", x=str(x), y=str(y), width=str(width), height=str(height))
    for name, source, target in drawing.edges:
        edge = ET.SubElement(plane, f"{{{_DI}}}BPMNEdge", id=f"edge_{name}", bpmnElement=name)
        for node in (source, target):
            x, y, width, height = drawing.places[node]
            ET.SubElement(edge, f"{{{_LINE}}}waypoint", x=str(x + width // 2), y=str(y + height // 2))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _ncname(text: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in text)
