"""The prose of a report held against its tables: numbers, fees, the day through which it counts. Warnings only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from workflows.reports.findings import Discrepancy
from workflows.reports.form import form_data
from workflows.reports.published import Published, money

_AROUND = 12
"""Characters on either side of a number that are shown with it."""

_CLAUSE = re.compile(r"[,;。:，；：!?]")


@cache
def _patterns() -> dict[str, Any]:
    return form_data("prose.toml")


def prose_findings(report: Published) -> Iterator[Discrepancy]:
    """Say what the prose says otherwise than the tables."""
    prose = re.sub(r"\s+", "", unicodedata.normalize("NFKC", report.prose))
    if prose:
        yield from _numbers(report, prose)
        yield from _fees(report, prose)
        yield from _cutoff(report, prose)


def _numbers(report: Published, prose: str) -> Iterator[Discrepancy]:
    patterns = _patterns()
    of_a_part = tuple(patterns["partial"]["not_after"])
    taken: set[int] = set()
    for table in patterns["number"]:
        for match in re.finditer(table["pattern"], prose):
            at = match.start("n")
            clause = _CLAUSE.split(prose[max(0, match.start() - 40) : match.start()])[-1]
            if at in taken or any(word in clause for word in of_a_part):
                continue
            taken.add(at)
            said = int(match["n"])
            sums = [_sum(report, cells) for cells in table["fits"]]
            known = [value for value in sums if value is not None]
            if known and said not in known:
                yield _differs(table, prose, match, known)


def _sum(report: Published, cells: Sequence[str]) -> int | None:
    """Add cells up; those that the form does not have count nothing, None if there is none of them."""
    found = []
    for cell in cells:
        row, _, column = cell.partition(":")
        value = report.four[row, column].whole if (row, column) in report.four else report.count(row, column)
        if value is not None:
            found.append(value)
    return sum(found) if found else None


def _differs(table: dict[str, Any], prose: str, match: re.Match[str], known: Sequence[int]) -> Discrepancy:
    said, at = int(match["n"]), match.start("n")
    quote = prose[max(0, match.start() - _AROUND) : match.end() + _AROUND]
    in_table = "或者".join(map(str, dict.fromkeys(known)))
    first = table["fits"][0][0]
    row, _, col = first.partition(":")
    return Discrepancy(
        "W.text",
        "warning",
        f"正文第{at + 1}字“{quote}”：{table['zh']}{said}，表中为{in_table}",
        f"prose, character {at + 1} “{quote}”: {said} for {table['id']}, the table has {in_table}",
        row=row,
        col=col,
        left=said,
        right=known[0],
    )


def _fees(report: Published, prose: str) -> Iterator[Discrepancy]:
    """Compare what is said of fees: taken and not taken, lapsed for want of payment without a notice."""
    fees = _patterns()["fees"]
    some, none = re.search(fees["some"], prose), re.search(fees["none"], prose)
    amount = Decimal(some["n"]) if some else Decimal(0)
    charges = money(report.two.get("charges"))
    if some and none and amount:
        yield _fee(
            f"正文既说“{some[0]}”，又说“{none[0]}”",
            f"the prose says both “{some[0]}” and “{none[0]}”",
            str(amount),
            "0",
        )
    elif none and charges and fees["information_fee"] not in none[0]:
        yield _fee(
            f"正文说“{none[0]}”，表二行政事业性收费为{charges}万元；如指依申请公开信息处理费，请写明",
            f"the prose says “{none[0]}”, table two has charges of {charges} (10,000 yuan); "
            "if the fee for processing information is meant, say so",
            "0",
            str(charges),
        )
    lapsed, notice = report.count("o2", "total"), re.search(fees["no_notice"], prose)
    if lapsed and notice:
        yield _fee(
            f"正文说“{notice[0]}”，表三却有{lapsed}件因逾期未缴费不再处理",
            f"the prose says “{notice[0]}”, table three has {lapsed} closed unpaid",
            "0",
            str(lapsed),
        )


def _fee(zh: str, en: str, left: str, right: str) -> Discrepancy:
    return Discrepancy("W.fee", "warning", zh, en, left=left, right=right)


def _cutoff(report: Published, prose: str) -> Iterator[Discrepancy]:
    table = _patterns()["cutoff"]
    month, day = table["expected"]
    for match in re.finditer(table["pattern"], prose):
        around = prose[max(0, match.start() - 30) : match.end() + 30]
        if not any(word in around for word in table["near"]):
            continue
        year = int(match["year"]) if match["year"] else report.year
        if (int(match["month"]), int(match["day"])) != (month, day) or year != report.year:
            yield Discrepancy(
                "W.cutoff",
                "warning",
                f"正文说统计“{match[0]}”，年度报告的数据截至{report.year or ''}年{month}月{day}日",
                f"the prose counts through “{match[0]}”; the data of the report end on {month}-{day}",
                left=match[0],
                right=f"{month}-{day}",
            )
