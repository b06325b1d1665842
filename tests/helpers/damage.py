"""One slip of the pen: every text that differs from another by one character lost or one digit changed."""

from __future__ import annotations

from collections.abc import Iterator

DIGITS = "0123456789"


def slips(text: str) -> Iterator[tuple[int, str]]:
    """Give each text with one character left out, or one digit replaced by each other digit, and where."""
    for at, sign in enumerate(text):
        if sign.isspace():
            continue
        yield at, text[:at] + text[at + 1 :]
        for digit in DIGITS if sign in DIGITS else "":
            if digit != sign:
                yield at, text[:at] + digit + text[at + 1 :]
