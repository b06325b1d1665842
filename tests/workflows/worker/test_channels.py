"""Effects: what is told, by which way, under which id, and that it names no applicant."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve as changed
from standardwebhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from deadlines.errors import Reason
from helpers.sinks import mail_sink, web_sink
from workflows.store.port import Effect
from workflows.worker.channels import EffectFailed, NoRecipient, UnknownChannel, WrongSettings, deliver
from workflows.worker.channels.mail import Mail
from workflows.worker.channels.message import delivery_id, message_id, message_of
from workflows.worker.channels.people import Staff
from workflows.worker.channels.settings import read_settings
from workflows.worker.channels.sms import Sms
from workflows.worker.channels.webhook import Webhook, envelope, signed

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  # of a test
STAFF = Staff(
    {"li": {"mail": ("li@office.test",), "sms": ("13800000000",)}},
    {"head": {"mail": ("head@office.test",)}, "handler": {"mail": ("desk@office.test",)}},
)
TOLD = {
    "kind": "alarm",
    "case": "FOI-1",
    "clock": "reply",
    "clock_zh": "答复期限",
    "clock_en": "term of reply",
    "rung": "red",
    "colour": "red",
    "zh": "已逾期",
    "en": "overdue",
    "due": "2024-04-01",
    "at": "2024-04-02T09:00:00+08:00",
    "raised": "2024-04-04T10:00:00+08:00",
    "late_seconds": "176400",
    "to": "handler head",
    "assignee": "li",
}
EFFECT = Effect("FOI-1:7:mail", "FOI-1", 7, "mail", TOLD)
NOBODY = changed(EFFECT, payload={**TOLD, "to": "superior"})


def test_a_message_says_clock_state_case_and_day_in_both_languages_with_a_word_for_the_colour() -> None:
    """Two days and an hour late is said as two days; the colour is a word, never colour alone."""
    text = message_of(EFFECT, link="https://portal.test/{case}")
    assert text.subject == "【红】答复期限：已逾期（FOI-1，届满日2024-04-01）"
    assert text.body.splitlines() == [
        "【红】答复期限：已逾期（FOI-1，届满日2024-04-01）",
        "[red] term of reply: overdue (FOI-1, due 2024-04-01)",
        "本提醒晚到2天。This reminder is 2 days late.",
        "https://portal.test/FOI-1",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [("59", ""), ("60", "1 minute late"), ("7200", "2 hours late"), ("86400", "1 day late")],
)
def test_lateness_is_said_in_its_largest_unit(seconds: str, said: str) -> None:
    """Below a minute nothing is said."""
    assert (said in message_of(changed(EFFECT, payload={**TOLD, "late_seconds": seconds})).body) is True
    assert ("late." in message_of(changed(EFFECT, payload={**TOLD, "late_seconds": seconds})).body) is bool(said)


def test_a_term_in_hours_shows_the_minute() -> None:
    """The due instant without seconds and zone: all are in Beijing time."""
    told = {**TOLD, "due": "2024-04-01T15:30:00+08:00"}
    assert message_of(changed(EFFECT, payload=told)).subject.endswith("届满日2024-04-01 15:30）")


def test_the_id_of_a_delivery_is_plain_ascii_without_a_full_stop() -> None:
    """A header takes no Chinese, and the signature of a webhook is cut at full stops."""
    effect = Effect("沪〔2024〕1.2:7:mail", "沪〔2024〕1.2", 7, "mail")
    assert delivery_id("office", effect) == "office/%E6%B2%AA%E3%80%942024%E3%80%951%2E2:7:mail"


def test_a_mail_is_sent_once_to_all_with_the_effect_as_its_id() -> None:
    """The handler is the assignee; the same effect gives the same Message-ID and date at every attempt."""
    with mail_sink() as sink:
        mail = Mail("127.0.0.1", STAFF, "公开办 <foi@office.test>", port=sink.port, domain="office.test")
        deliver({"mail": mail}, "office", EFFECT)
        deliver({"mail": mail}, "office", EFFECT)
        first, second = sink.mails
    assert first["To"] == "li@office.test, head@office.test"
    assert first["Subject"] == "【红】答复期限：已逾期（FOI-1，届满日2024-04-01）"
    assert first["Message-ID"] == second["Message-ID"] == "<office.FOI-1.7.mail@office.test>"
    assert first["Date"] == second["Date"] == "Thu, 04 Apr 2024 10:00:00 +0800"
    assert "term of reply: overdue" in first.get_content()
    assert first["From"] == "公开办 <foi@office.test>"


def test_a_mail_server_that_refuses_is_tried_again() -> None:
    """The refusal says which effect, by what, why, and what happens next."""
    with mail_sink() as sink:
        sink.refusing = True
        mail = Mail("127.0.0.1", STAFF, "foi@office.test", port=sink.port)
        with pytest.raises(EffectFailed) as failed:
            mail.deliver("office", EFFECT)
    assert str(failed.value).startswith("effect 'FOI-1:7:mail' by mail was not delivered: SMTP")
    assert str(failed.value).endswith("; it will be tried again")


def test_a_mail_to_nobody_is_refused() -> None:
    """Trying again does not help before somebody is named."""
    with pytest.raises(NoRecipient) as refusal:
        Mail("127.0.0.1", STAFF, "foi@office.test", port=9).deliver("office", NOBODY)
    assert str(refusal.value) == (
        "effect 'FOI-1:7:mail': nobody has a mail address for superior; "
        "name one under [roles] or [people] in the settings of the worker, then retry it"
    )


def test_a_channel_that_is_not_there_is_refused() -> None:
    """An effect for text messages on a worker without a gateway."""
    with pytest.raises(UnknownChannel) as refusal:
        deliver({"mail": Mail("h", STAFF, "a@b.test")}, "office", changed(EFFECT, name="sms"))
    assert str(refusal.value) == (
        "effect 'FOI-1:7:mail' asks for channel 'sms'; this worker has mail; add it to the settings of the worker"
    )


def test_a_webhook_is_a_cloud_event_that_a_standard_library_verifies() -> None:
    """What arrives passes the reference verifier and carries the effect as id in header and envelope."""
    with web_sink() as sink:
        hook = Webhook(f"http://127.0.0.1:{sink.port}/in?x=1", SECRET)
        hook.deliver("office", EFFECT)
        ((headers, body),) = sink.posts
    found = Verifier(SECRET).verify(body, headers)
    assert headers["webhook-id"] == found["id"] == "office/FOI-1:7:mail"
    assert headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert found["specversion"] == "1.0"
    assert found["source"] == "/disclosure/office"
    assert found["type"] == "org.disclosure-workflows.alarm"
    assert found["subject"] == "FOI-1"
    assert datetime.fromisoformat(found["time"]) == datetime.fromisoformat(TOLD["raised"])
    assert found["data"]["zh"] == "已逾期"
    assert "assignee" not in found["data"]


def test_a_webhook_with_another_body_does_not_verify() -> None:
    """The signature covers id, time and body."""
    headers = dict(signed(SECRET, "office/FOI-1:7:mail", envelope("office", EFFECT), datetime.now(UTC)))
    with pytest.raises(WebhookVerificationError):
        Verifier(SECRET).verify(envelope("office", changed(EFFECT, case_id="FOI-2")), headers)


def test_a_signature_is_what_the_specification_says() -> None:
    """HMAC-SHA256 over id.time.body with the decoded secret, as computed here by hand."""
    now = datetime.fromtimestamp(1_700_000_000, UTC)
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.digest(key, b"m1.1700000000.{}", hashlib.sha256)).decode()
    assert signed(SECRET, "m1", b"{}", now) == {
        "webhook-id": "m1",
        "webhook-timestamp": "1700000000",
        "webhook-signature": f"v1,{expected}",
    }


def test_an_endpoint_that_answers_503_is_tried_again() -> None:
    """Anything but a 2xx answer."""
    with web_sink() as sink:
        sink.refusing = True
        with pytest.raises(EffectFailed) as failed:
            Webhook(f"http://127.0.0.1:{sink.port}/", SECRET).deliver("office", EFFECT)
    assert failed.value.why == Reason("effect.answered", "127.0.0.1 答复 503", "127.0.0.1 answered 503")


def test_an_endpoint_that_is_down_is_tried_again() -> None:
    """Nobody listens there."""
    with web_sink() as sink:
        port = sink.port
    with pytest.raises(EffectFailed):
        Webhook(f"http://127.0.0.1:{port}/", SECRET, timeout_seconds=1).deliver("office", EFFECT)


def test_a_text_message_goes_to_the_gateway_of_the_host_with_its_id() -> None:
    """The subject alone fits a small screen."""
    sent: list[tuple[object, ...]] = []
    Sms(lambda *given: sent.append(given), STAFF).deliver("office", changed(EFFECT, payload={**TOLD, "to": "handler"}))
    assert sent == [(("13800000000",), "【红】答复期限：已逾期（FOI-1，届满日2024-04-01）", "office/FOI-1:7:mail")]


def test_a_gateway_that_raises_is_tried_again() -> None:
    """Whatever it raises."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("no credit")

    with pytest.raises(EffectFailed) as failed:
        Sms(broken, STAFF).deliver("office", EFFECT)
    assert failed.value.why == Reason(
        "effect.raised", "出错：ZeroDivisionError no credit", "ZeroDivisionError no credit"
    )
    with pytest.raises(NoRecipient):
        Sms(broken, STAFF).deliver("office", NOBODY)


def test_settings_give_the_channels_and_take_secrets_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No secret is written into a file."""
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    path = tmp_path / "worker.toml"
    path.write_text(
        '[mail]\nhost="mail.office.test"\nsender="公开办 <foi@office.test>"\n'
        '[webhook]\nurl="https://portal.test/in"\nsecret_env="HOOK_SECRET"\n'
        '[sms]\ngateway="time:sleep"\n[people.li]\nmail="li@office.test"\n[roles.head]\nmail=["a@x.test","b@x.test"]\n',
        encoding="utf-8",
    )
    found = read_settings(path)
    assert list(found) == ["mail", "webhook", "sms"]
    assert found["mail"].domain == "office.test"
    assert found["mail"].people.addresses("mail", ("handler", "head"), "li") == (
        "li@office.test",
        "a@x.test",
        "b@x.test",
    )
    assert found["webhook"].secret == SECRET
    assert found["sms"].gateway is time.sleep
    assert SECRET not in repr(found["webhook"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[mial]\n", "w.toml: mial: unknown; known are mail, webhook, sms, people, roles"),
        ('[sms]\nurl="x"\n', "w.toml: sms.url: unknown; known are gateway"),
        ('[mail]\nhost="h"\n', "w.toml: mail.sender: None is not a text"),
        (
            '[mail]\nhost="h"\nsender="a@b"\nsecurity="ssl"\n',
            "w.toml: mail.security: 'ssl' is not one of none, starttls, tls",
        ),
        (
            '[webhook]\nurl="https://x"\nsecret_env="NO_SUCH_SECRET"\n',
            "w.toml: webhook.secret_env: the environment variable NO_SUCH_SECRET is empty; put the secret there",
        ),
        ('[people.li]\nphone="1"\n', "w.toml: people.li: only mail, sms are known"),
        ("mail = 1\n", "w.toml: mail: 1 is no table: [mail]"),
        ('[mail]\nhost="h"\nsender="a@b"\nport=0\n', "w.toml: mail.port: 0 is not a number above 0"),
    ],
)
def test_wrong_settings_are_refused(tmp_path: Path, text: str, message: str) -> None:
    """The refusal names file and key."""
    path = tmp_path / "w.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WrongSettings) as refusal:
        read_settings(path)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("text", "code", "zh"),
    [
        ("[mial]\n", "settings.unknown", "w.toml：mial：不认识；可用 mail、webhook、sms、people、roles"),
        ("mail = 1\n", "settings.table", "w.toml：mail：“1”不是表；请写 [mail]"),
        ('[mail]\nhost="h"\n', "settings.missing", "w.toml：mail.sender：缺少；请补上"),
        ('[mail]\nhost="h"\nsender=1\n', "settings.text", "w.toml：mail.sender：“1”不是文字"),
        (
            '[mail]\nhost="h"\nsender="a@b"\nport=0\n',
            "settings.number",
            "w.toml：mail.port：“0”不是大于 0 的数",
        ),
        (
            '[mail]\nhost="h"\nsender="a@b"\nsecurity="ssl"\n',
            "settings.security",
            "w.toml：mail.security：“ssl”不在 none、starttls、tls 之列",
        ),
        ('[people.li]\nphone="1"\n', "settings.contact", "w.toml：people.li：只认 mail、sms"),
        (
            '[webhook]\nurl="https://x"\nsecret_env="NO_SUCH_SECRET"\n',
            "settings.no_secret",
            "w.toml：webhook.secret_env：环境变量 NO_SUCH_SECRET 没有内容；请把密钥放在其中",
        ),
    ],
)
def test_wrong_settings_are_refused_in_chinese(tmp_path: Path, text: str, code: str, zh: str) -> None:
    """With the code of the reason."""
    path = tmp_path / "w.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WrongSettings) as refusal:
        read_settings(path)
    assert (code, zh) == (refusal.value.why.code, refusal.value.zh)


def test_a_gateway_that_cannot_be_imported_is_refused(tmp_path: Path) -> None:
    """Write module:function."""
    path = tmp_path / "w.toml"
    path.write_text('[sms]\ngateway="no_such_module:send"\n', encoding="utf-8")
    with pytest.raises(WrongSettings) as refusal:
        read_settings(path)
    assert refusal.value.why.code == "settings.gateway"
    assert refusal.value.zh == (
        "w.toml：sms.gateway：“no_such_module:send”不能导入（No module named 'no_such_module'）；请写作 模块:函数"
    )


def test_the_envelope_is_the_same_at_every_attempt() -> None:
    """Receivers may compare."""
    assert envelope("office", EFFECT) == envelope("office", EFFECT)
    assert json.loads(envelope("office", EFFECT))["id"] == "office/FOI-1:7:mail"


ODD = (
    "a",
    "a/b",
    "b",
    "b/c",
    "c",
    "A:1",
    "A/1",
    "A-1",
    "A.1",
    "A",
    "1",
    "x-y",
    "x",
    "y-1",
    "%2F",
    "/",
    ":",
    "é",
    "e\u0301",
    "件" * 128,
)


def test_no_two_effects_have_one_id() -> None:
    """Whatever agencies and cases are called, for webhooks, mails and DBOS alike."""
    effects = [
        (agency, Effect(f"{case}:{seq}:{name}", case, seq, name))
        for agency in ODD
        for case in ODD
        for seq in (1, 11)
        for name in ("mail", "1:mail")
    ]
    for ids in (delivery_id, message_id):
        assert len(effects) == len({ids(agency, effect) for agency, effect in effects})
        assert all(ids(agency, effect).isascii() for agency, effect in effects)
    assert 200 >= max(len(message_id(agency, effect)) for agency, effect in effects)
