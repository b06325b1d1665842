"""Moves of consulting those whose rights or papers are concerned: third parties, co-producers, other agencies."""

from __future__ import annotations

from typing import Any

from attrs import evolve, frozen

from workflows.catalog.request import fields as f
from workflows.catalog.request import guards as g
from workflows.catalog.request.data import Law
from workflows.flows.guards import asked, in_term
from workflows.flows.parts import SAME, CloseEarlier, CloseTask, Field, Guard, Move, OpenTask, Start

DRAFTING = ("handling", "drafted", "reviewed", "approved")
"""States in which an opinion can still be put on record."""


@frozen
class OpinionTerm:
    """The term of those who are asked: the command of its lapse with its event, and the day from which it runs."""

    command: str
    event: str
    zh: str
    en: str
    served_on: Field


@frozen
class Consulted:
    """One kind of those who are asked for an opinion, in the words of its moves."""

    id: str
    by: tuple[str, ...]
    event: str
    zh: str
    en: str
    key: Field
    opinion: Field
    term: OpinionTerm | None = None


THIRD_PARTY = Consulted(
    "third_party",
    ("third_party", "handler", "disclosure_office"),
    "ThirdParty",
    "第三方",
    "a third party",
    f.THIRD_PARTY,
    f.THIRD_PARTY_OPINION,
    OpinionTerm(
        "deem_third_party_silent",
        "ThirdPartySilent",
        "第三方逾期未提出意见，由行政机关决定",
        "the third party kept silent: the agency decides",
        f.THIRD_PARTY_SERVED_ON,
    ),
)
CO_PRODUCER = Consulted(
    "co_producer",
    ("co_producer", "handler", "disclosure_office"),
    "CoProducer",
    "共同制作机关",
    "a co-producer",
    f.CO_PRODUCER,
    f.CO_PRODUCER_OPINION,
    OpinionTerm(
        "deem_co_producer_consent",
        "CoProducerDeemedToConsent",
        "共同制作机关逾期未提出意见，视为同意公开",
        "the co-producer kept silent: deemed to consent",
        f.CO_PRODUCER_SERVED_ON,
    ),
)
OTHER_AGENCY = Consulted(
    "other_agency",
    ("other_agency", "handler", "disclosure_office"),
    "OtherAgency",
    "其他机关",
    "another agency",
    f.OTHER_AGENCY,
    f.OTHER_AGENCY_OPINION,
)


def third_parties(law: Law) -> tuple[Move, ...]:
    """Give the moves of consulting third parties; with or without a term of theirs."""
    who = THIRD_PARTY if law.has("third_party_term") else evolve(THIRD_PARTY, term=None)
    return (
        Move(
            "consult_third_party",
            ("handling",),
            SAME,
            by=("handler", "disclosure_office"),
            event="ThirdPartyConsulted",
            zh="书面征求第三方意见",
            en="consult a third party in writing",
            article=law["third_party"],
            requires=(f.THIRD_PARTY, f.AGAIN_REASON),
            effects=(OpenTask("third_party"),),
        ),
        *_answers(law, who),
    )


def co_producers(law: Law) -> tuple[Move, ...]:
    """Give the moves of consulting co-producers, whose silence is consent."""
    return (
        Move(
            "consult_co_producer",
            ("handling",),
            SAME,
            by=("handler", "disclosure_office"),
            event="CoProducerConsulted",
            zh="征求共同制作机关意见",
            en="consult a co-producing agency",
            article=law["co_producer"],
            requires=(f.CO_PRODUCER, f.AGAIN_REASON),
            effects=(OpenTask("co_producer"),),
        ),
        *_answers(law, CO_PRODUCER),
    )


def consulted_guards(law: Law, who: Consulted, *, timed: bool = True) -> tuple[Guard, ...]:
    """Give the conditions on what one of those who are asked may still do."""
    article = law[who.id]
    every = (
        asked(
            who.id,
            who.id,
            zh=f"该{who.zh}已经征求意见而尚未了结",
            en="the one who is named has been asked and is waited for",
            article=article,
        ),
        g.ended_by(
            f"{who.id}_given_up",
            who.id,
            f"{who.event}NotAwaited",
            f"已经不再等待该{who.zh}",
            "the one who is named is no longer waited for",
            article,
        ),
    )
    if who.term is None or not timed:
        return every
    return (
        *every,
        in_term(
            who.id,
            who.id,
            zh=f"该{who.zh}提出意见的期限尚未届满",
            en="the term of the one who is named is not over",
            article=article,
        ),
        g.ended_by(
            f"{who.id}_deemed",
            who.id,
            who.term.event,
            f"该{who.zh}逾期未提出意见，已经视为沉默",
            "the one who is named has been deemed to keep silent",
            article,
        ),
        g.term_of_named_runs(
            who.id, f"该{who.zh}提出意见的期限正在计算", "the term of the one who is named runs", article
        ),
    )


def _answers(law: Law, who: Consulted) -> tuple[Move, ...]:
    """Give the moves by which an opinion comes, in time or late, and by which it is no longer waited for."""
    same: dict[str, Any] = {"target": SAME, "article": law[who.id], "command": f"record_{who.id}_opinion", "by": who.by}
    was_asked, timely = f"{who.id}_asked", f"{who.id}_in_term"
    answered = Move(
        **same,
        sources=("handling",),
        event=f"{who.event}Answered",
        zh=f"收到{who.zh}意见",
        en=f"record the opinion of {who.en}",
        guards=(was_asked, *((timely,) if who.term else ())),
        requires=(who.key, who.opinion),
        effects=(CloseTask(who.id),),
    )
    given_up = Move(
        **same,
        sources=DRAFTING,
        event=f"{who.event}Answered",
        zh=f"不再等待之后收到{who.zh}意见，登记在案",
        en=f"put on record the opinion of {who.en} that was no longer waited for",
        guards=(f"{who.id}_given_up",),
        order=1,
        requires=(who.key, who.opinion),
    )
    stop = Move(
        f"stop_waiting_for_{who.id}",
        ("handling",),
        SAME,
        by=("disclosure_office",),
        event=f"{who.event}NotAwaited",
        zh=f"{who.zh}无法联系或者未答复，不再等待",
        en=f"stop waiting for {who.en}",
        article=law[who.id],
        guards=(was_asked,),
        unless=(f"{who.id}_term_runs",) if who.term else (),
        requires=(who.key, f.NO_ANSWER),
        effects=(CloseTask(who.id),),
    )
    if who.term is None:
        return (answered, given_up, stop)
    return (answered, *_late_answers(who, same), given_up, stop, *_served(law, who, who.term))


def _late_answers(who: Consulted, same: dict[str, Any]) -> tuple[Move, ...]:
    """Give the moves of an opinion after the term, and of one in time that is written down after it."""
    was_asked, timely, silent = f"{who.id}_asked", f"{who.id}_in_term", f"{who.id}_deemed"
    return (
        Move(
            **same,
            sources=("handling",),
            event=f"{who.event}AnsweredLate",
            zh=f"逾期收到{who.zh}意见，登记在案",
            en=f"put on record the late opinion of {who.en}",
            guards=(was_asked,),
            order=2,
            requires=(who.key, who.opinion),
            effects=(CloseTask(who.id),),
        ),
        Move(
            **same,
            sources=DRAFTING,
            event=f"{who.event}AnsweredLate",
            zh=f"视为沉默之后收到{who.zh}意见，登记在案",
            en=f"put on record the opinion of {who.en} after its silence",
            guards=(silent,),
            unless=(timely,),
            order=3,
            requires=(who.key, who.opinion),
        ),
        Move(
            **same,
            sources=("handling",),
            event=f"{who.event}Answered",
            zh=f"补录{who.zh}期内提出的意见",
            en=f"record late the opinion of {who.en} that came in time",
            guards=(silent,),
            order=4,
            requires=(who.key, who.opinion, f.PROOF_OF_DAY),
            effects=(CloseEarlier(who.id),),
        ),
    )


def _served(law: Law, who: Consulted, term: OpinionTerm) -> tuple[Move, ...]:
    """Give the moves of the term of those who are asked: it runs from their receipt of the letter, and lapses."""
    return (
        Move(
            f"record_{who.id}_served",
            ("handling",),
            SAME,
            by=("handler", "disclosure_office"),
            event=f"{who.event}Served",
            zh=f"{who.zh}收到征求意见书",
            en=f"record when {who.en} received the letter",
            article=law[who.id],
            guards=(f"{who.id}_asked",),
            requires=(who.key, term.served_on),
            effects=(Start(who.id, on=term.served_on.name),),
            follows=(f"{who.event}Consulted:{who.id}",),
        ),
        Move(
            term.command,
            ("handling",),
            SAME,
            by=("system",),
            event=term.event,
            zh=term.zh,
            en=term.en,
            article=law[who.id],
            requires=(who.key,),
            effects=(CloseTask(who.id),),
        ),
    )


def other_agencies(law: Law) -> tuple[Move, ...]:
    """Give the moves of consulting other agencies; no version gives them a term."""
    return (
        Move(
            "consult_other_agency",
            ("handling",),
            SAME,
            by=("handler", "disclosure_office"),
            event="OtherAgencyConsulted",
            zh="征求其他机关意见",
            en="consult another agency",
            article=law["other_agency"],
            requires=(f.OTHER_AGENCY, f.AGAIN_REASON),
            effects=(OpenTask("other_agency"),),
        ),
        *_answers(law, OTHER_AGENCY),
    )
