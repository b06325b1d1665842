"""The data of the flow: its versions with their articles, the leaves of the annual report, the statutory grounds."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from attrs import field, frozen

from workflows.decisions.compliance import Citation
from workflows.flows.parts import Outcome

_FOLDER = Path(__file__).parent

MANDATORY = "mandatory"
THIRD_PARTY = "third_party"
DISCRETIONARY = "discretionary"
DRAFTED = "drafted"


@frozen
class Law:
    """One version of the regulation: the days it binds (both included), the article of each step, what it alone knows.

    ``features`` are institutions that not every version has, each with its article; see ``has``.
    """

    id: str
    zh: str
    en: str
    instrument: str
    since: date
    until: date | None
    verification: str
    channels: tuple[str, ...]
    articles: Mapping[str, str] = field(hash=False)
    features: Mapping[str, str] = field(hash=False)

    def __getitem__(self, step: str) -> str:
        return self.articles[step]

    def has(self, name: str) -> bool:
        """Tell whether this version knows a feature or a step, such as ``bulk`` for voluminous requests.

        Raises:
            KeyError: No version that ships knows it: it is misspelt.

        >>> LAWS["2019"].has("bulk"), LAWS["2007"].has("bulk")
        (True, False)
        """
        if name not in KNOWN:
            raise KeyError(f"no version of the regulation knows {name!r}; known are {', '.join(sorted(KNOWN))}")
        return name in self.features or name in self.articles

    def cited(self) -> Mapping[str, Citation]:
        """Give what each step and each feature rests on in this version, and how well that was read."""
        every = {**self.features, **self.articles}
        return {name: Citation(article, self.verification, (self.id,)) for name, article in every.items()}

    def binds_on(self, day: date) -> bool:
        """Tell whether a request received on this day falls under it."""
        return self.since <= day and (self.until is None or day <= self.until)


@frozen
class Ground:
    """A provision that a reply rests on. ``needs`` are the facts that the provision wants in the reply.

    ``kind`` is ``mandatory`` (withheld in any case), ``third_party`` (two exceptions), ``discretionary`` or empty.
    ``found`` is the finding of the secrecy review that a mandatory ground rests on.
    """

    id: str
    article: str
    zh: str
    en: str
    verification: str
    needs: tuple[str, ...]
    kind: str = ""
    found: str = ""


@frozen
class Leaf:
    """One row of table 3 of the annual report that counts requests; ``code`` is its number under 三.

    ``refused`` tells that reconsideration must come before a suit; ``grounds`` are those of each version.
    """

    id: str
    code: str
    zh: str
    en: str
    row: str
    given: str
    refused: bool
    grounds: Mapping[str, tuple[str, ...]] = field(hash=False)


@frozen
class ReviewFirst:
    """Since when refusals and silence must go to reconsideration before court."""

    since: date
    article: str
    verification: str


@frozen
class RemedyTold:
    """What an ending tells the applicant, in force from a day to a day (both included)."""

    id: str
    since: date
    endings: tuple[str, ...]
    zh: str
    en: str
    article: str
    verification: str
    until: date | None = None

    def is_of(self, *, refused: bool, day: date) -> bool:
        """Tell whether it is the one of an ending whose letter bears a day."""
        in_force = self.since <= day and (self.until is None or day <= self.until)
        return in_force and ("refused" if refused else "other") in self.endings


def _read(name: str) -> dict[str, Any]:
    with (_FOLDER / name).open("rb") as stream:
        return tomllib.load(stream)


def _law(table: Mapping[str, Any]) -> Law:
    return Law(**{"until": None, "features": {}, **table, "channels": tuple(table["channels"])})


def _ground(table: Mapping[str, Any]) -> Ground:
    return Ground(**{**table, "needs": tuple(table["needs"])})


def _leaf(table: Mapping[str, Any]) -> Leaf:
    prefix = "grounds_"
    grounds = {name.removeprefix(prefix): tuple(value) for name, value in table.items() if name.startswith(prefix)}
    rest = {name: value for name, value in table.items() if not name.startswith(prefix)}
    return Leaf(**{"refused": False, **rest, "grounds": grounds})


_LAW = _read("law.toml")
_OUTCOMES = _read("outcomes.toml")

LAWS: Mapping[str, Law] = {table["id"]: _law(table) for table in _LAW["version"]}
KNOWN = frozenset(name for law in LAWS.values() for name in (*law.features, *law.articles))
"""Every feature and step of any version."""
REVIEW_FIRST = ReviewFirst(**_LAW["review_first"])
REMEDIES: tuple[RemedyTold, ...] = tuple(
    RemedyTold(**{**one, "endings": tuple(one["endings"])}) for one in _LAW["remedy"]
)
"""What endings tell of remedies, in the order of time."""
LEAVES: Mapping[str, Leaf] = {table["id"]: _leaf(table) for table in _OUTCOMES["outcome"]}
GROUNDS: Mapping[str, Ground] = {table["id"]: _ground(table) for table in _OUTCOMES["ground"]}


def remedy_on(outcome: str, day: date) -> RemedyTold:
    """Give the remedy that an ending tells, by the day of its letter; without an outcome it is that of silence.

    Raises:
        ValueError: No text binds on that day.

    Law: 行政诉讼法 in its text of 2014 from 1 May 2015, 行政复议法 in its text of 2023 from 1 January 2024.

    >>> remedy_on("state_secret", date(2023, 12, 31)).id, remedy_on("state_secret", date(2024, 1, 1)).id
    ('review_or_suit_six_months', 'review_first')
    """
    refused = LEAVES[outcome].refused if outcome else True
    for remedy in REMEDIES:
        if remedy.is_of(refused=refused, day=day):
            return remedy
    raise ValueError(f"no remedy is known for {day}; the first binds from {REMEDIES[0].since}")


def leaves(law: Law) -> tuple[Leaf, ...]:
    """Give the leaves that a version can lead to, in the order of the table."""
    return tuple(leaf for leaf in LEAVES.values() if leaf.grounds.get(law.id))


def outcomes(law: Law) -> tuple[Outcome, ...]:
    """Give the outcomes of the flow: one for each leaf."""
    return tuple(Outcome(leaf.id, leaf.zh, leaf.en, _article(leaf, law), code=leaf.code) for leaf in leaves(law))


def decisions(law: Law) -> tuple[str, ...]:
    """Give the outcomes that an office can decide on; the others follow from a lapse."""
    return tuple(leaf.id for leaf in leaves(law) if leaf.given == DRAFTED)


def grounds(law: Law) -> tuple[str, ...]:
    """Give the grounds that a draft under a version can name, in the order of the table."""
    drafted = [ground for leaf in leaves(law) if leaf.given == DRAFTED for ground in leaf.grounds[law.id]]
    return tuple(dict.fromkeys(drafted))


def _article(leaf: Leaf, law: Law) -> str:
    return "、".join(dict.fromkeys(GROUNDS[ground].article for ground in leaf.grounds[law.id]))
