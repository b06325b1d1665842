"""The full result of an audit as XLSX, CSV or JSON: whole or not at all, row after row."""

from __future__ import annotations

import csv
import errno
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from deadlines.errors import Reason
from deadlines.law.wording import Lang
from deadlines.whole_file import replaced_whole
from workflows.ledger.cells import plain
from workflows.ledger.document import About, Audited, write_document
from workflows.ledger.errors import OutputError
from workflows.ledger.mapping import Columns
from workflows.ledger.records import SCHEMA, flat, head, record, register_record, totals
from workflows.ledger.tally import Entry, Tally
from workflows.ledger.workbook import ROWS

_CHECK_FOLDER = Reason("then.check_folder", "请核对文件夹及其权限", "check the folder and its rights")
_MAKE_ROOM = Reason(
    "then.make_room", "请腾出空间后重试；原有结果没有改动", "make room and try again; the old result is untouched"
)


def write_result(path: Path, parts: Sequence[Audited], tally: Tally, about: About, lang: Lang) -> None:
    """Write every entry to a file, by its suffix; an existing file is replaced only once all is written.

    Cells of the register follow the verdict, unchanged. Text never becomes a formula.

    Args:
        path: Ends in .xlsx, .csv or .json.
        parts: The registers with their entries, which are taken one by one.
        tally: Read after the last entry, for the totals.
        about: The day the registers were looked at, and the day this is made.
        lang: Language of the sentences.

    Raises:
        OutputError: The suffix is unknown, it is the register itself, it cannot be written, or the rows do not fit.
    """
    writers: dict[str, Callable[[Path], None]] = {
        ".csv": lambda part: _write_csv(part, parts, lang),
        ".json": lambda part: _write_json(part, parts, tally, about),
        ".xlsx": lambda part: write_document(part, parts, tally, about, lang),
    }
    write = writers[suffix_of(path)]
    try:
        with replaced_whole(path) as part:
            write(part)
    except OSError as error:
        raise _unwritable(path, error) from error
    except ValueError as error:
        why = Reason(
            "output.too_many_rows",
            f"一张表最多 {ROWS} 行，台账的行数更多",
            f"a sheet holds {ROWS} rows and the register has more",
        )
        raise OutputError(str(path), why, Reason("then.csv", "请写成 .csv", "write .csv instead")) from error


def suffix_of(path: Path) -> str:
    """Give the suffix of a result.

    Raises:
        OutputError: No result can be written in that format.
    """
    suffix = path.suffix.lower()
    if suffix in {".csv", ".json", ".xlsx"}:
        return suffix
    why = Reason(
        "output.no_format",
        f"结果不能写成这种格式（{path.suffix or '没有后缀'}）",
        f"{path.suffix or 'no suffix'} is no result format",
    )
    raise OutputError(
        str(path), why, Reason("then.end_in", "请以 .xlsx、.csv 或 .json 结尾", "end it in .xlsx, .csv or .json")
    )


def refuse_own(path: Path, *read: Path) -> None:
    """Refuse to write over a file that is read.

    Raises:
        OutputError: It is one of these, whatever the name by which it goes.
    """
    for own in read:
        if path.exists() and own.exists() and path.samefile(own):
            why = Reason(
                "output.own",
                "就是所读的台账本身，写结果会把它覆盖",
                "is the very file that is read, and would be overwritten",
            )
            raise OutputError(str(path), why, Reason("then.other_name", "请换一个文件名", "give it another name"))


def _unwritable(path: Path, error: OSError) -> OutputError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        why = Reason("output.full", "空间不足，写不下", "does not fit: no space is left")
        return OutputError(str(path), why, _MAKE_ROOM)
    why = Reason("output.unwritable", f"不能写入（{error.strerror}）", f"cannot be written: {error.strerror}")
    return OutputError(str(path), why, _CHECK_FOLDER)


_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def defused(cell: object) -> object:
    r"""Write a cell so that no spreadsheet takes it for a formula.

    >>> defused('=HYPERLINK("x")'), defused("答复"), defused(-3)
    ('\'=HYPERLINK("x")', '答复', -3)
    """
    if isinstance(cell, str) and cell.startswith(_RISKY):
        return "'" + cell
    return cell


def _write_csv(part: Path, parts: Sequence[Audited], lang: Lang) -> None:
    # The mark makes spreadsheet programs read it as UTF-8.
    with part.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace") as file:
        out = csv.writer(file)
        union = _union([item.register.columns for item in parts])
        sheet = [] if len(parts) == 1 else [{"zh": "工作表", "en": "sheet"}[lang]]
        own = list(parts[0].register.columns.headers) if len(parts) == 1 else union
        verdict = head(Columns((), {}), lang)
        out.writerow([defused(cell) for cell in (*sheet, *verdict, *own)])
        for item in parts:
            places = _places(item.register.columns, union) if sheet else None
            for entry in item.entries:
                cells = _text_cells(entry) if places is None else _placed(_text_cells(entry), places, len(union))
                named = [item.register.sheet] if sheet else []
                out.writerow([defused(cell) for cell in (*named, *flat(entry, lang), *cells)])


def _text_cells(entry: Entry) -> list[object]:
    return [cell if isinstance(cell, str) else plain(cell) for cell in entry.cells]


def _union(columns: Sequence[Columns]) -> list[str]:
    """Give the columns of several registers, each name once, in the order in which they come."""
    return list(dict.fromkeys(own.label(at) for own in columns for at in range(len(own.headers))))


def _places(columns: Columns, union: Sequence[str]) -> list[int]:
    return [union.index(columns.label(at)) for at in range(len(columns.headers))]


def _placed(cells: Sequence[object], places: Sequence[int], width: int) -> list[object]:
    placed: list[object] = [""] * width
    for at, cell in enumerate(cells):
        if at < len(places):
            placed[places[at]] = cell
        else:
            placed.append(cell)
    return placed


def _write_json(part: Path, parts: Sequence[Audited], tally: Tally, about: About) -> None:
    with part.open("w", encoding="utf-8", errors="backslashreplace") as file:
        write_json(file, parts, tally, about)


def write_json(file: IO[str], parts: Sequence[Audited], tally: Tally, about: About) -> None:
    """Write the JSON result to an open stream, such as standard output."""
    result = JsonResult(file, parts, about)
    for part in result.parts:
        for _ in part.entries:
            pass
    result.end(tally)


class JsonResult:
    """A JSON result that is written while the entries of its ``parts`` are taken, in their order, by somebody else."""

    def __init__(self, file: IO[str], parts: Sequence[Audited], about: About) -> None:
        self.about = about
        self.parts = tuple(Audited(part.register, self._passing(part)) for part in parts)
        self._file = file
        self._begun = False
        registers = [register_record(part.register) for part in parts]
        file.write(f'{{"schema": "{SCHEMA}",\n"made": {_json(about.made.isoformat())},\n')
        file.write(f'"registers": {_json(registers)},\n"rows": [')

    def _passing(self, part: Audited) -> Iterator[Entry]:
        for entry in part.entries:
            self._file.write(",\n" if self._begun else "\n")
            self._file.write(_json(record(entry, part.register.columns)))
            self._begun = True
            yield entry

    def end(self, tally: Tally) -> None:
        """Write the totals; all entries have been taken."""
        self._file.write(f'\n],\n"totals": {_json(totals(tally, self.about.on))}}}\n')


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
