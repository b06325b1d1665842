"""The shapes of what other programs are given: each a value that is written as JSON and read back by ``plain``.

``label`` is Chinese and ``label_en`` English; both are the words of the case's own flow and place. What is named
``..._label`` belongs to the id before it. A field of a shape keeps its meaning for ever; fields are only added.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from attrs import field, frozen

from deadlines.counting.account import AccountStep
from deadlines.errors import Reason
from workflows.views.plain import FLAT, OPTIONAL


@frozen
class NamedPart:
    """An id of a flow, such as a role or a fact, with what it is called."""

    id: str
    label: str
    label_en: str


@frozen
class PersonData:
    """Who did it in which role; the name of whoever asks or is affected is left out."""

    role: str
    role_label: str
    role_label_en: str
    name: str = ""


@frozen
class FactData:
    """A fact: its value as JSON has it, and the same in words."""

    name: str
    label: str
    label_en: str
    value: Any
    text: str
    text_en: str


@frozen
class ClockData:
    """A clock of a case as it stands. ``counted`` and ``remaining`` are working days, None where they say nothing."""

    SCHEMA: ClassVar = "disclosure.clock/1"
    clock: str
    key: str
    label: str
    label_en: str
    party: str
    party_label: str
    party_label_en: str
    status: str
    due: date | datetime | None
    earliest: date | datetime | None
    certainty: str
    text: str
    text_en: str
    suspended_since: date | datetime | None
    counted: int | None
    remaining: int | None
    rule: str
    calendar: str


@frozen
class TaskData:
    """A sub-task that is open, or that an event opened or closed."""

    task: str
    key: str
    label: str
    label_en: str
    is_open: bool = True


@frozen
class LinkData:
    """A tie to another case."""

    relation: str
    other: str


@frozen
class RowData:
    """A case as a list shows it. ``with_`` is whoever has it; ``certainty`` is None where only the row is known."""

    SCHEMA: ClassVar = "disclosure.row/1"
    agency: str
    id: str
    number: str
    title: str
    flow: str
    flow_label: str
    flow_label_en: str
    place: str
    state: str
    state_label: str
    state_label_en: str
    outcome: str
    outcome_label: str
    outcome_label_en: str
    band: str
    band_text: str
    band_text_en: str
    symbol: str
    due: date | datetime | None
    certainty: str | None
    waits_for: str
    waits_for_label: str
    waits_for_label_en: str
    with_: str
    opened: date
    seq: int


@frozen
class CaseData:
    """A case: its row, its clocks, what is open, its facts. ``applicant`` is masked; ``unread`` says why not."""

    SCHEMA: ClassVar = "disclosure.case/1"
    row: RowData = field(metadata=FLAT)
    clocks: tuple[ClockData, ...]
    tasks: tuple[TaskData, ...]
    links: tuple[LinkData, ...]
    facts: tuple[FactData, ...]
    applicant: Mapping[str, str] | None = field(default=None, hash=False)
    unread: Reason | None = None


@frozen
class ClockChangeData:
    """What an event did to a clock: the due date that followed, by which versions of rule and calendar."""

    clock: str
    key: str
    label: str
    label_en: str
    due: date | datetime | None
    earliest: date | datetime | None
    certainty: str
    rule: str
    calendar: str
    article: str


@frozen
class EventData:
    """One entry of a history for people: when it happened, when it was recorded, a sentence in both languages."""

    SCHEMA: ClassVar = "disclosure.event/1"
    case: str
    seq: int
    type: str
    label: str
    label_en: str
    sentence: str
    sentence_en: str
    on: date | datetime
    recorded: datetime
    by: PersonData
    flow: str
    source: str
    source_label: str
    source_label_en: str
    state: str
    state_label: str
    state_label_en: str
    outcome: str
    outcome_label: str
    outcome_label_en: str
    command: str
    basis: str
    facts: tuple[FactData, ...]
    clocks: tuple[ClockChangeData, ...]
    tasks: tuple[TaskData, ...]
    reopened: bool
    voids: int
    voided: bool
    detail: Mapping[str, str] = field(hash=False)


@frozen
class KnownCalendar:
    """The calendar that something was counted by, as known on a day."""

    region: str
    as_known_on: date | None
    version: str


@frozen
class ReadingData:
    """What a contrary reading of a disputed point would make of a due date."""

    point: str
    choice: str
    due: date | None
    refused: Reason | None


@frozen
class CountedBy:
    """The calendar of an account."""

    region: str
    version: str


@frozen
class AccountDay:
    """One day of an account."""

    day: date
    what: str
    n: int | None
    zh: str
    en: str
    notice: str
    article: str


@frozen
class AccountData:
    """A due date told day by day."""

    SCHEMA: ClassVar = "disclosure.account/1"
    rule: str
    citation: str
    origin: date | datetime
    due: date | None
    at: datetime | None
    base_due: date | None
    earliest: date | None
    latest: date | None
    certainty: str
    calendar: CountedBy
    steps: tuple[AccountStep, ...]
    days: tuple[AccountDay, ...]
    notes: tuple[Reason, ...]
    why_open: tuple[Reason, ...] = field(default=(), metadata=OPTIONAL)


@frozen
class DeadlineData:
    """The last day of a term, and what it rests on."""

    SCHEMA: ClassVar = "disclosure.due/1"
    rule: str
    title: str
    title_en: str
    article: str
    verification: str
    kind: str
    term: str
    term_en: str
    start: date | datetime
    origin: date | datetime
    due: date | None
    at: datetime | None
    base_due: date | None
    earliest: date | None
    latest: date | None
    certainty: str
    suspended_since: date | None
    calendar: KnownCalendar
    readings: tuple[ReadingData, ...]
    notes: tuple[Reason, ...]
    why_open: tuple[Reason, ...] = field(default=(), metadata=OPTIONAL)
    account: AccountData | None = field(default=None, metadata=OPTIONAL)


@frozen
class FaultData:
    """One fact at fault, with a pointer to it in what was given."""

    field: str
    pointer: str
    code: str
    text: str
    text_en: str


@frozen
class ErrorData:
    """An error or a refusal: its code, its class for the host, its texts, and what stands behind it."""

    SCHEMA: ClassVar = "disclosure.error/1"
    code: str
    host_class: str
    zh: str
    en: str
    article: str
    guard: str
    allowed: tuple[str, ...]
    faults: tuple[FaultData, ...]
    facts: Mapping[str, Any] = field(hash=False)


@frozen
class PageData:
    """A part of a list, with the cursor of the next and, where it was counted, the number in each time band."""

    SCHEMA: ClassVar = "disclosure.page/1"
    items: tuple[RowData, ...]
    next: str | None
    bands: Mapping[str, int] | None = field(default=None, hash=False)


@frozen
class MovedData:
    """A deadline before and after."""

    clock: str
    key: str
    label: str
    label_en: str
    before: date | datetime | None
    after: date | datetime | None


@frozen
class ConsequencesData:
    """What voiding an entry would change."""

    SCHEMA: ClassVar = "disclosure.consequences/1"
    event: EventData
    state_before: NamedPart
    state_after: NamedPart
    outcome_before: NamedPart | None
    outcome_after: NamedPart | None
    deadlines: tuple[MovedData, ...]
    facts_lost: tuple[NamedPart, ...]
    alarms: tuple[int, ...]


@frozen
class PreviewItem:
    """What a command for many leads to in one case; nothing but ``refused`` where it is refused."""

    id: str
    state_before: NamedPart | None
    state_after: NamedPart | None
    outcome: NamedPart | None
    deadlines: tuple[MovedData, ...]
    refused: ErrorData | None
    written: bool


@frozen
class PreviewData:
    """What a command leads to in each of many cases."""

    SCHEMA: ClassVar = "disclosure.preview/1"
    command: str
    results: tuple[PreviewItem, ...]
