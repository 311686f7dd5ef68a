"""SMS through servers that answer as Sveve and Link document, and as they do not."""

import base64
import json
import socket
from urllib.parse import parse_qs

import pytest

from tests.delivery.test_letters import KEY, SMS
from workbench.delivery.gateways import Gateway, NotNow, NotSent, Uncertain
from workbench.delivery.sms_gateways import LinkGateway, SveveGateway, Waits
from workbench.model.errors import UsageError

PATIENT = Waits()
BRIEF = Waits(connect=2, read=0.2)
QUEUED = b'{"messageId": "Dcshuhod0P", "resultCode": 1005, "description": "Queued"}'


def sveve(url: str, waits: Waits = PATIENT) -> SveveGateway:
    return SveveGateway("kontoret", "hemmelig", url, waits)


def link(url: str, waits: Waits = PATIENT) -> LinkGateway:
    return LinkGateway("kontoret", "hemmelig", "SMSC", "4711", url, waits)


def sveve_answer(**fields) -> bytes:
    return json.dumps({"response": fields}).encode()


SENT = sveve_answer(msgOkCount=1, stdSMSCount=1, ids=[42824112])


def test_sveve_gets_the_whole_letter(sms_server):
    sms_server.answers = [(200, SENT)]

    assert sveve(sms_server.url).send(SMS) == "42824112"

    form = parse_qs(sms_server.requests[0].body.decode())
    assert form == {
        "user": ["kontoret"],
        "passwd": ["hemmelig"],
        "to": ["4740000000"],
        "msg": [SMS.text],
        "from": ["Solvik IL"],
        "ref": [KEY],
        "f": ["json"],
    }
    assert sms_server.requests[0].path == "/"  # nothing secret in an address, which is logged


def test_link_gets_the_whole_letter(sms_server):
    sms_server.answers = [(200, QUEUED)]

    assert link(sms_server.url).send(SMS) == "Dcshuhod0P"

    request = sms_server.requests[0]
    assert request.path == "/sms/send"
    login = base64.b64encode(b"kontoret:hemmelig").decode()
    assert request.headers["Authorization"] == f"Basic {login}"
    assert json.loads(request.body) == {
        "platformId": "SMSC",
        "platformPartnerId": "4711",
        "source": "Solvik IL",
        "sourceTON": "ALPHANUMERIC",
        "destination": "+4740000000",
        "userData": SMS.text,
        "refId": KEY,
        "useDeliveryReport": True,
    }


def test_a_sender_that_is_a_phone_is_named_as_one(sms_server):
    sms_server.answers = [(200, QUEUED)]

    link(sms_server.url).send(SMS._replace(sender="+4740000001"))

    assert json.loads(sms_server.requests[0].body)["sourceTON"] == "MSISDN"


@pytest.mark.parametrize("make", [sveve, link])
@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, Uncertain),
        (400, NotSent),
        (401, NotNow),
        (404, NotSent),
        (429, NotNow),
        (500, Uncertain),
        (502, Uncertain),
        (503, NotNow),
    ],
)
def test_a_status_says_whether_the_letter_was_sent(make, status, error, sms_server):
    sms_server.answers = [(status, b"<html>4740000000</html>")]

    with pytest.raises(error) as raised:
        make(sms_server.url).send(SMS)

    assert len(sms_server.requests) == 1
    assert_private(raised.value)


@pytest.mark.parametrize("make", [sveve, link])
@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"null", b"[]", b'{"response": []}', b"\xff\xfe", b'{"resultCode":'],
)
def test_an_answer_that_cannot_be_read_leaves_it_uncertain(make, content, sms_server):
    sms_server.answers = [(200, content)]

    with pytest.raises(Uncertain):
        make(sms_server.url).send(SMS)


@pytest.mark.parametrize("make", [sveve, link])
def test_no_answer_in_time_leaves_it_uncertain(make, sms_server):
    with pytest.raises(Uncertain):
        make(sms_server.url, BRIEF).send(SMS)


@pytest.mark.parametrize("make", [sveve, link])
def test_no_connection_is_tried_later(make):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(NotNow) as raised:
            make(f"http://127.0.0.1:{closed.getsockname()[1]}", BRIEF).send(SMS)

    assert_private(raised.value)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"msgOkCount": 0, "errors": [{"number": "4740000000", "message": "Ugyldig"}]}, NotSent),
        ({"fatalError": "Feil brukernavn eller passord"}, NotNow),
        ({"fatalError": "kontoret/hemmelig er ukjent"}, NotNow),
        ({"msgOkCount": 0, "errors": [{"message": "Nr. +47 400 00 000 er sperret"}]}, NotSent),
        ({"msgOkCount": 0, "errors": [{"message": f"Ulovlig tekst: {SMS.text}"}]}, NotSent),
        ({"msgOkCount": 1, "ids": [1], "fatalError": "Noe gikk galt"}, Uncertain),
        ({"msgOkCount": 2, "ids": [1, 2]}, Uncertain),
        ({}, Uncertain),
    ],
)
def test_sveves_errors_are_told_without_what_is_private(fields, error, sms_server):
    sms_server.answers = [(200, sveve_answer(**fields))]

    with pytest.raises(error) as raised:
        sveve(sms_server.url).send(SMS)

    assert_private(raised.value)


def test_sveves_empty_fields_are_no_error(sms_server):
    fields = {"msgOkCount": 1, "ids": None, "errors": None, "fatalError": None}
    sms_server.answers = [(200, sveve_answer(**fields))]

    assert sveve(sms_server.url).send(SMS) == ""


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (3, NotNow),
        (104, NotNow),
        (0, Uncertain),
        (105, Uncertain),
        (2106, NotSent),
        (4001, NotSent),
    ],
)
def test_links_codes_say_whether_the_letter_was_sent(code, error, sms_server):
    body = {"resultCode": code, "description": "Bad number +4740000000"}
    sms_server.answers = [(200, json.dumps(body).encode())]

    with pytest.raises(error) as raised:
        link(sms_server.url).send(SMS)

    assert_private(raised.value)


def test_the_same_letter_twice_is_sent_twice(sms_server):
    """Neither gateway knows a key again: who calls must not send an uncertain letter anew."""
    sms_server.answers = [(200, SENT), (200, SENT)]
    gateway: Gateway = sveve(sms_server.url)

    gateway.send(SMS)
    gateway.send(SMS)

    assert not gateway.has_keys and len(sms_server.requests) == 2


@pytest.mark.parametrize("make", [sveve, link])
def test_no_log_holds_what_is_private(make, sms_server, caplog):
    caplog.set_level("DEBUG")
    sms_server.answers = [(400, b"")]

    with pytest.raises(NotSent):
        make(sms_server.url).send(SMS)

    assert not any(each in caplog.text for each in ("hemmelig", "40000000", SMS.text))


@pytest.mark.parametrize("make", [sveve, link])
def test_passwords_do_not_leave_in_the_clear(make):
    with pytest.raises(UsageError, match="ikke https"):
        make("http://sms.example.no").send(SMS)


@pytest.mark.parametrize("make", [sveve, link])
def test_a_letter_that_is_refused_here_asks_nobody(make, sms_server):
    with pytest.raises(NotSent):
        make(sms_server.url).send(SMS._replace(address="trenere"))

    assert sms_server.requests == []


@pytest.mark.parametrize("make", [sveve, link])
def test_a_gateway_shown_shows_no_secret(make):
    assert "hemmelig" not in repr(make("https://sms.example.no"))


def assert_private(error: Exception) -> None:
    """Assert that an error is one sentence without phone, text and password."""
    shown = str(error)
    assert "\n" not in shown and shown.startswith("SMS gjennom ") and shown.endswith(".")
    assert not any(each in shown for each in ("40000000", "400 00 000", "hemmelig", SMS.text))
    assert error.__cause__ is None
