"""How effects get from the outbox to the outside: by the worker itself, or by a durable engine of the host."""

from __future__ import annotations
