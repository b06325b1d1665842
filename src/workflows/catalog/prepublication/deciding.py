"""The moves from the legality review through the decision to what became of it."""

from __future__ import annotations

from workflows.catalog.prepublication import articles as a
from workflows.catalog.prepublication import facts as f
from workflows.catalog.prepublication import guards as g
from workflows.flows.parts import SAME, Move, Start, Stop

_REVIEW = a.DECISIONS + "第二十五条至第二十八条"

LEGALITY: tuple[Move, ...] = (
    Move(
        "submit_for_legality", ("studying",), "legality_review", by=("handler",), event="LegalityReviewAsked",
        zh="送请合法性审查", en="submit the draft for the legality review", article=a.DECISIONS + "第二十六条",
        guards=(g.HEARING_SATISFIED.id, g.EXPERTS_SATISFIED.id, g.RISK_SATISFIED.id),
        unless=(g.OPINIONS_OPEN.id, g.ANNOUNCED.id, g.READY.id), requires=(f.LEGALITY_FILE,),
        effects=(Start("legality"),),
    ),
    Move(
        "pass_legality", ("legality_review",), "ready", by=("legal_office",), event="LegalityPassed",
        zh="合法性审查通过", en="pass the legality review", article=_REVIEW,
        guards=(g.LEGALITY_TIME.id, g.ANOTHER_REVIEWER.id),
        requires=(f.LEGALITY_OPINION,), effects=(Stop("legality"),),
    ),
    Move(
        "pass_legality", ("legality_review",), "ready", by=("legal_office",), event="LegalityPassedEarly",
        zh="合法性审查提前通过，说明理由", en="pass the legality review early, with the reason", article=_REVIEW,
        guards=(g.ANOTHER_REVIEWER.id,), unless=(g.LEGALITY_TIME.id,),
        requires=(f.LEGALITY_OPINION, f.EARLY_REASON), effects=(Stop("legality"),),
    ),
    Move(
        "pass_with_risk", ("legality_review",), "ready", by=("legal_office",), event="LegalityRiskFlagged",
        zh="探索性改革决策明示法律风险", en="let an exploratory reform pass with its legal risk",
        article=a.DECISIONS + "第二十五条第二款",
        guards=(g.LEGALITY_TIME.id, g.ANOTHER_REVIEWER.id),
        requires=(f.LEGALITY_OPINION, f.RISK_FLAG), effects=(Stop("legality"),),
    ),
    Move(
        "fail_legality", ("legality_review",), "studying", by=("legal_office",), event="LegalityFailed",
        zh="合法性审查不通过，不得提交讨论", en="fail the legality review: it may not be discussed",
        article=a.DECISIONS + "第二十五条", requires=(f.LEGALITY_OPINION,), effects=(Stop("legality"),),
    ),
    Move(
        "return_for_supplement", ("legality_review",), "studying", by=("legal_office",), event="LegalityFileReturned",
        zh="送审材料不符合要求，退回或者要求补充", en="return an incomplete file", article=a.DECISIONS + "第二十六条",
        requires=(f.RETURN_REASON,), effects=(Stop("legality"),),
    ),
)  # fmt: skip

_HELD = (g.MEETING_HELD.id, g.HEAD_LAST.id, g.DIFFERENCE_EXPLAINED.id, g.ATTENDANCE.id)
_RECORD = (f.DISCUSSION, f.HEAD_LAST, f.MAJORITY, f.DIFFERENCE_MAYBE, f.ATTENDEES_MAYBE)
_DISCUSSION = a.DECISIONS + "第三十条"

DISCUSSING: tuple[Move, ...] = (
    Move(
        "arrange_meeting", ("ready",), "meeting", by=("office",), event="ClosedMeetingArranged",
        zh="安排不公开的会议，说明理由", en="arrange a closed meeting, with the reason", article=a.MEETINGS,
        guards=(g.CLOSED.id,), unless=(g.MUST_INVITE.id,),
        requires=(f.MEETING_ON, f.OPENNESS, f.OPENNESS_REASON, f.COMMENT_REPORT),
    ),
    Move(
        "arrange_meeting", ("ready",), "meeting", by=("office",), event="BroadcastMeetingArranged",
        zh="安排公开直播的会议", en="arrange a meeting that is broadcast", article=a.MEETINGS,
        guards=(g.BROADCAST.id,), unless=(g.CLOSED.id, g.MUST_INVITE.id),
        requires=(f.MEETING_ON, f.OPENNESS, f.COMMENT_REPORT),
    ),
    Move(
        "arrange_meeting", ("ready",), "meeting", by=("office",), event="OpenMeetingArranged",
        zh="安排会议，邀请有关人员列席", en="arrange a meeting with invited attendees", article=a.MEETINGS,
        unless=(g.CLOSED.id, g.BROADCAST.id), requires=(f.MEETING_ON, f.OPENNESS, f.INVITED, f.COMMENT_REPORT),
    ),
    Move(
        "adopt_decision", ("meeting",), "decided", by=("office",), event="DecisionAdopted",
        zh="集体讨论决定", en="record the decision taken in the meeting", article=_DISCUSSION,
        guards=_HELD, requires=_RECORD, effects=(Start("publish"),),
    ),
    Move(
        "ask_revision", ("meeting",), "studying", by=("office",), event="RevisionAsked",
        zh="集体讨论后修改", en="record that the meeting wants it revised", article=_DISCUSSION,
        guards=_HELD, requires=_RECORD,
    ),
    Move(
        "reject_draft", ("meeting",), "not_adopted", by=("office",), event="DraftRejected",
        zh="集体讨论不予通过", en="record that the meeting rejects it", article=_DISCUSSION,
        guards=_HELD, requires=_RECORD, outcome="not_adopted",
    ),
    Move(
        "postpone_meeting", ("meeting",), "ready", by=("office",), event="MeetingPostponed",
        zh="暂缓讨论", en="postpone the discussion", article=_DISCUSSION, requires=(f.REASON,),
    ),
    Move(
        "report_to_party", ("decided",), SAME, by=("office",), event="PartyCommitteeAsked",
        zh="向同级党委请示报告", en="report to the party committee", article=a.DECISIONS + "第三十一条",
        unless=(g.REPORTED.id,), requires=(f.PARTY_REPORT,), sets=(("reported", True),),
    ),
    Move(
        "return_from_party", ("decided",), "studying", by=("office",), event="PartyCommitteeObjected",
        zh="党委不同意或者要求修改，退回修改", en="go back to the draft where the party committee objects",
        article=a.DECISIONS + "第三十一条", guards=(g.REPORTED.id,), requires=(f.PARTY_OPINION,),
        sets=(("reported", False),), effects=(Stop("publish"),),
    ),
    Move(
        "publish_decision", ("decided",), "to_archive", by=("disclosure_office",), event="DecisionPublished",
        zh="公布决策和解读，相互链接（依法没有公开征求意见）",
        en="publish a decision exempt from comments with its interpretation",
        article=a.DECISIONS + "第三十二条",
        guards=(g.REPORTED.id, g.IN_GAZETTE.id, g.ON_SITE.id, g.LINKED.id, g.COMMENTS_EXEMPT.id),
        unless=(g.SECRET.id,), effects=(Stop("publish"),),
        requires=(f.DECISION_ADDRESS, f.INTERPRETATION_ADDRESS, f.LINKED, f.CHANNELS),
    ),
    Move(
        "publish_decision", ("decided",), "to_archive", by=("disclosure_office",), event="DecisionPublished",
        zh="公布决策、采纳情况和解读，相互链接",
        en="publish the decision with the account of adoption and its interpretation",
        article=a.DECISIONS + "第三十二条", guards=(g.REPORTED.id, g.IN_GAZETTE.id, g.ON_SITE.id, g.LINKED.id),
        unless=(g.COMMENTS_EXEMPT.id,), effects=(Stop("publish"),),
        requires=(f.DECISION_ADDRESS, f.ADOPTION_ADDRESS, f.INTERPRETATION_ADDRESS, f.LINKED, f.CHANNELS),
    ),
    Move(
        "keep_unpublished", ("decided",), "to_archive", by=("head",), event="DecisionKeptUnpublished",
        zh="依法不予公开，不公布", en="keep a decision unpublished by law", article=a.DECISIONS + "第三十二条",
        guards=(g.REPORTED.id, g.SECRET.id), requires=(f.REASON,), effects=(Stop("publish"),),
    ),
    Move(
        "archive", ("to_archive",), "in_execution", by=("office",), event="ProcedureArchived",
        zh="全过程材料归档", en="archive the record of the procedure", article=a.DECISIONS + "第三十三条",
        requires=(f.ARCHIVE_NUMBER,), sets=(("archived", True),),
    ),
    Move(
        "archive", ("in_execution", "execution_suspended"), SAME, by=("office",), event="ProcedureArchived",
        zh="全过程材料归档", en="archive the record of the procedure", article=a.DECISIONS + "第三十三条",
        unless=(g.ARCHIVED.id,), requires=(f.ARCHIVE_NUMBER,), sets=(("archived", True),),
    ),
)  # fmt: skip

_UNDER_WAY = ("in_execution", "execution_suspended")

EXECUTING: tuple[Move, ...] = (
    Move(
        "start_evaluation", ("in_execution",), "evaluating", by=("head",), event="EvaluationStarted",
        zh="组织决策后评估", en="have the decision evaluated", article=a.DECISIONS + "第三十六条",
        guards=(g.ANOTHER_EVALUATOR.id,), requires=(f.EVALUATION_CAUSE, f.POST_EVALUATOR),
    ),
    Move(
        "record_evaluation", ("evaluating",), "in_execution", by=("office",), event="DecisionEvaluated",
        zh="登记评估报告", en="record the evaluation", article=a.DECISIONS + "第三十六条", requires=(f.EVALUATION,),
    ),
    Move(
        "suspend_execution", ("to_archive", "in_execution", "evaluating"), "execution_suspended",
        by=("head",), event="ExecutionSuspended",
        zh="先行中止执行", en="suspend the execution", article=a.DECISIONS + "第三十七条", requires=(f.REASON,),
    ),
    Move(
        "resume_execution", ("execution_suspended",), "in_execution", by=("head",), event="ExecutionResumed",
        zh="恢复执行", en="resume the execution", article=a.DECISIONS + "第三十七条", requires=(f.REASON,),
    ),
    Move(
        "adjust_decision", _UNDER_WAY, "drafted", by=("head",), event="DecisionAdjusted",
        zh="重大调整，重新履行程序", en="adjust the decision materially: the procedure starts again",
        article=a.DECISIONS + "第三十七条", requires=(f.CHANGE_SUMMARY,),
        sets=(*g.TO_BE_ASKED_AGAIN, ("reported", False), ("archived", False)),
    ),
    Move(
        "stop_execution", _UNDER_WAY, "stopped", by=("head",), event="ExecutionStopped",
        zh="经法定程序停止执行", en="stop the execution by the statutory procedure",
        article=a.DECISIONS + "第三十七条", requires=(f.REASON, f.STOP_RECORD),
        outcome="stopped",
    ),
    Move(
        "complete_execution", ("in_execution",), "completed", by=("handler",), event="ExecutionCompleted",
        zh="执行完毕", en="report that the decision is carried out", article=a.DECISIONS + "第三十四条",
        requires=(f.RESULT,), outcome="completed",
    ),
)  # fmt: skip
