"""Who owes a claim: decided when the claim arises, and not changed by an 18th birthday."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from workbench.days import age_on
from workbench.model.day_rows import PricedClaim
from workbench.model.kinds import ContactRole, LiableParty
from workbench.model.rows import Guardian, Invoice, Liability, Member
from workbench.norsk import text_of
from workbench.register.ties import fold_full_name
from workbench.values.placeholders import is_placeholder
from workbench.values.text import fold

ADULT = 18


def is_adult(born_on: date | None, day: date | None) -> bool:
    """Return whether a person is 18 or over on `day`; one of unknown age counts as a minor."""
    age = age_on(born_on, day)
    return age is not None and age >= ADULT


def contact_values(person: Member | Guardian) -> list[str]:
    """Return the phone and the e-mail, folded so that they can be compared, but no placeholder."""
    values = [value for value in (person.phone, person.email) if value]
    return [fold(value) for value in values if not is_placeholder(value)]


def find_liabilities(
    claims: Sequence[PricedClaim],
    invoices: Sequence[Invoice],
    members: Sequence[Member],
    guardians: Sequence[Guardian],
    *,
    seen_on: date = date.max,
) -> list[Liability]:
    """Return who owes each of the claims, which were first seen on a day: one whose day of issue is
    not known was issued then, or before it fell due, at the latest.

    The recipient of the claim or its invoice is liable, if the name is that of an adult member on
    the same invoice, or of a payment contact or guardian of the member. Else the member is, if 18
    or over on the day of issue. Else the guardian is, who may be missing from the register. A claim
    without a member gets the liable party `unknown`, and becomes a task.
    """
    register = _register(claims, invoices, members, guardians)
    return [register.liability(claim, seen_on) for claim in claims]


class _Liable(NamedTuple):
    party: LiableParty
    member_id: str | None
    basis: str


@dataclass(frozen=True)
class _Register:
    """The members and their guardians, to look up who a recipient is."""

    members: Mapping[str, Member]
    by_contact_value: Mapping[str, Sequence[Member]]  # a phone or an e-mail, folded
    by_invoice: Mapping[tuple[str, str], Sequence[Member]]  # invoice id and the folded name
    recipients: Mapping[str, str | None]  # invoice id -> name
    guardians: Mapping[str, Sequence[Guardian]]  # those with a name, the payment contact first

    def liability(self, claim: PricedClaim, seen_on: date) -> Liability:
        """Return who owes a claim, and why."""
        recipient = claim.recipient_name or self.recipients.get(claim.invoice_id or "") or ""
        member = self.members.get(claim.member_id or "")
        day = claim.issued_on or min(claim.due_on, seen_on)
        is_grown = member is not None and is_adult(member.born_on, day)
        liable = self._adult_on_invoice(claim, recipient, day)
        if liable is None and not (is_grown and _is_named(member, recipient)):
            liable = self._recipient_guardian(claim, recipient, day)
        if liable is None:
            liable = self._by_age(member, is_grown)
        is_minor = member is not None and not is_grown
        return Liability(claim.claim_id, *liable, incurred_as_minor=is_minor)

    def _adult_on_invoice(self, claim: PricedClaim, recipient: str, day: date) -> _Liable | None:
        """Return the other adult member on the same invoice who has the recipient's name."""
        for member in self.by_invoice.get((claim.invoice_id or "", fold(recipient)), []):
            if member.member_id != claim.member_id and is_adult(member.born_on, day):
                return _Liable(LiableParty.PAYER, member.member_id, "mottaker av fakturaen")
        return None

    def _recipient_guardian(self, claim: PricedClaim, recipient: str, day: date) -> _Liable | None:
        """Return the payment contact or guardian who has the recipient's name."""
        for guardian in self.guardians.get(claim.member_id or "", []):
            if fold_full_name(guardian.name or "") == fold_full_name(recipient):
                is_payer = guardian.role == ContactRole.PAYER
                party = LiableParty.PAYER if is_payer else LiableParty.GUARDIAN
                basis = f"mottaker av kravet, ført som {text_of(guardian.role)}"
                return _Liable(party, self._member_id_of(guardian, day), basis)
        return None

    def _member_id_of(self, guardian: Guardian, day: date) -> str | None:
        """Return the id of the adult member with the guardian's name, and phone or e-mail."""
        for value in contact_values(guardian):
            for member in self.by_contact_value.get(value, []):
                if _is_named(member, guardian.name or "") and is_adult(member.born_on, day):
                    return member.member_id
        return None

    def _by_age(self, member: Member | None, is_grown: bool) -> _Liable:
        if member is None:
            return _Liable(LiableParty.UNKNOWN, None, "kravet har ikke noe medlem")
        if is_grown:
            basis = "medlemmet var myndig da kravet ble utstedt"
            return _Liable(LiableParty.MEMBER, member.member_id, basis)
        listed = "er ført" if member.member_id in self.guardians else "er ikke ført"
        basis = f"medlemmet var ikke kjent som myndig; foresatte {listed} i kilden"
        return _Liable(LiableParty.GUARDIAN, None, basis)


def _register(
    claims: Sequence[PricedClaim],
    invoices: Sequence[Invoice],
    members: Sequence[Member],
    guardians: Sequence[Guardian],
) -> _Register:
    recipients = {invoice.invoice_id: invoice.recipient_name for invoice in invoices}
    member_of = {
        member.member_id: member for member in sorted(members, key=attrgetter("member_id"))
    }
    by_contact_value: dict[str, list[Member]] = {}
    for member in member_of.values():
        for value in contact_values(member):
            by_contact_value.setdefault(value, []).append(member)
    by_invoice: dict[tuple[str, str], list[Member]] = {}
    for claim in sorted(claims, key=lambda claim: claim.member_id or ""):
        claimed = member_of.get(claim.member_id or "")
        if claimed is not None and claimed.name and claim.invoice_id:
            by_invoice.setdefault((claim.invoice_id, fold(claimed.name)), []).append(claimed)
    guardians_of: dict[str, list[Guardian]] = {}
    for guardian in sorted(guardians, key=lambda row: row.role != ContactRole.PAYER):
        if guardian.name:
            guardians_of.setdefault(guardian.member_id, []).append(guardian)
    return _Register(member_of, by_contact_value, by_invoice, recipients, guardians_of)


def _is_named(member: Member | None, name: str) -> bool:
    return member is not None and fold_full_name(name) == fold(member.name)
