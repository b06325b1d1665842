"""The last page of the demo: a month of one place's duties, as a grid."""

from __future__ import annotations

from datetime import date, datetime

from rich.text import Text

from workflows.cases.events import Actor
from workflows.cli.console import Speaker
from workflows.cli.duty_grid import month_grid
from workflows.clock import FixedClock
from workflows.duties.desk import DutyDesk, Given
from workflows.duties.tables import of_month
from workflows.office.office import Office
from workflows.values import SHANGHAI

PLACE, YEAR, MONTH = "guiyang", 2017, 10


def show_month(speaker: Speaker) -> None:
    """Show October 2017 of Guiyang, with what an office would have recorded by the end of it."""
    known = datetime(YEAR, MONTH, 27, 9, tzinfo=SHANGHAI)
    with Office.open("memory:", agency="demo", place=PLACE, clock=FixedClock(known)) as office:
        desk, li = DutyDesk.at(office), Actor("handler", "li")
        for week, days in ((40, (2, 6)), (41, (9, 13)), (42, (16,)), (43, (23, 25))):
            for day in days:
                given = Given(date(YEAR, MONTH, day), "text", f"{MONTH}月{day}日推送")
                desk.done("new_media_updates", f"{YEAR}-W{week}", given, by=li)
        days_of_month = of_month(desk.items(YEAR, known.date()), YEAR, MONTH)
        grid = month_grid(days_of_month, YEAR, MONTH, office.basis(PLACE).calendar, speaker)
    zh = f"一个月的职责：{desk.place.zh}，截至{known:%m月%d日}（登记为示例）"
    speaker.out.print()
    speaker.out.print(
        Text(speaker.say(zh, f"A month of duties: {desk.place.en}; the entries are made up"), style="bold")
    )
    speaker.out.print(grid)
    speaker.out.print(
        Text(speaker.say(f"全年：disclosure duties year --place {PLACE} --year {YEAR}",
                         f"The year: disclosure duties year --place {PLACE} --year {YEAR}"), style="dim")
    )  # fmt: skip
