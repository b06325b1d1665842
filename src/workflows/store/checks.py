"""What every adapter checks before it writes, so that all refuse alike."""

from __future__ import annotations

from collections.abc import Sequence

from workflows.errors import ForeignAgency, Unstorable
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
    if commit.key:
        check_name("command key", commit.key)
    for clock in commit.arms + commit.moves:
        if clock.key:
            check_name("clock key", clock.key)
    fits = row.agency == agency
    for one in commit.events or commit.sealed:
        seq += 1
        fits = fits and one.seq == seq
    for event in commit.events:
        fits = fits and event.case_id == case_id
    if not fits or seq != row.seq:
        found = tuple(one.seq for one in commit.events or commit.sealed)
        due = tuple(range(commit.expected + 1, row.seq + 1))
        why = f"its events {found} must be {due} of the same case and agency {agency!r}, not {row.agency!r}"
        raise Unstorable("case", case_id, why)


def check_whole(commits: Sequence[Commit]) -> None:
    """Refuse what cannot be made ready without reading.

    Raises:
        Unstorable: A case that is not new comes without the digest that it follows.
    """
    for commit in commits:
        if commit.expected and not commit.head:
            why = "it is not new, so it is made ready only with the digest that it follows"
            raise Unstorable("case", commit.row.case_id, why)


def check_name(what: str, value: str) -> None:
    """Refuse an empty or over-long name, or one with control characters.

    Raises:
        Unstorable: It is.
    """
    if not value:
        raise Unstorable(what, value, "it is empty, which some databases take for no value")
    if len(value) > LONGEST:
        raise Unstorable(what, value, f"it has {len(value)} characters, more than {LONGEST}")
    if not value.isprintable():
        raise Unstorable(what, value, "it holds control characters")
