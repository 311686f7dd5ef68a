"""What was agreed in a call, confirmed by SMS: as it is sent, and as an agent sees it before."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from workbench.calls.cases import Case
from workbench.calls.effects import CallRows
from workbench.club import Settings
from workbench.messages.facts import PlanPart
from workbench.model.kinds import Channel
from workbench.model.message_kinds import KIND_OF_OUTCOME, Language
from workbench.model.outcomes import OUTCOME_RULES
from workbench.model.rows import Instalment
from workbench.office.wanted import AgreedCall, Wanted, address_of, club_facts
from workbench.office.writer import Writer

# from when a call was saved, to the minute, until what was agreed in it is confirmed: whoever
# saved a wrong outcome has five whole minutes to save the right one
CONFIRM_AFTER = timedelta(minutes=6)


def confirmed_at(call: AgreedCall, now: datetime) -> datetime:
    """Return the moment from which a call may be confirmed, in the zone of now."""
    saved_at = time.fromisoformat(call.called_at or "00:00")
    return datetime.combine(call.called_on, saved_at, now.tzinfo) + CONFIRM_AFTER


def confirm(settings: Settings, call: AgreedCall, parts: Sequence[Instalment]) -> Wanted | None:
    """Return what confirms a call, to the number that agreed; None if its outcome is not."""
    kind = KIND_OF_OUTCOME.get(call.outcome)
    if kind is None:
        return None
    facts = club_facts(settings, json.loads(call.members))._replace(
        agent=call.agent.title(),
        total_ore=call.open_ore,
        start_on=call.start_on,
        until_on=call.end_on,
        deadline_on=call.review_on,
        parts=tuple(PlanPart(part.due_on, part.amount_ore) for part in parts),
    )
    claims = tuple((claim_id, "", "") for claim_id in json.loads(call.claim_ids))
    return Wanted(kind, Channel.SMS, "", call.contact_name or "", facts, claims)


def write_confirmation(
    writer: Writer, case: Case, rows: CallRows, language: Language | None
) -> Wanted | None:
    """Return the SMS that would confirm a call with these rows; None if none would."""
    agreed = _agreed_call(case, rows)
    wanted = confirm(writer.settings, agreed, rows.instalments) if agreed else None
    address = address_of(agreed, Channel.SMS) if agreed else None
    if wanted is None or not address:
        return None
    return writer.put_in_words(replace(wanted, address=address, language=language))


def _agreed_call(case: Case, rows: CallRows) -> AgreedCall | None:
    """Return a call as the query `calls_to_confirm` will return it once its rows are saved."""
    [call], claim_ids = rows.calls, {row.claim_id for row in rows.call_claims}
    kind = OUTCOME_RULES[call.outcome].hold
    agreed = [hold for hold in rows.holds if (hold.call_id, hold.kind) == (call.call_id, kind)]
    if not agreed:
        return None
    names = {person.member_id: person.first_name for person in (*case.people, *case.paid_for)}
    members = {names[hold.member_id] for hold in agreed if hold.member_id in names}
    return AgreedCall(
        call.call_id, call.called_on, call.called_at, call.agent, call.outcome,
        case.phone or None, case.contact_name, min(hold.start_on for hold in agreed),
        max((hold.end_on for hold in agreed if hold.end_on), default=None),
        max((hold.review_on for hold in agreed if hold.review_on), default=None),
        json.dumps(sorted(members)),
        sum(claim.open_ore for claim in case.claims if claim.claim_id in claim_ids),
        json.dumps(sorted(claim_ids)),
    )  # fmt: skip
