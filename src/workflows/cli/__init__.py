"""The ``disclosure`` command, one module per noun.

Each noun module has a ``command``; adding a noun is one import below and one name in ``NOUNS``.
Exit codes: 0 all is well, 1 it ran and found something, 2 it could not run as asked.
"""

from __future__ import annotations

try:
    import click
    import rich  # noqa: F401  asked for here, so that the reason below is all that is shown
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"the disclosure command needs {missing.name}, which is not installed; "
        "install the extra: python -m pip install 'disclosure-workflows[cli]'",
        name=missing.name,
    ) from None

from workflows.cli.alarms import command as alarms
from workflows.cli.audit import command as audit
from workflows.cli.calendar import command as calendar
from workflows.cli.case import command as case
from workflows.cli.db import command as db
from workflows.cli.demo import command as demo
from workflows.cli.due import command as due
from workflows.cli.flow import command as flow
from workflows.cli.frame import Root
from workflows.cli.keys import command as keys
from workflows.cli.personal import command as personal
from workflows.cli.place import command as place
from workflows.cli.report import command as report
from workflows.cli.rules import command as rules
from workflows.cli.verify import command as verify
from workflows.cli.worker import command as worker

NOUNS: tuple[click.Command, ...] = (
    due,
    rules,
    calendar,
    audit,
    flow,
    place,
    case,
    alarms,
    worker,
    report,
    verify,
    db,
    keys,
    personal,
    demo,
)


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="disclosure-workflows", prog_name="disclosure")
def main() -> None:
    """政务公开的法定期限：算得出、说得清、查得到。Statutory deadlines: computed, explained, audited.

    退出码 exit codes: 0 无问题 nothing found; 1 已执行且发现问题 findings; 2 用法或数据错误 usage or data error.
    """


for noun in NOUNS:
    main.add_command(noun)
