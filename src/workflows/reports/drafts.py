"""The prose of a report: its title, and drafts with the numbers in place."""

from __future__ import annotations

from workflows.reports.figures import Figures
from workflows.reports.form import CARRIED_IN, CARRIED_OUT, NEW, TOTAL

PROSE = ("overview", "problems", "other")
"""The sections that are prose: the first, the fifth and the sixth."""


def drafts(figures: Figures) -> dict[str, str]:
    """Draft the prose with the numbers in place, marked as a draft.

    The draft of the other matters tells what was taken for processing information, as the form demands.
    """
    totals = {(row.key): figures.count(row.key, TOTAL) for row in figures.form.rows}
    withheld = sum(totals[row.key] for row in figures.form.rows if row.group == "（三）不予公开")
    unable = sum(totals[row.key] for row in figures.form.rows if row.group == "（四）无法提供")
    unprocessed = sum(totals[row.key] for row in figures.form.rows if row.group == "（五）不予处理")
    otherwise = sum(totals[row.key] for row in figures.form.rows if row.code.startswith("3.6"))
    suits = figures.ended("direct", TOTAL) + figures.ended("after_review", TOTAL)
    mark = "【草稿，请核对】"
    fees = (
        f"本年度收取信息处理费{figures.fee_yuan}元（{figures.fee_requests}件）。"
        if figures.fee_requests
        else "本年度未收取信息处理费。"
    )
    return {
        "overview": f"{mark}{figures.year}年，新收政府信息公开申请{totals[NEW]}件，上年结转{totals[CARRIED_IN]}件。"
        f"办结{totals[TOTAL]}件，其中予以公开{totals['open']}件，部分公开{totals['partial']}件，不予公开{withheld}件，"
        f"无法提供{unable}件，不予处理{unprocessed}件，其他处理{otherwise}件；"
        f"结转下年度继续办理{totals[CARRIED_OUT]}件。"
        f"政府信息公开行政复议{figures.ended('review', TOTAL)}件，行政诉讼{suits}件。",
        "problems": f"{mark}（请写明存在的主要问题和改进情况）",
        "other": f"{mark}{fees}",
    }


def prose_of(figures: Figures) -> dict[str, str]:
    """Give the prose by section: what the office has written, else the draft."""
    return {name: figures.prose.get(name, draft) for name, draft in drafts(figures).items()}


def title_of(figures: Figures) -> str:
    """Give the title of the report."""
    return f"{figures.agency}{figures.year}年政府信息公开工作年度报告"
