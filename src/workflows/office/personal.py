"""Personal data of applicants: encrypted with a key of the host, masked in views, apart from every history.

The history holds a reference only. Erasing the data leaves the chain of digests whole, because it was never part of it.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol

from attrs import evolve, field, frozen

from deadlines.errors import Reason
from workflows.cases.events import Event
from workflows.errors import Unstorable
from workflows.office.errors import NoKey
from workflows.store.checks import check_day, is_text
from workflows.store.port import Personal
from workflows.values import Value

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher, modes


SM4 = "sm4-gcm"

AES = "aes-gcm"

_REFERENCE = "personal:"

_NONCE = 12

_TAG = 16

_SIZES: Mapping[str, tuple[int, ...]] = {SM4: (16,), AES: (16, 24, 32)}


class Keyring(Protocol):
    """Encrypts and decrypts; a host with a key server or a crypto device brings its own."""

    def encrypt(self, context: str, data: Mapping[str, str]) -> tuple[str, str]:
        """Give cipher and text; ``context`` binds the text to its case, so that it cannot be moved to another."""

    def decrypt(self, context: str, cipher: str, ciphertext: str) -> dict[str, str]:
        """Give the data back.

        Raises:
            NoKey: The key is not on the ring, or the text was changed.
        """


@frozen
class Keys:
    """Keys that the host holds, by name; the newest one encrypts, all of them decrypt.

    SM4 takes keys of 16 bytes, AES of 16, 24 or 32. Keys are never part of any message.

    >>> ring = Keys("2026", {"2026": bytes(16)})
    >>> cipher, ciphertext = ring.encrypt("office/A-1/applicant", {"name": "张三"})
    >>> cipher, ring.decrypt("office/A-1/applicant", cipher, ciphertext)
    ('sm4-gcm:2026', {'name': '张三'})
    """

    newest: str
    keys: Mapping[str, bytes] = field(repr=False, hash=False)
    cipher: str = SM4

    def __attrs_post_init__(self) -> None:
        if self.cipher not in _SIZES:
            zh, en = f"算法“{self.cipher}”不在 {'、'.join(_SIZES)} 之列", f"cipher {self.cipher!r} is not one of"
            raise NoKey(Reason("key.cipher", zh, f"{en} {', '.join(_SIZES)}"))
        if self.newest not in self.keys:
            zh = f"最新的密钥“{self.newest}”不在现有密钥（{'、'.join(self.keys) or '无'}）之中"
            en = f"the newest key {self.newest!r} is not on the ring of {', '.join(self.keys) or 'none'}"
            raise NoKey(Reason("key.newest", zh, en))
        for name, key in self.keys.items():
            if len(key) not in {size for sizes in _SIZES.values() for size in sizes}:
                zh = f"密钥“{name}”有 {len(key)} 字节，不是 16、24 或者 32"
                raise NoKey(Reason("key.length", zh, f"key {name!r} has {len(key)} bytes, not 16, 24 or 32"))
        if len(self.keys[self.newest]) not in _SIZES[self.cipher]:
            size = _SIZES[self.cipher][0]
            why = Reason(
                "key.length_of_cipher",
                f"{self.cipher} 的密钥为 {size} 字节；“{self.newest}”不是这个长度",
                f"{self.cipher} takes a key of {size} bytes; {self.newest!r} has another length",
            )
            raise NoKey(why)

    def encrypt(self, context: str, data: Mapping[str, str]) -> tuple[str, str]:
        """Encrypt data under the newest key; the same data never give the same text twice."""
        nonce = secrets.token_bytes(_NONCE)
        lock = _cipher(self.cipher, self.keys[self.newest], nonce, None).encryptor()
        lock.authenticate_additional_data(context.encode())
        text = lock.update(json.dumps(dict(data), ensure_ascii=False).encode()) + lock.finalize()
        return f"{self.cipher}:{self.newest}", b64encode(nonce + lock.tag + text).decode()

    def decrypt(self, context: str, cipher: str, ciphertext: str) -> dict[str, str]:
        """Decrypt data with the key that they were encrypted under."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415  # an extra

        algorithm, _, name = cipher.partition(":")
        key = self.keys.get(name)
        if key is None or algorithm not in _SIZES:
            why = Reason(
                "key.not_on_ring",
                f"加密所用的“{cipher}”不在现有密钥（{'、'.join(self.keys)}）之中",
                f"they are encrypted under {cipher!r}, which is not on the ring of {', '.join(self.keys)}",
            )
            raise NoKey(why)
        try:
            raw = b64decode(ciphertext, validate=True)
        except ValueError:
            raise NoKey(Reason("key.text_spoilt", "密文已损坏", "the encrypted text is spoilt")) from None
        nonce, tag, text = raw[:_NONCE], raw[_NONCE : _NONCE + _TAG], raw[_NONCE + _TAG :]
        opened = _cipher(algorithm, key, nonce, tag).decryptor()
        opened.authenticate_additional_data(context.encode())
        try:
            plain = opened.update(text) + opened.finalize()
        except InvalidTag:
            raise NoKey(
                Reason(
                    "key.does_not_fit",
                    f"密钥“{name}”打不开：密钥换过或者遗失了（请找回原密钥），或者密文被改过、移自别处",
                    f"key {name!r} does not open the text: the key was replaced or lost (bring the first one back), "
                    "or the text was changed or moved",
                )
            ) from None
        found: dict[str, str] = json.loads(plain)
        return found


def _cipher(algorithm: str, key: bytes, nonce: bytes, tag: bytes | None) -> Cipher[modes.GCM]:
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415  # an extra
    except ImportError as error:
        zh, en = "加密须安装 disclosure-workflows[privacy]", "install disclosure-workflows[privacy] for encryption"
        raise NoKey(Reason("key.no_package", zh, en)) from error
    kind = algorithms.SM4(key) if algorithm == SM4 else algorithms.AES(key)
    return Cipher(kind, modes.GCM(nonce, tag))


def apart(
    events: tuple[Event, ...], names: frozenset[str], agency: str, keys: Keyring | None, *, are_new: bool = True
) -> tuple[tuple[Event, ...], tuple[Personal, ...]]:
    """Take the personal facts out of events: a reference stays in the event, the values come back encrypted.

    ``are_new`` tells that the events come from a command: then whatever a person wrote is a value, even if it looks
    like a reference. A history that is taken in may hold references.

    Raises:
        NoKey: There are such facts and no keys.
    """
    if not names:
        return events, ()
    kept, taken = [], []
    for event in events:
        own = {
            name: _told(value)
            for name, value in event.facts
            if name in names and (are_new or not is_reference(value, event.seq, name))
        }
        if not own:
            kept.append(event)
            continue
        if keys is None:
            told = ", ".join(own)
            raise NoKey(
                Reason(
                    "key.none_for_facts",
                    f"没有密钥，不能保存“{event.command}”的 {told}",
                    f"{told} of {event.command!r} cannot be kept without one",
                )
            )
        ref = str(event.seq)
        taken.append(encrypted(keys, agency, event.case_id, ref, own))
        facts = tuple((name, reference(ref, name) if name in own else value) for name, value in event.facts)
        kept.append(evolve(event, facts=facts))
    return (tuple(kept), tuple(taken)) if taken else (events, ())


def _told(value: Value) -> str:
    """Give a personal value as the text that is encrypted, whatever its kind."""
    if isinstance(value, tuple):
        return "、".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


_NO_KEYS = Reason("key.none", "这里没有密钥", "the office was opened without keys")


def encrypted(
    keys: Keyring | None, agency: str, case_id: str, ref: str, data: Mapping[str, str], erase_after: date | None = None
) -> Personal:
    """Encrypt the data of one person in a case.

    Raises:
        NoKey: There are no keys.
    """
    if keys is None:
        raise NoKey(_NO_KEYS)
    check_day("erase_after", erase_after)
    if not isinstance(data, Mapping):
        raise Unstorable("personal data", "", Reason("personal.no_names", "须逐项写明名称", "each has a name"))
    told = {str(name): str(value) for name, value in data.items()}
    for name, value in told.items():
        if not is_text(name + value):  # the value itself is never part of a message
            why = Reason("personal.no_text", "含有不能保存的字符", "it holds characters that cannot be kept")
            raise Unstorable("personal data", name if is_text(name) else "", why)
    cipher, text = keys.encrypt(context(agency, case_id, ref), told)
    return Personal(ref, text, cipher, erase_after)


def decrypted(keys: Keyring | None, agency: str, case_id: str, kept: Iterable[Personal]) -> dict[str, str]:
    """Decrypt the data of a case that are not erased; what a later command brought stands in place of earlier data.

    Raises:
        NoKey: There are data, and no keys.
    """
    found: dict[str, str] = {}
    for person in sorted(kept, key=_by_number):
        if person.ciphertext is None:
            continue
        if keys is None:
            raise NoKey(_NO_KEYS)
        found.update(keys.decrypt(context(agency, case_id, person.ref), person.cipher, person.ciphertext))
    return found


def _by_number(kept: Personal) -> int:
    return int(kept.ref) if kept.ref.isdecimal() else 0


def reference(ref: str, name: str) -> str:
    """Give what stands in a history where a personal value was.

    >>> reference("2", "contact")
    'personal:2/contact'
    """
    return f"{_REFERENCE}{ref}/{name}"


def is_reference(value: object, seq: int, name: str) -> bool:
    """Tell whether a fact of an event is the reference that the office puts there, and not what a person wrote.

    >>> is_reference("personal:2/contact", 2, "contact"), is_reference("personal:13900000000", 2, "contact")
    (True, False)
    """
    return value == reference(str(seq), name)


def ref_of(value: object) -> str:
    """Give what a reference refers to."""
    return str(value).removeprefix(_REFERENCE).partition("/")[0]


def context(agency: str, case_id: str, ref: str) -> str:
    """Name what an encrypted text belongs to, so that it cannot be moved elsewhere."""
    return f"{agency}\n{case_id}\n{ref}"


def masked(data: Mapping[str, str]) -> dict[str, str]:
    """Give data as a view may show them: enough to recognise, not enough to learn.

    >>> masked({"name": "张三丰", "phone": "13812345678", "id_number": "110101199003077758"})
    {'name': '张**', 'phone': '138****5678', 'id_number': '1****************8'}
    """
    return {name: _MASKS.get(name, _all)(value) for name, value in data.items()}


def _between(first: int, last: int) -> Callable[[str], str]:
    def mask(value: str) -> str:
        if len(value) <= first + last:
            return "*" * len(value)
        return value[:first] + "*" * (len(value) - first - last) + (value[-last:] if last else "")

    return mask


def _all(value: str) -> str:
    return "*" * min(len(value), 8)


def _email(value: str) -> str:
    name, at, host = value.partition("@")
    return f"{name[:1]}***{at}{host}" if at else _all(value)


_MASKS: Mapping[str, Callable[[str], str]] = {
    "name": _between(1, 0),
    "applicant_name": _between(1, 0),
    "organisation": _between(2, 2),
    "representative": _between(1, 0),
    "contact": _between(1, 0),
    "phone": _between(3, 4),
    "id_number": _between(1, 1),
    "organisation_code": _between(2, 2),
    "address": _between(6, 0),
    "email": _email,
    "kind": str,
}
"""How each field is masked; what is not named here is hidden altogether."""
