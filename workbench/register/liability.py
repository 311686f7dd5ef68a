"""Who owes a claim: fixed when the claim arises, and not moved by an 18th birthday."""

from typing import Any

import pandas as pd

from workbench.days import age_on
from workbench.model import frames
from workbench.model.words import ContactRole, LiableParty
from workbench.norsk import ord_for
from workbench.register.ties import full_name
from workbench.values.text import fold

ADULT = 18
Row = dict[str, Any]


def is_adult(born_on: Any, day: Any) -> bool:
    """Say whether a person is known to be 18 or over on `day`; unknown counts as minor."""
    age = age_on(born_on, day)
    return age is not None and age >= ADULT


def liable(
    claims: pd.DataFrame, invoices: pd.DataFrame, members: pd.DataFrame, guardians: pd.DataFrame
) -> pd.DataFrame:
    """Return the frame `liabilities` for the claims given.

    The recipient, of the claim or its invoice, is liable when the name is that of an adult member
    on the same invoice, or of a payment contact or guardian of the member; else the member, if 18
    or over on the day of issue; else the guardian, whom the register may not hold. A claim without
    a member has nobody, and becomes a task.
    """
    register = _Register(members, guardians)
    recipients = {row["invoice_id"]: row["recipient_name"] for row in frames.records(invoices)}
    rows = frames.records(claims)
    together: dict[str, list[str]] = {}
    for claim in rows:
        together.setdefault(claim["invoice_id"], []).append(str(claim["member_id"]))
    found = []
    for claim in rows:
        recipient = claim["recipient_name"] or recipients.get(claim["invoice_id"]) or ""
        found.append(register.answer(claim, recipient, sorted(together[claim["invoice_id"]])))
    return frames.build("liabilities", found)


class _Register:
    """The members and those named beside them, for looking up who a recipient is."""

    def __init__(self, members: pd.DataFrame, guardians: pd.DataFrame) -> None:
        self.people: dict[str, Row] = {row["member_id"]: row for row in frames.records(members)}
        self.beside: dict[str, list[Row]] = {}
        rows = frames.records(guardians[guardians["name"].notna()])
        for row in sorted(rows, key=lambda row: row["role"] != ContactRole.PAYER):
            self.beside.setdefault(row["member_id"], []).append(row)
        self.by_way: dict[str, list[Row]] = {}
        for _, person in sorted(self.people.items()):
            for way in _ways(person):
                self.by_way.setdefault(way, []).append(person)

    def answer(self, claim: Row, recipient: str, on_invoice: list[str]) -> Row:
        """Say who owes a claim, and why."""
        member = self.people.get(claim["member_id"], {})
        issued_on = claim["issued_on"] or claim["due_on"]
        adult = is_adult(member.get("born_on"), issued_on)
        found = self._on_invoice(claim["member_id"], recipient, on_invoice, issued_on)
        if not found and not (adult and _is_named(member, recipient)):
            found = self._beside(claim["member_id"], recipient, issued_on)
        return {
            "claim_id": claim["claim_id"],
            "incurred_as_minor": bool(member) and not adult,
            **(found or self._by_age(claim["member_id"], adult)),
        }

    def _on_invoice(
        self, member_id: str | None, recipient: str, on_invoice: list[str], day: Any
    ) -> Row | None:
        """Answer with the adult member on the same invoice who is the recipient."""
        for other_id in on_invoice if len(on_invoice) > 1 else ():
            other = self.people.get(other_id, {})
            is_other = bool(other) and other_id != member_id and is_adult(other["born_on"], day)
            if is_other and fold(recipient) == fold(_name(other)):
                return _answer(LiableParty.PAYER, "mottaker av fakturaen", other_id)
        return None

    def _beside(self, member_id: str | None, recipient: str, day: Any) -> Row | None:
        """Answer with the payment contact, or the guardian, who is the recipient."""
        beside = self.beside.get(str(member_id), [])
        wanted = full_name(recipient) if beside else ""
        for row in beside:
            if full_name(row["name"]) == wanted:
                role = ContactRole(row["role"])
                party = LiableParty.PAYER if role == ContactRole.PAYER else LiableParty.GUARDIAN
                basis = f"mottaker av kravet, ført som {ord_for(role)}"
                return _answer(party, basis, self._as_member(row, day))
        return None

    def _as_member(self, contact: Row, day: Any) -> str | None:
        """Return the adult member who has the contact's name, and the phone or the e-mail."""
        same = [person for way in _ways(contact) for person in self.by_way.get(way, [])]
        named = (person for person in same if _is_named(person, contact["name"]))
        return next((p["member_id"] for p in named if is_adult(p["born_on"], day)), None)

    def _by_age(self, member_id: str | None, adult: bool) -> Row:
        if adult:
            basis = "medlemmet var myndig da kravet ble utstedt"
            return _answer(LiableParty.MEMBER, basis, member_id)
        if member_id in self.people:
            held = "er ført" if member_id in self.beside else "er ikke ført"
            basis = f"medlemmet var ikke kjent som myndig; foresatte {held} i kilden"
            return _answer(LiableParty.GUARDIAN, basis)
        return _answer(LiableParty.UNKNOWN, "kravet har ikke noe medlem")


def _answer(party: LiableParty, basis: str, member_id: str | None = None) -> Row:
    return {"liable_party": party, "liable_member_id": member_id, "basis": basis}


def _ways(person: Row) -> list[str]:
    return [fold(person[way]) for way in ("phone", "email") if person[way]]


def _is_named(person: Row, name: str) -> bool:
    return full_name(name) == fold(_name(person))


def _name(person: Row) -> str:
    return f"{person['first_name']} {person['last_name']}"
