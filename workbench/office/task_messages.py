"""Tasks that a message does: to confirm what was agreed, and to tell payers what has happened."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from workbench.messages.facts import PlanPart
from workbench.model.day_rows import Task
from workbench.model.kinds import Channel
from workbench.model.message_kinds import MESSAGE_RULES, WRITTEN, MessageKind
from workbench.model.rows import Instalment
from workbench.model.task_kinds import CONFIRMED_BY_SMS, TaskKind
from workbench.office.confirming import confirm, confirmed_at
from workbench.office.day import Day
from workbench.office.desk import Desk
from workbench.office.tasks import tasks_of
from workbench.office.wanted import (
    AgreedCall,
    ClaimToTellOf,
    MemberToTell,
    Wanted,
    address_of,
    club_facts,
    facts_of_claims,
)
from workbench.store.queries import load, table, typed
from workbench.values.phones import is_mobile

QUERIES = load(Path(__file__).with_suffix(".sql"))
# how the subject of a task begins -> the kind of message that does it
KIND_OF_TASK = {
    "reversed:": MessageKind.REVERSAL,
    "mandate:": MessageKind.MANDATE_STOPPED,
    "pending:": MessageKind.MANDATE_MISSING,
    "freeze:": MessageKind.FREEZE_ENDS,
}
DEADLINE = timedelta(days=14)


def wanted_for_tasks(day: Day, desk: Desk, now: datetime) -> Iterator[Wanted]:
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
    yield from _told_of_numbers(desk, tasks)


def left_alone(day: Day) -> set[str]:
    """Return the members of homes that nobody writes to unasked: somebody has died, has it hard,
    has a guardian, or waits for an answer."""
    return {row[0] for row in QUERIES.left_alone(day.db.conn)}


def by_channel(
    desk: Desk, wanted: Wanted, row: ClaimToTellOf | MemberToTell | AgreedCall
) -> Iterator[Wanted]:
    """Yield the message by the first channel that the club allows and that reaches the payer."""
    for channel in WRITTEN:
        address = address_of(row, channel)
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
        of_plan = [part for part in parts if part.call_id == call.call_id]
        wanted = confirm(desk.settings, call, of_plan)
        if wanted is None or now < confirmed_at(call, now):
            continue
        task = of_call[call.call_id]
        wanted = replace(wanted, task=task.key, evidence=task.evidence)
        yield from by_channel(desk, wanted, call)


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
        facts = facts_of_claims(desk.settings, [row])._replace(
            deadline_on=max(day.as_of + DEADLINE, row.due_on)
        )
        name, claims = row.contact_name or "", ((row.claim_id, "", ""),)
        wanted = Wanted(kind, Channel.SMS, "", name, facts, claims, task.key, task.evidence)
        yield from by_channel(desk, wanted, row)


def _told_of_freezes(day: Day, desk: Desk, tasks: Sequence[Task]) -> Iterator[Wanted]:
    """Yield that a freeze ends, and what falls due then."""
    of_member = {
        task.about.partition(":")[2]: task for task in tasks if task.about.startswith("freeze:")
    }
    rows = QUERIES.members_to_tell(day.db.conn, members=json.dumps([*of_member]))
    alone = left_alone(day)
    for row in typed(MemberToTell, rows):
        if row.member_id in alone:
            continue
        task = of_member[row.member_id]
        end_on, due_on, open_ore, ended_on = json.loads(task.evidence)
        facts = club_facts(desk.settings, [row.first_name])._replace(
            until_on=date.fromisoformat(end_on),
            next_due=(PlanPart(date.fromisoformat(due_on), open_ore),) if due_on else (),
            is_stopped=ended_on is not None,
        )
        name = row.contact_name or ""
        kind = MessageKind.FREEZE_ENDS
        wanted = Wanted(kind, Channel.SMS, "", name, facts, (), task.key, task.evidence)
        yield from by_channel(desk, wanted, row)


def _told_of_numbers(desk: Desk, tasks: Sequence[Task]) -> Iterator[Wanted]:
    """Yield to numbers that payers have exchanged for others that this was done."""
    for task in tasks:
        if task.about.startswith("number:"):
            address, _ = json.loads(task.evidence)
            kind, facts = MessageKind.NUMBER_CHANGED, club_facts(desk.settings, [])
            if is_mobile(address):
                yield Wanted(kind, Channel.SMS, address, "", facts, (), task.key, task.evidence)
