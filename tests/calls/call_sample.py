"""A payer's case and an entry about it, to be changed by the tests."""

from datetime import date

from workbench.calls.cases import Case, Claim, Person, Record
from workbench.calls.entries import Entry
from workbench.model.kinds import FeeType, StepKind
from workbench.model.outcomes import OUTCOME_RULES, Outcome
from workbench.model.plan_reasons import PlanReason

AS_OF = date(2026, 11, 23)  # a Monday
PHONE, EMAIL = "+4740000001", "mor@example.no"
NEW_PHONE, NEW_EMAIL = "+4740000009", "ny@example.no"
NEEDED = {
    "until_on": date(2026, 12, 1),
    "parts": 3,
    "first_on": date(2026, 12, 15),
    "start_on": AS_OF,
    "end_on": date(2027, 2, 28),
    "again_on": date(2026, 11, 24),
}


def claim(claim_id: str, **more: object) -> Claim:
    """Return a claim due for a call, of its own invoice and of the member m."""
    row = {"claim_id": claim_id, "invoice_id": f"i-{claim_id}", "member_id": "m", "title": "Avgift"}
    row |= {"concerns": "Eva", "due_on": date(2026, 9, 15), "days": 69, "open_ore": 500_00}
    row |= {"fee_type": FeeType.TRAINING, "reason": PlanReason.STEP_DUE}
    return Claim(**row | {"kind": StepKind.CALL, "step_id": "call"} | more)


def case(*claims: Claim, **more: object) -> Case:
    """Return the case of a payer with two claims, who stands in one row of the register."""
    row = {"payer_id": PHONE, "contact_name": "Mor Li", "phone": PHONE, "email": EMAIL}
    row |= {
        "child": None,
        "people": (Person("m", "Eva Li", 10, ()),),
        "why_we_call": (),
        "history": (),
    }
    record = Record("members", "m", PHONE, EMAIL)
    row |= {"claims": claims or (claim("a"), claim("b")), "records": (record,)}
    return Case(**row | more)


def family(*claims: Claim, **more: object) -> Case:
    """Return the case of a mother with a claim on each of two children; a third owes nothing."""
    eva, jon, pia = (
        Person(member_id, f"{name} Li", age, ())
        for member_id, name, age in (("m", "Eva", 10), ("n", "Jon", 8), ("o", "Pia", 5))
    )
    row = {"people": (eva, jon), "paid_for": (eva, jon, pia)}
    return case(*(claims or (claim("a"), claim("b", member_id="n"))), **row | more)


def entry(outcome: Outcome = Outcome.SAYS_PAID, **more: object) -> Entry:
    """Return an entry about the claim a, with what its outcome needs."""
    row = {"call_id": "0" * 32, "outcome": outcome, "claim_ids": ("a",), "right_person": True}
    row["read_back"] = True
    needs = OUTCOME_RULES[outcome].needs
    row |= {name: NEEDED[name] for name in needs if name in NEEDED}
    row |= {"phone": NEW_PHONE} if "phone_or_email" in needs else {}
    row |= {"members": ("m",), "is_confirmed": True} if "members" in needs else {}
    return Entry(**row | more)
