"""The ``disclosure`` command, one module per noun.

Each noun module has a ``command`` and is imported when it is asked for; adding a noun is one name in ``NOUNS``.
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

from workflows.cli.frame import Nouns, Root

NOUNS = (
    *("due", "rules", "calendar", "audit", "flow", "place", "case", "alarms"),
    *("worker", "duties", "report", "verify", "db", "keys", "personal", "demo"),
)
"""What the command is about; each is the name of its module, which is imported when it is asked for."""


@click.group(
    cls=Root,
    commands=Nouns(__name__, NOUNS),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="disclosure-workflows", prog_name="disclosure")
def main() -> None:
    """政务公开的法定期限：算得出、说得清、查得到。Statutory deadlines: computed, explained, audited.

    退出码 exit codes: 0 无问题 nothing found; 1 已执行且发现问题 findings; 2 用法或数据错误 usage or data error.
    """
