"""A browser without a window, and a server for it to look at; Debian has both parts of the browser as packages."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = {"chromium": "chromium", "chromedriver": "chromium-driver"}
"""What is needed, and the package that has it."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing; what lies under ``strict/`` with the strictest policy that shows pictures."""

    def end_headers(self) -> None:
        """Add the policy."""
        if self.path.startswith("/strict"):
            self.send_header("Content-Security-Policy", "default-src 'none'; img-src 'self'")
        super().end_headers()

    def log_message(self, *words: Any) -> None:
        """Keep the lines of the server out of those of the tests."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback; give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def browser() -> Iterator[Any]:
    """Start the browser; skip where it is not installed, unless ``DISCLOSURE_REQUIRE_BROWSER`` is set."""
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    if missing:
        reason = f"no browser here: apt-get install {' '.join(missing)} fonts-noto-cjk"
        if os.environ.get("DISCLOSURE_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    from selenium import webdriver  # noqa: PLC0415  # slow to import, and only for these tests

    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--no-proxy-server"):
        options.add_argument(argument)
    options.add_argument("--window-size=1280,1000")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()
