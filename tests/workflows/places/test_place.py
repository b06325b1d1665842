"""A place may be stricter than the law, never looser; its file is read with care."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from deadlines.errors import DataError
from deadlines.law.rules import FLOOR, RuleBook
from deadlines.law.terms import CalendarDays, WorkingDays
from helpers.example_flow import BASIS, BOOK, FLOW, HANDLER
from workflows import NATIONAL, Basis, LooserThanLaw, Place, catalog, decide, open_case, replay
from workflows.cases.events import Occasion
from workflows.places.clause import DisclosurePlan, Duty
from workflows.places.files import OPTIONS, place, places, read_place
from workflows.places.place import PlaceTerm, check_place, rule_for

DAY = date(2024, 3, 1)

FILE = """
[place]
id = "demo"
zh = "示例市"
en = "Demo"
sources = ["示例市工作细则"]
[offices]
head = "市政务公开办主任"
[labels]
handling = "承办"
[options]
attributes = ["proactive", "withheld"]
own_return_within = 2
[[term]]
rule = "foi.reply"
unit = "working_days"
term = 15
article = "工作细则第三条"
verification = "memory"
"""


def demo(folder: Path, text: str = FILE) -> Path:
    """Write a place."""
    path = folder / "demo" / "place.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def term(rule: str, length: WorkingDays | CalendarDays) -> Place:
    """Give a place with one term of its own."""
    return Place("demo", "示例市", "Demo", terms=(PlaceTerm(rule, length, "细则第三条", "memory"),))


def test_a_place_reads_from_its_file(tmp_path: Path) -> None:
    """Everything in the file is in the value."""
    found = read_place(demo(tmp_path))
    assert ("示例市", "市政务公开办主任", "承办") == (found.zh, found.office("head"), found.label("handling"))
    assert (PlaceTerm("foi.reply", WorkingDays(15), "工作细则第三条", "memory"),) == found.terms
    assert {"attributes": ("proactive", "withheld"), "own_return_within": 2} == found.options
    assert [("cn", "全国"), ("demo", "示例市")] == [(each.id, each.zh) for each in places(tmp_path)]
    assert "cn" == place("cn", tmp_path).id


def test_an_unknown_office_keeps_its_name() -> None:
    """What a place does not rename keeps the general word."""
    assert ("负责人", "head") == (NATIONAL.office("head", "负责人"), NATIONAL.office("head"))


BROKEN = [
    (FILE.replace('zh = "示例市"', ""), "place.toml: zh: None is not a text"),
    (FILE.replace('id = "demo"', 'id = "other"'), "'other' is not the name of its folder"),
    (FILE.replace('unit = "working_days"', 'unit = "weeks"'), "'weeks' is not one of working_days"),
    (FILE + "[extra]\n", "unknown table"),
    (
        FILE.replace("own_return_within = 2", "own_return_within = 1.5"),
        "1.5 is not a text, number, yes/no or list of texts",
    ),
    (
        FILE.replace('["proactive", "withheld"]', '"proactive"'),
        "options.attributes: 'proactive' is not a list of texts",
    ),
    (
        FILE.replace("own_return_within = 2", 'interpretation = ["with_document"]'),
        "options.interpretation: ('with_document',) is not a text",
    ),
    (
        FILE.replace("own_return_within", "return_within"),
        (
            "options.return_within: no flow reads this option; known are attributes, return_file_by, "
            "interpretation, message_answers_reviewed_by, response_elements; those of your own flows begin own_"
        ),
    ),
    (FILE.replace("[place]", "[plaice]"), "unknown table"),
]


@pytest.mark.parametrize(("text", "why"), BROKEN)
def test_a_wrong_file_is_refused(text: str, why: str, tmp_path: Path) -> None:
    """Missing and unknown parts are named."""
    with pytest.raises(DataError) as caught:
        read_place(demo(tmp_path, text))
    assert why.rsplit(": ", maxsplit=1)[-1] in str(caught.value)


def test_each_option_has_a_reader_and_each_reader_its_option() -> None:
    """What the flows of the library ask a place for by name is what a place may say; a read of another form is none."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in Path(catalog.__file__).parent.rglob("*.py"))
    asked = re.findall(r"place\.options\.get\(\s*\"(\w+)\"", text)
    assert len(re.findall(r"place\.options", text)) == len(asked)
    assert (
        {
            "attributes",
            "return_file_by",
            "interpretation",
            "message_answers_reviewed_by",
            "response_elements",
        }
        == set(asked)
        == set(OPTIONS)
    )


def test_an_unknown_place_is_refused(tmp_path: Path) -> None:
    """The message lists the places there are."""
    demo(tmp_path)
    with pytest.raises(DataError, match="no place 'x'; known are cn, demo"):
        place("x", tmp_path)


def test_a_stricter_place_counts_its_own_term() -> None:
    """Fifteen working days from Friday 1 March end on Friday 22 March."""
    own = term("foi.reply", WorkingDays(15))
    check_place(own, BOOK, DAY)
    case = replay(open_case(FLOW, "A-1", Occasion(DAY, HANDLER), place=own))
    basis = Basis(BASIS.calendar, BOOK, own)
    (event,) = decide(FLOW, case, "receive", Occasion(DAY, HANDLER), basis=basis)
    assert date(2024, 3, 22) == event.clocks[0].due
    assert "demo" == case.place


LOOSER = [
    (term("foi.reply", WorkingDays(21)), "is longer than the most, WorkingDays(n=20)"),
    (term("foi.reply", CalendarDays(15)), "cannot be compared with WorkingDays(n=20)"),
    (term("foi.reply.odd", WorkingDays(15)), "no national rule to be stricter than"),
    (term("floor", WorkingDays(14)), "is shorter than the least, WorkingDays(n=15)"),
    (
        Place(
            "demo",
            "示例市",
            "Demo",
            plan=DisclosurePlan(
                "方案",
                "",
                "细则",
                "办公室",
                None,
                None,
                duties=(Duty("d", "职责", "duty", "一", "原文", "event", rule="odd"),),
            ),
        ),
        "duty 'd' names a rule that no instrument has",
    ),
]


@pytest.mark.parametrize(("own", "why"), LOOSER)
def test_a_looser_place_is_refused(own: Place, why: str) -> None:
    """Longer than a ceiling, shorter than a floor, or not comparable: refused with the law's own term."""
    floor = evolve(BOOK.rules[2], id="floor", kind=FLOOR)
    with pytest.raises(LooserThanLaw) as caught:
        check_place(own, RuleBook((*BOOK.rules, floor)), DAY)
    assert why in str(caught.value)
    assert str(caught.value).endswith("a place may be stricter than the law, never looser")


def test_a_local_rule_is_found_by_its_scope() -> None:
    """A rule that only the place has binds there; one that is looser than the national one is refused."""
    local = evolve(BOOK.rules[0].instrument, id="demo-rules", scope="demo")
    message = evolve(BOOK.rules[2], id="message.reply", instrument=local, term=WorkingDays(5))
    book = BOOK.including((message,))
    own = Place("demo", "示例市", "Demo")
    assert WorkingDays(5) == rule_for(own, book, "message.reply", DAY).term
    check_place(own, book, DAY)
    looser = evolve(BOOK.rules[0], instrument=local, term=WorkingDays(30))
    with pytest.raises(LooserThanLaw, match="is longer than the most"):
        check_place(own, BOOK.including((looser,)), DAY)


STRICT = [
    (FILE.replace("[place]", "[place"), "is not TOML: "),
    (
        FILE.replace('sources = ["示例市工作细则"]', 'source = "示例市工作细则"'),
        "place.source: unknown key",
    ),
    (FILE.replace('id = "demo"', 'id = "demo"\nregion = "cn-gxx"'), "place.region: 'cn-gxx' is none of cn-bj, cn-gx"),
    (FILE.replace('rule = "foi.reply"', 'rules = "foi.reply"'), "term[1].rules: unknown key; the keys here are"),
    (FILE.replace('article = "工作细则第三条"\n', ""), "term[1].article: missing; add it"),
    (FILE.replace("term = 15", "term = 1.5"), "term[1].term: 1.5 is not a whole number of 1 or more"),
    (FILE.replace("term = 15", "term = 0"), "term[1].term: 0 is not a whole number of 1 or more"),
    (
        FILE.replace('verification = "memory"', 'verification = "seen"'),
        "term[1].verification: 'seen' is none of text, secondary, memory",
    ),
    (
        FILE.replace('head = "市政务公开办主任"', "head = 7"),
        "offices.head: 7 is not a text",
    ),
    (FILE.replace("[offices]\n", "[[offices]]\n"), "offices: [{'head': '市政务公开办主任'}] is not a table"),
]


@pytest.mark.parametrize(("text", "why"), STRICT)
def test_a_wrong_file_says_which_key_and_why(text: str, why: str, tmp_path: Path) -> None:
    """A misspelt key, a wrong word, a missing field, a file that is not TOML: file, key, why."""
    with pytest.raises(DataError) as caught:
        read_place(demo(tmp_path, text))
    assert str(caught.value).startswith("demo/place.toml: ")
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (FILE.replace("term = 15", "term = 21"), "WorkingDays(n=21) is longer than the most, WorkingDays(n=20)"),
        (FILE.replace('"working_days"', '"calendar_days"'), "CalendarDays(n=15) cannot be compared with"),
        (FILE.replace('"foi.reply"', '"foi.replies"'), "no national rule to be stricter than"),
    ],
)
def test_a_place_of_a_host_that_is_looser_than_the_law_is_refused_where_it_is_read(
    text: str, why: str, tmp_path: Path
) -> None:
    """Nobody has to remember to check it."""
    path = demo(tmp_path, text)
    for read in (lambda: read_place(path), lambda: places(tmp_path), lambda: place("demo", tmp_path)):
        with pytest.raises(LooserThanLaw, match=re.escape(why)):
            read()


def test_a_local_rule_that_is_not_in_force_or_looser_hides_nothing() -> None:
    """Lapsed, not yet valid, or looser than the law: the nation's term binds on that day."""
    national = BOOK.rules[0]
    own = Place("demo", "示例市", "Demo")
    for start, until, days in (
        (date(2010, 1, 1), date(2020, 1, 1), 10),
        (date(2030, 1, 1), None, 10),
        (date(2010, 1, 1), None, 30),
    ):
        instrument = evolve(national.instrument, id="demo-rules", scope="demo", in_force=start, until=until)
        book = BOOK.including((evolve(national, instrument=instrument, term=WorkingDays(days)),))
        assert national.term == rule_for(own, book, national.id, DAY).term
    instrument = evolve(national.instrument, id="demo-rules", scope="demo", in_force=date(2010, 1, 1), until=None)
    book = BOOK.including((evolve(national, instrument=instrument, term=WorkingDays(10)),))
    assert WorkingDays(10) == rule_for(own, book, national.id, DAY).term
