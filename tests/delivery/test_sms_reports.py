"""Reports of delivery and answers, as Sveve and Link send them."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.delivery.gateways import IncomingError
from workbench.delivery.sms_reports import Incoming, Report, parse_incoming, parse_reports

SVEVE = b"number=4740000000&status=true&id=42824112&ref=ABC123&errorCode=&errorDesc="
SVEVE_FAILED = (
    b"number=4740000000&status=false&id=42824113&ref=ABC124&errorCode=9"
    b"&errorDesc=Nummeret+4740000000+er+ikke+i+bruk"
)
LINK = {
    "refId": "ABC123",
    "id": "Dcshuhod0PMAAAFQ+/PbnR3x",
    "operator": "no.telenor",
    "sentTimestamp": "2026-11-22T14:28:40Z",
    "timestamp": "2026-11-22T14:28:45Z",
    "resultCode": 1001,
    "operatorResultCode": None,
    "segments": 1,
    "gateCustomParameters": {},
    "customParameters": {},
}
LINK_ANSWER = {
    "destination": "NO-2333",
    "subNumber": None,
    "source": "+4740000000",
    "content": {"type": "SMS", "userData": "Jeg har betalt æøå", "encoding": "TEXT"},
    "operator": "no.telenor",
    "timestamp": "2026-11-22T14:28:40Z",
    "messageId": "abc",
}


def test_sveve_reports_a_message_that_came():
    assert parse_reports("sveve", SVEVE) == [Report("ABC123", "42824112", True, True, "")]


def test_sveve_reports_a_message_that_did_not_come():
    assert parse_reports("sveve", SVEVE_FAILED) == [
        Report("ABC124", "42824113", False, True, "9 Nummeret … er ikke i bruk")
    ]


@pytest.mark.parametrize(
    ("code", "is_delivered", "is_final", "note"),
    [
        (1000, False, False, "kode 1000"),
        (1001, True, True, ""),
        (1002, False, True, "utløpt før telefonen var på nett"),
        (1005, False, False, "kode 1005"),
        (2106, False, True, "feil i nummeret"),
        (9999, False, True, "kode 9999"),
    ],
)
def test_links_codes_say_what_became_of_a_message(code, is_delivered, is_final, note):
    content = json.dumps(LINK | {"resultCode": code}).encode()

    assert parse_reports("link", content) == [
        Report("ABC123", str(LINK["id"]), is_delivered, is_final, note)
    ]


def test_the_parts_of_a_long_message_have_its_id():
    parts = [LINK | {"id": "abc$1", "refId": None}, LINK | {"id": "abc$0"}]

    reports = parse_reports("link", json.dumps(parts).encode())

    assert [(report.key, report.provider_id) for report in reports] == [
        ("", "abc"),
        ("ABC123", "abc"),
    ]


def test_reports_that_come_twice_and_out_of_order_each_say_whether_more_will_come():
    codes = (1001, 1000, 1001)

    reports = [
        report
        for code in codes
        for report in parse_reports("link", json.dumps(LINK | {"resultCode": code}).encode())
    ]

    assert [report.is_final for report in reports] == [True, False, True]
    assert reports[0] == reports[2]


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("40000000", "+4740000000"),
        ("4740000000", "+4740000000"),
        ("+4740000000", "+4740000000"),
        ("46701234567", "+46701234567"),
    ],
)
def test_an_answer_through_sveve(number, address):
    content = f"number={number}&msg=Har+betalt+%C3%A6%C3%B8%C3%A5&prefix=SOLVIK&shortnumber=2065"

    assert parse_incoming("sveve", content.replace("+47", "%2B47").encode()) == [
        Incoming("", address, "Har betalt æøå", None)
    ]


def test_an_answer_through_link():
    received_at = datetime(2026, 11, 22, 14, 28, 40, tzinfo=UTC)

    assert parse_incoming("link", json.dumps(LINK_ANSWER).encode()) == [
        Incoming("abc", "+4740000000", "Jeg har betalt æøå", received_at)
    ]


@pytest.mark.parametrize("name", ["sveve", "link", "ukjent"])
@pytest.mark.parametrize("parse", [parse_reports, parse_incoming])
@given(content=st.binary() | st.text().map(str.encode) | st.sampled_from([SVEVE, b"{}", b"[1]"]))
def test_whatever_comes_is_read_or_refused_by_one_error(name, parse, content):
    try:
        parse(name, content)
    except IncomingError as error:
        assert error.__cause__ is None and "\n" not in str(error)


@pytest.mark.parametrize("number", ["", "+", "2065", "Telenor"])
def test_an_answer_from_no_phone_is_refused_without_quoting_it(number):
    content = f"number={number}&msg=hemmelig".encode()

    with pytest.raises(IncomingError) as raised:
        parse_incoming("sveve", content)

    assert "hemmelig" not in str(raised.value)
