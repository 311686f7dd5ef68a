"""What the SMS gateways send to us: reports of delivery, and answers from members.

Sveve calls an address of ours with parameters, Link with JSON. Both try again until they are
answered, and neither keeps an order: one report may come twice, or after a later one.
"""

from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import parse_qs

from pydantic import BaseModel, TypeAdapter

from workbench.delivery.gateways import IncomingError
from workbench.delivery.sms_gateways import without_private
from workbench.model.errors import Unreadable
from workbench.values.phones import clean_phones


class Report(NamedTuple):
    """What became of a message, or of one part of a long one."""

    key: str  # our message; "" if the gateway gave it back to us without
    provider_id: str
    is_delivered: bool
    is_final: bool  # nothing more will be reported of it
    note: str


class Incoming(NamedTuple):
    """An SMS that somebody sent to us."""

    provider_id: str  # "" where the gateway gives none
    address: str  # as +4740000000
    text: str
    received_at: datetime | None


LINK_DELIVERED = {1001, 1007}  # the second is billed later
LINK_ON_THE_WAY = {1000, 1005, 1008, 1011, 1012, 1013}
LINK_NOTES = {
    1002: "utløpt før telefonen var på nett",
    1004: "telefonen er full",
    1006: "ikke levert",
    1010: "utløpt uten svar fra operatøren",
    2104: "nummeret er ikke i bruk",
    2105: "nummeret er sperret",
    2106: "feil i nummeret",
    2107: "nummeret er midlertidig sperret",
}


class _LinkReport(BaseModel):
    id: str
    resultCode: int
    refId: str | None = None


class _LinkContent(BaseModel):
    userData: str = ""


class _LinkIncoming(BaseModel):
    messageId: str
    source: str
    content: _LinkContent
    timestamp: datetime | None = None


_UNREAD = (ValueError, LookupError, OverflowError)
_LINK_REPORTS = TypeAdapter(list[_LinkReport] | _LinkReport)
_LINK_INCOMING = TypeAdapter(list[_LinkIncoming] | _LinkIncoming)


def parse_reports(gateway_name: str, content: bytes) -> list[Report]:
    """Return the reports in the parameters or the body of a call from a gateway.

    Of a long message Link reports each part, all with the message's own id.
    Raises IncomingError if they cannot be read.
    """
    try:
        if gateway_name == "sveve":
            return [_sveve_report(_parameters(content, ("id", "status")))]
        links = _LINK_REPORTS.validate_json(content)
        return [_link_report(each) for each in (links if isinstance(links, list) else [links])]
    except _UNREAD:  # Pydantic's text may hold a phone
        raise _unreadable(gateway_name, "rapporten") from None


def parse_incoming(gateway_name: str, content: bytes) -> list[Incoming]:
    """Return the SMS in the parameters or the body of a call from a gateway.

    Raises IncomingError if they cannot be read.
    """
    try:
        if gateway_name == "sveve":
            return [_sveve_incoming(_parameters(content, ("number", "msg")))]
        links = _LINK_INCOMING.validate_json(content)
        return [_link_incoming(each) for each in (links if isinstance(links, list) else [links])]
    except _UNREAD:
        raise _unreadable(gateway_name, "meldingen") from None


def _parameters(content: bytes, wanted: tuple[str, ...]) -> dict[str, str]:
    """Return the parameters of an address or a form; raise ValueError if one is missing."""
    texts = parse_qs(content.decode("utf-8"), keep_blank_values=True, max_num_fields=50)
    if not all(name in texts for name in wanted):
        raise ValueError
    return {name: values[0] for name, values in texts.items()}


def _sveve_report(parameters: dict[str, str]) -> Report:
    problem = f"{parameters.get('errorCode', '')} {parameters.get('errorDesc', '')}"
    is_delivered = parameters["status"].lower() == "true"
    note = "" if is_delivered else without_private(problem)
    return Report(parameters.get("ref", ""), parameters["id"], is_delivered, True, note)


def _link_report(report: _LinkReport) -> Report:
    code = report.resultCode
    is_delivered = code in LINK_DELIVERED
    note = "" if is_delivered else LINK_NOTES.get(code, f"kode {code}")
    provider_id = report.id.partition("$")[0]
    is_final = code not in LINK_ON_THE_WAY
    return Report(report.refId or "", provider_id, is_delivered, is_final, note)


def _sveve_incoming(parameters: dict[str, str]) -> Incoming:
    address = _phone(parameters["number"])
    return Incoming(parameters.get("id", ""), address, parameters["msg"], None)


def _link_incoming(message: _LinkIncoming) -> Incoming:
    received_at = message.timestamp
    if received_at:  # RFC 3339, in UTC where no zone is given
        is_aware = received_at.tzinfo is not None
        received_at = received_at.astimezone(UTC) if is_aware else received_at.replace(tzinfo=UTC)
    address = _phone(message.source)
    return Incoming(message.messageId.strip(), address, message.content.userData, received_at)


def _phone(number: str) -> str:
    """Return a number in E.164; abroad it may come with its country's code and no plus."""
    try:
        return clean_phones(number)[0]
    except (Unreadable, IndexError):
        return clean_phones(f"+{number.strip()}")[0]


def _unreadable(gateway_name: str, noun: str) -> IncomingError:
    return IncomingError(
        f"SMS fra «{gateway_name}»: {noun} kan ikke leses; se på den som den kom, og si fra til "
        "leverandøren."
    )
