"""Writes a flow or a place of the office's own, to begin with: it passes its checks as it is."""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

from deadlines.errors import Reason
from deadlines.home import home_folder
from deadlines.whole_file import added_whole
from workflows.cli.typed import WrongUse

_FLOW = {
    "catalog/{id}/flow.py": "flow/flow.py.txt",
    "catalog/{id}/compliance.py": "flow/compliance.py.txt",
    "catalog/{id}/rules.toml": "flow/rules.toml.txt",
    "instruments/{id}.toml": "flow/instrument.toml.txt",
}

_PLACE = {"places/{id}/place.toml": "place/place.toml.txt"}


def write_flow(name: str) -> tuple[Path, ...]:
    """Write a flow with its rule and its compliance; give the files.

    Raises:
        WrongUse: There is no home, the name is no plain one, or a file is there already.
    """
    return _written(name, _FLOW)


def write_place(name: str) -> tuple[Path, ...]:
    """Write a place; give its file.

    Raises:
        WrongUse: There is no home, the name is no plain one, or the file is there already.
    """
    return _written(name, _PLACE)


def _written(name: str, texts: Mapping[str, str]) -> tuple[Path, ...]:
    if not name.isascii() or not name.isidentifier() or keyword.iskeyword(name) or name != name.lower():
        zh = f"“{name}”：请用小写英文字母、数字和下划线，字母开头"
        en = f"{name!r}: write small letters, digits and underscores, a letter first"
        raise WrongUse(Reason("new.name", zh, en))
    home = home_folder()
    if home is None:
        why = Reason(
            "new.no_home",
            "请用 --home 或者 DISCLOSURE_HOME 指明自己的文件夹",
            "name your own folder with --home or DISCLOSURE_HOME",
        )
        raise WrongUse(why)
    paths = {home / path.format(id=name): source for path, source in texts.items()}
    for path in paths:
        if path.exists():
            zh, en = f"{path} 已经有了，没有改动", f"{path} is there already; nothing was changed"
            raise WrongUse(Reason("new.there", zh, en))
    for path, source in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = Template(files(__name__).joinpath(source).read_text(encoding="utf-8")).substitute(id=name)
        with added_whole(path) as passing:
            passing.write_text(text, encoding="utf-8")
    return tuple(paths)
