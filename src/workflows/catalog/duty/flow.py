"""What is recorded of a duty, as a stream of events: without a clock, and in no list of open cases.

When a duty is due and how it stands is worked out from its plan, the calendar and these events (``workflows.duties``).
"""

from __future__ import annotations

from workflows.flows.flow import Flow
from workflows.flows.parts import SAME, Field, Move, Outcome, Role, State

_BASIS = "本机关政务公开方案"

_ROLES = ("handler", "disclosure_office", "web", "head")
"""Whoever a place may let do it; which of them may do what is a table of the place."""

KINDS = ("url", "document", "case", "minutes", "attendance", "photo", "receipt", "export", "file", "text")

_PERIOD = Field("period", "text", "周期", "period")
_NOTE = Field("note", "text", "说明", "note", optional=True)


def _moves(command: str, event: str, zh: str, en: str, *requires: Field) -> tuple[Move, Move]:
    """Give the move with which a record begins, and the same for one that has begun."""
    return (
        Move(command, ("new",), "kept", _ROLES, event, zh, en, _BASIS, requires=requires, outcome="kept"),
        Move(command, ("kept",), SAME, _ROLES, event, zh, en, _BASIS, requires=requires),
    )


DUTY = Flow(
    id="duty",
    version="1",
    zh="职责记录",
    en="Record of a duty",
    article=_BASIS,
    initial="new",
    opened_by=_ROLES,
    corrected_by=("disclosure_office", "head"),
    roles=(
        Role("handler", "责任科室", "unit responsible"),
        Role("disclosure_office", "政务公开工作机构", "disclosure office"),
        Role("web", "信息中心", "web office"),
        Role("head", "主要负责人", "head of the agency"),
    ),
    states=(
        State("new", "待记录", "new", waits_for="handler"),
        State("kept", "记录中", "kept", kind="end"),
    ),
    outcomes=(Outcome("kept", "记录中", "kept", _BASIS),),
    clocks=(),
    moves=(
        *_moves(
            "record",
            "EvidenceRecorded",
            "登记完成",
            "record what was done",
            _PERIOD,
            Field("done_on", "day", "完成日", "day on which it was done"),
            Field("kind", "code", "凭证种类", "kind of evidence", KINDS),
            Field("ref", "text", "凭证（网址、文号、文件名或者说明）", "evidence: address, number, file or words"),
            Field("sha256", "text", "文件校验值", "checksum of the file", optional=True),
            Field("count", "int", "数量", "how many", optional=True),
            _NOTE,
        ),
        *_moves(
            "waive",
            "PeriodWaived",
            "登记本期无信息",
            "record that there is nothing to publish in a period",
            _PERIOD,
            Field("reason", "text", "理由", "reason"),
        ),
        *_moves(
            "set_interval",
            "IntervalSet",
            "确定周期",
            "set how often",
            Field(
                "every",
                "code",
                "周期",
                "how often",
                ("day", "week", "month", "quarter", "half_year", "year", "n_years"),
            ),
            Field("years", "int", "每几年", "every how many years", optional=True),
            Field("day", "int", "几日", "day of the month", optional=True),
            Field("month", "int", "期内第几月", "month of the period", optional=True),
            Field("weekday", "int", "星期几", "day of the week", optional=True),
            Field("after_days", "int", "期满后几日内", "days after the period", optional=True),
            Field("need", "int", "应有数量", "how many are wanted", optional=True),
            _NOTE,
        ),
        *_moves(
            "trigger",
            "DutyTriggered",
            "登记起因",
            "record the event after which it is due",
            _PERIOD,
            Field("happened_on", "day", "发生日", "day of the event"),
            _NOTE,
        ),
        *_moves(
            "confirm",
            "PlanConfirmed",
            "确认方案是否继续",
            "confirm whether the plan goes on",
            Field("year", "int", "年度", "year"),
            Field("decision", "code", "决定", "decision", ("continue", "replace", "end")),
            _NOTE,
        ),
    ),
)

FLOWS: tuple[Flow, ...] = ()
"""It is no workflow in which cases are handled."""

STREAMS: tuple[Flow, ...] = (DUTY,)
"""Every version, the newest last."""
