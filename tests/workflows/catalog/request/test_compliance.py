"""The rules of the request flow find a planted breach in anybody's history, and nothing in a clean one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from attrs import evolve as changed

from deadlines.counting.timeline import Extended, Moment
from helpers import scenarios
from helpers.doctored import doctored, without
from workflows import Actor, Event
from workflows.cases.events import ClockChange
from workflows.catalog import flow
from workflows.catalog.request.compliance import RULES
from workflows.decisions.compliance import Citation, find_breaches, history_of
from workflows.values import SHANGHAI

NEW, OLD = flow("request@2019"), flow("request@2007")
BY_ID = {scenario.id: scenario for scenario in scenarios.of("request")}
AFTER = date(2024, 12, 2)


def events_of(name: str) -> tuple[Event, ...]:
    """Give the history that a scenario of 2019 ends with."""
    return scenarios.run(BY_ID[name], NEW).case.events


def breaches(events: tuple[Event, ...], on: Moment = AFTER) -> list[str]:
    """Judge a history by the rules of this flow."""
    basis = scenarios.basis_of("cn", "", None)
    return [breach.rule for breach in find_breaches(history_of(events, NEW, basis, on), RULES)]


def ended_as(name: str, outcome: str) -> tuple[Event, ...]:
    """Let the last event give another outcome."""
    *before, last = events_of(name)
    return (*before, changed(last, outcome=outcome))


def another(name: str, event_type: str) -> tuple[Event, ...]:
    """Let an event of a type happen once more at the end."""
    events = events_of(name)
    found = next(event for event in events if event.type == event_type)
    return (*events, changed(found, seq=len(events) + 1))


def by_someone(name: str, event_type: str, actor: Actor) -> tuple[Event, ...]:
    """Let another person have done it."""
    return tuple(changed(event, by=actor) if event.type == event_type else event for event in events_of(name))


def on_another_day(name: str, event_type: str, day: date) -> tuple[Event, ...]:
    """Let an event have happened on another day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
    return tuple(
        changed(event, on=day, recorded=noon) if event.type == event_type else event for event in events_of(name)
    )


def extended_again() -> tuple[Event, ...]:
    """Extend the reply clock a second time without a new term."""
    events = events_of("extended")
    last = events[-1]
    more = ClockChange(
        "reply",
        "",
        (Extended(date(2024, 3, 21)),),
        date(2024, 5, 30),
        None,
        last.clocks[0].rule,
        last.clocks[0].calendar,
    )
    return (*events, changed(last, seq=len(events) + 1, clocks=(more,)))


def said_again() -> tuple[Event, ...]:
    """Let the reply after an order say what the reply set aside had said."""
    drafts = [event for event in events_of("each-act-its-own-review") if event.type == "ReplyDrafted"]
    same = dict(drafts[0].facts)
    return tuple(
        changed(event, facts=tuple(same.items())) if event == drafts[1] else event
        for event in events_of("each-act-its-own-review")
    )


CLEAN = (
    "replied",
    "partly-granted",
    "correction-restarts",
    "fee-paid",
    "extended",
    "article-15-public-interest",
    "several-consultations",
    "review-comes-first",
    "published",
    "fee-lapses",
    "correction-lapses",
    "redo",
    "third-party-answers-late",
    "co-producer-answers-late",
    "sent-again",
    "own-change",
    "silence-before-register",
    "each-act-its-own-review",
    "corrected-again-after-redo",
    "withheld-on-two-grounds",
    "extended-by-ten",
)

BREACHES = {
    "receipt_day_right": doctored(events_of("received"), "RequestRegistered", received_on=date(2024, 3, 4)),
    "receipt_confirmed_promptly": doctored(
        events_of("web-both-confirm"), "RequestRegistered", submitted_on=date(2024, 2, 26)
    ),
    "version_by_receipt": doctored(
        events_of("received"), "RequestRegistered", received_on=date(2019, 5, 14), signed_on=date(2019, 5, 14)
    ),
    "correction_asked_in_time": events_of("correction-late-notice"),
    "correction_asked_once": another("correcting", "CorrectionRequested"),
    "correction_says_what": doctored(events_of("correcting"), "CorrectionRequested", drop=("correction_items",)),
    "extension_once": extended_again(),
    "extension_by_head": by_someone("extended", "TermExtended", Actor("handler", "li")),
    "consultation_proved": events_of("third-party-not-found"),
    "third_party_told_of_override": without(events_of("article-15-public-interest"), "ThirdPartyTold"),
    "refusal_reasoned": doctored(events_of("refused-reply"), "ReplyDrafted", drop=("reasons",)),
    "discretion_reasoned": doctored(events_of("refused-reply"), "ReplyDrafted", drop=("discretion_reasons",)),
    "secrecy_reviewed": without(events_of("replied"), "SecrecyReviewed"),
    "nothing_secret_given": doctored(events_of("replied"), "SecrecyReviewed", secrecy="state_secret"),
    "severed": doctored(events_of("refused-reply"), "SecrecyReviewed", severable=True),
    "four_eyes": by_someone("approved", "ReplyApproved", Actor("head", "li")),
    "remedies_told": doctored(events_of("replied"), "ReplySent", tells_remedies=False),
    "remedies_of_the_day": doctored(events_of("replied"), "ReplySent", remedies="review_first"),
    "fee_asked_in_time": on_another_day("fee-demanded", "FeeDemanded", date(2024, 4, 1)),
    "fee_right": doctored(events_of("fee-demanded"), "FeeDemanded", fee_yuan=400),
    "one_row_of_table_three": ended_as("replied", "gave_something"),
    "review_before_suit": doctored(events_of("review-comes-first"), "LawsuitFiled", lawsuit_kind="direct"),
    "bulk_reasons_asked": ended_as("replied", "unreasonable_bulk"),
    "unclear_after_correction": ended_as("replied", "still_unclear"),
    "published_if_given": ended_as("published", "internal_affairs"),
    "registered_promptly": without(events_of("web-both-confirm"), "RequestRegistered"),
    "correction_notice_served": without(events_of("correcting"), "CorrectionNoticeServed"),
    "fee_notice_served": without(events_of("fee-demanded"), "FeeNoticeServed"),
    "consultation_bounded": without(events_of("other-agency-answers"), "OtherAgencyAnswered"),
    "consultation_not_repeated": another("several-consultations", "ThirdPartyConsulted"),
    "delay_reasonable": doctored(events_of("bulk-delayed"), "ReplyDelayed", delay_days=81),
    "redo_differs": said_again(),
}


@pytest.mark.parametrize("name", CLEAN)
def test_what_the_flow_lets_happen_is_clean(name: str) -> None:
    """A history that the flow led to without a flag breaks no rule."""
    events = events_of(name)
    assert [] == breaches(events, events[-1].on)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_breach_is_found(rule: Any) -> None:
    """The planted breach is found under its own name."""
    assert rule.id in breaches(BREACHES[rule.id])


CITED = {
    "receipt_day_right": ("条例第三十一条", "国办公开办函〔2015〕207号"),
    "receipt_confirmed_promptly": ("条例第三十一条", "国办公开办函〔2015〕207号"),
    "version_by_receipt": ("条例第五十六条", "2007年条例第三十八条"),
    "correction_asked_in_time": ("条例第三十条", None),
    "correction_asked_once": ("条例第三十条", None),
    "correction_says_what": ("条例第三十条", "2007年条例第二十一条第四项"),
    "extension_once": ("条例第三十三条第二款", "2007年条例第二十四条第二款"),
    "extension_by_head": ("条例第三十三条第二款", "2007年条例第二十四条第二款"),
    "consultation_proved": (
        "条例第三十二条、第三十三条第三款；桐政复字〔2015〕24号",
        "2007年条例第二十三条、第二十四条第三款；桐政复字〔2015〕24号",
    ),
    "third_party_told_of_override": ("条例第三十二条", "2007年条例第二十三条"),
    "refusal_reasoned": ("条例第三十六条第三项", "2007年条例第二十一条第二项"),
    "discretion_reasoned": ("条例第十六条", "2007年条例第二十一条第二项"),
    "secrecy_reviewed": ("条例第十七条", "2007年条例第十四条"),
    "nothing_secret_given": ("条例第十四条", "2007年条例第十四条第四款"),
    "severed": ("条例第三十七条", "2007年条例第二十二条"),
    "four_eyes": ("条例第四十五条", "2007年条例第三十一条"),
    "remedies_told": ("行政诉讼法解释第六十四条", "行政诉讼法解释第六十四条"),
    "remedies_of_the_day": (
        "行政诉讼法第四十四条至第四十六条、行政复议法第二十条、第二十三条",
        "行政诉讼法第四十四条至第四十六条、行政复议法第二十条、第二十三条",
    ),
    "fee_asked_in_time": ("国办函〔2020〕109号", None),
    "fee_right": ("国办函〔2020〕109号第四条、第五条", None),
    "one_row_of_table_three": ("国办公开办函〔2021〕30号表三", "国办公开办函〔2021〕30号表三"),
    "review_before_suit": ("行政复议法第二十三条第一款第三项、第四项", "2007年条例第三十三条第二款"),
    "bulk_reasons_asked": ("条例第三十五条", None),
    "unclear_after_correction": ("条例第三十条", "2007年条例第二十一条第四项"),
    "published_if_given": ("条例第四十四条", "2007年条例第九条"),
    "registered_promptly": ("条例第二十九条、第四十五条", "2007年条例第二十条、第二十四条"),
    "correction_notice_served": ("条例第三十条", None),
    "fee_notice_served": ("条例第四十二条、国办函〔2020〕109号", None),
    "consultation_bounded": ("条例第三十三条第三款", None),
    "consultation_not_repeated": ("条例第三十三条第三款", "2007年条例第二十四条第三款"),
    "delay_reasonable": ("条例第三十五条", None),
    "redo_differs": ("行政复议法第六十四条第二款（以违反法定程序为由撤销的除外）", "行政诉讼法第七十一条"),
}
"""What each demand rests on under the regulation of 2019 and under that of 2007; None where it is not made."""


def test_every_rule_cites_each_version_for_itself() -> None:
    """A request of 2007 is not judged by an article of 2019; and every demand has its two languages."""
    cited = {
        rule.id: tuple(found and found.article for found in (rule.citation(NEW), rule.citation(OLD))) for rule in RULES
    }
    assert cited == CITED
    assert all(rule.zh and rule.en for rule in RULES)


def test_what_was_not_read_is_marked_in_the_breach() -> None:
    """The text of 2007 was read as told by others, that of 2019 itself; a breach says which."""
    rules = {rule.id: rule for rule in RULES}
    assert rules["severed"].citation(OLD) == Citation("2007年条例第二十二条", "secondary", ("2007",))
    assert rules["refusal_reasoned"].citation(OLD) == Citation("2007年条例第二十一条第二项", "memory", ("2007",))
    basis = scenarios.basis_of("cn", "", None)
    (breach,) = find_breaches(history_of(BREACHES["severed"], NEW, basis, AFTER), (rules["severed"],))
    assert (breach.article, breach.verification) == ("条例第三十七条", "text")


def judged_of_2007(name: str, *left_out: str) -> list[tuple[str, str]]:
    """Judge a history of the regulation of 2007, some of its events left out; rule and article of each breach."""
    events = [event for event in scenarios.run(BY_ID[name], OLD).case.events if event.type not in left_out]
    events = [changed(event, seq=at) for at, event in enumerate(events, 1)]
    history = history_of(events, OLD, scenarios.basis_of("cn", "", None), date(2019, 12, 2))
    return [(breach.rule, breach.article) for breach in find_breaches(history, RULES)]


def test_a_request_of_2007_is_judged_by_2007() -> None:
    """The same breach cites the other article; a second correction is none, for that text did not forbid it."""
    assert [("secrecy_reviewed", "2007年条例第十四条")] == judged_of_2007("old-replied", "SecrecyReviewed")
    assert [] == judged_of_2007("old-replied")
    assert [] == judged_of_2007("old-correction")


def test_a_breach_says_what_and_when() -> None:
    """The reason names both days."""
    basis = scenarios.basis_of("cn", "", None)
    day = date(2024, 3, 14)
    (breach,) = find_breaches(history_of(BREACHES["correction_asked_in_time"], NEW, basis, day), RULES)
    assert ("correction_asked_in_time", "条例第三十条", 3) == (breach.rule, breach.article, breach.seq)
    assert "2024-03-12前应当告知补正，2024-03-13才告知 / asked after 2024-03-12" == breach.why


def test_rules_of_requests_do_not_judge_other_flows() -> None:
    """A history of another flow is left alone."""
    one = flow("opinion@2016")
    scenario = next(s for s in scenarios.of("opinion") if s.id == "responded")
    basis = scenarios.basis_of("cn", "", None)
    history = history_of(scenarios.run(scenario, one).case.events, one, basis, AFTER)
    assert () == find_breaches(history, RULES)
