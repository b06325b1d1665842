"""What the command says when it refuses: the text of the error in the language asked for, in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from workflows.cli import main

NOTICE = "国务院办公厅关于2027年部分节假日安排的通知\n国办发明电〔2026〕9号\n{}\n国务院办公厅\n2026年11月1日\n"
TRIED = [
    (
        "due foi.reply 2024-03-01 --pause 2024-02-11..2024-03-20",
        "2024-02-11中止：早于起算日 2024-03-01",
        "Suspended on 2024-02-11: happened before the clock started on 2024-03-01",
    ),
    (
        "due foi.reply 2024-03-01 --pause 2024-03-11..2024-03-05",
        "2024-03-05恢复计算：此前没有因“征求第三方意见”的中止可以恢复",
        "Resumed on 2024-03-05: nothing was suspended for 'third_party_consultation' 2024-03-11..2024-03-05",
    ),
    (
        "due foi.reply 2024-03-01 --restart 2024-03-05:x",
        "2024-03-05重新计算：“x”不使 foi.reply 重新计算；可使其重新计算的：收到补正后的申请（corrected_request_",
        "Restarted on 2024-03-05: 'x' does not restart foi.reply; it is restarted by corrected_request_received, fee_",
    ),
    (
        "due foi.reply 2024-03-01 --extend 2024-06-05",
        "2024-06-05告知延期：期限已于 2024-03-29 届满；延期须在届满前告知（第三十三条第二款）",
        "Extended on 2024-06-05: the term had already ended on 2024-03-29; the person must be told before that (第",
    ),
    (
        "due foi.reply 2024-03-01 --as-known-on 1990-01-01",
        "通知：year：截至 1990-01-01 没有年度通知，任何一日都无从回答",
        "notices: year: no annual notice is known on 1990-01-01, so no day can be answered",
    ),
    ("audit absent.csv", "absent.csv：没有这个文件；请核对路径", "absent.csv: there is no such file; check the path"),
    (
        "audit bad.xlsx",
        "bad.xlsx：文件已损坏，无法打开；请重新获取或另存",
        "bad.xlsx: is damaged: File is not a zip file; get it anew",
    ),
    (
        "audit letter.csv",
        "letter.csv：是 PDF 文件，不是登记台账；请在表格软件中另存为 .xlsx 或 .csv",
        "letter.csv: is a file of kind PDF, no register; save it as .xlsx or .csv",
    ),
    (
        "audit good.csv --out result.docx",
        "result.docx：结果不能写成这种格式（.docx）；请以 .xlsx、.csv 或 .json 结尾",
        "result.docx: .docx is no result format; end it in .xlsx, .csv or .json",
    ),
    (
        "audit good.csv --map day=收到日期",
        "没有“day”这个字段，字段有 ",
        "no field 'day'; the fields are ",
    ),
    (
        "calendar import cut.txt --yes",
        "cut.txt：holiday：2027 年缺春节、清明节、劳动节、端午节、中秋节、国庆节：原文是否完整？",
        "cut.txt: holiday: 2027 without 春节、清明节、劳动节、端午节、中秋节、国庆节: is the text complete?",
    ),
    (
        "calendar import wrong.txt --yes",
        "wrong.txt：第 3 行：2027-01-01 是星期五，不是星期三（原文：一、元旦：1月1日（星期三）至3日放假。）",
        "wrong.txt: line 3: 2027-01-01 is 星期五, not 星期三: 一、元旦：1月1日（星期三）至3日放假。",
    ),
    ("calendar import no.json --yes", "no.json：year：缺少；请补上", "no.json: year: missing; add it"),
    (
        "flow show request --place x",
        "place.toml：x：没有地方“x”；现有 cn、baoshan、county_epb、gansu、gubei、guiyang、jincheng、mep、",
        "place.toml: x: no place 'x'; known are cn, baoshan, county_epb, gansu, gubei, guiyang, jincheng, mep, ",
    ),
    ("flow show x", "没有流程“x”；现有 ", "no flow 'x'; known are "),
    (
        "case open request R-1 --by handler:li",
        "案件 R-1：登记（open）不能办：不能由承办人提出，应由申请人、政府信息公开工作机构提出（条例第四章）",
        "case 'R-1': 'open' in '' refused: role 'handler' may not; the flow names applicant, disclosure_office (条",
    ),
    (
        "case do OLD-1 register --by disclosure_office:li --with channel=x",
        "案件 OLD-1：登记（register）的事项有误：“申请渠道”（channel）的值“x”不在 in_person、",
        "case 'OLD-1': 'register' in 'submitted' has wrong facts: fact 'channel' is 'x', not one of in_person, ",
    ),
    (
        "case do OLD-1 dance --by disclosure_office:li",
        "案件 OLD-1：“dance”不能办：“已提交待登记”时没有这一步（条例第四章）；现在可以：",
        "case 'OLD-1': 'dance' in 'submitted' refused: the flow has no such command (条例第四章); allowed now: ",
    ),
    (
        "case open request OLD-1 --by disclosure_office:li",
        "案件 OLD-1 已经登记过，现有 1 条记录",
        "case 'OLD-1': expected event 0, found 1; ",
    ),
    (
        "case bundle OLD-1 --out b.zip --paper letters=good.csv",
        "letters 类材料“good.csv”：种类可为 application、letter、",
        "paper 'good.csv' of kind 'letters': known kinds are application, letter, ",
    ),
    (
        "case bundle OLD-1 --out b.zip --paper letter=good.csv --paper letter=good.csv",
        "letter 类材料“good.csv”：同类中已有这个名称",
        "paper 'good.csv' of kind 'letter': another paper of this kind has the name",
    ),
    (
        "keys list --db postgresql://u:p@127.0.0.1:1/x",
        "个人信息须有密钥：服务器上的数据库没有自带的密钥；密钥由主机掌管，换新密钥后用 Office.reseal_personal()",
        "personal data need a key: a database on a server has no keys of its own: the host holds them, and after a new",
    ),
    (
        "due foi.reply 2024-13-01",
        "“2024-13-01”不是日期，请写作 2024-03-01",
        "'2024-13-01' is not a day, write 2024-03-01",
    ),
    ("report check absent.html", "absent.html：没有这个文件，请检查路径", "absent.html: there is no such file"),
]


@pytest.mark.parametrize(("line", "zh", "en"), TRIED, ids=[line for line, _, _ in TRIED])
def test_what_the_command_answers(line: str, zh: str, en: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an officer would see it: Chinese unless English is asked for, in one line, with exit code 2."""
    monkeypatch.chdir(tmp_path)
    Path("bad.xlsx").write_bytes(b"PK\x03\x04 cut short")
    Path("letter.csv").write_bytes(b"%PDF-1.7")
    Path("good.csv").write_text("收到日期\n2024-03-01\n", encoding="utf-8")
    Path("no.json").write_text("{}", encoding="utf-8")
    Path("cut.txt").write_text(NOTICE.format("一、元旦：1月1日至3日放假。"), encoding="utf-8")
    Path("wrong.txt").write_text(NOTICE.format("一、元旦：1月1日（星期三）至3日放假。"), encoding="utf-8")
    if "OLD-1" in line:
        made = CliRunner().invoke(main, ["case", "open", "request", "OLD-1", "--by", "disclosure_office:li"])
        assert made.exit_code == 0, made.output
    for lang, start, said in (("zh", "错误：", zh), ("en", "error: ", en)):
        result = CliRunner().invoke(main, [*line.split(), "--lang", lang])
        assert result.exit_code == 2, result.output
        assert result.stderr.startswith(start + said)
        assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "shown"),
    [("office.db", "office.db"), ("mysql://clerk:secret@host/office", "mysql://…"), ("foo://x", "foo://…")],
)
def test_an_address_that_is_no_database_is_refused(
    url: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is opened, with both ways to write it and without the password."""
    monkeypatch.chdir(tmp_path)
    for line in (["case", "list"], ["db", "init"], ["verify", "history"], ["alarms", "run"]):
        result = CliRunner().invoke(main, [*line, "--db", url])
        assert result.exit_code == 2
        assert f"'{shown}' 不是数据库地址，请写作 sqlite:///文件 或 postgresql://用户@主机/库\n" in result.stderr
    assert list(tmp_path.iterdir()) == []
