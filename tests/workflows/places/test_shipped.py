"""Places are described with their sources, differ where they say, and are nowhere looser than the law."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve as changed

from deadlines import china, rulebook
from deadlines.counting.due import due
from deadlines.errors import DataError, UnknownRuleError
from deadlines.law.terms import Hours, WorkingDays
from workflows.catalog.opinion.guards import has_message_term
from workflows.errors import LooserThanLaw
from workflows.places.files import FOLDER, place, places
from workflows.places.place import NATIONAL, PlaceTerm, check_place, rule_for

BOOK = rulebook()
SEEDS = {"shanwei": date(2018, 8, 8), "guiyang": date(2017, 7, 7)}
DAYS = (date(2017, 7, 7), date(2018, 8, 8), date(2018, 12, 31), date(2019, 5, 15), date(2024, 1, 2), date(2026, 6, 1))


def test_the_nation_comes_first_and_every_folder_is_a_place() -> None:
    """No registration: the folders are the list."""
    first, *rest = [one.id for one in places()]
    assert ("cn", sorted(path.parent.name for path in FOLDER.glob("*/place.toml"))) == (first, rest)
    assert {"guiyang", "shanwei"} <= set(rest)


@pytest.mark.parametrize("one", places(), ids=lambda one: one.id)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_nowhere_looser_than_the_law(one: object, day: date) -> None:
    """On no day checked is a local term looser than the national one."""
    check_place(one, BOOK, day)  # type: ignore[arg-type]  # a Place
    assert one in places()


def test_a_looser_place_is_refused() -> None:
    """Six hours for the authoritative release would be one more than the law allows."""
    lax = changed(place("shanwei"), terms=(PlaceTerm("opinion.release", Hours(6), "x", "text"),))
    with pytest.raises(LooserThanLaw, match="is longer than the most"):
        check_place(lax, BOOK, date(2018, 9, 3))


@pytest.mark.parametrize("name", SEEDS)
def test_every_term_names_its_clause(name: str) -> None:
    """Each term cites the local document."""
    document = {"shanwei": "汕环〔2018〕429号", "guiyang": "贵阳2017"}[name]
    one = place(name)
    assert one.sources
    for item in one.terms:
        assert re.match(f"{document}.", item.article)
        assert "text" == item.verification


def test_messages_have_a_term_in_shanwei_alone() -> None:
    """收到转办（交办）通知后5个工作日: received on 8 August 2018, due on the 15th; the nation has no such rule."""
    rule = rule_for(place("shanwei"), BOOK, "message.reply", date(2018, 8, 8))
    assert (WorkingDays(5), "shanwei") == (rule.term, rule.instrument.scope)
    assert date(2018, 8, 15) == due(rule, date(2018, 8, 8), china()).due
    assert ["shanwei"] == [one.id for one in places() if has_message_term(one)]
    with pytest.raises(UnknownRuleError):
        rule_for(NATIONAL, BOOK, "message.reply", date(2018, 8, 8))


def test_guides_change_within_a_day_in_shanwei() -> None:
    """完成审批程序后1个工作日: approved on Friday 28 September 2018, due on Saturday 29, a make-up working day."""
    rule = rule_for(place("shanwei"), BOOK, "guide.change", date(2018, 9, 28))
    assert date(2018, 9, 29) == due(rule, date(2018, 9, 28), china()).due


def test_proposals_are_published_within_ten_days_in_guiyang() -> None:
    """办理复文形成之日起10个工作日: formed on 7 July 2017, due on the 21st."""
    rule = rule_for(place("guiyang"), BOOK, "proposal.publish", date(2017, 7, 7))
    assert date(2017, 7, 21) == due(rule, date(2017, 7, 7), china()).due


def test_hours_are_the_nations_where_a_place_restates_them() -> None:
    """5 and 24 in both, 48 in Guiyang's text and by national law in Shanwei."""
    for name, day in SEEDS.items():
        one = place(name)
        hours = [rule_for(one, BOOK, f"opinion.{kind}", day).term for kind in ("release", "conference", "other")]
        assert [Hours(5), Hours(24), Hours(48)] == hours


def test_offices_and_labels_are_local() -> None:
    """The disclosure office of Shanwei is its 局办公室; withheld is called 不公开 there, 不予公开 elsewhere."""
    shanwei, guiyang = place("shanwei"), place("guiyang")
    assert "局办公室（政务公开工作机构）" == shanwei.office("disclosure_office")
    assert "宣教处" == guiyang.office("opinion_office")
    assert ("不公开", "不予公开") == (shanwei.label("withheld"), guiyang.label("withheld", "不予公开"))
    assert "负责人" == NATIONAL.office("head", "负责人")


def test_options_follow_the_documents() -> None:
    """退文 by the office in Shanwei alone; a document goes with its interpretation there."""
    shanwei, guiyang = place("shanwei"), place("guiyang")
    assert ("disclosure_office", None) == (shanwei.options["return_file_by"], guiyang.options.get("return_file_by"))
    assert ("with_document", "three_together") == (shanwei.options["interpretation"], guiyang.options["interpretation"])


def test_every_option_of_a_place_is_read_by_something() -> None:
    """An option that nothing reads would promise what nothing keeps."""
    sources = "".join(path.read_text(encoding="utf-8") for path in FOLDER.parent.rglob("*.py"))
    read = set(re.findall(r'options(?:\.get\(|\[)"(\w+)"', sources))
    assert {key for one in places() for key in one.options} <= read
    assert "attributes" in read


def test_an_unknown_place_is_refused_with_those_known() -> None:
    """The message lists what there is."""
    with pytest.raises(DataError, match=r"no place 'atlantis'; known are cn, .*guiyang, .*shanwei"):
        place("atlantis")


@pytest.mark.parametrize("folder", sorted(path.parent for path in FOLDER.glob("*/place.toml")), ids=lambda p: p.name)
def test_every_place_explains_itself(folder: Path) -> None:
    """A README beside each place.toml names where it comes from."""
    assert "源" in (text := (folder / "README.md").read_text(encoding="utf-8")) or "出处：" in text
