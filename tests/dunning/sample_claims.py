"""One claim of one member, and what may be known about it."""

from datetime import date, timedelta

from workbench.model.day_rows import Balance, Contact
from workbench.model.hold_kinds import HoldKind
from workbench.model.kinds import Channel, ClaimStatus, FeeType, LiableParty, StepKind
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import Hold, Liability, Member, Step

DUE = date(2026, 2, 2)
BOTH = frozenset(StepKind)


def day(n):
    """Return the day `n` days after the due date."""
    return DUE + timedelta(days=n)


def claim(claim_id="a", **more):
    row = Balance(claim_id, DUE, ClaimStatus.OPEN, amount_ore=500_00, paid_ore=0, open_ore=500_00)
    own = {"invoice_id": f"i-{claim_id}", "member_id": "m", "fee_type": FeeType.TRAINING}
    return row._replace(**own | more)


def member(member_id="m", **more):
    return Member(member_id, **more)


def contact(member_id="m", **more):
    row = Contact(member_id, f"p-{member_id}", "Kim By", False, False)
    return row._replace(**{"phone": "+4790000001"} | more)


def hold(first, last, kind=HoldKind.DEFERRAL, **target):
    ends = None if last is None else day(last)
    target = target or {"member_id": "m"}
    return Hold(f"{kind}{first}{target}", kind, day(first), ends, **target)


def step(step_id, n, claim_id="a", due_on=DUE):
    return Step(claim_id, step_id, due_on.isoformat(), day(n), Channel.MEMBER_SYSTEM)


def sent(*on):
    """Return the first steps of the policy, sent on those days."""
    names = ("reminder_1", "reminder_2", "call")
    return [step(name, n) for name, n in zip(names, on, strict=False)]


def owing(claim_id="a", liable_id="m", party=LiableParty.MEMBER, *, as_minor=False):
    return Liability(claim_id, party, liable_id, "", as_minor)


def decision(row):
    return row.reason, row.step_id


DUE_NOW = (PlanReason.STEP_DUE, "reminder_1")
