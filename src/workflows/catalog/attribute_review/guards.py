"""When a step of the attribute review is possible."""

from __future__ import annotations

from collections.abc import Callable

from workflows.cases.case import Case
from workflows.catalog.attribute_review import questions as q
from workflows.catalog.attribute_review.articles import (
    ANNOTATING,
    DRAFTING,
    GAZETTE,
    INTERPRETING,
    LAW,
    LEDGER,
    SIGNING,
)
from workflows.catalog.attribute_review.facts import WITHHELD
from workflows.flows.act import Act
from workflows.flows.guards import another_person, brings, each_once, fact_is, task_open
from workflows.flows.parts import Guard, Need
from workflows.values import Value


def _holds(name: str, value: Value) -> Callable[[Case, Act], bool]:
    """Compare a stored fact, without a dimension of its own in the proof: no move depends on it to reach an end."""
    return lambda case, _act: case.facts.get(name) == value


def _guard(
    name: str,
    zh: str,
    en: str,
    article: str,
    test: Callable[[Case, Act], bool],
    *,
    reads: bool = False,
    needs: tuple[Need, ...] = (),
) -> Guard:
    return Guard(name, zh, en, article, test, reads_payload=reads, needs=needs)


DESCRIBED = fact_is(
    "described", value=True, zh="已登记文件种类和来源", en="the document has been described", article=DRAFTING
)
JOINT = brings("origin", "joint", zh="联合发文", en="the document is issued jointly", article=DRAFTING)
FORWARDED = brings("origin", "forwarded", zh="转发文件", en="the document forwards another", article=DRAFTING)
HAS_CO_ISSUERS = _guard(
    "has_co_issuers",
    "联合发文至少有一个其他机关",
    "a joint document has at least one co-issuer",
    DRAFTING,
    lambda _case, act: isinstance(count := act.get("co_issuer_count"), int) and count > 0,
    reads=True,
)
IS_JOINT = _guard("is_joint", "联合发文", "the document is issued jointly", DRAFTING, _holds("origin", "joint"))

STATED = _guard(
    "attribute_stated",
    "拟制公文时明确了公开属性",
    "the draft states its attribute",
    DRAFTING,
    lambda case, _act: bool(q.attribute(case)),
)
IN_USE = _guard(
    "attribute_in_use", "该公开属性为本地所采用", "the attribute is one that this place uses", DRAFTING, q.in_use
)
REASONED = _guard(
    "reason_given",
    "拟不主动公开的（代拟稿一律）说明了理由",
    "what is not simply public, and every draft for the government, has its reason",
    DRAFTING,
    lambda case, _act: q.reasoned(case),
)
GROUNDED = _guard(
    "ground_given",
    "拟不予公开、删减后公开的写明了法定情形",
    "what is withheld or redacted names its statutory ground",
    LAW + "第十四条至第十六条",
    lambda case, _act: q.grounded(case),
)
PLANNED = _guard(
    "interpretation_submitted",
    "政策性文件与解读方案、解读材料一并报批",
    "a policy comes with the plan and text of its interpretation",
    INTERPRETING,
    q.interpreted,
)
FOLLOWS = _guard(
    "follows_source",
    "转发文件的公开属性与来文一致",
    "a forwarding document has the attribute of what it forwards",
    DRAFTING,
    q.follows,
)
COMPLETE = _guard(
    "file_complete",
    "公开属性、理由和解读齐备",
    "attribute, reason and interpretation are complete",
    DRAFTING,
    q.complete,
)
RETURNS_FILES = _guard(
    "returns_files_here",
    "本地由该机构退文",
    "this office returns files in this place",
    DRAFTING,
    lambda _case, act: act.by.role == act.place.options.get("return_file_by", "office"),
)
POLICY_NOT_PUBLIC = _guard(
    "policy_not_public",
    "拟不公开的政策性文件",
    "a policy that is not to be public",
    DRAFTING,
    lambda case, act: q.is_policy(case, act) and not q.is_open(case, act),
)

CONSULTING = task_open("co_issuer", article=DRAFTING)
ALL_CONSULTED = _guard(
    "all_co_issuers_consulted",
    "已征得各联合发文机关意见",
    "every co-issuer has been heard",
    DRAFTING,
    q.all_consulted,
)
DISAGREES = brings(
    "co_issuer_opinion", "disagrees", zh="联合发文机关不同意", en="the co-issuer disagrees", article=DRAFTING
)
DISAGREEMENT = _guard("disagreement", "联合发文机关意见不一", "the co-issuers disagree", DRAFTING, q.disagreement)

GIVEN_IN_USE = _guard(
    "given_attribute_in_use",
    "裁定的公开属性为本地所采用",
    "the attribute decided on is one that this place uses",
    DRAFTING,
    lambda _case, act: act.get("attribute") in q.attributes_of(act.place),
    reads=True,
)
DECIDED_WITH_GROUND = _guard(
    "decided_with_ground",
    "裁定不予公开、删减后公开的写明法定情形",
    "deciding to withhold or redact names the statutory ground",
    LAW + "第十四条至第十六条",
    q.decided_with_ground,
    reads=True,
    needs=(Need("ground", "attribute", ("withheld", "redacted")),),
)
TO_BE_PUBLIC = _guard("to_be_public", "拟主动公开或者删减后公开", "it is to be public", LAW + "第十九条", q.is_open)
CLAIMS_SECRET = _guard(
    "claims_state_secret",
    "以国家秘密为由不予公开",
    "it is withheld as a state secret",
    LAW + "第十四条",
    lambda case, _act: not q.is_open(case, _act) and case.facts.get("ground") == "state_secret",
)
RULED_SECRET = brings("ruling", "secret", zh="确定为国家秘密", en="it is a state secret", article=LAW + "第十七条")
PARTLY_OR_NOT = _guard(
    "protects_third_party",
    "涉及第三方的改为删减后公开或者不予公开",
    "what touches a third party becomes redacted or withheld",
    LAW + "第十五条",
    lambda _case, act: act.get("attribute") in {"withheld", "redacted"},
    reads=True,
)

ANOTHER_THAN_DRAFTER = another_person("FileSubmitted", article=SIGNING)
ANOTHER_THAN_PROPOSER = another_person("ChangeProposed", article=LAW + "第十七条第二款")
NEEDS_INTERPRETATION = _guard(
    "needs_interpretation",
    "主动公开的政策性文件应当解读",
    "a public policy needs an interpretation",
    INTERPRETING,
    q.needs_interpretation,
)

LABEL_MATCHES = _guard(
    "label_matches",
    "印制的标识与审定的公开属性一致",
    "the printed label shows the attribute that was approved",
    DRAFTING,
    q.label_matches,
    reads=True,
)
IS_ON_REQUEST = _guard(
    "is_on_request",
    "公开属性为依申请公开",
    "the attribute is on request",
    LAW + "第二十七条",
    lambda case, _act: q.attribute(case) == "on_request",
)
IS_WITHHELD = _guard(
    "is_withheld",
    "公开属性为不予公开",
    "the attribute is withheld",
    LAW + "第十四条至第十六条",
    lambda case, _act: q.attribute(case) == "withheld",
)


def _class_is(name: str, zh: str, en: str, article: str) -> Guard:
    return _guard(f"is_{name}", zh, en, article, lambda case, _act: case.facts.get("document_class") == name)


IS_LICENCE = _class_is("licence", "行政许可决定", "a decision on a licence", "国办发〔2018〕118号")
IS_PENALTY = _class_is("penalty", "行政处罚决定", "a decision on a penalty", "行政处罚法第四十八条")
IS_ENFORCEMENT = _class_is("enforcement", "其他行政执法决定", "another enforcement decision", "国办发〔2018〕118号")
IS_BUDGET = _class_is("budget", "预算、决算", "a budget or final account", "预算法第十四条")
IS_GUIDE = _guard(
    "is_guide_with_term",
    "办事指南，本地规定了变更公开的期限",
    "a service guide, where the place has a term for its change",
    "汕环〔2018〕429号二（二）6（3）",
    q.is_guide_with_term,
)
IS_NORMATIVE = _class_is("normative", "行政规范性文件", "a normative document", "国办发〔2018〕37号")

ON_PLATFORM = brings(
    "channels",
    "website",
    zh="在政府网站（政府信息公开平台）公开",
    en="it is on the government web site",
    article=LAW + "第二十四条",
)
BRINGS_INTERPRETATION = _guard(
    "brings_interpretation",
    "解读材料与文件同时公布",
    "the interpretation is published with the document",
    INTERPRETING,
    lambda _case, act: bool(act.get("interpretation_address")),
    reads=True,
)
WITH_DOCUMENT_HERE = _guard(
    "interpretation_with_document_here",
    "本地要求解读材料与文件同步公布",
    "this place wants the interpretation published with the document",
    INTERPRETING,
    lambda _case, act: act.place.options.get("interpretation") == "with_document",
)
OWN_INTERPRETATION = brings(
    "interpretation_kind",
    "own",
    zh="解读材料为起草单位自行编写，不以转载代替",
    en="the interpretation is the drafter's own, not a repost",
    article="“谁起草、谁解读”原则（国办发〔2016〕80号政策解读的规定）",
)
GAZETTED = _guard("gazetted", "已在政府公报刊登", "it is in the gazette", GAZETTE, _holds("gazetted", value=True))
LEDGERED = fact_is(
    "ledgered",
    value=True,
    zh="已列入主动公开文件台账",
    en="it is in the open-document ledger",
    article=LEDGER,
)
INTERPRETATION_MISSING = _guard(
    "interpretation_missing",
    "政策性文件的解读材料尚未公布",
    "the interpretation of the policy is not yet published",
    INTERPRETING,
    lambda case, act: q.needs_interpretation(case, act) and case.facts.get("interpreted") is not True,
)
GAZETTE_MISSING = _guard(
    "gazette_missing",
    "规范性文件尚未在政府公报刊登",
    "the normative document is not yet in the gazette",
    GAZETTE,
    lambda case, _act: case.facts.get("document_class") == "normative" and case.facts.get("gazetted") is not True,
)

NEW_IS_OTHER = _guard(
    "new_attribute_is_other",
    "变更后的公开属性与原属性不同",
    "the new attribute differs from the old",
    LAW + "第十八条",
    q.new_is_other,
    reads=True,
)
NEW_IN_USE = _guard(
    "new_attribute_in_use",
    "变更后的公开属性为本地所采用",
    "the new attribute is one that this place uses",
    DRAFTING,
    q.new_in_use,
    reads=True,
)
NEW_GROUNDED = _guard(
    "new_attribute_grounded",
    "改为不予公开的写明法定情形",
    "a change to withheld names its statutory ground",
    LAW + "第十四条至第十六条",
    q.new_grounded,
    reads=True,
    needs=(Need("ground", "new_attribute", (WITHHELD,)),),
)
OPENED_LATER = _guard(
    "opened_later", "由变更属性而公开", "it was opened up by a change", LAW + "第十八条", q.opened_later
)
SECRET_STAYS = _guard(
    "secret_stays",
    "国家秘密尚未解密",
    "a state secret that has not been declassified",
    LAW + "第十四条",
    q.secret_stays,
    reads=True,
)


def _new_is(value: str, zh: str) -> Guard:
    return _guard(
        f"to_become_{value}",
        f"拟改为{zh}",
        f"it is to become {value}",
        LAW + "第十八条",
        _holds("new_attribute", value),
    )


NEW_PROACTIVE = _new_is("proactive", "主动公开")
NEW_REDACTED = _new_is("redacted", "删减后公开")
NEW_ON_REQUEST = _new_is("on_request", "依申请公开")
CHANGE_ORDER = (NEW_PROACTIVE.id, NEW_REDACTED.id, NEW_ON_REQUEST.id, "")
AMENDED = _guard("amended", "文件已修改", "the document was amended", ANNOTATING, _holds("doc_status", "amended"))
REPEALED = _guard("repealed", "文件已废止", "the document was repealed", ANNOTATING, _holds("doc_status", "repealed"))

GUARDS = each_once(
    DESCRIBED, JOINT, FORWARDED, HAS_CO_ISSUERS, IS_JOINT,
    STATED, IN_USE, REASONED, GROUNDED, PLANNED, FOLLOWS, COMPLETE, RETURNS_FILES, POLICY_NOT_PUBLIC,
    CONSULTING, ALL_CONSULTED, DISAGREES, DISAGREEMENT,
    GIVEN_IN_USE, DECIDED_WITH_GROUND, TO_BE_PUBLIC, CLAIMS_SECRET, RULED_SECRET, PARTLY_OR_NOT,
    ANOTHER_THAN_DRAFTER, ANOTHER_THAN_PROPOSER, NEEDS_INTERPRETATION,
    LABEL_MATCHES, IS_ON_REQUEST, IS_WITHHELD,
    IS_LICENCE, IS_PENALTY, IS_ENFORCEMENT, IS_BUDGET, IS_GUIDE, IS_NORMATIVE,
    ON_PLATFORM, BRINGS_INTERPRETATION, WITH_DOCUMENT_HERE, OWN_INTERPRETATION,
    GAZETTED, LEDGERED, INTERPRETATION_MISSING, GAZETTE_MISSING,
    NEW_IS_OTHER, NEW_IN_USE, NEW_GROUNDED, OPENED_LATER, SECRET_STAYS, NEW_PROACTIVE, NEW_REDACTED, NEW_ON_REQUEST,
    AMENDED, REPEALED,
)  # fmt: skip
