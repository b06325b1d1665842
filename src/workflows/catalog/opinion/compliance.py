"""What is demanded of the history of a response to public opinion, whoever kept it."""

from __future__ import annotations

from collections.abc import Iterator

from deadlines.counting.timeline import Started
from workflows.cases.events import Event
from workflows.catalog.opinion import fields as f
from workflows.catalog.rule_files import read_rules
from workflows.decisions.compliance import BreachAt, ComplianceRule, History
from workflows.values import Value, is_after

DETECTED = ("OpinionDetected", "OpinionResurged", "MessageEscalated")
FIRST = ("ReleasePublished", "ReleasePublishedLate", "ResponsePublished", "ResponsePublishedLate")
PUBLISHED = (*FIRST, "ProgressPublished")
CONFERENCES = ("ConferenceHeld", "ConferenceHeldLate")
HOURS = ("release", "conference", "other")


def _facts(event: Event) -> dict[str, Value]:
    return dict(event.facts)


def _was_upper(history: History) -> bool:
    return any(_facts(event).get("grade") in f.UPPER for event in history.of("OpinionAssessed", "OpinionRegraded"))


def _origin_unstated(history: History) -> Iterator[BreachAt]:
    for event in history.of(*DETECTED):
        if not _facts(event).get("detected_at") or not _facts(event).get("origin"):
            yield event, "没有写明时限从何时、依据什么起算 / the origin of the hours is not stated"


def _origin_moved(history: History) -> Iterator[BreachAt]:
    origin: Value | None = None
    for event in history.events:
        if event.type in DETECTED:
            origin = _facts(event).get("detected_at")
        for change in event.clocks:
            for fact in change.facts:
                if change.clock in HOURS and isinstance(fact, Started) and fact.on != origin:
                    yield event, f"“{change.clock}”自{fact.on}起算，登记的起点是{origin} / the origin was moved"


def _repost(history: History) -> Iterator[BreachAt]:
    for event in history.of(*PUBLISHED):
        if _facts(event).get("content_kind") in f.REPOSTS:
            yield event, f"以{_facts(event)['content_kind']}充当回应 / a repost passed off as a response"


def _rumour_stands(history: History) -> Iterator[BreachAt]:
    """Go by the last finding: what was thought true may prove a rumour, and the reverse."""
    findings = history.of("OpinionAssessed", "VeracityReassessed")
    refuted = any(_facts(event).get("content_kind") == "refutation" for event in history.of(*PUBLISHED))
    is_rumour = bool(findings) and _facts(findings[-1]).get("veracity") == "rumour"
    if is_rumour and not refuted and history.first("OpinionClosed"):
        yield findings[-1], "谣言未予辟谣 / the rumour was not refuted"


def _unaccounted(history: History) -> Iterator[BreachAt]:
    late = [event for event in history.events if event.type.endswith("Late")]
    closed = history.first("OpinionClosed")
    if late and closed and not history.first("HeldAccountable"):
        yield late[0], "超时而没有问责或者说明 / late, and not accounted for"


def _head_silent(history: History) -> Iterator[BreachAt]:
    for event in history.of(*CONFERENCES):
        if _facts(event).get("speaker") != "head":
            yield (
                event,
                f"由{_facts(event).get('speaker')}发布 / spoken by {_facts(event).get('speaker')}, not the head",
            )


def _without_conference(history: History) -> Iterator[BreachAt]:
    graded = history.of("OpinionAssessed", "OpinionRegraded")
    closed = history.first("OpinionClosed")
    if closed and graded and _facts(graded[-1]).get("grade") in f.UPPER and not history.of(*CONFERENCES):
        yield closed, "特别重大、重大突发事件未举行新闻发布会 / no press conference was held"


def _not_continued(history: History) -> Iterator[BreachAt]:
    closed = history.first("OpinionClosed")
    if closed and _was_upper(history) and not history.of("ProgressPublished"):
        yield closed, "没有持续发布权威信息 / nothing further was published"


def _partners_uninformed(history: History) -> Iterator[BreachAt]:
    closed = history.first("OpinionClosed")
    if closed and _was_upper(history) and not history.of("PartnersInformed"):
        yield closed, "没有与宣传、网信等部门联动 / publicity and cyberspace bodies were not informed"


def _unevaluated(history: History) -> Iterator[BreachAt]:
    for event in history.of("OpinionClosed"):
        if not any(past.seq < event.seq for past in history.of("ResponseEvaluated")):
            yield event, "没有评估回应效果 / the response was not evaluated"


def _dismissed_wrongly(history: History) -> Iterator[BreachAt]:
    for event in history.of("OpinionDismissed"):
        if event.by.role != "head" or not _facts(event).get("no_response_reason"):
            yield event, "无需回应未由主要负责人决定或者没有理由 / dismissed without the head or a reason"


def _transfer_hanging(history: History) -> Iterator[BreachAt]:
    if history.case.state == "transferring":
        for state in history.case.clocks:
            if state.lapsed(history.on):
                yield (
                    history.case.events[-1],
                    f"转办未确认而时限已于{state.due}届满 / the transfer hangs past {state.due}",
                )


def _message_late(history: History) -> Iterator[BreachAt]:
    due = None
    for event in history.events:
        for change in event.clocks:
            if change.clock == "message":
                due = change.due
        if event.type in {"AnswerSubmitted", "MessageAnswered"} and due is not None:
            if is_after(event.on, due):
                yield event, f"{due}前应当办理留言 / the message was due on {due}"
            due = None


RULES: tuple[ComplianceRule, ...] = read_rules(
    __file__,
    "opinion",
    {
        "origin_stated": _origin_unstated,
        "same_origin": _origin_moved,
        "no_repost": _repost,
        "rumour_refuted": _rumour_stands,
        "late_is_accounted_for": _unaccounted,
        "head_speaks": _head_silent,
        "conference_held": _without_conference,
        "release_continued": _not_continued,
        "partners_informed": _partners_uninformed,
        "evaluated": _unevaluated,
        "dismissed_by_head": _dismissed_wrongly,
        "transfer_confirmed": _transfer_hanging,
        "message_in_time": _message_late,
    },
)
"""Rules of this flow, beside those of ``workflows.decisions.compliance``; what each rests on is in ``rules.toml``."""
