"""Who owes a claim: fixed when the claim arises, and not moved by an 18th birthday."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from workbench.days import age_on
from workbench.model.kinds import ContactRole, LiableParty
from workbench.model.rows import Guardian, Invoice, Liability, Member, PricedClaim
from workbench.norsk import text_of
from workbench.register.ties import full_name
from workbench.values.text import fold

ADULT = 18


def is_adult(born_on: date | None, day: date | None) -> bool:
    """Say whether a person is known to be 18 or over on `day`; unknown counts as minor."""
    age = age_on(born_on, day)
    return age is not None and age >= ADULT


def contact_values(person: Member | Guardian) -> list[str]:
    """Return the phone and the e-mail, in the form in which they are compared."""
    return [fold(value) for value in (person.phone, person.email) if value]


def liable(
    claims: Sequence[PricedClaim],
    invoices: Sequence[Invoice],
    members: Sequence[Member],
    guardians: Sequence[Guardian],
) -> list[Liability]:
    """Return who owes each of the claims given.

    The recipient, of the claim or its invoice, is liable when the name is that of an adult member
    on the same invoice, or of a payment contact or guardian of the member; else the member, if 18
    or over on the day of issue; else the guardian, whom the register may not hold. A claim without
    a member has nobody, and becomes a task.
    """
    register = _register(claims, invoices, members, guardians)
    return [register.liability(claim) for claim in claims]


class _Answer(NamedTuple):
    party: LiableParty
    member_id: str | None
    basis: str


@dataclass(frozen=True)
class _Register:
    """The members and those named with them, for looking up who a recipient is."""

    people: Mapping[str, Member]
    by_value: Mapping[str, Sequence[Member]]
    by_invoice: Mapping[tuple[str | None, str], Sequence[Member]]  # and by name; of invoices only
    recipients: Mapping[str, str | None]  # of invoices
    guardians: Mapping[str, Sequence[Guardian]]  # those with a name, the payment contact first

    def liability(self, claim: PricedClaim) -> Liability:
        """Return who owes a claim, and why."""
        recipient = claim.recipient_name or self.recipients.get(claim.invoice_id or "") or ""
        member = self.people.get(claim.member_id or "")
        day = claim.issued_on or claim.due_on
        is_grown = member is not None and is_adult(member.born_on, day)
        answer = self._on_invoice(claim, recipient, day)
        if answer is None and not (is_grown and _is_named(member, recipient)):
            answer = self._as_guardian(claim, recipient, day)
        if answer is None:
            answer = self._by_age(member, is_grown)
        is_minor = member is not None and not is_grown
        return Liability(claim.claim_id, *answer, incurred_as_minor=is_minor)

    def _on_invoice(self, claim: PricedClaim, recipient: str, day: date) -> _Answer | None:
        """Answer with the adult member on the same invoice who is the recipient."""
        for member in self.by_invoice.get((claim.invoice_id, fold(recipient)), []):
            if member.member_id != claim.member_id and is_adult(member.born_on, day):
                return _Answer(LiableParty.PAYER, member.member_id, "mottaker av fakturaen")
        return None

    def _as_guardian(self, claim: PricedClaim, recipient: str, day: date) -> _Answer | None:
        """Answer with the payment contact, or the guardian, who is the recipient."""
        for guardian in self.guardians.get(claim.member_id or "", []):
            if full_name(guardian.name or "") == full_name(recipient):
                is_payer = guardian.role == ContactRole.PAYER
                party = LiableParty.PAYER if is_payer else LiableParty.GUARDIAN
                basis = f"mottaker av kravet, ført som {text_of(guardian.role)}"
                return _Answer(party, self._as_member(guardian, day), basis)
        return None

    def _as_member(self, guardian: Guardian, day: date) -> str | None:
        """Return the adult member who has the guardian's name, and the phone or the e-mail."""
        for value in contact_values(guardian):
            for member in self.by_value.get(value, []):
                if _is_named(member, guardian.name or "") and is_adult(member.born_on, day):
                    return member.member_id
        return None

    def _by_age(self, member: Member | None, is_grown: bool) -> _Answer:
        if member is None:
            return _Answer(LiableParty.UNKNOWN, None, "kravet har ikke noe medlem")
        if is_grown:
            basis = "medlemmet var myndig da kravet ble utstedt"
            return _Answer(LiableParty.MEMBER, member.member_id, basis)
        listed = "er ført" if member.member_id in self.guardians else "er ikke ført"
        basis = f"medlemmet var ikke kjent som myndig; foresatte {listed} i kilden"
        return _Answer(LiableParty.GUARDIAN, None, basis)


def _register(
    claims: Sequence[PricedClaim],
    invoices: Sequence[Invoice],
    members: Sequence[Member],
    guardians: Sequence[Guardian],
) -> _Register:
    recipients = {invoice.invoice_id: invoice.recipient_name for invoice in invoices}
    people = {member.member_id: member for member in sorted(members, key=attrgetter("member_id"))}
    by_value: dict[str, list[Member]] = {}
    for member in people.values():
        for value in contact_values(member):
            by_value.setdefault(value, []).append(member)
    by_invoice: dict[tuple[str | None, str], list[Member]] = {}
    for claim in sorted(claims, key=lambda claim: claim.member_id or ""):
        billed = people.get(claim.member_id or "")
        if billed is not None and billed.name and claim.invoice_id:
            by_invoice.setdefault((claim.invoice_id, fold(billed.name)), []).append(billed)
    named: dict[str, list[Guardian]] = {}
    for guardian in sorted(guardians, key=lambda row: row.role != ContactRole.PAYER):
        if guardian.name:
            named.setdefault(guardian.member_id, []).append(guardian)
    return _Register(people, by_value, by_invoice, recipients, named)


def _is_named(member: Member | None, name: str) -> bool:
    return member is not None and full_name(name) == fold(member.name)
