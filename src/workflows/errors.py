"""The errors of cases and flows: facts as attributes, the text built from them in Chinese and English."""

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


class WrongInput(WorkflowsError, ValueError):  # noqa: N818  # named by what it says
    """Refuse what a program asked with, such as an instant without a zone or a limit that is no number."""

    code = "wrong_input"
    host_class = "bad_input"

    def __init__(self, what: str, value: object, why: Reason) -> None:
        self.what = what
        self.value = repr(value)[:80]
        self.why = why
        super().__init__(f"{what} 不能是 {self.value}：{why.zh}", f"{what} cannot be {self.value}: {why.en}")


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
