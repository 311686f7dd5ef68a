"""Messages sent, one by one: each is worked out until the last moment, marked, given to its
gateway, and marked with what became of it.

One process sends for a club at a time. A message that was marked as being sent when its process was
killed is given to its gateway again, by the same key, where the gateway knows keys; else nobody
knows whether it was sent, and it is never sent again by itself.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from workbench.delivery.credentials import make_mail_gateway, make_sms_gateway
from workbench.delivery.gateways import Gateway, Letter, NotNow, NotSent, Uncertain
from workbench.messages.rendering import Rendered
from workbench.model.day_rows import Balance
from workbench.model.errors import BooksMoved
from workbench.model.kinds import LIVE, Channel, ProposalState
from workbench.model.message_kinds import LIVE_STATES, WRITTEN, MessageState
from workbench.model.message_rows import Message, MessageClaim, MessageText
from workbench.model.rows import Answer, Proposal
from workbench.model.task_kinds import TaskAnswer
from workbench.office.day import day_of, has_kept_day, keep_day, keep_head, update_day
from workbench.office.desk import Desk, current_user
from workbench.office.outbox import find_wanted
from workbench.office.wanted import Wanted
from workbench.store import books
from workbench.store.connection import Database
from workbench.store.events import event, head
from workbench.store.queries import table
from workbench.store.triggers import write_typed

SENDING_LOCK = ".sending"
KILLED = "kjøringen ble avbrutt mens den ble sendt"
Clock = Callable[[], datetime]  # Norwegian time
Gateways = Mapping[Channel, Gateway]


@dataclass
class Sent:
    """What a run did: the messages it tried, with their texts, and those that wait, with why."""

    tried: list[tuple[Message, MessageText]] = field(default_factory=list)
    waiting: list[Wanted] = field(default_factory=list)


def preview(desk: Desk, now: datetime) -> list[Wanted]:
    """Return what `send` would send at a moment, and what would wait; nothing is written."""
    if not desk.has_books():
        return []
    with day_of(desk, now.date()) as day:
        return find_wanted(day, desk, now)


def gateways_of(desk: Desk) -> Gateways:
    """Return the club's ways of sending; raises UsageError where a secret is missing."""
    settings, makers = desk.settings.messages, (make_sms_gateway, make_mail_gateway)
    return {
        channel: make(settings.gateway_of(channel), desk.club.outbox)
        for channel, make in zip(WRITTEN, makers, strict=True)
        if settings.groups_of(channel)
    }


def send(desk: Desk, now: Clock, gateways: Gateways | None = None) -> Sent:
    """Send what is to be sent, and return what became of it.

    Raises UsageError while another process sends for the club.
    """
    sent = Sent()
    gateways = gateways_of(desk) if gateways is None else gateways
    if not (gateways and desk.has_books()):
        return sent
    with desk.club.lock(SENDING_LOCK):
        _recover(desk, now, gateways, sent)
        wanted, version = _work_out(desk, now())
        while ready := [each for each in wanted if not each.waits and each.channel in gateways]:
            message, text = _letter(desk, ready[0], now().date(), gateways[ready[0].channel])
            if head(desk.db) != version or not _begin(desk, ready[0], message, text, version):
                wanted, version = _work_out(desk, now())  # others have saved meanwhile
                continue
            if not _give(desk, now, message, text, gateways[message.channel], sent):
                break
            wanted, version = [each for each in wanted if each is not ready[0]], head(desk.db)
        sent.waiting = [each for each in wanted if each.waits]
    return sent


def send_one(desk: Desk, now: Clock, wanted: Wanted, gateways: Gateways | None = None) -> Sent:
    """Send one message that was worked out just now; return what became of it.

    Raises UsageError while another process sends for the club.
    """
    sent = Sent()
    gateways = gateways_of(desk) if gateways is None else gateways
    with desk.club.lock(SENDING_LOCK):
        gateway = gateways[wanted.channel]
        message, text = _letter(desk, wanted, now().date(), gateway)
        while not _begin(desk, wanted, message, text, head(desk.db)):
            pass  # others have saved between: it is about nothing that they change
        _give(desk, now, message, text, gateway, sent)
    return sent


def _work_out(desk: Desk, now: datetime) -> tuple[list[Wanted], str]:
    """Return what is to be sent, and the books' last event that it follows from."""
    keep_day(desk, now.date())
    with day_of(desk, now.date()) as day:
        return find_wanted(day, desk, now), head(day.db)


def _letter(
    desk: Desk, wanted: Wanted, today: date, gateway: Gateway
) -> tuple[Message, MessageText]:
    """Return the message and its text, with a key of its own."""
    key, language = uuid4().hex, desk.settings.messages.language
    message = Message(
        key, wanted.kind, wanted.channel, language, gateway.name, today, MessageState.SENDING,
        wanted.task, wanted.evidence,
    )  # fmt: skip
    words, name = wanted.words or Rendered("", "", ""), wanted.contact_name or None
    return message, MessageText(key, wanted.address, words.text, name, words.subject, words.html)


def _begin(desk: Desk, wanted: Wanted, message: Message, text: MessageText, version: str) -> bool:
    """Mark a message as being sent; return False if others have saved since `version`."""
    claims = [MessageClaim(message.message_id, *each, message.channel) for each in wanted.claims]
    with suppress(BooksMoved):
        was_kept = has_kept_day(desk, message.made_on)
        with desk.write() as db:
            books.require_version(db, version)
            subject = message.message_id
            with event(db, "send", message.made_on, who=current_user(), subject=subject) as number:
                write_typed(db, "messages", [message], number)
                write_typed(db, "message_texts", [text], number)
                write_typed(db, "message_claims", claims, number)
            if was_kept:
                keep_head(db)
        return True
    return False


def _give(
    desk: Desk, now: Clock, message: Message, text: MessageText, gateway: Gateway, sent: Sent
) -> bool:
    """Give a message to its gateway, and mark what became of it; return False where the gateway
    cannot be reached now."""
    provider_id, note = None, None
    try:
        provider_id = gateway.send(_envelope(desk, message, text))
        state = MessageState.SENT
    except NotSent as error:
        state, note = MessageState.FAILED, str(error)
    except NotNow as error:
        state, note = MessageState.LAPSED, str(error)
    except Uncertain as error:
        state, note = MessageState.UNKNOWN, str(error)
    moment = now()
    message = message._replace(state=state, provider_id=provider_id, note=note)
    if state == MessageState.SENT:
        message = message._replace(sent_on=moment.date(), sent_at=f"{moment:%H:%M}")
    settle(desk, message, moment.date())
    sent.tried.append((message, text))
    return state != MessageState.LAPSED


def _envelope(desk: Desk, message: Message, text: MessageText) -> Letter:
    settings = desk.settings.messages
    if message.channel == Channel.SMS:
        return Letter(message.message_id, text.address, text.text, settings.from_phone)
    return Letter(
        message.message_id, text.address, text.text, settings.from_email, text.subject or "",
        text.html or "", desk.settings.name, settings.from_email,
    )  # fmt: skip


def _recover(desk: Desk, now: Clock, gateways: Gateways, sent: Sent) -> None:
    """Settle what a killed process was sending."""
    for message in table(desk.db, Message, "messages", state=[MessageState.SENDING]):
        (text,) = table(desk.db, MessageText, "message_texts", message_id=[message.message_id])
        gateway = gateways.get(message.channel)
        if gateway is not None and gateway.has_keys and gateway.name == message.gateway:
            _give(desk, now, message, text, gateway, sent)
        else:
            unknown = message._replace(state=MessageState.UNKNOWN, note=KILLED)
            settle(desk, unknown, now().date())
            sent.tried.append((unknown, text))


def settle(desk: Desk, message: Message, today: date) -> None:
    """Write what became of a message: of one that was sent, its steps are taken and its task is
    done; of one that was not, its steps may be in another."""
    was_kept = has_kept_day(desk, today)
    with desk.write() as db:
        claims = table(db, MessageClaim, "message_claims", message_id=[message.message_id])
        subject = message.message_id
        with event(db, "send", today, who=current_user(), subject=subject) as event_id:
            write_settled(db, message, claims, today, event_id)
        if was_kept:
            stepped = [each.claim_id for each in claims if each.step_id]
            balances = table(db, Balance, "balances", claim_id=stepped)
            update_day(db, desk, today, {claim.member_id or "" for claim in balances})


def write_settled(
    db: Database, message: Message, claims: list[MessageClaim], today: date, event_id: int
) -> None:
    """Write what became of a message. Call inside `event`."""
    (stored,) = table(db, Message, "messages", message_id=[message.message_id])
    if stored.state == MessageState.DELIVERED:  # a report was quicker than the gateway's answer
        return
    is_live = message.state in LIVE_STATES
    write_typed(db, "messages", [message], event_id)
    write_typed(db, "message_claims", [c._replace(is_live=is_live) for c in claims], event_id)
    if message.state not in (MessageState.SENT, MessageState.DELIVERED):
        return
    keys = {claim.key for claim in claims if claim.step_id}
    of_claims = table(db, Proposal, "proposals", claim_id=[c.claim_id for c in claims], state=LIVE)
    taken = [
        each._replace(state=ProposalState.SENT, decided_on=today)
        for each in of_claims
        if each.key in keys
    ]
    write_typed(db, "proposals", taken, event_id)
    if message.task is not None:
        answer = Answer(message.task, message.evidence or "", TaskAnswer.DONE, given_on=today)
        write_typed(db, "answers", [answer], event_id)
