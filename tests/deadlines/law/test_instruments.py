"""Instrument files: the law as data, and what is refused."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import get_args, get_type_hints

import attrs
import pytest

from deadlines.data_files import Table
from deadlines.errors import DataError, NotInForceError
from deadlines.law.disputes import points_of, reading_point, reading_points
from deadlines.law.instruments import instrument, instruments, rule_book
from deadlines.law.readings import Readings, UnknownReadingError
from deadlines.law.rules import Rule
from deadlines.law.terms import CalendarDays, FixedDate, Hours, Months, Reasonable, Term, WorkingDays
from helpers.errors import told

BOOK = rule_book()

JAN_31 = FixedDate(month=1, day=31, years_after=1)
MAR_31 = FixedDate(month=3, day=31, years_after=1)

# Transcribed from the texts, not from the data: rule, a day, term, kind, article.
LAW: list[tuple[str, date, Term, str, str]] = [
    ("foi.reply", date(2008, 5, 1), WorkingDays(15), "ceiling", "第二十四条第二款"),
    ("foi.reply", date(2019, 5, 14), WorkingDays(15), "ceiling", "第二十四条第二款"),
    ("foi.reply", date(2019, 5, 15), WorkingDays(20), "ceiling", "第三十三条第二款"),
    ("foi.correction.notice", date(2024, 4, 1), WorkingDays(7), "ceiling", "第三十条"),
    ("foi.correction.apply", date(2024, 4, 1), Reasonable(), "ceiling", "第三十条"),
    ("foi.third_party", date(2024, 3, 13), WorkingDays(15), "ceiling", "第三十二条"),
    ("foi.co_producer", date(2024, 3, 13), WorkingDays(15), "ceiling", "第三十四条"),
    ("foi.bulk", date(2024, 3, 13), Reasonable(), "ceiling", "第三十五条"),
    ("foi.fee.pay", date(2024, 6, 3), WorkingDays(20), "ceiling", "收费通知条款（条号未核）"),
    ("foi.proactive", date(2010, 1, 4), WorkingDays(20), "ceiling", "第十八条"),
    ("foi.proactive", date(2020, 1, 6), WorkingDays(20), "ceiling", "第二十六条"),
    ("foi.annual.department", date(2018, 12, 31), MAR_31, "ceiling", "第三十一条"),
    ("foi.annual.department", date(2025, 12, 31), JAN_31, "ceiling", "第四十九条第一款"),
    ("foi.annual.government", date(2025, 12, 31), MAR_31, "ceiling", "第四十九条第二款"),
    ("decision.comment", date(2024, 1, 15), CalendarDays(30), "floor", "第十五条第一款"),
    ("decision.hearing", date(2024, 5, 20), CalendarDays(7), "ceiling", "第十六条第三款"),
    ("decision.legality", date(2024, 1, 15), WorkingDays(7), "floor", "第二十六条第二款"),
    ("rulemaking.comment", date(2024, 1, 15), CalendarDays(30), "floor", "第十五条第二款、第二十一条第二款"),
    ("rulemaking.filing", date(2024, 10, 31), CalendarDays(30), "ceiling", "第三十四条"),
    ("rulemaking.filing", date(2024, 11, 1), CalendarDays(30), "ceiling", "第四条"),
    ("business.comment", date(2024, 1, 15), CalendarDays(30), "floor", "第六十二条第二款"),
    ("opinion.release", date(2024, 1, 15), Hours(5), "ceiling", "政务舆情回应部分（条号未核）"),
    ("opinion.conference", date(2016, 8, 1), Hours(24), "ceiling", "四、提高政务舆情回应实效（条目未核）"),
    ("opinion.conference", date(2024, 1, 15), Hours(24), "ceiling", "政务舆情回应部分（条号未核）"),
    ("opinion.other", date(2024, 1, 15), Hours(48), "ceiling", "四、提高政务舆情回应实效（条目未核）"),
    ("enforcement.withdrawal", date(2024, 1, 15), WorkingDays(3), "ceiling", "第四十八条第二款、第八十五条"),
    ("enterprise.publicity", date(2016, 1, 15), WorkingDays(20), "ceiling", "第十条"),
    ("budget.publish", date(2024, 1, 15), CalendarDays(20), "ceiling", "第十四条"),
    ("review.apply", date(2020, 1, 6), CalendarDays(60), "ceiling", "第九条第一款"),
    ("review.apply", date(2024, 8, 6), CalendarDays(60), "ceiling", "第二十条第一款"),
    ("review.accept", date(2024, 8, 6), WorkingDays(5), "ceiling", "第三十条第一款、第八十八条第二款"),
    ("review.respond", date(2023, 12, 29), CalendarDays(10), "ceiling", "第二十三条第一款"),
    ("review.respond", date(2024, 1, 2), WorkingDays(10), "ceiling", "第四十八条、第八十八条第二款"),
    ("review.decide", date(2024, 8, 6), CalendarDays(60), "ceiling", "第六十二条第一款"),
    ("review.decide_simple", date(2024, 8, 6), CalendarDays(30), "ceiling", "第六十二条第二款"),
    ("review.sue", date(2024, 8, 6), CalendarDays(15), "ceiling", "第三十四条"),
    ("litigation.sue", date(2024, 8, 6), Months(6), "ceiling", "第四十六条第一款"),
    ("litigation.after_review", date(2024, 8, 6), CalendarDays(15), "ceiling", "第四十五条"),
    ("litigation.inaction", date(2024, 8, 6), Months(6), "ceiling", "第六十六条"),
    ("eia.approve.report", date(2026, 8, 14), CalendarDays(60), "ceiling", "第二十二条第三款"),
    ("eia.approve.report", date(2026, 8, 15), CalendarDays(60), "ceiling", "第一百零二条第二款"),
    ("eia.comment.web", date(2024, 1, 15), WorkingDays(10), "floor", "第十一条第一款第一项"),
]


@pytest.mark.parametrize(("rule_id", "day", "term", "kind", "article"), LAW)
def test_rule_says_what_the_text_says(rule_id: str, day: date, term: Term, kind: str, article: str) -> None:
    """The rule in force on a day has the length, side and article of the text."""
    rule = BOOK.in_force(rule_id, day)
    assert (term, kind, article) == (rule.term, rule.kind, rule.article)


def test_reply_2019_is_extended_once_by_the_head_of_the_disclosure_office() -> None:
    """Art. 33(2): at most 20 working days, the head of the disclosure office, told to the applicant."""
    extension = BOOK.in_force("foi.reply", date(2024, 3, 1)).extension
    assert extension is not None
    assert (WorkingDays(20), 1, "政府信息公开工作机构负责人", "第三十三条第二款") == (
        extension.at_most,
        extension.times,
        extension.approver,
        extension.article,
    )


def test_reply_2007_leaves_out_third_parties_only() -> None:
    """Art. 24(3) of 2007 names third parties; art. 33(3) of 2019 adds other agencies."""
    old, new = BOOK.versions("foi.reply")
    assert ["third_party_consultation"] == [item.cause for item in old.suspensions]
    assert ["third_party_consultation", "other_agency_consultation", "co_producer_consultation"] == [
        item.cause for item in new.suspensions
    ]


@pytest.mark.parametrize("rule_id", ["review.apply", "review.decide", "review.sue", "litigation.sue"])
def test_procedural_terms_in_days_and_months_roll(rule_id: str) -> None:
    """民事诉讼法第八十五条 and 行诉解释第四十八条: a last day on a day off moves to the first day after."""
    assert {"next_working_day"} == {rule.roll for rule in BOOK.versions(rule_id)}


def test_floors_do_not_roll() -> None:
    """A term of at least so many days needs no later end."""
    assert {"none"} == {rule.roll for rule in BOOK.rules if rule.kind == "floor"}


def test_hearing_terms_count_back() -> None:
    """Only terms before a meeting run backwards."""
    backwards = {rule.id for rule in BOOK.rules if rule.direction == "before"}
    assert {"decision.hearing", "rulemaking.hearing", "eia.meeting.notice"} == backwards


def test_eia_measures_are_uncertain_once_the_code_is_in_force() -> None:
    """生态环境法典 is in force from 2026-08-15; whether 令4号 survives it is unknown."""
    rule = BOOK.in_force("eia.decision", date(2026, 8, 15))
    assert (True, False) == (rule.certain_on(date(2026, 8, 14)), rule.certain_on(date(2026, 8, 15)))


def test_local_rules_stand_beside_the_national_ones() -> None:
    """A place's own rule is asked for by scope and never answers for the nation."""
    assert WorkingDays(5) == BOOK.in_force("message.reply", date(2018, 9, 3), scope="shanwei").term
    assert WorkingDays(1) == BOOK.in_force("guide.change", date(2018, 9, 3), scope="shanwei").term
    assert WorkingDays(10) == BOOK.in_force("proposal.publish", date(2017, 9, 4), scope="guiyang").term
    assert WorkingDays(3) == BOOK.in_force("interpretation.publish", date(2019, 9, 2), scope="shandong").term
    assert "cn" == BOOK.in_force("interpretation.publish", date(2019, 9, 2)).instrument.scope


def test_a_local_rule_ends_before_its_instrument() -> None:
    """Shanwei's 31 March restated the 2007 regulation and fell with it."""
    assert MAR_31 == BOOK.in_force("foi.annual.department", date(2019, 5, 14), scope="shanwei").term
    with pytest.raises(NotInForceError):
        BOOK.in_force("foi.annual.department", date(2019, 5, 15), scope="shanwei")


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: f"{rule.version}:{rule.instrument.scope}")
def test_every_rule_is_cited(rule: Rule) -> None:
    """Each rule, suspension, restart and extension names its article; each instrument its sources."""
    extension = () if rule.extension is None else (rule.extension,)
    parts = (rule, *rule.suspensions, *rule.restarts, *extension)
    assert all(part.article and part.verification in {"text", "secondary", "memory"} for part in parts)
    assert rule.instrument.sources
    assert rule.first_day_basis
    assert rule.roll_basis


def test_sources_are_public_addresses_not_paths() -> None:
    """No source is a place on somebody's machine."""
    sources = [source for item in instruments() for source in item.sources]
    assert [] == [source for source in sources if re.search(r"(^|\s)(/|~|[A-Z]:\\|\.\./)", source)]


def test_versions_follow_each_other_day_by_day() -> None:
    """Counted by hand over the days: on no day two versions, and no hole between the first and the last."""
    for key in {(rule.id, rule.instrument.scope) for rule in BOOK.rules}:
        versions = [rule for rule in BOOK.rules if (rule.id, rule.instrument.scope) == key]
        edges = [day for rule in versions for day in (rule.in_force, rule.until) if day is not None]
        near = {day + timedelta(days=shift) for day in edges for shift in (-1, 0, 1)}
        inside = [day for day in near if min(edges) <= day <= max(edges)]
        assert [1] * len(inside) == [sum(rule.binds_on(day) for rule in versions) for day in inside]


def test_quick_reading_gives_the_same_rules() -> None:
    """Reading only the files that hold a rule gives what reading all files gives."""
    for rule_id in BOOK.ids():
        quick = rule_book({rule_id})
        assert [rule for rule in BOOK.rules if rule.id == rule_id] == [
            rule for rule in quick.rules if rule.id == rule_id
        ]


def test_letters_without_a_term_are_instruments_too() -> None:
    """207号 and 235号 fix days, not terms."""
    assert {"receipt-letter-2015", "delivery-letter-2016"} <= {item.id for item in instruments()}


def test_unknown_instrument_names_the_file() -> None:
    """Asking for an instrument that nobody shipped says which file is missing."""
    with pytest.raises(DataError) as caught:
        instrument("regulation-2031")
    assert (
        "regulation-2031.toml: instrument: no such file in data/instruments; add the instrument or correct its name"
        == str(caught.value)
    )


GOOD = """\
[instrument]
id = "law"
title = "某法"
title_en = "A law"
number = "第1号"
promulgated = 2020-01-01
in_force = 2020-02-01
verification = "text"
sources = ["某网页"]

[[rule]]
id = "some.rule"
title = "办理"
title_en = "Act"
article = "第一条"
kind = "ceiling"
unit = "working_days"
term = 5
direction = "after"
start = "收到之日"
start_en = "receipt"
first_day = "next_day"
first_day_basis = "民法典第二百零一条第一款"
roll = "none"
roll_basis = "以工作日计"
verification = "text"
party = "agency"

[rule.extension]
at_most = 5
times = 1
approver = "负责人"
notice = "before_expiry"
article = "第一条"
verification = "text"
"""

REFUSALS = [
    ('title = "办理"', 'titel = "办理"', "law.toml: rule[1].titel: unknown key; the keys here are "),
    ('article = "第一条"\nkind', "kind", "law.toml: rule[1].article: missing; add it"),
    ('article = "第一条"\nkind', 'article = " "\nkind', "law.toml: rule[1].article: ' ' is not a text; write what the"),
    ('sources = ["某网页"]\n', "", "law.toml: instrument.sources: missing; add it"),
    ('sources = ["某网页"]', "sources = []", "law.toml: instrument.sources: [] is not a list of texts; name at least"),
    (
        'verification = "text"\nparty',
        'verification = "sure"\nparty',
        "law.toml: rule[1].verification: 'sure' is none of text, secondary, memory",
    ),
    ('verification = "text"\nparty', "party", "law.toml: rule[1].verification: missing; add it"),
    ('kind = "ceiling"', 'kind = "most"', "law.toml: rule[1].kind: 'most' is none of ceiling, floor"),
    ("term = 5", "term = 0", "law.toml: rule[1].term: 0 is not a whole number of 1 or more"),
    ("term = 5", 'term = "5"', "law.toml: rule[1].term: '5' is not a whole number of 1 or more"),
    ("term = 5\n", "", "law.toml: rule[1].term: missing; add it"),
    (
        'unit = "working_days"',
        'unit = "hours"',
        "law.toml: rule[1].first_day: 'next_day' is none of same_moment",
    ),
    (
        'unit = "working_days"',
        'unit = "reasonable"',
        "law.toml: rule[1].term: a reasonable term has no number in the law; leave it out, or change the unit",
    ),
    (
        'roll = "none"',
        'roll = "next_working_day"',
        "law.toml: rule[1].roll: a term in working_days has no last day to roll; write 'none'",
    ),
    (
        "times = 1",
        "times = 2",
        "law.toml: rule[1].extension.times: 2 is not 1: the count adds one extension and never sums several; write 1",
    ),
    ("at_most = 5\n", "", "law.toml: rule[1].extension.at_most: missing; add it"),
    ("times = 1", "times = 0", "law.toml: rule[1].extension.times: 0 is not a whole number of 1 or more"),
    (
        "in_force = 2020-02-01",
        "in_force = 2019-12-31",
        "law.toml: instrument.in_force: 2019-12-31 is before the promulgation on 2020-01-01",
    ),
    (
        "in_force = 2020-02-01",
        "in_force = 2020-02-01\nuntil = 2020-01-31",
        "law.toml: instrument.until: 2020-01-31 is before the first day in force, 2020-02-01",
    ),
    (
        "in_force = 2020-02-01",
        "in_force = 2020-02-01\nuncertain_until = 2026-08-14",
        "law.toml: instrument.uncertain_until: 2026-08-14 needs a note that says what is uncertain",
    ),
    (
        "in_force = 2020-02-01",
        'in_force = "2020-02-01"',
        "law.toml: instrument.in_force: '2020-02-01' is not a day; write it as 2019-05-15, without quotes",
    ),
    (
        'party = "agency"',
        'party = "agency"\nin_force = 2020-01-15',
        "law.toml: rule[1].in_force: 2020-01-15 is before its instrument is in force, 2020-02-01",
    ),
    (
        "in_force = 2020-02-01",
        'in_force = 2020-02-01\nuntil = 2021-01-31\nnote = "…"',
        None,
    ),
    ('id = "law"', 'id = "other"', "law.toml: instrument.id: 'other' is not the name of the file; rename one of them"),
    ("[instrument]", "[instrument", "law.toml: TOML: "),
    ("[[rule]]", "[rule]", "data.not_tables law.toml：rule：请写作 [[rule]] 表"),
    (
        'verification = "text"\nsources = ["某网页"]\n\n[[rule]]',
        'verification = "text"\nsources = ["某网页"]\nuntil = 2021-01-31\n\n[[rule]]\nuntil = 2021-02-01',
        "rule.after_instrument law.toml：rule[1].until：2021-02-01 晚于所在文件的最后一日 2021-01-31",
    ),
    (
        'unit = "working_days"\nterm = 5',
        'unit = "reasonable"',
        "rule.no_extension_unit law.toml：rule[1].extension.at_most：以 reasonable 计的期限不能按数目延长",
    ),
    (
        'unit = "working_days"\nterm = 5',
        'unit = "fixed_date"\nterm = { month = 2, day = 29, years_after = 1 }',
        "rule.leap_day law.toml：rule[1].term.day：2-29 不是每年都有的日子",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), REFUSALS)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, old: str, new: str, message: str | None) -> None:
    """File, key and reason are in the message; a sound change passes."""
    assert 1 == GOOD.count(old)
    (tmp_path / "law.toml").write_text(GOOD.replace(old, new), encoding="utf-8")
    if message is None:
        assert ("some.rule",) == rule_book(folder=tmp_path).ids()
        return
    with pytest.raises(DataError) as caught:
        rule_book(folder=tmp_path)
    assert any(text.startswith(message) for text in told(caught.value))


def _second(tmp_path: Path, until: str, in_force: str, gap: str = "") -> Path:
    old = GOOD.replace("in_force = 2020-02-01", f"in_force = 2020-02-01\n{until}")
    new = GOOD.replace('id = "law"', 'id = "new-law"').replace("in_force = 2020-02-01", f"in_force = {in_force}")
    (tmp_path / "law.toml").write_text(old, encoding="utf-8")
    (tmp_path / "new-law.toml").write_text(
        new.replace('party = "agency"', f'party = "agency"\n{gap}'), encoding="utf-8"
    )
    return tmp_path


def test_overlapping_versions_are_refused(tmp_path: Path) -> None:
    """On no day may two versions bind, and the message gives the missing last day."""
    with pytest.raises(DataError) as caught:
        rule_book(folder=_second(tmp_path, "", "2022-01-01"))
    assert (
        "new-law.toml: rule[1] some.rule: overlaps some.rule@law, which has no last day; "
        "give that one until = 2021-12-31" == str(caught.value)
    )


def test_one_day_of_overlap_is_refused(tmp_path: Path) -> None:
    """The old version's last day is the day before the new one's first."""
    with pytest.raises(DataError) as caught:
        rule_book(folder=_second(tmp_path, "until = 2022-01-01", "2022-01-01"))
    assert (
        "new-law.toml: rule[1] some.rule: overlaps some.rule@law, which lasts until 2022-01-01; "
        "give that one until = 2021-12-31" == str(caught.value)
    )


def test_a_gap_between_versions_is_refused(tmp_path: Path) -> None:
    """Days without a rule are an error unless somebody says why."""
    with pytest.raises(DataError) as caught:
        rule_book(folder=_second(tmp_path, "until = 2021-12-30", "2022-01-01"))
    assert (
        "new-law.toml: rule[1] some.rule: nothing binds from 2021-12-31 to 2021-12-31, after some.rule@law; "
        'add the version between, or say why there is none: gap = "…"' == str(caught.value)
    )


def test_a_declared_gap_and_a_seamless_change_pass(tmp_path: Path) -> None:
    """A reason makes a gap lawful; the next day needs none."""
    folder = _second(tmp_path, "until = 2021-06-30", "2022-01-01", 'gap = "旧法废止后半年没有规定"')
    assert 2 == len(rule_book(folder=folder).versions("some.rule"))
    folder = _second(tmp_path, "until = 2021-12-31", "2022-01-01")
    assert 2 == len(rule_book(folder=folder).versions("some.rule"))


def test_reading_points_and_defaults_agree() -> None:
    """Every point that counting knows has the same choices and default in the data."""
    hints = get_type_hints(Readings)
    in_code = {field.name: (field.default, set(get_args(hints[field.name]))) for field in attrs.fields(Readings)}
    in_data = {point.id: (point.default, {choice.id for choice in point.choices}) for point in reading_points()}
    assert in_code == {name: in_data[name] for name in in_code}


def test_every_reading_names_its_source() -> None:
    """No side of a dispute stands without somebody who says so."""
    assert [] == [choice for point in reading_points() for choice in point.choices if not choice.source.strip()]


def test_contrary_readings_leave_out_the_default() -> None:
    """What is reported beside a date is every other answer."""
    assert ("suspend", "none") == tuple(choice.id for choice in reading_point("correction_effect").contrary)


def test_unknown_readings_are_refused() -> None:
    """An unknown point or answer names the known ones."""
    with pytest.raises(UnknownReadingError) as caught:
        reading_point("start_day").choice("maybe")
    assert "the point 'start_day' has no reading 'maybe'; its readings: not_counted, counted" == str(caught.value)
    with pytest.raises(UnknownReadingError, match=r"^no disputed point 'end_day'; the points: start_day, "):
        reading_point("end_day")


@pytest.mark.parametrize(
    ("choices", "default", "message"),
    [
        (["a"], "a", "readings.toml: point[1].choice: a disputed point has at least two choices"),
        (["a", "a"], "a", "readings.toml: point[1].choice: a, a names a choice twice"),
        (["a", "b"], "c", "readings.toml: point[1].default: 'c' is none of a, b"),
    ],
)
def test_wrong_readings_are_refused(choices: list[str], default: str, message: str) -> None:
    """A dispute has two sides, each named once, and the default is one of them."""
    rows = [{"id": name, "zh": "…", "en": "…", "source": "…"} for name in choices]
    point = {"id": "p", "stage": "count", "question": "？", "question_en": "?", "default": default, "choice": rows}
    with pytest.raises(DataError) as caught:
        points_of(Table("readings.toml", "", {"point": [point]}))
    assert message == str(caught.value)


def test_a_point_that_occurs_twice_is_refused() -> None:
    """The second would silently stand in place of the first."""
    rows = [{"id": name, "zh": "…", "en": "…", "source": "…"} for name in ("a", "b")]
    point = {"id": "p", "stage": "count", "question": "？", "question_en": "?", "default": "a", "choice": rows}
    with pytest.raises(DataError) as caught:
        points_of(Table("readings.toml", "", {"point": [point, dict(point)]}))
    assert ("data.twice", "readings.toml：point[2].id：“p”出现两次") == (caught.value.why.code, caught.value.zh)
