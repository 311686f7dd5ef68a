"""When a claim may be called about: the attempts of a round, a broken promise, a reversal."""

from datetime import date, timedelta

from workbench.dunning.claim_facts import ClaimFacts
from workbench.dunning.promises import Verdict, shown_on

AFTER_REVERSAL = timedelta(days=7)  # the payer is told in writing first (B3)


def first_call_on(facts: ClaimFacts) -> date | None:
    """Return the first day of a call after a payment was taken back; None if none was."""
    reversed_on = facts.claim.reversed_on
    return reversed_on + AFTER_REVERSAL if reversed_on else None


def find_attempts(facts: ClaimFacts, first_on: date) -> list[date]:
    """Return the days of the calls without an answer from a day on, since the payer was last spoken
    with or asked to be called back, and since a number was found to be wrong."""
    attempts: list[date] = []
    for call in reversed(facts.calls):
        if not call.is_in_vain or call.again_on is not None or call.called_on < first_on:
            break
        attempts.insert(0, call.called_on)
    return attempts


def is_broken_since(facts: ClaimFacts, last_sent_on: date | None) -> bool:
    """Return whether a promise was broken, and no step came after a file could show that: it is
    called about at once. After such a step its days are waited for."""
    judgement = facts.judgement
    if judgement is None or judgement.verdict != Verdict.BROKEN:
        return False
    return last_sent_on is None or last_sent_on <= shown_on(judgement.promised_on)
