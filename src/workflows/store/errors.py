"""The errors of stores: what a database cannot do, is not, or has done before."""

from __future__ import annotations

from deadlines.errors import Reason
from workflows.errors import WorkflowsError


class ForeignAgency(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a look at another agency's cases."""

    code = "foreign_agency"
    host_class = "not_permitted"

    def __init__(self, agency: str, own: tuple[str, ...]) -> None:
        self.agency = agency
        self.own = own
        super().__init__(
            f"属于机关 {agency}，这里是 {'、'.join(own)}；请用 --agency 写明机关",
            f"agency {agency!r} is not open to this process, which sees {', '.join(own)}; "
            "open the office with sees=...",
        )


class CommandSeen(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to write a command a second time; the first time it led to events ``first`` to ``last``."""

    code = "command_seen"
    host_class = "conflict"

    def __init__(self, case_id: str, key: str, first: int, last: int) -> None:
        self.case_id = case_id
        self.key = key
        self.first = first
        self.last = last
        super().__init__(
            f"案件 {case_id}：命令 {key} 先前已办，记为第 {first} 至第 {last} 条",
            f"case {case_id!r}: command {key!r} was done before, as events {first} to {last}",
        )


class StoreFault(WorkflowsError):  # noqa: N818  # named by what it says
    """The database itself failed, whatever case was asked for."""


class StoreBusy(StoreFault):  # named by what it says
    """Refuse when another process holds the database; nothing was written."""

    code = "store_busy"
    host_class = "busy"

    def __init__(self, why: Reason) -> None:
        self.why = why
        super().__init__(
            f"数据库正由另一进程占用（{why.zh}）；没有写入，请再试",
            f"the database is held by another process ({why}); nothing was written, try again",
        )


class StoreUnusable(StoreFault):  # named by what it says
    """Refuse a database that cannot be used as it is: not there, not readable, read-only, spoilt, no database."""

    code = "store_unusable"
    host_class = "broken_data"

    def __init__(self, why: Reason) -> None:
        self.why = why
        super().__init__(f"数据库不能使用：{why.zh}", f"the database cannot be used: {why}")


class StoreFull(StoreFault):  # named by what it says
    """Refuse when the disk has no room; nothing was written."""

    code = "store_full"
    host_class = "busy"

    def __init__(self, why: Reason) -> None:
        self.why = why
        super().__init__(
            f"数据库不能再增大（{why.zh}）；没有写入，请腾出空间后再试",
            f"the database cannot grow ({why}); nothing was written, make room and try again",
        )


class StoreLost(StoreFault):  # named by what it says
    """Report a connection lost; ``in_doubt`` tells that it broke while committing, so that the answer is not known."""

    code = "store_lost"
    host_class = "busy"

    def __init__(self, why: Reason, *, in_doubt: bool) -> None:
        self.why = why
        self.in_doubt = in_doubt
        after = (
            "it is not known whether the command was written: give it again with the same key"
            if in_doubt
            else "nothing was written, try again"
        )
        then = "不知是否已经写入，请以同一编号再办一次" if in_doubt else "没有写入，请再试"
        super().__init__(
            f"与数据库的连接中断（{why.zh}）；{then}", f"the connection to the database was lost ({why}); {after}"
        )


class WrongSchema(StoreFault):  # named by what it says
    """Refuse a database without tables or with those of another release."""

    code = "wrong_schema"
    host_class = "broken_data"

    def __init__(self, found: str, wanted: str) -> None:
        self.found = found
        self.wanted = wanted
        todo = "disclosure db upgrade" if found else "disclosure db init"
        if found and found > wanted:
            todo = "python -m pip install --upgrade disclosure-workflows"
        super().__init__(
            f"数据库的结构为 {found or '无'}，本版本需要 {wanted}；请运行：{todo}",
            f"the database has schema {found or 'none'}, this release needs {wanted}; run: {todo}",
        )


class WrongCursor(WorkflowsError, ValueError):  # noqa: N818  # named by what it says
    """Refuse a cursor that no page gave."""

    code = "wrong_cursor"
    host_class = "bad_input"

    def __init__(self, cursor: str) -> None:
        self.cursor = cursor
        super().__init__(
            f"{cursor!r} 不是某一页给出的位置；请从头开始，不写位置",
            f"cursor {cursor!r} is not one that a page gave; begin without a cursor",
        )


class NoDatabase(WorkflowsError, ModuleNotFoundError):  # noqa: N818  # named by what it says
    """Refuse to open a database without the packages that speak to it."""

    code = "no_database"
    host_class = "broken_data"

    def __init__(self, missing: str) -> None:
        self.missing = missing
        super().__init__(
            f"使用数据库需要 {missing}，尚未安装；请运行：python -m pip install 'disclosure-workflows[store]'",
            f"a database needs {missing}, which is not installed; "
            "install the extra: python -m pip install 'disclosure-workflows[store]'",
        )
