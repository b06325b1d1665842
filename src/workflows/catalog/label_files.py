"""Reads what the choices of a flow are called: ``choices.toml`` in its folder, fact by fact."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from deadlines.data_files import Table, read_table
from deadlines.errors import Reason
from workflows.flows.parts import ChoiceLabel

_BOTH = 2


def read_labels(module: str) -> Mapping[str, Mapping[str, ChoiceLabel]]:
    """Give the labels of the choices of a flow, by fact and choice.

    Args:
        module: The ``__file__`` of the module that has the flow; ``choices.toml`` lies beside it.

    Raises:
        DataError: A choice is not given its Chinese and its English.
    """
    path = Path(module).with_name("choices.toml")
    top = read_table(path, f"{path.parent.name}/{path.name}")
    return {fact: _labels(top.table(fact)) for fact in top.data}


def _labels(table: Table) -> Mapping[str, ChoiceLabel]:
    return {choice: _label(table, choice) for choice in table.data}


def _label(table: Table, choice: str) -> ChoiceLabel:
    both = table.texts(choice)
    if len(both) != _BOTH:
        why = Reason("choices.both_languages", '请写作 ["中文", "English"]', 'write it as ["中文", "English"]')
        table.refuse(choice, why)
    return ChoiceLabel(*both)
