"""The statistics of a year as tables in words, the same for the terminal, a page and a workbook."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from deadlines.law.wording import Lang
from workflows.catalog.request.data import LEAVES
from workflows.reports.form import channels
from workflows.reports.statistics import Share, Statistics

Told = str | int | float | None


@frozen
class ToldTable:
    """A table in words: its title, its heads, its rows; what nobody knows is None."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Told, ...], ...]


_HEADS = {
    "zh": ("办结", "上年办结", "期限可查", "按时", "按时率（%）", "用时中位数", "最长用时", "最长的一件"),
    "en": ("ended", "ended before", "judged", "in time", "in time (%)", "median days", "longest", "the longest case"),
}


def title_of(figures: Statistics, lang: Lang = "zh") -> str:
    """Give the title of the statistics."""
    if lang == "zh":
        return f"{figures.agency}{figures.year}年政府信息公开申请办理情况统计"
    return f"How {figures.agency} handled its requests in {figures.year}"


def summary(figures: Statistics, lang: Lang = "zh") -> str:
    """Give the year in a sentence, with the year before beside it."""
    whole = figures.whole
    rate = "—" if whole.rate is None else f"{100 * whole.rate:.1f}%"
    if lang == "zh":
        return (
            f"{figures.year}年收到 {figures.received} 件（上年 {figures.received_before} 件），"
            f"办结 {whole.ended} 件（上年 {whole.ended_before} 件），按时率 {rate}。用时为收到之日后的工作日数。"
        )
    return (
        f"{figures.year}: {figures.received} received ({figures.received_before} before), {whole.ended} ended "
        f"({whole.ended_before} before), {rate} in time. Days are working days after the day of receipt."
    )


def tables_of(figures: Statistics, lang: Lang = "zh") -> tuple[ToldTable, ...]:
    """Give the tables: the whole year beside the year before, by outcome, office, channel and month."""
    zh = lang == "zh"
    outcomes = {leaf.id: leaf.zh if zh else leaf.en for leaf in LEAVES.values()}
    ways = {key: names[0 if zh else 1] for key, names in channels().items()}
    unsaid = "未写明" if zh else "not said"

    def table(title: str, key: str, rows: Sequence[tuple[str, Share]]) -> ToldTable:
        return ToldTable(title, (key, *_HEADS[lang]), tuple((name, *_cells(share)) for name, share in rows))

    def named(names: dict[str, str], shares: Sequence[Share]) -> list[tuple[str, Share]]:
        return [(names.get(share.key, share.key) or unsaid, share) for share in shares]

    years = [(str(figures.year), figures.whole), (str(figures.year - 1), figures.before)]
    months = tuple((f"{m.month}月" if zh else str(m.month), m.received, m.ended) for m in figures.months)
    return (
        table("全年" if zh else "The year", "年度" if zh else "year", years),
        table("按办理结果" if zh else "By outcome", "结果" if zh else "outcome", named(outcomes, figures.outcomes)),
        table("按承办单位" if zh else "By office", "单位" if zh else "office", named({}, figures.offices)),
        table("按申请渠道" if zh else "By channel", "渠道" if zh else "channel", named(ways, figures.channels)),
        ToldTable(
            "按月" if zh else "By month", ("月份", "收到", "办结") if zh else ("month", "received", "ended"), months
        ),
    )


def _cells(share: Share) -> tuple[Told, ...]:
    percent = None if share.rate is None else round(100 * share.rate, 1)
    days = None if share.median_days is None else float(share.median_days)
    return (
        share.ended,
        share.ended_before,
        share.judged,
        share.in_time,
        percent,
        days,
        share.longest_days,
        share.longest_case,
    )


def plot_words(figures: Statistics) -> tuple[str, str]:
    """Give title and description of the plot of the months."""
    busiest = max(figures.months, key=lambda month: month.received)
    return (
        f"{figures.agency}{figures.year}年逐月收到和办结的申请",
        f"全年收到{figures.received}件，办结{figures.whole.ended}件；收到最多的是{busiest.month}月，{busiest.received}件",
    )
