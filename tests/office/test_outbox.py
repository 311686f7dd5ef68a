"""Messages worked out, sent and settled: of one claim of one club, by the gateway of files."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.one_claim import SLUG, SUNDAY, Club, club
from workbench import office
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MessageKind, MessageState
from workbench.model.message_rows import Message, MessageText
from workbench.model.outcomes import Outcome
from workbench.office import delivering
from workbench.store.queries import table

__all__ = ["club"]  # the fixture

OSLO = ZoneInfo("Europe/Oslo")
SETTINGS = """
[meldinger]
sms = ["bekreftelser", "beskjeder", "paaminnelser"]
epost = ["paaminnelser"]
telefon = "22 33 44 55"
nettsted = "prove.no"
fra_epost = "medlem@prove.no"
fra_sms = "+4759440000"
"""


def allow(club: Club, settings: str = SETTINGS) -> None:
    """Let the club allow messages, and open it again."""
    path = club.home / "club.toml"
    path.write_text(path.read_text("utf-8") + settings, "utf-8")
    club.desk.close()
    club.desk = office.open_desk(SLUG)


def at(day: date, clock: str = "12:00"):
    moment = datetime.combine(day, time.fromisoformat(clock), OSLO)
    return lambda: moment


def messages(club: Club) -> list[Message]:
    return table(club.desk.db, Message, "messages")


def texts(club: Club) -> list[MessageText]:
    return table(club.desk.db, MessageText, "message_texts")


def test_what_was_agreed_in_a_call_is_confirmed_to_the_number_that_agreed(club):
    allow(club)
    club.week(SUNDAY)
    club.go_to(SUNDAY + timedelta(days=1))
    club.call(Outcome.PAYMENT_PLAN, parts=3, first_on=date(2026, 11, 16), confirm=True)

    early = delivering.send(club.desk, at(club.at, "12:05"))
    sent = delivering.send(club.desk, at(club.at, "12:06"))

    assert early.tried == []
    ((message, text),) = sent.tried
    assert (message.kind, message.channel, message.state) == (
        MessageKind.PAYMENT_PLAN, Channel.SMS, MessageState.SENT,
    )  # fmt: skip
    assert text.address == "+4741234501"
    assert "Kari" in text.text and "166,67 kr 16. november" in text.text
    assert (club.home / "outbox" / f"{message.message_id}.sms.txt").exists()
    assert not any(key.endswith(":sms") for key in club.page())
