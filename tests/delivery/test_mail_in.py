"""Received e-mail: answers, automatic replies, bounces, and what nobody should have sent."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.delivery.test_letters import KEY, MAIL, SENT_AT
from workbench.delivery.gateways import IncomingError
from workbench.delivery.letters import build_mail
from workbench.delivery.mail_in import Bounce, message_key, read_mail
from workbench.delivery.mail_text import LONGEST_TEXT

MAILS = Path(__file__).parent / "mails"
OURS = f"{KEY}@solvik.example.no"


def sample(name: str) -> bytes:
    return (MAILS / f"{name}.eml").read_bytes()


def plain(text: str | bytes, *headers: str, charset: str = "utf-8") -> bytes:
    head = ["From: kari@example.no", f"Content-Type: text/plain; charset={charset}", *headers]
    body = text.encode() if isinstance(text, str) else text
    return "\n".join(head).encode() + b"\n\n" + body


def test_an_answer_says_who_wrote_what_to_which_message():
    mail = read_mail(sample("gmail_reply"))

    assert mail.from_address == "kari@example.no"
    assert mail.subject == "Re: Påminnelse"
    assert mail.message_id == "CAabc+1@mail.example.no"
    assert mail.references == (OURS, "first@solvik.example.no")
    assert message_key(mail.references[0]) == KEY
    assert mail.received_at == datetime(2026, 11, 22, 11, 0, 5, tzinfo=UTC)
    assert not mail.is_automatic and mail.bounce is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gmail_reply", "Hei, jeg betalte på fredag.\n\nMvh Kari"),
        ("outlook_reply", "Hei,\nvi meldte oss ut i høst."),
        ("apple_reply", "Kan jeg dele opp?\n\nSendt fra min iPhone"),
        ("answers_below", "Nei.\nHelst ikke."),
        ("automatic_outlook", "Jeg er på ferie til 1. desember."),
    ],
)
def test_the_newest_text_is_what_the_sender_wrote(name, text):
    assert read_mail(sample(name)).text == text


@pytest.mark.parametrize(
    ("text", "newest"),
    [
        ("Ja\n-----Opprinnelig melding-----\nFra: Solvik", "Ja"),
        ("Ja\n-----Original Message-----\ngammelt", "Ja"),
        ("Ja\n________________________________\nFra: Solvik\nSendt: 1.1.2026\ngammelt", "Ja"),
        ("Yes\nOn Sun, 22 Nov 2026 at 10:30, Solvik IL wrote:\n> Hei", "Yes"),
        (
            "Ja\nOn 22 Nov 2026, at 10:30, Solvik\nIdrettslag <post@solvik.example.no>\nwrote:\nx",
            "Ja",
        ),
        ("> bare sitat", "> bare sitat"),
        ("Fra: Kari, som ikke har betalt\nHei", "Fra: Kari, som ikke har betalt\nHei"),
        (
            "Dere skrev i går kl. 10:30 at:\nvi skylder",
            "Dere skrev i går kl. 10:30 at:\nvi skylder",
        ),
        ("", ""),
    ],
)
def test_quotations_are_cut_but_never_to_nothing(text, newest):
    assert read_mail(plain(text)).text == newest


@pytest.mark.parametrize(
    ("name", "bounce"),
    [
        ("postfix_failed", Bounce(KEY, "kari@example.no", "5.1.1", True, True)),
        ("postfix_delayed", Bounce(KEY, "kari@example.no", "4.4.1", False, False)),
        ("postfix_expired", Bounce(KEY, "kari@example.no", "4.4.7", False, True)),
        ("exchange_failed", Bounce(KEY, "Kari@example.no", "5.1.10", True, True)),
    ],
)
def test_a_bounce_says_which_message_did_not_reach_whom(name, bounce):
    mail = read_mail(sample(name))

    assert mail.bounce == bounce
    assert mail.is_automatic


def test_a_report_of_what_came_is_no_bounce():
    content = sample("postfix_failed").replace(b"Action: failed", b"Action: relayed")

    assert read_mail(content).bounce is None


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (vacation)",
        "X-Autoreply: yes",
        "X-Auto-Response-Suppress: All",
        "Precedence: bulk",
        "Precedence: AUTO_REPLY",
        "Return-Path: <>",
        "List-Id: Nytt fra kommunen <nytt.example.no>",
        "Subject: Automatisk svar: Kontingent",
        "Subject: =?utf-8?q?Frav=C3=A6r?=",
        "Subject: Out of Office",
    ],
)
def test_what_a_program_wrote_is_automatic(header):
    assert read_mail(plain("Hei", header)).is_automatic


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: no", "Return-Path: <kari@example.no>", "Subject: Re: Fravær", "X: y"],
)
def test_what_a_person_wrote_is_not(header):
    assert not read_mail(plain("Hei", header)).is_automatic


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("æøå".encode(), "utf-8"),
        ("æøå".encode("latin-1"), "iso-8859-1"),
        ("æøå".encode(), "us-ascii"),
        ("æøå".encode("latin-1"), "utf-8"),
        ("æøå".encode(), "finnes-ikke"),
        ("æøå".encode(), "punycode"),
        ("æøå".encode(), "rot13"),
        ("æøå".encode(), '"a\x00b"'),
    ],
)
def test_a_charset_that_is_wrong_or_unknown_is_guessed(body, charset):
    assert read_mail(plain(body, charset=charset)).text == "æøå"


@pytest.mark.parametrize("subject", ["Påminnelse".encode(), "Påminnelse".encode("latin-1")])
def test_a_header_in_no_charset_is_guessed(subject):
    assert read_mail(b"Subject: " + subject + b"\n\nHei").subject == "Påminnelse"


def test_a_letter_of_ours_is_read_as_it_was_written():
    mail = read_mail(build_mail(MAIL, SENT_AT))

    assert mail.text == MAIL.text.strip()
    assert (mail.subject, mail.from_address) == (MAIL.subject, MAIL.sender)
    assert mail.is_automatic and mail.received_at == SENT_AT


@pytest.mark.parametrize("header", ["", "ingen adresse", "a@b.no; c@d.no", "<>", "\x00@"])
def test_a_sender_without_one_address_is_nobody(header):
    assert read_mail(f"From: {header}\n\nHei".encode()).from_address == ""


def test_a_text_is_read_to_its_limit_and_attachments_not_at_all():
    huge = b"Hei " * 4_000_000

    assert len(read_mail(plain(huge)).text) == LONGEST_TEXT
    attached = b"Content-Type: text/plain; name=vedlegg.txt\n\nhemmelig"
    content = (
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n\nHei\n--a\n" + attached + b"\n--a--"
    )
    assert read_mail(content).text == "Hei"


def test_a_message_inside_a_message_is_not_what_the_sender_wrote():
    inner = b"Content-Type: message/rfc822\n\nSubject: gammel\n\ngammel tekst"
    content = (
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\n\nSe under\n--a\n" + inner + b"\n--a--"
    )

    assert read_mail(content).text == "Se under"


def nested(depth: int) -> bytes:
    parts = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return "".join(parts).encode() + b"\ninnerst\n"


def test_nesting_is_followed_as_far_as_people_nest():
    assert read_mail(nested(20)).text == "innerst"


@pytest.mark.parametrize(
    "content",
    [
        nested(5000),
        b"Content-Type: message/rfc822\n\n" * 40_000,
        b"\n" * 1_000_000,
        b"Content-Type: text/plain" + b"; a*0=b" * 300_000 + b"\n\nHei",
    ],
    ids=["multiparts", "messages", "lines", "parameters"],
)
def test_what_would_take_for_ever_is_refused(content):
    with pytest.raises(IncomingError, match="kan ikke leses"):
        read_mail(content)


def test_html_with_characters_that_are_none_is_read_all_the_same():
    body = b"<p>Hei&#0;&#1;\x00\x01\xef\xbf\xbf</p><blockquote type=cite>&#11;\x1b</blockquote>Kari"

    assert read_mail(b"Content-Type: text/html; charset=utf-8\n\n" + body).text.endswith("Kari")


def test_deep_html_is_text_or_nothing():
    content = b"Content-Type: text/html\n\n" + b"<div>" * 100_000 + b"Hei"

    assert read_mail(content).text in {"", "Hei"}


SAMPLES = [path.read_bytes() for path in sorted(MAILS.glob("*.eml"))]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a message of which pieces are cut out, doubled, or replaced by others."""
    content = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = start + draw(st.integers(0, 60))
        piece = draw(
            st.binary(max_size=12) | st.sampled_from([b"", content[start:end] * 2, b"\n\n"])
        )
        content = content[:start] + piece + content[end:]
    return content


@given(content=st.binary(max_size=400) | damaged())
def test_whatever_comes_is_read_or_refused_by_one_error(content):
    try:
        mail = read_mail(content)
    except IncomingError as error:
        assert error.__cause__ is None
    else:
        assert len(mail.text) <= LONGEST_TEXT and "\n" not in mail.subject
