"""The moves from issue to publication, and all that may befall a document after it."""

from __future__ import annotations

from workflows.catalog.attribute_review import articles as a
from workflows.catalog.attribute_review import facts as f
from workflows.catalog.attribute_review import guards as g
from workflows.flows.parts import ALL, SAME, Field, Move, Start, Stop

_ISSUE = (f.ISSUED_ON, f.NUMBER, f.LABEL)
_PRINTED = (g.LABEL_MATCHES.id,)
_ORDER = (
    g.IS_ON_REQUEST.id, g.IS_WITHHELD.id, g.IS_LICENCE.id, g.IS_PENALTY.id, g.IS_ENFORCEMENT.id, g.IS_BUDGET.id,
    g.IS_GUIDE.id, "",
)  # fmt: skip
_TERM = a.LAW + "第二十六条"


def _issue(event: str, zh: str, en: str, article: str, clock: str, kind: str = "") -> Move:
    """Issue a public document; its class chooses the clock of its publication."""
    return Move(
        "issue", ("approved",), "to_publish", by=("office",), event=event, zh=zh, en=en, article=article,
        guards=(*_PRINTED, *((kind,) if kind else ())), order=_ORDER.index(kind),
        requires=_ISSUE, effects=(Start(clock, on="issued_on"),),
    )  # fmt: skip


def _issue_unpublished(event: str, zh: str, en: str, target: str, guard: str) -> Move:
    return Move(
        "issue", ("approved",), target, by=("office",), event=event, zh=zh, en=en, article=a.DRAFTING,
        guards=(*_PRINTED, guard), order=_ORDER.index(guard), requires=(*_ISSUE, f.NEXT_REVIEW),
        effects=(Start("re_review", on="issued_on", term="next_review_on"),),
    )  # fmt: skip


ISSUING: tuple[Move, ...] = (
    _issue_unpublished(
        "OnRequestDocumentIssued", "印发依申请公开的公文", "issue a document that is disclosed on request",
        "on_request", g.IS_ON_REQUEST.id,
    ),
    _issue_unpublished(
        "WithheldDocumentIssued", "印发不予公开的公文", "issue a document that is withheld",
        "withheld", g.IS_WITHHELD.id,
    ),
    _issue("LicenceIssued", "印发行政许可决定", "issue a licence", g.IS_LICENCE.article, "licence", g.IS_LICENCE.id),
    _issue("PenaltyIssued", "印发行政处罚决定", "issue a penalty", g.IS_PENALTY.article, "penalty", g.IS_PENALTY.id),
    _issue(
        "EnforcementIssued", "印发行政执法决定", "issue an enforcement decision",
        g.IS_ENFORCEMENT.article, "enforcement", g.IS_ENFORCEMENT.id,
    ),
    _issue("BudgetIssued", "印发预算、决算", "issue a budget", g.IS_BUDGET.article, "budget", g.IS_BUDGET.id),
    _issue("GuideIssued", "审定办事指南变更", "settle a changed guide", g.IS_GUIDE.article, "guide", g.IS_GUIDE.id),
    _issue("DocumentIssued", "印发公文，公开属性随之确定", "issue the document", _TERM, "publish"),
)  # fmt: skip

_PUBLISH = (f.ADDRESS, f.CHANNELS)

PUBLISHING: tuple[Move, ...] = (
    Move(
        "publish", ("to_publish",), "published", by=("disclosure_office",), event="PolicyPublishedWithInterpretation",
        zh="文件与解读材料同时公开", en="publish the policy with its interpretation", article=a.INTERPRETING,
        guards=(g.ON_PLATFORM.id, g.NEEDS_INTERPRETATION.id, g.BRINGS_INTERPRETATION.id),
        requires=(*_PUBLISH, f.INTERPRETATION_ADDRESS, f.INTERPRETED_OWN), sets=(("interpreted", True),),
        effects=(Stop(ALL),),
    ),
    Move(
        "publish", ("to_publish",), "published", by=("disclosure_office",), event="PolicyPublished",
        zh="公开文件，解读材料随后公布", en="publish the policy; its interpretation follows", article=_TERM,
        guards=(g.ON_PLATFORM.id, g.NEEDS_INTERPRETATION.id),
        unless=(g.BRINGS_INTERPRETATION.id, g.WITH_DOCUMENT_HERE.id),
        requires=_PUBLISH, effects=(Stop(ALL), Start("interpretation")),
    ),
    Move(
        "publish", ("to_publish",), "published", by=("disclosure_office",), event="DocumentPublished",
        zh="公开文件", en="publish the document", article=_TERM,
        guards=(g.ON_PLATFORM.id,), unless=(g.NEEDS_INTERPRETATION.id,), requires=_PUBLISH, effects=(Stop(ALL),),
    ),
    Move(
        "publish_interpretation", ("published",), SAME, by=("disclosure_office",), event="InterpretationPublished",
        zh="公布解读材料", en="publish the interpretation", article=a.INTERPRETING,
        guards=(g.INTERPRETATION_MISSING.id, g.OWN_INTERPRETATION.id),
        requires=(f.INTERPRETATION_ADDRESS, f.INTERPRETED_BY, f.INTERPRETATION_FORM, f.INTERPRETER),
        sets=(("interpreted", True),), effects=(Stop("interpretation"),),
    ),
    Move(
        "continue_interpretation", ("published", "public"), SAME, by=("disclosure_office",),
        event="InterpretationContinued", zh="执行过程中继续解读", en="interpret it again while it is in force",
        article=a.INTERPRETING, guards=(g.OWN_INTERPRETATION.id,), unless=(g.INTERPRETATION_MISSING.id,),
        requires=(f.INTERPRETATION_ADDRESS, f.INTERPRETED_BY, f.INTERPRETATION_FORM, f.INTERPRETER),
    ),
    Move(
        "send_to_gazette", ("published",), SAME, by=("office",), event="GazettePublished",
        zh="规范性文件在政府公报刊登", en="publish a normative document in the gazette", article=a.GAZETTE,
        guards=(g.IS_NORMATIVE.id,), unless=(g.GAZETTED.id,), requires=(f.GAZETTE_ISSUE,), sets=(("gazetted", True),),
    ),
    Move(
        "enter_ledger", ("published",), SAME, by=("office",), event="LedgerEntered",
        zh="列入主动公开文件台账", en="enter it in the open-document ledger", article=a.LEDGER,
        unless=(g.LEDGERED.id,), requires=(f.LEDGER_NUMBER,), sets=(("ledgered", True),),
    ),
    Move(
        "finish", ("published",), "public", by=("office",), event="PublicationFinished",
        zh="公开办结", en="finish the publication", article=a.LAW + "第十九条",
        guards=(g.LEDGERED.id,), unless=(g.INTERPRETATION_MISSING.id, g.GAZETTE_MISSING.id),
        outcome="disclosed", effects=(Stop(ALL),),
    ),
)  # fmt: skip


STOPPING: tuple[Move, ...] = (
    Move(
        "stop_publication", ("to_publish",), "withheld", by=("head",), event="PublicationStopped",
        zh="公开前发现不应公开，改为不予公开", en="stop the publication of what should not be public",
        article=a.LAW + "第十四条", requires=(f.GROUND, f.REASON, f.NEXT_REVIEW), sets=(("attribute", "withheld"),),
        effects=(Stop(ALL), Start("re_review", term="next_review_on")),
    ),
    Move(
        "record_repeal", ("to_publish",), "never_published", by=("handler", "office"),
        event="RepealedBeforePublication", zh="公开前文件废止", en="record a repeal before the publication",
        article=a.ANNOTATING, requires=(f.SUCCESSOR_MAYBE,), outcome="repealed", effects=(Stop(ALL),),
    ),
    Move(
        "record_lapse", ("to_publish",), "never_published", by=("handler", "office"),
        event="LapsedBeforePublication", zh="公开前文件失效", en="record a lapse before the publication",
        article=a.ANNOTATING, requires=(f.SUCCESSOR_MAYBE,), outcome="lapsed", effects=(Stop(ALL),),
    ),
)  # fmt: skip


def _status(command: str, event: str, zh: str, en: str, status: str) -> Move:
    return Move(
        command, ("public",), "to_annotate", by=("handler", "office"), event=event, zh=zh, en=en, article=a.ANNOTATING,
        requires=(f.SUCCESSOR_MAYBE,), sets=(("doc_status", status),), effects=(Start("annotate"),), reopens=True,
    )  # fmt: skip


AFTERWARDS: tuple[Move, ...] = (
    Move(
        "check_ledger", ("public",), SAME, by=("office", "disclosure_office"), event="LedgerChecked",
        zh="定期核对台账", en="check the ledger", article=a.LEDGER, requires=(f.LEDGER_FINDING,),
    ),
    Move(
        "report_missing", ("public",), "to_publish", by=("office", "disclosure_office"), event="PublicationMissing",
        zh="核对发现未上网公开，期限自形成之日起算", en="report what is not on line: the term ran from its formation",
        article=a.LEDGER, unless=(g.OPENED_LATER.id,),
        requires=(f.LEDGER_FINDING,), effects=(Start("publish", on="issued_on"),), reopens=True,
    ),
    Move(
        "report_missing", ("public",), "to_publish", by=("office", "disclosure_office"), event="PublicationMissing",
        zh="核对发现变更属性后未上网公开，期限自批准变更之日起算",
        en="report that what was opened up is not on line: the term ran from the change",
        article=a.LEDGER, guards=(g.OPENED_LATER.id,),
        requires=(f.LEDGER_FINDING, f.OPENED_ON), effects=(Start("publish", on="opened_on"),), reopens=True,
    ),
    _status("record_amendment", "DocumentAmended", "文件修改", "record an amendment", "amended"),
    _status("record_repeal", "DocumentRepealed", "文件废止", "record a repeal", "repealed"),
    _status("record_lapse", "DocumentLapsed", "文件失效", "record that the document lapsed", "lapsed"),
    Move(
        "annotate", ("to_annotate",), "public", by=("disclosure_office",), event="AmendmentAnnotated",
        zh="在原文件上标注已修改", en="annotate the amendment on the original", article=a.ANNOTATING,
        guards=(g.AMENDED.id,), requires=(f.ANNOTATION,), outcome="amended", effects=(Stop("annotate"),),
    ),
    Move(
        "annotate", ("to_annotate",), "annotated", by=("disclosure_office",), event="RepealAnnotated",
        zh="在原文件上标注已废止", en="annotate the repeal on the original", article=a.ANNOTATING,
        guards=(g.REPEALED.id,), unless=(g.AMENDED.id,), requires=(f.ANNOTATION,), outcome="repealed",
        effects=(Stop("annotate"),),
    ),
    Move(
        "annotate", ("to_annotate",), "annotated", by=("disclosure_office",), event="LapseAnnotated",
        zh="在原文件上标注已失效", en="annotate on the original that it lapsed", article=a.ANNOTATING,
        unless=(g.AMENDED.id, g.REPEALED.id), requires=(f.ANNOTATION,), outcome="lapsed",
        effects=(Stop("annotate"),),
    ),
    Move(
        "annul_penalty", ("public",), "to_withdraw", by=("handler", "office"), event="PenaltyAnnulled",
        zh="行政处罚决定被变更、撤销、确认违法或者无效", en="record that the penalty was changed or annulled",
        article="行政处罚法第四十八条第二款", guards=(g.IS_PENALTY.id,), effects=(Start("withdraw"),), reopens=True,
    ),
    Move(
        "withdraw_penalty", ("to_withdraw",), "withdrawn", by=("disclosure_office",), event="PenaltyWithdrawn",
        zh="撤回行政处罚决定信息并公开说明理由", en="withdraw the penalty and publish why",
        article="行政处罚法第四十八条第二款", requires=(f.WITHDRAWAL_REASON,), outcome="withdrawn",
        effects=(Stop("withdraw"),),
    ),
    Move(
        "take_down", ("public", "annotated"), "withheld", by=("head",), event="PublicationTakenDown",
        zh="发现不应公开，撤下", en="take down what should not have been public", article=a.LAW + "第十四条",
        requires=(f.GROUND, f.REASON, f.NEXT_REVIEW), sets=(("attribute", "withheld"),),
        effects=(Start("re_review", term="next_review_on"),), reopens=True,
    ),
    Move(
        "take_down", ("published", "to_annotate"), "withheld", by=("head",), event="PublicationTakenDown",
        zh="后续事项办结前发现不应公开，撤下", en="take it down before its follow-up is done",
        article=a.LAW + "第十四条", requires=(f.GROUND, f.REASON, f.NEXT_REVIEW), sets=(("attribute", "withheld"),),
        effects=(Stop(ALL), Start("re_review", term="next_review_on")),
    ),
)  # fmt: skip


def _change(event: str, zh: str, en: str, target: str, guard: str, value: str) -> Move:
    """Approve a change of attribute; what becomes public is then published within the term."""
    opens = target == "to_publish"
    more: tuple[Field, ...] = (f.OPENING_REVIEW,) if opens else (f.NEXT_REVIEW,)
    start = Start("publish") if opens else Start("re_review", term="next_review_on")
    return Move(
        "approve_change", ("change_proposed",), target, by=("head",), event=event, zh=zh, en=en,
        article=a.LAW + "第十八条", guards=(g.ANOTHER_THAN_PROPOSER.id, *((guard,) if guard else ())), requires=more,
        sets=(("attribute", value),), effects=(Stop("re_review"), start), order=g.CHANGE_ORDER.index(guard),
    )  # fmt: skip


KEEPING: tuple[Move, ...] = (
    Move(
        "re_review", ("on_request", "withheld"), SAME, by=("disclosure_office",), event="WithholdingConfirmed",
        zh="定期评估，维持原属性", en="evaluate again and keep the attribute", article=a.LAW + "第十八条",
        requires=(f.FINDING, f.NEXT_REVIEW), effects=(Stop("re_review"), Start("re_review", term="next_review_on")),
        follows=("WithholdingConfirmed",),
    ),
    Move(
        "propose_change", ("on_request", "withheld"), "change_proposed", by=("disclosure_office", "handler"),
        event="ChangeProposed", zh="提出变更公开属性", en="propose another attribute",
        article=a.LAW + "第十八条、第四十四条",
        guards=(g.NEW_IS_OTHER.id, g.NEW_IN_USE.id, g.NEW_GROUNDED.id), unless=(g.SECRET_STAYS.id,),
        requires=(f.NEW_ATTRIBUTE, f.CHANGE_CAUSE, f.CHANGE_REASON, f.GROUND_MAYBE),
    ),
    _change("OpenedUp", "变更为主动公开", "open it up", "to_publish", g.NEW_PROACTIVE.id, "proactive"),
    _change("OpenedInPart", "变更为删减后公开", "open it up in part", "to_publish", g.NEW_REDACTED.id, "redacted"),
    _change("MadeOnRequest", "变更为依申请公开", "make it available on request",
            "on_request", g.NEW_ON_REQUEST.id, "on_request"),
    _change("MadeWithheld", "变更为不予公开", "withhold it", "withheld", "", "withheld"),
    Move(
        "refuse_change", ("change_proposed",), "on_request", by=("head",), event="OnRequestKept",
        zh="不同意变更，维持依申请公开", en="refuse the change: it stays on request", article=a.LAW + "第十八条",
        guards=(g.IS_ON_REQUEST.id,), requires=(f.REASON,),
    ),
    Move(
        "refuse_change", ("change_proposed",), "withheld", by=("head",), event="WithheldKept",
        zh="不同意变更，维持不予公开", en="refuse the change: it stays withheld", article=a.LAW + "第十八条",
        unless=(g.IS_ON_REQUEST.id,), requires=(f.REASON,),
    ),
    Move(
        "transfer_to_archive", ("on_request", "withheld"), "transferred", by=("office",), event="ArchiveTransferred",
        zh="移交国家档案馆", en="transfer it to a state archive", article="档案法移交的规定",
        requires=(f.ARCHIVE,), outcome="transferred", effects=(Stop(ALL),),
    ),
)  # fmt: skip
