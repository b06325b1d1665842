"""What the world may do to an opinion or a message in each state, and what answers it."""

from __future__ import annotations

from workflows.flows.world_event import WorldEvent

_WORK = ("detected", "urgent", "briefing", "responding", "following", "evaluated")
_OVER = ("closed", "dismissed", "transferred", "answered")

BEFALLING: tuple[WorldEvent, ...] = (
    WorldEvent(
        "silence",
        ("transferring",),
        "接收单位不表示是否接收",
        "the receiver does not say whether it takes it",
        ("decline_transfer",),
    ),
    WorldEvent(
        "silence",
        ("answer_submitted",),
        "上级没有表示，先按程序不属于本单位的转出，否则等待审核",
        "the superior says nothing: the answer waits, since none goes out without it",
    ),
    WorldEvent(
        "silence",
        ("noticed", *_WORK, "answering"),
        "由本单位办理，时限和督办对其计算",
        "it lies with the department itself, whose hours and reminders run on",
    ),
    WorldEvent("silence", _OVER, "已经了结，不等待任何人", "it is over and waits for nobody"),
    WorldEvent(
        "abolition",
        ("transferring",),
        "接收单位撤销",
        "the receiver is abolished",
        ("decline_transfer",),
    ),
    WorldEvent(
        "abolition",
        ("detected", "urgent", "responding"),
        "涉事责任部门撤销，转由承接职责的部门回应",
        "the department responsible is abolished: its successor responds",
        ("transfer",),
    ),
    WorldEvent(
        "abolition",
        ("answering", "answer_submitted"),
        "承办单位撤销，转由承接职责的部门答复",
        "the department is abolished: its successor answers",
        ("send_message_on",),
    ),
    WorldEvent(
        "abolition",
        ("transferred",),
        "接收之后撤销，退回",
        "the receiver is abolished after it took it",
        ("decline_transfer",),
    ),
    WorldEvent(
        "abolition",
        ("noticed", "briefing", "following", "evaluated", "closed", "dismissed", "answered"),
        "由承接职责的部门继续，案件所处状态不变",
        "the successor goes on with the case as it stands",
    ),
    WorldEvent(
        "annulment",
        ("urgent", "briefing", "responding", "following", "evaluated"),
        "研判结论被推翻",
        "the assessment is overturned",
        ("reassess",),
    ),
    WorldEvent(
        "annulment", ("answer_submitted",), "上级不同意答复", "the superior refuses the answer", ("return_answer",)
    ),
    WorldEvent(
        "annulment",
        ("closed", "dismissed"),
        "回应被证明不实，舆情再起",
        "the response proves untrue and the opinion comes up again",
        ("resurge",),
    ),
    WorldEvent(
        "annulment",
        ("transferred",),
        "转办不成立",
        "the transfer does not stand",
        ("decline_transfer",),
    ),
    WorldEvent(
        "annulment",
        ("noticed", "detected", "transferring", "answering", "answered"),
        "还没有作出什么，或者留言已经答复，另有来信另办",
        "nothing has been done yet, or the message is answered and another letter is another case",
    ),
    WorldEvent(
        "error", ("noticed", "transferring", "answering", "answered"), "登记有误", "an entry was wrong", ("void",)
    ),
    WorldEvent("error", ("detected",), "不是需要回应的舆情", "it is nothing that asks for a response", ("dismiss",)),
    WorldEvent(
        "error",
        ("urgent", "briefing", "responding", "following", "evaluated"),
        "研判有误",
        "the assessment was wrong",
        ("reassess",),
    ),
    WorldEvent("error", ("answer_submitted",), "报送的答复有误", "the answer is wrong", ("return_answer",)),
    WorldEvent("error", ("closed", "dismissed"), "办结有误", "it was closed by mistake", ("resurge",)),
    WorldEvent("error", ("transferred",), "转办有误", "it was passed on by mistake", ("decline_transfer",)),
    WorldEvent(
        "gone",
        ("answering",),
        "留言人联系不上，公开答复",
        "whoever wrote is not reached: the answer is given in public",
        ("answer_message", "submit_answer"),
    ),
    WorldEvent(
        "gone",
        ("noticed", *_WORK, "transferring", "answer_submitted", *_OVER),
        "回应面向公众，不取决于某一个人",
        "the response is to the public and depends on no single person",
    ),
)
"""Each kind of event for every state."""
