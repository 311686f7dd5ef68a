"""The steps already taken, as rows: state is derived from them, never stored."""

from collections.abc import Iterable, Sequence
from datetime import date

from workbench.model.rows import Reminder, Step
from workbench.model.words import Channel


def spread(reminders: Sequence[Reminder], claims: Iterable[tuple[str, str, date]]) -> list[Step]:
    """Turn reminders sent per invoice into steps of each of its claims, sorted by their keys.

    `claims` are (invoice_id, claim_id, due_on). A reminder on or before a claim's due date was for
    an earlier due date: its step stands, but not for the due date of today. Of a claim that two
    invoices stand for the later reminder counts.
    """
    claims_of: dict[str, list[tuple[str, date]]] = {}
    for invoice_id, claim_id, due_on in claims:
        claims_of.setdefault(invoice_id, []).append((claim_id, due_on))
    steps = {}
    for invoice_id, step_id, sent_on in sorted(reminders, key=lambda reminder: reminder.sent_on):
        for claim_id, due_on in claims_of.get(invoice_id, []):
            due_version = due_on.isoformat() if sent_on > due_on else "earlier"
            step = Step(claim_id, step_id, due_version, sent_on, Channel.MEMBER_SYSTEM)
            steps[claim_id, step_id, due_version] = step
    return sorted(steps.values())
