"""How effects get from the outbox to the outside: by the worker itself, or by a durable engine of the host."""

from __future__ import annotations

from typing import Any

from workflows.store.port import Effect


def as_data(effect: Effect) -> dict[str, Any]:
    """Give an effect as plain data that any queue can carry: ``Effect(**data)`` is the effect again.

    >>> as_data(Effect("A-1:7:mail", "A-1", 7, "mail", {"to": "handler"}))["payload"]
    {'to': 'handler'}
    """
    return {
        "id": effect.id,
        "case_id": effect.case_id,
        "seq": effect.seq,
        "name": effect.name,
        "payload": dict(effect.payload),
        "attempts": effect.attempts,
    }
