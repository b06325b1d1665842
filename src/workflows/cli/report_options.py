"""Options that the commands of a report share, and the offices that they count."""

from __future__ import annotations

import click

from workflows.cli.alarms import open_office
from workflows.cli.console import DAY, Speaker
from workflows.office.office import Office

year_option = click.option("--year", type=click.IntRange(2008, 2100), required=True, help="年度。The year.")
as_of_option = click.option("--as-of", type=DAY, help="只计截至这一天的记录。What was recorded through this day.")
form_option = click.option("--form", type=click.Choice(["2021", "2019"]), help="格式，默认按年度。Version of the form.")
all_agencies_option = click.option(
    "--all-agencies", is_flag=True, help="数据库中的全部机关，相加。All agencies of the database, added up."
)


def offices(url: str, agency: str, place: str, *, all_agencies: bool) -> list[Office]:
    """Open the office of an agency, or those of all agencies that have cases in the database."""
    office = open_office(url, agency, place, sees_all=all_agencies)
    if not all_agencies:
        return [office]
    return [office.at(name) for name in office.store.case_agencies()] or [office]


def whose(every: list[Office], agency: str, speaker: Speaker) -> str:
    """Name the agency that is told of."""
    return agency if len(every) == 1 else speaker.say("全部机关", "all agencies")
