"""Errors as data: facts, texts in two languages, and that they survive a trip to another process."""

from __future__ import annotations

import ast
import copy
import importlib.util
import inspect
import json
import pickle
import re
from datetime import date
from typing import get_args

import pytest

from deadlines import china
from deadlines.counting.columns import ColumnGapError
from deadlines.errors import CalendarGapError, ErrorAsData, HostClass, Reason, TimelineError
from helpers import ROOT
from helpers.errors import error_classes, sample

DAY = date(2024, 3, 1)
REASON = Reason("plan.before_start", "早于起算日 2024-03-05", "happened before the clock started on 2024-03-05")
TIMELINE = TimelineError("Suspended", DAY, REASON, "第三十三条")


def test_an_error_says_itself_in_both_languages() -> None:
    """The text holds the fact, the reason and the article."""
    assert TIMELINE.text("zh") == "2024-03-01中止：早于起算日 2024-03-05（第三十三条）"
    assert (
        TIMELINE.text("en") == "Suspended on 2024-03-01: happened before the clock started on 2024-03-05 (第三十三条)"
    )
    assert str(TIMELINE) == TIMELINE.text("en")


def test_facts_are_plain_values() -> None:
    """As a host would hand them on as JSON."""
    assert TIMELINE.data() == {
        "code": "timeline",
        "host_class": "bad_input",
        "zh": TIMELINE.zh,
        "en": TIMELINE.en,
        "article": "第三十三条",
        "facts": {
            "fact": "Suspended",
            "on": "2024-03-01",
            "why": {"code": "plan.before_start", "zh": REASON.zh, "en": REASON.en},
            "article": "第三十三条",
        },
    }


@pytest.mark.parametrize(
    "error",
    [TIMELINE, ColumnGapError("start", 3, CalendarGapError("cn", DAY, DAY, DAY))],
    ids=["timeline", "column_gap"],
)
def test_an_error_survives_pickle_and_copy(error: ErrorAsData) -> None:
    """With notes that a host added: a process pool hands them back."""
    error.add_note("row 7")
    for again in (
        pickle.loads(pickle.dumps(error)),  # noqa: S301  # our own bytes
        copy.copy(error),
        copy.deepcopy(error),
    ):
        assert type(again) is type(error)
        assert again.data() == error.data()
        assert again.args == error.args
        assert again.__notes__ == ["row 7"]


def test_a_gap_is_told_in_chinese_with_what_to_do() -> None:
    """The library itself speaks Chinese, without the command."""
    with pytest.raises(CalendarGapError) as caught:
        china().is_workday(date(2099, 1, 4))
    assert caught.value.text("zh").startswith("日历 cn 只覆盖 2004-01-01 至 ")
    assert caught.value.text("zh").endswith("；新通知公布后请导入：disclosure calendar import 文件")


KINDS = error_classes()


def test_every_error_of_both_packages_is_looked_at() -> None:
    """The walk finds those of every room, and the code of each is its own."""
    assert len(KINDS) >= 45
    codes = [kind.code for kind in KINDS]
    assert sorted(set(codes)) == codes
    assert {"timeline", "fee", "column_gap", "bad_facts", "register", "wrong_paper", "effect_failed"} <= set(codes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_error_survives_pickle_and_copy_with_its_facts_and_texts(kind: type[ErrorAsData]) -> None:
    """A process pool that hands an error back must not die of it; a host writes it as JSON."""
    error = sample(kind)
    data = error.data()
    assert json.loads(json.dumps(data, ensure_ascii=False)) == data
    for again in (
        pickle.loads(pickle.dumps(error)),  # noqa: S301  # our own bytes
        copy.copy(error),
        copy.deepcopy(error),
    ):
        assert (type(again), again.data(), again.args, str(again)) == (kind, data, error.args, error.en)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_error_has_a_text_in_both_languages_and_a_class_for_the_host(kind: type[ErrorAsData]) -> None:
    """The Chinese is Chinese, the English holds none but what is quoted."""
    error = sample(kind)
    assert re.search("[\u4e00-\u9fff]", error.text("zh"))
    assert re.search("[a-z]{3}", error.text("en"))
    assert error.text("zh") != error.text("en")
    assert error.host_class in get_args(HostClass)
    assert (kind.__doc__ or "").strip()


def test_every_reason_has_a_code_that_means_one_thing() -> None:
    """A program may rely on a code, a reader on both wordings; what stands in two places says the same in both."""
    spec = importlib.util.spec_from_file_location("reasons", ROOT / "docs" / "reasons.py")
    assert spec is not None
    assert spec.loader is not None
    read = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(read)
    found = read.reasons()
    assert len(found) > 150
    assert {code: wordings for code, wordings in found.items() if len(wordings) > 1} == {}
    for code, ((zh, en),) in found.items():
        assert re.fullmatch(r"[a-z_]+(\.[a-z_0-9]+)+", code)
        assert zh != en or zh == "{…}"
        assert re.search("[\u4e00-\u9fff]", zh) or "{…}" in zh, code


TELLING = {"why", "then", "reason", "fault"}
"""The parameters by which an error is told its reason."""


def test_every_reason_that_an_error_takes_is_one() -> None:
    """None is a text in any class, so that mypy finds a bare one in every call of the sources."""
    taken = [
        (kind.__name__, name, str(part.annotation))
        for kind in KINDS
        for name, part in inspect.signature(kind).parameters.items()
        if name in TELLING
    ]
    assert len(taken) > 25
    assert [entry for entry in taken if entry[2] != "Reason"] == []


def test_no_error_is_raised_with_a_bare_text_as_its_reason() -> None:
    """A reason has a code and both languages, and is built as one where the error is."""
    signatures = {kind.__name__: list(inspect.signature(kind).parameters) for kind in KINDS}
    told, bare = 0, []
    for path in sorted((ROOT / "src").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = signatures.get(getattr(call.func, "id", ""), []) if isinstance(call, ast.Call) else []
            if isinstance(call, ast.Call) and TELLING & set(names):
                given = {
                    **dict(zip(names, call.args, strict=False)),
                    **{word.arg: word.value for word in call.keywords},
                }
                values = [value for name, value in given.items() if name in TELLING]
                told += len(values)
                bare += [
                    f"{path.name}:{value.lineno}"
                    for value in values
                    if isinstance(value, (ast.Constant, ast.JoinedStr, ast.BinOp))
                ]
    assert told > 150
    assert bare == []
