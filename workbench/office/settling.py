"""What became of a message, written to the books: by its gateway's answer, or by a later report."""

from datetime import date

from workbench.model.day_rows import Balance
from workbench.model.kinds import LIVE, ProposalState
from workbench.model.message_kinds import LIVE_STATES, MessageState
from workbench.model.message_rows import Message, MessageClaim
from workbench.model.rows import Answer, Proposal
from workbench.model.task_kinds import TaskAnswer
from workbench.office.day import has_kept_day, update_day
from workbench.office.desk import Desk, current_user
from workbench.store.connection import Database, write
from workbench.store.events import event, head
from workbench.store.queries import table
from workbench.store.triggers import write_typed

REPORTED = {MessageState.DELIVERED, MessageState.FAILED, MessageState.BOUNCED}
# what a gateway answers, which a report may have been quicker than
ANSWERED = {MessageState.SENT, MessageState.UNKNOWN, MessageState.LAPSED}


def settle(
    desk: Desk, message: Message, today: date, *, version: str = "", is_one_of_many: bool = False
) -> str:
    """Write what became of a message: of one that was sent, its steps are taken and its task is
    done; of one that was not, its steps may be in another. Return the books' last event, or "" if
    others have saved since `version`.

    Whoever settles many works the day out anew, and records the last event at the office, once
    after them: books that lack it would show the message as being sent, so it is not sent twice.
    """
    with write(desk.db) if is_one_of_many else desk.write() as db:
        is_same_version = head(db) == version
        was_kept = has_kept_day(desk, today)
        claims = table(db, MessageClaim, "message_claims", message_id=[message.message_id])
        subject = message.message_id
        with event(db, "send", today, who=current_user(), subject=subject) as event_id:
            write_settled(db, message, claims, today, event_id)
        if was_kept and not is_one_of_many:
            stepped = [each.claim_id for each in claims if each.step_id]
            balances = table(db, Balance, "balances", claim_id=stepped)
            update_day(db, desk, today, {claim.member_id or "" for claim in balances})
        last = head(db)
    return last if is_same_version else ""


def write_settled(
    db: Database, message: Message, claims: list[MessageClaim], today: date, event_id: int
) -> None:
    """Write what became of a message. Call inside `event`."""
    (stored,) = table(db, Message, "messages", message_id=[message.message_id])
    message = _join(stored, message)
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


def _join(stored: Message, message: Message) -> Message:
    """Return a message as it is to be stored: what a report said stays, though the gateway's answer
    comes after it, and so does what the gateway said, where a report knows nothing of it."""
    is_late = stored.state in REPORTED and message.state in ANSWERED
    if is_late or stored.state == MessageState.DELIVERED:
        message = message._replace(state=stored.state, note=stored.note)
    return message._replace(
        sent_on=message.sent_on or stored.sent_on,
        sent_at=message.sent_at or stored.sent_at,
        provider_id=message.provider_id or stored.provider_id,
    )
