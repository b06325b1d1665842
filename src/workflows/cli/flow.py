"""``disclosure flow``: which flows there are, how one looks, and whether it is sound."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import click
from rich.text import Text

from workflows.catalog import flow as flow_named
from workflows.catalog import flows, left_out
from workflows.cli.completion import flow_names
from workflows.cli.console import FOUND, Speaker, plain_table, speaking
from workflows.cli.fresh import write_flow
from workflows.flows.flow import Flow
from workflows.flows.promela import promela
from workflows.flows.render import bpmn, decision_table, mermaid, page, permission_table, svg
from workflows.flows.soundness import Proof, prove_by_days
from workflows.places.files import place as place_named
from workflows.places.place import NATIONAL, Place

FORMS: Mapping[str, Callable[[Flow, Place], str]] = {
    "page": page,
    "mermaid": mermaid,
    "svg": svg,
    "bpmn": bpmn,
    "decisions": decision_table,
    "permissions": permission_table,
    "promela": lambda flow, _: promela(flow),
}


@click.group("flow")
def command() -> None:
    """办理流程：列出、查看、证明。The flows: list them, show one, prove them."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@speaking
def list_flows(speaker: Speaker, *, as_json: bool) -> None:
    """列出全部流程及版本。Every version of every flow."""
    if as_json:
        click.echo(json.dumps([_data(flow) for flow in flows()], ensure_ascii=False, indent=2))
        return
    table = plain_table()
    for head in (("流程", "flow"), ("名称", "name"), ("依据", "basis"), ("状态", "states"), ("动作", "moves")):
        table.add_column(speaker.say(*head), overflow="fold")
    for flow in flows():
        name = speaker.say(flow.zh, flow.en)
        table.add_row(flow.name, name, Text(flow.article), str(len(flow.states)), str(len(flow.moves)))
    speaker.out.print(table)


def _data(flow: Flow) -> dict[str, object]:
    return {
        "name": flow.name,
        "zh": flow.zh,
        "en": flow.en,
        "article": flow.article,
        "digest": flow.digest,
        "states": len(flow.states),
        "moves": len(flow.moves),
        "clocks": [clock.rule for clock in flow.clocks],
    }


@command.command("show")
@click.argument("name", shell_complete=flow_names)
@click.option("--form", type=click.Choice(tuple(FORMS)), default="page", help="输出形式。What to write.")
@click.option("--place", "place_id", default="", help="地方，如 shanwei。The place whose titles are used.")
@speaking
def show(speaker: Speaker, *, name: str, form: str, place_id: str) -> None:
    """输出一个流程：说明页、mermaid、SVG、BPMN 2.0、决定表、权限表或 Promela。One flow, drawn or tabled.

    例 example: disclosure flow show request --form bpmn > request.bpmn
    """
    del speaker
    place = place_named(place_id) if place_id else NATIONAL
    click.echo(FORMS[form](flow_named(name), place).rstrip("\n"))


@command.command("check")
@click.argument("names", nargs=-1, shell_complete=flow_names)
@speaking
def check(speaker: Speaker, *, names: tuple[str, ...]) -> None:
    """穷举证明：没有死路，没有遗忘的案件，没有停不下的时钟。No dead end, no lost case, no clock left running."""
    chosen = [flow_named(name) for name in names] if names else list(flows())
    sound = not (left_out() and not names)
    for flow in chosen:
        proof = prove_by_days(flow, flow.table)
        sound = sound and not proof.faults
        _tell(speaker, flow, proof)
    if not sound:
        raise click.exceptions.Exit(FOUND)


@command.command("new")
@click.argument("name", metavar="ID")
@speaking
def new(speaker: Speaker, *, name: str) -> None:
    """在自己的文件夹里新建一个流程及其期限和合规规则。Begin a flow, its term and its compliance in your own folder.

    例 example: disclosure flow new hotline --home ~/disclosure
    """
    for path in write_flow(name):
        speaker.out.print(Text(speaker.say(f"写入 {path}", f"written: {path}")), soft_wrap=True)
    speaker.out.print(Text(speaker.say(f"证明：disclosure flow check {name}", f"prove: disclosure flow check {name}")))


def _tell(speaker: Speaker, flow: Flow, proof: Proof) -> None:
    visited = speaker.say(
        f"穷举 {proof.worlds} 种情形、{proof.edges} 步", f"{proof.worlds} situations, {proof.edges} steps visited"
    )
    if not proof.faults:
        speaker.out.print(Text.assemble(("√ ", "green"), f"{flow.name}  {speaker.say('无缺陷', 'sound')}  {visited}"))
        return
    speaker.out.print(Text.assemble(("× ", "bold red"), f"{flow.name}  {visited}"))
    for fault in proof.faults:
        speaker.out.print(Text(f"  {fault.what.text(speaker.lang)}"))
        for step in fault.trace:
            speaker.out.print(Text(f"    → {step}"))
