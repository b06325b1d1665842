"""Notices read from their published text: every year's own words, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.calendars.gazette import NATIONAL, Holiday
from deadlines.calendars.notices.files import shipped_notices
from deadlines.calendars.notices.text import parse_notice
from deadlines.errors import DataError
from helpers.errors import told

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))
SHIPPED = {each.number: each for each in shipped_notices()}
NATION = [each for each in SHIPPED.values() if each.region == NATIONAL]

FESTIVALS = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]
VICTORY_DAY = "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"

# The wording of the real notices, for a year that has none yet; the days are invented, the weekdays true.
ITEMS = [
    "一、元旦：1月1日（周五）至3日（周日）放假，共3天。",
    "二、春节：2月5日（农历除夕、周五）至11日（农历正月初六、周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。",
    "三、清明节：4月3日（周六）至5日（周一）放假，共3天。",
    "四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。",
    "五、端午节：6月9日（周三）放假1天，不调休。",
    "六、中秋节：9月15日放假，与周末连休。",
    "七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。",
]
HEAD = ["国务院办公厅关于2027年部分节假日安排的通知", "国办发明电〔2026〕9号"]
FOOT = ["国务院办公厅", "2026年11月10日"]


def notice_text(*, item: str = "", at: int = 1, head: list[str] | None = None, foot: list[str] | None = None) -> str:
    items = [*ITEMS[: at - 1], item, *ITEMS[at:]] if item else ITEMS
    return "\n".join([*(HEAD if head is None else head), *items, *(FOOT if foot is None else foot)])


def test_the_texts_of_all_years_are_here() -> None:
    """2006 to 2026, and the three that changed a running year."""
    years = [str(year) for year in range(2006, 2027)]
    assert sorted([*years, "2015-victory-day", "2019-may-day", "2020-spring-festival"]) == sorted(
        each.stem for each in TEXTS
    )


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_published_text_gives_the_notice_we_ship(path: Path) -> None:
    """Number, title, kind, year, issue date and every day, festival by festival."""
    read = parse_notice(path.read_text(encoding="utf-8"), file=path.name, earlier=NATION)
    ours = SHIPPED[read.number]
    assert (ours.title, ours.kind, ours.year, ours.issued, ours.holidays) == (
        read.title,
        read.kind,
        read.year,
        read.issued,
        read.holidays,
    )


def test_a_next_years_notice_is_read_whole() -> None:
    """Seven festivals, their days off and the weekend days worked for them."""
    notice = parse_notice(notice_text())
    states = notice.days()
    assert ("国办发明电〔2026〕9号", "annual", 2027, date(2026, 11, 10)) == (
        notice.number,
        notice.kind,
        notice.year,
        notice.issued,
    )
    assert 27 == sum(not working for working, _ in states.values())
    assert [
        date(2027, 1, 31),
        date(2027, 2, 20),
        date(2027, 5, 8),
        date(2027, 9, 26),
        date(2027, 10, 9),
    ] == sorted(day for day, (working, _) in states.items() if working)


@pytest.mark.parametrize(
    "item",
    [
        "一、元旦：1月1日（周五）至3日（周日）放假，共三天。",
        "一、元旦:1月1日(星期五)-3日(星期日)放假,共3天。",
        "一、元旦：１月１日～３日放假公休，共３天。",
        "一、元旦： 1 月 1 日 — 3 日 放假，共 3 天 。",
        "一、元旦\n1月1日至3日放假，共3天。",
        "（一）元旦：1月1日（星期五）、2日（星期六）、3日（星期日）放假。",
        "一、元旦1月1日至3日放假，共3天。",
        "一、元旦：2027年1月1日至2027年1月3日放假调休，共计3天。",
        "一、新年：1月1日、1月2日、3日放假。",
        "一、元旦：1月1日至3日（周五至周日）放假。",
        "一、元旦：1月1日放假，1月2日星期六、3日星期天补休。",
        "一、元旦：1月1日—3日放假。其中，1日为法定节假日，1月2日（星期六）、3日（星期日）照常公休。",
    ],
)
def test_one_arrangement_in_many_wordings_is_one_arrangement(item: str) -> None:
    """Width, blanks, dashes, words for numbers, weekdays or none: the same three days."""
    first = parse_notice(notice_text(item=item)).holidays[0]
    assert Holiday("元旦", (date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3))) == first


def test_a_rest_day_moved_away_is_worked_unless_it_lies_in_the_holiday() -> None:
    """The words of 2006 to 2009: the Sunday in the holiday is made up, the Saturday outside is worked."""
    item = (
        "一、元旦：1月1日—5日放假，共5天。其中1月1日为法定假日，将1月3日（星期日）、9日（星期六）两个公休日"
        "分别调至1月4日（星期一）、5日（星期二），1月2日（星期六）照常公休。"
    )
    first = parse_notice(notice_text(item=item)).holidays[0]
    assert (5, (date(2027, 1, 9),)) == (len(first.off), first.worked)


def test_december_of_the_new_year_item_is_the_december_before() -> None:
    """As in the notice of 2019, which says 12月30日 and means 2018."""
    item = "一、元旦：12月31日（周四）至1月2日放假调休，共3天。12月27日（周日）上班。"
    first = parse_notice(notice_text(item=item)).holidays[0]
    assert (date(2026, 12, 31), (date(2026, 12, 27),)) == (first.off[0], first.worked)


def test_what_is_only_urged_is_not_ordered() -> None:
    """The notice of 2024 encouraged leave on the eve; the eve stayed a working day."""
    urged = "鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月4日）放假。"
    assert parse_notice(notice_text()) == parse_notice(notice_text(foot=[urged, *FOOT]))


def test_an_extension_begins_where_the_first_notice_ended() -> None:
    """2020: the holiday that ended on 30 January runs to 2 February."""
    text = (Path(__file__).parent / "texts" / "2020-spring-festival.txt").read_text(encoding="utf-8")
    read = parse_notice(text, earlier=NATION)
    assert (date(2020, 1, 31), date(2020, 2, 1), date(2020, 2, 2)) == read.holidays[0].off


def test_a_web_page_with_its_table_of_dates_is_read() -> None:
    """The labels of gov.cn: the issue date is 成文日期 or under the organ, not the day of upload."""
    head = [
        "索 引 号：000014349/2026-00001　主题分类：综合政务\\其他",
        "发文机关：国务院办公厅　成文日期：2026年11月10日",
        "标　　题：国务院办公厅关于2027年部分节假日安排的通知",
        "发文字号：国办发明电〔2026〕9号　发布日期：2026年11月12日",
    ]
    notice = parse_notice(notice_text(head=head, foot=["2026年11月30日"]))
    assert ("国办发明电〔2026〕9号", date(2026, 11, 10)) == (notice.number, notice.issued)


def test_a_newspapers_copy_needs_its_number_and_may_be_given_its_dates() -> None:
    """What the copy leaves out the caller gives."""
    notice = parse_notice(
        notice_text(head=HEAD[:1], foot=[]), number="N", issued=date(2026, 11, 10), published=date(2026, 11, 11)
    )
    assert ("N", date(2026, 11, 10), date(2026, 11, 11)) == (notice.number, notice.issued, notice.published)


def test_a_date_in_words_is_read() -> None:
    """二〇〇六年十二月十四日, as signed until 2007; ○ is as good as 〇."""
    notice = parse_notice(notice_text(foot=["国务院办公厅", "二○二六年十一月三十日"]))
    assert date(2026, 11, 30) == notice.issued


def test_a_regional_notice_may_name_its_own_festivals() -> None:
    """Liangshan 2018, as published: the days of its own over those of the nation."""
    text = """凉山州人民政府办公室
关于2018年部分节假日安排的通知
凉府办函〔2017〕402号
各县市人民政府，州级各部门：
根据《国务院办公厅关于2018年部分节假日安排的通知》（国办发明电〔2017〕12号）精神，现通知如下。
六、火把节
8月5日至11日放假调休，共7天。8月4日（星期六）、8月12日（星期日）上班。
九、彝族年
11月20日至26日放假调休，共7天。11月17日（星期六）、11月18日（星期日）上班。
凉山州人民政府办公室
2017年12月12日"""
    read = parse_notice(text, region="cn-sc-liangshan", festivals=["火把节", "彝族年"])
    ours = SHIPPED["凉府办函〔2017〕402号"]
    assert (ours.number, ours.title, ours.issued, ours.kind) == (read.number, read.title, read.issued, read.kind)
    assert [each for each in ours.holidays if each.name != "国庆节、州庆"] == list(read.holidays)


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ("一、元旦：1月1日（周四）放假。", "2027-01-01 is 星期五, not 星期四"),
        ("一、元旦：1月1日星期四放假。", "2027-01-01 is 星期五, not 星期四"),
        ("一、元旦：1月1日至3日放假，共4天。", "says 共4天, but the days off named are 3"),
        ("一、元旦：1月1日放假2天。", "says 放假2天, but the days off named are 1"),
        ("一、元旦：1月1日至3日放假。1月3日（周日）上班。", "2027-01-03 is both off and worked"),
        ("一、元旦：2028年1月1日放假。", "2028-01-01 is of another year than 2027"),
        ("一、元旦：2026年11月30日放假。", "2026-11-30 is of another year than 2027"),
        ("一、元旦：2月30日放假。", "2027-02-30 is not a day of the calendar"),
        ("一、元旦：1月3日至1日放假。", "2027-01-03 to 2027-01-01 ends before it begins"),
        ("一、元旦：3日放假。", "'3日' has no month"),
        ("一、元旦：1月1日另行安排。", "cannot tell whether these days are off or worked"),
        ("一、元旦：1月1日不放假。", "cannot tell whether these days are off or worked"),
        ("一、元旦：1月1日放假1月9日上班。", "cannot tell whether these days are off or worked"),
        ("一、元旦：9月1日（周三）上班调到9月5日（周日）。", "cannot tell whether these days are off or worked"),
        ("一、元旦：1、2月1日放假。", "a number that is no date: write each day as …月…日"),
        (
            "一、愚人节：4月1日放假。",
            f"unknown festival '愚人节'; known are {'、'.join(FESTIVALS)}、{VICTORY_DAY}",
        ),
    ],
)
def test_a_line_that_cannot_be_true_is_refused_with_its_number_and_words(item: str, why: str) -> None:
    """Each refusal shows the line, so that the reader can compare it with the paper."""
    with pytest.raises(DataError) as caught:
        parse_notice(notice_text(item=item), file="2027.txt")
    assert f"2027.txt: line 3: {why}: {item}" == str(caught.value)


def test_a_day_under_two_festivals_is_refused() -> None:
    """The later line is shown."""
    item = "三、清明节：4月3日至5日放假。1月1日放假。"
    with pytest.raises(DataError) as caught:
        parse_notice(notice_text(item=item, at=3))
    assert f"notice: line 5: 2027-01-01 is off twice, under 元旦 and 清明节: {item}" == str(caught.value)


def test_a_day_off_worked_for_another_festival_is_refused() -> None:
    """Contradictions are found across lines too."""
    item = "三、清明节：4月3日至5日放假。1月2日（周六）上班。"
    with pytest.raises(DataError) as caught:
        parse_notice(notice_text(item=item, at=3))
    assert f"notice: line 5: 2027-01-02 is both off and worked: {item}" == str(caught.value)


def test_a_text_cut_short_is_refused() -> None:
    """Without its last item the notice would silently give a year without National Day."""
    text = "\n".join([*HEAD, *ITEMS[:6], *FOOT])
    with pytest.raises(DataError) as caught:
        parse_notice(text)
    assert "notice: holiday: 2027 without 国庆节: is the text complete?" == str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n \n", "n: line 1: the text is empty: give the notice as published"),
        ("放假啦", "n: line 1: no title found (…关于…的通知); begin with the notice's title: 放假啦"),
        (
            "国务院办公厅关于部分节假日安排的通知",
            "n: line 1: no year found in the title: 国务院办公厅关于部分节假日安排的通知",
        ),
        (
            "\n".join([*HEAD, "节假日期间，妥善安排值班。", *FOOT]),
            "n: line 5: no holiday found: no line says which days are off",
        ),
        (
            notice_text(head=HEAD[:1]),
            "n: line 1: no number found (国办发明电〔…〕…号 on a line of its own); give it as number: " + HEAD[0],
        ),
        (
            notice_text(foot=["国务院办公厅"]),
            "n: line 10: no issue date found (…年…月…日 on a line of its own); give it as issued: 国务院办公厅",
        ),
        (
            notice_text(foot=["国务院办公厅", "2019年11月10日"]),
            "n: line 11: issued 2019-11-10, but arranges 2027: give the right date as issued: 2019年11月10日",
        ),
        (
            notice_text(foot=["2026年13月1日"]),
            "n: line 10: 2026-13-01 is not a day of the calendar: 2026年13月1日",
        ),
        (
            notice_text(foot=[*FOOT, "八、校庆：11月1日放假。"]),
            (
                "notice.item_behind_signature n：第 12 行：落款以后还有条文；请只保留通知本身"
                "（原文：八、校庆：11月1日放假。）"
            ),
        ),
    ],
)
def test_a_text_that_is_no_notice_is_refused(text: str, message: str) -> None:
    """What is missing is named, and how to give it."""
    with pytest.raises(DataError) as caught:
        parse_notice(text, file="n")
    assert message in told(caught.value)


@pytest.mark.parametrize(
    ("earlier", "last", "why"),
    [
        (False, "2月20日", "extends 春节 2027, whose notice is not known: give it as earlier"),
        (True, "2月9日", "extends 春节 to 2027-02-09, but it already lasted to 2027-02-11"),
    ],
)
def test_an_extension_without_a_beginning_is_refused(earlier: bool, last: str, why: str) -> None:
    """Where the holiday ended before must be known and lie before."""
    line = f"一、延长2027年春节假期至{last}，2月22日（星期一）起正常上班。"
    text = f"国务院办公厅关于延长2027年春节假期的通知\n国办发明电〔2027〕1号\n{line}\n2027年1月26日"
    with pytest.raises(DataError) as caught:
        parse_notice(text, earlier=[parse_notice(notice_text())] if earlier else [])
    assert f"notice: line 3: {why}: {line}" == str(caught.value)


WEEKDAYS = "一二三四五六日"
WEEKENDS = [date(2027, 1, 16) + timedelta(days=step) for step in (0, 1, 7, 8, 14, 15, 28, 29, 35, 36, 42, 43)]


@given(
    first=st.dates(date(2027, 1, 30), date(2027, 2, 5)),
    last=st.dates(date(2027, 2, 8), date(2027, 2, 13)),
    worked=st.sets(st.sampled_from(WEEKENDS), min_size=1, max_size=8),
)
def test_any_arrangement_written_in_the_words_of_a_notice_is_read_back(
    first: date, last: date, worked: set[date]
) -> None:
    """A block around the statutory days and days worked near it come back as they were written, or are refused.

    The statutory days of 2027 are 5 to 8 February, four with those on a weekend, which are made up: a block with n
    weekdays owes n - 4 days worked; none may lie more than eleven days from it.
    """
    off = tuple(first + timedelta(days=step) for step in range((last - first).days + 1))
    work = tuple(sorted(worked - set(off)))
    written = "、".join(f"{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）" for day in work)
    item = (
        f"二、春节：{first.month}月{first.day}日（星期{WEEKDAYS[first.weekday()]}）至{last.month}月{last.day}日"
        f"放假调休，共{len(off)}天。" + (f"{written}上班。" if work else "")
    )
    far = [day for day in work if day < first - timedelta(days=11) or day > last + timedelta(days=11)]
    owed = sum(day.weekday() < 5 for day in off) - 4 - len(work)
    text = notice_text(item=item, at=2)
    if far or owed > 0:
        with pytest.raises(DataError) as caught:
            parse_notice(text)
        assert ("notice.make_up_far" if far else "notice.unbalanced") == caught.value.why.code
    else:
        assert Holiday("春节", off, work) == parse_notice(text).holidays[1]


@given(wrong=st.integers(1, 6))
def test_no_wrong_weekday_passes(wrong: int) -> None:
    """Whichever of the six wrong weekdays stands in the text, it is refused."""
    said = WEEKDAYS[(date(2027, 1, 1).weekday() + wrong) % 7]
    with pytest.raises(DataError, match=f"2027-01-01 is 星期五, not 星期{said}"):
        parse_notice(notice_text(item=f"一、元旦：1月1日（星期{said}）放假。"))
