"""The disputed points of the law, read from ``data/readings.toml`` and checked."""

from __future__ import annotations

from functools import cache

from deadlines.data_files import Table, read_data
from deadlines.errors import Reason
from deadlines.law.readings import ReadingChoice, ReadingPoint, UnknownReadingError

STAGES = ("count", "receipt", "version", "calendar", "reply")


@cache
def reading_points() -> tuple[ReadingPoint, ...]:
    """Read every disputed point with its answers, sources and default.

    Raises:
        DataError: The file says something that cannot be used.

    >>> reading_point("start_day").default
    'not_counted'
    """
    return points_of(read_data("readings.toml"))


def reading_point(point_id: str) -> ReadingPoint:
    """Find a disputed point by its name.

    Raises:
        UnknownReadingError: There is no such point.
    """
    points = reading_points()
    for point in points:
        if point.id == point_id:
            return point
    raise UnknownReadingError(point_id, "", tuple(point.id for point in points))


def points_of(top: Table) -> tuple[ReadingPoint, ...]:
    """Check a parsed file of readings and give its points.

    Raises:
        DataError: A key is unknown or missing, a name occurs twice, or a default is no choice.
    """
    top.only(("point",))
    points: list[ReadingPoint] = []
    for table in top.tables("point"):
        point = _point(table)
        if any(other.id == point.id for other in points):
            table.refuse("id", Reason("data.twice", f"“{point.id}”出现两次", f"{point.id!r} occurs twice"))
        points.append(point)
    return tuple(points)


def _point(table: Table) -> ReadingPoint:
    table.only(("id", "stage", "question", "question_en", "default", "choice"))
    choices = tuple(_choice(row) for row in table.tables("choice"))
    names = tuple(choice.id for choice in choices)
    if len(names) != len(set(names)):
        why = Reason(
            "reading.choice_twice",
            f"{'、'.join(names)} 中有一项出现两次",
            f"{', '.join(names)} names a choice twice",
        )
        table.refuse("choice", why)
    if len(names) < 2:  # noqa: PLR2004 - two sides make a dispute
        table.refuse(
            "choice",
            Reason("reading.one_choice", "有争议的问题至少有两种读法", "a disputed point has at least two choices"),
        )
    return ReadingPoint(
        id=table.text("id"),
        stage=table.one_of("stage", STAGES),
        question=table.text("question"),
        question_en=table.text("question_en"),
        default=table.one_of("default", names),
        choices=choices,
    )


def _choice(table: Table) -> ReadingChoice:
    table.only(("id", "zh", "en", "source"))
    return ReadingChoice(table.text("id"), table.text("zh"), table.text("en"), table.text("source"))
