"""The errors of an office: a key given twice, personal data without a key, who may not or is nobody here."""

from __future__ import annotations

from collections.abc import Sequence

from deadlines.errors import Reason
from workflows.errors import Refused, WorkflowsError


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


class NotYours(Refused):
    """Refuse a command to a person whom the host does not permit it, though the flow gives it to the role."""

    code = "not_yours"
    host_class = "not_permitted"


class NoRole(WorkflowsError):  # noqa: N818  # named by what it says
    """Refuse a user in whose name nothing can be done: without a role, or with several and none chosen in the call."""

    code = "no_role"
    host_class = "not_permitted"

    def __init__(self, role: str, roles: Sequence[str]) -> None:
        self.role = role
        self.roles = tuple(roles)
        if not roles:
            zh, en = "这个用户没有任何角色", "this user has no role at all"
        elif role:
            zh, en = (
                f"这个用户没有角色 {role}；有 {'、'.join(roles)}",
                f"this user has no role {role!r}, but {', '.join(roles)}",
            )
        else:
            zh = f"这个用户有几个角色，请在调用中写明：{'、'.join(roles)}"
            en = f"this user has several roles; choose one in the call: {', '.join(roles)}"
        super().__init__(zh, en)
