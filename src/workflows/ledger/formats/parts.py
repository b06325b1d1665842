"""Parts of a file in XML, read as a stream and within bounds: no entity, no endless text, no end that never comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Protocol, cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812  a class, whatever its name

from attrs import define, field

from deadlines.errors import Reason
from workflows.ledger.errors import RegisterError

CHUNK = 1 << 16
TEXT_LIMIT = 1 << 22
"""A part may go on for so many characters without a tag; no cell is longer."""
PART_LIMIT = 1 << 32
"""A part may unpack to so many characters; a full sheet of a million rows has fewer."""

DAMAGED = Reason("register.damaged", "文件已损坏，不能读完", "is damaged and cannot be read to its end")
BOMB = Reason("register.too_large", "解压后过大，不像登记台账", "unpacks to more than any register holds")
SAVE_AGAIN = Reason(
    "register.save_again", "请在表格软件中打开后另存", "open it in a spreadsheet program and save it again"
)


class Readable(Protocol):
    """What gives the next piece of a part, as bytes or text."""

    def read(self, size: int, /) -> bytes | str:
        """Read at most so much; nothing at the end."""


@define(slots=True, eq=False)
class Progress:
    """How far the reading of a sheet has come, and how far it has to go, in one unit."""

    size: int
    read: int = field(default=0)


TagEvent = tuple[str, Element]


def tag_events(name: str, part: Readable, progress: Progress) -> Iterator[TagEvent]:
    """Give each start and end of an element of a part.

    Raises:
        RegisterError: The part is damaged, defines entities, or is larger than any register.
    """
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    untagged = total = 0
    try:
        while chunk := part.read(CHUNK):
            text = chunk if isinstance(chunk, str) else ""
            raw = chunk if isinstance(chunk, bytes) else b""
            total += len(chunk)
            untagged = 0 if b"<" in raw or "<" in text else untagged + len(chunk)
            if untagged > TEXT_LIMIT or total > PART_LIMIT:
                raise RegisterError(name, BOMB, SAVE_AGAIN)
            if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw or "<!DOCTYPE" in text or "<!ENTITY" in text:
                raise RegisterError(name, DAMAGED, SAVE_AGAIN)
            progress.read += len(chunk)
            parser.feed(chunk)
            yield from cast("Iterator[TagEvent]", parser.read_events())
        parser.close()
    except (ParseError, ZlibError, EOFError, ValueError, LookupError, BadZipFile) as error:
        raise RegisterError(name, DAMAGED, SAVE_AGAIN) from error
    yield from cast("Iterator[TagEvent]", parser.read_events())


def local(tag: str) -> str:
    """Give the name of an element without its namespace.

    >>> local("{urn:x}row"), local("row")
    ('row', 'row')
    """
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str, default: str = "") -> str:
    """Give an attribute by its name in any namespace."""
    found = element.get(name)
    if found is not None:
        return found
    return next((value for key, value in element.items() if local(key) == name), default)


def found_in(part: IO[bytes], word: bytes, keep: int = 512) -> Iterator[bytes]:
    """Give the stretches of a part that hold a word, each with ``keep`` bytes of what follows it in the next one."""
    tail = b""
    while chunk := part.read(1 << 20):
        text = tail + chunk
        tail = text[-keep:]
        if word in text:
            yield text
