"""Passwords from the machine's own keeping, and the gateway that a name stands for."""

import os
from pathlib import Path

from workbench.delivery.file_gateway import FileGateway
from workbench.delivery.gateways import Gateway
from workbench.delivery.sms_gateways import LINK_URL, LinkGateway, SveveGateway
from workbench.delivery.smtp_gateway import SmtpGateway
from workbench.model.errors import UsageError


def find_credential(name: str) -> str | None:
    """Return a secret of systemd's, or else of the environment; None if there is none.

    systemd lays each in a file of its name in `$CREDENTIALS_DIRECTORY`; otherwise `smtp_password`
    is `$WORKBENCH_SMTP_PASSWORD`.
    """
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder and (Path(folder) / name).is_file():
        return (Path(folder) / name).read_text("utf-8").strip() or None
    return os.environ.get(_variable(name)) or None


def make_gateway(name: str, folder: Path) -> Gateway:
    """Return the way of sending of that name; "fil" writes to the folder."""
    match name:
        case "fil":
            return FileGateway(folder)
        case "sveve":
            return SveveGateway(_require("sveve_user"), _require("sveve_password"))
        case "link":
            return LinkGateway(
                _require("link_user"),
                _require("link_password"),
                _require("link_platform_id"),
                _require("link_partner_id"),
                find_credential("link_url") or LINK_URL,
            )
        case "smtp":
            user = find_credential("smtp_user") or ""
            password = _require("smtp_password") if user else ""
            return SmtpGateway(_require("smtp_host"), _smtp_port(), user, password)
    raise UsageError(f"{name!r} er ingen måte å sende på; rett leverandøren i club.toml.")


def _smtp_port() -> int:
    port = find_credential("smtp_port") or "587"
    if not (port.isascii() and port.isdecimal()):
        raise UsageError(f"{_variable('smtp_port')}: {port!r} er ikke et tall; skriv portens tall.")
    return int(port)


def _require(name: str) -> str:
    value = find_credential(name)
    if value is None:
        raise UsageError(
            f"{_variable(name)} mangler; sett den, eller legg filen «{name}» blant tjenestens "
            "hemmeligheter."
        )
    return value


def _variable(name: str) -> str:
    return f"WORKBENCH_{name.upper()}"
