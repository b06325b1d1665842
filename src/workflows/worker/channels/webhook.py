"""Webhooks: a CloudEvents envelope, signed as Standard Webhooks has it. The webhook-id is the id of the effect."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from attrs import field, frozen

from deadlines.errors import Reason
from workflows.store.port import Effect
from workflows.worker.channels.bound import bounded
from workflows.worker.channels.errors import EffectFailed, UnknownChannel, raised
from workflows.worker.channels.message import delivery_id, public_of
from workflows.worker.ringing import ALARM_KIND

CHANNEL = "webhook"

TYPE = "org.disclosure-workflows"

OK = range(200, 300)

MOST_READ = 65_536
"""Bytes of an answer that are read; only its status counts."""


def envelope(agency: str, effect: Effect) -> bytes:
    """Give the CloudEvent in JSON: the same bytes at every attempt."""
    from cloudevents.core.formats.json import JSONFormat  # noqa: PLC0415  # an extra
    from cloudevents.core.v1.event import CloudEvent  # noqa: PLC0415

    attributes: dict[str, object] = {
        "specversion": "1.0",
        "id": delivery_id(agency, effect),
        "source": f"/disclosure/{quote(agency, safe='')}",
        "type": f"{TYPE}.{effect.payload.get('kind', ALARM_KIND)}",
        "subject": effect.case_id,
        "datacontenttype": "application/json",
    }
    raised = effect.payload.get("raised", "")
    if raised:
        attributes["time"] = datetime.fromisoformat(raised)
    return bytes(JSONFormat().write(CloudEvent(attributes, public_of(effect))))


def signed(secret: str, ident: str, body: bytes, now: datetime) -> Mapping[str, str]:
    """Give the three headers of Standard Webhooks; ``secret`` is base64, with or without ``whsec_``."""
    from standardwebhooks import Webhook as Signer  # noqa: PLC0415  # an extra

    moment = now.astimezone(UTC)
    return {
        "webhook-id": ident,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Signer(secret).sign(ident, moment, body.decode()),
    }


@frozen
class Webhook:
    """Posts to one endpoint; anything but a 2xx answer is tried again. Redirects are not followed."""

    url: str
    secret: str = field(repr=False)
    timeout_seconds: float = 20

    def deliver(self, agency: str, effect: Effect) -> None:
        """Post one effect.

        Raises:
            EffectFailed: The endpoint did not take it.
        """
        body = envelope(agency, effect)
        headers = {
            "content-type": "application/cloudevents+json; charset=utf-8",
            **signed(self.secret, delivery_id(agency, effect), body, datetime.now(UTC)),
        }
        try:
            status = self._post(body, headers)
        except (OSError, http.client.HTTPException) as error:
            raise EffectFailed(effect.id, CHANNEL, raised(error)) from error
        if status not in OK:
            zh, en = f"{self._where()} 答复 {status}", f"{self._where()} answered {status}"
            raise EffectFailed(effect.id, CHANNEL, Reason("effect.answered", zh, en))

    def _where(self) -> str:
        return urlsplit(self.url).hostname or ""

    def _post(self, body: bytes, headers: Mapping[str, str]) -> int:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UnknownChannel("", f"webhook {parts.scheme}://{parts.hostname or ''}", ("http://", "https://"))
        connection = (
            http.client.HTTPSConnection(
                parts.hostname, parts.port, timeout=self.timeout_seconds, context=ssl.create_default_context()
            )
            if parts.scheme == "https"
            else http.client.HTTPConnection(parts.hostname, parts.port, timeout=self.timeout_seconds)
        )
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.connect()
            held = connection.sock  # the connection lets go of it while the answer is still read
            with bounded(self.timeout_seconds, lambda: held):
                connection.request("POST", target, body, dict(headers))
                answer = connection.getresponse()
                answer.read(MOST_READ)
            return answer.status
        finally:
            connection.close()
