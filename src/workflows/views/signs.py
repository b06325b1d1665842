"""How days, instants and texts are written in JSON: as expressions that every validator understands."""

from __future__ import annotations

from workflows.values import BLANK_SIGNS

_LONG = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
_SHORT = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
_MONTHS = f"(?:{_LONG}|{_SHORT}|02-(?:0[1-9]|1[0-9]|2[0-8]))"
_LEAP = "(?:[0-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DAY = f"(?=[1-9])(?!9999)(?:[0-9]{{4}}-{_MONTHS}|{_LEAP}-02-29)"
_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"

DAY = f"^{_DAY}$(?!\\n)"
"""A day of the calendar, from 1000 to 9998: 2024-03-01."""

INSTANT = f"^{_DAY}T{_CLOCK}:[0-5][0-9](?:\\.[0-9]{{1,6}})?(?:Z|[+-]{_CLOCK})$(?!\\n)"
"""An instant with its zone as RFC 3339 writes it: 2024-03-01T09:00:00+08:00."""

_WHOLE = "[^\\ud800-\\udfff]*"

TEXT = f"^{_WHOLE}[^{BLANK_SIGNS}]{_WHOLE}$"
"""A text in which there is something to see, and nothing that no file can hold."""

MOST = 2**53 - 1
"""The greatest whole number that every reader of JSON keeps exactly."""
