"""Refusals in Chinese, built from the facts that each error carries; those not listed keep their own words."""

from __future__ import annotations

from deadlines.errors import CalendarGapError, DataError, NotInForceError, UnknownRuleError
from workflows.ledger.errors import MappingError
from workflows.ledger.fields import fields


def in_chinese(error: Exception) -> str:
    """Say an error in Chinese."""
    if isinstance(error, CalendarGapError):
        return (
            f"日历 {error.region} 只覆盖 {error.first} 至 {error.last}，此外的日子尚无通知，不作推测；"
            "新通知公布后请导入：disclosure calendar import 文件"
        )
    if isinstance(error, UnknownRuleError):
        near = f"是否指 {'、'.join(error.near)}？" if error.near else "全部期限见：disclosure rules"
        return f"没有名为 {error.rule_id} 的期限；{near}"
    if isinstance(error, NotInForceError):
        return f"{error.rule_id} 在 {error.day} 没有有效的版本；已有版本：{'；'.join(error.versions)}"
    if isinstance(error, DataError):
        return f"{error.file}：{error.key}：{error.why}"
    if isinstance(error, MappingError):
        return _mapping(error)
    return str(error)


def _mapping(error: MappingError) -> str:
    known = fields()
    parts = list(error.unknown)
    parts += [f"没有哪一列可认作“{known[name].zh}”" for name in error.missing]
    parts += [f"“{'”与“'.join(found)}”都可能是“{known[name].zh}”" for name, found in error.competing.items()]
    ask = [f"--map {name}=表头" for name in error.missing]
    ask += [f"--map {name}={found[0]}" for name, found in error.competing.items()]
    say = f"；请写明：{' '.join(ask)}" if ask else ""
    return f"{'；'.join(parts)}。现有表头：{'、'.join(header for header in error.headers if header) or '无'}{say}"
