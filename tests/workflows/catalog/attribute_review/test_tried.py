"""公文公开属性审查 as a court would try it: what must be possible, refused or named, and due when.

Each was tried on the flow from outside; ``by`` names what it rests on.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from helpers.tried import Tried, by

D = date
FIRST = D(2024, 3, 1)

HA, OF, DO, SE, HE = "handler:li", "office:ban", "disclosure_office:wang", "secrecy:mi", "head:zhao"


LABELS = {
    "proactive": "（信息公开属性：主动公开）",
    "on_request": "（信息公开属性：依申请公开）",
    "withheld": "（信息公开属性：不予公开）",
}


def doc(cls: str = "general", origin: str = "own", place: str = "cn", day: date = FIRST, **more: Any) -> Tried:
    """Give a document that is described."""
    k = Tried("attribute_review@2019", day, HA, place=place)
    k.do("describe", HA, day, title="某通知", document_class=cls, origin=origin, **more)
    return k


def to_approval(
    k: Tried,
    day: date,
    attribute: str = "proactive",
    private: str = "clear_privacy",
    *,
    policy: bool = False,
    **more: Any,
) -> Tried:
    """Take a document to its signature."""
    if policy:
        more["interpretation_plan"] = "解读稿"
    k.do("submit_file", HA, day, attribute=attribute, **more)
    k.do("accept_file", OF, day)
    if k.case.state == "pre_review":
        k.do("agree_attribute", DO, day)
    k.do("clear_secrecy", SE, day)
    if k.case.state == "privacy_review":
        k.do(private, DO, day)
    return k


def issued(cls: str = "general", attribute: str = "proactive", day: date = FIRST, **more: Any) -> Tried:
    """Give a document that is issued."""
    policy = cls in ("policy", "normative") and attribute == "proactive"
    k = to_approval(doc(cls, day=day), day, attribute, policy=policy, **more)
    if policy:
        k.do("approve", HE, day, signed_interpretation="解读")
    else:
        k.do("approve", HE, day)
    rest = {} if attribute == "proactive" else {"next_review_on": D(day.year + 1, 3, 3)}
    k.do("issue", OF, day, issued_on=day, number="1", label=LABELS[attribute], **rest)
    return k


def published(cls: str = "general", day: date = FIRST) -> Tried:
    """Give one that is published."""
    k = issued(cls, day=day)
    k.do("publish", DO, day, address="http://x", channels=("website",))
    return k


def public(cls: str = "general", day: date = FIRST) -> Tried:
    """Give one that is public for good."""
    k = published(cls, day)
    k.do("enter_ledger", OF, day, ledger_number="1")
    k.do("finish", OF, day)
    return k


@by("条例26")
def test_missing_publication_gets_no_new_term() -> None:
    """What is missing is due from the day it was made, not from that of its discovery."""
    k = public()
    k.do("report_missing", DO, D(2025, 3, 3), ledger_finding="未上网")
    due = k.due("publish")
    assert k.seen(D(2025, 3, 4)) or (due is not None and due < D(2025, 3, 31)), (k.band(D(2025, 3, 4)), due)


@by("条例14、26")
def test_not_to_be_published_after_issue() -> None:
    """What must not be published need not be published first."""
    k = issued()
    ways = k.exits(D(2024, 3, 5), HA, OF, DO, SE, HE) - {"publish"}
    assert ways, "the only way out is to publish"


@by("条例14至16")
def test_made_withheld_without_a_ground() -> None:
    """Withheld only on a ground of the law."""
    k = issued(attribute="on_request", reason="限于特定对象")
    change = k.step(
        "propose_change",
        DO,
        D(2024, 4, 1),
        new_attribute="withheld",
        change_cause="self_check",
        change_reason="不便公开",
    )
    k.refused_or_named(D(2024, 4, 2), change, k.step("approve_change", HE, D(2024, 4, 2), next_review_on=D(2025, 4, 1)))


@by("联合行文")
def test_silent_co_issuer_does_not_strand_the_file() -> None:
    """A silent co-issuer does not hold a file for ever."""
    k = doc(origin="joint", co_issuer_count=1)
    k.do("submit_file", HA, D(2024, 3, 1), attribute="proactive")
    k.do("accept_file", OF, D(2024, 3, 1))
    k.do("consult_co_issuer", HA, D(2024, 3, 4), co_issuer="乙局")
    ways = k.may(D(2024, 6, 3), HA, OF, DO, HE) - {"consult_co_issuer", "record_co_issuer"}
    assert ways, "nothing but waiting"


@by("80号；seed 003 1（1）")
def test_stale_reason_serves_another_attribute() -> None:
    """A reason serves only the attribute it was given for."""
    k = doc()
    k.do("submit_file", HA, D(2024, 3, 1), attribute="on_request", reason="限于特定申请人")
    k.do("accept_file", OF, D(2024, 3, 1))
    k.do("clear_secrecy", SE, D(2024, 3, 1))
    k.do("send_back", HE, D(2024, 3, 4), return_reason="改为不予公开")
    k.refused_or_named(
        D(2024, 3, 6),
        k.step("submit_file", HA, D(2024, 3, 5), attribute="withheld", ground="process"),
        k.step("accept_file", OF, D(2024, 3, 5)),
        k.step("clear_secrecy", SE, D(2024, 3, 5)),
        k.step("approve", HE, D(2024, 3, 6)),
        k.step(
            "issue",
            OF,
            D(2024, 3, 6),
            issued_on=D(2024, 3, 6),
            number="1",
            label=LABELS["withheld"],
            next_review_on=D(2025, 3, 3),
        ),
    )


@by("审签")
def test_approved_file_sent_back() -> None:
    """A signed file with a wrong attribute goes back."""
    k = to_approval(doc(), D(2024, 3, 1))
    k.do("approve", HE, D(2024, 3, 1))
    ways = k.exits(D(2024, 3, 4), HA, OF, DO, SE, HE) - {"issue", "refuse_issue"}
    assert ways, "only to issue it or to refuse it"


@by("条例14、15")
def test_take_down_a_repealed_document() -> None:
    """A repealed document that is still on line can be taken down."""
    k = public()
    k.do("record_repeal", OF, D(2024, 3, 5))
    k.do("annotate", DO, D(2024, 3, 6), annotation="已废止")
    assert k.exits(D(2024, 3, 7), HE, DO, OF), "it stays on line for good"


@by("拟制公文")
def test_wrong_class_can_be_set_right() -> None:
    """A wrong class can be set right."""
    k = doc()
    k.do("submit_file", HA, D(2024, 3, 1))
    k.do("return_file", OF, D(2024, 3, 1), return_reason="未明确属性")
    given = {"title": "某办法", "document_class": "normative", "origin": "own"}
    assert k.by_fact("document_class", (HA, OF), D(2024, 3, 4), **given), "the class cannot be set right"
    assert k.case.fact("document_class") == "normative", k.case.fact("document_class")


@by("seed 003 3（2）")
def test_interpreted_again_while_in_force() -> None:
    """A document is interpreted again."""
    k = issued("policy")
    k.do(
        "publish",
        DO,
        D(2024, 3, 1),
        address="http://x",
        channels=("website",),
        interpretation_address="http://y",
        interpretation_kind="own",
    )
    given = {"interpretation_address": "http://z", "interpretation_kind": "own"}
    assert k.by_fact("interpretation_address", (DO,), D(2024, 3, 20), **given), "no step records it"


@by("条例14")
def test_take_down_before_the_follow_up_is_done() -> None:
    """What must not be public is taken down at once."""
    k = published("normative")
    k.do("take_down", HE, D(2024, 3, 5), ground="state_secret", reason="误发", next_review_on=D(2025, 3, 1))


@by("条例10（3）；联合行文")
def test_co_issuer_first_disagrees_then_agrees() -> None:
    """A co-issuer may come round."""
    k = doc(origin="joint", co_issuer_count=1)
    k.do("submit_file", HA, D(2024, 3, 1), attribute="proactive")
    k.do("accept_file", OF, D(2024, 3, 1))
    k.do("consult_co_issuer", HA, D(2024, 3, 4), co_issuer="乙局")
    k.do("record_co_issuer", HA, D(2024, 3, 5), co_issuer="乙局", co_issuer_opinion="disagrees", objection="x")
    k.do("consult_co_issuer", HA, D(2024, 3, 6), co_issuer="乙局")
    k.do("record_co_issuer", HA, D(2024, 3, 7), co_issuer="乙局", co_issuer_opinion="agrees")
    k.do("conclude_consultation", HA, D(2024, 3, 8))
    assert k.case.state == "secrecy_review", k.case.state


@by("条例18")
def test_next_evaluation_in_2030() -> None:
    """The next evaluation may lie beyond the announced years."""
    k = to_approval(doc(day=D(2026, 11, 2)), D(2026, 11, 2), "withheld", ground="process", reason="x")
    k.do("approve", HE, D(2026, 11, 2))
    k.do(
        "issue",
        OF,
        D(2026, 11, 2),
        issued_on=D(2026, 11, 2),
        number="1",
        label=LABELS["withheld"],
        next_review_on=D(2030, 6, 3),
    )


@by("80号；seed 003 1（1）")
def test_whole_way() -> None:
    """From the draft to the public."""
    k = public()
    assert k.case.outcome == "disclosed"


@by("条例14")
def test_secret_opened_in_two_steps() -> None:
    """A secret is not opened by a detour."""
    k = doc()
    k.do("submit_file", HA, D(2024, 3, 1), attribute="withheld", ground="process", reason="x")
    k.do("accept_file", OF, D(2024, 3, 1))
    k.do("confirm_secret", SE, D(2024, 3, 1), secret_level="secret")  # noqa: S106  # a level of secrecy
    k.do("approve", HE, D(2024, 3, 1))
    k.do(
        "issue",
        OF,
        D(2024, 3, 1),
        issued_on=D(2024, 3, 1),
        number="1",
        label=LABELS["withheld"],
        next_review_on=D(2025, 3, 1),
    )
    k.refused(
        "propose_change", DO, D(2024, 4, 1), new_attribute="on_request", change_cause="self_check", change_reason="x"
    )


@by("行政处罚法48（2）")
def test_penalty_annulled_while_published() -> None:
    """Three working days to withdraw an annulled penalty."""
    k = public("penalty")
    k.do("annul_penalty", OF, D(2024, 3, 5))
    assert k.due("withdraw") == D(2024, 3, 8), k.due("withdraw")


@by("2016要点；seed 000二（二）")
def test_interpretation_three_days() -> None:
    """Three working days to interpret."""
    k = published("policy")
    assert k.due("interpretation") == D(2024, 3, 6), k.due("interpretation")
