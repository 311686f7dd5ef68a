"""What is to be written to payers from here, now: steps that were approved, and tasks that a
message does. Nothing of it is stored: each message is worked out until the moment it is sent."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from workbench.calls.hours import describe_next_calling_time, may_call
from workbench.messages.facts import ClaimLine, MessageFacts, PlanPart
from workbench.messages.rendering import Rendered, Texts, load_texts, render
from workbench.model.day_rows import Task
from workbench.model.kinds import Channel, StepKind
from workbench.model.message_kinds import (
    KIND_OF_OUTCOME,
    KIND_OF_STEP,
    MESSAGE_RULES,
    WRITTEN,
    MessageGroup,
    MessageKind,
)
from workbench.model.outcomes import Outcome
from workbench.model.rows import Instalment
from workbench.model.task_kinds import CONFIRMED_BY_SMS, TaskKind
from workbench.money.invoice_calendar import find_quiet
from workbench.office.day import Day
from workbench.office.desk import Desk
from workbench.office.invoicing import quiet_times
from workbench.office.policies import club_policy
from workbench.office.tasks import tasks_of
from workbench.store.queries import load, table, typed
from workbench.values.phones import is_mobile

QUERIES = load(Path(__file__).with_suffix(".sql"))
# from when a call was saved, to the minute, until what was agreed in it is confirmed: whoever
# saved a wrong outcome has five whole minutes to save the right one
CONFIRM_AFTER = timedelta(minutes=6)
# how the subject of a task begins -> the kind of message that does it
KIND_OF_TASK = {
    "reversed:": MessageKind.REVERSAL,
    "mandate:": MessageKind.MANDATE_STOPPED,
    "pending:": MessageKind.MANDATE_MISSING,
    "freeze:": MessageKind.FREEZE_ENDS,
}
DEADLINE = timedelta(days=14)  # in a message that belongs to no level
ALREADY_WRITTEN = "er skrevet til i dag; det neste går i morgen"


@dataclass(frozen=True)
class Wanted:
    """A message to send now, or why it waits."""

    kind: MessageKind
    channel: Channel
    address: str
    contact_name: str
    facts: MessageFacts
    claims: tuple[tuple[str, str, str], ...]  # claim id, step id or "", due version or ""
    task: str | None = None
    evidence: str | None = None
    words: Rendered | None = None
    waits: str = ""  # in bokmål: why it is not sent now


class StepToSend(NamedTuple):
    """A step that was approved, with its claim and payer."""

    claim_id: str
    step_id: str
    due_version: str
    kind: StepKind
    channel: Channel
    payer_id: str
    title: str
    due_on: date
    open_ore: int
    kid: str | None
    first_name: str | None
    contact_name: str | None
    phone: str | None
    email: str | None
    is_drawn: bool


class AgreedCall(NamedTuple):
    """A call in which something was agreed."""

    call_id: str
    called_on: date
    called_at: str | None
    agent: str
    outcome: Outcome
    phone: str | None
    contact_name: str | None
    start_on: date
    end_on: date | None
    review_on: date | None
    members: str  # a JSON list of first names
    open_ore: int
    claim_ids: str


class ClaimToTellOf(NamedTuple):
    """An open claim with its payer."""

    claim_id: str
    title: str
    due_on: date
    open_ore: int
    kid: str | None
    first_name: str | None
    contact_name: str | None
    phone: str | None
    email: str | None


class MemberToTell(NamedTuple):
    """A member with who is written to."""

    member_id: str
    first_name: str | None
    contact_name: str | None
    phone: str | None
    email: str | None


def find_wanted(day: Day, desk: Desk, now: datetime) -> list[Wanted]:
    """Return the messages to send at a moment (Norwegian time), and those that wait with why: in
    the order in which they are sent, confirmations first."""
    texts = load_texts(desk.club.folder / "texts")
    wanted = [*_wanted_for_tasks(day, desk, now), *_wanted_for_steps(day, desk)]
    wanted.sort(key=lambda each: (not MESSAGE_RULES[each.kind].is_asked_for, each.address))
    written_to = {row[0] for row in QUERIES.written_to_on(day.db.conn, day=now.date())}
    closed = _closed_reason(desk, now)
    ready = []
    for each in wanted:
        each = _worded(each, desk, texts, now.date())
        if not MESSAGE_RULES[each.kind].is_asked_for:
            waits = each.waits or closed
            waits = waits or (ALREADY_WRITTEN if each.address in written_to else "")
            each = replace(each, waits=waits)
            written_to |= {each.address} if not each.waits else set()
        ready.append(each)
    return ready


def _closed_reason(desk: Desk, now: datetime) -> str:
    """Return why nothing that nobody asked for is sent now; "" if it may be."""
    if not may_call(now):
        return describe_next_calling_time(now)
    quiet = find_quiet(now.date(), quiet_times(desk))
    return f"venter til etter {quiet.what}" if quiet else ""


def _worded(wanted: Wanted, desk: Desk, texts: Texts, as_of: date) -> Wanted:
    """Return the message with its words, or with why its text cannot be used."""
    language = desk.settings.messages.language
    words = render(texts, wanted.kind, wanted.channel, language, wanted.facts, as_of)
    return replace(wanted, words=words)


# ------------------------------------------------------------------ steps


def _wanted_for_steps(day: Day, desk: Desk) -> Iterator[Wanted]:
    """Yield a message for each payer, channel and kind: one for all of the payer's claims."""
    settings = desk.settings.messages
    channels = [c for c in WRITTEN if MessageGroup.STEPS in settings.groups_of(c)]
    rows = typed(StepToSend, QUERIES.steps_to_send(day.db.conn, channels=json.dumps(channels)))
    of_payer: dict[tuple[str, Channel, MessageKind], list[StepToSend]] = {}
    for row in rows:
        kind = KIND_OF_STEP.get(row.kind)
        if kind == MessageKind.PAYMENT_NOTICE and row.is_drawn:
            kind = MessageKind.DRAW_NOTICE
        if kind is not None and _address(row, row.channel):
            of_payer.setdefault((row.payer_id, row.channel, kind), []).append(row)
    days_of_level = {
        level.step_id: level.deadline_days for level in club_policy(day.db, desk).policy.levels
    }
    for (_, channel, kind), of_message in of_payer.items():
        days = max(days_of_level.get(row.step_id, DEADLINE.days) for row in of_message)
        deadline_on = day.as_of + timedelta(days=days)
        if kind in (MessageKind.PAYMENT_NOTICE, MessageKind.DRAW_NOTICE):
            deadline_on = min(row.due_on for row in of_message)
        yield Wanted(
            kind,
            channel,
            _address(of_message[0], channel) or "",
            of_message[0].contact_name or "",
            _facts_of_claims(desk, of_message)._replace(deadline_on=deadline_on),
            tuple((row.claim_id, row.step_id, row.due_version) for row in of_message),
        )


def _address(
    row: StepToSend | ClaimToTellOf | MemberToTell | AgreedCall, channel: Channel
) -> str | None:
    """Return where the payer is reached by SMS or e-mail; an SMS needs a mobile."""
    if channel == Channel.SMS:
        return row.phone if row.phone and is_mobile(row.phone) else None
    return None if isinstance(row, AgreedCall) else row.email


def _facts_of_claims(desk: Desk, rows: Sequence[StepToSend | ClaimToTellOf]) -> MessageFacts:
    lines = tuple(ClaimLine(row.title, row.due_on, row.open_ore, row.kid or "") for row in rows)
    return _facts(desk, rows[0].contact_name, [row.first_name for row in rows])._replace(
        claims=lines, total_ore=sum(line.open_ore for line in lines)
    )


def _facts(desk: Desk, contact_name: str | None, members: Iterable[str | None]) -> MessageFacts:
    """Return what is the same in every message of the club's to this person."""
    settings, accounts = desk.settings, sorted(desk.settings.own_accounts)
    first_names = dict.fromkeys(name.split()[0] for name in members if name and name.strip())
    return MessageFacts(
        name=_addressed_name(contact_name or ""),
        club=settings.messages.short_name or settings.name,
        phone=settings.messages.phone,
        site=settings.messages.site,
        account=accounts[0] if len(accounts) == 1 else "",
        members=tuple(first_names),
        system=settings.system,
    )


def _addressed_name(contact_name: str) -> str:
    """Return the first name, also of a child whose guardian has no known name.

    >>> _addressed_name("Kari Marie Li"), _addressed_name("foresatte til Ola Li")
    ('Kari', 'foresatte til Ola')
    """
    prefix, _, child = contact_name.rpartition("foresatte til ")
    words = child.split()
    return f"{'foresatte til ' if contact_name != child else prefix}{words[0] if words else ''}"


# ------------------------------------------------------------------ tasks that a message does


def _wanted_for_tasks(day: Day, desk: Desk, now: datetime) -> Iterator[Wanted]:
    """Yield a message for each standing task that one does and the club allows, by the first
    channel that reaches the payer."""
    tried = {tuple(row) for row in QUERIES.live_tasks(day.db.conn)}
    tasks = [
        task
        for task in tasks_of(day).standing
        if task.kind == TaskKind.FOLLOW_UP and (task.key, task.evidence) not in tried
    ]
    yield from _confirmations(day, desk, tasks, now)
    yield from _told_of_claims(day, desk, tasks)
    yield from _told_of_freezes(day, desk, tasks)


def _by_channel(
    desk: Desk, wanted: Wanted, row: ClaimToTellOf | MemberToTell | AgreedCall
) -> Iterator[Wanted]:
    """Yield the message by the first channel that the club allows and that reaches the payer."""
    for channel in WRITTEN:
        address = _address(row, channel)
        groups = desk.settings.messages.groups_of(channel)
        if address and MESSAGE_RULES[wanted.kind].allowed_as in groups:
            yield replace(wanted, channel=channel, address=address)
            return


def _confirmations(day: Day, desk: Desk, tasks: Sequence[Task], now: datetime) -> Iterator[Wanted]:
    """Yield what was agreed in calls, to the number that agreed, five minutes later or more."""
    of_call = {
        task.about.removesuffix(CONFIRMED_BY_SMS): task
        for task in tasks
        if task.about.endswith(CONFIRMED_BY_SMS)
    }
    calls = typed(AgreedCall, QUERIES.calls_to_confirm(day.db.conn, calls=json.dumps([*of_call])))
    parts = table(day.db, Instalment, "instalments", call_id=of_call)
    for call in calls:
        saved_at = datetime.combine(
            call.called_on, time.fromisoformat(call.called_at or "00:00"), now.tzinfo
        )
        kind = KIND_OF_OUTCOME.get(call.outcome)
        if kind is None or now < saved_at + CONFIRM_AFTER:
            continue
        facts = _facts(desk, call.contact_name, json.loads(call.members))._replace(
            agent=call.agent.title(),
            total_ore=call.open_ore,
            start_on=call.start_on,
            until_on=call.end_on,
            deadline_on=call.review_on,
            parts=tuple(
                PlanPart(part.due_on, part.amount_ore)
                for part in parts
                if part.call_id == call.call_id
            ),
        )
        task = of_call[call.call_id]
        claims = tuple((claim_id, "", "") for claim_id in json.loads(call.claim_ids))
        wanted = Wanted(
            kind, Channel.SMS, "", call.contact_name or "", facts, claims, task.key, task.evidence
        )
        yield from _by_channel(desk, wanted, call)


def _told_of_claims(day: Day, desk: Desk, tasks: Sequence[Task]) -> Iterator[Wanted]:
    """Yield what payers are told about a claim of theirs."""
    of_claim = {
        about: (task, KIND_OF_TASK[f"{prefix}:"])
        for task in tasks
        for prefix, _, about in [task.about.partition(":")]
        if f"{prefix}:" in KIND_OF_TASK and prefix != "freeze"
    }
    rows = QUERIES.claims_to_tell_of(day.db.conn, claims=json.dumps([*of_claim]))
    for row in typed(ClaimToTellOf, rows):
        task, kind = of_claim[row.claim_id]
        facts = _facts_of_claims(desk, [row])._replace(
            deadline_on=max(day.as_of + DEADLINE, row.due_on)
        )
        name, claims = row.contact_name or "", ((row.claim_id, "", ""),)
        wanted = Wanted(kind, Channel.SMS, "", name, facts, claims, task.key, task.evidence)
        yield from _by_channel(desk, wanted, row)


def _told_of_freezes(day: Day, desk: Desk, tasks: Sequence[Task]) -> Iterator[Wanted]:
    """Yield that a freeze ends, and what falls due then."""
    of_member = {
        task.about.partition(":")[2]: task for task in tasks if task.about.startswith("freeze:")
    }
    rows = QUERIES.members_to_tell(day.db.conn, members=json.dumps([*of_member]))
    for row in typed(MemberToTell, rows):
        task = of_member[row.member_id]
        end_on, due_on, open_ore, _ = json.loads(task.evidence)
        facts = _facts(desk, row.contact_name, [row.first_name])._replace(
            until_on=date.fromisoformat(end_on),
            deadline_on=date.fromisoformat(due_on) if due_on else None,
            total_ore=open_ore or 0,
        )
        name = row.contact_name or ""
        kind = MessageKind.FREEZE_ENDS
        wanted = Wanted(kind, Channel.SMS, "", name, facts, (), task.key, task.evidence)
        yield from _by_channel(desk, wanted, row)
