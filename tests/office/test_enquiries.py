"""What comes in: a reply rests all that its payer owes until somebody has answered."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from tests.office.test_outbox import (
    EMAIL,
    MONDAY,
    PHONE,
    Recorder,
    agree,
    allow,
    approved,
    at,
    send,
)
from tests.one_claim import SLUG, Club, club
from workbench.cli import main
from workbench.delivery.gateways import Uncertain
from workbench.model.errors import UsageError
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MessageState
from workbench.model.message_rows import Enquiry, EnquiryText, Message
from workbench.model.outcomes import Outcome
from workbench.model.task_kinds import TaskAnswer
from workbench.office.day import day_of
from workbench.office.day_lists import show
from workbench.office.enquiries import Received, receive, write_down
from workbench.store.queries import table

__all__ = ["club"]  # the fixture

KEY = "follow_up:enquiry:"


def mail(address: str = EMAIL, text: str = "Hva gjelder dette?", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = f"Kari Li <{address}>", "medlem@prove.no"
    message["Subject"], message["Date"] = "Spørsmål", "Mon, 05 Oct 2026 14:30:00 +0200"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def drop(club: Club, name: str, content: bytes) -> Received:
    """Put a file in the club's post, and read it on the afternoon of the day."""
    post = club.home / "post"
    post.mkdir(exist_ok=True)
    (post / name).write_bytes(content)
    return receive(club.desk, at(club.at, "15:00")())


def enquiries(club: Club) -> list[Enquiry]:
    return table(club.desk.db, Enquiry, "enquiries")


def holds(club: Club) -> list[str]:
    return sorted(key for key in club.page() if key.startswith("settle_hold:enquiry:"))


def test_a_reply_by_e_mail_rests_what_is_owed_and_is_a_task_with_its_words(club):
    club.week(MONDAY)
    club.go_to(MONDAY)

    received = drop(club, "1.eml", mail())

    ((enquiry,), (text,)) = enquiries(club), table(club.desk.db, EnquiryText, "enquiry_texts")
    (task,) = [
        task for task in show(club.desk, "tasks", MONDAY).records if "Hva gjelder" in task["detail"]
    ]
    assert received == Received(1, 0, [])
    assert (enquiry.channel, enquiry.received_on, enquiry.received_at) == (
        Channel.EMAIL, MONDAY, "14:30",
    )  # fmt: skip
    assert (text.address, text.subject) == (EMAIL, "Spørsmål")
    assert club.plan()[0][0] == "held"
    assert task["name"] == "Kari Li" and task["due_on"] == MONDAY + timedelta(days=6)
    kept = [path.name for path in (club.home / "post" / "read").iterdir()]
    assert kept == [f"{enquiry.enquiry_id}.eml"]


def test_the_same_mail_twice_is_one_enquiry(club):
    club.week(MONDAY)
    club.go_to(MONDAY)
    drop(club, "1.eml", mail())

    again = drop(club, "2.eml", mail())

    assert (again.enquiries, len(enquiries(club))) == (0, 1)


def test_a_reply_before_the_sending_stops_what_was_approved(club):
    approved(club)
    drop(club, "1.link", sms("Ring meg"))

    sent = send(club, Recorder(), "15:05")

    assert (sent.tried, club.plan()[0][0]) == ([], "held")


def sms(text: str, number: str = PHONE) -> bytes:
    return (
        f'{{"messageId": "m-{text}", "source": "{number}", "content": {{"userData": "{text}"}}, '
        '"timestamp": "2026-10-05T12:30:00Z"}'
    ).encode()


def test_an_answer_by_sms_stops_tomorrows_call_until_somebody_has_answered(club):
    allow(club)
    club.week(MONDAY)
    club.week(MONDAY + timedelta(days=30))  # both reminders are long past
    day = club.at

    before = [row["payer_id"] for row in show(club.desk, "queue", day).records]
    drop(club, "1.link", sms("Ring meg i morgen"))
    after = [*show(club.desk, "queue", day).records]
    (key,) = holds(club)
    club.answer(key, answer=TaskAnswer.RESUME)
    club.go_to(day + timedelta(days=1))
    answered = [row["payer_id"] for row in show(club.desk, "queue", club.at).records]

    assert (len(before), after) == (len(answered), [])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [("objected", "objection"), ("resigned", "resignation"), ("upheld", "credit_pending")],
)
def test_what_was_written_may_be_called_what_it_is(club, answer, kind):
    club.week(MONDAY)
    club.go_to(MONDAY)
    drop(club, "1.eml", mail(text="Jeg er uenig."))
    (key,) = holds(club)

    club.answer(key, answer=answer)
    club.go_to(MONDAY + timedelta(days=1))

    with day_of(club.desk, club.at) as day:
        (row,) = day.plan
    assert (row.reason, row.detail) == ("held", kind)


@pytest.mark.parametrize(
    "headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}]
)
def test_what_a_program_wrote_holds_nothing(club, headers):
    club.week(MONDAY)
    club.go_to(MONDAY)

    drop(club, "1.eml", mail(text="Jeg har ferie.", **headers))

    assert [enquiry.is_automatic for enquiry in enquiries(club)] == [True]
    assert holds(club) == [] and club.plan()[0][0] != "held"


def test_whoever_cannot_be_recognised_is_a_task_and_nobody_is_guessed(club):
    club.week(MONDAY)
    club.go_to(MONDAY)

    drop(club, "1.eml", mail("ukjent.person@example.net"))
    (key,) = [key for key in club.page() if key.startswith(KEY)]
    unknown = club.plan()[0][0]
    assert main(["enquiry", SLUG, "--from", "70012", "--id", key.removeprefix(KEY)]) == 0

    assert unknown != "held" and club.plan()[0][0] == "held"
    assert not any(key.startswith(KEY) for key in club.page())


def test_an_address_of_two_payers_rests_what_both_owe(club):
    club.export(phone="22334455")
    kari, eva = "7;Kari;Li;01.02.1980;22334455;;Ski;", "9;Eva;Vik;01.02.1980;22334455;;Ski;"
    club.put("spoortz_personer", kari, eva)
    club.week(MONDAY)
    club.go_to(MONDAY)

    drop(club, "1.sveve", b"number=%2B4722334455&msg=Hvem+er+dette%3F")

    assert len(holds(club)) == 2 and enquiries(club)[0].member_id is None
    assert club.plan()[0][0] == "held"


def test_an_answer_to_a_message_is_known_by_the_message_whoever_wrote_it(club):
    club.export(phone="22334455")
    approved(club)
    send(club, gateway := Recorder())
    key = gateway.letters[0].key

    drop(club, "1.eml", mail("privat@example.net", In_Reply_To=f"<{key}@prove.no>"))

    assert enquiries(club)[0].message_id == key
    assert club.plan()[0][0] == "held"


def test_what_was_said_by_phone_is_written_down_and_rests_too(club):
    club.week(MONDAY)
    club.go_to(MONDAY)

    write_down(
        club.desk, at(MONDAY)(), claim="70012", text="Vil ha ny faktura", channel=Channel.PHONE
    )

    assert club.plan()[0][0] == "held" and len(holds(club)) == 1
    with pytest.raises(UsageError, match="passer til 0 betalere"):
        write_down(club.desk, at(MONDAY)(), claim="Ingen Her", text="x", channel=Channel.PHONE)


def test_the_time_to_each_answer_is_counted(club):
    club.week(MONDAY)
    club.go_to(MONDAY)
    drop(club, "1.eml", mail())
    (key,) = holds(club)
    club.go_to(MONDAY + timedelta(days=3))

    club.answer(key, answer=TaskAnswer.RESUME)

    (row,) = show(club.desk, "enquiries", club.at).records
    assert (row["name"], row["days"], row["answered_on"]) == (
        "Kari Li",
        3,
        MONDAY + timedelta(days=3),
    )
    assert row["who"]


def test_a_file_that_cannot_be_read_is_kept_and_is_a_task(club):
    club.week(MONDAY)
    club.go_to(MONDAY)

    received = drop(club, "1.link", b"{not json")

    (kept,) = (club.home / "post" / "read").iterdir()
    (task,) = [t for t in show(club.desk, "tasks", MONDAY).records if kept.name in t["detail"]]
    assert [sentence.startswith("1.link: ") for sentence in received.unreadable] == [True]
    assert kept.read_bytes() == b"{not json"
    assert task["key"].startswith(KEY)


# ------------------------------------------------------------------ what became of our messages


def report(key: str, code: int = 1001) -> bytes:
    return f'{{"id": "x", "refId": "{key}", "resultCode": {code}}}'.encode()


def state(club: Club) -> str:
    (message,) = table(club.desk.db, Message, "messages")
    return str(message.state)


def test_a_report_says_that_a_message_was_delivered_once_and_never_backwards(club):
    approved(club)
    send(club, gateway := Recorder())
    key = gateway.letters[0].key

    first = drop(club, "1.link", report(key))
    again = drop(club, "2.link", report(key))
    late = drop(club, "3.link", report(key, 1006))

    assert (first.reports, again.reports, late.reports) == (1, 0, 0)
    assert state(club) == MessageState.DELIVERED


def test_a_report_settles_what_nobody_knew(club):
    approved(club)
    send(club, gateway := Recorder(Uncertain("Ikke noe svar.")))

    drop(club, "1.link", report(gateway.letters[0].key))

    assert state(club) == MessageState.DELIVERED
    assert club.plan()[0][:2] == ("waiting", None)
    assert not any(key.startswith("send_step:") for key in club.page())


def test_A3_a_message_that_was_not_delivered_takes_no_step(club):
    approved(club)
    send(club, gateway := Recorder())
    taken = club.plan()[0][0]

    drop(club, "1.link", report(gateway.letters[0].key, 1006))
    club.go_to(MONDAY + timedelta(days=1))

    assert (taken, state(club)) == ("waiting", MessageState.FAILED)
    assert club.plan()[0][:2] == ("step_due", "reminder_2")


def bounce(key: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    return f"""From: MAILER-DAEMON@mx.example.org
To: medlem@prove.no
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {EMAIL}
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

Message-ID: <{key}@prove.no>
Subject: Hei

--b--
""".encode()


def test_an_address_that_takes_nothing_is_a_finding_and_is_not_used_again(club):
    club.export(phone="22334455")
    approved(club)
    send(club, gateway := Recorder())

    drop(club, "1.eml", bounce(gateway.letters[0].key))
    found = [row["kind"] for row in show(club.desk, "findings", MONDAY).records]
    club.go_to(MONDAY + timedelta(days=1))
    later = send(club, again := Recorder())

    assert state(club) == MessageState.BOUNCED
    assert "bounced" in found
    assert (again.letters, later.tried) == ([], [])
    assert any(key.startswith("find_contact:bounced:") for key in club.all_keys())


@pytest.mark.parametrize(("status", "action"), [("4.4.7", "delayed")])
def test_a_delay_changes_nothing(club, status, action):
    club.export(phone="22334455")
    approved(club)
    send(club, gateway := Recorder())

    drop(club, "1.eml", bounce(gateway.letters[0].key, status, action))

    assert state(club) == MessageState.SENT


def test_an_answer_of_utmeld_stands_in_the_task_that_asks_what_it_is(club):
    allow(club)
    club.week(MONDAY)
    agree(club, Outcome.RESIGNED, members=("spoortz:7",), is_confirmed=True)
    send(club, Recorder(), "12:06")

    drop(club, "1.link", sms("UTMELD"))

    (message,), (enquiry,) = table(club.desk.db, Message, "messages"), enquiries(club)
    assert (enquiry.message_id, enquiry.member_id) == (message.message_id, "spoortz:7")
    tasks = [task["detail"] for task in show(club.desk, "tasks", MONDAY).records]
    assert any("UTMELD" in detail for detail in tasks)
