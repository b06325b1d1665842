"""What the search of the site takes for words: English ones by their stem, Chinese in pairs of letters.

Chinese has no blanks between words. Every two neighbouring letters are a term of the index, every letter alone is one
too; what is asked for is cut the same way, and a page answers that has all of it. No dictionary is needed, in the
build or in the browser. The class that Sphinx has for Chinese indexes nothing without a dictionary, and names a
stemmer that no script defines, so that the search of the page stops with an error.
"""

from __future__ import annotations

import re

from sphinx.search.en import SearchEnglish

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_WORDS = re.compile(f"[A-Za-z0-9_]+|[{_HAN}]+")


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


class Bilingual(SearchEnglish):
    """Chinese and English; the stemmer is the English one, which leaves Chinese alone."""

    lang = "zh"
    language_name = "English"  # Sphinx makes the name of the stemmer of the page from it
    js_splitter_code = f"""
function splitQuery(query) {{
  const terms = [];
  for (const run of query.match(/[A-Za-z0-9_]+|[{_HAN.encode("ascii", "backslashreplace").decode()}]+/g) || []) {{
    if (run.charCodeAt(0) < 128 || run.length === 1) terms.push(run);
    else for (let at = 0; at + 1 < run.length; at++) terms.push(run.substring(at, at + 2));
  }}
  return terms;
}}
"""

    def split(self, input: str) -> list[str]:  # noqa: A002  # the name in Sphinx
        """Cut a text of the site into terms; a name with underlines is also each of its words."""
        terms: list[str] = []
        for run in _WORDS.findall(input):
            if run.isascii():
                terms += dict.fromkeys((run, *filter(None, run.split("_"))))
            else:
                terms += [*run, *_pairs(run)]
        return terms
