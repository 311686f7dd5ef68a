"""What is taken off a claim, or owed to a member: recorded with its reason, by whom and when."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from workbench.model.day_rows import PricedClaim
from workbench.model.errors import UsageError
from workbench.model.money_rows import Credit
from workbench.model.payment_kinds import CreditKind
from workbench.model.rows import Member
from workbench.model.task_kinds import LONGEST_NOTE
from workbench.money.credits import apply_credits
from workbench.norsk import kroner
from workbench.office.day import day_of, saving
from workbench.office.desk import Desk
from workbench.office.placing import find_claims
from workbench.store import proposals
from workbench.store.events import head
from workbench.store.queries import load, table, typed
from workbench.store.triggers import write_typed
from workbench.values.national_id import mask
from workbench.values.record_ids import digest
from workbench.values.text import tidy

QUERIES = load(Path(__file__).with_suffix(".sql"))


def credit_claim(
    desk: Desk, target: str, amount_ore: int, reason: str, as_of: date, kind: CreditKind
) -> Credit:
    """Take so much off a claim, named by id, order number or KID; of a member, named by id, it is
    owed to them until it is placed on a claim. Return what was recorded.

    The same credit recorded twice on a day is one; nothing for a freeze means that all is owed.
    Where the club wants to approve credits, or those of the claim or member are together above what
    it lets the office credit, it counts once the club has said yes. With the id of a credit, and
    nothing as the amount, that credit is taken back. Raises UsageError for a claim or member that
    is not known, for more than is left of the claim, and without a reason.
    """
    proposals.refuse_older_day(desk.db, as_of)
    text = tidy(reason)
    if not text or len(text) > LONGEST_NOTE or mask(text) != text:
        raise UsageError(
            f"Skriv hvorfor det krediteres, med høyst {LONGEST_NOTE} tegn og uten fødselsnummer."
        )
    with day_of(desk, as_of) as day:
        claims = find_claims(day, target)
        members = table(day.db, Member, "people", member_id=[target])
        stated = {row.claim_id: row for row in table(day.db, PricedClaim, "counted_claims")}
        made = table(day.db, Credit, "credits", credit_id=[target])
        subject = {"claim_id": claims[0] if claims else None, "member_id": target}
        before = typed(Credit, QUERIES.credits_of(day.db.conn, **subject))
        version = head(day.db)
    if made:
        credit = _taken_back(made[0], amount_ore, text, as_of)
        write_credits(desk, [credit], as_of, version)
        return credit
    if len(claims) + len(members) != 1:
        found = "passer til flere krav" if claims else "er verken et krav eller et medlem"
        raise UsageError(f"{target!r} {found}; skriv kravets eller medlemmets id.")
    claim = stated[claims[0]] if claims else None
    credit = made_credit(desk, claim, target, kind, amount_ore, text, as_of)
    if credit.credit_id in {each.credit_id for each in before}:
        return next(each for each in before if each.credit_id == credit.credit_id)
    _refuse_amount(target, credit, claim, before)
    credited_ore = sum(each.amount_ore for each in (*before, credit))
    if credit.amount_ore and not desk.settings.assignment.may_credit(credited_ore):
        credit = credit._replace(needs_approval=True)
    write_credits(desk, [credit], as_of, version)
    return credit


def _refuse_amount(
    target: str, credit: Credit, claim: PricedClaim | None, before: Sequence[Credit]
) -> None:
    """Raise UsageError for more than is left of the claim after the credits `before`, for nothing
    where that means nothing, and for that all is owed while frozen days are credited."""
    frozen = [each for each in before if each.kind == CreditKind.FREEZE]
    if claim and frozen and not credit.amount_ore and credit.kind == CreditKind.FREEZE:
        ore = sum(each.amount_ore for each in frozen)
        ids = " og ".join(each.credit_id for each in frozen)
        raise UsageError(
            f"{target!r}: {kroner(ore)} er kreditert for fryste dager, så ikke alt skal betales; "
            f"ta det først tilbake med 0 kroner og krediteringens id, {ids}."
        )
    left_ore = apply_credits([claim], before)[0].amount_ore if claim else credit.amount_ore
    if claim and credit.amount_ore and before and not left_ore:
        raise UsageError(
            f"{target!r}: hele kravet er kreditert; ta først en kreditering tilbake med dens id, "
            "som står i listen «credits»."
        )
    least_ore = 0 if claim is not None and credit.kind == CreditKind.FREEZE else 1
    if not least_ore <= credit.amount_ore <= left_ore:
        most = f"høyst {kroner(left_ore)}" if claim else "mer enn 0 kr"
        if claim and before:
            most += ", for resten er kreditert"
        raise UsageError(
            f"{kroner(credit.amount_ore)} kan ikke krediteres {target!r}; skriv {most}."
        )


def _taken_back(credit: Credit, amount_ore: int, reason: str, as_of: date) -> Credit:
    """Return a credit that was made as it is once taken back, with both reasons."""
    if amount_ore or credit.taken_back_on:
        found = "kan bare tas tilbake" if amount_ore else "er tatt tilbake alt"
        raise UsageError(
            f"{credit.credit_id!r}: krediteringen {found}; skriv 0 kroner for å ta den tilbake, "
            "eller krediter kravet på nytt."
        )
    both = f"{credit.reason}; tatt tilbake: {reason}"
    return credit._replace(amount_ore=0, reason=both, taken_back_on=as_of)


def made_credit(
    desk: Desk,
    claim: PricedClaim | None,
    member_id: str,
    kind: CreditKind,
    amount_ore: int,
    reason: str,
    as_of: date,
) -> Credit:
    """Return a credit of a claim, or of a member where there is none, to be written."""
    subject = claim.claim_id if claim else member_id
    return Credit(
        credit_id=digest(subject, kind, str(amount_ore), reason, as_of.isoformat()),
        claim_id=claim.claim_id if claim else None,
        member_id=claim.member_id if claim else member_id,
        kind=kind,
        amount_ore=amount_ore,
        base_ore=claim.amount_ore if claim else 0,
        reason=reason,
        made_on=as_of,
        needs_approval=desk.settings.club_approves_credits and amount_ore > 0,
    )


def write_credits(desk: Desk, credits: Sequence[Credit], as_of: date, version: str) -> None:
    """Write credits to the books in one event; raises BooksMoved where others saved since
    `version`."""
    subject = credits[0].credit_id if len(credits) == 1 else ""
    with saving(desk, as_of, version, "credit", subject) as (db, event_id):
        write_typed(db, "credits", credits, event_id)
