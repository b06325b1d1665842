"""Who may ask for what, where: every role x state x command of a flow as one reviewed table.

``cd tests && python -m helpers.permissions`` writes the tables anew; the difference is then reviewed like code.
"""

from __future__ import annotations

from pathlib import Path

from helpers import TESTS
from workflows.catalog import flows
from workflows.flows.flow import Flow

FOLDER = TESTS / "workflows" / "catalog" / "permissions"


def table(flow: Flow) -> str:
    """Give the table of a flow as Markdown: one row for each state and role, with the commands it may give there."""
    lines = [
        f"# {flow.name} {flow.zh}",
        "",
        f"开立 open: {', '.join(flow.opened_by)}; 更正 void: {', '.join(flow.corrected_by)}",
        "",
        "| 状态 state | 角色 role | 命令 commands |",
        "|---|---|---|",
    ]
    roles = (*(role.id for role in flow.roles), "system")
    for state in flow.states:
        for role in roles:
            may = [
                command
                for command in flow.commands
                if any(role in step.by for step in flow.table.get((state.id, command), ()))
            ]
            if may:
                lines.append(f"| {state.id} | {role} | {' '.join(may)} |")
    return "\n".join(lines) + "\n"


def path(flow: Flow) -> Path:
    """Give the file of a flow's table."""
    return FOLDER / f"{flow.name.replace('@', '-')}.md"


if __name__ == "__main__":
    for one in flows():
        path(one).write_text(table(one), encoding="utf-8")
