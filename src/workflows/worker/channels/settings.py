"""Reads the worker's settings: which channels there are and where staff can be reached. Secrets come from outside.

A secret is named by the environment variable that holds it, never written into the file.
"""

from __future__ import annotations

import importlib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from deadlines.data_files import not_toml
from deadlines.errors import Reason
from workflows.worker.channels import Channel, Channels
from workflows.worker.channels.errors import WrongSettings
from workflows.worker.channels.mail import Mail
from workflows.worker.channels.people import Staff
from workflows.worker.channels.sms import Gateway, Sms
from workflows.worker.channels.webhook import Webhook

_KNOWN = {
    "mail": {"host", "port", "sender", "security", "user", "password_env", "domain", "link", "timeout_seconds"},
    "webhook": {"url", "secret_env", "timeout_seconds"},
    "sms": {"gateway"},
}

_CONTACTS = {"mail", "sms"}

_SECURITY = ("none", "starttls", "tls")


def read_settings(path: Path) -> Channels:
    """Read the channels from a TOML file.

    Raises:
        WrongSettings: Something is missing, unknown or of the wrong type, or a secret is not in the environment.
    """
    with path.open("rb") as stream:
        try:
            data = tomllib.load(stream)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise WrongSettings(path.name, "the file", not_toml(error)) from error
    return channels_of(path.name, data)


def channels_of(name: str, data: Mapping[str, Any]) -> Channels:
    """Build the channels that settings describe."""
    unknown = set(data) - {*_KNOWN, "people", "roles"}
    if unknown:
        raise WrongSettings(name, ", ".join(sorted(unknown)), _unknown((*_KNOWN, "people", "roles")))
    for key, known in _KNOWN.items():
        if not isinstance(data.get(key, {}), Mapping):
            why = Reason("settings.table", f"“{data[key]}”不是表；请写 [{key}]", f"{data[key]!r} is no table: [{key}]")
            raise WrongSettings(name, key, why)
        extra = set(data.get(key, {})) - known
        if extra:
            raise WrongSettings(name, f"{key}.{', '.join(sorted(extra))}", _unknown(sorted(known)))
    staff = Staff(_contacts(name, data, "people"), _contacts(name, data, "roles"))
    found: dict[str, Channel] = {}
    if "mail" in data:
        found["mail"] = _mail(name, data["mail"], staff)
    if "webhook" in data:
        table = data["webhook"]
        found["webhook"] = Webhook(
            _text(name, table, "webhook", "url"),
            _secret(name, table, "webhook", "secret_env"),
            _number(name, table, "webhook", "timeout_seconds", 20),
        )
    if "sms" in data:
        found["sms"] = Sms(_gateway(name, _text(name, data["sms"], "sms", "gateway")), staff)
    return found


def _unknown(known: Iterable[str]) -> Reason:
    zh, en = "、".join(known := tuple(known)), ", ".join(known)
    return Reason("settings.unknown", f"不认识；可用 {zh}", f"unknown; known are {en}")


def _mail(name: str, table: Mapping[str, Any], staff: Staff) -> Mail:
    security = table.get("security", "none")
    if security not in _SECURITY:
        zh, en = "、".join(_SECURITY), ", ".join(_SECURITY)
        why = Reason("settings.security", f"“{security}”不在 {zh} 之列", f"{security!r} is not one of {en}")
        raise WrongSettings(name, "mail.security", why)
    sender = _text(name, table, "mail", "sender")
    return Mail(
        host=_text(name, table, "mail", "host"),
        people=staff,
        sender=sender,
        port=int(_number(name, table, "mail", "port", 25)),
        security=security,
        user=table.get("user", ""),
        password=_secret(name, table, "mail", "password_env") if "password_env" in table else "",
        domain=table.get("domain", sender.rpartition("@")[2].rstrip(">")),
        link=table.get("link", ""),
        timeout_seconds=_number(name, table, "mail", "timeout_seconds", 20),
    )


def _gateway(name: str, text: str) -> Gateway:
    module, _, function = text.partition(":")
    try:
        found: Gateway = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        why = Reason(
            "settings.gateway",
            f"“{text}”不能导入（{error}）；请写作 模块:函数",
            f"{text!r} cannot be imported ({error}); write module:function",
        )
        raise WrongSettings(name, "sms.gateway", why) from error
    return found


def _contacts(name: str, data: Mapping[str, Any], key: str) -> dict[str, dict[str, tuple[str, ...]]]:
    found = {}
    for who, table in data.get(key, {}).items():
        if not isinstance(table, Mapping) or set(table) - _CONTACTS:
            zh, en = "、".join(sorted(_CONTACTS)), ", ".join(sorted(_CONTACTS))
            raise WrongSettings(name, f"{key}.{who}", Reason("settings.contact", f"只认 {zh}", f"only {en} are known"))
        found[who] = {channel: tuple([value] if isinstance(value, str) else value) for channel, value in table.items()}
    return found


def _text(name: str, table: Mapping[str, Any], where: str, key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        why = Reason("settings.text", f"“{value}”不是文字", f"{value!r} is not a text")
        if value is None:
            why = Reason("settings.missing", "缺少；请补上", "None is not a text")
        raise WrongSettings(name, f"{where}.{key}", why)
    return value


def _number(name: str, table: Mapping[str, Any], where: str, key: str, default: float) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
        why = Reason("settings.number", f"“{value}”不是大于 0 的数", f"{value!r} is not a number above 0")
        raise WrongSettings(name, f"{where}.{key}", why)
    return float(value)


def _secret(name: str, table: Mapping[str, Any], where: str, key: str) -> str:
    variable = _text(name, table, where, key)
    value = os.environ.get(variable, "")
    if not value:
        why = Reason(
            "settings.no_secret",
            f"环境变量 {variable} 没有内容；请把密钥放在其中",
            f"the environment variable {variable} is empty; put the secret there",
        )
        raise WrongSettings(name, f"{where}.{key}", why)
    return value
