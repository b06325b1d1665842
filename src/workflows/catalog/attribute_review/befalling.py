"""What the world may do to a document under review in each state, and what answers it."""

from __future__ import annotations

from workflows.flows.world_event import WorldEvent

_DRAFT = ("drafting", "returned")
_REVIEW = ("checking", "pre_review", "disputed", "secrecy_review", "secrecy_referred", "privacy_review", "approval")
_KEPT = ("on_request", "withheld")
_OVER = ("never_published", "withdrawn", "not_issued", "transferred")

BEFALLING: tuple[WorldEvent, ...] = (
    WorldEvent(
        "silence",
        ("consulting",),
        "联合发文机关不答复",
        "a co-issuer does not answer",
        ("refer_silence", "withdraw_draft"),
    ),
    WorldEvent(
        "silence",
        (
            *_DRAFT,
            *_REVIEW,
            "approved",
            "to_publish",
            "published",
            *_KEPT,
            "change_proposed",
            "to_annotate",
            "to_withdraw",
        ),
        "由本机关内部办理，期限、提醒和督办对其计算",
        "it lies with the agency itself, whose terms and reminders run on",
    ),
    WorldEvent("silence", ("public", "annotated", *_OVER), "已经了结，不等待任何人", "it is over and waits for nobody"),
    WorldEvent(
        "abolition",
        ("consulting",),
        "联合发文机关撤销",
        "a co-issuer is abolished",
        ("refer_silence", "withdraw_draft"),
    ),
    WorldEvent(
        "abolition",
        (
            *_DRAFT,
            *_REVIEW,
            "approved",
            "to_publish",
            "published",
            "public",
            *_KEPT,
            "change_proposed",
            "to_annotate",
            "to_withdraw",
            "annotated",
            *_OVER,
        ),
        "本机关撤销的，由继续行使其职权的机关承接，案件所处状态不变",
        "where the agency itself is abolished, the one that takes over its powers takes over the case as it stands",
    ),
    WorldEvent(
        "annulment",
        ("drafting", "returned", "consulting"),
        "所依据的文件废止，不再制发",
        "what it rests on is repealed: it is not issued",
        ("withdraw_draft",),
    ),
    WorldEvent(
        "annulment",
        ("checking", "pre_review", "disputed", "secrecy_review", "secrecy_referred", "privacy_review"),
        "所依据的文件废止，审签时不予签发",
        "what it rests on is repealed: it is refused when it comes to be signed",
    ),
    WorldEvent(
        "annulment",
        ("approval", "approved"),
        "所依据的文件废止，不予签发",
        "what it rests on is repealed: it is not issued",
        ("refuse_issue",),
    ),
    WorldEvent(
        "annulment",
        ("to_publish",),
        "公开前废止、失效",
        "it is repealed or lapses before publication",
        ("record_repeal",),
    ),
    WorldEvent(
        "annulment",
        ("published",),
        "公开后续事项办理中废止、撤销",
        "it is annulled while what follows its publication is done",
        ("take_down",),
    ),
    WorldEvent("annulment", ("public",), "公开后废止、失效", "it is repealed while public", ("record_repeal",)),
    WorldEvent(
        "annulment",
        (*_KEPT, "change_proposed"),
        "没有公开的文件废止、失效，不在网上标注，移交时注明",
        "what was never published is repealed: nothing is annotated, the archive is told",
    ),
    WorldEvent(
        "annulment",
        ("to_annotate", "to_withdraw", "annotated", *_OVER),
        "废止、撤销已经登记，或者没有公开",
        "the annulment is on record, or nothing is public",
    ),
    WorldEvent("error", _DRAFT, "草拟有误", "the draft is wrong", ("describe",)),
    WorldEvent("error", ("checking",), "报送有误", "what was submitted is wrong", ("return_file",)),
    WorldEvent("error", ("consulting", "pre_review", "disputed"), "登记有误", "an entry was wrong", ("void",)),
    WorldEvent(
        "error",
        ("secrecy_review", "secrecy_referred", "privacy_review", "change_proposed", "to_withdraw"),
        "登记有误",
        "an entry was wrong",
        ("void",),
    ),
    WorldEvent("error", ("approval", "approved"), "送审或者批准有误", "it was approved by mistake", ("send_back",)),
    WorldEvent(
        "error",
        ("to_publish",),
        "印发后、公开前发现不应公开",
        "it is found, before publication, that it must not be published",
        ("stop_publication",),
    ),
    WorldEvent(
        "error",
        ("published", "public", "to_annotate", "annotated"),
        "公开后发现不应公开",
        "it is found, after publication, that it must not be public",
        ("take_down",),
    ),
    WorldEvent("error", _KEPT, "不予公开有误", "it should not have been withheld", ("propose_change",)),
    WorldEvent("error", _OVER, "登记有误", "an entry was wrong", ("void",)),
    WorldEvent(
        "gone",
        (
            *_DRAFT,
            *_REVIEW,
            "consulting",
            "approved",
            "to_publish",
            "published",
            "public",
            *_KEPT,
            "change_proposed",
            "to_annotate",
            "to_withdraw",
            "annotated",
            *_OVER,
        ),
        "文件的公开不取决于某一申请人",
        "the publication of a document depends on no applicant",
    ),
)
"""Each kind of event for every state."""
