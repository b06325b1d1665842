"""The errors of cases, flows and stores: facts as attributes, the text built from them in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import ClassVar

from attrs import asdict, frozen

from deadlines.errors import ErrorAsData, HostClass, Reason


class WorkflowsError(ErrorAsData):
    """Catch this to catch every error of workflows."""


class InvalidFlow(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a flow that is wrong: it cannot be constructed.

    ``fault`` names what is wrong, ``trace`` is the shortest way there (commands, ticks and lapses), empty for a
    fault that shows in the literal itself.
    """

    code = "invalid_flow"
    host_class = "bad_input"

    def __init__(self, flow: str, fault: Reason, trace: Sequence[str] = ()) -> None:
        self.flow = flow
        self.fault = fault
        self.trace = tuple(trace)
        way = f"; reached by: {' > '.join(self.trace)}" if self.trace else ""
        zh_way = f"；走法：{' > '.join(self.trace)}" if self.trace else ""
        super().__init__(f"流程 {flow}：{fault.zh}{zh_way}", f"flow {flow!r}: {fault}{way}")


class WrongFlow(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to treat a case with a flow it was not opened under."""

    code = "wrong_flow"
    host_class = "bad_input"

    def __init__(self, case_id: str, pinned: str, given: str) -> None:
        self.case_id = case_id
        self.pinned = pinned
        self.given = given
        super().__init__(
            f"案件 {case_id} 依流程 {pinned} 登记，不是 {given}；请用登记时的流程，或者先转换案件",
            f"case {case_id!r} is pinned to flow {pinned!r}, not {given!r}; pass the pinned flow or migrate the case",
        )


@frozen
class Attempt:
    """What was asked for on which case: the command and the state it met, with their titles in Chinese."""

    case_id: str
    command: str
    state: str
    command_zh: str = ""
    state_zh: str = ""

    def put_into(self, error: ErrorAsData) -> None:
        """Give an error these facts as its own."""
        vars(error).update(asdict(self))

    @property
    def zh(self) -> str:
        """Case and command as a refusal begins in Chinese."""
        step = f"{self.command_zh}（{self.command}）" if self.command_zh else f"“{self.command}”"
        return f"案件 {self.case_id}：{step}" if self.case_id else step

    @property
    def en(self) -> str:
        """Case, command and state as a refusal begins in English."""
        if not self.case_id:
            return repr(self.command)
        return f"case {self.case_id!r}: {self.command!r} in {self.state!r}"


class Refused(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a command: nothing has happened to the case.

    ``article`` is the provision the refusal rests on, ``allowed`` the commands that this actor may give now.
    """

    code = "refused"
    host_class: ClassVar[HostClass] = "refused"
    case_id: str
    command: str
    state: str

    def __init__(self, reason: Reason, attempt: Attempt, *, article: str, allowed: Sequence[str] = ()) -> None:
        attempt.put_into(self)
        self.reason = reason
        self.article = article
        self.allowed = tuple(allowed)
        instead = f"; allowed now: {', '.join(self.allowed)}" if self.allowed else "; nothing is allowed now"
        now = f"；现在可以：{'、'.join(self.allowed)}" if self.allowed else ""
        super().__init__(
            f"{attempt.zh}不能办：{reason.zh}（{article}）{now}",
            f"{attempt.en} refused: {reason.en} ({article}){instead}",
        )


class NotAllowedHere(Refused):
    """Refuse a command that the flow does not know in this state."""

    code = "not_allowed_here"
    host_class = "refused"


class GuardFailed(Refused):
    """Refuse a command whose condition does not hold; ``guard`` names the condition.

    ``fields`` are the facts that the condition wants and that were left out.
    """

    code = "guard_failed"
    host_class = "refused"

    def __init__(
        self,
        reason: Reason,
        attempt: Attempt,
        *,
        guard: str,
        article: str,
        fields: Sequence[str] = (),
        allowed: Sequence[str] = (),
    ) -> None:
        self.guard = guard
        self.fields = tuple(fields)
        super().__init__(reason, attempt, article=article, allowed=allowed)


class NotPermitted(Refused):
    """Refuse a command to a role that the flow does not name for it; ``roles`` are those that it names.

    ``titles`` gives the titles of the roles in Chinese.
    """

    code = "not_permitted"
    host_class = "not_permitted"

    def __init__(
        self,
        attempt: Attempt,
        *,
        role: str,
        roles: Sequence[str],
        article: str,
        titles: Mapping[str, str] = MappingProxyType({}),
        allowed: Sequence[str] = (),
    ) -> None:
        self.role = role
        self.roles = tuple(roles)
        self.titles = dict(titles)
        may = "、".join(titles.get(name, name) for name in roles) or "无人"
        reason = Reason(
            "act.role",
            f"不能由{titles.get(role, role)}提出，应由{may}提出",
            f"role {role!r} may not; the flow names {', '.join(roles) or 'nobody'}",
        )
        super().__init__(reason, attempt, article=article, allowed=allowed)


@frozen
class FactFault:
    """A fact at fault and why: it is missing, of another kind, or cannot be so."""

    field: str
    why: Reason


class BadFacts(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse facts that are missing, of another kind or cannot be so; nothing has happened to the case.

    ``faults`` are all of them at once, found before any condition of the law was asked. ``article`` is the provision
    that the command rests on.
    """

    code = "bad_facts"
    host_class = "bad_input"
    case_id: str
    command: str
    state: str

    def __init__(self, faults: Sequence[FactFault], attempt: Attempt, *, article: str) -> None:
        attempt.put_into(self)
        self.faults = tuple(faults)
        self.article = article
        law_zh, law = (f"（{article}）", f" ({article})") if article else ("", "")
        super().__init__(
            f"{attempt.zh}的事项有误：{'；'.join(fault.why.zh for fault in self.faults)}{law_zh}",
            f"{attempt.en} has wrong facts: {'; '.join(fault.why.en for fault in self.faults)}{law}",
        )


class UnreadableHistory(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a recorded event that this version cannot read."""

    code = "unreadable_history"
    host_class = "broken_data"

    def __init__(self, event_type: str, version: object, why: Reason, *, case_id: str = "", seq: int = 0) -> None:
        self.event_type = event_type
        self.version = version
        self.why = why
        self.case_id = case_id
        self.seq = seq
        where_zh = f"案件 {case_id} 第 {seq} 条：" if case_id else ""
        where_en = f"case {case_id!r}, event {seq}: " if case_id else ""
        super().__init__(
            f"{where_zh}读不了 {event_type}（{version or '无版本'}）：{why.zh}；"
            "请升级 disclosure-workflows，或者补入升级器",
            f"{where_en}cannot read event {event_type!r} version {version!r}: {why}; "
            "upgrade disclosure-workflows or add an upcaster",
        )

    def of(self, case_id: str, seq: int) -> UnreadableHistory:
        """Give the same, with the case that it is of and the number of the event."""
        return UnreadableHistory(self.event_type, self.version, self.why, case_id=case_id, seq=seq)


class VersionConflict(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to append to a case that has moved on: read it again and decide again."""

    code = "version_conflict"
    host_class = "conflict"

    def __init__(self, case_id: str, expected: int, found: int) -> None:
        self.case_id = case_id
        self.expected = expected
        self.found = found
        seen = f"已有新的记录（所见为第 {expected} 条，现为第 {found} 条），请再看一眼后重办"
        super().__init__(
            f"案件 {case_id} {seen}" if expected else f"案件 {case_id} 已经登记过，现有 {found} 条记录",
            f"case {case_id!r}: expected event {expected}, found {found}; load the case again and decide again",
        )


class MigrationRefused(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to move open cases to a flow where one could be stranded or lose time."""

    code = "migration_refused"
    host_class = "refused"

    def __init__(self, old: str, new: str, why: Reason) -> None:
        self.old = old
        self.new = new
        self.why = why
        super().__init__(
            f"不能从 {old} 转换到 {new}：{why.zh}；请改对应关系，或者让旧案件办完",
            f"migration from {old!r} to {new!r} refused: {why}; change the mapping or let old cases finish",
        )


class LooserThanLaw(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a place whose own term is looser than the law's."""

    code = "looser_than_law"
    host_class = "broken_data"

    def __init__(self, place: str, rule: str, day: date | None, why: Reason) -> None:
        self.place = place
        self.rule = rule
        self.day = day
        self.why = why
        super().__init__(
            f"{place}，期限 {rule}：{why.zh}；地方只能严于法律，不能宽于法律",
            f"place {place!r}, rule {rule!r}: {why}; a place may be stricter than the law, never looser",
        )


class UnknownCase(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a case that the agency does not have."""

    code = "unknown_case"
    host_class = "unknown"

    def __init__(self, agency: str, case_id: str) -> None:
        self.agency = agency
        self.case_id = case_id
        super().__init__(
            f"没有案件 {case_id}；全部案件见：disclosure case list",
            f"agency {agency!r} has no case {case_id!r}; check the number, or open the case first",
        )


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


class KeyReused(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse the key of one command for another; ``first_command`` led to events ``first`` to ``last`` under it."""

    code = "key_reused"
    host_class = "conflict"

    def __init__(self, case_id: str, key: str, first_command: str, command: str, first: int, last: int) -> None:
        self.case_id = case_id
        self.key = key
        self.first_command = first_command
        self.command = command
        self.first = first
        self.last = last
        is_same = first_command == command
        zh = "内容不同的同一命令" if is_same else f"命令 {first_command}"
        en = f"{command!r} with other content" if is_same else repr(first_command)
        super().__init__(
            f"案件 {case_id}：编号 {key} 已用于{zh}（第 {first} 至第 {last} 条），"
            f"这次的 {command} 没有办；请换一个编号",
            f"case {case_id!r}: key {key!r} was given for {en} (events {first} to {last}), "
            f"so {command!r} was not done; give it a key of its own",
        )


BREAKS = {
    "edit": "被改动",
    "insertion": "被插入",
    "deletion": "被删除",
    "reordering": "次序被调换",
    "truncation": "尾部被截去",
}
"""How a chain of records can be broken."""


class BrokenHistory(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to go on with a history whose chain of digests is broken; ``kind`` says how, ``seq`` where."""

    code = "broken_history"
    host_class = "broken_data"

    def __init__(self, case_id: str, seq: int, kind: str, why: Reason) -> None:
        self.case_id = case_id
        self.seq = seq
        self.kind = kind
        self.why = why
        super().__init__(
            f"案件 {case_id} 第 {seq} 条：{BREAKS[kind]}：{why.zh}；请从备份或者导出的文件恢复，并查明何人改动",
            f"case {case_id!r}, event {seq}: {kind}: {why}; restore the case from a backup or an export and find out "
            "who changed it",
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


class NoKey(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to keep or read personal data without the key of the host."""

    code = "no_key"
    host_class = "bad_input"

    def __init__(self, why: Reason) -> None:
        self.why = why
        super().__init__(
            f"个人信息须有密钥：{why.zh}",
            f"personal data need a key: {why}; open the office with keys=Keys(...)",
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


_STORED = {
    "agency": "机关",
    "applicant": "申请人",
    "assignee": "承办人",
    "case": "案件",
    "case id": "案件编号",
    "clock key": "时钟的标识",
    "command key": "命令编号",
    "number": "编号",
    "the text of event": "记录",
    "title": "名称",
    "value": "值",
}
"""What a database was to keep, in Chinese."""


class Unstorable(WorkflowsError, ValueError):  # noqa: N818  # named by what it says
    """Refuse a name that a database cannot keep as it is."""

    code = "unstorable"
    host_class = "bad_input"

    def __init__(self, what: str, value: str, why: Reason) -> None:
        self.what = what
        self.value = value
        self.why = why
        super().__init__(
            f"{_STORED.get(what, what)}“{value}”不能保存：{why.zh}", f"{what} {value!r} cannot be stored: {why}"
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


class EngineUnfit(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse to run effects on DBOS over a SQLite that is too old for it."""

    code = "engine_unfit"
    host_class = "broken_data"

    def __init__(self, found: str, needed: str) -> None:
        self.found = found
        self.needed = needed
        super().__init__(
            f"DBOS 在 SQLite 上需要 {needed} 以上，这里是 {found}；请用 --engine outbox，或者改用 PostgreSQL",
            f"DBOS on SQLite needs SQLite {needed} or later, this Python has {found}; "
            "use --engine outbox, or a PostgreSQL database",
        )


class UnknownFlow(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a flow name that no folder has."""

    code = "unknown_flow"
    host_class = "unknown"

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        self.known = known
        super().__init__(
            f"没有流程“{name}”；现有 {'、'.join(known)}", f"no flow {name!r}; known are {', '.join(known)}"
        )
