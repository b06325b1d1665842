"""The moves from the catalogue through comments, hearing, experts and risk."""

from __future__ import annotations

from workflows.catalog.prepublication import articles as a
from workflows.catalog.prepublication import facts as f
from workflows.catalog.prepublication import guards as g
from workflows.flows.parts import ALL, SAME, CloseTask, Move, OpenTask, Start, Stop

_PUBLISHED = (f.DRAFT_ADDRESS, f.BASIS_ADDRESS, f.EXPLANATION_ADDRESS, f.COMMENT_WAY, f.COMMENTS_UNTIL)
_BLANK = (("hearing", "none"), ("reported", False), ("suspended_from", "none"))
"""Said at the start, so that the proof need not tell a fact not yet known from one that is not so."""

_OPEN = (("exempt_ground", "none"),)
"""A draft that is published ends an exemption from comments."""

_OPEN_TO_PUBLIC = ("commenting", "studying")

_HEARING = (
    "HearingAnnounced",
    "HearingMaterialsDelivered",
    "HearingPostponed",
    "ReadyHearingPostponed",
    "HearingCancelled",
    "ReadyHearingCancelled",
    "HearingHeld",
)
"""What is done about a hearing follows on what was done about it before."""

PLANNING: tuple[Move, ...] = (
    Move(
        "list_in_catalogue", ("proposed",), "preparing", by=("office",), event="MatterListed",
        zh="列入重大行政决策事项目录并公布", en="list the matter in the published catalogue",
        article=a.DECISIONS + "第三条第三款", guards=(g.PARTY_AGREES.id,),
        requires=(f.MATTER, f.CATEGORY, f.CATALOGUE_ADDRESS, f.PARTY_AGREED), sets=_BLANK,
    ),
    Move(
        "decline_proposal", ("proposed",), "not_listed", by=("head",), event="ProposalDeclined",
        zh="不启动决策程序", en="decline the proposal", article=a.STARTING,
        requires=(f.REASON,), outcome="not_listed",
    ),
    Move(
        "exempt_matter", ("proposed",), "exempt", by=("head",), event="MatterExempted",
        zh="不适用重大行政决策程序", en="exempt the matter from the procedure", article=a.DECISIONS + "第三条第二款",
        requires=(f.MATTER, f.EXEMPT_SCOPE, f.REASON), outcome="exempt",
    ),
    Move(
        "complete_draft", ("preparing",), "drafted", by=("handler",), event="DraftCompleted",
        zh="完成决策草案、依据和说明", en="complete draft, basis and explanation", article=a.DECISIONS + "第十二条",
        requires=(
            f.DRAFT, f.BASIS, f.EXPLANATION, f.PROFESSIONAL, f.RISKY, f.HEARING_BY_LAW, f.LIVELIHOOD,
        ),
    ),
)  # fmt: skip

COMMENTING: tuple[Move, ...] = (
    Move(
        "publish_draft", ("drafted",), "commenting", by=("disclosure_office",), event="DraftPublishedForShorterTime",
        zh="公布草案征求意见，说明缩短期限的理由", en="publish the draft for a shorter time, with the reason",
        article=a.DECISIONS + "第十五条第一款", guards=(g.SHORTENED.id,),
        requires=(*_PUBLISHED, f.SHORTENING_REASON), effects=(Start("comment_shortened", term="comments_until"),),
        sets=_OPEN,
    ),
    Move(
        "publish_draft", ("drafted",), "commenting", by=("disclosure_office",), event="DraftPublished",
        zh="公布草案、依据和说明，征求意见", en="publish draft, basis and explanation for comments",
        article=a.DECISIONS + "第十五条第一款", unless=(g.SHORTENED.id,),
        requires=_PUBLISHED, effects=(Start("comment", term="comments_until"),), sets=_OPEN,
    ),
    Move(
        "exempt_from_comments", ("drafted",), "studying", by=("head",), event="CommentsExempted",
        zh="依法不公开征求意见", en="exempt the draft from public comments", article=a.DECISIONS + "第十四条第一款",
        requires=(f.EXEMPT_GROUND, f.REASON),
    ),
    Move(
        "record_opinion", _OPEN_TO_PUBLIC, SAME, by=("handler",), event="OpinionRecorded",
        zh="登记公众意见", en="record an opinion", article=a.DECISIONS + "第十八条",
        requires=(f.OPINION, f.OPINION_FROM, f.SUMMARY), effects=(OpenTask("opinion"),),
    ),
    Move(
        "answer_opinion", _OPEN_TO_PUBLIC, SAME, by=("handler",), event="OpinionAdopted",
        zh="采纳意见", en="adopt an opinion", article=a.DECISIONS + "第十八条",
        guards=(g.ADOPTED.id,), requires=(f.OPINION, f.ADOPTION), effects=(CloseTask("opinion"),),
    ),
    Move(
        "answer_opinion", _OPEN_TO_PUBLIC, SAME, by=("handler",), event="OpinionNotAdopted",
        zh="部分采纳或者不采纳意见，说明理由", en="adopt an opinion in part or not at all, with the reason",
        article=a.PREPUBLICATION, unless=(g.ADOPTED.id,),
        requires=(f.OPINION, f.ADOPTION, f.ADOPTION_REASON), effects=(CloseTask("opinion"),),
    ),
    Move(
        "prolong_comments", ("commenting",), SAME, by=("disclosure_office",), event="CommentsProlonged",
        zh="公告延长征求意见期限", en="announce a longer time for comments", article=a.DECISIONS + "第十五条第一款",
        guards=(g.LATER_LAST_DAY.id,), unless=(g.SHORTENED_RUNS.id,), requires=(f.COMMENTS_UNTIL, f.REASON),
        effects=(Start("comment_shortened", term="comments_until", beyond="comment"), Stop("comment")),
        follows=("CommentsProlonged",),
    ),
    Move(
        "prolong_comments", ("commenting",), SAME, by=("disclosure_office",), event="CommentsProlonged",
        zh="公告再延长征求意见期限", en="announce a longer time for comments once more",
        article=a.DECISIONS + "第十五条第一款",
        guards=(g.LATER_LAST_DAY.id, g.SHORTENED_RUNS.id), requires=(f.COMMENTS_UNTIL, f.REASON),
        effects=(Stop("comment_shortened"), Start("comment_shortened", term="comments_until")),
        follows=("CommentsProlonged",),
    ),
    Move(
        "close_comments", ("commenting",), "studying", by=("handler",), event="CommentsClosed",
        zh="征求意见期满", en="close the time for comments", article=a.DECISIONS + "第十五条第一款",
        guards=(g.COMMENT_TERM_OVER.id,), effects=(Stop("comment"), Stop("comment_shortened")),
    ),
    Move(
        "publish_feedback", ("studying",), SAME, by=("disclosure_office",), event="FeedbackPublished",
        zh="公布意见收集和采纳情况", en="publish what became of the opinions", article=a.PREPUBLICATION,
        unless=(g.OPINIONS_OPEN.id,), requires=(f.FEEDBACK_ADDRESS,),
    ),
)  # fmt: skip

HEARING: tuple[Move, ...] = (
    Move(
        "announce_hearing", _OPEN_TO_PUBLIC, SAME, by=("handler",), event="HearingAnnounced",
        zh="公告听证会、遴选办法和参加人名单", en="announce a hearing with the list of participants",
        article=g.HEARING_ARTICLE, guards=(g.HEARING_AHEAD.id,), unless=(g.ANNOUNCED.id, g.READY.id),
        requires=(f.HEARING_ON, f.SELECTION, f.PARTICIPANTS), sets=(("hearing", "announced"),),
        effects=(Start("hearing", on="hearing_on"),), follows=_HEARING,
    ),
    Move(
        "deliver_materials", _OPEN_TO_PUBLIC, SAME, by=("handler",), event="HearingMaterialsDelivered",
        zh="听证材料送达参加人", en="deliver the materials to the participants", article=a.DECISIONS + "第十六条第三款",
        guards=(g.ANNOUNCED.id, g.MATERIALS_IN_TIME.id), requires=(f.MATERIALS_ON,),
        sets=(("hearing", "ready"),), effects=(Stop("hearing"),), follows=_HEARING,
    ),
    Move(
        "postpone_hearing", _OPEN_TO_PUBLIC, SAME, by=("handler",), event="HearingPostponed",
        zh="推迟听证会", en="postpone the hearing", article=g.HEARING_ARTICLE,
        guards=(g.HEARING_AHEAD.id, g.HEARING_LATER.id, g.ANNOUNCED.id), requires=(f.HEARING_ON, f.REASON),
        effects=(Start("hearing", on="hearing_on"),), follows=_HEARING,
    ),
    Move(
        "postpone_hearing", _OPEN_TO_PUBLIC, SAME, by=("handler",), event="ReadyHearingPostponed",
        zh="材料送达后推迟听证会", en="postpone a hearing whose materials were delivered",
        article=g.HEARING_ARTICLE,
        guards=(g.HEARING_AHEAD.id, g.HEARING_LATER.id, g.READY.id), unless=(g.ANNOUNCED.id,),
        requires=(f.HEARING_ON, f.REASON), follows=_HEARING,
    ),
    Move(
        "cancel_hearing", _OPEN_TO_PUBLIC, SAME, by=("handler",), event="HearingCancelled",
        zh="取消听证会", en="cancel the hearing", article=g.HEARING_ARTICLE,
        guards=(g.ANNOUNCED.id,), unless=(g.HEARING_DEMANDED.id,), requires=(f.REASON,),
        sets=(("hearing", "cancelled"),), effects=(Stop("hearing"),), follows=_HEARING,
    ),
    Move(
        "cancel_hearing", _OPEN_TO_PUBLIC, SAME, by=("handler",), event="ReadyHearingCancelled",
        zh="材料送达后取消依职权决定的听证会", en="cancel an optional hearing whose materials were delivered",
        article=g.HEARING_ARTICLE, guards=(g.READY.id,), unless=(g.ANNOUNCED.id, g.HEARING_DEMANDED.id),
        requires=(f.REASON,), sets=(("hearing", "cancelled"),), follows=_HEARING,
    ),
    Move(
        "hold_hearing", _OPEN_TO_PUBLIC, SAME, by=("handler",), event="HearingHeld",
        zh="举行听证会", en="hold the hearing", article=a.DECISIONS + "第十七条",
        guards=(g.READY.id, g.HEARING_DAY.id, g.HEARING_SIGNED.id), requires=(f.HEARING_RECORD, f.HEARING_SIGNED),
        sets=(("hearing", "held"),), follows=_HEARING,
    ),
)  # fmt: skip

_RESUMED = (*((state, (guard.id,)) for state, guard in g.SUSPENDED_FROM.items()), ("ready", ()))
"""Where a suspended procedure goes on; the last needs no guard, because it is tried last."""

ARGUING: tuple[Move, ...] = (
    Move(
        "record_experts", _OPEN_TO_PUBLIC, SAME, by=("handler",), event="ExpertsHeard",
        zh="专家论证", en="record the argument of experts", article=a.DECISIONS + "第十九条至第二十一条",
        guards=(g.EXPERTS_INDEPENDENT.id, g.EXPERTS_SIGNED.id),
        requires=(f.EXPERT_OPINION, f.EXPERTS_SIGNED, f.EXPERTS_INDEPENDENT), sets=(("experts_done", True),),
        follows=("ExpertsHeard",),
    ),
    Move(
        "record_risk", _OPEN_TO_PUBLIC, SAME, by=("handler",), event="RiskAssessed",
        zh="风险评估", en="record the risk assessment", article=a.DECISIONS + "第二十二条至第二十四条",
        requires=(f.RISK_REPORT, f.RISK_LEVEL, f.EVALUATOR), follows=("RiskAssessed",),
    ),
    Move(
        "revise_draft", ("studying",), SAME, by=("handler",), event="DraftRevised",
        zh="修改草案（非重大修改）", en="revise the draft without a material change", article=a.DECISIONS + "第十八条",
        requires=(f.CHANGE_SUMMARY, f.NOT_MATERIAL), follows=("DraftRevised",),
    ),
    Move(
        "change_materially", ("studying", "ready"), "drafted", by=("handler",), event="DraftChangedMaterially",
        zh="草案重大修改，重新公布征求意见", en="change the draft materially: publish it again",
        article=a.DECISIONS + "第十五条、第十八条", unless=(g.ANNOUNCED.id, g.READY.id), requires=(f.CHANGE_SUMMARY,),
        sets=g.TO_BE_ASKED_AGAIN,
    ),
    Move(
        "change_materially", ("commenting",), "drafted", by=("handler",), event="DraftChangedMaterially",
        zh="征求意见期间草案重大修改，重新公布", en="change the draft materially while it is open for comments",
        article=a.DECISIONS + "第十五条、第十八条", unless=(g.ANNOUNCED.id, g.READY.id), requires=(f.CHANGE_SUMMARY,),
        sets=g.TO_BE_ASKED_AGAIN, effects=(Stop("comment"), Stop("comment_shortened")),
    ),
    Move(
        "change_materially", _OPEN_TO_PUBLIC, "drafted", by=("handler",), event="DraftChangedMaterially",
        zh="听证公告后草案重大修改，原定听证取消，重新公布",
        en="change the draft materially: the announced hearing is off",
        article=a.DECISIONS + "第十五条、第十八条", guards=(g.ANNOUNCED.id,),
        requires=(f.CHANGE_SUMMARY, f.HEARING_OFF),
        sets=g.TO_BE_ASKED_AGAIN, effects=(Stop("hearing"), Stop("comment"), Stop("comment_shortened")),
    ),
    Move(
        "change_materially", _OPEN_TO_PUBLIC, "drafted", by=("handler",), event="DraftChangedMaterially",
        zh="听证材料送达后草案重大修改，原定听证取消，重新公布",
        en="change the draft materially: the hearing whose materials were delivered is off",
        article=a.DECISIONS + "第十五条、第十八条", guards=(g.READY.id,), unless=(g.ANNOUNCED.id,),
        requires=(f.CHANGE_SUMMARY, f.HEARING_OFF),
        sets=g.TO_BE_ASKED_AGAIN, effects=(Stop("comment"), Stop("comment_shortened")),
    ),
    *(
        Move(
            "suspend_procedure", (state,), "suspended", by=("head",), event=f"ProcedureSuspended{at}",
            zh="中止决策程序", en="suspend the procedure", article=a.STARTING,
            unless=(g.ANNOUNCED.id, g.READY.id) if state == "studying" else (),
            requires=(f.REASON,), sets=(("suspended_from", state),),
        )
        for at, (state, _) in enumerate(_RESUMED, 1)
    ),
    *(
        Move(
            "resume_procedure", ("suspended",), state, by=("head",), event=f"ProcedureResumed{at}",
            zh="恢复决策程序", en="resume the procedure", article=a.STARTING,
            guards=guards, requires=(f.REASON,), order=at, sets=(("suspended_from", "none"),),
        )
        for at, (state, guards) in enumerate(_RESUMED, 1)
    ),
    Move(
        "terminate", (
            "preparing", "drafted", "commenting", "studying", "legality_review", "ready", "meeting", "decided",
            "suspended",
        ),
        "terminated", by=("head",), event="ProcedureTerminated", zh="终止决策程序", en="stop the procedure",
        article=a.STARTING, requires=(f.REASON,), outcome="terminated", effects=(Stop(ALL),),
    ),
)  # fmt: skip
