"""Audit of a register of disclosure requests: every row to one verdict, as a stream."""

from __future__ import annotations

from workflows.ledger.audit import audit, audit_by_facts, survey
from workflows.ledger.clock import LegalBasis
from workflows.ledger.cores import count_up
from workflows.ledger.errors import MappingError, OutputError, RegisterError
from workflows.ledger.mapping import Columns, guess, read_mapping
from workflows.ledger.reading import Register, open_register
from workflows.ledger.request import Finding, RequestDays, Reversal, Verdict
from workflows.ledger.tally import Entry, Tally, tallied
from workflows.ledger.verdict import assess
from workflows.ledger.writing import write_result

__all__ = [
    "Columns",
    "Entry",
    "Finding",
    "LegalBasis",
    "MappingError",
    "OutputError",
    "Register",
    "RegisterError",
    "RequestDays",
    "Reversal",
    "Tally",
    "Verdict",
    "assess",
    "audit",
    "audit_by_facts",
    "count_up",
    "guess",
    "open_register",
    "read_mapping",
    "survey",
    "tallied",
    "write_result",
]
