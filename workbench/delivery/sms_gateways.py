"""SMS through Sveve and through Link Mobility's SMS REST API, as their documents say.

Neither knows a message again by our key. What they answer may hold the phone, so that an error
quotes it only without digits and addresses.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ValidationError

from workbench.delivery.gateways import BadAddress, Letter, NotNow, NotSent, Uncertain, is_loopback
from workbench.delivery.letters import require_sms
from workbench.model.errors import UsageError
from workbench.values.text import tidy

SVEVE_URL = "https://sveve.no/SMS/SendMessage"
LINK_URL = "https://n-eu.linkmobility.io"
LATER = {  # HTTP codes that say nothing of the letter: log-in, time, too many, out of service
    401,
    403,
    408,
    429,
    503,
}
_PRIVATE = re.compile(r"\S+@\S+|\+?\d(?:[ .-]?\d){4,}")
_LONGEST_QUOTE = 100


@dataclass(frozen=True)
class Waits:
    """How long to wait for a gateway, in seconds."""

    connect: float = 5
    read: float = 20


class _SveveError(BaseModel):
    message: str = ""


class _SveveResponse(BaseModel):
    msgOkCount: int = 0
    ids: list[int | str] | None = None
    errors: list[_SveveError] | None = None
    fatalError: str | None = None


class _SveveAnswer(BaseModel):
    response: _SveveResponse


@dataclass(frozen=True)
class SveveGateway:
    """Send SMS through Sveve."""

    user: str = field(repr=False)
    password: str = field(repr=False)
    url: str = SVEVE_URL
    waits: Waits = Waits()

    name = "sveve"
    has_keys = False

    def send(self, letter: Letter) -> str:
        """Send a letter and return Sveve's id of it."""
        require_sms(letter)
        form = {
            "user": self.user,
            "passwd": self.password,
            "to": letter.address.removeprefix("+"),
            "msg": letter.text,
            "from": letter.sender.removeprefix("+"),
            "ref": letter.key,
            "f": "json",
        }
        content = _post("Sveve", self.url, self.waits, data=form)
        try:
            answer = _SveveAnswer.model_validate_json(content).response
        except ValidationError:
            raise _unread("Sveve") from None
        problems = [error.message for error in answer.errors or ()]
        if answer.fatalError:
            problems.append(answer.fatalError)
        if problems and answer.msgOkCount == 0:
            refused = _refused("Sveve", problems[0], (letter.text, self.user, self.password))
            # a fatal error is the account's, as a wrong password: the letter is good afterwards
            raise NotNow(str(refused)) if answer.fatalError else BadAddress(str(refused))
        if problems or answer.msgOkCount != 1:
            raise _unread("Sveve")
        return str(answer.ids[0]) if answer.ids else ""


class _LinkAnswer(BaseModel):
    resultCode: int
    messageId: str = ""
    description: str = ""


LINK_ACCEPTED = {1000, 1001, 1005, 1012}  # to the operator, delivered, queued, delayed
LINK_LATER = {1, 3, 104}  # no route just now, too many at once, the account's settings
LINK_UNKNOWN = {0, 4, 5, 6, 105}  # unknown or internal faults and time-outs, there or further on


@dataclass(frozen=True)
class LinkGateway:
    """Send SMS through Link Mobility."""

    user: str = field(repr=False)
    password: str = field(repr=False)
    platform_id: str
    partner_id: str
    url: str = LINK_URL
    waits: Waits = Waits()

    name = "link"
    has_keys = False

    def send(self, letter: Letter) -> str:
        """Send a letter and return Link's id of it."""
        require_sms(letter)
        body = {
            "platformId": self.platform_id,
            "platformPartnerId": self.partner_id,
            "source": letter.sender,
            "sourceTON": "MSISDN" if letter.sender.startswith("+") else "ALPHANUMERIC",
            "destination": letter.address,
            "userData": letter.text,
            "refId": letter.key,
            "useDeliveryReport": True,
        }
        url = f"{self.url.rstrip('/')}/sms/send"
        login = httpx.BasicAuth(self.user, self.password)
        content = _post("Link", url, self.waits, json=body, auth=login)
        try:
            answer = _LinkAnswer.model_validate_json(content)
        except ValidationError:
            raise _unread("Link") from None
        if answer.resultCode in LINK_ACCEPTED:
            return answer.messageId
        if answer.resultCode in LINK_LATER:
            raise _not_now("Link", f"kode {answer.resultCode}")
        if answer.resultCode in LINK_UNKNOWN:
            raise _unread("Link")
        problem = f"kode {answer.resultCode}: {answer.description}"
        raise _refused("Link", problem, (letter.text, self.user, self.password))


def _post(where: str, url: str, waits: Waits, **request: Any) -> bytes:
    """Return the body of an answer that says the request was received."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise UsageError(f"SMS gjennom {where}: adressen er ikke https; rett adressen.")
    times = httpx.Timeout(waits.read, connect=waits.connect)
    try:
        with httpx.Client(timeout=times, trust_env=False, follow_redirects=False) as client:
            answer = client.post(url, **request)
    except (httpx.ConnectError, httpx.ConnectTimeout):
        raise _not_now(where, "ingen tilkobling") from None
    except httpx.HTTPError:
        raise _unread(where) from None
    if answer.status_code in LATER:
        raise _not_now(where, f"kode {answer.status_code}")
    if 400 <= answer.status_code < 500:
        raise _refused(where, f"kode {answer.status_code}")
    if answer.status_code != 200:
        raise _unread(where)
    return answer.content


def without_private(text: str) -> str:
    """Return a gateway's own words on one short line, without longer numbers and addresses.

    >>> without_private("Ugyldig nummer: 4740000000")
    'Ugyldig nummer: …'
    """
    return _PRIVATE.sub("…", tidy(text))[:_LONGEST_QUOTE]


def _not_now(where: str, fault: str) -> NotNow:
    return NotNow(
        f"SMS gjennom {where}: {fault}; meldingen er ikke sendt, se etter nettet og "
        "innstillingene hvis det gjentar seg."
    )


def _refused(where: str, problem: str, secrets: tuple[str, ...] = ()) -> NotSent:
    quoted = without_private(problem)
    if any(secret and secret in problem for secret in secrets):
        quoted = "uten nærmere grunn"
    return NotSent(
        f"SMS gjennom {where}: meldingen ble avvist ({quoted}); rett det, og lag den på nytt."
    )


def _unread(where: str) -> Uncertain:
    return Uncertain(
        f"SMS gjennom {where}: svaret kom ikke, eller kan ikke leses; se hos leverandøren om "
        "meldingen ble sendt før den sendes på nytt."
    )
