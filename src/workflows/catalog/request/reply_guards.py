"""What a reply must meet before it is drafted and before it goes out, each a sentence with its article."""

from __future__ import annotations

from workflows.cases.case import Case
from workflows.catalog.request.data import (
    DISCRETIONARY,
    GROUNDS,
    LEAVES,
    MANDATORY,
    THIRD_PARTY,
    Law,
    grounds,
    leaves,
    remedy_on,
)
from workflows.catalog.request.history import last, opinions, unvoided
from workflows.flows.act import Act
from workflows.flows.parts import Guard, Need
from workflows.values import day_of

GRANTING = ("granted", "partly_granted")


def reply_guards(law: Law) -> tuple[Guard, ...]:
    """Give what is asked of a decision and its grounds, of what was weighed, and of what goes out."""
    return (
        grounds_match(law),
        says_what_is_needed(law),
        secrecy_respected(law),
        severed_where_possible(law),
        third_party_respected(law),
        third_party_consulted(law),
        no_other_law(law),
        earlier_steps_done(law),
        sends_what_was_approved(law),
        third_party_told(law),
        draft_knows_opinions(law),
        brings_a_decision(law),
        withholds_nothing(law),
        remedies_fit(law),
    )


def _grounds(act: Act) -> tuple[str, ...]:
    given = act.get("grounds")
    return given if isinstance(given, tuple) else ()


def grounds_match(law: Law) -> Guard:
    """The grounds are those of the decision; a partial reply also names why the rest is not given.

    Where a reply rests on several grounds it counts as the first of their rows in table 3, as partly granted if
    anything is given.
    """
    order = [leaf.id for leaf in leaves(law)]
    place = {ground: at for at, leaf in reversed([*enumerate(leaves(law))]) for ground in leaf.grounds[law.id]}

    def test(_case: Case, act: Act) -> bool:
        leaf = LEAVES.get(str(act.get("decision")))
        if leaf is None:
            return False
        own, given = set(leaf.grounds.get(law.id, ())), set(_grounds(act))
        if not own & given:
            return False
        others = [place[ground] for ground in given - own]
        if leaf.id == "granted":
            return not others
        if leaf.id == "partly_granted":
            return any(other > order.index("partly_granted") for other in others)
        return all(other > order.index(leaf.id) for other in others)

    return Guard(
        "grounds_match_decision",
        "依据条款与答复类型一致（部分公开须同时写明其余部分的依据；几种依据并用的，以表三在先的一行为准）",
        "the grounds are those of the decision (a partial reply also names why the rest is not given; of several the "
        "first row of table 3 decides)",
        law["reply"],
        test,
        reads_payload=True,
    )


def says_what_is_needed(law: Law) -> Guard:
    """Everything that a ground wants in the reply is there."""

    def test(_case: Case, act: Act) -> bool:
        return all(act.get(name) for ground in _grounds(act) for name in GROUNDS[ground].needs)

    return Guard(
        "reply_says_what_is_needed",
        "答复写明依据条款所要求的内容（理由、获取方式、检索情况等）",
        "the reply says what its grounds demand (reasons, how to obtain it, the search, ...)",
        law["reply"],
        test,
        reads_payload=True,
        needs=_wanted_by_grounds(law),
    )


def _wanted_by_grounds(law: Law) -> tuple[Need, ...]:
    """Give each fact that some grounds of a version want in the reply."""
    known = [GROUNDS[ground] for ground in grounds(law)]
    names = dict.fromkeys(name for ground in known for name in ground.needs)
    return tuple(Need(name, "grounds", tuple(one.id for one in known if name in one.needs)) for name in names)


def secrecy_respected(law: Law) -> Guard:
    """Nothing found to be secret is given, and nothing is withheld as secret that was not found so."""

    def test(case: Case, act: Act) -> bool:
        finding, decision = case.fact("secrecy"), act.get("decision")
        if decision == "granted":
            return finding == "clear"
        needed = {GROUNDS[ground].found for ground in _grounds(act) if GROUNDS[ground].kind == MANDATORY}
        if decision == "partly_granted":
            safe = finding == "clear" and not needed
            return safe or (needed == {finding} and case.fact("severable") is True)
        return needed <= {finding}

    return Guard(
        "secrecy_finding_respected",
        "答复与保密审查结论一致：未经审查或者审查认为不得公开的，一律不公开",
        "the reply follows the secrecy review: what is not reviewed or not to be disclosed is never given",
        law["secrecy"],
        test,
        reads_payload=True,
    )


def severed_where_possible(law: Law) -> Guard:
    """What can be severed is not withheld whole."""

    def test(case: Case, act: Act) -> bool:
        leaf = LEAVES.get(str(act.get("decision")))
        whole = leaf is not None and leaf.refused and leaf.id != "partly_granted"
        return not (whole and case.fact("severable") is True)

    return Guard(
        "severed_where_possible",
        "能够作区分处理的，提供可以公开的内容",
        "what can be severed is given in part",
        law["severing"],
        test,
        reads_payload=True,
    )


def third_party_respected(law: Law) -> Guard:
    """Against an objection nothing is given but for the public interest; where the law wants consent, without it."""

    def test(case: Case, act: Act) -> bool:
        if act.get("decision") != "granted" or act.get("public_interest_reasons"):
            return True
        said = set(opinions(case).values())
        return said <= {"consents"} if law.has("consent_needed") else "objects_with_grounds" not in said

    return Guard(
        "third_party_objection_respected",
        "第三方不同意公开且有合理理由的，不予公开，但不公开会对公共利益造成重大影响的除外",
        "a third party's reasoned objection stands, unless withholding would gravely affect the public interest",
        law["third_party"],
        test,
        reads_payload=True,
    )


def third_party_consulted(law: Law) -> Guard:
    """Withheld for a third party only if one was asked and did not consent."""

    def test(case: Case, act: Act) -> bool:
        if not any(GROUNDS[ground].kind == THIRD_PARTY for ground in _grounds(act)):
            return True
        return bool(set(opinions(case).values()) - {"consents"})

    return Guard(
        "third_party_consulted",
        "以第三方权益为由不予公开的，已书面征求第三方意见且第三方没有同意公开",
        "a third party was asked in writing and has not consented, where its rights are the ground",
        law["third_party"],
        test,
        reads_payload=True,
    )


def no_other_law(law: Law) -> Guard:
    """A discretionary ground falls where a law, regulation or rule demands disclosure."""

    def test(_case: Case, act: Act) -> bool:
        discretionary = any(GROUNDS[ground].kind == DISCRETIONARY for ground in _grounds(act))
        return not (discretionary and act.get("other_law_demands_disclosure") is True)

    return Guard(
        "no_other_law_demands_disclosure",
        "法律、法规、规章没有规定上述信息应当公开",
        "no law, regulation or rule demands that it be disclosed",
        law["discretion"],
        test,
        reads_payload=True,
    )


def earlier_steps_done(law: Law) -> Guard:
    """Unclear only after a correction was asked for; bulk only after reasons were asked for and found wanting."""

    def test(case: Case, act: Act) -> bool:
        if act.get("decision") == "still_unclear":
            return case.fact("correction_asked") is True
        if act.get("decision") == "unreasonable_bulk":
            return case.fact("reasons_found") == "unreasonable"
        return True

    return Guard(
        "earlier_steps_done",
        "已先告知补正（内容不明确），或者已先要求说明理由且认定不合理（大量、频繁申请）",
        "a correction was asked for before it is called unclear, and reasons before it is called excessive",
        law["earlier_steps"],
        test,
        reads_payload=True,
    )


def sends_what_was_approved(law: Law) -> Guard:
    """The reply that goes out is the draft that was approved."""

    def test(case: Case, act: Act) -> bool:
        draft = last(case, "ReplyDrafted")
        return draft is not None and dict(draft.facts).get("decision") == act.get("decision")

    return Guard(
        "sends_what_was_approved",
        "发出的答复与批准的答复一致",
        "the reply sent is the reply approved",
        law["reply"],
        test,
        reads_payload=True,
    )


def remedies_fit(law: Law) -> Guard:
    """What is told of remedies, where it is said, is what the law of the day of the letter has for this ending."""

    def test(_case: Case, act: Act) -> bool:
        told, ending = act.get("remedies"), str(act.get("decision") or "granted")
        return told is None or (ending in LEAVES and told == remedy_on(ending, day_of(act.on)).id)

    return Guard(
        "remedies_follow_the_day",
        "告知的救济途径和期限，是文书之日的法律对该结果所规定的",
        "the remedies told are those of this ending under the law of the day of the letter",
        law["remedy"],
        test,
        reads_payload=True,
    )


def third_party_told(law: Law) -> Guard:
    """Whoever is overruled for the public interest has been told in writing before the information goes out."""

    def test(case: Case, _act: Act) -> bool:
        draft = last(case, "ReplyDrafted")
        if draft is None or not dict(draft.facts).get("public_interest_reasons"):
            return True
        informed = {str(dict(e.facts)["third_party"]) for e in unvoided(case, "ThirdPartyTold") if e.seq > draft.seq}
        return {name for name, said in opinions(case).items() if said != "consents"} <= informed

    return Guard(
        "third_party_told",
        "决定公开的内容和理由已书面告知不同意公开的第三方",
        "the third party has been told in writing what is disclosed and why",
        law["third_party_told"],
        test,
    )


def draft_knows_opinions(law: Law) -> Guard:
    """No opinion has come in since the draft that it does not know of."""

    def test(case: Case, _act: Act) -> bool:
        draft = last(case, "ReplyDrafted")
        came = last(case, "ThirdPartyAnswered")
        return draft is None or came is None or came.seq < draft.seq

    return Guard(
        "draft_knows_opinions",
        "拟办之后没有收到新的第三方意见（收到的，退回重新拟办）",
        "no opinion of a third party has come in since the draft; if one has, return the draft",
        law["third_party"],
        test,
    )


def brings_a_decision(law: Law) -> Guard:
    """The command says what is decided."""

    def test(_case: Case, act: Act) -> bool:
        return act.get("decision") is not None

    return Guard(
        "brings_a_decision", "写明答复类型", "it says what is decided", law["on_the_spot"], test, reads_payload=True
    )


def withholds_nothing(law: Law) -> Guard:
    """The decision withholds nothing, so that nothing has to be weighed by several persons."""

    def test(case: Case, act: Act) -> bool:
        leaf = LEAVES.get(str(act.get("decision")))
        if leaf is None or leaf.refused:
            return False
        return leaf.id not in GRANTING or set(_grounds(act)) == {"36-1"} or case.fact("secrecy") == "clear"

    return Guard(
        "withholds_nothing",
        "当场答复不涉及不予公开；予以公开的，已经主动公开或者经保密审查",
        "nothing is withheld; what is given is public already or has been reviewed",
        law["on_the_spot"],
        test,
        reads_payload=True,
    )


def decision_granted(law: Law) -> Guard:
    """What was asked for has been disclosed, at least in part."""

    def test(case: Case, _act: Act) -> bool:
        return case.outcome in GRANTING

    return Guard(
        "disclosed_to_the_applicant",
        "所申请的信息已经予以公开或者部分公开",
        "the information has been given, at least in part",
        law["proactive"],
        test,
    )
