"""What every adapter checks before it writes, so that all refuse alike."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

from deadlines.errors import Reason
from workflows.cases.listed import CaseRow
from workflows.errors import Unstorable
from workflows.store.errors import ForeignAgency
from workflows.store.port import Commit

LONGEST = 128
"""Characters of an id, a name or a key."""


def own_agency(sees: tuple[str, ...] | None, agency: str) -> None:
    """Refuse an agency that this process does not see; None sees all.

    Raises:
        ForeignAgency: It is not among them.
    """
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
    if "\x00" in row.title or not is_text(row.title):
        why = Reason("title.no_text", "含有不能保存的字符", "it holds characters that cannot be kept")
        raise Unstorable("title", row.title, why)


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
    if not value:
        why = Reason("id.empty", "没有内容", "it is empty, which some databases take for no value")
        raise Unstorable(what, value, why)
    if len(value) > LONGEST:
        zh, en = f"有 {len(value)} 个字，多于 {LONGEST}", f"it has {len(value)} characters, more than {LONGEST}"
        raise Unstorable(what, value, Reason("id.too_long", zh, en))
    if not value.isprintable():
        raise Unstorable(what, value, Reason("id.control", "含有控制字符", "it holds control characters"))
