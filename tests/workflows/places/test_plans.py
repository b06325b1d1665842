"""The plans of nine departments, clause by clause, against their own words."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from deadlines import rulebook
from deadlines.errors import DataError
from workflows.duties.services import findings_of
from workflows.places.against_law import against_law
from workflows.places.clause import Clause, DisclosurePlan, Service
from workflows.places.files import FOLDER, place
from workflows.places.plan_files import read_plan

PLANS = ("county_epb", "gansu", "gubei", "guiyang", "jincheng", "mep", "shandong", "shanwei", "xingren")

NUMERALS = {1: "一", 2: "两", 3: "三", 6: "六", 10: "十"}

UNITS = {
    "working_days": "个工作日",
    "hours": "小时",
    "calendar_days": "天",
    "years": "年",
    "times": "次|遍",
    "percent": "%",
    "copies": "份",
    "articles": "篇",
    "issues": "期",
    "persons": "名|位",
    "elements": "个要素|个”?要素",
    "items": "个|市|立方米",
}

NUMBERED = re.compile(r"\d+个工作日|\d+小时|\d+年内|不少于\d+次|少于\d+%|低于\d+%|\d+篇|未来\d+天|保留十年")
"""A number that binds somebody, as it stands in these plans."""

DATED = re.compile(r"\d+月\d+日前|每月\d+日|(?:\d+|十一|十二)月[上中下]+旬|年底前|年内")

NUMBERING = re.compile(
    r"^[\d一二三四五六七八九十]*[、.．]|^[（(]?[\d一二三四五六七八九十]*[)）]|20XX|〔[^〕]*〕\d*号?|〔\d+号|\d{4}年\d+月\d+日|\d{4}年?"
)
"""Numbers that only number: headings, the year of a document, its number."""


TITLES_AND_DATES = {
    "1古碑镇20XX年政务公开工作实施方案",
    "20XX年6月4日",
    "2晋城市20XX年政务公开工作实施方案",
    "320XX年环保局政务公开工作实施方案",
    "4兴仁县20XX年政务公开工作实施方案",
    "5环境保护部20XX年政务公开工作实施方案",
    "“六R26;",
    "作者:发布时间:2019/1/98:45:07",
    "日期:2017/7/7",
}
"""Lines with a number that name the plan or date it; one is a mark that was spoilt in the copy."""


def plan(name: str) -> DisclosurePlan:
    """The plan of a place."""
    found = place(name).plan
    assert found is not None
    return found


def folded(text: str) -> str:
    """A text without blanks."""
    return "".join(text.split())


def original(name: str) -> str:
    """The words of the plan."""
    return (FOLDER / name / "plan.txt").read_text(encoding="utf-8")


def sentences(text: str) -> list[str]:
    """The sentences of a text, line by line."""
    return [part for line in text.splitlines() for part in re.split(r"(?<=[。；;！])", folded(line)) if part]


@pytest.mark.parametrize("name", PLANS)
def test_every_quotation_stands_once_in_the_plan(name: str) -> None:
    """Verbatim, blanks folded; none stands twice, so that none needs its offset."""
    text = folded(original(name))
    assert [clause.id for clause in plan(name).clauses if text.count(folded(clause.quote)) != 1] == []


@pytest.mark.parametrize("name", PLANS)
def test_every_number_of_a_clause_is_in_its_words(name: str) -> None:
    """As a figure or a numeral, with its unit."""

    def is_said(clause: Clause) -> bool:
        said = folded(clause.quote)
        number = f"(?:{clause.n}|{NUMERALS.get(clause.n or 0, '无')})"
        return re.search(rf"{number}(?:{UNITS[clause.unit or '']})|{number}式三份|一式{number}份", said) is not None

    assert [
        (clause.id, clause.n, clause.unit) for clause in plan(name).clauses if clause.n and not is_said(clause)
    ] == []


@pytest.mark.parametrize("name", PLANS)
def test_every_number_and_date_of_the_plan_is_in_a_clause(name: str) -> None:
    """Whatever binds somebody by a number or a day is quoted by a clause that has it as data."""
    text = folded(original(name))
    counted = [folded(clause.quote) for clause in plan(name).clauses if clause.n is not None]
    dated = [
        folded(clause.quote)
        for clause in plan(name).clauses
        if clause.by_date or clause.window or clause.anchor or clause.period
    ]

    def spans(quotes: list[str]) -> list[tuple[int, int]]:
        return [(text.index(quote), text.index(quote) + len(quote)) for quote in quotes]

    def loose(pattern: re.Pattern[str], quotes: list[str]) -> list[str]:
        known = spans(quotes)
        found = pattern.finditer(text)
        return [each.group() for each in found if not any(a < each.end() and each.start() < b for a, b in known)]

    assert loose(NUMBERED, counted) == []
    assert loose(DATED, dated) == []


@pytest.mark.parametrize("name", PLANS)
def test_what_is_left_over_demands_nothing(name: str) -> None:
    """Headings and motives: a sentence that no clause quotes has no 应, 须, 不得, and no number that binds.

    A line that names who is responsible counts as read if a clause names them.
    """
    found = plan(name)
    quotes = [folded(clause.quote) for clause in found.clauses]
    text = folded(original(name))
    covered = [(text.index(quote), text.index(quote) + len(quote)) for quote in quotes]
    left, at = [], 0
    for sentence in sentences(original(name)):
        at = text.index(sentence, at)
        if not any(a < at + len(sentence) and at < b for a, b in covered):
            left.append(sentence)
        at += len(sentence)
    demanding = [one for one in left if one not in TITLES_AND_DATES and _demands(one, found)]
    assert demanding == []
    assert len(left) > 3


def _demands(sentence: str, found: DisclosurePlan) -> bool:
    """Tell whether a sentence asks something of somebody."""
    owners = re.match(r"责任(?:单位|部门)[:：](.*?)。?$", sentence)
    if owners:
        who = {folded(one) for clause in found.clauses for one in clause.who}
        named = re.split(r"[、，,]", owners.group(1))
        plain = [re.sub(r"牵头|配合|按职责(具体)?落实|具体落实|的相关处室", "", one) for one in named]
        normal = {one.replace("(", "（").replace(")", "）") for one in plain if one}
        return not all(any(one in known or known in one for known in who) for one in normal)
    rest = re.sub(r"(积极)?回应|适应|响应|形势下|责任(清单|政府|人|到人|督察|分解|监督)?|相应|明确职责", "", sentence)
    is_head = sentence.startswith(("20XX年,我市政务公开工作的总体要求", "2018年政务公开工作的总体要求"))
    return not is_head and re.search(r"应|须|不得|\d", NUMBERING.sub("", rest)) is not None


@pytest.mark.parametrize("name", PLANS)
def test_no_person_is_in_the_data(name: str) -> None:
    """No telephone, no address, no name: the role stands instead."""
    for file in ("plan.txt", "plan.toml", "place.toml"):
        text = re.sub(r"source = .*|@head|〔\d+号", "", (FOLDER / name / file).read_text(encoding="utf-8"))
        assert re.search(r"(?<!\d)\d{7,11}(?!\d)|[^〇]@", text) is None
        assert re.search(r"组长[:：](?!〇)|责任人[:：](?!〇)|由(?!〇)..?.?同志", text) is None


@pytest.mark.parametrize("name", ["cn", *PLANS])
def test_what_serves_a_clause_is_there(name: str) -> None:
    """Moves, guards, rules, roles, options: each exists, and a rule has the number of the clause in some version."""
    assert [(one.clause, one.why.en) for one in findings_of(place(name), rulebook())] == []


@pytest.mark.parametrize(
    ("service", "n", "code", "zh"),
    [
        ("foi.replies", 20, "plan.no_service", "rule“foi.replies”不存在；请核对名称"),
        ("foi.reply", 21, "plan.other_number", "方案写 21 working_days，期限 foi.reply 没有这样的版本"),
    ],
)
def test_what_serves_nothing_or_by_another_number_is_found(service: str, n: int, code: str, zh: str) -> None:
    """The regulations give 15 and 20 working days, so 20 by the right name is no finding."""
    guiyang = place("guiyang")
    assert guiyang.plan is not None

    def serving(name: str, number: int) -> list[tuple[str, str, str]]:
        clause = evolve(plan("guiyang").clauses[0], n=number, unit="working_days", served_by=(Service("rule", name),))
        changed = evolve(guiyang, plan=evolve(guiyang.plan, clauses=(clause,)))
        return [(one.clause, one.why.code, one.why.zh) for one in findings_of(changed, rulebook())]

    assert serving("foi.reply", 20) == []
    assert serving(service, n) == [(plan("guiyang").clauses[0].id, code, zh)]


@pytest.mark.parametrize("name", ["cn", *PLANS])
def test_what_has_a_number_or_a_day_is_served(name: str) -> None:
    """Catalogues, inspections and proposals come later; what has a number, a period or a day does not wait for them."""
    bound = [
        clause for clause in plan(name).clauses if clause.by_date or clause.window or clause.period or clause.anchor
    ]
    assert [clause.id for clause in bound if clause.status != "served"] == []


LITERAL = {
    ("guiyang", "四（一）2"): ("monthly", None, None, None),
    ("guiyang", "五（二）4"): (None, 10, "working_days", None),
    ("guiyang", "五（四）3"): ("weekly", 2, "times", None),
    ("guiyang", "五（三）1"): ("yearly", 2, "times", None),
    ("guiyang", "一（二）-3"): (None, None, None, "12-31"),
    ("shanwei", "二（二）3（4）"): (None, None, None, "2018-12-20"),
    ("shanwei", "三2"): (None, None, None, "12-20"),
    ("shanwei", "二（一）6（2）②"): ("yearly", None, None, "03-31"),
    ("shandong", "五（三）"): ("yearly", 4, "percent", None),
    ("gansu", "三10-6"): ("quarterly", None, None, None),
    ("gubei", "四（四）4"): (None, 3, "copies", None),
    ("jincheng", "三（四）"): (None, None, None, "09-30"),
    ("jincheng", "三（四）-2"): (None, None, None, "12-05"),
    ("jincheng", "二（一）3-4"): (None, None, None, "08-25"),
    ("jincheng", "二（六）3"): ("n_yearly", 3, "years", None),
    ("xingren", "六1-3"): (None, None, None, "03-10"),
    ("xingren", "四-2"): (None, 20, "working_days", None),
    ("mep", "三（十一）-4"): ("yearly", 1, "times", "12-31"),
}


@pytest.mark.parametrize(("key", "wanted"), LITERAL.items(), ids=str)
def test_literal_clauses(key: tuple[str, str], wanted: tuple[object, ...]) -> None:
    """Read in the plans by eye: period, number, unit, day."""
    clause = plan(key[0]).clause(key[1])
    assert clause is not None
    assert (clause.period, clause.n, clause.unit, clause.by_date) == wanted


def test_windows_and_anchors() -> None:
    """11月上旬, 12月中旬 and 每月5日."""
    assert plan("gubei").duty("self_check").window == ("11-01", "11-10")  # type: ignore[union-attr]
    assert plan("xingren").duty("self_check").window == ("12-11", "12-20")  # type: ignore[union-attr]
    assert plan("xingren").duty("monthly_item").anchor.to_dict() == {"day": 5}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "day", "rule", "standing", "local", "national", "binds"),
    [
        ("shanwei", date(2026, 11, 28), "foi.annual.department", "lapsed", "03-31", "01-31", "national"),
        ("shanwei", date(2018, 11, 28), "foi.annual.department", "equal", "03-31", "03-31", "national"),
        ("shanwei", date(2026, 11, 28), "message.reply", "uncertain", "5 working_days", None, "local"),
        ("shanwei", date(2018, 11, 28), "message.reply", "alone", "5 working_days", None, "local"),
        ("xingren", date(2026, 11, 28), "foi.reply", "lapsed", "15 working_days", "20 working_days", "national"),
        ("xingren", date(2019, 5, 14), "foi.reply", "equal", "15 working_days", "15 working_days", "national"),
        ("xingren", date(2019, 5, 15), "foi.reply", "lapsed", "15 working_days", "20 working_days", "national"),
        ("xingren", date(2026, 11, 28), "foi.proactive", "equal", "20 working_days", "20 working_days", "national"),
        (
            "jincheng",
            date(2016, 9, 1),
            "interpretation.publish",
            "equal",
            "3 working_days",
            "3 working_days",
            "national",
        ),
        ("guiyang", date(2017, 8, 1), "proposal.publish", "alone", "10 working_days", None, "local"),
    ],
)
def test_a_plan_beside_the_law(
    name: str, day: date, rule: str, standing: str, local: str, national: str | None, binds: str
) -> None:
    """Which of the two binds on a day."""
    (entry,) = [one for one in against_law(place(name), rulebook(), day) if one.entry == rule]
    assert (entry.standing, entry.local, entry.national, entry.binds) == (standing, local, national, binds)


def test_a_rule_that_has_not_begun_is_in_no_table() -> None:
    """On 7 August 2018 the plan of 8 August binds nobody."""
    entries = [one.entry for one in against_law(place("shanwei"), rulebook(), date(2018, 8, 7))]
    assert entries == ["opinion.conference", "opinion.release"]


PLAN = """
[plan]
title = "示例方案"
source = "示例"
owner = "办公室"
[outlets]
site = "网站"
[[clause]]
id = "一"
quote = "按月公开水质"
kind = "duty-recurring"
period = "monthly"
duty = { id = "water", en = "publish" }
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PLAN.replace('owner = "办公室"\n', ""), "p/plan.toml：plan.owner：缺少；请补上"),
        (PLAN.replace('period = "monthly"', 'period = "monthyl"'), "“monthyl”不在 real_time"),
        (PLAN.replace('period = "monthly"\n', ""), "职责“water”没有周期、日期或者期间，永不到期"),
        (PLAN + PLAN[PLAN.index("[[clause]]") :], "p/plan.toml：clause：“一”出现 2 次"),
        (
            PLAN.replace('en = "publish" }', 'en = "publish", outlets = ["x"] }'),
            "职责 water 写的公开载体“x”不在本方案中",
        ),
        (PLAN.replace("按月公开水质", "按月公开水质  "), "引文不超过 60 字，空白只留一格"),
        (PLAN.replace("按月公开水质", "水" * 61), "引文不超过 60 字，空白只留一格；现为 61 字"),
        (PLAN + 'missing = "目录"\n', "只写其一"),
        (PLAN.replace('period = "monthly"', 'period = "monthly"\nn = 3'), "数与单位须同时写明"),
        (PLAN.replace('period = "monthly"', 'by_date = "13-01"'), "“13-01”应写作 12-20 或者 2018-12-20"),
        (PLAN.replace('period = "monthly"', 'window = ["11-10", "11-01"]'), '请写作 ["11-01", "11-10"]，先后两日'),
        (PLAN.replace('period = "monthly"', 'period = "monthly"\nanchor = { day = 32 }'), "32 大于 31"),
        (
            PLAN.replace('period = "monthly"', 'period = "monthly"\nserved_by = ["duty:x"]'),
            "条目 一 写的 duty“x”不在本方案中",
        ),
        (PLAN.replace('period = "monthly"', 'period = "monthly"\nserved_by = ["move"]'), "“move”应写作 类型:名称"),
        (PLAN.replace('kind = "duty-recurring"', 'kind = "quota"'), "次数要求“water”没有次数"),
        (PLAN.replace("kind =", "knid ="), "不认识的项"),
        (
            PLAN.replace('period = "monthly"', 'period = "monthly"\nuntil = 2017-12-31'),
            "失效的条目须同时写明最后一日（until）和依据（lapsed_by）",
        ),
    ],
)
def test_a_wrong_plan_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """File, key and why."""
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "plan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_plan(folder / "plan.toml")
    assert message in refused.value.zh


def test_owners_are_dated() -> None:
    """市国税局 stands for itself on 4 July 2018, the merged office from the 5th on (from memory, and marked so)."""
    found = plan("jincheng")
    assert found.owner_on("市国税局", date(2018, 7, 4)) == "市国税局"
    assert found.owner_on("市国税局", date(2018, 7, 5)) == "国家税务总局晋城市税务局"
    assert found.owner_on("市财政局", date(2018, 7, 5)) == "市财政局"
    assert {owner.verification for owner in found.owners} == {"memory"}


def test_a_clause_whose_law_is_gone_is_lapsed() -> None:
    """排污收费 ended with 2017: not a word of it on the last day, lapsed on the next."""
    before, after = (
        [entry for entry in against_law(place("mep"), rulebook(), day) if entry.entry.startswith("clause.")]
        for day in (date(2017, 12, 31), date(2018, 1, 1))
    )
    assert before == []
    (entry,) = after
    assert (entry.standing, entry.local, entry.binds) == ("lapsed", "2017-12-31", "none")
    assert "环境保护税法自2018年1月1日起施行" in entry.zh
