"""重大决策预公开 as a court would try it: what must be possible, refused or named, and due when.

Each was tried on the flow from outside; ``by`` names what it rests on.
"""

from __future__ import annotations

from datetime import date, timedelta

from helpers.tried import Tried, by

D = date
FIRST, UNTIL = D(2024, 3, 1), D(2024, 4, 1)

PH, PO, PD, PL, PHE = "handler:li", "office:ban", "disclosure_office:wang", "legal_office:qian", "head:zhao"
DRAFT = {"draft": "草案", "decision_basis": "依据", "explanation": "说明"}
ADDR = {"draft_address": "a", "basis_address": "b", "explanation_address": "c", "comment_way": "信箱"}
MEET = {"discussion_record": "x", "head_spoke_last": True, "follows_majority": True}
PUB = {
    "decision_address": "a",
    "adoption_address": "b",
    "interpretation_address": "c",
    "linked_both_ways": True,
    "channels": ("gazette", "website"),
}


def matter(
    day: date = FIRST,
    *,
    professional: bool = False,
    risky: bool = False,
    hearing: bool = False,
    livelihood: bool = False,
) -> Tried:
    """Give a matter with a draft."""
    k = Tried("prepublication@2019", day, PH)
    k.do("list_in_catalogue", PO, day, matter="某规划", category="plan", catalogue_address="x", party_agreed=True)
    k.do(
        "complete_draft",
        PH,
        day,
        **DRAFT,
        professional=professional,
        risky=risky,
        hearing_by_law=hearing,
        livelihood=livelihood,
    )
    return k


def commenting(day: date = FIRST, until: date = UNTIL, **more: bool) -> Tried:
    """Give one with its draft out for comments."""
    k = matter(day, **more)
    k.do("publish_draft", PD, day, **ADDR, comments_until=until)
    return k


def studying(day: date = FIRST, until: date = UNTIL, **more: bool) -> Tried:
    """Give one whose comments are studied."""
    k = commenting(day, until, **more)
    k.do("close_comments", PH, until + timedelta(1))
    return k


def passed(k: Tried, asked: date, on: date) -> Tried:
    """Pass the review of legality."""
    k.do("submit_for_legality", PH, asked, legality_file="x")
    k.do("pass_legality", PL, on, legality_opinion="合法")
    return k


def decided(k: Tried, on: date) -> Tried:
    """Discuss it and decide."""
    k.do("arrange_meeting", PO, on, meeting_on=on, openness="invited", invited=("public",), comment_report="x")
    k.do("adopt_decision", PO, on, **MEET, attendees="代表")
    return k


def prolonged(k: Tried, on: date, until: date) -> bool:
    """Prolong the time for comments by whatever step brings a new last day; False if none is accepted."""
    given = dict(reason="意见多", shortening_reason="紧急", **ADDR)
    names = {
        fact.name
        for move in k.moves()
        for fact in move.requires
        if fact.kind == "day" and not {"hearing", "materials"} & set(move.command.split("_"))
    }
    return any(k.by_fact(name, (PD, PH, PO, PHE), on, **given, **{name: until}) for name in sorted(names))


def executed(k: Tried | None = None) -> Tried:
    """Decided on 2024-04-18, published on 04-22, archived on 04-23."""
    k = k or decided(passed(studying(), D(2024, 4, 3), D(2024, 4, 16)), D(2024, 4, 18))
    k.do("report_to_party", PO, D(2024, 4, 19), party_report="x")
    k.do("publish_decision", PD, D(2024, 4, 22), **PUB)
    k.do("archive", PO, D(2024, 4, 23), archive_number="1")
    return k


@by("713号31")
def test_party_committee_sends_it_back() -> None:
    """The party committee may object."""
    k = decided(passed(studying(), D(2024, 4, 3), D(2024, 4, 16)), D(2024, 4, 18))
    k.do("report_to_party", PO, D(2024, 4, 19), party_report="x")
    ways = k.exits(D(2024, 4, 22), PH, PO, PD, PL, PHE) - {"publish_decision", "keep_unpublished"}
    assert ways, "the only way out is to publish"


@by("713号37")
def test_execution_stopped_by_the_head_alone() -> None:
    """The head alone suspends, and does not stop."""
    k = executed()
    k.refused_or_named(D(2024, 5, 2), k.step("stop_execution", PHE, D(2024, 5, 1), reason="不想办了"))


@by("713号15、18")
def test_draft_changed_while_commenting() -> None:
    """A wrong draft is changed while comments are open."""
    k = commenting()
    ways = k.exits(D(2024, 3, 10), PH, PO, PD, PHE) - {"terminate", "suspend_procedure", "close_comments"}
    assert ways, "nothing but to wait or to terminate"


@by("713号15（1）")
def test_comments_prolonged() -> None:
    """The time for comments is prolonged."""
    k = commenting()
    assert prolonged(k, D(2024, 3, 20), D(2024, 4, 20)), "no step prolongs it"
    k.refused("close_comments", PH, D(2024, 4, 2))


@by("713号16、22、24")
def test_material_change_needs_new_assessment() -> None:
    """Another plan is heard and assessed again."""
    k = studying(hearing=True, risky=True)
    k.do("announce_hearing", PH, D(2024, 4, 3), hearing_on=D(2024, 4, 22), selection_rule="x", participants="y")
    k.do("deliver_materials", PH, D(2024, 4, 8), materials_reached_on=D(2024, 4, 8))
    k.do("hold_hearing", PH, D(2024, 4, 22), hearing_record="x", hearing_signed=True)
    k.do("record_risk", PH, D(2024, 4, 23), risk_report="x", risk_level="controllable", main_evaluator="甲")
    k.do("change_materially", PH, D(2024, 4, 24), change_summary="换方案")
    k.do("publish_draft", PD, D(2024, 4, 25), **ADDR, comments_until=D(2024, 5, 30))
    k.do("close_comments", PH, D(2024, 5, 31))
    k.refused_or_named(
        D(2024, 6, 18),
        lambda: decided(passed(k, D(2024, 6, 3), D(2024, 6, 14)), D(2024, 6, 18)),
    )


@by("713号25")
def test_legality_by_the_drafter() -> None:
    """The drafter does not pass his own legality."""
    k = studying()
    k.do("submit_for_legality", PH, D(2024, 4, 3), legality_file="x")
    k.refused_or_named(
        D(2024, 4, 18),
        k.step("pass_legality", "legal_office:li", D(2024, 4, 16), legality_opinion="合法"),
        lambda: decided(k, D(2024, 4, 18)),
    )


@by("713号37")
def test_urgent_suspension_before_the_archive() -> None:
    """An emergency does not wait for the archive."""
    k = decided(passed(studying(), D(2024, 4, 3), D(2024, 4, 16)), D(2024, 4, 18))
    k.do("report_to_party", PO, D(2024, 4, 19), party_report="x")
    k.do("publish_decision", PD, D(2024, 4, 22), **PUB)
    k.do("suspend_execution", PHE, D(2024, 4, 23), reason="洪灾")


@by("713号25（2）")
def test_articles_cited_are_right() -> None:
    """Discussed in spite of a risk: article 25, paragraph 2."""
    k = matter()
    law = k.office.flow(k.case.flow)
    risk = next(move for move in law.moves if move.command == "pass_with_risk")
    assert "第二十五条" in risk.article, risk.article


@by("713号16")
def test_optional_hearing_cancelled_after_materials() -> None:
    """A hearing that was optional is cancelled."""
    k = studying()
    k.do("announce_hearing", PH, D(2024, 4, 3), hearing_on=D(2024, 5, 20), selection_rule="x", participants="y")
    k.do("deliver_materials", PH, D(2024, 5, 6), materials_reached_on=D(2024, 5, 6))
    k.do("cancel_hearing", PH, D(2024, 5, 10), reason="无人参加")


@by("713号14、32")
def test_first_secret_then_public() -> None:
    """Made public after what was secret has gone."""
    k = matter()
    k.do("exempt_from_comments", PHE, D(2024, 3, 4), exempt_ground="not_public_by_law", reason="涉密")
    k.do("change_materially", PH, D(2024, 3, 11), change_summary="删去涉密部分")
    k.do("publish_draft", PD, D(2024, 3, 12), **ADDR, comments_until=D(2024, 4, 12))
    k.do("close_comments", PH, D(2024, 4, 13))
    decided(passed(k, D(2024, 4, 15), D(2024, 4, 26)), D(2024, 4, 28))
    k.do("report_to_party", PO, D(2024, 4, 29), party_report="x")
    k.do("publish_decision", PD, D(2024, 5, 6), **PUB)


@by("713号32")
def test_publication_when_comments_were_exempt() -> None:
    """Without comments there is no account of them."""
    k = matter()
    k.do("exempt_from_comments", PHE, D(2024, 3, 4), exempt_ground="other_law", reason="环评另有程序")
    decided(passed(k, D(2024, 3, 5), D(2024, 3, 18)), D(2024, 3, 20))
    k.do("report_to_party", PO, D(2024, 3, 21), party_report="x")
    k.do("publish_decision", PD, D(2024, 3, 22), **{name: v for name, v in PUB.items() if name != "adoption_address"})


@by("713号18")
def test_opinion_posted_in_time_arrives_late() -> None:
    """Posted in time, it counts when it comes later."""
    k = studying()
    k.do("record_opinion", PH, D(2024, 4, 3), opinion_no="1", opinion_from="citizen", opinion_summary="x")


@by("713号全程")
def test_whole_way() -> None:
    """From the catalogue to the execution."""
    k = decided(passed(studying(), D(2024, 4, 3), D(2024, 4, 16)), D(2024, 4, 18))
    k.do("report_to_party", PO, D(2024, 4, 19), party_report="x")
    k.do("publish_decision", PD, D(2024, 4, 22), **PUB)
    k.do("archive", PO, D(2024, 4, 23), archive_number="1")
    k.do("complete_execution", PH, D(2024, 12, 1), execution_result="x")


@by("713号15（1）")
def test_shorter_without_reason() -> None:
    """A shorter time needs its reason."""
    k = matter()
    k.refused("publish_draft", PD, D(2024, 3, 1), **ADDR, comments_until=D(2024, 3, 15))


@by("713号16")
def test_hearing_postponed() -> None:
    """A hearing is postponed, twice."""
    k = studying()
    k.do("announce_hearing", PH, D(2024, 4, 3), hearing_on=D(2024, 4, 22), selection_rule="x", participants="y")
    k.do("postpone_hearing", PH, D(2024, 4, 10), hearing_on=D(2024, 5, 10), reason="z")
    k.do("deliver_materials", PH, D(2024, 4, 30), materials_reached_on=D(2024, 4, 30))
    k.do("postpone_hearing", PH, D(2024, 5, 8), hearing_on=D(2024, 5, 20), reason="z")
    k.do("hold_hearing", PH, D(2024, 5, 20), hearing_record="x", hearing_signed=True)
