"""Notices of regions with festivals of their own, as published: the days that are theirs, and a region that is new."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from click.testing import CliRunner, Result

from deadlines.calendars.notice import NATIONAL, Holiday, Notice
from deadlines.calendars.notices.files import regions, shipped_notices
from deadlines.calendars.notices.regional import own_days, region_for
from deadlines.calendars.notices.saving import region_to_toml, save_notice
from deadlines.calendars.notices.text import parse_notice
from deadlines.errors import DataError
from deadlines.loading import china
from workflows.cli import main

CASES = Path(__file__).parent / "cases"
SHIPPED = shipped_notices()
NATION = [each for each in SHIPPED if each.region == NATIONAL]


def read(name: str, region: str, **given: object) -> Notice:
    text = (CASES / f"own-{name}.txt").read_text(encoding="utf-8")
    earlier = [each for each in SHIPPED if each.region == NATIONAL or "hubei" not in name]
    return own_days(parse_notice(text, file=name, region=region, earlier=earlier, **given), NATION)


def span(notice: Notice) -> dict[str, tuple[str, str]]:
    """Each holiday with its first and last day off, and the days worked."""
    return {
        each.name: (
            f"{each.off[0]:%m-%d}..{each.off[-1]:%m-%d}" if each.off else "",
            " ".join(f"{day:%m-%d}" for day in each.worked),
        )
        for each in notice.holidays
    }


@pytest.mark.parametrize(
    ("name", "region", "given", "own"),
    [
        # 4月1日 is a make-up day of the nation, quoted in the same paragraph and given off by the next sentence.
        ("guangxi-2017", "cn-gx", {"number": "N"}, {"壮族三月三": ("03-30..04-01", "04-08")}),
        ("guangxi-2020", "cn-gx", {"number": "N"}, {"壮族三月三": ("03-28..03-29", "03-26 03-27")}),
        ("guangxi-2024", "cn-gx", {"number": "N"}, {"壮族三月三": ("04-11..04-12", "")}),
        (
            "liangshan-2024",
            "cn-sc-liangshan",
            {},
            {
                "火把节": ("07-29..08-04", "07-27 08-10"),
                "国庆节、州庆": ("10-08..10-08", ""),
                "彝历新年": ("11-20..11-26", "11-17 11-30"),
            },
        ),
        (
            "liangshan-2017",
            "cn-sc-liangshan",
            {},
            {
                "火把节": ("07-17..07-23", "07-15 07-16"),
                "中秋节、国庆节、州庆": ("10-09..10-09", ""),
                "彝族年": ("11-20..11-26", "11-18 11-19"),
            },
        ),
        (
            "liangshan-2011",
            "cn-sc-liangshan",
            {},
            {
                "火把节": ("07-24..07-30", "07-31"),
                "国庆节、州庆": ("10-08..10-08", ""),
                "彝族年": ("11-20..11-26", "11-27"),
            },
        ),
        (
            "liangshan-2009",
            "cn-sc-liangshan",
            {"issued": date(2009, 11, 2)},
            {"彝历年": ("11-20..11-26", "11-28 11-29")},
        ),
        ("lhasa-2025", "cn-xz-lhasa", {"number": "N"}, {"藏历新年": ("02-27..03-04", "")}),
        (
            "chuxiong-2019",
            "cn-yn-chuxiong",
            {"number": "N"},
            {
                "自治州成立纪念日": ("04-15..04-17", ""),
                "火把节": ("07-25..07-29", ""),
                "彝族年": ("12-21..12-25", ""),
            },
        ),
        (
            "chuxiong-2017",
            "cn-yn-chuxiong",
            {"number": "N", "issued": date(2016, 12, 20)},
            {
                "自治州成立纪念日": ("04-15..04-19", ""),
                "火把节": ("08-14..08-16", ""),
                "彝族年": ("12-20..12-22", ""),
            },
        ),
        (
            "shanghai-2014",
            "cn-sh",
            {"number": "N"},
            {"亚洲相互协作与信任措施会议第四次峰会召开日": ("05-21..05-21", "")},
        ),
        ("hubei-2020", "cn-hb", {"number": "N"}, {"春节": ("02-03..02-13", "")}),
    ],
)
def test_a_regional_notice_gives_the_days_that_are_its_own(
    name: str, region: str, given: dict[str, object], own: dict[str, tuple[str, str]]
) -> None:
    """As published: what the region adds to the nation's days, festival by festival; what it repeats is left out."""
    assert own == {key: value for key, value in span(read(name, region, **given)).items() if key != "民族团结进步节"}


def test_what_a_region_repeats_does_not_stand_against_a_later_change_of_the_nation() -> None:
    """A region that passed on in December that 1 February 2020 is worked does not undo the extension of January."""
    text = """宁夏回族自治区人民政府办公厅关于2020年部分节假日安排的通知
一、春节：1月24日至30日放假调休，共7天。1月19日（星期日）、2月1日（星期六）上班。
二、开斋节：5月25日至26日放假。
宁夏回族自治区人民政府办公厅
2019年12月4日"""
    notice = own_days(parse_notice(text, region="cn-nx", number="N", earlier=NATION), NATION)
    assert {"开斋节": ("05-25..05-26", "")} == span(notice)
    assert notice.completes


def test_a_notice_that_only_repeats_is_kept_and_says_that_the_region_adds_nothing() -> None:
    """Nothing of its own is an answer too."""
    text = """宁夏回族自治区人民政府办公厅关于2026年部分节假日安排的通知
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
宁夏回族自治区人民政府办公厅
2025年12月4日"""
    notice = own_days(parse_notice(text, region="cn-nx", number="N", earlier=NATION), NATION)
    assert {"元旦": ("01-01..01-03", "01-04")} == span(notice)


def test_the_nations_notice_comes_first() -> None:
    """Without it nobody can say what the region adds."""
    text = "广西壮族自治区人民政府办公厅关于2027年“壮族三月三”放假的通知\n一、4月9日至10日放假。\n2027年2月10日"
    notice = parse_notice(text, file="gx.txt", region="cn-gx", number="N", earlier=SHIPPED)
    with pytest.raises(DataError) as caught:
        own_days(notice, NATION)
    assert "gx.txt：year：2027 年的全国通知还没有；请先导入全国通知" == caught.value.zh


@pytest.mark.parametrize(
    ("region", "name", "why"),
    [
        ("CN-SH", "上海", "write the id of a region as cn-sh or cn-sc-liangshan: ISO 3166-2 in small letters"),
        ("cn-sh-", "上海", "write the id of a region as cn-sh or cn-sc-liangshan: ISO 3166-2 in small letters"),
        ("../cn", "上海", "write the id of a region as cn-sh or cn-sc-liangshan: ISO 3166-2 in small letters"),
        ("cn-tj", "", "no such region; choose one of "),
    ],
)
def test_a_region_without_a_name_or_with_a_wrong_id_is_refused(region: str, name: str, why: str) -> None:
    """The id becomes a folder: nothing but letters, digits and hyphens."""
    with pytest.raises(DataError) as caught:
        region_for(region, regions(), name=name)
    assert str(caught.value).startswith(f"regions: {region}: {why}")


@pytest.mark.parametrize(
    ("title", "yearly", "is_yearly"),
    [
        ("红河州人民政府办公室关于2023年州内部分节假日安排的通知", None, True),
        ("天津市人民政府办公厅关于第十三届全国运动会期间调休放假的通知", None, False),
        ("天津市人民政府办公厅关于第十三届全国运动会期间调休放假的通知", True, True),
        ("红河州人民政府办公室关于2023年州内部分节假日安排的通知", False, False),
    ],
)
def test_a_new_region_has_days_every_year_unless_its_title_names_an_occasion(
    title: str, yearly: bool | None, is_yearly: bool
) -> None:
    """A festival comes back, games do not; who knows better says so."""
    found = region_for("cn-x", regions(), name="某地", yearly=yearly, title=title)
    assert is_yearly == found.yearly
    assert (
        (16, 4) == (found.most_off, found.most_worked) if is_yearly else (0, 0) == (found.most_off, found.most_worked)
    )


@pytest.mark.parametrize("region", sorted(regions()))
def test_a_region_written_is_read_back(region: str, tmp_path: Path) -> None:
    """The file of the office's own regions holds all that a region is."""
    known = regions()[region]
    text = region_to_toml(known).replace(f"[{region}]", "[cn-copy]")
    (tmp_path / "regions.toml").write_text(text, encoding="utf-8")
    again = regions(tmp_path)["cn-copy"]
    assert (
        known.name,
        known.yearly,
        known.since,
        known.partial,
        known.expects,
        known.expects_en,
        known.most_off,
        known.basis,
    ) == (
        again.name,
        again.yearly,
        again.since,
        again.partial,
        again.expects,
        again.expects_en,
        again.most_off,
        again.basis,
    )


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["calendar", *args])


def test_a_leave_of_a_new_region_is_imported_and_counted(tmp_path: Path) -> None:
    """--region and --name: the region appears with its notice, answers, and is offered from then on."""
    text = """天津市人民政府办公厅关于2026年达沃斯论坛期间放假调休的通知
津政办函〔2026〕21号
一、6月24日（星期三）、25日（星期四）调休放假，6月27日（星期六）、28日（星期日）上班。企业自行安排。
天津市人民政府办公厅
2026年5月8日"""
    path = tmp_path / "tj.txt"
    path.write_text(text, encoding="utf-8")
    result = run("import", str(path), "--region", "cn-tj", "--name", "天津市", "--yes")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "新地区 cn-tj 天津市：只有一次性的放假（可用 --yearly 或 --once 改）" in result.output
    calendar = china("cn-tj")
    assert [False, False, True, True] == [calendar.is_workday(date(2026, 6, day)) for day in (24, 25, 27, 28)]
    assert {} == calendar.open_years
    again = run("import", str(path), "--region", "cn-tj", "--yes")
    assert (again.exit_code, again.output) == (0, "√ 这份通知已在数据中，各日一致，无须导入\n")
    assert "cn-tj" in regions()


def test_a_new_region_with_festivals_of_its_own_leaves_other_years_open(tmp_path: Path) -> None:
    """红河 2023 as published: three festivals; 2024 and later have no notice."""
    text = """红河州人民政府办公室关于2023年州内部分节假日安排的通知
红政办发〔2023〕20号
一、哈尼族“矻扎扎节”：7月28日放假，共1天。
二、彝族“火把节”：8月11日放假，共1天。
三、自治州“州庆”：11月20日至21日放假，共2天。
红河州人民政府办公室
2023年7月12日"""
    path = tmp_path / "hh.txt"
    path.write_text(text, encoding="utf-8")
    assert run("import", str(path), "--region", "cn-yn-honghe", "--name", "红河州", "--yes").exit_code == 0
    calendar = china("cn-yn-honghe")
    assert [False] * 4 == [
        calendar.is_workday(day)
        for day in (date(2023, 7, 28), date(2023, 8, 11), date(2023, 11, 20), date(2023, 11, 21))
    ]
    assert "哈尼族矻扎扎节" == calendar.day(date(2023, 7, 28)).name
    assert (2023 in calendar.open_years, 2024 in calendar.open_years) == (False, True)


def test_saving_a_notice_that_cannot_stand_adds_no_region(tmp_path: Path) -> None:
    """Whole or not at all: a notice refused leaves no region behind."""
    region = region_for("cn-tj", regions(), name="天津", title="达沃斯论坛")
    twice = (Holiday("甲", (date(2026, 6, 24),)),)
    notice = Notice(number="N", title="t", kind="regional", year=2026, region="cn-tj", sources=("s",), holidays=twice)
    save_notice(notice, tmp_path, region=region)
    other = evolve(notice, title="u")
    with pytest.raises(DataError, match="N is there already and differs: remove that file first"):
        save_notice(other, tmp_path, region=region)
    assert ["cn-tj/2026-N.toml", "regions.toml"] == sorted(
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.toml")
    )
