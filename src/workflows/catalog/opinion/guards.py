"""What makes a step of the opinion flow possible, each a sentence with its article."""

from __future__ import annotations

from itertools import pairwise

from workflows.cases.case import Case, latest_unvoided
from workflows.catalog.opinion.fields import ACCOUNT, BOTH, MESSAGES, NO_REPOST, REPOSTS, RESPONSE, UPPER
from workflows.flows.act import Act
from workflows.flows.guards import fact_is
from workflows.flows.parts import Guard
from workflows.places.place import Place
from workflows.values import is_another

MESSAGE_RULE = "message.reply"


def _brings_upper(_case: Case, act: Act) -> bool:
    return act.get("grade") in UPPER


def _is_upper(case: Case, _act: Act) -> bool:
    return case.fact("grade") in UPPER


def _own_words(_case: Case, act: Act) -> bool:
    return act.get("content_kind") not in REPOSTS


def _matches_veracity(case: Case, act: Act) -> bool:
    refutes = act.get("content_kind") == "refutation"
    veracity = case.fact("veracity")
    return refutes if veracity == "rumour" else not refutes if veracity == "true" else True


def _conference_held(case: Case, _act: Act) -> bool:
    return case.fact("conference_held") is True


def _accounted(case: Case, _act: Act) -> bool:
    return case.fact("late") is not True or case.fact("accounted") is True


def has_message_term(place: Place) -> bool:
    """Tell whether a place sets a term for answering messages."""
    return place.names_rule(MESSAGE_RULE)


def _place_sets_term(_case: Case, act: Act) -> bool:
    return has_message_term(act.place)


def _place_reviews(_case: Case, act: Act) -> bool:
    return bool(act.place.options.get("message_answers_reviewed_by"))


def _superior_agrees(case: Case, act: Act) -> bool:
    return act.by.role == "superior" or case.fact("answer_approved") is True


def _is_message(case: Case, _act: Act) -> bool:
    return case.fact("message_number") is not None and case.fact("detected_at") is None


def _lowered_alone(case: Case, act: Act) -> bool:
    """Tell whether whoever asks has lowered the grade from one of the two upper ones."""
    graded = list(latest_unvoided(case.events, ("OpinionAssessed", "OpinionRegraded")))
    lowered = [
        event
        for event, before in pairwise(graded)
        if dict(before.facts).get("grade") in UPPER and dict(event.facts).get("grade") not in UPPER
    ]
    return any(not is_another(event.by.name, act.by.name) for event in lowered)


def _excuses_oneself(case: Case, act: Act) -> bool:
    """Tell whether lateness is to be excused by a person who was late, or by nobody who is named."""
    late = latest_unvoided(case.events, ("ReleasePublishedLate", "ResponsePublishedLate", "ConferenceHeldLate"))
    excuses = act.get("measure") == "excused_with_reason"
    return excuses and any(not is_another(event.by.name, act.by.name) for event in late)


def _says_what_is_wanted(case: Case, act: Act) -> bool:
    """Tell whether a response on livelihood says what the place wants of it; a place that asks nothing is content."""
    wanted, said = act.place.options.get("response_elements"), act.get("elements")
    if case.fact("livelihood") is not True or not isinstance(wanted, tuple):
        return True
    return isinstance(said, tuple) and set(wanted) <= set(said)


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
RELEASE_PUBLISHED = fact_is(
    "release_published",
    value=True,
    guard_id="release_published",
    zh="已经发布权威信息",
    en="authoritative information has been published",
    article=BOTH,
)
APPROVED = fact_is(
    "answer_approved",
    value=True,
    guard_id="answer_approved",
    zh="上级已审核同意回复意见",
    en="the superior has approved the answer",
    article=MESSAGES,
)
SUPERIOR_AGREES = Guard(
    "superior_agrees",
    "上级已审核同意，或者由上级回复",
    "the superior has approved the answer, or gives it",
    MESSAGES,
    _superior_agrees,
)
IS_MESSAGE = Guard(
    "is_message",
    "是留言，没有引发舆情",
    "it is a message that has not become public opinion",
    MESSAGES,
    _is_message,
)
LOWERED_ALONE = Guard(
    "lowered_by_the_same_person",
    "由同一人自最高两级降级",
    "the same person lowered it from one of the two upper grades",
    BOTH,
    _lowered_alone,
)
EXCUSES_ONESELF = Guard(
    "excuses_oneself",
    "由迟发者本人认定有理由免责",
    "whoever was late excuses the lateness",
    ACCOUNT,
    _excuses_oneself,
    reads_payload=True,
)
SAYS_WHAT_IS_WANTED = Guard(
    "says_what_the_place_demands",
    "民生方面的舆情，写明本地要求回应的内容",
    "on livelihood, it says what the place demands of a response",
    RESPONSE,
    _says_what_is_wanted,
    reads_payload=True,
)
