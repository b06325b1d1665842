"""The identities of tables three and four, and the cell that a broken one points to.

Each cell of table three takes part in one identity of its row and in one or two of its column. A wrong cell breaks
exactly those, all by the same amount, so that it can be named. Two cells exchanged within a column break none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from attrs import field, frozen

from workflows.reports.findings import Discrepancy, Suspect
from workflows.reports.form import CARRIED_IN, CARRIED_OUT, ENDINGS, GROUPS, NEW, TOTAL, Form, form_of, groups
from workflows.reports.published import Published

CellPlace = tuple[str, str]
"""Row and column of table three, or group and ending of table four."""


@frozen
class Identity:
    """A sum that must be zero; ``signs`` has the sign of each cell in it, those of the left side first."""

    rule: str
    row: str
    col: str
    signs: Mapping[CellPlace, int] = field(hash=False)

    def sides(self, counts: Mapping[CellPlace, int]) -> tuple[int, int]:
        """Give the two sides of the identity."""
        left = sum(counts[place] for place, sign in self.signs.items() if sign > 0)
        return left, sum(counts[place] for place, sign in self.signs.items() if sign < 0)


def identities(form: Form) -> tuple[Identity, ...]:
    """Give the identities of table three in a version of the form.

    >>> from workflows.reports.form import form_of
    >>> Counter(identity.rule for identity in identities(form_of("2021"))) == {
    ...     "T3.balance": 7, "T3.results": 7, "T3.row": 25
    ... }
    True
    """
    return _identities(form.id)


@cache
def _identities(form_id: str) -> tuple[Identity, ...]:
    form = form_of(form_id)
    found = []
    for column in form.columns:
        col = column.key
        found.append(
            Identity(
                "T3.balance",
                TOTAL,
                col,
                {(NEW, col): 1, (CARRIED_IN, col): 1, (TOTAL, col): -1, (CARRIED_OUT, col): -1},
            )
        )
        found.append(Identity("T3.results", TOTAL, col, {**{(row, col): 1 for row in form.leaves}, (TOTAL, col): -1}))
    parts = [column.key for column in form.columns if column.key != TOTAL]
    found += [
        Identity("T3.row", row.key, TOTAL, {**{(row.key, col): 1 for col in parts}, (row.key, TOTAL): -1})
        for row in form.rows
    ]
    return tuple(found)


def counts_of(report: Published) -> dict[CellPlace, int]:
    """Give the cells of table three that are counts."""
    return {place: cell.whole for place, cell in report.three.cells.items() if cell.whole is not None}


def broken(report: Published) -> tuple[tuple[Identity, int, int], ...]:
    """Give the identities of table three that do not hold, with their two sides; what lacks a cell is left out."""
    counts = counts_of(report)
    whole = [identity for identity in identities(report.form) if identity.signs.keys() <= counts.keys()]
    sides = [(identity, *identity.sides(counts)) for identity in whole]
    return tuple(each for each in sides if each[1] != each[2])


def three_findings(report: Published) -> Iterator[Discrepancy]:
    """Say which identities of table three do not hold."""
    for identity, left, right in broken(report):
        row, column = report.form.row(identity.row), report.form.column(identity.col)
        zh, en = _WORDS[identity.rule]
        yield Discrepancy(
            identity.rule,
            "error",
            f"{column.zh if identity.rule != 'T3.row' else row.label}：{zh.format(left=left, right=right)}",
            f"{identity.col if identity.rule != 'T3.row' else identity.row}: {en.format(left=left, right=right)}",
            table=3,
            row=identity.row,
            col=identity.col,
            row_label=row.label,
            col_label=column.zh,
            left=left,
            right=right,
        )


_WORDS = {
    "T3.balance": (
        "新收加上年结转为{left}，总计加结转下年为{right}，应当相等",
        "new and carried in are {left}, total and carried out {right}; they must be equal",
    ),
    "T3.results": ("各项办理结果之和{left}，与总计{right}不符", "the results add up to {left}, the total is {right}"),
    "T3.row": (
        "六类申请人之和{left}，与本行总计{right}不符",
        "the six kinds of applicants add up to {left}, the total of the row is {right}",
    ),
}


def suspects(report: Published) -> tuple[Suspect, ...]:
    """Name the cells that are wrong, in table three and in table four."""
    return (*_three_suspects(report), *_four_suspects(report))


def _three_suspects(report: Published) -> tuple[Suspect, ...]:
    """Name one cell that alone explains all, or those of one column or row that do so together.

    Where neither does, the cells on which a row and a column agree are named. A cell that is no count at all is named
    with what its row wants in its place.
    """
    unreadable = _unreadable(report)
    if unreadable:
        return unreadable
    counts = counts_of(report)
    off = {identity: right - left for identity, left, right in broken(report)}
    if not off:
        return ()
    in_all = set.intersection(*(set(identity.signs) for identity in off))
    fitting = [_mended_by(report.form, place, counts, off) for place in counts if place in in_all]
    alone = [fit for fit in fitting if fit is not None]
    if len(alone) == 1:
        return tuple(alone)
    together = _in_one_line(report.form, counts, off)
    return together[0] if len(together) == 1 else _crossings(counts, off)


def _mended_by(
    form: Form, place: CellPlace, counts: Mapping[CellPlace, int], off: Mapping[Identity, int]
) -> Suspect | None:
    """Tell what one cell would have to be to make every identity hold; None if it cannot."""
    touched = {identity for identity in identities(form) if place in identity.signs}
    if touched != set(off):
        return None
    changes = {difference * identity.signs[place] for identity, difference in off.items()}
    if len(changes) != 1:
        return None
    fits = counts[place] + changes.pop()
    return Suspect(*place, counts[place], fits) if fits >= 0 else None


def _in_one_line(form: Form, counts: Mapping[CellPlace, int], off: Mapping[Identity, int]) -> list[tuple[Suspect, ...]]:
    """Give the columns and the rows whose cells, each set right, make every identity hold."""
    rows = {
        row: [i for i in off if (row, TOTAL) in i.signs and i.rule == "T3.row"] for row in (r.key for r in form.rows)
    }
    found = []
    for column in form.columns:
        changed = {(row, column.key): i for row, broken_here in rows.items() for i in broken_here}
        found.append(_set_right(form, changed, counts, off))
    for each in form.rows:
        of_columns = {(each.key, i.col): i for i in off if i.rule != "T3.row" and (each.key, i.col) in i.signs}
        found.append(_set_right(form, of_columns, counts, off))
    return [cells for cells in found if cells]


def _set_right(
    form: Form, changed: Mapping[CellPlace, Identity], counts: Mapping[CellPlace, int], off: Mapping[Identity, int]
) -> tuple[Suspect, ...]:
    """Change each cell as its identity wants it; give the cells if then all identities hold, none otherwise."""
    cells = [
        Suspect(*place, counts[place], counts[place] + identity.signs[place] * off[identity])
        for place, identity in changed.items()
    ]
    mended = {**counts, **{(cell.row, cell.col): cell.fits for cell in cells}}
    holds = all(
        left == right for left, right in (i.sides(mended) for i in identities(form) if i.signs.keys() <= mended.keys())
    )
    return tuple(cells) if len(cells) > 1 and holds and all(cell.fits >= 0 for cell in cells) else ()


def _crossings(counts: Mapping[CellPlace, int], off: Mapping[Identity, int]) -> tuple[Suspect, ...]:
    """Name the cells where a row and a column are off by the same amount, and by no other row or column."""
    pairs = [
        (row, column, place, row.signs[place] * off[row])
        for row in off
        if row.rule == "T3.row"
        for column in off
        if column.rule != "T3.row"
        for place in row.signs.keys() & column.signs.keys()
        if row.signs[place] * off[row] == column.signs[place] * off[column]
    ]
    by_row = Counter(row for row, *_ in {(row, place) for row, _, place, _ in pairs})
    by_place = {place: (row, change) for row, _, place, change in pairs}
    return tuple(
        Suspect(*place, counts[place], counts[place] + change)
        for place, (row, change) in by_place.items()
        if by_row[row] == 1 and counts[place] + change >= 0
    )


def _unreadable(report: Published) -> tuple[Suspect, ...]:
    counts = counts_of(report)
    found = []
    for place, cell in report.three.cells.items():
        if cell.whole is not None:
            continue
        for identity in identities(report.form):
            rest = identity.signs.keys() - {place}
            if place in identity.signs and rest <= counts.keys():
                sums = sum(identity.signs[other] * counts[other] for other in rest)
                fits = -identity.signs[place] * sums
                if fits >= 0:
                    read = None if cell.value is None else int(cell.value)
                    found.append(Suspect(*place, read, fits))
                break
    return tuple(found)


def _four_suspects(report: Published) -> Iterator[Suspect]:
    """Name a cell of table four that is no count, if it is the only one of its group.

    Where all five are counts and do not add up, the total or a part may be wrong; no other number tells which.
    """
    for group in GROUPS if report.four else ():
        counts = {ending: report.four[group, ending].whole for ending in ENDINGS}
        wrong = [ending for ending, count in counts.items() if count is None]
        if len(wrong) != 1:
            continue
        parts = sum(count or 0 for ending, count in counts.items() if ending != TOTAL)
        fits = parts if wrong == [TOTAL] else (counts[TOTAL] or 0) - parts
        if fits >= 0:
            value = report.four[group, wrong[0]].value
            yield Suspect(group, wrong[0], None if value is None else int(value), fits, table=4)


def four_findings(report: Published) -> Iterator[Discrepancy]:
    """Say which groups of table four do not add up."""
    names = {key: (zh, en) for key, zh, en in groups()}
    for group in GROUPS if report.four else ():
        counts = [report.four[group, ending].whole for ending in ENDINGS]
        if None in counts:
            continue
        *parts, total = [count or 0 for count in counts]
        if sum(parts) != total:
            zh, en = names[group]
            yield Discrepancy(
                "T4.group",
                "error",
                f"{zh}：四种结果之和{sum(parts)}，与总计{total}不符",
                f"{en}: the four results add up to {sum(parts)}, the total is {total}",
                table=4,
                row=group,
                col=TOTAL,
                row_label=zh,
                col_label="总计",
                left=sum(parts),
                right=total,
            )
