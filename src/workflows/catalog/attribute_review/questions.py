"""What guards of the attribute review ask of a case and an act."""

from __future__ import annotations

from workflows.cases.case import Case, last_unvoided, voided_seqs
from workflows.cases.events import Event
from workflows.catalog.attribute_review.facts import OPEN_ATTRIBUTES, POLICY_CLASSES, PROACTIVE, WITHHELD
from workflows.flows.act import Act
from workflows.places.place import Place
from workflows.values import Value, plain_name

DEFAULT_ATTRIBUTES = ("proactive", "on_request", "withheld")
DEFAULT_LABEL = "（信息公开属性：{attribute}）"
WORDING = {
    "proactive": "主动公开",
    "on_request": "依申请公开",
    "withheld": "不予公开",
    "redacted": "删减后公开",
}


def attributes_of(place: Place) -> tuple[str, ...]:
    """Give the attributes in use in a place: its option ``attributes``, else the three of the nation.

    >>> from workflows import NATIONAL
    >>> attributes_of(NATIONAL)
    ('proactive', 'on_request', 'withheld')
    """
    given = place.options.get("attributes", DEFAULT_ATTRIBUTES)
    return given if isinstance(given, tuple) else DEFAULT_ATTRIBUTES


def label_of(attribute: str, place: Place) -> str:
    """Give the label printed on a document: the place's ``attribute_label`` filled with its wording.

    >>> from workflows import NATIONAL
    >>> label_of("proactive", NATIONAL)
    '（信息公开属性：主动公开）'
    """
    wording = place.label(attribute, WORDING[attribute])
    return place.label("attribute_label", DEFAULT_LABEL).format(attribute=wording)


def attribute(case: Case) -> Value | None:
    """Give the attribute proposed, decided or fixed so far."""
    return case.facts.get("attribute")


def is_open(case: Case, _act: Act) -> bool:
    """Tell whether the document is public, whole or in part."""
    return attribute(case) in OPEN_ATTRIBUTES


def stands_for_this_attribute(case: Case, name: str) -> bool:
    """Tell whether a reason or ground was given for the present attribute: one for another attribute is stale."""
    voided = voided_seqs(case.events)
    present: Value | None = None
    given_for: Value | None = None
    for event in case.events:
        if event.seq in voided:
            continue
        facts = dict(event.facts)
        present = facts.get("attribute", present)
        if facts.get(name):
            given_for = present
    return bool(case.facts.get(name)) and given_for == attribute(case)


def reasoned(case: Case) -> bool:
    """Tell whether the reason is there where one is needed; a draft for the government always needs one."""
    needs = attribute(case) != PROACTIVE or case.facts.get("origin") == "government_draft"
    return not needs or stands_for_this_attribute(case, "reason")


def grounded(case: Case) -> bool:
    """Tell whether what is withheld or redacted names its statutory ground."""
    return attribute(case) not in {"withheld", "redacted"} or stands_for_this_attribute(case, "ground")


def is_policy(case: Case, _act: Act) -> bool:
    """Tell whether it is a policy document, normative ones included."""
    return case.facts.get("document_class") in POLICY_CLASSES


def needs_interpretation(case: Case, act: Act) -> bool:
    """Tell whether it is a policy that becomes public."""
    return is_policy(case, act) and is_open(case, act)


def interpreted(case: Case, act: Act) -> bool:
    """Tell whether the interpretation comes with the file where one is needed."""
    return bool(case.facts.get("interpretation_plan")) or not needs_interpretation(case, act)


def in_use(case: Case, act: Act) -> bool:
    """Tell whether the place uses this attribute."""
    return attribute(case) in attributes_of(act.place)


def follows(case: Case, _act: Act) -> bool:
    """Tell whether a forwarding document has the attribute of its source."""
    return case.facts.get("origin") != "forwarded" or attribute(case) == case.facts.get("source_attribute")


def complete(case: Case, act: Act) -> bool:
    """Tell whether nothing is missing for which a file may be returned."""
    return (
        bool(attribute(case))
        and in_use(case, act)
        and reasoned(case)
        and grounded(case)
        and interpreted(case, act)
        and follows(case, act)
    )


def answers_since_submission(case: Case) -> dict[str, bool]:
    """Give each co-issuer that has answered since the file was last submitted, and whether its last answer agrees."""
    voided = voided_seqs(case.events)
    agrees: dict[str, bool] = {}
    for event in case.events:
        if event.type == "FileSubmitted":
            agrees = {}
        elif event.type in {"CoIssuerAgreed", "CoIssuerDisagreed"} and event.seq not in voided:
            agrees[plain_name(str(fact_of(event, "co_issuer") or ""))] = event.type == "CoIssuerAgreed"
    return agrees


def disagreement(case: Case, _act: Act) -> bool:
    """Tell whether a co-issuer disagrees still: an agreement reached later counts."""
    return not all(answers_since_submission(case).values())


def opened_later(case: Case, _act: Act) -> bool:
    """Tell whether it became public by a change of its attribute, not when it was issued."""
    return last_unvoided(case.events, ("OpenedUp", "OpenedInPart")) is not None


def new_grounded(_case: Case, act: Act) -> bool:
    """Tell whether a change to withheld names its statutory ground."""
    return act.get("new_attribute") != WITHHELD or bool(act.get("ground"))


def fact_of(event: Event, name: str) -> Value | None:
    """Give a fact that an event brought, None if it did not."""
    return next((value for key, value in event.facts if key == name), None)


def all_consulted(case: Case, _act: Act) -> bool:
    """Tell whether every co-issuer has answered and none is still asked."""
    count = case.facts.get("co_issuer_count")
    return not case.open_tasks("co_issuer") and isinstance(count, int) and len(answers_since_submission(case)) >= count


def decided_with_ground(_case: Case, act: Act) -> bool:
    """Tell whether a decision to withhold or redact brings its ground."""
    return act.get("attribute") not in {"withheld", "redacted"} or bool(act.get("ground"))


def label_matches(case: Case, act: Act) -> bool:
    """Tell whether the printed label shows the approved attribute in the wording of the place."""
    fixed = attribute(case)
    return fixed in WORDING and act.get("label") == label_of(str(fixed), act.place)


def is_guide_with_term(case: Case, act: Act) -> bool:
    """Tell whether it is a service guide in a place that has a term of its own for a change of one."""
    return case.facts.get("document_class") == "service_guide" and has_guide_term(act.place)


def has_guide_term(place: Place) -> bool:
    """Tell whether a place has a term for publishing a change of a service guide; there is none in the nation."""
    return place.names_rule("guide.change")


def new_is_other(case: Case, act: Act) -> bool:
    """Tell whether the proposed attribute differs from the present one."""
    return act.get("new_attribute") != attribute(case)


def new_in_use(_case: Case, act: Act) -> bool:
    """Tell whether the place uses the proposed attribute."""
    return act.get("new_attribute") in attributes_of(act.place)


def secret_stays(case: Case, act: Act) -> bool:
    """Tell whether it would open a state secret that has not been declassified."""
    is_secret = attribute(case) == WITHHELD and case.facts.get("ground") == "state_secret"
    return is_secret and act.get("change_cause") != "declassified"
