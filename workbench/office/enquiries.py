"""What comes in: answers and questions, reports of delivery, and messages that came back.

Each lies as a file in the club's folder `post`: an e-mail (`.eml`), or what an SMS gateway said
(`.sveve`, `.link`). What has been read is moved to `post/read`. An enquiry lets all that its payer
owes rest until a named person has answered; a person's, never a program's.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from workbench.delivery.credentials import find_credential
from workbench.delivery.gateways import IncomingError
from workbench.delivery.mail_in import Bounce, message_key, read_mail
from workbench.delivery.mailbox import fetch_imap
from workbench.delivery.sms_reports import Incoming, Report, parse_incoming, parse_reports
from workbench.model.errors import UsageError
from workbench.model.hold_kinds import HOLD_RULES, HoldKind
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MessageState
from workbench.model.message_rows import Enquiry, EnquiryText, Message
from workbench.model.rows import Hold
from workbench.office.day import Day, day_of, has_kept_day, work_out_day
from workbench.office.desk import Desk, current_user
from workbench.office.settling import settle
from workbench.office.why_cards import claims_named
from workbench.store.events import event
from workbench.store.files import publish
from workbench.store.queries import load, table
from workbench.store.triggers import write_typed
from workbench.values.text import tidy

QUERIES = load(Path(__file__).with_suffix(".sql"))
IMAP_PORT = 993  # with TLS from the first byte
READ = "read"  # the folder in `post` of what has been read
LONGEST_TEXT = 10_000
# what a report may still change: nothing goes back to an earlier state
REPORTED_ON = (MessageState.SENDING, MessageState.SENT, MessageState.UNKNOWN)


@dataclass
class Received:
    """What came in: how many enquiries and reports, and what could not be read."""

    enquiries: int = 0
    reports: int = 0
    unreadable: Sequence[str] = ()  # names of files, each with why


def receive(desk: Desk, now: datetime) -> Received:
    """Read what lies in the club's folder for post, and move it to `read`, under its hash; one that
    cannot be read is a task."""
    received, unreadable = Received(), []
    try:
        _fetch(desk)
    except IncomingError as error:
        unreadable.append(str(error))
    paths = sorted(path for path in desk.club.post.glob("*.*") if path.is_file())
    for path in paths:
        try:
            _take(desk, path, now, received)
        except IncomingError as error:
            unreadable.append(f"{path.name}: {error}")
            _ask_about(desk, path, str(error), now)
        read = desk.club.post / READ
        read.mkdir(mode=0o700, exist_ok=True)
        publish(path, read / f"{_digest(path.read_bytes())}{path.suffix}")
    received.unreadable = unreadable
    return received


def _ask_about(desk: Desk, path: Path, fault: str, now: datetime) -> None:
    """Make what cannot be read a task: somebody opens the file and says whom it is from."""
    channel = Channel.EMAIL if path.suffix == ".eml" else Channel.SMS
    key = _digest(path.read_bytes())
    if not table(desk.db, Enquiry, "enquiries", enquiry_id=[key]):
        enquiry = Enquiry(key, channel, now.date(), is_automatic=False)
        text = EnquiryText(key, "", f"{fault} Filen er post/{READ}/{key}{path.suffix}.")
        _write(desk, enquiry, text, [], now.date())


def _fetch(desk: Desk) -> None:
    """Fetch what is new in the mailbox that the club writes from, where its password is known."""
    host = find_credential("imap_host")
    password = find_credential(f"imap_{desk.club.slug.replace('-', '_')}")
    user = desk.settings.messages.from_email
    if host and password and user:
        desk.club.post.mkdir(mode=0o700, exist_ok=True)
        fetch_imap(host, IMAP_PORT, user, password, "INBOX", desk.club.post)


def _take(desk: Desk, path: Path, now: datetime, received: Received) -> None:
    """Write what one file says."""
    content, gateway = path.read_bytes(), path.suffix.removeprefix(".")
    if gateway == "eml":
        _take_mail(desk, content, now, received)
        return
    try:
        reports = parse_reports(gateway, content)
    except IncomingError:
        for each in parse_incoming(gateway, content):
            received.enquiries += _take_sms(desk, each, content, now)
        return
    for report in reports:
        received.reports += _take_report(desk, report, now.date())


def _take_mail(desk: Desk, content: bytes, now: datetime, received: Received) -> None:
    mail = read_mail(content)
    if mail.bounce is not None:
        received.reports += _take_bounce(desk, mail.bounce, now.date())
        return
    keys = [message_key(reference) for reference in mail.references]
    moment = mail.received_at.astimezone(now.tzinfo) if mail.received_at else now
    answered = _known_message(desk, keys)
    enquiry = Enquiry(
        _digest(content), Channel.EMAIL, min(moment, now).date(), mail.is_automatic,
        f"{moment:%H:%M}", answered,
    )  # fmt: skip
    text = EnquiryText(enquiry.enquiry_id, mail.from_address, mail.text, mail.subject or None)
    received.enquiries += _save(desk, enquiry, text, now.date())


def _take_sms(desk: Desk, sms: Incoming, content: bytes, now: datetime) -> int:
    moment = sms.received_at.astimezone(now.tzinfo) if sms.received_at else now
    enquiry = Enquiry(
        _digest(content + sms.provider_id.encode()), Channel.SMS, min(moment, now).date(),
        is_automatic=False, received_at=f"{moment:%H:%M}",
    )  # fmt: skip
    text = EnquiryText(enquiry.enquiry_id, sms.address, sms.text)
    return _save(desk, enquiry, text, now.date())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _known_message(desk: Desk, keys: Sequence[str]) -> str | None:
    known = {each.message_id for each in table(desk.db, Message, "messages", message_id=keys)}
    return next((key for key in keys if key in known), None)


# ------------------------------------------------------------------ enquiries


def _save(desk: Desk, enquiry: Enquiry, text: EnquiryText, today: date) -> int:
    """Save an enquiry, once, with a hold on all that each payer owes who may have written it;
    return how many were saved. What a program wrote holds nothing."""
    if table(desk.db, Enquiry, "enquiries", enquiry_id=[enquiry.enquiry_id]):
        return 0
    payers: list[tuple[str, str]] = []
    if enquiry.message_id is None and text.address:
        newest = QUERIES.newest_message_to(desk.db.conn, address=text.address, day=today)
        enquiry = enquiry._replace(message_id=next((row[0] for row in newest), None))
    if not enquiry.is_automatic:
        with day_of(desk, today) as day:
            payers = find_payers(day, enquiry.message_id, text.address)
    _write(desk, enquiry, text, [member_id for _, member_id in payers], today)
    return 1


def find_payers(day: Day, message_id: str | None, address: str) -> list[tuple[str, str]]:
    """Return who wrote, each payer with a member whose claims they pay: whoever the message went
    to that is answered, else all who have the address. Nobody is guessed."""
    payers = [*QUERIES.payers_of_message(day.db.conn, message=message_id)] if message_id else []
    return payers or [*QUERIES.payers_of_address(day.db.conn, address=address)]


def _write(
    desk: Desk, enquiry: Enquiry, text: EnquiryText, member_ids: Sequence[str], today: date
) -> None:
    if len(member_ids) == 1:
        enquiry = enquiry._replace(member_id=member_ids[0])
    review_on = enquiry.received_on + timedelta(days=HOLD_RULES[HoldKind.ENQUIRY].review_days)
    holds = [
        Hold(
            f"enquiry:{enquiry.enquiry_id}" + (f"#{number}" if number > 1 else ""),
            HoldKind.ENQUIRY,
            enquiry.received_on,
            member_id=member_id,
            review_on=review_on,
        )
        for number, member_id in enumerate(member_ids, start=1)
    ]
    was_kept = has_kept_day(desk, today)
    with desk.write() as db:
        with event(db, "enquiry", today, who=current_user(), subject=enquiry.enquiry_id) as number:
            write_typed(db, "enquiries", [enquiry], number)
            write_typed(db, "enquiry_texts", [text], number)
            write_typed(db, "holds", holds, number)
        if was_kept:
            work_out_day(db, desk, today)


def write_down(
    desk: Desk, now: datetime, *, claim: str, text: str, channel: Channel, address: str = ""
) -> str:
    """Save what somebody said or wrote elsewhere, of the payer of a claim (its id, order number,
    KID or a name); return the enquiry's id. Raises UsageError unless it is one payer."""
    member_id = _member_of(desk, claim, now.date())
    words = tidy(text)
    if not words or len(words) > LONGEST_TEXT:
        raise UsageError(f"Skriv hva det gjelder, med høyst {LONGEST_TEXT} tegn.")
    enquiry = Enquiry(
        uuid4().hex, channel, now.date(), is_automatic=False, received_at=f"{now:%H:%M}"
    )
    _write(desk, enquiry, EnquiryText(enquiry.enquiry_id, address, words), [member_id], now.date())
    return enquiry.enquiry_id


def name_writer(desk: Desk, now: datetime, *, enquiry_id: str, claim: str) -> None:
    """Say who wrote an enquiry of nobody: the payer of a claim. Raises UsageError for an unknown
    enquiry, and unless the claim has one payer."""
    stored = table(desk.db, Enquiry, "enquiries", enquiry_id=[enquiry_id])
    if not stored or stored[0].member_id is not None:
        raise UsageError(f"{enquiry_id!r}: ingen henvendelse uten avsender har denne nøkkelen.")
    (text,) = table(desk.db, EnquiryText, "enquiry_texts", enquiry_id=[enquiry_id])
    member_id = _member_of(desk, claim, now.date())
    _end_other_holds(desk, enquiry_id, now.date())
    _write(desk, stored[0], text, [member_id], now.date())


def _end_other_holds(desk: Desk, enquiry_id: str, today: date) -> None:
    """End the holds on those who might have written an enquiry, now that somebody knows who did."""
    first, holds = f"enquiry:{enquiry_id}", table(desk.db, Hold, "holds")
    ended = [
        hold._replace(end_on=max(hold.start_on, today))
        for hold in holds
        if hold.hold_id.startswith(f"{first}#") and hold.end_on is None
    ]
    if ended:
        with (
            desk.write() as db,
            event(db, "enquiry", today, who=current_user(), subject=enquiry_id) as number,
        ):
            write_typed(db, "holds", ended, number)


def _member_of(desk: Desk, claim: str, today: date) -> str:
    with day_of(desk, today) as day:
        named = claims_named(day, claim)
        payers = [*QUERIES.payers_of_claims(day.db.conn, claims=json.dumps(named))]
    if len(payers) != 1:
        raise UsageError(
            f"{claim!r} passer til {len(payers)} betalere; skriv et åpent krav, ordrenummer eller "
            "KID som bare én har."
        )
    return str(payers[0][1])


# ------------------------------------------------------------------ what became of our messages


def _take_report(desk: Desk, report: Report, today: date) -> int:
    if not report.is_final:
        return 0
    state = MessageState.DELIVERED if report.is_delivered else MessageState.FAILED
    return _report_on(desk, report.key, report.provider_id, state, report.note, today)


def _take_bounce(desk: Desk, bounce: Bounce, today: date) -> int:
    if not bounce.is_final:
        return 0
    state = MessageState.BOUNCED if bounce.is_permanent else MessageState.FAILED
    return _report_on(desk, bounce.key, "", state, f"kom i retur ({bounce.status})", today)


def _report_on(
    desk: Desk, key: str, provider_id: str, state: MessageState, note: str, today: date
) -> int:
    """Write what a report says of a message, once and never backwards; return whether it did."""
    of_key = table(desk.db, Message, "messages", message_id=[key])
    of_gateway = table(desk.db, Message, "messages", provider_id=[provider_id or None])
    for message in of_key or of_gateway:
        if message.state in REPORTED_ON:
            sent_on = message.sent_on or message.made_on
            reported = message._replace(state=state, note=note or None, sent_on=sent_on)
            settle(desk, reported, today)
            return 1
    return 0
