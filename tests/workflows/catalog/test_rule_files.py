"""What compliance rules rest on is data: complete, cited, and refused with its place when it is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import workflows
from deadlines.errors import DataError
from workflows.catalog.label_files import read_labels
from workflows.catalog.rule_files import read_rules
from workflows.decisions.compliance import BreachAt, Citation, History

GOOD = """
[[rule]]
id = "one"
zh = "一"
en = "one"
step = "reply"

[[rule]]
id = "two"
zh = "二"
en = "two"
[[rule.citations]]
article = "条例第二条"
verification = "memory"
versions = ["2007"]
[[rule.citations]]
article = "条例第三条"
verification = "text"
"""

STEPS = {"2019": {"reply": Citation("条例第四条", "text", ("2019",))}, "2007": {}}


def nothing(_history: History) -> list[BreachAt]:
    """Find nothing."""
    return []


def written(folder: Path, text: str) -> str:
    """Write a file of rules beside a module that there need not be."""
    (folder / "rules.toml").write_text(text, encoding="utf-8")
    return str(folder / "compliance.py")


def test_a_rule_points_to_a_step_or_cites(tmp_path: Path) -> None:
    """A step is cited for the versions that have it, a citation for those it names, else for all."""
    one, two = read_rules(written(tmp_path, GOOD), "request", {"one": nothing, "two": nothing}, STEPS)
    assert one.citations == (Citation("条例第四条", "text", ("2019",)),)
    assert two.citations == (Citation("条例第二条", "memory", ("2007",)), Citation("条例第三条", "text"))
    assert (two.id, two.zh, two.en, two.flow) == ("two", "二", "two", "request")


@pytest.mark.parametrize(
    ("wrong", "right", "why"),
    [
        ('id = "two"', 'id = "three"', "rule[2].id: 'three' is none of one, two"),
        ('id = "two"', 'id = "one"', "rule: give each of one, two one [[rule]]"),
        ('step = "reply"', 'step = "replies"', "rule[1].step: 'replies' is none of reply"),
        ('step = "reply"', "", "rule[1].citations: missing; cite what the rule rests on, or name a step that does"),
        ('zh = "二"', "", "rule[2].zh: missing; add it"),
        ("memory", "hearsay", "rule[2].citations[1].verification: 'hearsay' is none of text, secondary, memory"),
        ('article = "条例第三条"', 'articel = "条例第三条"', "rule[2].citations[2].articel: unknown key"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(wrong: str, right: str, why: str, tmp_path: Path) -> None:
    """Every fault of the file is refused, none passed over."""
    with pytest.raises(DataError, match=re.escape(why)):
        read_rules(written(tmp_path, GOOD.replace(wrong, right, 1)), "request", {"one": nothing, "two": nothing}, STEPS)


def test_a_choice_without_both_languages_is_refused(tmp_path: Path) -> None:
    """Chinese and English, in this order."""
    (tmp_path / "choices.toml").write_text('[channel]\nletter = ["信函"]\n', encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_labels(str(tmp_path / "flow.py"))
    assert refused.value.why.code == "choices.both_languages"
    assert refused.value.zh == f'{tmp_path.name}/choices.toml：channel.letter：请写作 ["中文", "English"]'


def test_no_rule_names_an_article_in_python() -> None:
    """The numbers of the law stand in data, where a new version of it is written."""
    root = Path(workflows.__file__).parent
    modules = [root / "decisions" / "compliance.py", *sorted(root.glob("catalog/*/compliance.py"))]
    named = re.compile(r"第[〇一二三四五六七八九十百]+[条款项]|〔\d{4}〕")
    found = {path.parent.name: named.findall(path.read_text(encoding="utf-8")) for path in modules}
    assert len(found) == 5
    assert {name: articles for name, articles in found.items() if articles} == {}
