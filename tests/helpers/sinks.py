"""Mail and web servers on loopback that keep what they are sent, and can be told to refuse."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from attrs import define, field


@define(eq=False)
class Sink:
    """What a server was sent: mails, or (headers, body) of posts. ``refusing`` makes it answer with an error."""

    port: int = 0
    mails: list[EmailMessage] = field(factory=list)
    posts: list[tuple[dict[str, str], bytes]] = field(factory=list)
    refusing: bool = False

    def ids(self) -> list[str]:
        """The id of every effect that came, in order, repetitions included."""
        if self.mails:
            return [mail["X-Disclosure-Effect"] for mail in self.mails]
        return [headers["webhook-id"] for headers, _ in self.posts]


@contextmanager
def mail_sink() -> Iterator[Sink]:
    """A mail server of a few lines: it knows what smtplib says."""
    sink = Sink()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.answer("220 sink")
            while line := self.rfile.readline():
                word = line[:4].upper().strip()
                if word == b"DATA" and not sink.refusing:
                    self.answer("354 go on")
                    lines = []
                    while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                        lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
                    if not line:
                        return
                    sink.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
                    self.answer("250 kept")
                elif word == b"QUIT":
                    self.answer("221 bye")
                    return
                else:
                    self.answer("451 later" if sink.refusing and word != b"EHLO" else "250 well")

        def answer(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        sink.port = server.server_address[1]
        yield from _served(server, sink)


@contextmanager
def web_sink() -> Iterator[Sink]:
    """A web server that takes posts."""
    sink = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if not sink.refusing:
                sink.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(503 if sink.refusing else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        sink.port = server.server_address[1]
        yield from _served(server, sink)


def _served(server: socketserver.BaseServer, sink: Sink) -> Iterator[Sink]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        thread.join()
