"""A home of an office's own: a flow, a place, a region with its days, a rule, a ladder, a compliance rule."""

from __future__ import annotations

from pathlib import Path

PLACE = """
[place]
id = "gulou"
zh = "鼓楼区"
en = "Gulou"
region = "cn-gulou"
sources = ["鼓政办〔2024〕1号"]

[offices]
handler = "热线办"

[labels]
handling = "转办中"
"""

REGION = """
[cn-gulou]
name = "鼓楼区"
name_en = "Gulou"
yearly = false
basis = "鼓政办〔2024〕1号"
"""

NOTICE = """
[notice]
number = "鼓政办〔2024〕2号"
title = "关于民俗节放假的通知"
kind = "regional"
year = 2024
issued = 2024-01-02
published = 2024-01-02
verification = "text"
sources = ["鼓楼区政府公报"]

[[holiday]]
name = "民俗节"
off = ["2024-03-15"]
"""

LADDER = """
[[ladder]]
id = "hotline"
unit = "working_days"
clocks = ["hotline.answer"]
basis = "鼓政办〔2024〕1号"

[[ladder.rung]]
id = "amber-2"
at = -2
time = 09:30:00
colour = "amber"
to = ["handler"]
channels = ["mail"]
zh = "热线件还有{n}个工作日"
en = "{n} working days left of a hotline case"

[ladder.lapse]
zh = "期限届满"
en = "the term has lapsed"
"""

COMPLIANCE = '''
"""What our own audit office asks of requests."""

from workflows.decisions.compliance import Citation, ComplianceRule


def _untitled(history):
    opened = history.events[0]
    if not opened.get("title"):
        yield opened, "没有标题 / no title"


RULES = (
    ComplianceRule(
        "title_given", "应有标题", "it has a title", _untitled, "request", (Citation("鼓审〔2024〕3号", "text"),)
    ),
)
'''

RULE = '"hotline.answer"'
"""What marks the rule in its file."""

FILES = {
    "places/gulou/place.toml": PLACE,
    "notices/regions.toml": REGION,
    "notices/cn-gulou/2024-2.toml": NOTICE,
    "alarms/gulou.toml": LADDER,
    "catalog/request/compliance.py": COMPLIANCE,
}


def filled_home(home: Path) -> Path:
    """Put everything into a home, beside what ``flow new hotline`` writes there."""
    for name, text in FILES.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return home
