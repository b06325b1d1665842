"""E-mail by SMTP. The Message-ID is the id of the effect, so that a mail sent twice can be told from two mails."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formatdate

from attrs import field, frozen

from workflows.store.port import Effect
from workflows.worker.channels.bound import bounded
from workflows.worker.channels.errors import EffectFailed, NoRecipient, raised
from workflows.worker.channels.message import delivery_id, message_id, message_of, roles_of
from workflows.worker.channels.people import People

CHANNEL = "mail"

_READY = 220


@frozen
class Mail:
    """Sends mail by one server. ``security`` is ``none``, ``starttls`` or ``tls``; ``link`` may hold ``{case}``."""

    host: str
    people: People
    sender: str
    port: int = 25
    security: str = "none"
    user: str = ""
    password: str = field(default="", repr=False)
    domain: str = "disclosure.invalid"
    link: str = ""
    timeout_seconds: float = 20

    def deliver(self, agency: str, effect: Effect) -> None:
        """Send one mail to all who are told.

        Raises:
            NoRecipient: Nobody has an address.
            EffectFailed: The server did not take it.
        """
        roles = roles_of(effect)
        to = self.people.addresses(CHANNEL, roles, effect.payload.get("assignee", ""))
        if not to:
            raise NoRecipient(effect.id, CHANNEL, roles)
        try:
            server = self._made()
            with bounded(self.timeout_seconds, lambda: server.sock), self._greeted(server):
                server.send_message(self.composed(agency, effect, to))
        except (OSError, smtplib.SMTPException) as error:
            raise EffectFailed(effect.id, CHANNEL, raised(error)) from error

    def composed(self, agency: str, effect: Effect, to: tuple[str, ...]) -> EmailMessage:
        """Give the mail, the same at every attempt."""
        text = message_of(effect, link=self.link)
        mail = EmailMessage()
        mail["Subject"] = text.subject
        mail["From"] = self.sender
        mail["To"] = ", ".join(to)
        raised = effect.payload.get("raised", "")
        mail["Date"] = format_datetime(datetime.fromisoformat(raised)) if raised else formatdate()
        mail["Message-ID"] = f"<{message_id(agency, effect)}@{self.domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Disclosure-Effect"] = delivery_id(agency, effect)
        mail.set_content(text.body)
        return mail

    def _made(self) -> smtplib.SMTP:
        """Give a client that is not connected yet."""
        if self.security == "tls":
            client: smtplib.SMTP = smtplib.SMTP_SSL(timeout=self.timeout_seconds, context=ssl.create_default_context())
        else:
            client = smtplib.SMTP(timeout=self.timeout_seconds)
        client._host = self.host  # type: ignore[attr-defined]  # noqa: SLF001  # the name that a certificate must have; only the constructor that connects sets it
        return client

    def _greeted(self, server: smtplib.SMTP) -> smtplib.SMTP:
        try:
            code, said = server.connect(self.host, self.port)
            _check_ready(code, said)
            if self.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _check_ready(code: int, said: bytes) -> None:
    if code != _READY:
        raise smtplib.SMTPConnectError(code, said)
