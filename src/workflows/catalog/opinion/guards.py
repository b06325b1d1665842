"""What makes a step of the opinion flow possible, each a sentence with its article."""

from __future__ import annotations

from workflows.cases.case import Case
from workflows.catalog.opinion.fields import ACCOUNT, BOTH, MESSAGES, NO_REPOST, REPOSTS, RESPONSE, UPPER
from workflows.flows.act import Act
from workflows.flows.parts import Guard
from workflows.places.place import Place

MESSAGE_RULE = "message.reply"


def _brings_upper(_case: Case, act: Act) -> bool:
    return act.get("grade") in UPPER


def _is_upper(case: Case, _act: Act) -> bool:
    return case.fact("grade") in UPPER


def _own_words(_case: Case, act: Act) -> bool:
    return act.get("content_kind") not in REPOSTS


def _matches_veracity(case: Case, act: Act) -> bool:
    refutes = act.get("content_kind") == "refutation"
    found = case.fact("veracity")
    return refutes if found == "rumour" else not refutes if found == "true" else True


def _conference_held(case: Case, _act: Act) -> bool:
    return case.fact("conference_held") is True


def _accounted(case: Case, _act: Act) -> bool:
    return case.fact("late") is not True or case.fact("accounted") is True


def has_message_term(place: Place) -> bool:
    """Tell whether a place sets a term for answering messages."""
    return any(duty.rule == MESSAGE_RULE for duty in place.duties)


def _place_sets_term(_case: Case, act: Act) -> bool:
    return has_message_term(act.place)


def _place_reviews(_case: Case, act: Act) -> bool:
    return bool(act.place.options.get("message_answers_reviewed_by"))


BRINGS_UPPER = Guard(
    "grade_is_upper",
    "级别为特别重大或者重大",
    "the grade is one of the two upper grades",
    BOTH,
    _brings_upper,
    reads_payload=True,
)
IS_UPPER = Guard(
    "emergency_is_upper",
    "涉及特别重大、重大突发事件",
    "it concerns an emergency of the two upper grades",
    BOTH,
    _is_upper,
)
OWN_WORDS = Guard(
    "answers_in_own_words",
    "以权威信息自行回应，不以转载工作动态、新闻报道、评论文章等充当回应内容",
    "it answers in its own words; reposts of work news, press reports or commentary are no response",
    NO_REPOST,
    _own_words,
    reads_payload=True,
)
MATCHES_VERACITY = Guard(
    "content_matches_veracity",
    "属于谣言的予以辟谣，属实的不作辟谣",
    "a rumour is refuted, and what is true is not",
    RESPONSE,
    _matches_veracity,
    reads_payload=True,
)
CONFERENCE_HELD = Guard(
    "conference_held", "已经举行新闻发布会", "a press conference has been held", BOTH, _conference_held
)
ACCOUNTED = Guard(
    "delay_accounted_for",
    "没有超时，或者超时已经问责、说明",
    "the response was in time, or the delay has been accounted for",
    ACCOUNT,
    _accounted,
)
PLACE_SETS_TERM = Guard(
    "place_sets_message_term",
    "本地规定了留言办理期限",
    "the place sets a term for answering messages",
    MESSAGES,
    _place_sets_term,
)
PLACE_REVIEWS = Guard(
    "place_reviews_answers",
    "本地规定回复意见须报上级审核",
    "the place has answers reviewed by the superior",
    MESSAGES,
    _place_reviews,
)
