"""Audit of a register of disclosure requests: every row to one verdict, as a stream."""

from __future__ import annotations

from workflows.ledger.auditing import audit, audit_by_facts, survey
from workflows.ledger.basis import LegalBasis
from workflows.ledger.cores import count_up
from workflows.ledger.document import About, Audited
from workflows.ledger.errors import MappingError, OutputError, RegisterError
from workflows.ledger.mapping import Asked, Columns, guess, read_mapping
from workflows.ledger.reading import ALL_SHEETS, Register, open_register, open_registers
from workflows.ledger.request import Finding, RequestDays, Reversal, Verdict
from workflows.ledger.tally import Entry, Tally, tallied
from workflows.ledger.verdict import assess
from workflows.ledger.writing import JsonResult, refuse_own, write_json, write_result

__all__ = [
    "ALL_SHEETS",
    "About",
    "Asked",
    "Audited",
    "Columns",
    "Entry",
    "Finding",
    "JsonResult",
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
    "open_registers",
    "read_mapping",
    "refuse_own",
    "survey",
    "tallied",
    "write_json",
    "write_result",
]
