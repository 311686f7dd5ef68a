"""Letters as MIME, and what cannot be sent as it stands."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.delivery.gateways import Letter, NotSent
from workbench.delivery.letters import build_mail, require_sms

SENT_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
KEY = "0b5f4c1e-8d0e-4c6c-9f4e-7d1f1f6f0001"
MAIL = Letter(
    KEY,
    "kari@example.no",
    "Hei Kari!\n\nÅrskontingenten på 1 200 kr er ikke betalt.\n.\nHilsen Bjørn\n",
    "post@solvik.example.no",
    subject="Påminnelse om årskontingent",
    html="<p>Årskontingenten på <b>1 200 kr</b> er ikke betalt.</p>",
    sender_name="Bjørnsjø Idrettslag, medlemskontoret",
    reply_to="svar@solvik.example.no",
)
SMS = Letter(KEY, "+4740000000", "Hei, husk kontingenten æøå", "Solvik IL")


def parsed(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def plain_header(content: bytes, name: str) -> str:
    return str(make_header(decode_header(message_from_bytes(content)[name])))


def test_a_mail_holds_all_of_its_letter():
    mail = parsed(build_mail(MAIL, SENT_AT))

    assert mail["Subject"] == MAIL.subject
    assert mail["From"].addresses[0].display_name == MAIL.sender_name
    assert [mail[name] for name in ("To", "Reply-To")] == [MAIL.address, MAIL.reply_to]
    assert mail["Message-ID"] == f"<{KEY}@solvik.example.no>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == SENT_AT
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == MAIL.text
    assert mail.get_body(("html",)).get_content().strip() == MAIL.html


def test_equal_letters_of_one_instant_are_equal_bytes():
    assert build_mail(MAIL, SENT_AT) == build_mail(MAIL, SENT_AT)


def test_a_letter_without_html_is_one_part():
    assert parsed(build_mail(MAIL._replace(html=""), SENT_AT)).get_content_type() == "text/plain"


def test_a_domain_with_norwegian_letters_is_written_in_ascii():
    mail = build_mail(MAIL._replace(sender="post@blåbær.no"), SENT_AT)

    assert parsed(mail)["Message-ID"] == f"<{KEY}@xn--blbr-roah.no>"


PRINTABLE = st.text(
    st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=200
)


@given(subject=PRINTABLE, name=PRINTABLE)
def test_no_subject_or_name_adds_a_header_or_an_address(subject, name):
    content = build_mail(MAIL._replace(subject=subject, sender_name=name), SENT_AT)

    mail = message_from_bytes(content)
    assert len(mail.items()) == len(message_from_bytes(build_mail(MAIL, SENT_AT)).items())
    assert plain_header(content, "Subject").split() == subject.split()
    assert mail["From"].endswith("<post@solvik.example.no>") or not name
    assert max(map(len, content.splitlines())) < 998


@pytest.mark.parametrize("field", ["subject", "sender_name", "address", "sender", "reply_to"])
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\u2028", "\x00", "\x85", "\udcff"])
def test_a_header_with_a_line_end_is_refused_in_one_sentence(field, end):
    hostile = getattr(MAIL, field) + end + "Bcc: alle@example.no"

    with pytest.raises(NotSent) as raised:
        build_mail(MAIL._replace(**{field: hostile}), SENT_AT)

    assert "\n" not in str(raised.value) and "alle@" not in str(raised.value)


@pytest.mark.parametrize(
    "address", ["", "kari", "a@b.no, c@d.no", "<a@b.no>", "kåre@b.no", "a b@c.no", "a@b..no"]
)
def test_what_is_not_one_address_is_refused(address):
    with pytest.raises(NotSent):
        build_mail(MAIL._replace(address=address), SENT_AT)


@pytest.mark.parametrize("key", ["", "../x", ".x", "a" * 37, "a b", "a\n"])
def test_a_key_that_is_no_file_name_is_refused(key):
    with pytest.raises(NotSent):
        build_mail(MAIL._replace(key=key), SENT_AT)
    with pytest.raises(NotSent):
        require_sms(SMS._replace(key=key))


@pytest.mark.parametrize(
    "address", ["40000000", "+4740000000,+4740000001", "trenere", "+47 40000000"]
)
def test_an_sms_goes_to_one_phone_and_to_no_group(address):
    with pytest.raises(NotSent):
        require_sms(SMS._replace(address=address))


@pytest.mark.parametrize("sender", ["", "Solvik Idrettslag", "Sol\nvik"])
def test_a_sender_that_no_phone_shows_is_refused(sender):
    with pytest.raises(NotSent):
        require_sms(SMS._replace(sender=sender))


@pytest.mark.parametrize("text", [" \n", "half a character \ud83d"])
def test_a_text_that_is_empty_or_broken_is_refused(text):
    with pytest.raises(NotSent):
        require_sms(SMS._replace(text=text))
