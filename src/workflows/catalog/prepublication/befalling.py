"""What the world may do to a major decision in each state, and what answers it."""

from __future__ import annotations

from workflows.flows.world_event import WorldEvent

_BEFORE = ("preparing", "drafted", "commenting", "studying", "legality_review", "ready", "meeting")
_AFTER = ("to_archive", "in_execution", "execution_suspended", "evaluating")
_OVER = ("not_listed", "exempt", "terminated", "not_adopted", "stopped", "completed")

BEFALLING: tuple[WorldEvent, ...] = (
    WorldEvent(
        "silence",
        ("commenting",),
        "公众没有提出意见",
        "the public has nothing to say",
        ("close_comments",),
    ),
    WorldEvent(
        "silence",
        ("legality_review",),
        "合法性审查机构不出具意见",
        "the legal office gives no opinion",
        ("return_for_supplement", "terminate"),
    ),
    WorldEvent(
        "silence",
        ("decided",),
        "同级党委没有答复请示",
        "the party committee does not answer",
        ("terminate", "return_from_party"),
    ),
    WorldEvent(
        "silence",
        ("proposed", "preparing", "drafted", "studying", "ready", "meeting", *_AFTER, "suspended"),
        "由决策机关内部办理，期限和督办对其计算",
        "it lies with the deciding agency itself, whose terms and reminders run on",
    ),
    WorldEvent("silence", _OVER, "已经了结，不等待任何人", "it is over and waits for nobody"),
    WorldEvent(
        "abolition",
        (*_BEFORE, "suspended", "decided"),
        "承办单位撤销，由承接的单位继续办理，或者终止程序",
        "the unit in charge is abolished: its successor goes on, or the procedure is ended",
        ("terminate",),
    ),
    WorldEvent(
        "abolition", ("proposed",), "提出单位撤销", "the unit that proposed it is abolished", ("decline_proposal",)
    ),
    WorldEvent(
        "abolition",
        (*_AFTER, *_OVER),
        "决策由继续行使职权的机关执行，案件所处状态不变",
        "the agency that takes over the powers carries it out; the case stays as it stands",
    ),
    WorldEvent(
        "annulment",
        ("in_execution", "execution_suspended"),
        "决策被撤销",
        "the decision is annulled",
        ("stop_execution",),
    ),
    WorldEvent(
        "annulment",
        ("to_archive", "evaluating"),
        "决策被撤销，先行中止执行，再停止",
        "the decision is annulled: execution is suspended, then stopped",
        ("suspend_execution",),
    ),
    WorldEvent(
        "annulment",
        (*_BEFORE, "decided", "suspended"),
        "所依据的规定废止",
        "what it rests on is repealed",
        ("terminate",),
    ),
    WorldEvent("annulment", ("proposed",), "所依据的规定废止", "what it rests on is repealed", ("decline_proposal",)),
    WorldEvent("annulment", _OVER, "没有决策在执行", "no decision is being carried out"),
    WorldEvent("error", ("proposed", "preparing", "drafted"), "登记有误", "an entry was wrong", ("void",)),
    WorldEvent(
        "error",
        ("commenting", "studying", "ready"),
        "草案有重大错误",
        "the draft is gravely wrong",
        ("change_materially",),
    ),
    WorldEvent(
        "error", ("legality_review",), "送审的草案有误", "what was submitted is wrong", ("return_for_supplement",)
    ),
    WorldEvent("error", ("meeting",), "提请讨论的草案有误", "the draft before the meeting is wrong", ("ask_revision",)),
    WorldEvent(
        "error",
        ("decided",),
        "请示中发现决定有误",
        "the decision is found wrong before it is published",
        ("return_from_party", "terminate"),
    ),
    WorldEvent(
        "error",
        ("in_execution", "execution_suspended"),
        "执行中发现决策有误",
        "the decision is found wrong in execution",
        ("adjust_decision",),
    ),
    WorldEvent(
        "error",
        ("to_archive", "evaluating"),
        "发现决策有误，先行中止执行",
        "the decision is found wrong: execution is suspended first",
        ("suspend_execution",),
    ),
    WorldEvent("error", ("suspended",), "中止有误", "it was suspended by mistake", ("resume_procedure",)),
    WorldEvent("error", _OVER, "登记有误", "an entry was wrong", ("void",)),
    WorldEvent(
        "gone",
        ("proposed",),
        "提出建议的人撤回建议",
        "whoever proposed it takes it back",
        ("decline_proposal",),
    ),
    WorldEvent(
        "gone",
        (*_BEFORE, "decided", *_AFTER, "suspended", *_OVER),
        "决策不取决于提出建议的人",
        "the decision does not depend on whoever proposed it",
    ),
)
"""Each kind of event for every state."""
