"""Which column is which: known by name, or asked for; never by chance."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.ledger.errors import MappingError, RegisterError
from workflows.ledger.fields import DAYS, fields
from workflows.ledger.mapping import guess, header_row, read_mapping


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("收到日期", "received"),
        ("收件日期", "received"),
        ("收 件 时间（年/月/日）", "received"),
        ("答复日期", "replied"),
        ("补正通知日期", "correction_noticed"),
        ("补正日期", "corrected"),
        ("延期告知日期", "extended"),
        ("征求第三方意见发出日期", "third_party_sent"),
        ("第三方意见收到日期", "third_party_answered"),
        ("渠道", "channel"),
        ("寄出日期", "posted"),
    ],
)
def test_knows_common_headers(header: str, field: str) -> None:
    """The headers in common use need no mapping."""
    headers = [header] if field == "received" else ["收到日期", header]

    assert header == guess(headers).header_of(field)


def test_no_header_stands_for_two_fields() -> None:
    """A header that could mean two fields would be taken by chance, so there is none."""
    seen: dict[str, str] = {}
    for field in fields().values():
        for header in field.headers:
            assert seen.setdefault(header, field.name) == field.name


def test_every_day_field_is_described() -> None:
    """Every day the audit computes with has headers and a Chinese name."""
    assert set(DAYS) <= set(fields())


def test_competing_headers_are_refused() -> None:
    """Two headers for one field: the refusal names both and says how to choose."""
    with pytest.raises(MappingError) as refused:
        guess(["签收日期", "收到日期", "答复日期"])

    assert (
        "签收日期 and 收到日期 could both be received; the headers are: 签收日期, 收到日期, 答复日期; "
        "say which: --map received=签收日期" == str(refused.value)
    )


def test_missing_receipt_is_refused() -> None:
    """A day of registration is not taken for the day of receipt."""
    with pytest.raises(MappingError) as refused:
        guess(["登记日期", "答复日期"])

    assert (
        "no column is known to be received; the headers are: 登记日期, 答复日期; say which: --map received=HEADER"
        == str(refused.value)
    )


def test_asked_for_wins() -> None:
    """What the user says settles it, by identifier or by Chinese name."""
    assert guess(["签收日期", "收到日期"], {"received": "签收日期"}).header_of("received") == "签收日期"
    assert guess(["登记日期"], {"收到日期": "登记日期"}).header_of("received") == "登记日期"


def test_columns_spelled_alike_are_asked_for_by_number() -> None:
    """Two columns of one name can still be told apart."""
    with pytest.raises(MappingError, match="--map received=#1"):
        guess(["收到日期", "收到日期"])

    assert guess(["收到日期", "收到日期"], {"received": "#2"}).index["received"] == 1


@pytest.mark.parametrize(
    ("asked", "why"),
    [({"recieved": "收到日期"}, "no field 'recieved'"), ({"received": "来件日"}, "no header '来件日'")],
)
def test_unknown_names_are_refused(asked: dict[str, str], why: str) -> None:
    """A slip in --map is never passed over."""
    with pytest.raises(MappingError, match=why):
        guess(["收到日期"], asked)


def test_headers_below_a_title() -> None:
    """A title above the headers is skipped."""
    at, columns = header_row([["某局2024年依申请公开台账", ""], ["", ""], ["收到日期", "答复日期"]])

    assert at == 2
    assert columns.header_of("replied") == "答复日期"


def test_mapping_file(tmp_path: Path) -> None:
    """A mapping can be kept in a file."""
    path = tmp_path / "mapping.toml"
    path.write_text('[columns]\nreceived = "来文时间"\n', encoding="utf-8")

    assert read_mapping(path) == {"received": "来文时间"}


def test_mapping_file_without_table(tmp_path: Path) -> None:
    """A file of another shape is refused with the shape it should have."""
    path = tmp_path / "mapping.toml"
    path.write_text('received = "来文时间"\n', encoding="utf-8")

    with pytest.raises(RegisterError, match=r"has no table \[columns\] of names; write a table \[columns\]"):
        read_mapping(path)
