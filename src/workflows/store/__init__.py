"""Stores: one port, and the adapters side by side."""

from __future__ import annotations

from workflows.store.memory import MemoryStore

__all__ = ["MemoryStore"]
