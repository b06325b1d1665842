"""The built site in a browser: its search answers in both languages, its pictures can be read."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers import ROOT
from helpers.browser import browser, served
from workflows.catalog import flows, picture
from workflows.flows.flow import Flow

STRICT = "<!doctype html><meta charset=utf-8><title>strict</title><img src=/strict/picture.svg>"


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    """Start one browser for all."""
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def site(driver: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site that ``DISCLOSURE_SITE`` names, else one that is built now, without the reference of modules."""
    del driver  # where there is none, nothing is built
    folder = Path(os.environ.get("DISCLOSURE_SITE") or tmp_path_factory.mktemp("docs") / "site")
    if not (folder / "index.html").exists():
        build = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-t", "no_modules", "docs", str(folder)]
        subprocess.run(build, cwd=ROOT, check=True, timeout=300)
    with served(folder) as address:
        yield address


def found(driver: Any, site: str, words: str) -> dict[str, str]:
    """Search; give the address of each answer with its title."""
    driver.get(f"{site}/search.html?q={words}")
    for _ in range(200):
        if driver.find_element("css selector", "#search-results .search-summary").text:
            break  # it tells how many pages were found, or that there is none
        time.sleep(0.05)
    links = driver.find_elements("css selector", "#search-results ul.search li > a")
    faults = [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    assert [] == [fault for fault in faults if "favicon" not in fault["message"]]
    return {link.get_attribute("href").removeprefix(f"{site}/").partition("?")[0]: link.text for link in links}


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ("补正", {"reference/glossary.html", "reference/_generated/flow-request-2019.html"}),
        ("第三方", {"reference/glossary.html", "reference/_generated/flow-request-2019.html"}),
        ("第三方 补正", {"reference/glossary.html", "reference/_generated/flow-request-2019.html"}),
        ("保密审查", {"reference/_generated/flow-attribute_review-2019.html"}),
        ("deadlines", {"tutorials/first-deadline.html"}),
        ("third_party", {"reference/glossary.html"}),
        ("foi.reply", {"reference/_generated/rules.html"}),
    ],
)
def test_search_answers(driver: Any, site: str, words: str, pages: set[str]) -> None:
    """In Chinese without blanks, in English, and by the names of the code; each page has what was asked for."""
    answers = {address.partition("#")[0] for address in found(driver, site, words)}
    assert pages <= answers
    for page in pages:
        driver.get(f"{site}/{page}")
        text = driver.find_element("css selector", "article").get_attribute("textContent").lower()
        assert all(word.removesuffix("s") in text for word in words.split())


@pytest.mark.parametrize("words", ["麒麟曲奇", "zyzzyva"])
def test_search_finds_nothing_that_is_not_there(driver: Any, site: str, words: str) -> None:
    """All pairs of letters must be in a page, not any of them."""
    assert {} == found(driver, site, words)


def page_of(flow: Flow) -> str:
    """Give the address of the page of a flow."""
    return f"reference/_generated/flow-{flow.id}-{flow.version}.html"


@pytest.mark.parametrize("flow", flows(), ids=lambda flow: flow.name)
def test_the_picture_of_a_flow(driver: Any, site: str, flow: Flow) -> None:
    """It has a size, so has every state in it, and no id of the page is given twice."""
    driver.get(f"{site}/{page_of(flow)}")
    sizes = driver.execute_script(
        "return [...document.querySelectorAll('.flow-picture svg, .flow-picture svg [id]')].map(element => {"
        "  const box = element.getBoundingClientRect(); return [element.id, box.width, box.height]})"
    )
    assert ["", *(state.id for state in flow.states)] == [name for name, _, _ in sizes]
    assert all(width > 60 and height > 15 for _, width, height in sizes)
    ids = driver.execute_script("return [...document.querySelectorAll('[id]')].map(element => element.id)")
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("flow", flows(), ids=lambda flow: flow.name)
def test_letters_stand_in_their_boxes_and_nowhere_else(driver: Any, site: str, flow: Flow) -> None:
    """As the browser draws them: the text of a state in its frame, labels apart from each other and from states."""
    driver.get(f"{site}/{page_of(flow)}")
    states, labels = driver.execute_script(
        "const at = (element) => { const box = element.getBoundingClientRect();"
        "  return [box.left, box.top, box.right, box.bottom]; };"
        "const all = (where, what) => [...where.querySelectorAll(what)];"
        "const picture = document.querySelector('.flow-picture svg');"
        "return [all(picture, '.state').map(state => [at(state.querySelector('rect')), all(state, 'text').map(at)]),"
        "  all(picture, '.move').map(at)]"
    )
    assert len(flow.states) == len(states)
    for frame, lines in states:
        assert lines
        assert all(frame[0] < left and right < frame[2] for left, _, right, _ in lines)
        assert all(frame[1] < (top + bottom) / 2 < frame[3] for _, top, _, bottom in lines)
    boxes = [*(frame for frame, _ in states), *labels]
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert max(other[0] - one[2], one[0] - other[2], other[1] - one[3], one[1] - other[3]) > -2


def test_a_strict_page_shows_the_pictures(driver: Any, tmp_path: Path) -> None:
    """Under a policy that allows pictures of its own site and nothing else, as an image and in the page."""
    folder = tmp_path / "strict"
    folder.mkdir()
    with served(tmp_path) as address:
        for flow in flows():
            (folder / "picture.svg").write_text(picture(flow), encoding="utf-8")
            (folder / "page.html").write_text(STRICT + picture(flow), encoding="utf-8")
            driver.get(f"{address}/strict/page.html?{flow.name}")
            width, ground = driver.execute_script(
                "return [document.images[0].naturalWidth, getComputedStyle(document.querySelector('.ground')).fill]"
            )
            assert width > 600
            assert ground == "rgb(255, 255, 255)"
            said = [entry["message"] for entry in driver.get_log("browser") if "favicon" not in entry["message"]]
            assert [] == said
