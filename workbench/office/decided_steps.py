"""What becomes of proposed steps, written to the books."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from workbench.dunning.assignment import is_decided
from workbench.model.day_rows import PlanRow
from workbench.model.errors import UsageError
from workbench.model.kinds import SENT_HERE, Channel, ProposalState, StepKind
from workbench.model.message_kinds import MessageState
from workbench.model.message_rows import Message, MessageClaim
from workbench.model.rows import Answer, Proposal, Step, step_key
from workbench.model.task_kinds import ABOUT_A_STEP
from workbench.office.desk import Desk, current_user
from workbench.office.policies import club_policy
from workbench.store import proposals
from workbench.store.connection import Database
from workbench.store.events import event
from workbench.store.queries import rows_of, table
from workbench.store.triggers import write_typed

DECIDED = {ProposalState.APPROVED, ProposalState.SET_ASIDE}
FREE = {StepKind.PAYMENT_NOTICE, StepKind.REMINDER}  # what the club may approve once and for all


def find_decided(db: Database, desk: Desk, claim_ids: Collection[str]) -> list[Proposal]:
    """Return the proposals that were approved or set aside, of these claims. One that this office
    sends itself is still to be sent, but where nobody knows what became of its message."""
    channels = desk.settings.messages.step_channels
    unknown = {step_key(*row) for row in rows_of(db, "unknown_steps")}
    return [
        each
        for each in table(db, Proposal, "own_proposals", claim_id=claim_ids, state=DECIDED)
        if each.state == ProposalState.SET_ASIDE
        or each.note != SENT_HERE
        or each.channel not in channels
        or each.key in unknown
    ]


def propose(
    db: Database, desk: Desk, plan: Sequence[PlanRow], as_of: date, *, guarded: bool = True
) -> tuple[int, int]:
    """Save the plan's steps as proposals, and approve those that the club has approved once and for
    all; return how many are new and how many lapsed. Call inside `write`; `guarded` is as for an
    event."""
    policy = club_policy(db, desk)
    counts = proposals.save_plan(
        db,
        plan,
        policy=policy.policy.id,
        policy_sha256=policy.sha256,
        as_of=as_of,
        who=current_user(),
        guarded=guarded,
    )
    if is_decided(desk.settings.assignment.approved_reminders, as_of):
        free = {
            step_key(row.claim_id, row.step_id, row.due_version)
            for row in plan
            if row.step_id and row.kind in FREE and not row.fee_ore
        }
        channels = desk.settings.messages.step_channels
        _approve(db, free, as_of, channels, guarded=guarded)
    return counts


def _approve(
    db: Database,
    keys: Collection[str],
    as_of: date,
    channels: Collection[Channel],
    *,
    guarded: bool,
) -> None:
    proposed = [
        each
        for each in proposals.live_proposals(db)
        if each.state == ProposalState.PROPOSED and each.key in keys
    ]
    with event(db, "approve", as_of, who=current_user(), guarded=guarded) as event_id:
        approved = [_approved(each, as_of, channels) for each in proposed]
        write_typed(db, "proposals", approved, event_id)


def decide_steps(
    db: Database,
    desk: Desk,
    answers: Iterable[Answer],
    as_of: date,
    sent_on: date | None,
    event_id: int,
) -> None:
    """Write what the answers say about proposed steps. Call inside `event`.

    Raises UsageError for a day of sending before the approval, or after today.
    """
    by_key = {answer.task.partition(":")[2]: answer for answer in answers}
    for each in proposals.live_proposals(db):
        answer = by_key.get(each.key)
        if answer is None or answer.answer not in ABOUT_A_STEP:
            continue
        state = ProposalState(answer.answer)
        decided = _decide(each, state, as_of)
        if state == ProposalState.APPROVED:
            decided = _approved(each, as_of, desk.settings.messages.step_channels)
        if state == ProposalState.SET_ASIDE:
            until_on = answer.until_on or as_of + timedelta(days=1)
            decided = decided._replace(until_on=until_on, note=answer.note)
        write_typed(db, "proposals", [decided], event_id)
        _settle_unknown(db, each, state, event_id)
        if state == ProposalState.SENT:
            write_typed(db, "steps", [_sent_step(each, sent_on or as_of, as_of)], event_id)


def _settle_unknown(db: Database, step: Proposal, state: ProposalState, event_id: int) -> None:
    """Write what became of a message of which nobody knew whether it was sent: what is answered
    about a step of it, is so for all of it."""
    claims = table(db, MessageClaim, "own_message_claims", claim_id=[step.claim_id])
    ids = [claim.message_id for claim in claims if claim.key == step.key and claim.is_live]
    unknown = table(db, Message, "messages", message_id=ids, state=[MessageState.UNKNOWN])
    if state in (ProposalState.SENT, ProposalState.NOT_SENT):
        is_sent = state == ProposalState.SENT
        new_state = MessageState.SENT if is_sent else MessageState.LAPSED
        for message in unknown:
            sent_on = message.made_on if is_sent else None
            settled = message._replace(state=new_state, sent_on=sent_on)
            write_typed(db, "messages", [settled], event_id)
            of_message = table(db, MessageClaim, "message_claims", message_id=[message.message_id])
            live = [claim._replace(is_live=is_sent) for claim in of_message]
            write_typed(db, "message_claims", live, event_id)


def _decide(proposal: Proposal, state: ProposalState, as_of: date) -> Proposal:
    return proposal._replace(state=state, decided_on=as_of)


def _approved(proposal: Proposal, as_of: date, channels: Collection[Channel]) -> Proposal:
    """Return a proposal as approved, with a note if this office sends it itself."""
    note = SENT_HERE if proposal.channel in channels else None
    return _decide(proposal, ProposalState.APPROVED, as_of)._replace(note=note)


def _sent_step(proposal: Proposal, sent_on: date, as_of: date) -> Step:
    approved_on = proposal.decided_on or proposal.run_on
    if not approved_on <= sent_on <= as_of:
        raise UsageError(
            f"{proposal.claim_id}: godkjent {approved_on:%d.%m.%Y}, så den kan ikke være sendt "
            f"{sent_on:%d.%m.%Y}; skriv en dag fra da til {as_of:%d.%m.%Y}."
        )
    claim_id, step_id, due_version = proposal.claim_id, proposal.step_id, proposal.due_version
    return Step(claim_id, step_id, due_version, sent_on, proposal.channel)
