"""The duties of a place for ten years, and how 2,000 duties stand beside 20,000 pieces of evidence.

The peer of the calendar is a walk over every day of the ten years that asks of each duty whether it is due then.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date, timedelta

from _harness import alternating, at_most, faster, per_call, report
from attrs import evolve

from deadlines import china, rulebook
from workflows.duties.occurrences import turns
from workflows.duties.records import DutyRecords, Evidence, Records
from workflows.duties.standing import standing
from workflows.places.files import place
from workflows.places.place import Basis

YEARS = range(2015, 2025)
DUTIES, PIECES = 2_000, 20_000


def calendar_of(duties, calendar):
    """Give every turn of ten years."""
    return [turn for year in YEARS for duty in duties for turn in turns(duty, year, calendar)]


def walked(duties):
    """Give what falls on the last day of a week, month, quarter or year, by asking every day."""
    found = []
    day = date(YEARS[0], 1, 1)
    while day.year <= YEARS[-1]:
        after = day + timedelta(days=1)
        ends = {
            "weekly": after.weekday() == 0,
            "monthly": after.day == 1,
            "quarterly": after.day == 1 and after.month in (1, 4, 7, 10),
            "yearly": after.day == 1 and after.month == 1,
        }
        found += [(duty.id, day) for duty in duties if ends[duty.period]]
        day = after
    return found


def main() -> int:
    """Measure, print, and say whether every promise held."""
    plan, calendar = place("guiyang").plan, china()
    plain = [duty for duty in plan.duties if duty.period in {"monthly", "quarterly", "yearly"}]
    mine = sorted((turn.duty.id, turn.due) for turn in calendar_of(plain, calendar))
    assert mine == sorted(walked(plain)), "the two calendars differ"
    ours, peer = alternating(lambda: calendar_of(plain, calendar), lambda: walked(plain), numbers=(3, 1))
    whole = per_call(lambda: calendar_of(plan.duties, calendar), number=1)
    figures = [
        faster("turns of ten years, beside a walk over every day", ours, peer, against="(walk)", least=10),
        at_most("the duties of Guiyang for ten years", whole, 0.05),
        at_most(f"how {DUTIES:,} duties stand with {PIECES:,} pieces of evidence", _standing(plan), 0.2),
    ]
    return report("duties", figures)


def _standing(plan):
    """Measure a year of many duties; a twelfth of them monthly, the others quarterly and yearly."""
    kinds = ["monthly"] + ["quarterly"] * 4 + ["yearly"] * 7
    duties = tuple(evolve(plan.duties[1], id=f"d{n}", period=kinds[n % len(kinds)], anchor=None) for n in range(DUTIES))
    many = evolve(plan, duties=duties)
    kept = defaultdict(lambda: defaultdict(list))
    for n in range(PIECES):
        duty = duties[n % DUTIES]
        period = {"monthly": f"2017-{n % 12 + 1:02}", "quarterly": f"2017-Q{n % 4 + 1}", "yearly": "2017"}[duty.period]
        kept[duty.id][period].append(Evidence(period, date(2017, 6, 1), "url", f"u{n}", "handler:li", date(2017, 6, 1)))
    records = Records(
        {name: DutyRecords({period: tuple(own) for period, own in found.items()}) for name, found in kept.items()}
    )
    basis = Basis(china(), rulebook(), place("guiyang"))
    assert sum(item.status == "done" for item in standing(many, 2017, basis, records, date(2017, 12, 31))) > DUTIES / 2
    return per_call(lambda: standing(many, 2017, basis, records, date(2017, 12, 31)), number=1)


if __name__ == "__main__":
    sys.exit(main())
