"""The numbers of an annual report, whoever counted them: from histories, or from the return of another agency."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from attrs import evolve, field, frozen

from deadlines.errors import Reason
from workflows.reports.errors import ReportError
from workflows.reports.form import ENDINGS, GROUPS, TOTAL, Form, form_of
from workflows.reports.identities import CellPlace, identities

SCHEMA = "disclosure.report.annual/1"


@frozen
class Warned:
    """Something that whoever signs the report should know; no number is wrong for it."""

    code: str
    text: str
    text_en: str
    cases: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"code": self.code, "text": self.text, "text_en": self.text_en, "cases": list(self.cases)}


@frozen
class Figures:
    """The numbers of tables two, three and four, and of fees. ``table2`` is None where nobody has given it."""

    agency: str
    year: int
    form: Form
    as_of: date
    three: Mapping[CellPlace, int] = field(hash=False)
    four: Mapping[CellPlace, int] = field(hash=False)
    fee_requests: int = 0
    fee_yuan: Decimal = Decimal(0)
    unplaced: tuple[str, ...] = ()
    warnings: tuple[Warned, ...] = ()
    table2: Mapping[str, Any] | None = field(default=None, hash=False)
    prose: Mapping[str, str] = field(factory=dict, hash=False)

    @property
    def first(self) -> date:
        """The first day of the year."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The day on which the data end."""
        return date(self.year, 12, 31)

    def count(self, row: str, column: str) -> int:
        """Give a number of table three."""
        return self.three.get((row, column), 0)

    def ended(self, group: str, ending: str) -> int:
        """Give a number of table four."""
        return self.four.get((group, ending), 0)

    def checks(self) -> tuple[dict[str, Any], ...]:
        """Give every identity of the form with its sides: they hold by construction and are checked all the same."""
        counts = {
            (row.key, column.key): self.count(row.key, column.key)
            for row in self.form.rows
            for column in self.form.columns
        }
        sides = [(check.rule, check.row, check.col, *check.sides(counts)) for check in identities(self.form)]
        for group in GROUPS:
            parts = sum(self.ended(group, ending) for ending in ENDINGS if ending != TOTAL)
            sides.append(("T4.group", group, TOTAL, parts, self.ended(group, TOTAL)))
        return tuple(
            {"rule": rule, "row": row, "col": col, "left": left, "right": right, "ok": left == right}
            for rule, row, col, left, right in sides
        )

    def to_dict(self) -> dict[str, Any]:
        """Give it as ``disclosure.report.annual/1``."""
        data: dict[str, Any] = {
            "schema": SCHEMA,
            "agency": self.agency,
            "year": self.year,
            "form": self.form.id,
            "from": self.first.isoformat(),
            "through": self.last.isoformat(),
            "as_of": self.as_of.isoformat(),
            "table2": None if self.table2 is None else dict(self.table2),
            "table3": self.form.to_dict(self.count),
            "table4": {group: {ending: self.ended(group, ending) for ending in ENDINGS} for group in GROUPS},
            "fees": {"requests": self.fee_requests, "yuan": str(self.fee_yuan)},
        }
        data["sha256"] = checksum(data)
        data["checks"] = list(self.checks())
        data["warnings"] = [warning.to_dict() for warning in self.warnings]
        data["unplaced"] = [
            {"case": case_id, "why": "applicant_kind", "text": "没有申请人类别", "text_en": "no kind of applicant"}
            for case_id in self.unplaced
        ]
        if self.prose:
            data["prose"] = dict(self.prose)
        return data


_NUMBERS = ("agency", "year", "form", "from", "through", "as_of", "table2", "table3", "table4", "fees")


def checksum(data: Mapping[str, Any]) -> str:
    """Give the digest of the numbers of a report as JSON: what a snapshot was published with."""
    numbers = {name: data[name] for name in _NUMBERS}
    text = json.dumps(numbers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def figures_from(data: object, file: str) -> Figures:
    """Read a report as JSON, such as the return of a department or a snapshot.

    Raises:
        ReportError: It is no such report, or its numbers are not those it was written with.
    """
    given = data if isinstance(data, dict) and data.get("schema") == SCHEMA else {}
    try:
        form = form_of(given["form"])
        columns = [str(column) for column in given["table3"]["cols"]]
        three = {
            (str(row["key"]), column): _whole(cell)
            for row in given["table3"]["rows"]
            for column, cell in zip(columns, row["cells"], strict=True)
        }
        four = {(g, e): _whole(given["table4"][g][e]) for g in GROUPS for e in ENDINGS}
        fees = given.get("fees") or {}
        figures = Figures(
            agency=str(given["agency"]),
            year=int(given["year"]),
            form=form,
            as_of=date.fromisoformat(given["as_of"]),
            three=three,
            four=four,
            fee_requests=_whole(fees.get("requests", 0)),
            fee_yuan=Decimal(str(fees.get("yuan", "0"))),
            unplaced=tuple(str(each["case"]) for each in given.get("unplaced") or ()),
            warnings=tuple(_warned(each) for each in given.get("warnings") or ()),
            table2=given.get("table2"),
            prose=given.get("prose") or {},
        )
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise ReportError(
            file,
            Reason(
                "report.no_return",
                f"不是 {SCHEMA} 的 JSON（{error}），请用 disclosure report annual --json 生成",
                f"it is no JSON of {SCHEMA} ({error}); write it by: disclosure report annual --json",
            ),
        ) from error
    _check_return(figures, given, file)
    return figures


def _warned(given: Mapping[str, Any]) -> Warned:
    return Warned(
        str(given["code"]), str(given["text"]), str(given.get("text_en", "")), tuple(given.get("cases") or ())
    )


def _check_return(figures: Figures, given: Mapping[str, Any], file: str) -> None:
    """Refuse a return that was changed after it was written, or that breaks an identity.

    Raises:
        ReportError: It is such.
    """
    if given.get("sha256") not in {None, checksum(given)}:
        raise ReportError(
            file,
            Reason(
                "report.changed",
                "数字与写成时的校验值不符，已被改动；请向报送机关核对",
                "its numbers are not those that it was written with; ask the agency that sent it",
            ),
        )
    for check in figures.checks():
        if not check["ok"]:
            raise ReportError(file, _broken(figures.form, check))


def _broken(form: Form, check: Mapping[str, Any]) -> Reason:
    place = f"{check['rule']} {check['row']}:{check['col']}"
    return Reason(
        "report.return_broken",
        f"{form.zh}的勾稽关系不成立：{place}，{check['left']} 与 {check['right']}；请报送机关改正后重新报送",
        f"an identity does not hold: {place}, {check['left']} and {check['right']}; ask the agency to send it anew",
    )


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is no count")
    return value


def added(parts: Iterable[Figures], agency: str) -> Figures:
    """Add up the reports of several agencies; a table two that some of them lack is none, and is warned of.

    Raises:
        ReportError: They differ in year or form, or two are of one agency.
    """
    reports = tuple(parts)
    _check_together(reports, agency)
    three: dict[CellPlace, int] = {}
    four: dict[CellPlace, int] = {}
    for report in reports:
        for sums, counts in ((three, report.three), (four, report.four)):
            for place, count in counts.items():
                sums[place] = sums.get(place, 0) + count
    lacking = [report.agency for report in reports if report.table2 is None]
    warnings = [
        evolve(warned, text=f"{report.agency}：{warned.text}", text_en=f"{report.agency}: {warned.text_en}")
        for report in reports
        for warned in report.warnings
    ]
    if lacking:
        warnings.append(
            Warned("table2_missing", f"没有表二：{'、'.join(lacking)}", f"without table two: {', '.join(lacking)}")
        )
    return Figures(
        agency=agency,
        year=reports[0].year,
        form=reports[0].form,
        as_of=max(report.as_of for report in reports),
        three=three,
        four=four,
        fee_requests=sum(report.fee_requests for report in reports),
        fee_yuan=sum((report.fee_yuan for report in reports), Decimal(0)),
        unplaced=tuple(f"{report.agency}/{case}" for report in reports for case in report.unplaced),
        warnings=tuple(warnings),
        table2=None if lacking else _tables_added([report.table2 or {} for report in reports]),
    )


def _check_together(reports: Sequence[Figures], agency: str) -> None:
    """Refuse reports of different years or forms, and two of one agency.

    Raises:
        ReportError: They are such.
    """
    kinds = sorted({f"{report.year}/{report.form.id}" for report in reports})
    if len(kinds) != 1:
        raise ReportError(
            agency,
            Reason(
                "report.mixed",
                f"只能汇总同一年度、同一格式的报告，这里有：{'、'.join(kinds) or '无'}",
                f"only reports of one year and one form are added; here are {', '.join(kinds) or 'none'}",
            ),
        )
    names = [report.agency for report in reports]
    again = sorted({name for name in names if names.count(name) > 1})
    if again:
        raise ReportError(
            agency,
            Reason(
                "report.agency_twice",
                f"同一机关的报告有两份：{'、'.join(again)}；每个机关只留一份",
                f"there are two reports of one agency: {', '.join(again)}; keep one of each",
            ),
        )


def _tables_added(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Add tables two up, number by number; one that some of them lack is None."""
    sums: dict[str, Any] = {}
    for key in {key: None for table in tables for key in table}:
        values = [table.get(key) for table in tables]
        lines = [value for value in values if isinstance(value, Mapping)]
        sums[key] = _tables_added(lines) if lines and len(lines) == len(values) else _sum(values)
    return sums


def _sum(values: Sequence[int | str | None]) -> int | str | None:
    if any(value is None for value in values):
        return None
    if any(isinstance(value, str) for value in values):
        return str(sum((Decimal(value or 0) for value in values), Decimal(0)))
    return sum(int(value or 0) for value in values)
