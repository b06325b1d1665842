"""What makes a step of reconsideration and litigation possible, each a sentence with its article."""

from __future__ import annotations

from workflows.cases.case import Case
from workflows.catalog.request.data import LEAVES, REVIEW_FIRST, Law
from workflows.catalog.request.history import REPLIES, last, unvoided
from workflows.flows.act import Act
from workflows.flows.parts import Guard
from workflows.values import day_of


def _concluded(case: Case) -> dict[str, str]:
    """Give every reconsideration and suit of the case with its result, empty while pending."""
    results: dict[str, str] = {}
    for event in unvoided(case, "ReviewApplied", "ReviewConcluded", "LawsuitFiled", "LawsuitConcluded"):
        facts = dict(event.facts)
        name = "review" if event.type.startswith("Review") else "lawsuit"
        results[f"{name} {facts[f'{name}_number']}"] = str(facts.get(f"{name}_result", ""))
    return results


def pending(kind: str, zh: str, law: Law) -> Guard:
    """The reconsideration or suit of this number has been recorded and is not concluded.

    Where no number is given yet, some is.
    """

    def test(case: Case, act: Act) -> bool:
        number = act.get(f"{kind}_number")
        if number is None:
            return any(name.startswith(f"{kind} ") and not result for name, result in _concluded(case).items())
        return _concluded(case).get(f"{kind} {number}") == ""

    return Guard(
        f"{kind}_pending",
        f"该案号的{zh}已经登记且尚未审结",
        f"the {kind} of this number is recorded and pending",
        law["remedy"],
        test,
    )


def new_number(kind: str, zh: str, law: Law) -> Guard:
    """No reconsideration or suit of this number has been recorded."""

    def test(case: Case, act: Act) -> bool:
        return f"{kind} {act.get(f'{kind}_number')}" not in _concluded(case)

    return Guard(
        f"{kind}_is_new",
        f"该案号的{zh}尚未登记",
        f"no {kind} of this number is recorded",
        law["remedy"],
        test,
        reads_payload=True,
    )


def own_review_pending(law: Law) -> Guard:
    """Whoever sues has a reconsideration pending, or it is not known whose the pending one is."""

    def test(case: Case, act: Act) -> bool:
        open_ones = {name for name, result in _concluded(case).items() if not result}
        for event in unvoided(case, "ReviewApplied"):
            theirs = {event.by.role, act.by.role} == {"applicant", "third_party"}
            if f"review {dict(event.facts)['review_number']}" in open_ones and not theirs:
                return True
        return False

    return Guard(
        "own_review_pending",
        "行政复议期间（同一人的复议尚未审结）",
        "a reconsideration of the same person is pending",
        law["suit_after_review"],
        test,
    )


def any_pending(law: Law) -> Guard:
    """Some reconsideration or suit is not concluded."""

    def test(case: Case, _act: Act) -> bool:
        return "" in _concluded(case).values()

    return Guard("remedy_pending", "复议或者诉讼尚未审结", "a reconsideration or suit is pending", law["remedy"], test)


def remedy_corrected(law: Law) -> Guard:
    """A reconsideration or suit concluded since the last redo has corrected what the agency did."""

    def test(case: Case, _act: Act) -> bool:
        since = _acted_since(case, "RedoOrdered", "RegisterOrdered", "ReplyOrdered")
        results = [
            dict(event.facts).get("review_result") or dict(event.facts).get("lawsuit_result")
            for event in unvoided(case, "ReviewConcluded", "LawsuitConcluded")
            if event.seq > since
        ]
        return "corrected" in results

    return Guard(
        "remedy_corrected",
        "复议决定或者判决纠正了行政机关的行为",
        "a reconsideration or judgment has corrected the agency",
        law["redo"],
        test,
    )


def _acted_since(case: Case, *types: str) -> int:
    """Give the number of the event that began the present round: an order, or a change of the agency's own reply."""
    begun = last(case, *types)
    return begun.seq if begun else 0


def _reviewed(case: Case) -> bool:
    """Tell whether a reconsideration of what now stands has been concluded; each act needs its own."""
    since = _acted_since(case, "RedoOrdered", "RegisterOrdered", "ReplyOrdered", "OwnReplyWithdrawn")
    applied = {dict(e.facts)["review_number"] for e in unvoided(case, "ReviewApplied") if e.seq > since}
    return any(dict(e.facts)["review_number"] in applied for e in unvoided(case, "ReviewConcluded"))


def review_came_first(law: Law) -> Guard:
    """A suit over a refusal or over silence follows a concluded reconsideration, since that is the law."""

    def test(case: Case, act: Act) -> bool:
        return _reviewed(case) if act.get("lawsuit_kind") == "after_review" else direct(case, act)

    def direct(case: Case, act: Act) -> bool:
        reply = last(case, *REPLIES)
        acted = day_of(reply.on) if reply else day_of(act.on)
        covered = LEAVES[case.outcome].refused if case.outcome else True
        return acted < REVIEW_FIRST.since or not covered

    return Guard(
        "review_came_first",
        "不予公开或者不作为案件先经行政复议（直接起诉的，不属于复议前置情形）",
        "reconsideration came first for a refusal or silence (a direct suit is not one where it must)",
        law["review_first"],
        test,
        reads_payload=True,
        could_hold=lambda case, act: _reviewed(case) or direct(case, act),
    )
