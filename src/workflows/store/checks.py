"""What every adapter checks before it writes, so that all refuse alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from unicodedata import normalize

from deadlines.errors import Reason
from workflows.cases.events import Actor
from workflows.cases.listed import CaseRow
from workflows.errors import UnknownCase, Unstorable, WrongInput
from workflows.store.errors import ForeignAgency
from workflows.store.listing import ORDERS
from workflows.store.port import Commit, Query

LONGEST = 128
"""Characters of an id, a name or a key."""


_NO_NAME = Reason("name.no_text", "不是能保存的文字", "it is no text that can be kept")


def own_agency(sees: tuple[str, ...] | None, agency: str, case_id: str | None = None) -> None:
    """Refuse an agency that this process does not see, None sees all; and an id that no case can have.

    Raises:
        ForeignAgency: It is not among them.
        Unstorable: No agency can be called so.
        UnknownCase: No case can.
    """
    if not isinstance(agency, str) or not agency.isprintable():
        raise Unstorable("agency", str(agency) if is_text(str(agency)) else "", _NO_NAME)
    if case_id is not None and (not isinstance(case_id, str) or not case_id.isprintable()):
        raise UnknownCase(agency, repr(case_id))
    if sees is not None and agency not in sees:
        raise ForeignAgency(agency, sees)


def check_commit(agency: str, commit: Commit) -> None:
    """Refuse what a database could not keep as it is, and what does not belong together.

    Raises:
        Unstorable: A name is empty, too long or holds a control character; or the parts name different cases.
    """
    row, case_id, seq = commit.row, commit.row.case_id, commit.expected
    check_name("agency", agency)
    check_name("case id", case_id)
    if not commit.expected:
        check_id(case_id)
    _check_notes(row)
    if commit.key:
        check_name("command key", commit.key)
    for clock in commit.arms + commit.moves:
        if clock.key:
            check_name("clock key", clock.key)
    fits = row.agency == agency
    for entry in commit.events or commit.sealed:
        seq += 1
        fits = fits and entry.seq == seq
    for event in commit.events:
        fits = fits and event.case_id == case_id
    if not fits or seq != row.seq:
        found = tuple(entry.seq for entry in commit.events or commit.sealed)
        due = tuple(range(commit.expected + 1, row.seq + 1))
        why = Reason(
            "commit.no_fit",
            f"记录 {found} 应为 {due}，同属一件案件和机关“{agency}”，不是“{row.agency}”",
            f"its events {found} must be {due} of the same case and agency {agency!r}, not {row.agency!r}",
        )
        raise Unstorable("case", case_id, why)


def check_id(case_id: str) -> None:
    """Refuse the id of a new case that would look like another one.

    Raises:
        Unstorable: It begins or ends with a blank, or is not in the composed normal form (NFC) of Unicode.
    """
    if case_id != case_id.strip():
        why = Reason("id.blank", "首尾有空格", "it begins or ends with a blank")
        raise Unstorable("case id", case_id, why)
    if case_id != normalize("NFC", case_id):
        why = Reason("id.not_nfc", "不是规范形式（NFC）", "it is not in normal form (NFC)")
        raise Unstorable("case id", case_id, why)


def _check_notes(row: CaseRow) -> None:
    """Refuse notes that only one of the databases could keep."""
    for what, value in (("number", row.number), ("assignee", row.assignee), ("applicant", row.applicant)):
        if value:
            check_name(what, value)
    if not isinstance(row.title, str) or "\x00" in row.title or not is_text(row.title):
        why = Reason("title.no_text", "含有不能保存的字符", "it holds characters that cannot be kept")
        raise Unstorable("title", str(row.title) if is_text(str(row.title)) else "", why)


def is_text(value: str) -> bool:
    """Tell whether a text can be written in UTF-8: half of a surrogate pair cannot."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def check_whole(commits: Sequence[Commit]) -> None:
    """Refuse what cannot be made ready without reading.

    Raises:
        Unstorable: A case that is not new comes without the digest that it follows.
    """
    for commit in commits:
        if commit.expected and not commit.head:
            why = Reason(
                "commit.no_head",
                "不是新案件，须给出所接的校验值才能预备",
                "it is not new, so it is made ready only with the digest that it follows",
            )
            raise Unstorable("case", commit.row.case_id, why)


def check_name(what: str, value: str) -> None:
    """Refuse an empty or over-long name, or one with control characters.

    Raises:
        Unstorable: It is.
    """
    if not isinstance(value, str) or not is_text(value):
        raise Unstorable(what, "" if isinstance(value, str) else repr(value)[:80], _NO_NAME)
    if not value:
        why = Reason("id.empty", "没有内容", "it is empty, which some databases take for no value")
        raise Unstorable(what, value, why)
    if len(value) > LONGEST:
        zh, en = f"有 {len(value)} 个字，多于 {LONGEST}", f"it has {len(value)} characters, more than {LONGEST}"
        raise Unstorable(what, value, Reason("id.too_long", zh, en))
    if not value.isprintable():
        raise Unstorable(what, value, Reason("id.control", "含有控制字符", "it holds control characters"))


_YEARS = range(2, 9999)
"""Years in which an instant has a day before it and one after it in every zone."""

_MOST = 1_000_000


def check_moment(what: str, moment: object) -> None:
    """Refuse what is no day and no instant with a zone; None is taken.

    Raises:
        WrongInput: It is none.
    """
    if moment is None:
        return
    if not isinstance(moment, date):
        raise WrongInput(what, moment, Reason("input.no_moment", "不是日期或者时刻", "it is no day and no instant"))
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise WrongInput(what, moment, Reason("input.no_zone", "时刻没有写明时区", "it is an instant without a zone"))
    _check_year(what, moment)


def check_day(what: str, day: object) -> None:
    """Refuse what is no day; None is taken.

    Raises:
        WrongInput: It is none.
    """
    if day is not None and type(day) is not date:
        raise WrongInput(what, day, Reason("input.no_day", "不是日期", "it is no day"))


def _check_year(what: str, day: date) -> None:
    if day.year not in _YEARS:
        raise WrongInput(what, day, Reason("input.far_off", "不在可用的年份内", "it is not in a year that can be used"))


def check_count(what: str, count: object, least: int = 1) -> None:
    """Refuse what is no whole number from ``least`` to a million.

    Raises:
        WrongInput: It is none.
    """
    if type(count) is not int or not least <= count <= _MOST:
        zh, en = f"须为 {least} 至 {_MOST} 的整数", f"it must be a whole number from {least} to {_MOST}"
        raise WrongInput(what, count, Reason("input.no_count", zh, en))


def check_text(what: str, text: object) -> None:
    """Refuse what is no text that can be kept; None is taken.

    Raises:
        WrongInput: It is none.
    """
    if text is not None and (not isinstance(text, str) or not is_text(text) or "\x00" in text):
        raise WrongInput(what, text, _NO_NAME)


def check_actor(by: Actor) -> None:
    """Refuse an actor whose role or name is no text.

    Raises:
        WrongInput: One is none.
    """
    for what, text in (("role", by.role), ("name", by.name)):
        if text is None:
            raise WrongInput(what, text, _NO_NAME)
        check_text(what, text)


def check_query(query: Query, limit: int) -> None:
    """Refuse a query that no store can answer.

    Raises:
        WrongInput: A field is of another kind, or the number of rows is none.
    """
    for name in ("assignee", "waits_for", "flow", "state", "number", "text"):
        check_text(name, getattr(query, name))
    for name in ("due_from", "due_through"):
        check_day(name, getattr(query, name))
    if query.band is not None:
        check_text("band", query.band)
        check_moment("at", query.at)
        if not isinstance(query.at, datetime):
            raise WrongInput(
                "at", query.at, Reason("input.no_instant", "按时间段列出须有时刻", "a time band needs at=")
            )
    if query.order not in ORDERS:
        known = ", ".join(ORDERS)
        raise WrongInput("order", query.order, Reason("input.no_order", f"可写 {known}", f"known are {known}"))
    check_count("limit", limit)
