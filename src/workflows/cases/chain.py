"""The chain of digests that ties each event of a case to the one before. Pure but for the hash.

SM3 where the OpenSSL of this Python has it, else SHA-256; each event records which. The digest covers agency, case,
number, the digest before and the text of the event exactly as stored, so that any edit, insertion, deletion and
reordering shows. Events cut off at the end show against the case row, and against a checkpoint kept elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from attrs import frozen

from deadlines.errors import Reason
from workflows.cases.events import Event
from workflows.cases.text import compact, text_of
from workflows.errors import BrokenHistory, Unstorable

ALGORITHMS = ("sm3", "sha256")

HASH = "sm3" if "sm3" in hashlib.algorithms_available else "sha256"

_EMPTY = {name: hashlib.new(name) for name in ALGORITHMS if name in hashlib.algorithms_available}
"""One hash of nothing for each algorithm: to copy it is faster than to look it up in OpenSSL again."""


def digest(algorithm: str, agency: str, case_id: str, seq: int, previous: str, body: str) -> str:
    """Give the digest of one event; ``previous`` is that of the event before, empty for the first."""
    try:
        text = f"{algorithm}\n{agency}\n{case_id}\n{seq}\n{previous}\n{body}".encode()
    except UnicodeEncodeError as error:
        why = Reason("event.no_utf8", f"不能写成 UTF-8（{error}）", str(error))
        raise Unstorable("the text of event", f"{case_id}:{seq}", why) from None
    hasher = _EMPTY[algorithm].copy()
    hasher.update(text)
    return hasher.hexdigest()


def seal(agency: str, events: Sequence[Event], previous: str, algorithm: str = HASH) -> tuple[Sealed, ...]:
    """Seal new events of a case onto the digest of its last one."""
    sealed = []
    for event in events:
        body = text_of(event)
        previous = digest(algorithm, agency, event.case_id, event.seq, previous, body)
        sealed.append(Sealed(event.seq, body, algorithm, previous))
    return tuple(sealed)


def check_chain(
    agency: str, case_id: str, sealed: Iterable[Sealed], expected: tuple[int, str] | None = None, *, exact: bool = False
) -> None:
    """Prove a chain whole.

    Args:
        agency: Whose case it is.
        case_id: Which case.
        sealed: Its events as stored, in the order of their numbers.
        expected: Number and digest of the last event as the case row or a checkpoint has them.
        exact: No event may follow that one; a checkpoint may be older than the history.

    Raises:
        BrokenHistory: At the first broken link: ``edit``, ``insertion``, ``deletion``, ``reordering``, ``truncation``.
    """
    links = tuple(sealed)
    previous = ""
    for at, link in enumerate(links, start=1):
        if link.seq != at:
            _broken_number(case_id, at, link.seq)
        if link.algorithm not in _EMPTY:
            raise BrokenHistory(case_id, at, "edit", _no_proof(link.algorithm))
        if _digest_of(agency, case_id, link, previous) != link.digest:
            _broken_link(agency, case_id, links, at)
        previous = link.digest
    if expected is not None:
        _check_end(case_id, links, *expected, exact=exact)


def _no_proof(algorithm: str) -> Reason:
    known = ", ".join(ALGORITHMS)
    return Reason(
        "chain.no_proof",
        f"摘要算法“{algorithm}”不能在此证明什么（可用 {known}）",
        f"algorithm {algorithm!r} proves nothing here (known are {known})",
    )


def _digest_of(agency: str, case_id: str, link: Sealed, previous: str) -> str:
    if link.algorithm not in _EMPTY:
        return ""
    return digest(link.algorithm, agency, case_id, link.seq, previous, link.body)


def _broken_number(case_id: str, at: int, found: int) -> None:
    if found > at:
        why = Reason(
            "chain.missing",
            f"缺第 {at} 条，第 {at - 1} 条之后是第 {found} 条",
            f"event {at} is missing, event {found} follows event {at - 1}",
        )
        raise BrokenHistory(case_id, at, "deletion", why)
    why = Reason(
        "chain.second",
        f"第 {at} 条的位置上是另一个第 {found} 条",
        f"a second event {found} stands where event {at} belongs",
    )
    raise BrokenHistory(case_id, at, "insertion", why)


def _broken_link(agency: str, case_id: str, links: Sequence[Sealed], at: int) -> None:
    """Tell what happened to a link by the numbers that the texts themselves carry."""
    link = links[at - 1]
    numbers = [_own_number(other.body) for other in links]
    number = numbers[at - 1]
    if number is not None and numbers.count(number) > 1:
        why = Reason("chain.number_twice", f"有两条都是第 {number} 条", f"two texts carry the number {number}")
        raise BrokenHistory(case_id, at, "insertion", why)
    if number is not None and number != at:
        kind = "reordering" if at in numbers else "deletion"
        why = Reason(
            "chain.displaced",
            f"第 {at} 条的位置上是第 {number} 条的内容",
            f"the text of event {number} stands in the place of event {at}",
        )
        raise BrokenHistory(case_id, at, kind, why)
    zh = f"内容与其 {link.algorithm} 校验值不符"
    en = f"its text does not give its {link.algorithm} digest"
    why = Reason("chain.edited", zh, en)
    if at < len(links) and _digest_of(agency, case_id, links[at], link.digest) == links[at].digest:
        why = Reason(
            "chain.edited_alone",
            f"{zh}，第 {at + 1} 条却以它为前提",
            f"{en}, although event {at + 1} rests on it",
        )
    raise BrokenHistory(case_id, at, "edit", why)


def _own_number(body: str) -> int | None:
    try:
        number = json.loads(body).get("seq")
    except (ValueError, AttributeError):
        return None
    return number if isinstance(number, int) else None


def _check_end(case_id: str, links: Sequence[Sealed], seq: int, head: str, *, exact: bool) -> None:
    if exact and len(links) > seq:
        raise beyond_last(case_id, seq)
    if len(links) < seq:
        why = Reason(
            "chain.cut_off",
            f"记录止于第 {len(links)} 条，在案的却有第 {seq} 条",
            f"the history ends at event {len(links)}, but event {seq} is on record",
        )
        raise BrokenHistory(case_id, len(links) + 1, "truncation", why)
    if seq and links[seq - 1].digest != head:
        why = Reason(
            "chain.rewritten",
            "被改写过：校验值与在案的不同",
            "it was rewritten: its digest is not the one on record",
        )
        raise BrokenHistory(case_id, seq, "edit", why)


def beyond_last(case_id: str, seq: int) -> BrokenHistory:
    """Say that an event stands behind the one that the row of the case has as its last."""
    why = Reason(
        "chain.beyond_last",
        f"在案的最后一条是第 {seq} 条，它却在其后",
        f"it stands after event {seq}, the last on record",
    )
    return BrokenHistory(case_id, seq + 1, "insertion", why)


def head_moved(case_id: str, seq: int) -> BrokenHistory:
    """Say that the digest of the last event is another than the one that was read."""
    why = Reason("chain.head_moved", "校验值已不是读取时的", "its digest is no longer the one that was read")
    return BrokenHistory(case_id, seq, "edit", why)


@frozen
class Checkpoint:
    """The last event of every case at some time, kept where the database's keeper cannot reach it."""

    agency: str
    heads: dict[str, tuple[int, str]]


def checkpoint_lines(agency: str, heads: Iterable[tuple[str, int, str]], key: bytes) -> Iterator[str]:
    """Give the lines of a checkpoint file: a title, one line per case, and a signature by HMAC over all of it."""
    mac = hmac.new(key, digestmod=HASH)
    title = {"checkpoint": 1, "agency": agency, "algorithm": HASH}
    for entry in chain([title], ([case_id, seq, head] for case_id, seq, head in heads)):
        line = compact(entry)
        mac.update(line.encode() + b"\n")
        yield line
    yield compact({"signature": mac.hexdigest()})


def read_checkpoint(lines: Iterable[str], key: bytes) -> Checkpoint:
    """Read a checkpoint and check its signature.

    Raises:
        BrokenHistory: It is not signed with this key, or was changed or cut.
    """
    text = [line.rstrip("\n") for line in lines if line.strip()]
    try:
        title = json.loads(text[0])
        signature = json.loads(text[-1])["signature"]
        mac = hmac.new(key, digestmod=title["algorithm"])
        agency = title["agency"]
        heads = {case_id: (seq, head) for case_id, seq, head in map(json.loads, text[1:-1])}
    except (IndexError, KeyError, TypeError, ValueError) as error:
        why = Reason("checkpoint.unreadable", f"不能读取（{error}）", f"it cannot be read ({error})")
        raise BrokenHistory("checkpoint", 0, "edit", why) from None
    for line in text[:-1]:
        mac.update(line.encode() + b"\n")
    if not hmac.compare_digest(mac.hexdigest(), str(signature)):
        why = Reason(
            "checkpoint.signature",
            "签名不符：密钥不同，或者被改过",
            "its signature does not fit: another key, or it was changed",
        )
        raise BrokenHistory("checkpoint", 0, "edit", why)
    return Checkpoint(agency, heads)


@frozen
class Sealed:
    """One event as stored: its text, and the digest that ties it to the one before."""

    seq: int
    body: str
    algorithm: str
    digest: str
