"""依申请公开 as a court and a hostile lawyer would try it: what must be possible, refused or named, and due when.

Each was tried on the flow from outside; ``by`` names what it rests on.
"""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from typing import Any

from helpers.tried import NOT_DONE, Tried, actor, by, instant
from workflows.decisions.counts import deadline_of

D = date
FIRST = D(2024, 3, 1)

W, L, H, LEGAL = "disclosure_office:wang", "handler:li", "head:zhao", "legal_office:qian"
ZH = "applicant:zhang"
FUYI, COURT = "review_body:fuyi", "court:fayuan"

REG = {
    "receipt_evidence": "EMS 1",
    "request_form": "written",
    "applicant_kind": "natural_person",
    "applicant_name": "张某",
    "identity_proof": "身份证",
    "contact": "电话",
    "description": "某环评批复",
    "delivery_form": "纸质",
}


def new(day: date = FIRST, flow: str = "request@2019") -> Tried:
    """Give a request received by signed post on a day, registered on it."""
    k = Tried(flow, day, W)
    k.do("register", W, day, channel="signed_post", received_on=day, signed_on=day, **REG)
    return k


def handling(day: date = FIRST, flow: str = "request@2019") -> Tried:
    """Give a request in hand since three days after its receipt."""
    k = new(day, flow)
    k.do("accept", W, day + timedelta(3))
    return k


def clear(k: Tried, on: date, secrecy: str = "clear", *, severable: bool = False) -> None:
    """Review it for secrecy."""
    k.do("review_secrecy", W, on, secrecy=secrecy, severable=severable)


def draft(
    k: Tried, on: date, decision: str = "granted", grounds: tuple[str, ...] = ("36-2",), by: str = L, **more: Any
) -> None:
    """Draft the reply."""
    facts = {"granted": {"how_to_obtain": "附件"}}.get(decision, {"reasons": "理由"})
    k.do("draft_reply", by, on, decision=decision, grounds=grounds, **{**facts, **more})


def approve(k: Tried, on: date) -> None:
    """Pass the draft and approve it."""
    k.do("pass_review", LEGAL, on, review_opinion="同意")
    k.do("approve", H, on)


def send(k: Tried, on: date, decision: str = "granted") -> None:
    """Send the reply."""
    k.do("send_reply", L, on, decision=decision, reply_number="1", service="postal", tells_remedies=True)


def whole(k: Tried, on: date, decision: str = "granted", grounds: tuple[str, ...] = ("36-2",), **more: Any) -> Tried:
    """Draft, approve and send on one day."""
    if decision == "granted":
        clear(k, on)
    draft(k, on, decision, grounds, **more)
    approve(k, on)
    send(k, on, decision)
    return k


def refusal(k: Tried, on: date) -> Tried:
    """Refuse it as an internal affair."""
    return whole(k, on, "internal_affairs", ("16-1",), discretion_reasons="x")


def review(k: Tried, number: str, applied: date, concluded: date, result: str = "corrected", by: str = FUYI) -> None:
    """Apply for a reconsideration and conclude it."""
    k.do("apply_for_review", by, applied, review_number=number)
    k.do("conclude_review", FUYI, concluded, review_number=number, review_result=result)


def consulted(k: Tried, sent: date, served: date, name: str = "甲") -> Tried:
    """Consult a third party, and record that it was served."""
    k.do("consult_third_party", L, sent, third_party=name)
    k.do("record_third_party_served", L, served, third_party=name, third_party_served_on=served)
    return k


@by("条例33（3）、51；复议法11")
def test_r33_consulting_after_the_lapse_hides_lateness() -> None:
    """Consulted after the end, the case stays overdue, and silence can be complained of."""
    k = handling()  # 3月29日届满
    with contextlib.suppress(NOT_DONE):
        k.do("consult_other_agency", L, D(2024, 4, 10), other_agency="市住建局")
    assert k.band(D(2024, 4, 11)) == "overdue", k.band(D(2024, 4, 11))
    k.do("apply_for_review", ZH, D(2024, 4, 11), review_number="复1")


@by("条例32、33（3）")
def test_r32_late_sweep_does_not_lengthen_the_pause() -> None:
    """The third party kept silent until 27 March; a sweep in April, after another entry, moves no due day."""
    k = consulted(handling(), D(2024, 3, 4), D(2024, 3, 6))
    clear(k, D(2024, 4, 10))
    k.sweep(instant(2024, 4, 11, 2))
    assert k.due() in (D(2024, 4, 24), D(2024, 4, 25)), k.due()


@by("条例32、33（3）")
def test_r32_a_note_before_a_late_sweep_moves_the_due_day() -> None:
    """Nor does a note of who has the case."""
    k = consulted(handling(), D(2024, 3, 4), D(2024, 3, 6))
    k.wall.reach(instant(2024, 4, 10))
    k.office.note("C", by=actor(W), assignee="chen")
    k.sweep(instant(2024, 4, 11, 2))
    assert k.due() in (D(2024, 4, 24), D(2024, 4, 25)), k.due()


@by("条例32、33（3）")
def test_r32_opinion_after_the_lapse_does_not_lengthen_the_pause() -> None:
    """An opinion two weeks after the end of its term pauses nothing longer."""
    k = consulted(handling(), D(2024, 3, 4), D(2024, 3, 6))
    try:
        k.do(
            "record_third_party_opinion",
            L,
            D(2024, 4, 10),
            third_party="甲",
            third_party_opinion="objects_with_grounds",
        )
    except NOT_DONE:
        k.sweep(instant(2024, 4, 11, 2))
    assert k.due() in (D(2024, 4, 24), D(2024, 4, 25)), k.due()


@by("条例32、33（3）")
def test_r32_silence_resumes_the_day_after_the_fifteenth() -> None:
    """Silence costs the applicant no day more than an answer on the last day."""
    answered, silent = (consulted(handling(), D(2024, 3, 4), D(2024, 3, 6)) for _ in range(2))
    answered.do("record_third_party_opinion", L, D(2024, 3, 27), third_party="甲", third_party_opinion="consents")
    silent.do("deem_third_party_silent", "system", D(2024, 3, 28), third_party="甲")
    assert answered.due() == silent.due(), (answered.due(), silent.due())


@by("条例32")
def test_r32_served_twice_restarts_the_fifteen_days() -> None:
    """To record the service again starts no new fifteen days."""
    k = consulted(handling(), D(2024, 3, 4), D(2024, 3, 6))
    before, due = k.found(D(2024, 3, 26)), k.due("third_party", "甲")
    try:
        k.do("record_third_party_served", L, D(2024, 3, 26), third_party="甲", third_party_served_on=D(2024, 3, 26))
    except NOT_DONE:
        return
    assert k.due("third_party", "甲") == due or k.found(D(2024, 3, 26)) - before, (due, k.due("third_party", "甲"))


@by("条例31")
def test_r31_receipt_in_the_future() -> None:
    """The day of receipt is not after the register."""
    k = Tried("request@2019", D(2024, 3, 1), W)
    k.refused_or_named(
        D(2024, 3, 1),
        k.step(
            "register",
            W,
            D(2024, 3, 1),
            channel="in_person",
            received_on=D(2024, 4, 1),
            submitted_on=D(2024, 4, 1),
            **REG,
        ),
    )


@by("条例30")
def test_r30_corrected_in_the_future() -> None:
    """The corrected request did not come after it was recorded."""
    k = new()
    k.do("ask_correction", W, D(2024, 3, 8), correction_items="名称", correction_days=10)
    k.refused_or_named(
        D(2024, 3, 11), k.step("correct", W, D(2024, 3, 11), corrected_on=D(2024, 6, 3), description="某批复")
    )


@by("条例30")
def test_r30_corrected_before_it_was_asked() -> None:
    """Nor before it was asked for."""
    k = new()
    k.do("ask_correction", W, D(2024, 3, 8), correction_items="名称", correction_days=10)
    k.refused_or_named(
        D(2024, 3, 11), k.step("correct", W, D(2024, 3, 11), corrected_on=D(2024, 3, 4), description="某批复")
    )


@by("条例33（2）")
def test_r33_extend_by_fewer_days() -> None:
    """Extended by ten days: due on 15 April."""
    k = handling()
    term = k.own_term("extend", "extension_days", 10, D(2024, 4, 15))
    k.do("extend", H, D(2024, 3, 28), extension_reason="复杂", notice_way="邮寄", **term)
    assert k.due() == D(2024, 4, 15), k.due()


@by("条例32")
def test_r32_stop_waiting_while_the_fifteen_days_run() -> None:
    """The third party is waited for while its days run."""
    k = consulted(handling(), D(2024, 3, 4), D(2024, 3, 6))
    stop = k.step("stop_waiting_for_third_party", W, D(2024, 3, 7), third_party="甲", no_answer_reason="不想等")
    k.refused_or_named(D(2024, 3, 9), stop, lambda: whole(k, D(2024, 3, 8)))


@by("条例32")
def test_r32_served_before_the_letter_was_sent() -> None:
    """The letter did not arrive before it was sent."""
    k = handling()
    k.do("consult_third_party", L, D(2024, 3, 20), third_party="甲")
    k.refused_or_named(
        D(2024, 3, 21),
        k.step("record_third_party_served", L, D(2024, 3, 21), third_party="甲", third_party_served_on=D(2024, 2, 1)),
    )


@by("条例34")
def test_r34_abolished_co_producer_is_not_awaited() -> None:
    """An agency that is no more is not waited for."""
    k = handling()
    k.do("consult_co_producer", L, D(2024, 3, 5), co_producer="已撤销的局")
    known = {
        "consult_co_producer",
        "record_co_producer_served",
        "record_co_producer_opinion",
        "deem_co_producer_consent",
    }
    ways = {one for one in k.may(D(2024, 3, 12), W, L, H) if "co_producer" in one} - known
    assert ways, "no way out of waiting for an agency that is no more"
    given = {"co_producer": "已撤销的局", "no_answer_reason": "已撤销"}
    assert any(k.give(way, (W, L, H), D(2024, 3, 12), **given) for way in sorted(ways)), ways
    clear(k, D(2024, 3, 13))
    draft(k, D(2024, 3, 14))


@by("条例30")
def test_r30_new_correction_after_redo_for_a_bad_notice() -> None:
    """A notice that was set aside is given again."""
    k = new()
    k.do("ask_correction", W, D(2024, 3, 5), correction_items="名称", correction_days=5)
    k.do("correct", ZH, D(2024, 3, 8), corrected_on=D(2024, 3, 8), description="x")
    whole(k, D(2024, 3, 20), "still_unclear", ("30",))
    review(k, "复1", D(2024, 4, 1), D(2024, 5, 20))
    k.do("order_redo", FUYI, D(2024, 5, 22), order_number="复1", order_received_on=D(2024, 5, 22))
    k.do("ask_correction", W, D(2024, 5, 24), correction_items="按决定重新告知", correction_days=10)


@by("条例31")
def test_r31_submitted_for_ever_is_seen() -> None:
    """A request that nobody registers is seen."""
    k = Tried("request@2019", D(2024, 3, 1), ZH)
    assert k.seen(D(2024, 6, 1)), k.band(D(2024, 6, 1))


@by("条例30")
def test_r30_correcting_for_ever_is_seen() -> None:
    """A correction that nobody was told of is seen."""
    k = new()
    k.do("ask_correction", W, D(2024, 3, 5), correction_items="名称", correction_days=10)
    assert k.seen(D(2025, 3, 5)), (k.band(D(2025, 3, 5)), k.case.state)


@by("条例33（3）")
def test_r33_never_served_consultation_is_seen() -> None:
    """A consultation that nothing proves is seen."""
    k = handling()
    k.do("consult_third_party", L, D(2024, 3, 4), third_party="甲")
    assert k.seen(D(2026, 11, 2)), k.band(D(2026, 11, 2))


@by("条例32、33（3）")
def test_r32_same_third_party_asked_again_and_again() -> None:
    """The same third party is not asked again and again."""
    k = handling()
    steps = []
    for day in (4, 6, 12, 14, 18):
        steps.append(k.step("consult_third_party", L, D(2024, 3, day), third_party="甲"))
        steps.append(
            k.step(
                "record_third_party_opinion", L, D(2024, 3, day + 1), third_party="甲", third_party_opinion="consents"
            )
        )
    k.refused_or_named(D(2024, 3, 29), *steps)


@by("条例32")
def test_r32_told_about_an_earlier_draft() -> None:
    """The third party is told of what is disclosed, not of an earlier draft."""
    k = handling()
    k.do("consult_third_party", L, D(2024, 3, 5), third_party="甲")
    k.do("record_third_party_opinion", L, D(2024, 3, 12), third_party="甲", third_party_opinion="objects_with_grounds")
    clear(k, D(2024, 3, 13))
    draft(k, D(2024, 3, 14), public_interest_reasons="理由一")
    k.do("tell_third_party", L, D(2024, 3, 14), third_party="甲")
    k.do("return_draft", W, D(2024, 3, 15), return_reason="内容不对")
    draft(k, D(2024, 3, 18), public_interest_reasons="另一理由，公开另外的内容")
    approve(k, D(2024, 3, 19))
    k.refused_or_named(D(2024, 3, 20), lambda: send(k, D(2024, 3, 20)))


@by("条例32")
def test_r32_late_opinion_can_be_put_on_record() -> None:
    """An opinion after the silence, before the reply, goes on record."""
    k = consulted(handling(), D(2024, 3, 4), D(2024, 3, 6))
    k.do("deem_third_party_silent", "system", D(2024, 3, 28), third_party="甲")
    given = {"third_party": "甲", "third_party_opinion": "objects_with_grounds"}
    assert k.by_fact("third_party_opinion", (L, W, "third_party:甲"), D(2024, 4, 1), **given), "no step records it"


@by("条例33（1）、36（5）")
def test_r33_on_the_spot_not_ours() -> None:
    """That another agency is competent can be said on the spot."""
    k = new()
    given = {
        "decision": "not_held",
        "grounds": ("36-5",),
        "reasons": "属自然资源局",
        "competent_agency": "自然资源局 电话",
    }
    assert k.by_fact("decision", (W,), D(2024, 3, 1), **given), "only what is given can be given on the spot"
    assert k.case.outcome == "not_held", k.case.outcome


@by("条例35")
def test_r35_unbounded_delay() -> None:
    """A delay of years is not reasonable."""
    k = handling()
    k.do("ask_reasons", W, D(2024, 3, 5), volume="40件")
    k.do("explain", ZH, D(2024, 3, 8), explanation="研究")
    k.refused_or_named(
        D(2024, 3, 11),
        k.step("delay_reasonably", W, D(2024, 3, 11), delay_days=600, delay_reasons="量大", notice_way="邮寄"),
    )


@by("条例35、33")
def test_r35_delay_shorter_than_the_ordinary_term() -> None:
    """A delay does not end before the ordinary term."""
    k = handling()
    k.do("ask_reasons", W, D(2024, 3, 5), volume="40件")
    k.do("explain", ZH, D(2024, 3, 8), explanation="研究")
    before = k.found(D(2024, 3, 11))
    try:
        k.do("delay_reasonably", W, D(2024, 3, 11), delay_days=5, delay_reasons="量大", notice_way="邮寄")
    except NOT_DONE:
        return
    dues = k.running("bulk", "reply")
    assert max(dues) >= D(2024, 3, 29) or k.found(D(2024, 3, 11)) - before, dues


@by("条例36（3）")
def test_r36_refusal_with_blank_reasons() -> None:
    """Blanks are no reasons."""
    k = handling()
    k.refused_or_named(
        D(2024, 3, 22),
        lambda: draft(k, D(2024, 3, 20), "internal_affairs", ("16-1",), reasons=" ", discretion_reasons="\u3000"),
        lambda: approve(k, D(2024, 3, 21)),
        lambda: send(k, D(2024, 3, 22), "internal_affairs"),
    )


@by("条例45")
def test_r45_own_draft_reviewed_under_another_role() -> None:
    """Nobody approves a draft of his own under another role, with a blank behind the name."""
    k = handling()
    clear(k, D(2024, 3, 11))
    draft(k, D(2024, 3, 12), by="handler:li")
    k.do("pass_review", LEGAL, D(2024, 3, 13), review_opinion="同意")
    k.refused_or_named(D(2024, 3, 14), k.step("approve", "head:li ", D(2024, 3, 13)), lambda: send(k, D(2024, 3, 14)))


@by("条例45")
def test_r45_unnamed_persons() -> None:
    """Who is not named is no second person."""
    k = handling()
    clear(k, D(2024, 3, 11))
    k.refused_or_named(
        D(2024, 3, 14),
        lambda: draft(k, D(2024, 3, 12), by="handler:"),
        k.step("pass_review", "legal_office:a", D(2024, 3, 13), review_opinion="同意"),
        k.step("approve", "head:a", D(2024, 3, 13)),
        lambda: send(k, D(2024, 3, 14)),
    )


@by("235号")
def test_r40_returned_and_sent_again() -> None:
    """A reply that came back is sent again."""
    k = whole(handling(), D(2024, 3, 20))
    first = k.may(D(2024, 3, 26), L, W)
    k.do("record_delivery", L, D(2024, 3, 27), delivery_result="returned")
    later = k.may(D(2024, 4, 2), L, W)
    assert later - first, later


@by("条例30、45")
def test_r30_archive_again_after_late_correction() -> None:
    """What was archived as abandoned and taken up again is archived again."""
    k = new()
    k.do("ask_correction", W, D(2024, 3, 5), correction_items="名称", correction_days=5)
    k.do("record_correction_served", W, D(2024, 3, 6), correction_served_on=D(2024, 3, 6))
    k.do("deem_uncorrected", "system", D(2024, 3, 14))
    k.do("archive", W, D(2024, 3, 15), archive_number="A1")
    k.do("accept_late_correction", W, D(2024, 3, 18), corrected_on=D(2024, 3, 18), description="x", just_cause="住院")
    whole(k, D(2024, 4, 1))
    k.do("archive", W, D(2024, 4, 2), archive_number="A2")


@by("条例33（2）")
def test_r33_extend_while_waiting_for_reasons() -> None:
    """The term runs while reasons are waited for, and can be extended."""
    k = handling()
    k.do("ask_reasons", W, D(2024, 3, 20), volume="40件")
    k.do("extend", H, D(2024, 3, 28), extension_reason="复杂", notice_way="邮寄")


@by("条例51；复议法11（14）")
def test_r31_silence_before_register() -> None:
    """Silence before the register can be complained of."""
    k = Tried("request@2019", D(2024, 3, 1), ZH)
    k.do("apply_for_review", "review_body:fuyi", D(2024, 6, 1), review_number="复1")


@by("条例36（2）（4）")
def test_r36_some_given_some_not_held() -> None:
    """A part is given, another is not held."""
    k = handling()
    clear(k, D(2024, 3, 11))
    try:
        draft(
            k,
            D(2024, 3, 12),
            "partly_granted",
            ("37", "36-4"),
            how_to_obtain="附件",
            reasons="其余不存在",
            search_account="检索",
        )
    except NOT_DONE:
        draft(k, D(2024, 3, 12), "granted", ("36-2", "36-4"), how_to_obtain="附件", search_account="检索")


@by("条例14、16")
def test_r36_whole_refusal_on_two_grounds() -> None:
    """A whole refusal may rest on two grounds."""
    k = handling()
    clear(k, D(2024, 3, 11), "state_secret")
    draft(k, D(2024, 3, 12), "state_secret", ("14-secret", "16-2-process"), reasons="x", discretion_reasons="y")


@by("条例39（1）")
def test_r39_petition_without_channel() -> None:
    """The channel of a petition may be told; it need not."""
    k = handling()
    k.do("draft_reply", L, D(2024, 3, 20), decision="petition", grounds=("39-1",), reasons="属信访事项")


@by("条例31")
def test_r31_web_request_without_confirmation() -> None:
    """A request by the net is received when both sides confirm."""
    k = Tried("request@2019", D(2024, 3, 1), W)
    k.refused(
        "register", W, D(2024, 3, 4), channel="internet", received_on=D(2024, 3, 1), submitted_on=D(2024, 3, 1), **REG
    )


@by("条例30")
def test_r30_correction_in_time() -> None:
    """Asked for on the seventh day; a full new term from the corrected request."""
    k = new()
    k.do("ask_correction", W, D(2024, 3, 12), correction_items="名称", correction_days=10)
    k.do("record_correction_served", W, D(2024, 3, 13), correction_served_on=D(2024, 3, 13))
    k.do("correct", ZH, D(2024, 3, 20), corrected_on=D(2024, 3, 20), description="某批复")
    assert k.due() == D(2024, 4, 18), k.due()
    assert "correction_asked_in_time" not in k.breaches(D(2024, 3, 20))


@by("条例30")
def test_r30_second_correction() -> None:
    """A correction is asked for once."""
    k = new()
    k.do("ask_correction", W, D(2024, 3, 5), correction_items="名称", correction_days=10)
    k.do("correct", ZH, D(2024, 3, 8), corrected_on=D(2024, 3, 8), description="某批复")
    k.refused("ask_correction", W, D(2024, 3, 11), correction_items="再补", correction_days=5)


@by("条例32、37")
def test_r32_third_party_consents_in_part() -> None:
    """The rest is withheld for the third party."""
    k = handling()
    k.do("consult_third_party", L, D(2024, 3, 5), third_party="甲")
    k.do("record_third_party_opinion", L, D(2024, 3, 12), third_party="甲", third_party_opinion="objects_with_grounds")
    clear(k, D(2024, 3, 13), severable=True)
    draft(k, D(2024, 3, 14), "partly_granted", ("37", "15"), reasons="商业秘密部分", how_to_obtain="附件")


@by("条例32")
def test_r32_granting_against_reasoned_objection() -> None:
    """Against a reasoned objection nothing is given."""
    k = handling()
    k.do("consult_third_party", L, D(2024, 3, 5), third_party="甲")
    k.do("record_third_party_opinion", L, D(2024, 3, 12), third_party="甲", third_party_opinion="objects_with_grounds")
    clear(k, D(2024, 3, 13))
    k.refused("draft_reply", L, D(2024, 3, 14), decision="granted", grounds=("36-2",), how_to_obtain="附件")


@by("条例32")
def test_r32_consent_withdrawn() -> None:
    """The last opinion counts."""
    k = handling()
    for day, said in ((5, "consents"), (8, "objects_with_grounds")):
        k.do("consult_third_party", L, D(2024, 3, day), third_party="甲")
        k.do("record_third_party_opinion", L, D(2024, 3, day + 1), third_party="甲", third_party_opinion=said)
    clear(k, D(2024, 3, 11))
    k.refused("draft_reply", L, D(2024, 3, 14), decision="granted", grounds=("36-2",), how_to_obtain="附件")


@by("条例33（3）")
def test_r33_withdraw_while_consulting() -> None:
    """The applicant withdraws while others are consulted."""
    k = handling()
    k.do("consult_third_party", L, D(2024, 3, 5), third_party="甲")
    k.do("withdraw", ZH, D(2024, 3, 6), withdrawal="书面撤回")
    assert not k.case.tasks


@by("条例33（2）")
def test_r33_extend_twice() -> None:
    """A term is extended once."""
    k = handling()
    k.do("extend", H, D(2024, 3, 28), extension_reason="复杂", notice_way="邮寄")
    k.refused("extend", H, D(2024, 4, 20), extension_reason="复杂", notice_way="邮寄")


@by("条例33（2）、（3）、30")
def test_r33_extension_then_consultation_then_correction() -> None:
    """A corrected request has a full term, without the extension of the first."""
    k = handling()
    k.do("extend", H, D(2024, 3, 11), extension_reason="复杂", notice_way="邮寄")
    k.do("consult_other_agency", L, D(2024, 3, 12), other_agency="丙局")
    k.do("record_other_agency_opinion", L, D(2024, 3, 19), other_agency="丙局", other_agency_opinion="x")
    assert k.due() == D(2024, 5, 8), k.due()
    k.do("ask_correction", W, D(2024, 3, 20), correction_items="名称", correction_days=10)
    k.do("correct", ZH, D(2024, 3, 25), corrected_on=D(2024, 3, 25), description="x")
    assert k.due() == D(2024, 4, 23), k.due()


@by("条例34")
def test_r34_two_co_producers_one_silent() -> None:
    """One consents, one is deemed to."""
    k = handling()
    for name in ("乙局", "丙局"):
        k.do("consult_co_producer", L, D(2024, 3, 5), co_producer=name)
        k.do("record_co_producer_served", L, D(2024, 3, 6), co_producer=name, co_producer_served_on=D(2024, 3, 6))
    k.do("record_co_producer_opinion", L, D(2024, 3, 15), co_producer="乙局", co_producer_opinion="consents")
    k.do("deem_co_producer_consent", "system", D(2024, 3, 28), co_producer="丙局")
    whole(k, D(2024, 4, 8))


@by("条例35")
def test_r35_bulk_refusal_without_asking() -> None:
    """Reasons are asked for first."""
    k = handling()
    k.refused("draft_reply", L, D(2024, 3, 5), decision="unreasonable_bulk", grounds=("35",), reasons="x")


@by("条例17（3）、33（3）")
def test_r17_uncertain_is_referred() -> None:
    """What is uncertain is referred, and the time left out."""
    k = handling()
    clear(k, D(2024, 3, 11), "uncertain")
    k.do("consult_other_agency", L, D(2024, 3, 11), other_agency="市保密局")
    k.do(
        "record_other_agency_opinion", L, D(2024, 3, 25), other_agency="市保密局", other_agency_opinion="不属于国家秘密"
    )
    clear(k, D(2024, 3, 25))
    draft(k, D(2024, 3, 26))


@by("109号")
def test_fee_whole_way() -> None:
    """Demanded, served, paid: a full term again."""
    k = handling()
    k.do("demand_fee", W, D(2024, 3, 5), fee_method="page", fee_count=68, fee_yuan=380)
    k.do("record_fee_served", W, D(2024, 3, 6), fee_served_on=D(2024, 3, 6))
    k.do("pay_fee", ZH, D(2024, 3, 20), paid_on=D(2024, 3, 20))
    assert k.due() == D(2024, 4, 18), k.due()


@by("复议法66；行诉法72")
def test_rem_order_with_a_term_of_its_own() -> None:
    """An order has its own term."""
    k = handling()
    review(k, "复1", D(2024, 4, 6), D(2024, 5, 8))
    term = k.own_term("order_reply", "order_days", 10, D(2024, 5, 24), known=("order_received_on",))
    k.do("order_reply", FUYI, D(2024, 5, 10), order_number="复1", order_received_on=D(2024, 5, 10), **term)
    assert k.due() == D(2024, 5, 24), k.due()


@by("复议法23（1）4")
def test_rem_second_refusal_needs_its_own_review() -> None:
    """The refusal after a redo needs its own reconsideration."""
    k = refusal(handling(), D(2024, 3, 20))
    review(k, "复1", D(2024, 4, 6), D(2024, 5, 8))
    k.do("order_redo", FUYI, D(2024, 5, 10), order_number="复1", order_received_on=D(2024, 5, 10))
    whole(k, D(2024, 5, 20), "process_information", ("16-2-process",), discretion_reasons="x")
    k.refused_or_named(
        D(2024, 6, 20), k.step("sue", COURT, D(2024, 6, 20), lawsuit_number="诉1", lawsuit_kind="after_review")
    )


@by("复议法29")
def test_rem_suit_while_review_is_pending() -> None:
    """Nobody sues while a reconsideration is pending."""
    k = whole(handling(), D(2024, 3, 20), "not_held", ("36-5",), competent_agency="自然资源局 电话")
    k.do("apply_for_review", FUYI, D(2024, 4, 6), review_number="复1")
    k.refused_or_named(
        D(2024, 4, 20), k.step("sue", COURT, D(2024, 4, 20), lawsuit_number="诉1", lawsuit_kind="direct")
    )


@by("复议法66；行诉法72")
def test_rem_order_reply_while_consulting() -> None:
    """A reply is ordered though others are being consulted, too late."""
    k = handling()
    k.do("apply_for_review", ZH, D(2024, 4, 6), review_number="1")
    k.do("consult_other_agency", L, D(2024, 4, 10), other_agency="x")
    k.do("conclude_review", "review_body:f", D(2024, 5, 8), review_number="1", review_result="corrected")
    k.do("order_reply", "review_body:f", D(2024, 5, 10), order_number="1", order_received_on=D(2024, 5, 10))


@by("复议法23（1）4")
def test_rem_direct_suit_over_refusal() -> None:
    """A refusal is not sued over at once."""
    k = whole(handling(), D(2024, 3, 20), "internal_affairs", ("16-1",), discretion_reasons="x")
    k.refused("sue", "court:f", D(2024, 5, 20), lawsuit_number="诉1", lawsuit_kind="direct")


@by("条例51；复议法20")
def test_rem_suit_over_silence_then_late_reply() -> None:
    """A reply during the reconsideration of silence is late, and that goes on."""
    k = handling()
    k.do("apply_for_review", ZH, D(2024, 4, 6), review_number="复1")
    whole(k, D(2024, 4, 12))
    assert k.last() == "ReplySentLate"
    k.do("conclude_review", "review_body:f", D(2024, 5, 8), review_number="复1", review_result="corrected")
    k.do("archive", W, D(2024, 5, 9), archive_number="A")


@by("复议法65（2）2；2025年司法解释")
def test_end_agency_corrects_itself() -> None:
    """An agency changes its own reply during a reconsideration."""
    k = refusal(handling(), D(2024, 3, 20))
    k.do("apply_for_review", FUYI, D(2024, 4, 6), review_number="复1")
    ways = k.exits(D(2024, 4, 20), W, L, H, LEGAL) - {"withdraw"}
    assert ways, "nothing leads back from the reply"


@by("条例45")
def test_end_file_a_remedy_after_the_archive() -> None:
    """What comes after the archive is filed."""
    k = refusal(handling(), D(2024, 3, 20))
    k.do("archive", W, D(2024, 3, 25), archive_number="A1")
    review(k, "复1", D(2024, 4, 6), D(2024, 5, 8), "upheld")
    assert k.by_fact("archive_number", (W,), D(2024, 5, 10), archive_number="A1-2"), "no step files what came later"


@by("条例51；复议法23")
def test_end_contested_withdrawal() -> None:
    """A withdrawal that the applicant denies can be complained of."""
    k = handling()
    k.do("withdraw", W, D(2024, 3, 6), withdrawal="电话称撤回")
    k.do("apply_for_review", "review_body:f", D(2024, 4, 6), review_number="复1")


@by("条例33、45")
def test_court_reply_sent_before_it_was_approved() -> None:
    """A reply is not sent before it is approved."""
    k = handling()
    clear(k, D(2024, 4, 12))
    draft(k, D(2024, 4, 12))
    approve(k, D(2024, 4, 15))
    before = k.found(D(2024, 4, 15))
    try:
        send(k, D(2024, 3, 29))
    except NOT_DONE:
        return
    assert k.last() == "ReplySentLate" or k.found(D(2024, 4, 15)) - before, k.last()


@by("条例33（2）、45")
def test_court_backdated_extension_leaves_a_trace() -> None:
    """An extension entered when the term was over leaves a trace."""
    k = handling()
    k.wall.reach(instant(2024, 4, 20))  # 已逾期三周
    before = {rule for rule, _seq in k.found(D(2024, 4, 20))} - {"agency_term_kept"}
    try:
        k.do("extend", H, D(2024, 3, 29), extension_reason="复杂", notice_way="邮寄")
    except NOT_DONE:
        return
    assert k.breaches(D(2024, 4, 20)) - before, k.due()


@by("条例30、33")
def test_court_agency_restarts_at_most_twice() -> None:
    """The agency restarts its term at most twice."""
    k = handling()
    k.do("ask_correction", W, D(2024, 3, 5), correction_items="x", correction_days=5)
    k.do("correct", ZH, D(2024, 3, 8), corrected_on=D(2024, 3, 8), description="x")
    k.do("demand_fee", W, D(2024, 3, 11), fee_method="page", fee_count=68, fee_yuan=380)
    k.do("pay_fee", ZH, D(2024, 3, 12), paid_on=D(2024, 3, 12))
    k.refused("demand_fee", W, D(2024, 3, 13), fee_method="page", fee_count=68, fee_yuan=380)
    k.refused("ask_correction", W, D(2024, 3, 13), correction_items="x", correction_days=5)
    assert k.due() == D(2024, 4, 10), k.due()


@by("分歧点 late_correction_notice")
def test_read_late_correction_reading_is_shown() -> None:
    """Asked for on the twelfth day: the other reading is shown."""
    k = handling()
    k.do("ask_correction", W, D(2024, 3, 19), correction_items="名称", correction_days=10)
    k.do("correct", ZH, D(2024, 3, 25), corrected_on=D(2024, 3, 25), description="x")
    law, basis = k.office.flow("request@2019"), k.office.basis("cn")
    points = {reading.point for reading in deadline_of(k.case.clock("reply"), law, basis).readings()}
    assert "late_correction_notice" in points, points


@by("2007年条例21（4）；本流程 README")
def test_o_second_correction_restarts() -> None:
    """The text of 2007 does not say once: a second restarts, is refused, or is another reading."""
    k = handling(D(2016, 3, 1), "request@2007")
    for month in (3, 4):
        try:
            k.do("ask_correction", W, D(2016, month, 18), correction_items="再补")
        except NOT_DONE:
            assert month == 4
            return
        k.do("correct", ZH, D(2016, month, 21), corrected_on=D(2016, month, 21), description="x")
    law, basis = k.office.flow("request@2007"), k.office.basis("cn")
    other = {reading.point for reading in deadline_of(k.case.clock("reply"), law, basis).readings()}
    assert k.due() == D(2016, 5, 13) or "second_correction" in other, (k.due(), other)


@by("2007年条例24")
def test_o_received_last_day_of_old() -> None:
    """Received on the last day of the text of 2007."""
    k = Tried("request@2007", D(2019, 5, 14), W)
    k.do(
        "register",
        W,
        D(2019, 5, 14),
        channel="in_person",
        received_on=D(2019, 5, 14),
        submitted_on=D(2019, 5, 14),
        **REG,
    )
    assert k.due() == D(2019, 6, 4), k.due()
