"""What is to be written to payers from here, now: steps that were approved, and tasks that a
message does. Nothing of it is stored: each message is worked out until the moment it is sent."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from workbench.calls.hours import closed_reason
from workbench.messages.facts import MessageFacts
from workbench.model.kinds import Channel, ProposalState
from workbench.model.message_kinds import (
    KIND_OF_STEP,
    MESSAGE_RULES,
    WRITTEN,
    MessageGroup,
    MessageKind,
)
from workbench.model.rows import step_key
from workbench.money.invoice_calendar import find_quiet
from workbench.norsk import text_of
from workbench.office.day import Day
from workbench.office.desk import Desk
from workbench.office.invoicing import quiet_times
from workbench.office.policies import club_policy
from workbench.office.task_messages import wanted_for_tasks
from workbench.office.wanted import StepToSend, Wanted, address_of, facts_of_claims
from workbench.office.writer import Writer
from workbench.store.queries import load, typed

QUERIES = load(Path(__file__).with_suffix(".sql"))
DEADLINE_DAYS = 14  # where the level is no longer in the policy
FAILED_THRICE = "de tre siste meldingene dit kom ikke fram; finn en annen måte"
ALREADY_WRITTEN = "er skrevet til i dag; det neste går i morgen"


def find_wanted(day: Day, desk: Desk, now: datetime) -> list[Wanted]:
    """Return the messages to send at a moment (Norwegian time), and those that wait with why: in
    the order in which they are sent, confirmations first."""
    wanted = [*wanted_for_tasks(day, desk, now), *_wanted_for_steps(day, desk)]
    wanted.sort(key=lambda each: (not MESSAGE_RULES[each.kind].is_at_any_hour, each.address))
    return ready_to_send(day, desk, wanted, now)


def ready_to_send(day: Day, desk: Desk, wanted: Iterable[Wanted], now: datetime) -> list[Wanted]:
    """Return the messages in words, each with why it waits if it may not be sent at the moment:
    outside the hours, in a quiet week, or to whoever was written to that day."""
    refusal = desk.settings.assignment.refuse_all(now.date())
    writer = Writer(desk, day)
    payers: dict[str, set[str]] = {}
    for address, payer_id in QUERIES.payers_of_addresses(day.db.conn):
        payers.setdefault(address, {address}).add(payer_id)
    written_to = {
        who
        for (address,) in QUERIES.written_to_on(day.db.conn, day=now.date())
        for who in payers.get(address, {address})
    }
    failing = {row[0] for row in QUERIES.addresses_that_fail(day.db.conn, day=now.date())}
    closed = _closed_reason(desk, now)
    ready = []
    for each in wanted:
        each = writer.put_in_words(each)
        if refusal is not None:
            each = replace(each, waits=text_of(refusal))
        if each.address in failing:
            each = replace(each, waits=FAILED_THRICE)
        if not MESSAGE_RULES[each.kind].is_at_any_hour:
            receivers = payers.get(each.address, {each.address})
            waits = each.waits or closed or (ALREADY_WRITTEN if receivers & written_to else "")
            each = replace(each, waits=waits)
            written_to |= receivers if not each.waits else set()
        ready.append(each)
    return ready


def _closed_reason(desk: Desk, now: datetime) -> str:
    """Return why nothing that nobody asked for is sent now; "" if it may be."""
    reason = closed_reason(now)
    if reason:
        return reason
    quiet = find_quiet(now.date(), quiet_times(desk))
    return f"venter til etter {quiet.what}" if quiet else ""


def write_steps(day: Day, desk: Desk) -> dict[str, Wanted]:
    """Return by its key the message of each step that is approved, or would be sent from here if
    it were approved, in words."""
    states = (ProposalState.PROPOSED, ProposalState.APPROVED)
    wanted = [*_wanted_for_steps(day, desk, states)]
    if not wanted:
        return {}
    writer = Writer(desk, day)
    messages: dict[str, Wanted] = {}
    for each in wanted:
        written = writer.put_in_words(each)
        messages |= {step_key(*step): written for step in each.claims}
    return messages


def _wanted_for_steps(
    day: Day, desk: Desk, states: Sequence[ProposalState] = (ProposalState.APPROVED,)
) -> Iterator[Wanted]:
    """Yield a message for each payer, channel and kind: one for all of the payer's claims."""
    settings = desk.settings.messages
    channels = [c for c in WRITTEN if MessageGroup.STEPS in settings.groups_of(c)]
    found = QUERIES.steps_to_send(
        day.db.conn, channels=json.dumps(channels), states=json.dumps(states)
    )
    rows = typed(StepToSend, found)
    of_payer: dict[tuple[str, Channel, MessageKind], list[StepToSend]] = {}
    for row in rows:
        kind = KIND_OF_STEP.get(row.kind)
        if kind == MessageKind.PAYMENT_NOTICE and row.is_drawn:
            kind = MessageKind.DRAW_NOTICE
        if kind is not None and address_of(row, row.channel):
            of_payer.setdefault((row.payer_id, row.channel, kind), []).append(row)
    days_of_level = {
        level.step_id: level.deadline_days for level in club_policy(day.db, desk).policy.levels
    }
    for (_, channel, kind), of_message in of_payer.items():
        days = max(days_of_level.get(row.step_id, DEADLINE_DAYS) for row in of_message)
        deadline_on = day.as_of + timedelta(days=days)
        if kind in (MessageKind.PAYMENT_NOTICE, MessageKind.DRAW_NOTICE):
            deadline_on = min(row.due_on for row in of_message)
        facts = _with_charges(facts_of_claims(desk.settings, of_message), of_message)
        yield Wanted(
            kind,
            channel,
            address_of(of_message[0], channel) or "",
            of_message[0].contact_name or "",
            facts._replace(deadline_on=deadline_on),
            tuple((row.claim_id, row.step_id, row.due_version) for row in of_message),
        )


def _with_charges(facts: MessageFacts, rows: Sequence[StepToSend]) -> MessageFacts:
    """Return the facts with the fee and the interest of the letters, beside the claims."""
    fee_ore, interest_ore = sum(row.fee_ore for row in rows), sum(row.interest_ore for row in rows)
    total_ore = facts.total_ore + fee_ore + interest_ore
    return facts._replace(total_ore=total_ore, fee_ore=fee_ore, interest_ore=interest_ore)
