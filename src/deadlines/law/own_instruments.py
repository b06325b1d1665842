"""Instruments of the office's own, laid over those of the package; one that cannot be used is left out, alone."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from deadlines.data_files import DATA
from deadlines.errors import DataError, Reason
from deadlines.home import LeftOut, each_alone
from deadlines.law.instruments import Versioned, _read, check_versions, rule_book
from deadlines.law.rules import RuleBook


@frozen
class OwnRules:
    """The rule book with the office's own rules, and what was left out."""

    book: RuleBook
    faults: tuple[LeftOut, ...] = ()


def with_own_rules(folder: Path) -> OwnRules:
    """Read the instruments of a folder over the package's; each must fit with those read before it."""
    shipped = rule_book()
    faults: list[LeftOut] = []
    own: list[Versioned] = []
    kept = [(rule, "", "", "") for rule in shipped.rules]

    def read(path: Path) -> list[Versioned]:
        if (DATA / "instruments" / path.name).is_file():
            why = Reason(
                "instrument.taken",
                "本库已有这个名称的文件；请另取名称",
                "the package has an instrument of this name; choose another",
            )
            raise DataError(path.name, "instrument.id", why)
        found = _read(path.name, path.read_text(encoding="utf-8"))[1]
        mine = {(version[0].id, version[0].instrument.scope) for version in found}
        beside = [one for one in (*kept, *own) if (one[0].id, one[0].instrument.scope) in mine]
        check_versions([*beside, *found])
        return found

    for _, versions in each_alone(sorted(folder.glob("*.toml")), read, faults):
        own.extend(versions)
    return OwnRules(RuleBook((*shipped.rules, *(version[0] for version in own))), tuple(faults))
