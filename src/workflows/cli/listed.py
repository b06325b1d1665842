"""The words of a case in a list, as far as its own flow and place can be had."""

from __future__ import annotations

from deadlines.errors import ErrorAsData
from workflows.cases.listed import CaseRow
from workflows.cli.console import Speaker
from workflows.office.office import Office
from workflows.places.place import NATIONAL
from workflows.views import words


def state_words(office: Office, row: CaseRow, speaker: Speaker) -> str:
    """Word the state of a case; where its flow cannot be had, the id of the state tells as much as there is."""
    try:
        flow = office.flow(row.flow)
    except ErrorAsData:
        return f"{row.state} {speaker.say(f'（没有流程 {row.flow}）', f'(no flow {row.flow})')}"
    try:
        place = office.basis(row.place).place
    except ErrorAsData:
        place = NATIONAL
    return speaker.say(*words.state_words(flow, row.state, place))
