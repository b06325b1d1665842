"""What the search of the site takes for words."""

from __future__ import annotations

import pytest

from helpers.docs import script

Bilingual = script("bilingual_search").Bilingual


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("补正", ["补", "正", "补正"]),
        ("第三方的", ["第", "三", "方", "的", "第三", "三方", "方的"]),
        ("答", ["答"]),
        ("due(rule, Timeline)", ["due", "rule", "Timeline"]),
        ("third_party", ["third_party", "third", "party"]),
        ("foi.reply为20个工作日", ["foi", "reply", "为", "20", "个", "工", "作", "日", "个工", "工作", "作日"]),
        ("，。——！ ", []),
    ],
)
def test_terms_of_a_text(text: str, terms: list[str]) -> None:
    """Each Chinese letter, each pair of neighbours, each other word, and the words of a name with underlines."""
    assert terms == Bilingual({}).split(text)


@pytest.mark.parametrize(("word", "stem"), [("补正", "补正"), ("Deadlines", "deadlin"), ("deadline", "deadlin")])
def test_stems(word: str, stem: str) -> None:
    """English words are found in all their forms; Chinese stays as it is."""
    assert stem == Bilingual({}).stem(word)
