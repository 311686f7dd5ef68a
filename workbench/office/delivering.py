"""Messages sent, one by one: each is worked out until the last moment, marked, given to its
gateway, and marked with what became of it.

One process sends for a club at a time. A message that was marked as being sent when its process was
killed is given to its gateway again, by the same key, where the gateway knows keys and the same
message would be made now; else nobody knows whether it was sent, and it is never sent again by
itself.
"""

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import uuid4

from workbench.calls.hours import may_call
from workbench.delivery.credentials import make_gateway
from workbench.delivery.gateways import (
    BadAddress,
    Gateway,
    Letter,
    NotNow,
    NotSent,
    Uncertain,
)
from workbench.messages.rendering import Rendered
from workbench.model.errors import BooksMoved, UsageError
from workbench.model.kinds import Channel
from workbench.model.message_kinds import WRITTEN, MessageState
from workbench.model.message_rows import Message, MessageClaim, MessageText
from workbench.office.day import Day, day_of, has_kept_day, keep_day, keep_head, work_out_day
from workbench.office.desk import Desk, current_user
from workbench.office.outbox import find_wanted
from workbench.office.settling import settle, write_settled
from workbench.office.wanted import Wanted
from workbench.store import books, heads, proposals
from workbench.store.connection import write
from workbench.store.events import event, head
from workbench.store.ledger import office_books
from workbench.store.queries import table
from workbench.store.triggers import write_typed

SENDING_LOCK = ".sending"
KILLED = "kjøringen ble avbrutt mens den ble sendt"
UNEXPECTED = "uventet feil da den ble sendt ({}); se hos leverandøren om den kom fram"
CHANGED = "club.toml eller regelsettet er endret; kjør på nytt"
MOST_UNKNOWN = 3  # in a row: then the gateway is not asked more in this run
Clock = Callable[[], datetime]  # Norwegian time
Gateways = Mapping[Channel, Gateway]


@dataclass
class Sent:
    """What a run did: the messages it tried, with their texts, and those that wait, with why."""

    tried: list[tuple[Message, MessageText]] = field(default_factory=list)
    waiting: list[Wanted] = field(default_factory=list)

    @property
    def is_stopped(self) -> bool:
        """Whether the gateway cannot be reached, or gives no answers."""
        states = [message.state for message, _ in self.tried[-MOST_UNKNOWN:]]
        no_answer = {MessageState.LAPSED, MessageState.UNKNOWN}
        return len(states) == MOST_UNKNOWN and no_answer >= {*states}


@dataclass
class Queue:
    """What is to be sent, with the moment and the books' last event that it follows from."""

    ready: deque[Wanted]
    waiting: list[Wanted]
    version: str
    worked_out_at: datetime

    def is_outdated(self, moment: datetime) -> bool:
        """Return whether another day has begun since, or the hours in which people are written to
        have begun or ended."""
        at = self.worked_out_at
        return moment.date() != at.date() or may_call(moment) != may_call(at)


def preview(desk: Desk, now: datetime) -> list[Wanted]:
    """Return what `send` would send at a moment, and what would wait; nothing is written."""
    if not desk.has_books():
        return []
    with day_of(desk, now.date()) as day:
        return find_wanted(day, desk, now)


def gateways_of(desk: Desk) -> Gateways:
    """Return the club's ways of sending; raises UsageError where a secret is missing."""
    settings = desk.settings.messages
    return {
        channel: make_gateway(settings.gateway_of(channel), desk.club.outbox)
        for channel in WRITTEN
        if settings.groups_of(channel)
    }


def send(desk: Desk, now: Clock, gateways: Gateways | None = None) -> Sent:
    """Send what is to be sent, and return what became of it.

    Raises UsageError while another process sends for the club, if `club.toml` has changed since it
    was read, and if a later day has been planned: then the clock is wrong.
    """
    sent = Sent()
    gateways = gateways_of(desk) if gateways is None else gateways
    if not (gateways and desk.has_books()):
        return sent
    # the office's books are open all along: opening them anew costs more than each message
    with desk.club.lock(SENDING_LOCK), office_books(desk.club.house):
        mtimes = desk.settings_mtimes()
        if desk.club.settings() != desk.settings:
            raise UsageError(f"{desk.club.slug}: {CHANGED}.")
        _recover(desk, now, gateways, sent)
        queue = _work_out(desk, now(), gateways)
        while queue.ready and not sent.is_stopped:
            if desk.settings_mtimes() != mtimes:
                queue.waiting += [replace(each, waits=CHANGED) for each in queue.ready]
                break
            if queue.is_outdated(now()) or not _send_next(desk, now, gateways, queue, sent):
                queue = _work_out(desk, now(), gateways)
        sent.waiting = queue.waiting
        if sent.tried:
            heads.record_head(desk.club.house, desk.club.slug, head(desk.db))
            keep_day(desk, now().date())
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


def _work_out(desk: Desk, now: datetime, gateways: Gateways) -> Queue:
    """Return what is to be sent, and the books' last event that it follows from."""
    proposals.refuse_older_day(desk.db, now.date())
    keep_day(desk, now.date())
    with day_of(desk, now.date()) as day:
        wanted, version = find_wanted(day, desk, now), head(day.db)
    ready = [each for each in wanted if not each.waits and each.channel in gateways]
    return Queue(deque(ready), [each for each in wanted if each.waits], version, now)


def _send_next(desk: Desk, now: Clock, gateways: Gateways, queue: Queue, sent: Sent) -> bool:
    """Send the first message of the queue; return False if others have saved since the queue was
    worked out."""
    wanted = queue.ready[0]
    gateway = gateways[wanted.channel]
    message, text = _letter(desk, wanted, now().date(), gateway)
    version = _begin(desk, wanted, message, text, queue.version)
    if not version:
        return False
    queue.ready.popleft()
    queue.version = _give(desk, now, message, text, gateway, sent, version=version)
    return True


def _letter(
    desk: Desk, wanted: Wanted, today: date, gateway: Gateway
) -> tuple[Message, MessageText]:
    """Return the message and its text, with a key of its own."""
    key, language = uuid4().hex, wanted.language or desk.settings.messages.language
    message = Message(
        key, wanted.kind, wanted.channel, language, gateway.name, today, MessageState.SENDING,
        wanted.task, wanted.evidence,
    )  # fmt: skip
    return message, _text_of(key, wanted)


def _text_of(key: str, wanted: Wanted) -> MessageText:
    words, name = wanted.words or Rendered("", "", ""), wanted.contact_name or None
    return MessageText(key, wanted.address, words.text, name, words.subject, words.html)


def _begin(desk: Desk, wanted: Wanted, message: Message, text: MessageText, version: str) -> str:
    """Mark a message as being sent; return the books' last event then, or "" if others have saved
    since `version`."""
    claims = [MessageClaim(message.message_id, *each, message.channel) for each in wanted.claims]
    with suppress(BooksMoved):
        with desk.write() as db:
            books.require_version(db, version)
            was_kept = has_kept_day(desk, message.made_on)
            subject = message.message_id
            with event(db, "send", message.made_on, who=current_user(), subject=subject) as number:
                write_typed(db, "messages", [message], number)
                write_typed(db, "message_texts", [text], number)
                write_typed(db, "message_claims", claims, number)
            if was_kept:
                keep_head(db)
            begun = head(db)
        return begun
    return ""


def _give(
    desk: Desk,
    now: Clock,
    message: Message,
    text: MessageText,
    gateway: Gateway,
    sent: Sent,
    *,
    version: str = "",
    again: bool = False,
) -> str:
    """Give a message to its gateway, and mark what became of it; return the books' last event, or
    "" if others have saved since `version`.

    Where it is given `again`, the first try may have been taken, whatever is answered now.
    """
    state, provider_id, note = _ask(gateway, _envelope(desk, message, text))
    if again and state == MessageState.LAPSED:
        return ""  # it stays as being sent, and is given again by the next run
    if again and state in (MessageState.FAILED, MessageState.BOUNCED):
        state = MessageState.UNKNOWN
    moment = now()
    message = message._replace(state=state, provider_id=provider_id, note=note)
    if state == MessageState.SENT:
        message = message._replace(sent_on=moment.date(), sent_at=f"{moment:%H:%M}")
    version = settle(desk, message, moment.date(), version=version, is_one_of_many=bool(version))
    sent.tried.append((message, text))
    return version


def _ask(gateway: Gateway, letter: Letter) -> tuple[MessageState, str | None, str | None]:
    """Give a letter to its gateway; return what became of it, the gateway's id of it, and why it
    was not sent."""
    try:
        return MessageState.SENT, gateway.send(letter), None
    except BadAddress as error:
        return MessageState.BOUNCED, None, str(error)
    except NotSent as error:
        return MessageState.FAILED, None, str(error)
    except (NotNow, UsageError) as error:  # the latter for settings: nothing was sent
        return MessageState.LAPSED, None, str(error)
    except Uncertain as error:
        return MessageState.UNKNOWN, None, str(error)
    except Exception as error:  # its words may name somebody
        return MessageState.UNKNOWN, None, UNEXPECTED.format(type(error).__name__)


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
        knows_key = gateway and gateway.has_keys and gateway.name == message.gateway
        if gateway and knows_key and _is_still_wanted(desk, now, message, text):
            _give(desk, now, message, text, gateway, sent, again=True)
        else:
            unknown = message._replace(state=MessageState.UNKNOWN, note=KILLED)
            settle(desk, unknown, now().date())
            sent.tried.append((unknown, text))


def _is_still_wanted(desk: Desk, now: Clock, message: Message, text: MessageText) -> bool:
    """Return whether the same message would be made now, word for word, had it not been marked."""
    claims = table(desk.db, MessageClaim, "message_claims", message_id=[message.message_id])
    keys = {(claim.claim_id, claim.step_id, claim.due_version) for claim in claims}
    unmarked, version = message._replace(state=MessageState.LAPSED), ""
    wanted: list[Wanted] = []
    while version != head(desk.db):  # others may save meanwhile
        moment, copy = now(), books.copy_of(desk.db)
        version, today = head(copy), moment.date()
        with write(copy):
            with event(copy, "send", today, who=current_user(), guarded=False) as number:
                write_settled(copy, unmarked, claims, today, number)
            work_out_day(copy, desk, today)
        wanted = find_wanted(Day(copy, today), desk, moment)
    about = (message.kind, message.channel, message.task, message.evidence)
    return any(
        not each.waits
        and (each.kind, each.channel, each.task, each.evidence) == about
        and {*each.claims} == keys
        and _text_of(message.message_id, each) == text
        for each in wanted
    )
