"""What errors of the store and its neighbours say, in Chinese, without the command."""

from __future__ import annotations

import ast

import pytest

from deadlines.errors import ErrorAsData, Reason
from helpers import ROOT
from workflows.errors import BREAKS, BrokenHistory, UnreadableHistory, Unstorable
from workflows.office.errors import NoKey
from workflows.store.errors import ForeignAgency, StoreBusy, StoreFull, StoreLost, WrongSchema
from workflows.worker.channels.errors import WrongSettings

LOCKED = Reason("store.words", "locked", "locked")


@pytest.mark.parametrize(
    ("error", "zh"),
    [
        (StoreBusy(LOCKED), "数据库正由另一进程占用（locked）；没有写入，请再试"),
        (StoreFull(LOCKED), "数据库不能再增大（locked）；没有写入，请腾出空间后再试"),
        (StoreLost(LOCKED, in_doubt=False), "与数据库的连接中断（locked）；没有写入，请再试"),
        (StoreLost(LOCKED, in_doubt=True), "与数据库的连接中断（locked）；不知是否已经写入，请以同一编号再办一次"),
        (WrongSchema("", "0002"), "数据库的结构为 无，本版本需要 0002；请运行：disclosure db init"),
        (WrongSchema("0001", "0002"), "数据库的结构为 0001，本版本需要 0002；请运行：disclosure db upgrade"),
        (
            WrongSchema("0003", "0002"),
            "数据库的结构为 0003，本版本需要 0002；请运行：python -m pip install --upgrade disclosure-workflows",
        ),
        (NoKey(Reason("key.none", "没有给出密钥", "no keys")), "个人信息须有密钥：没有给出密钥"),
        (
            WrongSettings("worker.toml", "the file", Reason("data.not_toml", "不是 TOML（x）", "is not TOML: x")),
            "worker.toml：文件：不是 TOML（x）",
        ),
        (
            BrokenHistory("A-1", 3, "edit", Reason("chain.edited", "内容与其 sm3 校验值不符", "edited")),
            "案件 A-1 第 3 条：被改动：内容与其 sm3 校验值不符；请从备份或者导出的文件恢复，并查明何人改动",
        ),
        (Unstorable("case id", "", Reason("id.empty", "没有内容", "it is empty")), "案件编号“”不能保存：没有内容"),
        (ForeignAgency("a", ("b",)), "属于机关 a，这里是 b；请用 --agency 写明机关"),
        (
            UnreadableHistory("export", "x", Reason("export.format", "格式 x 不是 y", "format x: it reads y")),
            "读不了 export（x）：格式 x 不是 y；请升级 disclosure-workflows，或者补入升级器",
        ),
    ],
    ids=lambda part: type(part).__name__ if isinstance(part, ErrorAsData) else "",
)
def test_what_an_error_says_in_chinese(error: ErrorAsData, zh: str) -> None:
    """Whether anything was written stands in the line, and what to do."""
    assert error.text("zh") == zh


def test_how_a_chain_can_be_broken_has_its_chinese() -> None:
    """Each kind that the sources name."""
    tree = ast.parse((ROOT / "src/workflows/cases/chain.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if getattr(getattr(node, "func", None), "id", "") == "BrokenHistory"]
    kinds = {node.args[2].value for node in calls if isinstance(node.args[2], ast.Constant)}  # type: ignore[attr-defined]
    assert {"edit", "insertion", "deletion", "truncation"} == kinds
    assert kinds | {"reordering"} == set(BREAKS)
