"""Refusals in Chinese, built from the facts that each error carries; those not listed keep their own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from deadlines.errors import (
    FACTS,
    CalendarGapError,
    DataError,
    ErrorAsData,
    NotInForceError,
    Reason,
    TimelineError,
    UnknownRuleError,
)
from workflows.cli.phrases import phrase
from workflows.errors import (
    BREAKS,
    BadFacts,
    BrokenHistory,
    ForeignAgency,
    NoKey,
    Refused,
    StoreBusy,
    StoreFull,
    StoreLost,
    UnknownCase,
    UnknownFlow,
    UnreadableHistory,
    Unstorable,
    VersionConflict,
    WrongSchema,
)
from workflows.ledger.errors import MappingError, OutputError, RegisterError
from workflows.office.archive import WrongPaper
from workflows.worker.channels.errors import WrongSettings

_STORED = {"case id": "案件编号", "agency": "机关", "command key": "命令编号"}


def in_chinese(error: Exception) -> str:
    """Say an error in Chinese."""
    reason = getattr(error, "reason", None) or getattr(error, "why", None)
    if isinstance(error, ErrorAsData) and isinstance(reason, Reason):
        return error.zh
    for kind, say in _SAYINGS:
        if isinstance(error, kind):
            return say(error)
    return str(error)


def _gap(error: CalendarGapError) -> str:
    return (
        f"日历 {error.region} 只覆盖 {error.first} 至 {error.last}，此外的日子尚无通知，不作推测；"
        "新通知公布后请导入：disclosure calendar import 文件"
    )


def _unknown_rule(error: UnknownRuleError) -> str:
    near = f"是否指 {'、'.join(error.near)}？" if error.near else "全部期限见：disclosure rules"
    return f"没有名为 {error.rule_id} 的期限；{near}"


def _conflict(error: VersionConflict) -> str:
    if not error.expected:
        return f"案件 {error.case_id} 已经登记过，现有 {error.found} 条记录"
    seen = f"所见为第 {error.expected} 条，现为第 {error.found} 条"
    return f"案件 {error.case_id} 已有新的记录（{seen}），请再看一眼后重办"


def _data(error: DataError) -> str:
    """Say what is wrong with a file; a line of a notice is shown behind the reason."""
    file = {"regions": "地区", "notices": "通知"}.get(error.file, error.file)
    line = re.fullmatch(r"line (\d+)", error.key)
    text = str(error.why)
    if line is None:
        return f"{file}：{error.key}：{phrase(error.why)}"
    for at in [found.start() for found in re.finditer(": ", text)]:
        said = phrase(text[:at])
        if said != text[:at]:
            return f"{file}：第 {line[1]} 行：{said}（原文：{text[at + 2 :]}）"
    return f"{file}：第 {line[1]} 行：{phrase(error.why)}"


def _timeline(error: TimelineError) -> str:
    verb = FACTS.get(error.fact, ("", ""))[0]
    head = f"{error.on or ''}{verb}"
    law = f"（{error.article}）" if error.article else ""
    return f"{head}{'：' if head else ''}{phrase(error.why)}{law}"


def _broken(error: BrokenHistory) -> str:
    kind = BREAKS[error.kind]
    return (
        f"案件 {error.case_id} 第 {error.seq} 条：{kind}：{phrase(error.why)}；"
        "请从备份或者导出的文件恢复，并查明何人改动"
    )


def _schema(error: WrongSchema) -> str:
    todo = "disclosure db upgrade" if error.found else "disclosure db init"
    if error.found > error.wanted:
        todo = "python -m pip install --upgrade disclosure-workflows"
    return f"数据库的结构为 {error.found or '无'}，本版本需要 {error.wanted}；请运行：{todo}"


_SAYINGS: tuple[tuple[type[Exception], Callable[[Any], str]], ...] = (
    (CalendarGapError, _gap),
    (UnknownRuleError, _unknown_rule),
    (NotInForceError, lambda e: f"{e.rule_id} 在 {e.day} 没有有效的版本；已有版本：{'；'.join(e.versions)}"),
    (DataError, _data),
    (TimelineError, _timeline),
    (RegisterError, lambda e: f"{e.file}：{phrase(e.why)}；{phrase(e.then)}"),
    (OutputError, lambda e: f"{e.file}：{phrase(e.why)}；{phrase(e.then)}"),
    (UnknownFlow, lambda e: f"没有流程“{e.name}”；现有 {'、'.join(e.known)}"),
    (MappingError, lambda e: e.zh),
    (Refused, lambda e: e.zh),
    (BadFacts, lambda e: e.zh),
    (UnknownCase, lambda e: f"没有案件 {e.case_id}；全部案件见：disclosure case list"),
    (VersionConflict, _conflict),
    (BrokenHistory, _broken),
    (UnreadableHistory, lambda e: f"读不了 {e.event_type}（{e.version or '无版本'}）：{phrase(e.why)}"),
    (ForeignAgency, lambda e: f"属于机关 {e.agency}，这里是 {'、'.join(e.own)}；请用 --agency 写明机关"),
    (Unstorable, lambda e: f"{_STORED.get(e.what, e.what)}“{e.value}”不能保存：{phrase(e.why)}"),
    (WrongPaper, lambda e: f"{e.kind} 类材料“{e.name}”：{phrase(e.why)}"),
    (StoreBusy, lambda e: f"数据库正由另一进程占用（{e.why}）；没有写入，请再试"),
    (StoreFull, lambda e: f"数据库不能再增大（{e.why}）；没有写入，请腾出空间后再试"),
    (
        StoreLost,
        lambda e: (
            f"与数据库的连接中断（{e.why}）；"
            + ("不知是否已经写入，请以同一编号再办一次" if e.in_doubt else "没有写入，请再试")
        ),
    ),
    (WrongSchema, _schema),
    (NoKey, lambda e: f"个人信息须有密钥：{phrase(e.why)}"),
    (WrongSettings, lambda e: f"{e.file}：{'文件' if e.key == 'the file' else e.key}：{phrase(e.why)}"),
)
"""Each error with its Chinese; the first that fits is taken."""
