"""The moves from a draft with its proposed attribute to the approval of both."""

from __future__ import annotations

from workflows.catalog.attribute_review import articles as a
from workflows.catalog.attribute_review import facts as f
from workflows.catalog.attribute_review import guards as g
from workflows.flows.parts import ALL, SAME, CloseTask, Field, Move, OpenTask, Stop

_DESCRIBED = ("JointDocumentDescribed", "ForwardingDocumentDescribed", "DocumentDescribed")
_DESCRIPTION = (f.TITLE, f.CLASS, f.ORIGIN)
_SUBMISSION = (f.ATTRIBUTE_MAYBE, f.GROUND_MAYBE, f.REASON_MAYBE, f.INTERPRETATION_MAYBE)
# The first of several moves gives the reason of a refusal: it names each thing that may be missing.
_FILE = (g.STATED.id, g.IN_USE.id, g.REASONED.id, g.GROUNDED.id, g.PLANNED.id, g.FOLLOWS.id)


def _describe(
    event: str, zh: str, en: str, more: tuple[Field, ...], guards: tuple[str, ...], others: tuple[str, ...]
) -> Move:
    return Move(
        "describe", ("drafting", "returned"), SAME, by=("handler",), event=event, zh=zh, en=en, article=a.DRAFTING,
        guards=guards, unless=others, requires=_DESCRIPTION + more, sets=(("described", True),),
        follows=_DESCRIBED,
    )  # fmt: skip


DRAFTING: tuple[Move, ...] = (
    _describe(
        "JointDocumentDescribed", "登记联合发文", "describe a joint document",
        (f.CO_ISSUERS,), (g.JOINT.id, g.HAS_CO_ISSUERS.id), (),
    ),
    _describe(
        "ForwardingDocumentDescribed", "登记转发文件", "describe a forwarding document",
        (f.SOURCE_ATTRIBUTE,), (g.FORWARDED.id,), (g.JOINT.id,),
    ),
    _describe("DocumentDescribed", "登记拟制的公文", "describe the draft", (), (), (g.JOINT.id, g.FORWARDED.id)),
    Move(
        "submit_file", ("drafting", "returned"), "checking", by=("handler",), event="FileSubmitted",
        zh="公文连同公开属性建议送核", en="submit the file with the proposed attribute", article=a.DRAFTING,
        guards=(g.DESCRIBED.id,), requires=_SUBMISSION,
    ),
    Move(
        "withdraw_draft", ("drafting", "returned", "consulting"), "not_issued", by=("handler",),
        event="DraftWithdrawn", zh="撤回文稿", en="withdraw the draft", article=a.SIGNING, requires=(f.REASON,),
        outcome="not_issued", effects=(Stop(ALL),),
    ),
    Move(
        "return_file", ("checking",), "returned", by=("office", "disclosure_office"), event="FileReturned",
        zh="退文", en="return the file", article=a.DRAFTING,
        guards=(g.RETURNS_FILES.id,), unless=(g.COMPLETE.id,), requires=(f.RETURN_REASON,),
    ),
    Move(
        "accept_file", ("checking",), "consulting", by=("office",), event="JointFileAccepted",
        zh="核文通过，转联合发文机关协商", en="accept the joint file for consultation", article=a.DRAFTING,
        guards=(*_FILE, g.IS_JOINT.id),
    ),
    Move(
        "accept_file", ("checking",), "pre_review", by=("office",), event="FileSentToDisclosureOffice",
        zh="拟不公开的政策性文件报批前送公开工作机构审查",
        en="send a policy that is not to be public to the disclosure office first", article=a.DRAFTING,
        guards=(g.COMPLETE.id, g.POLICY_NOT_PUBLIC.id), unless=(g.IS_JOINT.id,),
    ),
    Move(
        "accept_file", ("checking",), "secrecy_review", by=("office",), event="FileAccepted",
        zh="核文通过，送保密审查", en="accept the file for the secrecy review", article=a.DRAFTING,
        guards=(g.COMPLETE.id,), unless=(g.IS_JOINT.id, g.POLICY_NOT_PUBLIC.id),
    ),
    Move(
        "consult_co_issuer", ("consulting",), SAME, by=("handler",), event="CoIssuerConsulted",
        zh="就公开属性征求联合发文机关意见", en="consult a co-issuer on the attribute", article=a.CO_ISSUING,
        requires=(f.CO_ISSUER,), effects=(OpenTask("co_issuer"),),
    ),
    Move(
        "record_co_issuer", ("consulting",), SAME, by=("handler",), event="CoIssuerDisagreed",
        zh="联合发文机关不同意", en="record that a co-issuer disagrees", article=a.CO_ISSUING,
        guards=(g.DISAGREES.id,), requires=(f.CO_ISSUER, f.CO_OPINION, f.OBJECTION),
        effects=(CloseTask("co_issuer"),),
    ),
    Move(
        "record_co_issuer", ("consulting",), SAME, by=("handler",), event="CoIssuerAgreed",
        zh="联合发文机关同意", en="record that a co-issuer agrees", article=a.CO_ISSUING,
        unless=(g.DISAGREES.id,), requires=(f.CO_ISSUER, f.CO_OPINION), effects=(CloseTask("co_issuer"),),
    ),
    Move(
        "refer_silence", ("consulting",), "disputed", by=("handler",), event="CoIssuerSilenceReferred",
        zh="联合发文机关一直不答复，报签发人裁定", en="put the silence of a co-issuer before the head",
        article=a.CO_ISSUING, guards=(g.CONSULTING.id,), requires=(f.SILENCE_REASON,), effects=(Stop(ALL),),
    ),
    Move(
        "conclude_consultation", ("consulting",), "disputed", by=("handler",), event="ConsultationFailed",
        zh="协商不一致，报签发人裁定", en="put a disagreement before the head", article=a.CO_ISSUING,
        guards=(g.ALL_CONSULTED.id, g.DISAGREEMENT.id), unless=(g.CONSULTING.id,),
    ),
    Move(
        "conclude_consultation", ("consulting",), "pre_review", by=("handler",), event="PolicyAgreedWithheld",
        zh="协商一致，拟不公开的政策性文件送公开工作机构审查",
        en="send an agreed policy that is not to be public to the disclosure office", article=a.CO_ISSUING,
        guards=(g.ALL_CONSULTED.id, g.POLICY_NOT_PUBLIC.id), unless=(g.CONSULTING.id, g.DISAGREEMENT.id),
    ),
    Move(
        "conclude_consultation", ("consulting",), "secrecy_review", by=("handler",), event="ConsultationConcluded",
        zh="协商一致，送保密审查", en="send the agreed file to the secrecy review", article=a.CO_ISSUING,
        guards=(g.ALL_CONSULTED.id,), unless=(g.CONSULTING.id, g.DISAGREEMENT.id, g.POLICY_NOT_PUBLIC.id),
    ),
    Move(
        "agree_attribute", ("pre_review",), "secrecy_review", by=("disclosure_office",), event="AttributeAgreed",
        zh="公开工作机构同意拟定属性", en="agree to the proposed attribute", article=a.DRAFTING,
    ),
    Move(
        "object_to_attribute", ("pre_review",), "disputed", by=("disclosure_office",), event="AttributeObjected",
        zh="公开工作机构不同意拟定属性", en="object to the proposed attribute", article=a.DRAFTING,
        requires=(f.OBJECTION,),
    ),
    Move(
        "decide_attribute", ("disputed",), "secrecy_review", by=("head",), event="AttributeDecided",
        zh="签发人裁定公开属性", en="decide the disputed attribute", article=a.SIGNING,
        guards=(g.GIVEN_IN_USE.id, g.DECIDED_WITH_GROUND.id), requires=(f.ATTRIBUTE, f.GROUND_MAYBE, f.REASON),
    ),
)  # fmt: skip

_SECRET = (("attribute", "withheld"), ("ground", "state_secret"))

REVIEWING: tuple[Move, ...] = (
    Move(
        "clear_secrecy", ("secrecy_review",), "returned", by=("secrecy",), event="SecrecyClaimRejected",
        zh="不属于国家秘密，退回重拟属性", en="reject the claim of secrecy", article=a.SECRECY,
        guards=(g.CLAIMS_SECRET.id,), requires=(f.RETURN_REASON,),
    ),
    Move(
        "clear_secrecy", ("secrecy_review",), "privacy_review", by=("secrecy",), event="SecrecyCleared",
        zh="保密审查通过，送个人信息和第三方权益审查", en="clear a public document of secrecy", article=a.SECRECY,
        guards=(g.TO_BE_PUBLIC.id,), unless=(g.CLAIMS_SECRET.id,),
    ),
    Move(
        "clear_secrecy", ("secrecy_review",), "approval", by=("secrecy",), event="SecrecyClearedUnpublished",
        zh="保密审查通过，报批", en="clear a document that stays unpublished of secrecy", article=a.SECRECY,
        unless=(g.CLAIMS_SECRET.id, g.TO_BE_PUBLIC.id),
    ),
    Move(
        "confirm_secret", ("secrecy_review",), "approval", by=("secrecy",), event="SecretConfirmed",
        zh="确定为国家秘密，不予公开", en="confirm a state secret", article=a.LAW + "第十四条、第十七条",
        requires=(f.SECRET_LEVEL,), sets=_SECRET,
    ),
    Move(
        "refer_secrecy", ("secrecy_review",), "secrecy_referred", by=("secrecy",), event="SecrecyReferred",
        zh="不能确定，报主管部门或者保密行政管理部门确定", en="refer a doubt to the competent authority",
        article=a.SECRECY, requires=(f.REFERRED_TO,),
    ),
    Move(
        "record_ruling", ("secrecy_referred",), "approval", by=("secrecy",), event="RuledSecret",
        zh="经确定属于国家秘密", en="record the ruling that it is secret", article=a.SECRECY,
        guards=(g.RULED_SECRET.id,), requires=(f.RULING, f.SECRET_LEVEL), sets=_SECRET,
    ),
    Move(
        "record_ruling", ("secrecy_referred",), "secrecy_review", by=("secrecy",), event="RuledNotSecret",
        zh="经确定不属于国家秘密", en="record the ruling that it is not secret", article=a.SECRECY,
        unless=(g.RULED_SECRET.id,), requires=(f.RULING,),
    ),
    Move(
        "clear_privacy", ("privacy_review",), "approval", by=("disclosure_office",), event="PrivacyCleared",
        zh="不涉及个人隐私和第三方权益", en="clear it of privacy and of third parties", article=a.LAW + "第十五条",
    ),
    Move(
        "deidentify", ("privacy_review",), "approval", by=("disclosure_office",), event="Deidentified",
        zh="去标识化后公开", en="de-identify before publication", article=a.PRIVACY, requires=(f.DEIDENTIFIED,),
    ),
    Move(
        "keep_names", ("privacy_review",), "approval", by=("disclosure_office",), event="NamesKept",
        zh="惩戒公示、强制性信息披露，不作去标识化", en="keep names that must be public", article=a.PRIVACY,
        requires=(f.EXEMPTION,),
    ),
    Move(
        "disclose_third_party", ("privacy_review",), "approval", by=("disclosure_office",),
        event="ThirdPartyOverridden", zh="第三方同意或者公共利益需要，仍予公开",
        en="publish by consent or for the public interest", article=a.LAW + "第十五条",
        requires=(f.DISCLOSE_BASIS, f.REASON),
    ),
    Move(
        "protect_third_party", ("privacy_review",), "approval", by=("disclosure_office",),
        event="ThirdPartyProtected", zh="涉及商业秘密、个人隐私，改变公开属性",
        en="protect a third party by another attribute", article=a.LAW + "第十五条",
        guards=(g.GIVEN_IN_USE.id, g.PARTLY_OR_NOT.id), requires=(f.ATTRIBUTE, f.REASON),
        sets=(("ground", "third_party"),),
    ),
    Move(
        "approve", ("approval",), "approved", by=("head",), event="PolicyApproved",
        zh="文件、公开属性和解读一并审签", en="sign the policy, its attribute and its interpretation together",
        article=a.INTERPRETING, guards=(g.ANOTHER_THAN_DRAFTER.id, g.NEEDS_INTERPRETATION.id),
        requires=(f.SIGNED_INTERPRETATION,),
    ),
    Move(
        "approve", ("approval",), "approved", by=("head",), event="DocumentApproved",
        zh="文件和公开属性一并审签", en="sign the document and its attribute together", article=a.DRAFTING,
        guards=(g.ANOTHER_THAN_DRAFTER.id,), unless=(g.NEEDS_INTERPRETATION.id,),
    ),
    Move(
        "send_back", ("approval", "approved"), "returned", by=("head",), event="FileSentBack",
        zh="退回修改", en="send the file back", article=a.SIGNING, requires=(f.RETURN_REASON,),
    ),
    Move(
        "refuse_issue", ("approval", "approved"), "not_issued", by=("head",), event="IssueRefused",
        zh="不予签发", en="refuse to issue", article=a.SIGNING, requires=(f.REASON,), outcome="not_issued",
    ),
)  # fmt: skip
