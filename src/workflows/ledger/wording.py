"""The words of the audit, Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from deadlines.law.disputes import reading_points
from deadlines.law.wording import Lang, say
from workflows.ledger.fields import fields
from workflows.ledger.request import (
    BAD,
    CLOSED,
    IN_TIME,
    LATE,
    NO_REQUEST,
    OPEN,
    OVERDUE,
    SUSPENDED,
    UNRECORDED,
    WAITING,
    Finding,
    Reversal,
    Verdict,
)

STATUS: Mapping[str, tuple[str, str]] = {
    IN_TIME: ("按期答复", "answered in time"),
    LATE: ("逾期答复", "answered late"),
    OPEN: ("办理中", "open"),
    OVERDUE: ("逾期未答复", "overdue, not answered"),
    SUSPENDED: ("中止计时", "clock suspended"),
    WAITING: ("等待申请人", "waiting for the applicant"),
    CLOSED: ("已终止", "closed"),
    UNRECORDED: ("已届满，台账不记答复", "past its due date, no replies are kept"),
    BAD: ("无法判断", "cannot be judged"),
    NO_REQUEST: ("不是申请", "no request"),
}

# Every sign exists in GB18030 too, so that an old console can show it. Never colour alone.
SYMBOL: Mapping[str, str] = {
    IN_TIME: "√",
    LATE: "×",
    OPEN: "○",
    OVERDUE: "▲",
    SUSPENDED: "‖",
    WAITING: "…",
    CLOSED: "□",
    UNRECORDED: "△",
    BAD: "？",
    NO_REQUEST: "·",
}

_FINDINGS: Mapping[str, tuple[str, str]] = {
    "receipt_missing": ("没有收到日期（{0}），无从起算", "no day of receipt ({0}), nothing to count from"),
    "unreadable_day": ("“{0}”的“{1}”{2}", "{0}: {1!r} is {3}"),
    "unreadable_lines": ("第{0}行不能读作一行：{1}", "line {0} is no row: {2}"),
    "too_many_cells": (
        "本行有{0}格，表头只有{1}格，可能错列",
        "{0} cells under {1} headers: the cells may stand under the wrong header",
    ),
    "too_few_cells": (
        "本行只有{0}格，表头有{1}格，是残行，不作判断",
        "{0} cells under {1} headers: a part of a row, not judged",
    ),
    "stray_cells": ("{0} 有内容，在表格之外，未读", "{0} has content outside the table, not read"),
    "footer_row": ("“{0}”行不是申请", "a row of {0!r}, no request"),
    "headers_again": ("表头重复出现", "the headers again"),
    "merged_cell": ("{0}取自合并单元格 {1}", "{0} is taken from the merged cells {1}"),
    "flag_without_day": (
        "“{0}”填“{1}”，但没有相应的日期，未予考虑",
        "{0} says {1!r}, but no day stands beside it: left out of account",
    ),
    "column_not_read": (
        "“{0}”列有“{1}”而未读，请用 --map 指明该列",
        "the column {0} says {1!r} and was not read: say what it is with --map",
    ),
    "number_repeated": ("编号“{0}”与前面的行重复", "the number {0!r} repeats that of an earlier row"),
    "kind_of_file": (
        "后缀是 {0}，内容其实是{1}，已按内容读取",
        "the suffix is {0}, the content {2}: read as what it is",
    ),
    "undecodable_bytes": (
        "第{0}行等处有{1}个字节不是 {2}，照原样保留",
        "line {0}: {1} byte(s) are not {2}, kept as they are",
    ),
    "begun_after_lapse": (
        "{0}{1}时，期限已于{2}届满，不能使期限恢复或者延长",
        "{0} {1}: the term was over on {2} and is neither revived nor lengthened",
    ),
    "extension_without_notice": (
        "记有延期（{0}），没有告知延期的日期，不予计算",
        "an extension ({0}) is recorded, but not when it was told: not counted",
    ),
    "extension_too_long": ("延期{0}个工作日，至多{1}个", "extended by {0} working days, at most {1} are allowed"),
    "extension_beyond_law": ("延期至{0}，依法至多延至{1}", "extended to {0}, at most to {1}"),
    "extension_without_length": ("延期至{0}，不晚于原届满日{1}", "extended to {0}, no later than the end on {1}"),
    "extension_two_lengths": (
        "延期的两种记载不一致（{0}个、{1}个工作日），取短的",
        "the extension is recorded as {0} and as {1} working days: the shorter counts",
    ),
    "before_receipt": ("{0}{1}早于收到日期{2}", "{0} {1} is before receipt on {2}"),
    "out_of_order": ("{0}{1}早于{2}{3}", "{0} {1} is before {2} {3}"),
    "received_later": ("收到日期{0}晚于审查基准日{1}", "received on {0}, after the day looked at, {1}"),
    "ended_later": ("答复（终止）日期{0}晚于审查基准日{1}", "answered or closed on {0}, after the day looked at, {1}"),
    "contradiction": ("所记事实相互矛盾：{0}", "the facts contradict each other: {1}"),
    "calendar_gap": (
        "放假通知只公布到{0}，届满日无法计算；新通知公布后请导入：disclosure calendar import 文件",
        "days are announced until {0} only: no due date; import the next notice: disclosure calendar import FILE",
    ),
    "not_in_force": ("收到日期{0}没有适用的条例", "no regulation governs a request received on {0}"),
    "no_answer_from_law": ("无法适用规定：{0}", "the rule cannot be applied: {1}"),
    "after_reply": ("{0}{1}晚于答复（终止）{2}，不影响期限", "{0} {1} is after the end on {2} and moves nothing"),
    "submitted_after_receipt": ("提交日期{0}晚于收到日期{1}", "submitted on {0}, after receipt on {1}"),
    "posted_before_dated": ("寄出日期{0}早于答复日期{1}", "posted on {0}, before the date printed, {1}"),
    "correction_notice_late": (
        "{0}才告知补正，最迟应于{1}一次性告知",
        "correction asked for on {0}, the last day was {1}",
    ),
    "second_correction": (
        "{0}第二次要求补正：补正应一次性告知，不再重新计算",
        "second correction asked for on {0}: once only, it restarts nothing",
    ),
    "correction_without_notice": ("{0}收到补正，但没有补正通知日期", "corrected on {0}, but no notice is recorded"),
    "correction_without_effect": ("{0}的补正在当时的规定下不重新起算", "the correction of {0} restarted nothing then"),
    "correction_never_received": (
        "{0}通知补正，未见补正日期，按最初收到之日计算",
        "correction asked for on {0}, none recorded: counted from the first receipt",
    ),
    "awaiting_correction": ("{0}已通知补正，等待申请人", "correction asked for on {0}, waiting for the applicant"),
    "awaiting_fee": ("{0}已通知缴费，等待申请人", "fee asked for on {0}, waiting for the applicant"),
    "fee_without_effect": ("{0}的缴费在当时的规定下不重新起算", "the payment of {0} restarted nothing then"),
    "consultation_without_start": (
        "有{0}{1}，没有发出日期，时间不予扣除",
        "{0} {1} without a day of dispatch: no time is left out",
    ),
    "consultation_not_deducted": (
        "{0}{1}：当时的规定不扣除这一时间",
        "{0} {1}: the rule then in force does not leave this time out",
    ),
    "consultation_never_ended": (
        "{0}{1}，未见收到意见的日期，未经证明的时间不予扣除",
        "{0} {1}, no answer recorded: time not proved is not left out",
    ),
    "consultation_open": ("{0}{1}，意见尚未收到，计时中止", "{0} {1}, no answer yet: the clock stands still"),
    "consultation_lapsed": (
        "{0}{1}，若当日送达，其答复期限已于{2}届满，应恢复计时并决定",
        "{0} {1}: had it arrived that day, the term to answer ended on {2}; count on and decide",
    ),
    "consultation_long": (
        "{0}{1}至{2}全部扣除，已超过被征求人的答复期限（{3}），须有送达证明",
        "{0} {1} to {2} is all left out, longer than the term to answer ({3}): delivery must be proved",
    ),
    "extension_late": ("{0}告知延期，晚于届满日{1}，不生效", "extension told on {0}, after the end on {1}: void"),
    "extension_fell": ("{0}的延期告知早于重新起算日{1}，不再生效", "the extension of {0} fell with the restart on {1}"),
    "closed_late": ("{0}终止时已过届满日{1}", "closed on {0}, after the due date {1}"),
    "forecast": (
        "届满日系预测，可能为{0}至{1}，请按最早日期办理",
        "the due date is a forecast between {0} and {1}; work to the earliest",
    ),
    "days_unknown": (
        "放假通知只公布到{0}，逾期或剩余天数无法计算",
        "days are announced until {0} only: the number of working days is unknown",
    ),
}

_POINTS: Mapping[str, tuple[str, str]] = {
    "start_day": ("收到当日", "the day of receipt"),
    "correction_effect": ("补正的效力", "the effect of the correction"),
    "late_correction_notice": ("逾期告知补正", "a late notice of correction"),
    "fee_effect": ("缴费的效力", "the effect of the payment"),
    "extension_from": ("延期的起点", "the start of the extension"),
    "consultation_dispatch_day": ("征求意见发出当日", "the day the letter was sent"),
    "consultation_end": ("征求意见", "the consultation"),
    "co_producer_time": ("征求共同制作机关意见的时间", "time for the co-producer"),
    "receipt_on_non_working_day": ("非工作日收到", "receipt on a day off"),
    "regional_holiday": ("地方假日", "a regional holiday"),
    "reply_moment": ("答复时点", "the moment of reply"),
    "transition_2019": ("2019年新旧条例", "the change of law in 2019"),
    "notice_after_lapse": ("届满后才通知", "a notice after the term was over"),
    "extension_notice": ("告知延期的日期", "the day the extension was told"),
}

_OWN_CHOICES: dict[tuple[str, str], tuple[str, str]] = {
    ("notice_after_lapse", "restart"): ("仍重新计算", "it restarts the term all the same"),
    ("extension_notice", "in_time"): ("能证明在届满前告知", "proved to have been told in time"),
    ("consultation_end", "until_reply"): ("能证明持续到答复之日", "proved to have lasted until the reply"),
}


def status_text(status: str, lang: Lang) -> str:
    """Name a status.

    >>> status_text("late", "zh"), status_text("late", "en")
    ('逾期答复', 'answered late')
    """
    return say(STATUS[status], lang)


def outcome(verdict: Verdict, lang: Lang) -> str:
    """Say the status, and by how many working days."""
    text, days = status_text(verdict.status, lang), verdict.days
    if days is None:
        return text
    if verdict.status == OPEN:
        return f"{text}，剩{days}个工作日" if lang == "zh" else f"{text}, {days} working days left"
    if not days:
        return f"{text}，其间没有工作日" if lang == "zh" else f"{text}, no working day between"
    return f"{text}，迟{days}个工作日" if lang == "zh" else f"{text}, by {days} working days"


def finding_text(finding: Finding, lang: Lang) -> str:
    """Say a finding in one sentence, with its article."""
    known = fields()
    values = [
        (known[value].zh if lang == "zh" else known[value].name) if value in known else value
        for value in finding.values
    ]
    text = say(_FINDINGS[finding.code], lang).format(*values)
    if not finding.article:
        return text
    return f"{text}（{finding.article}）" if lang == "zh" else f"{text} ({finding.article})"


def finding_codes() -> tuple[str, ...]:
    """Give every code that a finding can have."""
    return tuple(_FINDINGS)


@cache
def _choices() -> dict[tuple[str, str], tuple[str, str]]:
    shared = {(point.id, choice.id): (choice.zh, choice.en) for point in reading_points() for choice in point.choices}
    return shared | _OWN_CHOICES


def reversal_text(turn: Reversal, lang: Lang) -> str:
    """Say under which reading the verdict would be the opposite."""
    point = say(_POINTS.get(turn.point, (turn.point, turn.point)), lang)
    choice = say(_choices().get((turn.point, turn.choice), (turn.choice, turn.choice)), lang)
    if lang == "zh":
        due = "期限尚未起算" if turn.due is None else f"届满日{turn.due}"
        return f"若采另说（{point}：{choice}），{due}，{'未逾期' if turn.in_time else '逾期'}"
    due = "no term runs yet" if turn.due is None else f"due {turn.due}"
    return f"read otherwise ({point}: {choice}), {due}, {'not late' if turn.in_time else 'late'}"


def day_text(day: date | None) -> str:
    """Write a day, a dash where there is none."""
    return day.isoformat() if day else "—"
