"""Flows drawn and tabulated."""

from __future__ import annotations

from workflows.flows.render.bpmn_file import bpmn
from workflows.flows.render.drawing import svg
from workflows.flows.render.mermaid_text import mermaid
from workflows.flows.render.tables import decision_table, page, permission_table

__all__ = ["bpmn", "decision_table", "mermaid", "page", "permission_table", "svg"]
