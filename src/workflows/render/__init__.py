"""Flows drawn and tabulated from their literal, so that a picture cannot go stale."""

from __future__ import annotations

from workflows.render.bpmn import bpmn
from workflows.render.mermaid import mermaid
from workflows.render.tables import decision_table, page, permission_table

__all__ = ["bpmn", "decision_table", "mermaid", "page", "permission_table"]
