"""Refusals in Chinese, built from the facts that each error carries; those not listed keep their own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from deadlines.errors import CalendarGapError, DataError, NotInForceError, UnknownRuleError
from workflows.catalog import flows
from workflows.errors import GuardFailed, NotAllowedHere, NotPermitted, Refused, VersionConflict
from workflows.ledger.errors import MappingError
from workflows.ledger.fields import fields
from workflows.store_errors import UnknownCase


def in_chinese(error: Exception) -> str:
    """Say an error in Chinese."""
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
    seen = f"所见为第 {error.expected} 条，现为第 {error.found} 条"
    return f"案件 {error.case_id} 已有新的记录（{seen}），请再看一眼后重办"


def _refused(error: Refused) -> str:
    """Say why a step cannot be taken, in the words of the flows."""
    step = _named(error.command, ((move.command, move.zh) for flow in flows() for move in flow.moves))
    if isinstance(error, NotPermitted):
        titles = [(role.id, role.zh) for flow in flows() for role in flow.roles]
        who = "、".join(_named(role, titles) for role in error.roles) or "无人"
        why = f"不能由{_named(error.role, titles)}提出，应由{who}提出"
    elif isinstance(error, NotAllowedHere):
        state = _named(error.state, ((one.id, one.zh) for flow in flows() for one in flow.states))
        why = f"“{state}”时没有这一步"
    elif isinstance(error, GuardFailed):
        why = _condition(error.reason)
    else:
        why = error.reason
    now = f"；现在可以：{'、'.join(error.allowed)}" if error.allowed else ""
    return f"案件 {error.case_id}：{step}（{error.command}）不能办：{why}（{error.article}）{now}"


def _condition(reason: str) -> str:
    """Say a condition that failed; the reason reads ``so: 中文 / English`` or ``not so: 中文 / English``."""
    sign, _, words = reason.partition(": ")
    if sign not in {"so", "not so"}:
        return reason
    zh = words.partition(" / ")[0]
    for flow in flows():
        for clock in flow.clocks:
            zh = zh.replace(f"“{clock.id}”期限", clock.zh)
    return f"已属“{zh}”的情形" if sign == "so" else f"尚不符合“{zh}”"


def _named(name: str, words: Iterable[tuple[str, str]]) -> str:
    return next((zh for key, zh in words if key == name), name)


def _mapping(error: MappingError) -> str:
    known = fields()
    parts = list(error.unknown)
    parts += [f"没有哪一列可认作“{known[name].zh}”" for name in error.missing]
    parts += [f"“{'”与“'.join(found)}”都可能是“{known[name].zh}”" for name, found in error.competing.items()]
    ask = [f"--map {name}=表头" for name in error.missing]
    ask += [f"--map {name}={found[0]}" for name, found in error.competing.items()]
    say = f"；请写明：{' '.join(ask)}" if ask else ""
    return f"{'；'.join(parts)}。现有表头：{'、'.join(header for header in error.headers if header) or '无'}{say}"


_SAYINGS: tuple[tuple[type[Exception], Callable[[Any], str]], ...] = (
    (CalendarGapError, _gap),
    (UnknownRuleError, _unknown_rule),
    (NotInForceError, lambda e: f"{e.rule_id} 在 {e.day} 没有有效的版本；已有版本：{'；'.join(e.versions)}"),
    (DataError, lambda e: f"{e.file}：{e.key}：{e.why}"),
    (MappingError, _mapping),
    (Refused, _refused),
    (UnknownCase, lambda e: f"没有案件 {e.case_id}；全部案件见：disclosure case list"),
    (VersionConflict, _conflict),
)
"""Each error with its Chinese; the first that fits is taken."""
