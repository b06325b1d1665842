"""Which column is which: known by name, or asked for; never by chance, and never passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.ledger.errors import MappingError, RegisterError
from workflows.ledger.fields import DAYS, clean, fields, matter_of
from workflows.ledger.mapping import Asked, Columns, find_headers, guess, looked_into, read_mapping


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("收到日期", "received"),
        ("收件日期", "received"),
        ("收 件 时间（年/月/日）", "received"),
        ("收到日", "received"),
        ("收件\n日期", "received"),
        ("答复日期", "replied"),
        ("答复日", "replied"),
        ("办结日期", "replied"),
        ("补正通知日期", "correction_noticed"),
        ("补正日期", "corrected"),
        ("延期告知日期", "extended"),
        ("延期至", "extended_until"),
        ("延长工作日数", "extension_days"),
        ("征求第三方意见发出日期", "third_party_sent"),
        ("第三方意见收到日期", "third_party_answered"),
        ("渠道", "channel"),
        ("寄出日期", "posted"),
        ("交邮日", "posted"),
    ],
)
def test_knows_common_headers(header: str, field: str) -> None:
    """The headers in common use need no mapping."""
    headers = {"received": [header, "答复日期"], "replied": ["收到日期", header]}.get(
        field, ["收到日期", "答复", header]
    )

    assert clean(header) == clean(guess(headers).header_of(field))


def test_no_header_stands_for_two_fields() -> None:
    """A header that could mean two fields would be taken by chance, so there is none."""
    seen: dict[str, str] = {}
    for field in fields().values():
        for header in field.headers | field.instead:
            assert seen.setdefault(header, field.name) == field.name


def test_every_day_field_is_described() -> None:
    """Every day the audit computes with has headers, a Chinese name and a matter, but for the day of submission."""
    assert set(DAYS) <= set(fields())
    assert {"submitted"} == {name for name in DAYS if not fields()[name].about}


def test_a_working_day_is_no_final_day() -> None:
    """A final 日 is dropped, the 日 of 工作日 is not."""
    assert ("收到", "延长工作日") == (clean("收到日"), clean("延长工作日"))


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


def test_missing_replies_are_refused() -> None:
    """Without a column of replies nobody can say that a request was not answered."""
    with pytest.raises(MappingError) as refused:
        guess(["收到日期", "申请人"])

    assert (
        "没有哪一列可认作“答复日期”。现有表头：收到日期、申请人；请写明：--map replied=表头；"
        "台账确实没有答复栏的，写作 --map replied=" == refused.value.zh
    )
    assert not guess(["收到日期", "申请人"], Asked({"replied": ""})).keeps_replies
    assert guess(["收到日期", "寄出日期"]).keeps_replies


def test_asked_for_wins() -> None:
    """What the user says settles it, by identifier or by Chinese name."""
    both = ["签收日期", "收到日期", "答复日期"]

    assert guess(both, Asked({"received": "签收日期"})).header_of("received") == "签收日期"
    assert guess(["登记日期", "答复日期"], Asked({"收到日期": "登记日期"})).header_of("received") == "登记日期"


def test_an_empty_header_says_that_there_is_none() -> None:
    """A column that would be taken for a field can be set aside."""
    columns = guess(["收到日期", "答复书", "寄出日期"], Asked({"replied": ""}))

    assert ("", "寄出日期", ("答复书",)) == (columns.header_of("replied"), columns.header_of("posted"), columns.unused)


def test_columns_spelled_alike_are_asked_for_by_number() -> None:
    """Two columns of one name can still be told apart."""
    with pytest.raises(MappingError, match="--map received=#1"):
        guess(["收到日期", "收到日期", "答复日期"])

    assert guess(["收到日期", "收到日期", "答复日期"], Asked({"received": "#2"})).index["received"] == 1


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Asked({"recieved": "收到日期"}), "no field 'recieved'"),
        (Asked({"received": "来件日"}), "no header '来件日'"),
        (Asked({"received": "#9"}), "no header '#9'"),
        (Asked(not_read=("延期日期",)), "no header '延期日期'"),
    ],
)
def test_unknown_names_are_refused(asked: Asked, why: str) -> None:
    """A slip in --map is never passed over."""
    with pytest.raises(MappingError, match=why):
        guess(["收到日期", "答复日期"], asked)


def test_a_weaker_header_gives_way() -> None:
    """办结 stands for the reply only where no column says 答复; then it is not used, and no question."""
    rows = [["2024-03-01", "2024-03-20", "2024-03-25"]]
    columns = looked_into(guess(["收到日期", "答复日期", "办结日期"]), rows)

    assert ("答复日期", ("办结日期",)) == (columns.header_of("replied"), columns.unused)


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("延期日期", "2024-03-20"),
        ("延期日期", "20个工作日"),
        ("延期答复日期", "2024-03-20"),
        ("征求意见日期", "2024-03-20"),
        ("补正申请材料日期", "2024-03-20"),
        ("信息处理费缴费凭证日期", "2024-03-20"),
        ("快递日期", "2024-03-20"),
        ("申请人放弃说明", "2024-03-20"),
        ("是否延期", "是"),
        ("是否征求第三方意见", "√"),
        ("延期", "已延期"),
    ],
)
def test_a_column_that_may_change_verdicts_is_asked_about(header: str, cell: str) -> None:
    """Days, or 是, under a header that speaks of a matter of the audit: the audit stops and names the column."""
    with pytest.raises(MappingError) as refused:
        looked_into(guess(["收到日期", "答复日期", header]), [["2024-03-01", "", ""], ["2024-03-01", "", cell]])

    assert [header] == list(refused.value.doubtful)
    assert f"={header}" in refused.value.zh
    assert f"--map ={header}" in refused.value.en


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("申请人", "甲"),
        ("答复期限", "2024-03-29"),
        ("答复文号", "1号"),
        ("延期原因", "情况复杂"),
        ("登记日期", "2024-03-01"),
        ("是否延期", "否"),
        ("是否公开", "是"),
        ("出生日期", "1990-03-01"),
        ("延期日期", ""),
    ],
)
def test_a_column_that_changes_nothing_is_named(header: str, cell: str) -> None:
    """Every other column is named as not used, and stops nothing."""
    columns = looked_into(guess(["收到日期", "答复日期", header]), [["2024-03-01", "", cell]])

    assert columns.unused == (header,)


def test_what_was_set_aside_is_not_asked_about_again() -> None:
    """A column can be left unread by its name, or with its matter."""
    row = [["2024-03-01", "", "2024-03-20"]]
    headers = ["收到日期", "答复日期", "延期日期"]

    for asked in (Asked(not_read=("延期日期",)), Asked({"extended": ""}), Asked({"extended": "延期日期"})):
        assert isinstance(looked_into(guess(headers, asked), row), Columns)


def test_a_blank_column_that_may_change_verdicts_is_watched() -> None:
    """Nothing in it so far: nothing to ask, but a row that fills it is not judged without it."""
    columns = looked_into(guess(["收到日期", "答复日期", "延期日期"]), [["2024-03-01", "", ""]])

    assert columns.asleep == (2,)


def test_a_flag_beside_its_day_is_a_check() -> None:
    """是否延期 beside 延期告知日期 is no question: it is compared row by row."""
    columns = looked_into(guess(["收到日期", "答复日期", "延期告知日期", "是否延期"]), [["2024-03-01", "", "", "是"]])

    assert ({3: "extension"}, ()) == (dict(columns.flags), columns.unused)


def test_no_word_of_a_matter_is_inside_a_harmless_header_by_chance() -> None:
    """Headers that are known to be harmless are about nothing."""
    assert {""} == {matter_of(header) for header in ("答复期限", "应答复日期", "复议申请日期", "答复送达日期")}


def test_headers_below_a_title() -> None:
    """A title above the headers is skipped."""
    found = find_headers([["某局2024年依申请公开台账", ""], ["", ""], ["收到日期", "答复日期"]])

    assert (2, 3) == (found.first_row, found.below)
    assert found.columns.header_of("replied") == "答复日期"


def test_columns_asked_for_by_number_say_nothing_of_the_header_row() -> None:
    """A title has as many cells as the headers: the row with known headers is the header row."""
    rows = [["某局登记表", "", "", ""], ["编号", "收到日期", "收到日期", "答复日期"], ["1", "2024-03-01", "", ""]]

    assert find_headers(rows, Asked({"received": "#3"})).first_row == 1


def test_headers_of_which_none_is_known() -> None:
    """Where all columns are asked for by number, the title and the rows are still no headers."""
    rows = [["某局登记表", "", ""], ["号", "甲日", "乙日"], ["1", "2024-03-01", "2024-03-20"]]

    assert find_headers(rows, Asked({"received": "#2", "replied": "#3"})).first_row == 1


@pytest.mark.parametrize(
    ("top", "below", "read"),
    [
        (
            ["编号", "收件情况", "", "答复情况", ""],
            ["", "日期", "方式", "日期", "文号"],
            {"id": "编号", "received": "收件情况/日期", "channel": "收件情况/方式", "replied": "答复情况/日期"},
        ),
        (
            ["编号", "收到日期", "补正情况", "", "征求第三方意见", "", "答复日期"],
            ["", "", "通知日期", "补正日期", "发出日期", "收到日期", ""],
            {
                "received": "收到日期",
                "correction_noticed": "补正情况/通知日期",
                "corrected": "补正情况/补正日期",
                "third_party_sent": "征求第三方意见/发出日期",
                "third_party_answered": "征求第三方意见/收到日期",
                "replied": "答复日期",
            },
        ),
    ],
)
def test_headers_of_two_rows(top: list[str], below: list[str], read: dict[str, str]) -> None:
    """A row of groups above a row of what they hold is read together."""
    found = find_headers([top, below, ["2024-03-01"] * len(top)])

    assert (0, 2) == (found.first_row, found.below)
    assert read.items() <= {name: found.columns.headers[at] for name, at in found.columns.index.items()}.items()


def test_groups_above_whole_headers_are_a_title() -> None:
    """Where the lower row says all by itself, the upper one is left aside."""
    rows = [["基本信息", "", "办理情况", ""], ["申请编号", "收到日期", "延期告知日期", "答复日期"]]
    found = find_headers(rows)

    assert (1, ("申请编号", "收到日期", "延期告知日期", "答复日期")) == (found.first_row, found.columns.headers)


def test_a_row_below_the_headers_is_no_second_header_row() -> None:
    """A first row that holds words alone is a row."""
    rows = [["编号", "收到日期", "答复日期", "备注", ""], ["", "", "", "以下为上半年", "张三"]]

    assert find_headers(rows).below == 1


def test_mapping_file(tmp_path: Path) -> None:
    """A mapping can be kept in a file."""
    path = tmp_path / "mapping.toml"
    path.write_text('not_read = ["备注日期"]\n[columns]\nreceived = "来文时间"\nextended = ""\n', encoding="utf-8")

    assert read_mapping(path) == Asked({"received": "来文时间", "extended": ""}, ("备注日期",))


@pytest.mark.parametrize(
    "text", ['received = "来文时间"\n', "[columns]\nreceived = 3\n", '[columns]\n[other]\na = "b"\n', "not_read = 3\n"]
)
def test_mapping_file_of_another_shape(tmp_path: Path, text: str) -> None:
    """A file of another shape is refused with the shape it should have."""
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RegisterError, match=r"has to hold a table \[columns\] of names.*write a table \[columns\]"):
        read_mapping(path)


def test_mapping_file_that_is_no_toml(tmp_path: Path) -> None:
    """The place of the mistake is said."""
    path = tmp_path / "mapping.toml"
    path.write_text("[columns\n", encoding="utf-8")

    with pytest.raises(RegisterError, match=r"is no TOML: .*line 1"):
        read_mapping(path)
