"""What the law demands of the history of a document, whoever kept it."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.cases.events import Event
from workflows.catalog.attribute_review.facts import OPEN_ATTRIBUTES, POLICY_CLASSES
from workflows.catalog.attribute_review.questions import fact_of, has_guide_term, label_of
from workflows.catalog.rule_files import read_rules
from workflows.decisions.compliance import BreachAt, ComplianceRule, History

ISSUED = (
    "DocumentIssued",
    "LicenceIssued",
    "PenaltyIssued",
    "EnforcementIssued",
    "BudgetIssued",
    "GuideIssued",
    "OnRequestDocumentIssued",
    "WithheldDocumentIssued",
)
PUBLISHED = ("DocumentPublished", "PolicyPublished", "PolicyPublishedWithInterpretation")
APPROVED = ("DocumentApproved", "PolicyApproved")
OPENED = ("OpenedUp", "OpenedInPart")
_PRIVATE = ("PrivacyCleared", "Deidentified", "NamesKept", "ThirdPartyOverridden", "ThirdPartyProtected")
_CLOCKS = {"licence": "licence", "penalty": "penalty", "enforcement": "enforcement", "budget": "budget"}


def _before(history: History, last: Event, *types: str) -> tuple[Event, ...]:
    return tuple(event for event in history.of(*types) if event.seq < last.seq)


def _no_attribute(history: History) -> Iterator[BreachAt]:
    for event in history.of(*ISSUED):
        if not history.facts_until(event).get("attribute"):
            yield event, "印发时没有明确公开属性 / issued without an attribute"


def _no_reason(history: History) -> Iterator[BreachAt]:
    for event in history.of(*ISSUED):
        facts = history.facts_until(event)
        if facts.get("attribute") not in {None, "proactive"} and not (facts.get("reason") or facts.get("secret_level")):
            yield event, f"拟定为{facts['attribute']}而没有说明理由 / not simply public and no reason is given"


def _no_ground(history: History) -> Iterator[BreachAt]:
    for event in history.of(*ISSUED):
        facts = history.facts_until(event)
        if facts.get("attribute") in {"withheld", "redacted"} and not facts.get("ground"):
            yield event, "不予公开而没有法定情形 / withheld without a statutory ground"


def _not_pre_reviewed(history: History) -> Iterator[BreachAt]:
    seen = ("AttributeAgreed", "AttributeDecided", "SecretConfirmed", "RuledSecret", "ThirdPartyProtected")
    for event in history.of(*ISSUED):
        facts = history.facts_until(event)
        hidden = facts.get("document_class") in POLICY_CLASSES and facts.get("attribute") not in OPEN_ATTRIBUTES
        if hidden and not _before(history, event, *seen):
            why = "不公开的政策性文件报批前未送公开工作机构审查 / the disclosure office did not review it first"
            yield event, why


def _not_cleared(history: History) -> Iterator[BreachAt]:
    for event in history.of(*PUBLISHED):
        if not _before(history, event, "SecrecyCleared", "SecrecyClearedUnpublished", *OPENED):
            yield event, "公开前没有经过保密审查 / published without a secrecy review"


def _privacy_not_reviewed(history: History) -> Iterator[BreachAt]:
    for event in history.of(*PUBLISHED):
        if not _before(history, event, *_PRIVATE, *OPENED):
            yield event, "公开前没有审查个人隐私和第三方权益 / published without a privacy review"


def _opened_unreviewed(history: History) -> Iterator[BreachAt]:
    for event in history.of(*OPENED):
        if not fact_of(event, "opening_review"):
            yield event, "变更为公开前没有审查 / opened without a review"


def _own_signature(history: History) -> Iterator[BreachAt]:
    for event in history.of(*APPROVED):
        drafters = _before(history, event, "FileSubmitted")
        if drafters and event.by.name and drafters[-1].by.name == event.by.name:
            yield event, f"{event.by.name}审签自己送核的文件 / {event.by.name} signed his own file"


def _co_issuers_not_heard(history: History) -> Iterator[BreachAt]:
    for event in history.of(*ISSUED):
        facts = history.facts_until(event)
        heard = {fact_of(past, "co_issuer") for past in _before(history, event, "CoIssuerAgreed", "CoIssuerDisagreed")}
        wanted = facts.get("co_issuer_count")
        if facts.get("origin") == "joint" and isinstance(wanted, int) and len(heard) < wanted:
            yield (
                event,
                f"{wanted}个联合发文机关只征求了{len(heard)}个 / {len(heard)} of {wanted} co-issuers were heard",
            )


def _source_not_followed(history: History) -> Iterator[BreachAt]:
    for event in history.of(*ISSUED):
        facts = history.facts_until(event)
        source, own = facts.get("source_attribute"), facts.get("attribute")
        decided = _before(history, event, "AttributeDecided", "SecretConfirmed", "RuledSecret", "ThirdPartyProtected")
        if facts.get("origin") == "forwarded" and source != own and not decided:
            yield event, f"来文为{source}，转发件为{own} / the source is {source}, the forwarding document {own}"


def _not_interpreted(history: History) -> Iterator[BreachAt]:
    for event in history.of("PublicationFinished"):
        facts = history.facts_until(event)
        public = facts.get("document_class") in POLICY_CLASSES and facts.get("attribute") in OPEN_ATTRIBUTES
        if public and not facts.get("interpretation_address"):
            yield event, "政策性文件没有解读 / a policy without an interpretation"


def _reposted(history: History) -> Iterator[BreachAt]:
    for event in history.of("InterpretationPublished", "PolicyPublishedWithInterpretation"):
        if fact_of(event, "interpretation_kind") != "own":
            yield event, "以转载代替自身解读 / a repost instead of an interpretation"


def _signed_apart(history: History) -> Iterator[BreachAt]:
    for event in history.of(*APPROVED):
        facts = history.facts_until(event)
        public = facts.get("document_class") in POLICY_CLASSES and facts.get("attribute") in OPEN_ATTRIBUTES
        if public and not facts.get("signed_interpretation"):
            yield event, "文件审签时没有同步审签解读 / signed without its interpretation"


def _wrong_label(history: History) -> Iterator[BreachAt]:
    for event in history.of(*ISSUED):
        attribute, label = history.facts_until(event).get("attribute"), fact_of(event, "label")
        if attribute and label != label_of(str(attribute), history.basis.place):
            yield event, f"标识“{label}”与公开属性{attribute}不符 / label {label!r} does not show {attribute!r}"


def _wrong_term(history: History) -> Iterator[BreachAt]:
    for event in history.of(*ISSUED):
        facts = history.facts_until(event)
        if facts.get("attribute") not in OPEN_ATTRIBUTES:
            continue
        wanted = _CLOCKS.get(str(facts.get("document_class")), "publish")
        if facts.get("document_class") == "service_guide" and has_guide_term(history.basis.place):
            wanted = "guide"
        started = [change.clock for change in event.clocks]
        if wanted not in started:
            yield event, f"应起算{wanted}期限，实为{started} / clock {wanted!r} should have started"


def _no_gazette(history: History) -> Iterator[BreachAt]:
    for event in history.of("PublicationFinished"):
        facts = history.facts_until(event)
        if facts.get("document_class") == "normative" and not facts.get("gazette_issue"):
            yield event, "规范性文件没有在政府公报刊登 / a normative document that is not in the gazette"


def _no_ledger(history: History) -> Iterator[BreachAt]:
    for event in history.of("PublicationFinished"):
        if not history.facts_until(event).get("ledger_number"):
            yield event, "没有列入主动公开文件台账 / not in the open-document ledger"


def _secret_opened(history: History) -> Iterator[BreachAt]:
    for event in history.of(*OPENED, "MadeOnRequest"):
        facts = history.facts_until(event)
        if facts.get("ground") == "state_secret" and facts.get("change_cause") != "declassified":
            yield event, "国家秘密未解密即公开 / a state secret was opened before it was declassified"


def _unannotated(history: History) -> Iterator[BreachAt]:
    for event in history.of("AmendmentAnnotated", "RepealAnnotated", "LapseAnnotated"):
        if not fact_of(event, "annotation"):
            yield event, "原文件上没有标注 / nothing is annotated on the original"


def _withdrawn_silently(history: History) -> Iterator[BreachAt]:
    for event in history.of("PenaltyWithdrawn"):
        if not fact_of(event, "withdrawal_reason"):
            yield event, "撤回处罚信息没有公开说明理由 / withdrawn without publishing why"


RULES: tuple[ComplianceRule, ...] = read_rules(
    __file__,
    "attribute_review",
    {
        "attribute.stated": _no_attribute,
        "attribute.reasoned": _no_reason,
        "attribute.grounded": _no_ground,
        "attribute.pre_reviewed": _not_pre_reviewed,
        "attribute.secrecy": _not_cleared,
        "attribute.privacy": _privacy_not_reviewed,
        "attribute.opening": _opened_unreviewed,
        "attribute.four_eyes": _own_signature,
        "attribute.co_issuers": _co_issuers_not_heard,
        "attribute.source": _source_not_followed,
        "attribute.interpreted": _not_interpreted,
        "attribute.own_words": _reposted,
        "attribute.signed_together": _signed_apart,
        "attribute.label": _wrong_label,
        "attribute.term": _wrong_term,
        "attribute.gazette": _no_gazette,
        "attribute.ledger": _no_ledger,
        "attribute.declassified": _secret_opened,
        "attribute.annotated": _unannotated,
        "attribute.withdrawal_explained": _withdrawn_silently,
    },
)
"""Rules of this flow, beside those of ``workflows.decisions.compliance``; what each rests on is in ``rules.toml``."""
