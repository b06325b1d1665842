"""The errors of an office: a key of a command given twice, and personal data without a key."""

from __future__ import annotations

from deadlines.errors import Reason
from workflows.errors import WorkflowsError


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
