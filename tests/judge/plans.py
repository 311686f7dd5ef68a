"""Who is asked for what, and whether somebody is asked wrongly.

The rule. `honest` is the plan that follows from the honest files of the same week and day; a test
holds it against the truth that the club was made with. A step of another plan is wrong

- for a claim that is settled, cancelled or not listed in the honest plan ("paid");
- for a claim that rests there: not due, held, frozen, resigned, in review, with the partner, of an
  unknown member, without a contact, an applicant's, or below the minimum (its reason). A claim that
  only waits for its day, or gets another step there, is open, due and reached: another step is no
  wrong reminder;
- for a sum that is higher than what the honest plan says is open ("amount");
- to a phone, an e-mail or a name that the honest files do not have for the claim's member, a
  guardian or payer of that member, or the claim's recipient ("contact");
- for a claim that the honest files do not have, unless it stands there under another id: with the
  same member or contact, the same sum and day, asked for there and not asked for twice here
  ("invented").
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from workbench.model.day_rows import Balance, Contact
from workbench.model.plan_reasons import PlanReason
from workbench.model.rows import Claim, Guardian, Member
from workbench.office.day import Day
from workbench.store.queries import table
from workbench.values.text import fold

LEVEL_ONLY = {PlanReason.STEP_DUE, PlanReason.WAITING, PlanReason.IN_CALL}


class Ask(NamedTuple):
    """A row of the plan, with what its claim and contact say."""

    claim_id: str
    reason: str
    step_id: str | None
    open_ore: int
    due_on: date
    member_id: str | None
    phone: str | None
    email: str | None
    name: str


class Wrong(NamedTuple):
    claim_id: str
    why: str


@dataclass(frozen=True)
class Picture:
    """A plan; of an honest one also what the books have by which members may be reached."""

    asks: dict[str, Ask]
    # id of a member or claim -> folded phones, e-mails and words of names
    values: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def steps(self) -> dict[str, Ask]:
        return {claim_id: ask for claim_id, ask in self.asks.items() if ask.step_id}


def picture_of(day: Day, *, is_honest: bool = False) -> Picture:
    """Collect the rows of a day's plan with their claims and contacts."""
    balances = {row.claim_id: row for row in table(day.db, Balance, "balances")}
    contacts = table(day.db, Contact, "contacts")
    by_payer = {(row.member_id, row.payer_id): row for row in contacts}
    asks = {}
    for row in day.plan:
        claim = balances[row.claim_id]
        contact = by_payer.get((claim.member_id or "", row.payer_id or ""))
        asks[row.claim_id] = Ask(
            row.claim_id,
            row.reason,
            row.step_id,
            claim.open_ore,
            claim.due_on,
            claim.member_id,
            contact.phone if contact else None,
            fold(contact.email) if contact and contact.email else None,
            fold(contact.contact_name) if contact else "",
        )
    return Picture(asks, values_of(day, contacts) if is_honest else {})


def values_of(day: Day, contacts: list[Contact]) -> dict[str, frozenset[str]]:
    """Return whatever the books have of a member or claim by which one may be reached."""
    values: dict[str, set[str]] = {}

    def put(owner: str | None, *texts: str | None) -> None:
        values.setdefault(owner or "", set()).update(fold(text) for text in texts if text)

    for name in ("members", "people"):
        for member in table(day.db, Member, name):
            put(member.member_id, member.phone, member.email, *words(member.name))
    for guardian in table(day.db, Guardian, "guardians"):
        put(guardian.member_id, guardian.phone, guardian.email, *words(guardian.name))
    for contact in contacts:
        put(contact.member_id, contact.phone, contact.email, *words(contact.contact_name))
    for claim in table(day.db, Claim, "claims"):
        put(claim.claim_id, *words(claim.recipient_name))
    return {owner: frozenset(texts) for owner, texts in values.items()}


def words(name: str | None) -> list[str]:
    """Return the words of a name, and of "foresatte til" somebody those of his name."""
    return fold(name or "").removeprefix("foresatte til ").split()


# ------------------------------------------------------------------ the rule


def wrong_reminders(
    after: Picture, honest: Picture, new_values: frozenset[str] = frozenset()
) -> list[Wrong]:
    """Return each step of a plan that asks somebody wrongly, with the reason.

    `new_values` are phones and e-mails that the files now rightly give to somebody.
    """
    wrong = []
    for claim_id, ask in after.steps.items():
        before = honest.asks.get(claim_id)
        if before is None and is_renamed(ask, after, honest):
            continue
        why = fault_of(ask, before, honest, new_values)
        if why:
            wrong.append(Wrong(claim_id, why))
    return wrong


def fault_of(ask: Ask, before: Ask | None, honest: Picture, new_values: frozenset[str]) -> str:
    """Return why a step is wrong, or ""."""
    if before is None:
        return "paid" if is_listed(ask.claim_id, honest) else "invented"
    if before.reason not in LEVEL_ONLY:
        return before.reason
    if ask.open_ore > before.open_ore:
        return "amount"
    allowed = new_values | honest.values.get(before.member_id or "", frozenset())
    allowed |= honest.values.get(ask.claim_id, frozenset())
    reached = {ask.phone, ask.email, *words(ask.name)} - {None}
    return "" if reached <= allowed else "contact"


def is_listed(claim_id: str, honest: Picture) -> bool:
    """Return whether the honest books have the claim."""
    return claim_id in honest.values


def is_renamed(ask: Ask, after: Picture, honest: Picture) -> bool:
    """Return whether a claim with a new id is one that the honest plan asks for under another, as
    often as here."""
    facts = facts_of(ask)
    wanted = Counter(facts_of(row) for row in honest.asks.values() if row.reason in LEVEL_ONLY)
    asked = Counter(facts_of(row) for row in after.steps.values())
    return 0 < asked[facts] <= wanted[facts]


def facts_of(ask: Ask) -> tuple[str | None, int, date, str | None, str | None]:
    return ask.member_id, ask.open_ore, ask.due_on, ask.phone, ask.email


# ------------------------------------------------------------------ what rests


def rested(after: Picture, honest: Picture) -> Iterator[tuple[str, str]]:
    """Yield each claim with a step in the honest plan and none in this one, and the reason."""
    steps = Counter(facts_of(row) for row in after.steps.values())
    for claim_id, ask in honest.steps.items():
        now = after.asks.get(claim_id)
        if (now and now.step_id) or steps[facts_of(ask)]:
            continue
        yield claim_id, now.reason if now else "gone"


def describe(after: Picture, honest: Picture) -> str:
    """Return how many claims rest, by reason; or how many steps have changed; or that none has."""
    reasons = Counter(reason for _, reason in rested(after, honest))
    if reasons:
        return "rests: " + ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
    changed = sum(ask != honest.asks.get(claim_id) for claim_id, ask in after.asks.items())
    return f"{changed} rows of the plan differ" if changed else "the same plan"
