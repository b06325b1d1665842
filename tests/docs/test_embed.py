"""The page "embed in ten minutes", as its reader has it: three frameworks, each over real HTTP."""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
import uvicorn

from helpers import ROOT

PAGE = ROOT / "docs" / "how-to" / "embed-in-ten-minutes.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture(scope="module")
def page() -> ModuleType:
    """The first four pieces of code of the page, as one module."""
    module = sys.modules["office_urls"] = ModuleType("office_urls")
    for block in BLOCKS[:4]:
        exec(compile(block, str(PAGE), "exec"), module.__dict__)  # noqa: S102  # the page's own code
    return module


class Quiet(WSGIRequestHandler):
    """Writes nothing to the terminal."""

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@contextmanager
def wsgi(app: Callable[..., Any]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def asgi(app: Callable[..., Any]) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def asked(url: str, given: object = None, user: str = "token-li") -> tuple[int, Any]:
    data = None if given is None else json.dumps(given).encode()
    headers = {"Authorization": user, "Content-Type": "application/json"}
    try:
        with urlopen(Request(url, data, headers)) as answer:  # noqa: S310  # loopback
            return answer.status, json.load(answer)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.mark.parametrize("framework", ["fastapi", "flask", "django"])
def test_the_page_works_over_http(page: ModuleType, framework: str) -> None:
    """Opened, asked what may be done, done; refused by the flow, by facts, by person, on an unknown case."""
    app = {"fastapi": page.api, "flask": page.site, "django": page.get_wsgi_application}[framework]
    with (asgi if framework == "fastapi" else wsgi)(app() if framework == "django" else app) as url:
        case = f"{framework}-1"
        assert asked(f"{url}/cases", {"id": case, "title": "预算"}) == (
            201,
            {"id": case, "state": "submitted", "seq": 1},
        )
        status, found = asked(f"{url}/cases/{case}/options")
        assert (status, {"command": "contact_applicant"} in found) == (200, True)
        path = f"{url}/cases/{case}/commands"
        assert asked(f"{path}/contact_applicant", {"contact_result": "reached"})[1]["seq"] == 2
        assert asked(f"{path}/contact_applicant", {"contact_result": "x"})[0] == 422
        assert asked(f"{path}/archive", {})[0] == 409
        assert asked(f"{path}/contact_applicant", {}, "nobody")[0] == 403
        status, problem = asked(f"{url}/cases/none/options")
        assert (status, problem["code"], "没有案件" in problem["zh"]) == (404, "unknown_case", True)
