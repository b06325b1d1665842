"""Stores for histories: in memory, on SQLite and on PostgreSQL, with one contract."""

from __future__ import annotations

from workflows.store.memory import MemoryStore

__all__ = ["MemoryStore"]
