"""What is told to whom, without personal data of applicants: built from the effect alone.

An effect holds the number of the case, the clock, the rung and the due date, and roles; never a name, a title, the
key of a sub-task or an address. Addresses are found when it is delivered.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import quote

from attrs import frozen

from workflows.store.port import Effect

COLOURS = {"amber": ("黄", "amber"), "red": ("红", "red")}

FIELDS = (
    "kind",
    "case",
    "flow",
    "clock",
    "clock_zh",
    "clock_en",
    "rung",
    "colour",
    "zh",
    "en",
    "due",
    "at",
    "raised",
    "late_seconds",
    "missed",
    "to",
    "assignee",
)
"""All that an effect of an alarm may hold; a test holds every payload against it."""

PRIVATE = frozenset({"assignee"})
"""Fields that only serve to find an address; they leave in no message."""


@frozen
class Message:
    """A text for people: Chinese first, English second."""

    subject: str
    body: str


LONGEST_ID = 200
"""Characters of the id of a delivery; a longer one stands as its digest, for headers have no room for it."""


def delivery_id(agency: str, effect: Effect) -> str:
    """Give the id under which receivers know an effect: the same at every attempt, and no other effect's.

    Plain ASCII without a full stop. Whatever stands between the parts is escaped within them, so that no two agencies
    and cases ever have one id in common.

    >>> delivery_id("深圳", Effect("FOI.1:7:mail", "FOI.1", 7, "mail"))
    '%E6%B7%B1%E5%9C%B3/FOI%2E1:7:mail'
    >>> delivery_id("a", Effect("b/c:7:mail", "b/c", 7, "mail")), delivery_id("a/b", Effect("c:7:mail", "c", 7, "mail"))
    ('a/b%2Fc:7:mail', 'a%2Fb/c:7:mail')
    """
    is_plain = effect.id == f"{effect.case_id}:{effect.seq}:{effect.name}"
    parts = (effect.case_id, str(effect.seq), effect.name) if is_plain else (effect.id,)
    whole = f"{_escaped(agency)}/{':'.join(map(_escaped, parts))}"
    # no other id is without a stroke
    return whole if len(whole) <= LONGEST_ID else sha256(whole.encode()).hexdigest()


def message_id(agency: str, effect: Effect) -> str:
    """Give the same id as the left side of a Message-ID may stand: its parts divided by full stops.

    >>> message_id("office", Effect("A-1:7:mail", "A-1", 7, "mail"))
    'office.A-1.7.mail'
    """
    return delivery_id(agency, effect).replace("/", ".").replace(":", ".")


def _escaped(part: str) -> str:
    return quote(part, safe="-_").replace(".", "%2E").replace("~", "%7E")


def roles_of(effect: Effect) -> tuple[str, ...]:
    """Give the roles that are told."""
    return tuple(effect.payload.get("to", "").split())


def public_of(effect: Effect) -> dict[str, str]:
    """Give the part of the payload that may leave in a message to another system."""
    return {name: value for name, value in effect.payload.items() if name in FIELDS and name not in PRIVATE}


def message_of(effect: Effect, *, link: str = "") -> Message:
    """Word an effect for people; ``link`` may hold ``{case}``.

    >>> told = {"case": "A-1", "clock_zh": "答复期限", "clock_en": "term of reply", "colour": "red", "zh": "已逾期",
    ...         "en": "overdue", "due": "2024-03-29"}
    >>> message_of(Effect("A-1:7:mail", "A-1", 7, "mail", told)).subject
    '【红】答复期限：已逾期（A-1，届满日2024-03-29）'
    """
    facts = effect.payload
    zh, en = COLOURS.get(facts.get("colour", ""), ("", ""))
    case, due = facts.get("case", effect.case_id), _shown(facts.get("due", ""))
    mark, tag = f"【{zh}】" if zh else "", f"[{en}] " if en else ""
    subject = f"{mark}{facts.get('clock_zh', effect.name)}：{facts.get('zh', '')}（{case}，届满日{due}）"
    late_zh, late_en = _late(facts.get("late_seconds", "0"))
    lines = [
        subject,
        f"{tag}{facts.get('clock_en', effect.name)}: {facts.get('en', '')} ({case}, due {due})",
        *([f"本提醒晚到{late_zh}。This reminder is {late_en} late."] if late_zh else ()),
        *([link.replace("{case}", quote(case))] if link else ()),
    ]
    return Message(subject, "\n".join(lines) + "\n")


def _shown(due: str) -> str:
    """Give a day as it is, an instant without seconds and zone: all are in Beijing time."""
    return f"{datetime.fromisoformat(due):%Y-%m-%d %H:%M}" if "T" in due else due


def _late(seconds: str) -> tuple[str, str]:
    """Say how late an alarm is, in the largest unit; nothing below a minute."""
    late = timedelta(seconds=int(seconds or 0))
    for unit, zh, en in (
        (timedelta(days=1), "天", "days"),
        (timedelta(hours=1), "小时", "hours"),
        (timedelta(minutes=1), "分钟", "minutes"),
    ):
        if late >= unit:
            n = late // unit
            return f"{n}{zh}", f"{n} {en if n > 1 else en[:-1]}"
    return "", ""
